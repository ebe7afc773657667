"""The address book of an organization: institutions, how letters speak to them, people who agreed to be kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import Country, CountryField

from confman.people.models.person import FamilyNameFirst, Sex
from confman.translation.collation import collation_key
from confman.translation.fields import TranslatedField
from confman.translation.text import TranslatedText
from confman.web.models import AddedTextField, UUIDModel
from confman.web.search import SearchableModel, SearchableQuerySet


class Rank(models.TextChoices):
    """The rank by which a letter addresses someone."""

    EXCELLENCY = "excellency", _("Excellency: head of State or Government, minister, ambassador")
    OTHER = "other", _("without such a title")


class FormOfAddress(models.Model):
    """Opening and ending of a letter to a row (`conference`, `name`); in a note verbale, its name in the dative."""

    conference: Any
    name: Any

    salutation = TranslatedField(
        _("salutation"), blank=True, max_length=200, help_text=_("As in “Excellency,”.")
    )
    rank = models.CharField(
        _("rank of the addressee"),
        max_length=12,
        choices=Rank,
        default=Rank.OTHER,
        help_text=_("Salutation and end of the letter follow rank and sex."),
    )
    sex = models.CharField(_("sex of the addressee"), max_length=12, choices=Sex, default=Sex.NOT_STATED)
    name_in_note = TranslatedField(
        _("name in a note verbale"),
        blank=True,
        max_length=300,
        help_text=_(
            "As it stands after “presents its compliments to”, in Russian in the dative. Empty: it is formed from the "
            "name."
        ),
    )

    class Meta:
        abstract = True

    @property
    def received_by(self) -> TranslatedText:
        """Return who receives letters, name and function, as they stand in an address."""
        raise NotImplementedError


class InstitutionKind(models.TextChoices):
    MINISTRY = "ministry", _("ministry")
    EMBASSY = "embassy", _("embassy or mission")
    AGENCY = "agency", _("government agency")
    PARLIAMENT = "parliament", _("parliament")
    JUDICIARY = "judiciary", _("judiciary")
    UN = "un", _("UN system")
    INTERGOVERNMENTAL = "intergovernmental", _("intergovernmental organization")
    NGO = "ngo", _("non-governmental organization")
    ACADEMIA = "academia", _("academia")
    MEDIA = "media", _("media")
    PRIVATE = "private", _("private sector")
    OTHER = "other", _("other")


class BookQuerySet(SearchableQuerySet):
    """Entries of address books; those of a conference are those of its organization."""

    conference_path = "organization__conferences"

    def possible_duplicates(self) -> Self:
        """Return the entries that share their mailbox, or the name by which they are sorted, with another of the book.

        Institutions of the same name in two countries are two.
        """
        others = self.model._default_manager.filter(organization=OuterRef("organization"))
        names = {name: OuterRef(name) for name in self.model.NAMED_BY}
        mailboxes = self.exclude(email="").order_by().values(mailbox=Lower("email"))
        shared = mailboxes.annotate(number=Count("pk")).filter(number__gt=1).values("mailbox")
        return self.alias(mailbox=Lower("email")).filter(
            Q(mailbox__in=shared) | Exists(others.filter(**names).exclude(pk=OuterRef("pk")))
        )


class BookEntry(SearchableModel, UUIDModel):
    """Fields that institutions and people in the address book share."""

    prepared = ("search_text", "sort_key")
    # Two that agree in these have the same name.
    NAMED_BY: ClassVar[tuple[str, ...]] = ("sort_key",)

    organization = models.ForeignKey(
        "conferences.Organization", on_delete=models.CASCADE, related_name="%(class)ss", editable=False
    )
    name: Any
    country: models.Field[Country | str, Country] = CountryField(_("country"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    sort_key = models.CharField(max_length=200, editable=False, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    # Entries joined to it (confman/people/domain/address_book.py), the last at the end.
    joined = models.JSONField(null=True, blank=True, editable=False)

    objects = BookQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["sort_key", "id"]

    def __str__(self) -> str:
        return str(self.name)

    def all_values(self, name: str) -> Iterator[Any]:
        """Yield its value of a field, and those of the entries that were joined to it."""
        yield getattr(self, name)
        yield from (act["said"][name] for act in self._joinings())

    def has_taken_in(self, key: UUID) -> bool:
        """Tell whether the entry of this key was joined to it."""
        return any(act["id"] == str(key) for act in self._joinings())

    def _joinings(self) -> Iterator[dict[str, Any]]:
        acts = list(self.joined or ())
        while acts:
            yield (act := acts.pop())
            acts += act["said"]["joined"]

    def prepare_search(self) -> None:
        super().prepare_search()
        self.sort_key = collation_key(next(iter(dict(sorted(self.name.items())).values()), ""))


class Institution(FormOfAddress, BookEntry):
    """A body that is written to. It is no person: the person who holds its office is addressed by that alone."""

    NAMED_BY = ("sort_key", "country")

    name = TranslatedField(_("official name"), max_length=300, help_text=_("As it is to be addressed."))
    short_name = TranslatedField(_("short name"), blank=True, max_length=60)
    kind = models.CharField(
        _("kind"), max_length=20, choices=InstitutionKind, default=InstitutionKind.MINISTRY
    )
    office = TranslatedField(
        _("addressee"),
        blank=True,
        max_length=300,
        help_text=_("The office, never a name: “The Minister of Justice”."),
    )
    address = models.TextField(_("postal address"), blank=True, max_length=1000)
    language = models.CharField(_("language of letters"), max_length=16, blank=True)
    by_note = models.BooleanField(
        _("written to by note verbale"),
        default=False,
        help_text=_("As embassies and ministries of foreign affairs are. Otherwise by letter."),
    )

    class Meta(BookEntry.Meta):
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        indexes = [models.Index(fields=["organization", "sort_key"])]

    def search_sources(self) -> Iterable[object]:
        return (
            self.name,
            self.short_name,
            self.office,
            self.email,
            self.country.name if self.country else "",
        )


class Contact(BookEntry):
    """A person who agreed to be kept for the next conferences; `consent_source` says on whose word."""

    name = TranslatedField(
        pgettext_lazy("of a person", "name"), max_length=300, help_text=_("Whole, as it is to be written.")
    )
    title = TranslatedField(
        pgettext_lazy("of a person", "title"), blank=True, max_length=60, help_text=_("Mr., Ms., Dr., H.E.")
    )
    family_name_first = AddedTextField(
        _("family name comes first"), max_length=3, choices=FamilyNameFirst, blank=True, null=True
    )
    sex = models.CharField(_("sex"), max_length=12, choices=Sex, default=Sex.NOT_STATED)
    job_title = TranslatedField(_("function"), blank=True, max_length=300)
    institution = TranslatedField(_("institution"), blank=True, max_length=300)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    consented_on = models.DateField(_("agreed on"), default=timezone.localdate)
    consent_source = models.CharField(
        _("on whose word"),
        max_length=200,
        help_text=_("How you know that they agree to be kept: “by telephone, 3 March”, “letter of 1 March”."),
    )

    class Meta(BookEntry.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        indexes = [models.Index(fields=["organization", "sort_key"])]

    def search_sources(self) -> Iterable[object]:
        return (
            self.name,
            self.job_title,
            self.institution,
            self.email,
            self.country.name if self.country else "",
        )
