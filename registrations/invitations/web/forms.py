"""Forms for inviting persons by single-use links, and of the ledger of invitees."""

import datetime as dt
import re
from email.utils import parseaddr
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from confman.conferences.web.forms import ConferenceForm, ConferenceModelForm, language_field
from confman.people.models import Person
from confman.web.forms.base import model_field
from registrations.core.models.category import Category
from registrations.core.models.delegation import DelegationKind
from registrations.core.models.invitation import MAILS, LetterChannel
from registrations.core.models.registration import Registration
from registrations.correspondence.models import Invitee, Reply, Signatory
from registrations.correspondence.web.forms import LettersForm, ScanField, ScanFormMixin
from registrations.invitations.domain.single_use_links import OPEN_FOR, end_of
from registrations.invitations.exchange import INVITEES
from registrations.spreadsheets.web.forms import ColumnsForm

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
    """Asks for the terms of an invitation by a personal link."""

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


class InvitationAddForm(InvitationForm):
    """Asks for the people to invite: lines with a name and an e-mail, persons on record, or both."""

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
        listed_people = people.order_by("sort_key")[:MAX_AT_ONCE]
        model_field(self, "people").queryset = people.filter(pk__in=[person.pk for person in listed_people])
        if not listed_people:
            del self.fields["people"]

    def clean_lines(self) -> list[dict[str, str]]:
        """Return names and e-mails. Raises ValidationError with every line that is wrong."""
        people, faults = [], []
        for number, line in enumerate(self.cleaned_data["lines"].splitlines(), start=1):
            if not line.strip():
                continue
            name, email = _name_and_address(line)
            try:
                validate_email(email)
                if not name or len(name) > 300:
                    raise ValidationError("")
                people.append({"name": name, "email": email})
            except ValidationError:
                faults.append(
                    gettext("Line %(number)d: a name and an e-mail are needed, and there is “%(line)s”.")
                    % {"number": number, "line": line.strip()[:80]}
                )
        if faults:
            raise ValidationError(faults[:20])
        return people

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


class InviteeForm(ConferenceModelForm):
    language = language_field(_("language of the letter"), none=_("the conference's first"))

    fieldsets = (
        (_("Who is invited"), ("name", ("kind", "country"), ("places", "deadline"))),
        (
            _("The letter"),
            (
                "addressee",
                "by_office",
                ("rank", "sex"),
                "salutation",
                "address",
                ("channel", "email"),
                "name_in_note",
                ("language", "signatory"),
            ),
        ),
    )

    class Meta:
        model = Invitee
        widgets = {"address": forms.Textarea({"rows": 3})}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("channel") in MAILS and not cleaned.get("email") and "email" not in self.errors:
            self.add_error(
                "email", gettext("A letter by e-mail needs an address. Or choose another way for it to go.")
            )
        return cleaned


class InviteeColumnsForm(ColumnsForm):
    """Asks for the meaning of the columns in a list of invitees, and for values that its lines leave out."""

    list_fields = INVITEES
    usual = ("kind", "places", "deadline", "signatory")
    asked = ("language", *usual, "is_headed", "skip_bad")

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=DelegationKind.choices,
        help_text=_("For lines that name no kind; a line with the name of a State is a State."),
    )
    places = forms.IntegerField(
        label=_("Places offered to each"), required=False, min_value=1, max_value=10_000
    )
    deadline = forms.DateField(label=_("Reply by"), required=False)
    signatory = forms.ModelChoiceField(
        Signatory.objects.all(), label=_("Signed by"), required=False, empty_label=_("the secretariat")
    )


class InvitationsForm(LettersForm):
    """Asks for the options of letters of invitation."""

    new_numbers = forms.BooleanField(
        label=_("Give new numbers to those who have a letter already"),
        required=False,
        help_text=_("Otherwise a letter that is made again keeps its number and date."),
    )
    send = forms.BooleanField(label=_("Send those that go by e-mail now"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signatory"].help_text = _("Where the invitee names nobody.")


class ReminderForm(ConferenceForm):
    note = forms.CharField(
        label=_("Added to the reminder"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Goes to all of those chosen."),
    )


class ReplyForm(ScanFormMixin, ConferenceForm):
    """A reply on paper; the people named follow as rows."""

    reply = forms.ChoiceField(
        label=_("The invitee"),
        widget=forms.RadioSelect,
        choices=[choice for choice in Reply.choices if choice[0] != Reply.SILENT],
        initial=Reply.NOMINATES,
    )
    date = forms.DateField(label=_("Date of the letter"))
    channel = forms.ChoiceField(label=_("Came by"), choices=LetterChannel.choices, initial=LetterChannel.POST)
    their_number = forms.CharField(label=_("Their number"), required=False, max_length=60)
    scan = ScanField(label=_("Scan"))
    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2})
    )
    places = forms.IntegerField(
        label=_("Quota of the delegation"),
        required=False,
        min_value=0,
        max_value=100_000,
        help_text=_("How many it may name. Empty: no limit."),
        show_hidden_initial=True,
    )
    language = language_field(_("Names are written in"))
    letter = forms.CharField(
        label=_("Lines of the letter"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_(
            "Paste the names as they stand in the letter, a line each, and read them into the rows below."
        ),
    )
    focal_name = forms.CharField(label=pgettext_lazy("of a person", "Name"), required=False, max_length=300)
    focal_email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("The link to the delegation's page is sent there.")
    )

    fieldsets = (
        (_("The letter"), ("reply", ("date", "channel", "their_number"), "scan", "note")),
        (_("Focal point"), (("focal_name", "focal_email"),)),
        (_("If it nominates"), (("places", "language"), "letter")),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if bool(cleaned.get("focal_name")) != bool(cleaned.get("focal_email")):
            missing = "focal_email" if cleaned.get("focal_name") else "focal_name"
            self.add_error(missing, gettext("A focal point needs a name and an e-mail."))
        if cleaned.get("date") and cleaned["date"] > self.conference.today():
            self.add_error("date", gettext("This day is still to come."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """Return the arguments of `enter_reply`, except for the people named."""
        data = self.cleaned_data
        names = ("reply", "date", "channel", "their_number", "note", "places")
        focal = {"name": data["focal_name"], "email": data["focal_email"]}
        return {
            **{name: data[name] for name in names},
            "scan": data.get("scan"),
            "focal_point": focal if data["focal_email"] else None,
        }
