"""A design as it is being typed: what was sent, rearranged, and the resulting layout."""

from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.documents.cards import CARD_SHEETS
from confman.web.numbers import whole_number
from registrations.badges.domain.designs import PICTURES
from registrations.badges.domain.layout import (
    KINDS,
    MAX_ELEMENTS,
    SHEETS,
    BadgeElement,
    BadgeLayout,
    default_layout,
)
from registrations.badges.models import BadgeDesign
from registrations.badges.web.forms.designs import (
    DesignForm,
    carried_over,
    element_rows,
    initial_element,
    initial_of,
    layout_errors,
    style_rows,
)
from registrations.questionnaire.domain.answer_writer import SentFile
from registrations.questionnaire.web.stored_files import drop_file, store_file, stored_file

ROWS = "elements"
_NEW: dict[str, dict[str, Any]] = {
    "qr": {"width_mm": 25.0, "height_mm": 25.0},
    "photo": {"width_mm": 22.5, "height_mm": 30.0},
    "logo": {"width_mm": 20.0, "height_mm": 15.0},
    "colour-band": {"width_mm": 40.0, "height_mm": 10.0, "fill": "category"},
    "agenda": {"width_mm": 60.0, "height_mm": 40.0, "largest_pt": 9.0},
}


class BadgeDraft:
    """The forms of the designer's page, from the record or from what was sent."""

    def __init__(
        self,
        design: BadgeDesign,
        conference: Conference,
        *,
        data: QueryDict | None = None,
        files: Any = None,
        may_write_template: bool = False,
    ) -> None:
        self.design, self.conference = design, conference
        stored = BadgeLayout.from_json(design.layout)
        self.form = DesignForm(
            data,
            files,
            conference=conference,
            initial=initial_of(design),
            may_write_template=may_write_template,
        )
        self.elements = element_rows(conference, data, initial=stored_rows(design, stored))
        self.styles = style_rows(conference, stored, data)

    def is_valid(self) -> bool:
        """Validate each form, so that all faults are shown at once; then the layout itself."""
        parts = [self.form.is_valid(), self.elements.is_valid(), self.styles.is_valid()]
        if not all(parts):
            return False
        for fault in layout_errors(self.layout()):
            self.form.add_error(None, fault)
        return self.form.is_valid()

    def layout(self) -> BadgeLayout:
        """Return the layout to be drawn, once the forms are valid."""
        data = self.form.cleaned_data
        rows = self.carried(data["laid_out_for"], data["sheet"])
        return BadgeLayout(
            sheet=data["sheet"],
            elements=tuple(element for element, is_shown in rows if is_shown),
            background="background" if self._has_picture("background") else "",
            background_back="back_background" if self._has_picture("back_background") else "",
            categories=tuple(style for form in self.styles.forms if (style := form.style())),
        )

    def put_aside(self) -> list[list[Any]]:
        """Return the elements that are not shown for now, each with its place among all."""
        data = self.form.cleaned_data
        rows = self.carried(data["laid_out_for"], data["sheet"])
        aside = [(position, element) for position, (element, is_shown) in enumerate(rows) if not is_shown]
        plain_layout = BadgeLayout(data["sheet"], tuple(element for _place, element in aside)).to_json()
        return [
            [position, value]
            for (position, _element), value in zip(aside, plain_layout["elements"], strict=True)
        ]

    def carried(self, before: str, after: str) -> list[tuple[BadgeElement, bool]]:
        """Return all elements with their measures on the chosen paper, and whether each is shown."""
        forms = self.elements.forms
        elements = carried_over([form.element() for form in forms], before, after)
        are_shown = [bool(form.cleaned_data["shown"]) for form in forms]
        return list(zip(elements, are_shown, strict=True))

    def _has_picture(self, name: str) -> bool:
        file = self.form.cleaned_data.get(name)
        return bool(file) if file is not None else bool(getattr(self.design, name))

    def has_new_picture(self, name: str) -> bool:
        """Tell whether a picture was sent in place of the one on record, or that one removed."""
        file = self.form.cleaned_data.get(name)
        return file is False or (bool(file) and file != getattr(self.design, name))

    @property
    def sheet(self) -> str:
        """Return the paper that is chosen; that of the record where the choice is invalid."""
        key = str(self.form["sheet"].value() or "")
        return key if key in CARD_SHEETS else self.design.layout["sheet"]

    def faults(self) -> list[str]:
        """Return what is wrong, in sentences that say where: for the preview, which shows no fields."""
        errors_shown = [str(error) for errors in self.form.errors.values() for error in errors]
        for form in self.elements.forms:
            for name, errors in form.errors.items():
                label = form.fields[name].label if name in form.fields else ""
                where = ": ".join(str(part) for part in (form.label, label) if part)
                errors_shown += [f"{where}: {error}" for error in errors]
        errors_shown += [str(error) for error in self.elements.non_form_errors()]
        return list(dict.fromkeys(errors_shown))


def stored_rows(design: BadgeDesign, layout: BadgeLayout) -> list[dict[str, Any]]:
    """Return all elements in their order: those that are shown, and among them those put aside."""
    rows = [initial_element(element) for element in layout.elements]
    for position, value in sorted(design.put_aside, key=lambda pair: pair[0]):
        element_aside = BadgeElement(**{**value, "text": value.get("text", {})})
        rows.insert(min(position, len(rows)), initial_element(element_aside, is_shown=False))
    return rows


# --- Actions on the rows: nothing is stored, what was typed stays -----------------------------------------


def rearranged(data: QueryDict, action: str, *, language: str) -> tuple[QueryDict, int | None]:
    """Return what was sent with its rows rearranged, and the row to be shown now.

    A row is added ("add"), removed, copied or moved ("up-3"). `language` is a new text's.
    """
    rows = typed_rows(data)
    verb, _dash, word = action.partition("-")
    number = whole_number(word)
    if number is not None and number >= len(rows):
        number = None
    open_row: int | None = number
    if verb == "add" and len(rows) < MAX_ELEMENTS:
        kind = data.get("new_kind", "text")
        rows.append(_as_typed(_new_element(kind if kind in KINDS else "text", language)))
        open_row = len(rows) - 1
    elif number is None:
        open_row = None
    elif verb == "remove":
        rows.pop(number)
        open_row = None
    elif verb == "copy" and len(rows) < MAX_ELEMENTS:
        rows.insert(number + 1, dict(rows[number]))
        open_row = number + 1
    elif verb in ("up", "down"):
        open_row = min(max(number + (-1 if verb == "up" else 1), 0), len(rows) - 1)
        rows.insert(open_row, rows.pop(number))
    return with_rows(data, rows), open_row


def with_ready_elements(data: QueryDict) -> QueryDict:
    """Return what was sent, with the elements of the ready-made badge for the chosen paper."""
    sheet = data.get("sheet", "")
    if sheet in SHEETS:
        data = with_rows(data, [_as_typed(element) for element in default_layout(sheet).elements])
        data["laid_out_for"] = sheet
    return data


def typed_rows(data: QueryDict) -> list[dict[str, list[str]]]:
    """Return every row as it was typed, valid or not."""
    count = min(whole_number(data.get(f"{ROWS}-TOTAL_FORMS")) or 0, MAX_ELEMENTS)
    rows: list[dict[str, list[str]]] = [{} for _number in range(count)]
    for name, values in data.lists():
        prefix, _dash, rest = name.partition("-")
        digits, _dash, field = rest.partition("-")
        number = whole_number(digits)
        if prefix == ROWS and number is not None and number < count and field:
            rows[number][field] = values
    return rows


def with_rows(data: QueryDict, rows: list[dict[str, list[str]]]) -> QueryDict:
    """Return the same data with these rows in place of its own."""
    changed = data.copy()
    for name in list(changed):
        if name.startswith(f"{ROWS}-") and whole_number(name.split("-")[1]) is not None:
            del changed[name]
    changed[f"{ROWS}-TOTAL_FORMS"] = str(len(rows))
    changed[f"{ROWS}-INITIAL_FORMS"] = "0"
    for number, row in enumerate(rows):
        for field, values in row.items():
            changed.setlist(f"{ROWS}-{number}-{field}", values)
    return changed


def _new_element(kind: str, language: str) -> BadgeElement:
    values: dict[str, Any] = {"width_mm": 50.0, "height_mm": 8.0, **_NEW.get(kind, {})}
    if kind == "text":
        values["text"] = {language: _("Text")}
    return BadgeElement(kind, 5.0, 5.0, **values)


def _as_typed(element: BadgeElement) -> dict[str, list[str]]:
    """Return an element as its row of fields would send it."""
    inputs: dict[str, list[str]] = {}
    for name, value in initial_element(element).items():
        if isinstance(value, Mapping):
            inputs |= {f"{name}_{code}": [text] for code, text in value.items()}
        elif value is True:
            inputs[name] = ["on"]
        elif value is not False:
            inputs[name] = [str(value)]
    return inputs


def on_other_paper(draft: BadgeDraft, data: QueryDict) -> QueryDict:
    """Return what was sent, scaled to the chosen paper; unchanged where a measure is invalid."""
    sheet = data.get("sheet", "")
    if not {"sheet", "laid_out_for"} & draft.form.errors.keys() and draft.elements.is_valid():
        rows = []
        for element, is_shown in draft.carried(str(data["laid_out_for"]), sheet):
            row = _as_typed(element)
            if not is_shown:
                del row["shown"]
            rows.append(row)
        data = with_rows(data, rows)
        data["laid_out_for"] = sheet
    return data


def with_stored_pictures(data: QueryDict, files: Any) -> tuple[QueryDict, MultiValueDict]:
    """Return what was sent, with earlier pictures that are still kept; a newer one takes precedence."""
    merged_files = MultiValueDict({name: files.getlist(name) for name in files})
    for name in PICTURES:
        if name not in merged_files and (picture := stored_file(data.get(f"{name}_kept", ""), of=name)):
            merged_files[name] = SimpleUploadedFile(picture.name, picture.content.read())
    return data, merged_files


def store_pictures(draft: BadgeDraft, data: QueryDict, sent: Any) -> QueryDict:
    """Keep the valid pictures until the form is saved; the form sends the words that identify them.

    One of the files that were `sent` now takes the place of one that is kept.
    """
    draft.form.is_valid()
    for name in PICTURES:
        picture = getattr(draft.form, "cleaned_data", {}).get(name)
        if picture and draft.has_new_picture(name) and (name in sent or not data.get(f"{name}_kept")):
            data[f"{name}_kept"] = store_file(SentFile(picture, picture.name), of=name)
            picture.seek(0)
    return data


def drop_pictures(data: QueryDict) -> None:
    """Delete the kept pictures once the design is saved with them."""
    for name in PICTURES:
        drop_file(data.get(f"{name}_kept", ""))
