"""One form field for each kind of answer, and the conversion between cleaned and stored values."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.template.defaultfilters import linebreaksbr
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_countries import countries

from agenda.rooms.models import WorkingGroup
from confman.conferences.models import Conference
from confman.translation.languages import language_choices
from confman.web.forms.base import use_native_picker
from confman.web.forms.phones import e164
from confman.web.uploads.fields import (
    DOCUMENT_KINDS,
    MEGABYTE,
    NO_PICTURE,
    OTHER_KIND,
    PrivateFileInput,
    check_size,
    clean_document,
    upload_attributes,
)
from registrations.core.domain.photos import Crop, crop_photo
from registrations.questionnaire.domain import questions as q
from registrations.questionnaire.domain.answer_writer import SentFile
from registrations.questionnaire.domain.composite_types import COMPOSITES, AnswerPart, Composite
from registrations.questionnaire.models import AnswerFile, FieldType
from registrations.questionnaire.web.stored_files import drop_file, store_file, stored_file

T = FieldType
FILE_LIMIT = 10 * MEGABYTE
# More choices than this are in a drop-down list.
RADIO_LIMIT = 7
YES_NO = ((q.YES, gettext_lazy("yes")), (q.NO, gettext_lazy("no")))


@dataclass
class FieldContext:
    """The facts on the conference that fields need: groups with their seats, and the region of phone numbers."""

    conference: Conference
    existing_files: Mapping[str, AnswerFile] = field(default_factory=dict)

    @cached_property
    def group_choices(self) -> list[tuple[str, str]]:
        return [
            (str(group.pk), f"{group} ({seats_left(group)})")
            for group in WorkingGroup.objects.of(self.conference)
        ]


def seats_left(group: WorkingGroup) -> str:
    """Say in words how many seats the group has left."""
    if group.capacity is None:
        return _("seats for everyone")
    left = max(group.capacity - group.taken, 0)
    if not left:
        return _("full: you go on its waiting list")
    return ngettext("%(count)d seat left", "%(count)d seats left", left) % {"count": left}


# --- Text ----------------------------------------------------------------------------------------------------


class PlainCharField(forms.CharField):
    """Text of any script; control characters, which no document can hold, are removed."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(without_control_characters(value) if isinstance(value, str) else value)


def without_control_characters(text: str) -> str:
    """Return the text without category Cc of Unicode, except for line breaks and tabs, and without lone surrogates."""
    return "".join(
        character
        for character in text
        if character in "\n\r\t" or unicodedata.category(character) not in ("Cc", "Cs")
    )


class PhoneField(PlainCharField):
    """A telephone number, kept as E.164. A number without a country code belongs to the conference's country."""

    def __init__(self, *, region: str, **options: Any) -> None:
        super().__init__(max_length=40, **options)
        self.region = region
        self.widget.attrs |= {"autocomplete": "tel", "inputmode": "tel"}

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return e164(text, self.region) if text else ""


# --- Answers of several parts --------------------------------------------------------------------------------


class PartsWidget(forms.MultiWidget):
    """Controls of several parts, each with its label; a part's input is named `<field>_<part>`."""

    template_name = "registrations/questionnaire/parts.html"

    def __init__(
        self, widgets: dict[str, forms.Widget | type[forms.Widget]], parts: Sequence[AnswerPart]
    ) -> None:
        self.parts = parts
        super().__init__(widgets)

    def decompress(self, value: Any) -> list[Any]:
        return [(value or {}).get(part.name) for part in self.parts]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for part, subwidget in zip(self.parts, context["widget"]["subwidgets"], strict=True):
            subwidget["part"] = part
        return context

    def id_for_label(self, id_: str) -> str:
        return ""


class PartsField(forms.MultiValueField):
    """Cleans to a dict of the parts that were filled in, or None."""

    widget: PartsWidget

    def __init__(self, fields: dict[str, forms.Field], composite: Composite, **options: Any) -> None:
        self.composite = composite
        self.names = list(fields)
        for part in fields.values():
            part.required = False
            use_native_picker(part)
        widget = PartsWidget({name: part.widget for name, part in fields.items()}, composite.parts)
        super().__init__(list(fields.values()), widget=widget, require_all_fields=False, **options)

    def clean(self, value: Any) -> dict[str, Any] | None:
        values: dict[str, Any] = {}
        errors = []
        for part, part_field, part_value in zip(
            self.composite.parts, self.fields, value or [None] * len(self.fields), strict=True
        ):
            try:
                cleaned = part_field.clean(part_value)
            except ValidationError as error:
                errors += [f"{capfirst(str(part.label))}: {message}" for message in error.messages]
                continue
            if part.kind == "yes-no":
                cleaned = {q.YES: True, q.NO: False}.get(cleaned)
            if cleaned not in (None, "", [], False) or (cleaned is False and part.says_no):
                values[part.name] = cleaned
        errors += [] if errors else self._part_errors(values)
        if errors:
            raise ValidationError(errors)
        return values or None

    def _part_errors(self, values: dict[str, Any]) -> list[str]:
        if not values and not self.required:
            return []
        labels = {part.name: str(part.label) for part in self.composite.parts}
        lacking = [labels[name] for name in self.composite.needed if name not in values]
        if lacking:
            return [_("Please fill in: %(parts)s.") % {"parts": "; ".join(lacking)}]
        if self.composite.ordered:
            first, second = self.composite.ordered
            if first in values and second in values and values[second] < values[first]:
                return [
                    _("“%(second)s” is before “%(first)s”.")
                    % {"first": labels[first], "second": labels[second]}
                ]
        return []

    def has_changed(self, initial: Any, data: Any) -> bool:
        return True


def _part_field(part: AnswerPart) -> forms.Field:
    if part.kind == "date":
        return forms.DateField()
    if part.kind == "moment":
        return forms.DateTimeField()
    if part.kind == "country":
        return forms.ChoiceField(choices=[("", "—"), *countries])
    if part.kind == "choice":
        return forms.ChoiceField(choices=[("", "—"), *part.choices])
    if part.kind == "yes-no":
        return forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect)
    if part.kind == "checkbox":
        return forms.BooleanField()
    widget = forms.Textarea({"rows": 3}) if part.kind == "long-text" else forms.TextInput()
    return PlainCharField(max_length=part.max_length, widget=widget)


_NEEDS = Composite(
    (AnswerPart("options", "", "choices"), AnswerPart("text", gettext_lazy("in your words"))), ()
)


# --- Files ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Upload:
    """The data sent by a file's input: a new file, the word of one kept, the crop, whether to remove the file."""

    file: Any = None
    word: str = ""
    crop: str = ""
    clear: bool = False


class AnswerFileInput(PrivateFileInput):
    """An input for a file that names the existing one, and names one that is kept until the form is sent."""

    template_name = "registrations/questionnaire/file.html"

    def __init__(self, *, existing_name: str = "", photo: bool = False) -> None:
        super().__init__()
        self.there, self.photo, self.word = existing_name, photo, ""
        kinds = ("png", "jpg", "jpeg", "webp") if photo else DOCUMENT_KINDS
        self.attrs["accept"] = ",".join(f".{extension}" for extension in kinds)
        self.attrs |= upload_attributes(FILE_LIMIT, NO_PICTURE if photo else OTHER_KIND)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        context["widget"] |= {
            "there": self.there,
            "kept": self.word,
            "photo": self.photo,
            "is_initial": bool(self.there) and not self.word,
        }
        # An existing file need not be chosen again.
        if self.there:
            context["widget"]["attrs"].pop("required", None)
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Upload:
        return Upload(
            files.get(name),
            data.get(f"{name}_kept", ""),
            data.get(f"{name}_crop", ""),
            bool(data.get(self.clear_checkbox_name(name))),
        )

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False


class AnswerFileField(forms.Field):
    """A file, or a photograph, checked by its content. Cleans to a SentFile, None to take it away, or KEEP."""

    KEEP = object()
    widget: AnswerFileInput

    def __init__(self, *, key: str, existing: AnswerFile | None, photo: bool, **options: Any) -> None:
        self.key, self.existing, self.photo = key, existing, photo
        existing_name = existing.name if existing else ""
        super().__init__(widget=AnswerFileInput(existing_name=existing_name, photo=photo), **options)
        self.fresh: SentFile | None = None
        self.word = ""

    def clean(self, value: Upload) -> Any:
        earlier_file = stored_file(value.word, of=self.key)
        if earlier_file is not None:
            self._show(value.word, earlier_file.name)
        if value.file:
            self.fresh = self._read(value)
            return self.fresh
        if earlier_file is not None:
            return earlier_file
        if value.word:
            raise ValidationError(_("The file you sent was kept for a day. Please choose it again."))
        if self.required and (value.clear or self.existing is None):
            raise ValidationError(self.error_messages["required"], code="required")
        return None if value.clear and self.existing else self.KEEP

    def _read(self, value: Upload) -> SentFile:
        if not value.file.size:
            raise ValidationError(forms.FileField.default_error_messages["empty"], code="empty")
        check_size(value.file.size, FILE_LIMIT)
        content, name = value.file.read(), value.file.name or ""
        if self.photo:
            cropped = crop_photo(content, Crop.read(value.crop))
            return SentFile(ContentFile(cropped, name="photo.jpg"), _("Photograph"))
        kind, true_name = clean_document(content, without_control_characters(name))
        return SentFile(ContentFile(content, name=f"file.{kind.extension}"), true_name)

    def store_file(self) -> None:
        """Keep what was sent while the form is shown again, so that it need not be chosen again."""
        if self.fresh is not None:
            self._show(store_file(self.fresh, of=self.key), self.fresh.name)
            self.fresh = None

    def drop_file(self) -> None:
        """Delete what was kept once the form is saved."""
        if self.word:
            drop_file(self.word)

    def _show(self, word: str, name: str) -> None:
        self.word = self.widget.word = word
        self.widget.there = name


# --- Which field for which kind ------------------------------------------------------------------------------


def field_for(question: q.Question, setting: FieldContext, answer: Any = None) -> forms.Field:
    """Return the form field of a question. `answer` is the existing one: its choice can still be chosen."""
    options: dict[str, Any] = {
        "label": str(question.label),
        # A widget's help is shown as HTML, but the organizer wrote plain text.
        "help_text": linebreaksbr(str(question.help_text)),
        "required": question.required,
    }
    kind = question.type
    if kind in COMPOSITES:
        composite = COMPOSITES[kind]
        return PartsField({part.name: _part_field(part) for part in composite.parts}, composite, **options)
    if kind in q.WITH_FILE:
        if not question.help_text:
            options["help_text"] = (
                _("PNG, JPEG or WebP, up to 10 MB. It is cut to the shape of a passport photograph.")
                if kind == T.PHOTO
                else _("PDF, Office or OpenDocument file, PNG or JPEG, up to 10 MB.")
            )
        existing = setting.existing_files.get(question.key)
        return AnswerFileField(key=question.key, existing=existing, photo=kind == T.PHOTO, **options)
    if kind in q.WITH_OPTIONS:
        return _choice_field(question, options, answer)
    if kind == q.RATING:
        return _rating_field(question, options)
    return _SIMPLE[kind](options, setting)


def _choice_field(question: q.Question, options: dict[str, Any], answer: Any) -> forms.Field:
    chosen_keys = q.deciding_values(question, answer)
    choices = [
        (option.key, str(option.label) or option.key)
        for option in question.options
        if not option.archived or option.key in chosen_keys
    ]
    if question.type == T.CHOICES:
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **options)
    if question.type in (T.DIET, T.ACCESS):
        several = forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple)
        fields = {"options": several, "text": PlainCharField(max_length=500)}
        return PartsField(fields, _NEEDS, **options)
    return _one_of(choices, options)


class ScaleSelect(forms.RadioSelect):
    """The numbers of a scale in a row, with the meaning of its ends."""

    in_a_row = True


def _rating_field(question: q.Question, options: dict[str, Any]) -> forms.Field:
    choices = [(option.key, str(option.label)) for option in question.options]
    none = [] if options["required"] else [("", _("no answer"))]
    return forms.ChoiceField(choices=[*choices, *none], widget=ScaleSelect, **options)


def _one_of(choices: list[Any], options: dict[str, Any]) -> forms.Field:
    """Return radio buttons where there are few, else a drop-down list; with an empty choice where it is optional."""
    if len(choices) <= RADIO_LIMIT:
        none = [] if options["required"] else [("", _("no answer"))]
        return forms.ChoiceField(choices=[*choices, *none], widget=forms.RadioSelect, **options)
    return forms.ChoiceField(choices=[("", "—"), *choices], **options)


_SIMPLE: dict[str, Any] = {
    T.TEXT: lambda options, setting: PlainCharField(max_length=500, **options),
    T.LONG_TEXT: lambda options, setting: PlainCharField(
        max_length=5000, widget=forms.Textarea({"rows": 5}), **options
    ),
    T.NUMBER: lambda options, setting: forms.DecimalField(max_digits=15, decimal_places=4, **options),
    T.DATE: lambda options, setting: forms.DateField(**options),
    T.YES_NO: lambda options, setting: _one_of(list(YES_NO), options),
    T.COUNTRY: lambda options, setting: forms.ChoiceField(choices=[("", "—"), *countries], **options),
    T.PHONE: lambda options, setting: PhoneField(region=setting.conference.country.code or "", **options),
    T.LANGUAGE: lambda options, setting: forms.ChoiceField(
        choices=[("", "—"), *language_choices()], **options
    ),
    T.WORKING_GROUP: lambda options, setting: _one_of(setting.group_choices, options),
    T.CONSENT: lambda options, setting: forms.BooleanField(**options),
}


# --- Between a form and what is kept -------------------------------------------------------------------------


def to_answer(question: q.Question, cleaned: Any) -> Any:
    """Return the answer to store for a cleaned value; None if nothing was answered."""
    kind = question.type
    if kind == T.CONSENT:
        # The words agreed to are kept with it: the question may be reworded later.
        return {"given": bool(cleaned), "at": timezone.now().isoformat(), "words": str(question.label)}
    if cleaned in (None, "", [], {}):
        return None
    if kind == T.YES_NO:
        return cleaned == q.YES
    if kind == q.RATING:
        return int(cleaned)
    if isinstance(cleaned, Decimal):
        return f"{cleaned.normalize():f}"
    if kind == T.DATE:
        return cleaned.isoformat()
    return cleaned


def to_initial(question: q.Question, answer: Any) -> Any:
    """Return the initial value of a form field for a stored answer."""
    if answer is None:
        return None
    if question.type == T.YES_NO:
        return q.YES if answer else q.NO
    if question.type == T.CONSENT:
        return q.YES in q.deciding_values(question, answer)
    if question.type == T.VISA and isinstance(answer, Mapping):
        needs = answer.get("needs_visa")
        return {**answer, "needs_visa": None if needs is None else q.YES if needs else q.NO}
    return answer
