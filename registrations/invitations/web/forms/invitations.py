"""Forms for inviting persons by single-use links."""

import datetime as dt
import re
from email.utils import parseaddr
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from confman.conferences.web.fields import language_field
from confman.conferences.web.forms import ConferenceForm
from confman.people.models import Person
from confman.web.forms.base import model_field
from registrations.core.models.category import Category
from registrations.core.models.registration import Registration
from registrations.invitations.domain.single_use_links import OPEN_FOR, end_of

MAX_AT_ONCE = 500


class UntilForm(ConferenceForm):
    """Until when a link is open."""

    until = forms.DateField(label=_("Open until the end of"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("until", self.conference.today() + OPEN_FOR)

    def clean_until(self) -> dt.date:
        day: dt.date = self.cleaned_data["until"]
        if day < self.conference.today():
            raise ValidationError(gettext("This day is over."))
        return day

    def expires_at(self) -> dt.datetime:
        """Return the last moment of the day, in the conference's zone."""
        return end_of(self.cleaned_data["until"], self.conference)


class InvitationForm(UntilForm):
    """What people are invited to, by a link of their own."""

    category = forms.ModelChoiceField(Category.objects.all(), label=_("Category"), empty_label=None)
    skips_review = forms.BooleanField(
        label=_("Approve at once when they register"),
        required=False,
        help_text=_("While there are places; otherwise they come to the end of the waiting list."),
    )
    language = language_field(
        _("Language of the mail"),
        none=_("the conference's first"),
        help_text=_("For those whose language is not known; everyone else is written to in theirs."),
    )

    def options(self) -> dict[str, Any]:
        """Return what the verb takes."""
        names = ("category", "skips_review", "language")
        return {**{name: self.cleaned_data[name] for name in names}, "expires_at": self.expires_at()}


class InviteForm(InvitationForm):
    """Whom to invite: lines with a name and an e-mail, persons on record, or both."""

    lines = forms.CharField(
        label=_("A line for each person"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea({"rows": 6, "spellcheck": "false"}),
        help_text=_("Name; e-mail. Lines copied from the address field of a mail will do."),
    )
    people = forms.ModelMultipleChoiceField(
        Person.objects.all(),
        label=_("Persons on record who are not registered"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    fieldsets = (
        (_("Whom"), ("lines", "people")),
        (_("To what"), (("category", "until"), "language", "skips_review")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        alive = Registration.objects.alive().filter(person=OuterRef("pk"))
        people = Person.objects.of(self.conference).known().exclude(email="").exclude(Exists(alive))
        shown = people.order_by("sort_key")[:MAX_AT_ONCE]
        model_field(self, "people").queryset = people.filter(pk__in=[person.pk for person in shown])
        if not shown:
            del self.fields["people"]

    def clean_lines(self) -> list[dict[str, str]]:
        """Return names and e-mails. Raises ValidationError with every line that is wrong."""
        found, wrong = [], []
        for number, line in enumerate(self.cleaned_data["lines"].splitlines(), start=1):
            if not line.strip():
                continue
            name, email = _name_and_address(line)
            try:
                validate_email(email)
                if not name or len(name) > 300:
                    raise ValidationError("")
                found.append({"name": name, "email": email})
            except ValidationError:
                wrong.append(
                    gettext("Line %(number)d: a name and an e-mail are needed, and there is “%(line)s”.")
                    % {"number": number, "line": line.strip()[:80]}
                )
        if wrong:
            raise ValidationError(wrong[:20])
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        number = len(cleaned.get("lines") or ()) + len(cleaned.get("people") or ())
        if not self.errors and not number:
            self.add_error("lines", gettext("Name at least one person."))
        if number > MAX_AT_ONCE:
            self.add_error("lines", gettext("At most %(limit)d at once.") % {"limit": MAX_AT_ONCE})
        return cleaned

    def chosen(self) -> list[Any]:
        """Return persons, and names with e-mails."""
        return [*(self.cleaned_data.get("people") or ()), *self.cleaned_data["lines"]]


def _name_and_address(line: str) -> tuple[str, str]:
    """Split a name and an address separated by a semicolon or a tab, or as in "Name <address>"."""
    parts = [part.strip() for part in re.split(r"[;\t]", line) if part.strip()]
    if len(parts) == 2:
        return parts[0], parts[1]
    return parseaddr(line.strip())
