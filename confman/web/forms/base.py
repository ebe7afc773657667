"""The base of all forms: native pickers, sections, and the version that a form was filled in from.

Forms on the public site are on pages that send and need no cookie.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms import BoundField
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt

from confman.web.database.changes import fingerprint_of
from confman.web.errors import Refused
from confman.web.numbers import validate_year

# A fieldset: its heading, and its rows; a row is the name of a field, or of several side by side, or REST.
Row = str | tuple[str, ...]
REST = "..."
Fieldset = tuple[Any, Sequence[Row]]
FieldT = TypeVar("FieldT", bound=forms.Field)


@dataclass(frozen=True)
class FilterGroup:
    """Filters of a list that are hidden behind a word because they are needed less often."""

    label: Any
    fields: list[BoundField]


@dataclass(frozen=True)
class FormSection:
    """A part of a form as templates show it."""

    label: Any
    rows: list[list[BoundField]]
    # True if it is seldom needed: it is folded while nothing in it is filled in or wrong.
    is_rare: bool = False

    @property
    def fields(self) -> list[BoundField]:
        return [field for row in self.rows for field in row]

    @property
    def is_folded(self) -> bool:
        return self.is_rare and not any(
            field.errors or field.field.required or _is_filled(field.value()) for field in self.fields
        )


# Of a choice.
NOTHING_CHOSEN = "—"


class StyledForm(forms.BaseForm):
    """The mixin of forms. `fieldsets` divide a long form into sections; other fields stand at REST, else last.

    The last `rare_sections` of them are folded while they are empty.

    web/forms/field.html adds classes, help and errors to any form, with or without this mixin.
    """

    fieldsets: Sequence[Fieldset] = ()
    rare_sections = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            use_native_picker(field)
            shorten_empty_label(field)

    @property
    def sections(self) -> list[FormSection]:
        """Return the form's sections; empty without fieldsets."""
        if not self.fieldsets:
            return []
        bound = {field.name: field for field in self.visible_fields()}
        placed = names_in(self.fieldsets)
        rest = [name for name in bound if name not in placed]
        sections = []
        first_rare = len(self.fieldsets) - self.rare_sections
        for number, (label, rows) in enumerate(self.fieldsets):
            stated = [row for entry in rows for row in (rest if entry == REST else [entry])]
            names = [(row,) if isinstance(row, str) else row for row in stated]
            field_rows = [[bound.pop(name) for name in row if name in bound] for row in names]
            if any(field_rows):
                sections.append(FormSection(label, [row for row in field_rows if row], number >= first_rare))
        if bound:
            sections.append(FormSection("", [[field] for field in bound.values()]))
        return sections

    @property
    def placed_fields(self) -> list[BoundField]:
        """Return the visible fields in the order in which they stand on the page."""
        return [field for section in self.sections for field in section.fields] or self.visible_fields()


def _is_filled(value: Any) -> bool:
    """Tell whether a field has a value; one of several, such as a text in several languages, has any of them."""
    if isinstance(value, dict):
        value = list(value.values())
    return any(map(_is_filled, value)) if isinstance(value, list | tuple) else bool(value)


def names_in(fieldsets: Sequence[Fieldset]) -> list[str]:
    """Return the names of the fields in fieldsets, in their order."""
    rows = [row for _label, rows in fieldsets for row in rows if row != REST]
    return [name for row in rows for name in ((row,) if isinstance(row, str) else row)]


def limit_to_section(form: StyledForm, number: int) -> None:
    """Keep only one section of the form, counted from 0; fields of the others are neither asked nor changed.

    Its name is the heading above the form.
    """
    names = {field.name for field in form.sections[number].fields}
    for name in [name for name in form.fields if name not in names]:
        del form.fields[name]
    form.fieldsets = [("", form.fieldsets[number][1])]


def field_of(form: forms.BaseForm, name: str, kind: type[FieldT]) -> FieldT:
    """Return a field of the form, typed as what it was declared."""
    field = form.fields[name]
    assert isinstance(field, kind), f"{name} of {type(form).__name__} is no {kind.__name__}."
    return field


def choice_field(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    """Return a choice field."""
    return field_of(form, name, forms.ChoiceField)


def model_field(form: forms.BaseForm, name: str) -> forms.ModelChoiceField[Any]:
    """Return a field whose choices are rows."""
    return field_of(form, name, forms.ModelChoiceField)


def offered_rows(field: forms.ModelChoiceField[Any]) -> QuerySet[Any]:
    """Return the rows that a field offers."""
    return cast("QuerySet[Any]", field.queryset)  # None only in its declaration.


def offered_choices(field: forms.ChoiceField) -> list[tuple[Any, Any]]:
    """Return values and labels that a field offers."""
    # Whatever was assigned, reading it gives an iterable.
    return [*cast("Iterable[tuple[Any, Any]]", field.choices)]


def show_instead(form: forms.BaseForm, name: str, value: object) -> None:
    """Show a form again with another value than the one that was sent."""
    data = cast("QueryDict", form.data).copy()
    data[form.add_prefix(name)] = str(value)
    form.data = data


def put_errors(form: forms.BaseForm, error: ValidationError | Refused) -> None:
    """Show the errors of a refusal at their fields if the form has them, else above the form."""
    if isinstance(error, Refused):
        form.add_error(None, error.message)
    elif hasattr(error, "error_dict"):
        for name, errors in error.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
    else:
        form.add_error(None, error)


def shorten_empty_label(field: forms.Field) -> None:
    """Say “—” for nothing chosen, as the forms do that name it, instead of Django's row of dashes."""
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == BLANK_CHOICE_DASH[0][1]:
            field.empty_label = NOTHING_CHOSEN
    elif isinstance(field, forms.TypedChoiceField):
        choices = offered_choices(field)
        if choices[:1] == BLANK_CHOICE_DASH:
            field.choices = [("", NOTHING_CHOSEN), *choices[1:]]


def use_native_picker(field: forms.Field) -> None:
    """Use the browser's control for a day or a time, which takes and sends ISO 8601 whatever the language.

    It takes any year, and slips are easy: those that nobody means are refused.
    """
    if isinstance(field, forms.DateField | forms.DateTimeField):
        field.validators.append(validate_year)
    widget = field.widget
    if isinstance(widget, forms.DateTimeInput):
        native: forms.Widget = forms.DateTimeInput(
            {**widget.attrs, "type": "datetime-local"}, "%Y-%m-%dT%H:%M"
        )
    elif isinstance(widget, forms.DateInput):
        native = forms.DateInput({**widget.attrs, "type": "date"}, "%Y-%m-%d")
    elif isinstance(widget, forms.TimeInput):
        native = forms.TimeInput({**widget.attrs, "type": "time"}, "%H:%M")
    else:
        return
    native.is_required = widget.is_required
    field.widget = native


class RevisionMixin(forms.Form):
    """Carries the revision that was seen when the form was shown; a model form that of its row."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if row := getattr(self, "instance", None):
            self.initial["revision"] = row.revision

    def note_current(self, current: Any) -> None:
        """Let the form, shown again, replace what there is now."""
        show_instead(self, "revision", current.revision)


class RevisionCheckMixin(forms.Form):
    """Carries a digest of what was seen, where that has no revision and the verb compares it.

    The form says in `seen_now` what there is now. Other forms of the secretariat need it not: VerbFormView compares.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def seen_now(self, current: Any) -> str:
        raise NotImplementedError

    def note_current(self, current: Any) -> None:
        """Let the form, shown again, replace what there is now."""
        show_instead(self, "seen", self.seen_now(current))


class RowRevisionCheckMixin(RevisionCheckMixin):
    """Carries a digest of its fields of one row."""

    instance: Any
    _meta: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.seen_now(self.instance)

    def seen_now(self, current: Any) -> str:
        return fingerprint_of(current, [name for name in self._meta.fields if name in self.fields])

    def own_values(self) -> dict[str, Any]:
        """Return the values of the fields that the row has, for a valid form."""
        return {name: value for name, value in self.cleaned_data.items() if name in self._meta.fields}


SALT = "confman.open-form"
FASTEST_SECONDS = 2
SLOWEST_SECONDS = 24 * 3600
# A token as it stands in a page.
_SHOWN_TOKEN = re.compile(rb"form [0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}:\w+:[\w-]{43}")


class OpenForm(forms.Form):
    """The mixin of forms that anyone may send. It adds two hidden fields: the signed time, and the trap."""

    website = forms.CharField(
        label=gettext_lazy("Leave this empty"),
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}),
    )
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["shown"] = _token("form", uuid4())

    def visible_fields(self) -> list[forms.BoundField]:
        """Return the visible fields without the trap, which the template places out of sight."""
        return [field for field in super().visible_fields() if field.name != "website"]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.data.get(self.add_prefix("website")):
            raise ValidationError(_("Leave the hidden field empty: it is there to catch robots."))
        self.key, refusal = _read(self.data.get(self.add_prefix("shown"), ""))
        if refusal:
            # A form shown again with its values may be sent at once.
            show_instead(self, "shown", _token("again", self.key))
            raise ValidationError(refusal)
        return cleaned


def _token(stage: str, key: UUID) -> str:
    return signing.TimestampSigner(salt=SALT).sign(f"{stage} {key}")


def has_token(page: bytes) -> bool:
    """Tell whether a form that anyone may send stands in the page."""
    return bool(_SHOWN_TOKEN.search(page))


def with_new_tokens(page: bytes) -> bytes:
    """Return the page with a key and a time of its own in each form that anyone may send."""
    return _SHOWN_TOKEN.sub(lambda _match: _token("form", uuid4()).encode(), page)


def _read(token: str) -> tuple[UUID, str]:
    """Return the form's key from this token, and the reason to refuse it; empty if it is accepted."""
    signer = signing.TimestampSigner(salt=SALT)
    try:
        stage, _space, text = signer.unsign(token).partition(" ")
        key = UUID(text)
    except (signing.BadSignature, ValueError):
        return uuid4(), _("The form did not arrive whole. Please send it again.")
    age = time.time() - signing.b62_decode(token.rsplit(":", 2)[1])
    if age > SLOWEST_SECONDS:
        return key, _("The form was open for more than a day. Please send it again.")
    if age <= FASTEST_SECONDS and stage == "form":
        return key, _("That was faster than anyone types. Please send the form again.")
    return key, ""


class OpenFormMixin:
    """The mixin of views without CSRF cookie; the sending page must be ours. Put it before all other mixins."""

    @method_decorator(csrf_exempt)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST":
            require_own_page(request)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


def require_own_page(request: HttpRequest, *, proved: bool = False) -> None:
    """Raise PermissionDenied if the browser says that another site's page sent this.

    What acts for the person who is reading has to be `proved` ours: a browser that says nothing is refused, too.
    """
    site, origin = (request.headers.get(name) for name in ("Sec-Fetch-Site", "Origin"))
    is_other_site = site and site not in {"same-origin", "none"}
    is_trusted = origin in settings.CSRF_TRUSTED_ORIGINS
    is_other_origin = origin and not is_trusted and origin.partition("://")[2] != request.get_host()
    if is_other_site or is_other_origin or (proved and not (site or origin)):
        raise PermissionDenied
