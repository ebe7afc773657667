"""AddressBookCopy: a conference's record of what is in the address book of its organization."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.web.models import field_named


class AddressBookCopy(models.Model):
    """A record of a conference with its `entry` in the address book, if it has one.

    `as_taken` is what the record said, by field, when both last agreed or someone last decided: what it says
    otherwise since is a correction.
    """

    conference: Any
    entry: Any
    entry_id: Any
    name: Any

    as_taken = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        abstract = True


class AddressBookInstitution(AddressBookCopy):
    """A conference's record of an institution. Its addressee is a person, unless it is said to be an office.

    `OF_A_PERSON` are the fields that tell of that person.
    """

    OF_A_PERSON: ClassVar[tuple[str, ...]]

    entry = models.ForeignKey(
        "people.Institution", on_delete=models.SET_NULL, null=True, editable=False, related_name="%(class)ss"
    )
    by_office = models.BooleanField(
        _("addressed by office"),
        default=False,
        help_text=_(
            "“The Minister of Justice”, without a name. A named addressee stays in this conference: they have not "
            "agreed to be kept."
        ),
    )

    class Meta:
        abstract = True

    def leave_person_behind(self) -> None:
        """Empty what tells of a named addressee, in a copy for another conference: they agreed to none."""
        for name in () if self.by_office else self.OF_A_PERSON:
            setattr(self, name, field_named(type(self), name).get_default())
