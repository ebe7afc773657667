"""Forms of people: one person, many by name, filters, merging, erasure; signing in by a code."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries import countries

from confman.conferences.web.forms import ChosenValuesForm, ConferenceForm, ConferenceModelForm
from confman.people.domain.merge import fields_to_choose
from confman.people.fields import FIELD_NAMED, PERSON_FIELDS
from confman.people.models import Person, PersonLevel, Sector
from confman.people.web.comparison import shown
from confman.translation.languages import language_choices
from confman.web.forms.base import REST, choice_field, model_field
from confman.web.uploads.fields import ImageField

SOURCE_HELP = _("Needed to show someone to everyone: “by telephone, 3 March”, “letter of 1 March”.")


class PersonForm(ConferenceModelForm):
    """Form for everything about a person; a name is enough."""

    photo = ImageField(label=_("Photo"), required=False, longest_side=1200)
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        required=False,
        choices=language_choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("In which they can work."),
    )
    language = forms.ChoiceField(
        label=_("Language of mails and pages"),
        required=False,
        help_text=_(
            "As they last used it here. Empty: the first of their languages, else the conference’s first."
        ),
    )
    source = forms.CharField(label=_("On whose word"), required=False, max_length=200, help_text=SOURCE_HELP)

    fieldsets = (
        (pgettext_lazy("of a person", "Name"), (("name", "title"), ("badge_name", "sex"), REST)),
        (_("Function"), (("job_title", "organization"), ("country", "sector"), ("level", "rank"))),
        (_("Who may see this person"), ("listing", "source")),
        (_("How to reach them"), (("email", "phone"), "contact", "languages", "language", "salutation")),
        (_("For the programme"), ("photo", "biography")),
        (
            _("Parts of the name, where known"),
            (("given_name", "family_name"), ("patronymic", "family_name_first")),
        ),
    )
    rare_sections = 2

    class Meta:
        model = Person
        fields = [field.name for field in PERSON_FIELDS if field.staff_form]
        widgets = {"listing": forms.RadioSelect}
        help_texts = {"contact": _("Another person who receives the mail instead.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        main_choices = [
            (code, name) for code, name in language_choices() if code in self.conference.languages
        ]
        others = [
            (code, name)
            for code, name in language_choices()
            if code in self.instance.languages and code not in self.conference.languages
        ]
        choice_field(self, "languages").choices = [*main_choices, *others]
        current = [(code, name) for code, name in language_choices() if code == self.instance.language]
        choice_field(self, "language").choices = [("", "—"), *dict([*main_choices, *current]).items()]
        # Choosing among ten thousand happens on the other person's page; here: the people with an office mailbox.
        people = Person.objects.of(self.conference).known().exclude(email="")
        if not self.instance._state.adding:
            people = people.exclude(pk=self.instance.pk)
        model_field(self, "contact").queryset = people.filter(
            Q(contact_of__isnull=False) | Q(pk=self.instance.contact_id) | Q(email=self.instance.email or "-")
        ).distinct()

    def changes(self) -> dict[str, Any]:
        """Return the values as the verbs take them."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.cleaned_data}


class QuickAddForm(ConferenceForm):
    """Form for one person a line: a name and, after a semicolon, function and organization if known."""

    lines = forms.CharField(
        label=_("One person a line"),
        widget=forms.Textarea({"rows": 6}),
        max_length=20_000,
        help_text=_("A name is enough. Or: name; function; organization."),
    )

    def clean_lines(self) -> list[dict[str, str]]:
        rows: list[dict[str, str]] = []
        errors: list[Any] = []
        for number, line in enumerate(self.cleaned_data["lines"].splitlines(), 1):
            parts = [part.strip() for part in line.replace("\t", ";").split(";")]
            if not any(parts):
                continue
            if not parts[0] or len(parts) > 3 or any(len(part) > 300 for part in parts):
                errors.append(
                    forms.ValidationError(
                        _("Line %(number)d: a name is needed first, then at most function and organization."),
                        params={"number": number},
                    )
                )
                continue
            rows.append(dict(zip(("name", "job_title", "organization"), parts, strict=False)))
        if errors:
            raise forms.ValidationError(errors)
        return rows


class TwoRecordsForm(ConferenceForm):
    """Base of forms for the fields in which two records differ: whose value stays. The fuller one is preselected."""

    def offer(self, name: str, label: Any, kept: Any, merged: Any, merged_is_fuller: bool) -> None:
        """Ask which of these two values of a field stays."""
        self.fields[name] = forms.ChoiceField(
            label=label,
            choices=[("kept", kept), ("merged", merged)],
            initial="merged" if merged_is_fuller else "kept",
            widget=forms.RadioSelect,
        )

    def take(self) -> list[str]:
        """Return the names of the fields whose value is taken from the merged record."""
        return [name for name, whose in self.cleaned_data.items() if whose == "merged"]


class PersonMergeForm(TwoRecordsForm):
    """Form for the fields in which the records of two people differ."""

    def __init__(self, *args: Any, pair: tuple[Person, Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept, merged = pair
        for choice in fields_to_choose(kept, merged):
            name, field = choice.name, FIELD_NAMED[choice.name]
            self.offer(name, field.label, shown(kept, name), shown(merged, name), choice.merged_is_fuller)


class ForgetForm(ConferenceForm):
    """Form for the reason why someone is erased."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("As in: asked for it by letter of 3 March. It stays in the history; write no name."),
    )


class TraitsForm(ChosenValuesForm):
    """Changes the traits that several people share; a field left open stays as it is with each."""

    sector = forms.ChoiceField(
        label=_("Sector"), required=False, choices=[("", _("as it is")), *Sector.choices]
    )
    level = forms.ChoiceField(
        label=_("Level"), required=False, choices=[("", _("as it is")), *PersonLevel.choices]
    )
    country = forms.ChoiceField(label=_("Country"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "country").choices = [("", _("as it is")), *countries]


class MailboxForm(ConferenceForm):
    """A form for the mail address to which the code is sent."""

    email = forms.EmailField(
        label=_("Your e-mail, as the secretariat has it"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email", "autofocus": True}),
    )


class CodeForm(ConferenceForm):
    """The nine digits, with or without a space."""

    code = forms.CharField(
        label=_("The nine digits in the mail"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )
