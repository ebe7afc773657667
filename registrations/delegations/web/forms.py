"""Forms of focal points (people from a letter, functions, papers), and of protocol for credentials."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from confman.conferences.models import Conference
from confman.conferences.web.forms import ConferenceForm, ConferenceModelForm, language_field
from confman.people.fields import PERSON_FIELDS
from confman.people.models import Person
from confman.people.web.form_fields import on_record, verb_values, with_person_fields
from confman.web.forms.base import RevisionCheckMixin, choice_field
from confman.web.uploads.fields import MEGABYTE, DocumentField
from registrations.core.models.delegation import Credentials, Delegation
from registrations.core.models.registration import Function
from registrations.delegations.domain.delegations import require_room, usual_names
from registrations.delegations.domain.letter_lines import read_letter
from registrations.delegations.domain.papers import digest_for_review, papers_to_review
from registrations.delegations.models import PaperKind

MAX_ROWS = 50
ROWS_AT_ONCE = 5
PAPER_LIMIT = 20 * MEGABYTE
NAMED = [field for field in PERSON_FIELDS if field.nominee_form]
_TYPED = [field.name for field in NAMED if field.name != "family_name_first"]


@with_person_fields(
    NAMED,
    name={"help_text": _("As in the letter.")},
    job_title={"label": _("Function in the institution")},
    email={
        "help_text": _(
            "The person completes the registration by a link. Empty: your word counts, and you get the mail."
        )
    },
)
class NomineeForm(ConferenceForm):
    """A person whom a focal point names."""

    function = forms.ChoiceField(
        label=_("Function in the delegation"), choices=Function, initial=Function.DELEGATE
    )

    field_order = ("title", "name", "job_title", "function")

    def __init__(self, *args: Any, language: str, conference: Conference, **kwargs: Any) -> None:
        self.language = language
        super().__init__(*args, conference=conference, **kwargs)

    def details(self) -> dict[str, Any]:
        """Return the fields of a person."""
        return verb_values(NAMED, self.cleaned_data, self.language)


class NomineeRowForm(NomineeForm):
    """One of several. An empty row names nobody, whatever its function, and though it was filled before."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_permitted = True
        # The letter has an order of its own; who needs another says so on the page of the person.
        del self.fields["family_name_first"]
        self.fields["name"].error_messages["required"] = gettext(
            "Whose row is it? Type the name, or empty the row."
        )
        for name in ("name", "email"):
            self.fields[name].help_text = ""
        for name in _TYPED:
            # The browser's autocomplete data are those of the focal point.
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def has_changed(self) -> bool:
        """Tell whether anything is typed."""
        return any(str(self[name].value() or "").strip() for name in _TYPED)


class SubstituteForm(NomineeForm):
    """Form for the person who comes instead, with the same function in the delegation."""

    function = None  # type: ignore[assignment]


class ChangeNomineeForm(SubstituteForm):
    """Form to correct what the focal point said of someone.

    It carries what it showed: what was left as it stood there is not changed, whatever it says meanwhile.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for form_field in self.fields.values():
            form_field.show_hidden_initial = True

    @staticmethod
    def shown(person: Person, language: str, languages: list[str]) -> dict[str, str]:
        """Return the person's data as the form shows them."""
        return on_record(person, NAMED, language, languages)

    def changes(self, person: Person) -> dict[str, Any]:
        """Return the fields of the person with texts in other languages preserved; an emptied field is removed."""
        changed = {name: value for name, value in self.details().items() if name in self.changed_data}
        for name, value in changed.items():
            if isinstance(value, dict):
                others = {code: text for code, text in getattr(person, name).items() if code != self.language}
                changed[name] = {**others, **value}
        return changed


class NamingForm(ConferenceForm):
    """The form around the rows: the lines of a letter, the form's key, whether the head changes."""

    letter = forms.CharField(
        label=_("Lines of the letter"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(
            {"rows": 5, "placeholder": _("Mr. Karim Sample, Deputy Minister, head of delegation")}
        ),
        help_text=_(
            "Paste the names as they stand in the letter, a line each. They are read into the rows below; nothing is "
            "kept before you have looked at them."
        ),
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)
    replaces_head = forms.BooleanField(required=False)

    def __init__(self, *args: Any, head: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("form_key", uuid4())
        if head:
            self.fields["replaces_head"].label = gettext(
                "%(name)s is no longer head and becomes a delegate"
            ) % {"name": head}
        else:
            del self.fields["replaces_head"]


def nominee_rows(
    data: Any = None,
    *,
    conference: Conference,
    language: str,
    initial: Sequence[Any] = (),
    extra: int | None = None,
    places: int | None = None,
) -> Any:
    """Return the rows of people: as submitted, or with what was read, followed by `extra` empty ones.

    Without `extra`, as many as make ROWS_AT_ONCE, or all the `places` that are left, and at least one.
    """
    at_once = ROWS_AT_ONCE if places is None else min(ROWS_AT_ONCE, places)
    factory = forms.formset_factory(
        NomineeRowForm,
        extra=max(at_once - len(initial), 1) if extra is None else extra,
        max_num=MAX_ROWS,
        absolute_max=MAX_ROWS + 1,
        validate_max=True,
    )
    shared = {"conference": conference, "language": language}
    return factory(data, prefix="people", initial=list(initial), form_kwargs=shared)


def typed_rows(rows: Any) -> list[dict[str, str]]:
    """Return the input of submitted rows, unvalidated, without empty rows."""
    filled_rows = []
    for row in rows:
        values = {name: str(row[name].value() or "").strip() for name in row.fields}
        if any(values[name] for name in _TYPED):
            filled_rows.append(values)
    return filled_rows


def read_rows(form: forms.Form, filled_rows: Sequence[Any]) -> list[dict[str, str]]:
    """Return rows read from the lines of the letter, whatever else of the form is invalid, to follow those typed.

    An error is put at the letter where the rows would be too many.
    """
    limit = form.fields["letter"].max_length  # type: ignore[attr-defined]
    lines = read_letter(str(form["letter"].value() or "")[:limit])
    if len(filled_rows) + len(lines) > MAX_ROWS:
        form.add_error(
            "letter", gettext("At most %(number)d people are named at once.") % {"number": MAX_ROWS}
        )
    return [{**asdict(line), "function": line.function or Function.DELEGATE} for line in lines]


def refuse_unread(form: forms.Form) -> None:
    """Put an error at the letter if its lines have not been read into rows."""
    if form.cleaned_data["letter"].strip():
        form.add_error(
            "letter", gettext("These lines are not read yet. Read them into the rows, or clear the box.")
        )


class FunctionForm(ConferenceForm):
    """Form to change a member's function in place."""

    function = forms.ChoiceField(label=_("Function in the delegation"), choices=Function)


class PaperForm(ConferenceForm):
    """Form for a paper of the delegation: its kind, and the file."""

    kind = forms.ChoiceField(label=_("What it is"), choices=PaperKind)
    file = DocumentField(
        label=_("File"),
        limit=PAPER_LIMIT,
        help_text=_("A scan or document: PDF, JPEG, PNG, Word or OpenDocument, up to 20 MB."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The form shows no existing file: another one is selected, or none is sent.
        self.fields["file"].widget = forms.FileInput(self.fields["file"].widget.attrs)
        if not self.conference.is_intergovernmental:
            kinds = [choice for choice in PaperKind.choices if choice[0] != PaperKind.CREDENTIALS]
            choice_field(self, "kind").choices = kinds


class CredentialsStateForm(ConferenceForm):
    """Form for protocol's decision on the credentials of several delegations."""

    state = forms.ChoiceField(label=_("Credentials"), choices=Credentials, widget=forms.RadioSelect)


class MemberCredentialsForm(RevisionCheckMixin, CredentialsStateForm):
    """Form for protocol's decision on the credentials of one."""

    note = forms.CharField(
        label=_("Note on the credentials"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_(
            "For the secretariat, and in the report on credentials; the focal point does not see it."
        ),
    )

    def seen_now(self, current: Delegation) -> str:
        return digest_for_review(current, papers_to_review(current))


class DelegationForm(ConferenceModelForm):
    intergovernmental = ("precedence", "show_flag")
    fieldsets = (
        (_("Names as invited"), ("name", "formal_name", "sort_name", "plate_name")),
        ("", (("kind", "country"), ("capacity", "precedence"), "offered_together", "show_flag")),
    )

    class Meta:
        model = Delegation

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, usual in usual_names(self.instance, self.conference.languages).items():
            # Beside the field, never in it: the name as invited is what is printed.
            names = "; ".join(dict.fromkeys(usual.values()))
            sentences = (str(self.fields[name].help_text), gettext("Usual: %(names)s.") % {"names": names})
            self.fields[name].help_text = " ".join(part for part in sentences if part)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        try:
            require_room(self.instance.taken, cleaned.get("capacity"))
        except ValidationError as error:
            self.add_error(None, error)
        return cleaned


class FocalPointForm(ConferenceForm):
    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=300)
    email = forms.EmailField(
        label=_("E-mail"), help_text=_("The link to the delegation's page is sent there.")
    )
    language = language_field(
        _("Language of the mail"),
        help_text=_("For those whose language is not known; everyone else is written to in theirs."),
    )


class OneDelegationForm(ConferenceForm):
    """Form to choose one delegation, or all."""

    delegation = forms.ModelChoiceField(
        Delegation.objects.all(), required=False, label=_("Delegation"), empty_label=_("all, a page each")
    )
