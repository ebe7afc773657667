"""The designer's forms: the settings of the whole badge, and a row of fields for each element."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from confman.conferences.models import Conference, Partner
from confman.conferences.web.forms import ColourField, ConferenceForm
from confman.documents.cards import CARD_SHEETS
from confman.translation.forms import TranslatedFormField
from confman.translation.text import TranslatedText
from confman.web.colours import IS_COLOUR
from confman.web.forms.base import choice_field
from confman.web.uploads.fields import ImageField
from registrations.badges.domain.layout import (
    ALIGNMENTS,
    COLOURS,
    KINDS,
    LARGEST_PT,
    MAX_ELEMENTS,
    MAX_TEXT_LENGTH,
    PICTURE_KINDS,
    SHEETS,
    SIDES,
    SMALLEST_PT,
    SMALLEST_QR_MM,
    TEXT_KINDS,
    VERTICAL_ALIGNMENTS,
    WEIGHTS,
    BadgeElement,
    BadgeLayout,
    CategoryStyle,
)
from registrations.badges.models import BadgeDesign
from registrations.core.models.category import Category

OWN = "own"
NO_FILL = ""
# A picture behind a badge at 300 dpi is 1,240 by 1,754 points for A6.
PICTURE_SIDE = 2600

_PLACE = ("x_mm", "y_mm", "width_mm", "height_mm")
# The fields that apply to each kind.
_TEXT_FIELDS = ("largest_pt", "smallest_pt", "weight", "align", "valign", "colour", "own_colour")
_FIELDS_OF_PICTURES: Mapping[str, tuple[str, ...]] = {
    "photo": ("corner_mm",),
    "qr": ("align",),
    "logo": ("picture", "align", "valign"),
    "colour-band": ("corner_mm",),
}


class DesignNameForm(ConferenceForm):
    """A new design: its name, and the paper it begins from."""

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=120)
    sheet = forms.ChoiceField(
        label=gettext_lazy("Paper"),
        choices=[(key, CARD_SHEETS[key].label) for key in SHEETS],
        widget=forms.RadioSelect,
        initial="a6",
        help_text=gettext_lazy(
            "It begins as the ready-made badge for this paper; everything can be changed."
        ),
    )


class DesignForm(ConferenceForm):
    """The settings of the whole badge."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    # The paper that the form's measures are for: where another is chosen, they are converted to it.
    laid_out_for = forms.ChoiceField(choices=[(key, key) for key in SHEETS], widget=forms.HiddenInput)
    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=120)
    sheet = forms.ChoiceField(
        label=gettext_lazy("Paper"), choices=[(key, CARD_SHEETS[key].label) for key in SHEETS]
    )
    categories = forms.ModelMultipleChoiceField(
        Category.objects.all(),
        label=gettext_lazy("Only for these categories"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("A category with no design of its own has the usual one."),
    )
    background = ImageField(
        label=gettext_lazy("Picture behind the front"), required=False, longest_side=PICTURE_SIDE
    )
    back_background = ImageField(
        label=gettext_lazy("Picture behind the back"), required=False, longest_side=PICTURE_SIDE
    )
    background_kept = forms.CharField(required=False, widget=forms.HiddenInput)
    back_background_kept = forms.CharField(required=False, widget=forms.HiddenInput)
    template = forms.CharField(
        label=gettext_lazy("Own template (typst)"),
        required=False,
        max_length=50_000,
        strip=False,
        widget=forms.Textarea({"rows": 14, "spellcheck": "false", "class": "code-input", "dir": "ltr"}),
        help_text=gettext_lazy("Replaces the elements above. Empty: the badge is as it is laid out above."),
    )

    def __init__(self, *args: Any, may_write_template: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_write_template:
            del self.fields["template"]


def initial_of(design: BadgeDesign) -> dict[str, Any]:
    """Return the initial values of the design's form."""
    sheet = design.layout.get("sheet", "a6")
    return {
        "revision": design.revision,
        "laid_out_for": sheet,
        "sheet": sheet,
        "name": design.name,
        "categories": list(design.categories.all()),
        "background": design.background,
        "back_background": design.back_background,
        "template": design.template,
    }


class ElementForm(ConferenceForm):
    """One element: its kind, its place, and how it is written."""

    kind = forms.ChoiceField(choices=list(KINDS.items()), widget=forms.HiddenInput)
    shown = forms.BooleanField(label=gettext_lazy("Shown"), required=False, initial=True)
    side = forms.ChoiceField(
        label=pgettext_lazy("of a card", "Side"), choices=list(SIDES.items()), required=False
    )
    x_mm = forms.FloatField(label=gettext_lazy("From the left, mm"), min_value=0, max_value=210)
    y_mm = forms.FloatField(label=gettext_lazy("From the top, mm"), min_value=0, max_value=297)
    width_mm = forms.FloatField(label=gettext_lazy("Width, mm"), min_value=0.1, max_value=210)
    height_mm = forms.FloatField(label=gettext_lazy("Height, mm"), min_value=0.1, max_value=297)
    largest_pt = forms.FloatField(
        label=gettext_lazy("Size of letters, pt"), min_value=SMALLEST_PT, max_value=LARGEST_PT, required=False
    )
    smallest_pt = forms.FloatField(
        label=gettext_lazy("Smallest size, pt"), min_value=SMALLEST_PT, max_value=LARGEST_PT, required=False
    )
    weight = forms.ChoiceField(
        label=pgettext_lazy("of type", "Weight"), choices=list(WEIGHTS.items()), required=False
    )
    align = forms.ChoiceField(
        label=gettext_lazy("Along the line"), choices=list(ALIGNMENTS.items()), required=False
    )
    valign = forms.ChoiceField(
        label=gettext_lazy("Vertical position"), choices=list(VERTICAL_ALIGNMENTS.items()), required=False
    )
    colour = forms.ChoiceField(
        label=gettext_lazy("Colour"),
        choices=[*COLOURS.items(), (OWN, gettext_lazy("a colour of your own"))],
        required=False,
    )
    own_colour = ColourField(label=gettext_lazy("Own colour"), required=False, validators=[IS_COLOUR])
    fill = forms.ChoiceField(
        label=gettext_lazy("Ground"),
        choices=[
            (NO_FILL, pgettext_lazy("ground", "none")), *COLOURS.items(),
            (OWN, gettext_lazy("a colour of your own")),
        ],
        required=False,
    )  # fmt: skip
    own_fill = ColourField(label=gettext_lazy("Own ground"), required=False, validators=[IS_COLOUR])
    corner_mm = forms.FloatField(
        label=gettext_lazy("Round corners, mm"), min_value=0, max_value=30, required=False
    )
    picture = forms.ChoiceField(label=gettext_lazy("Owner of the logo"), required=False)
    text = TranslatedFormField(label=gettext_lazy("Text"), max_length=MAX_TEXT_LENGTH, required=False)

    def __init__(self, *args: Any, logos: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "picture").choices = list(logos)
        for name in (*_PLACE, "corner_mm"):
            self.fields[name].widget.attrs["step"] = "0.1"
        for name in ("largest_pt", "smallest_pt"):
            self.fields[name].widget.attrs["step"] = "0.5"

    @property
    def element_kind(self) -> str:
        kind = str(self["kind"].value() or "")
        return kind if kind in KINDS else "text"

    @property
    def label(self) -> Any:
        return KINDS[self.element_kind]

    @property
    def facts(self) -> str:
        """Return its place and size, in a line."""
        places = (self[name].value() for name in _PLACE)
        x, y, width, height = ("?" if place in (None, "") else str(place) for place in places)
        line = f"{x}, {y} · {width} × {height} mm"
        if self.element_kind in TEXT_KINDS:
            line += f" · {self['smallest_pt'].value() or '?'}–{self['largest_pt'].value() or '?'} pt"
        return line

    @property
    def is_put_aside(self) -> bool:
        return not self["shown"].value()

    @property
    def is_on_back(self) -> bool:
        return self["side"].value() == "back"

    @property
    def place_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in _PLACE]

    @property
    def style_fields(self) -> list[forms.BoundField]:
        """Return the fields that apply to this kind; all but pictures have a ground."""
        kind = self.element_kind
        names = _FIELDS_OF_PICTURES.get(kind, (*_TEXT_FIELDS, "corner_mm"))
        if kind == "agenda":
            names = ("largest_pt", "smallest_pt", "colour", "own_colour")
        grounds = () if kind in ("photo", "qr", "logo") else ("fill", "own_fill")
        return [self[name] for name in (*names, *grounds)]

    @property
    def has_text(self) -> bool:
        return self.element_kind == "text"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("shown") and cleaned.get("kind") == "text" and not cleaned.get("text"):
            self.add_error("text", _("Write the text, or do not show this element."))
        largest, smallest = cleaned.get("largest_pt"), cleaned.get("smallest_pt")
        if largest and smallest and smallest > largest:
            self.add_error("smallest_pt", _("The smallest size is above the largest."))
        return cleaned

    def element(self) -> BadgeElement:
        """Return what was typed, as an element of a layout. After is_valid()."""
        data = self.cleaned_data
        blank = BadgeElement("", 0, 0, 0, 0)
        values: dict[str, Any] = {
            name: data[name]
            for name in ("kind", "x_mm", "y_mm", "width_mm", "height_mm", "weight", "align", "valign")
            if data.get(name) not in (None, "")
        }
        for name in ("largest_pt", "smallest_pt", "corner_mm"):
            values[name] = data[name] if data.get(name) is not None else getattr(blank, name)
        # An empty one is neither above nor below the other.
        values["smallest_pt"] = min(values["smallest_pt"], values["largest_pt"])
        values["side"] = data.get("side") or "front"
        values["colour"] = _colour(data, "colour", "own_colour") or blank.colour
        values["fill"] = _colour(data, "fill", "own_fill")
        values["picture"] = data.get("picture", "") if data["kind"] == "logo" else ""
        values["text"] = dict(data["text"]) if data["kind"] == "text" else {}
        return BadgeElement(**values)


def _colour(data: Mapping[str, Any], name: str, own_field: str) -> str:
    colour = data.get(name) or ""
    return (data.get(own_field) or "#000000").lower() if colour == OWN else colour


def _whole(value: Any) -> Any:
    """Return 7 for 7.0, as a person writes it."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def initial_element(element: BadgeElement, *, is_shown: bool = True) -> dict[str, Any]:
    """Return the initial values of an element's row of fields."""
    values = {entry.name: _whole(getattr(element, entry.name)) for entry in dataclasses.fields(element)}
    values["text"] = TranslatedText(dict(element.text))
    values["shown"] = is_shown
    for name in ("colour", "fill"):
        if values[name].startswith("#"):
            values[f"own_{name}"], values[name] = values[name], OWN
        else:
            values[f"own_{name}"] = "#000000" if name == "colour" else "#ffffff"
    return values


class FullRows(forms.BaseFormSet):
    """Rows that are all validated: none is taken for an empty one at the end."""

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        return super()._construct_form(i, **{**kwargs, "empty_permitted": False})  # type: ignore[misc]


ElementSet = forms.formset_factory(
    ElementForm, formset=FullRows, extra=0, max_num=MAX_ELEMENTS, absolute_max=MAX_ELEMENTS + 1,
    validate_max=True,
)  # fmt: skip


def element_rows(
    conference: Conference, data: Any = None, *, initial: Sequence[Mapping[str, Any]] | None = None
) -> Any:
    """Return the rows as they were sent, or as `initial` has them."""
    return ElementSet(
        data,
        prefix="elements",
        initial=list(initial or []),
        form_kwargs={"conference": conference, "logos": logo_choices(conference)},
    )


def logo_choices(conference: Conference) -> list[tuple[str, str]]:
    """Return the conference's own logo, and those of its partners."""
    partners = Partner.objects.filter(conference=conference).exclude(logo="")
    label = _("the conference’s") if conference.logo else _("the conference’s (none yet)")
    return [("", label), *((str(partner.pk), str(partner.name)) for partner in partners)]


class CategoryStyleForm(ConferenceForm):
    """Changes the look of one category on this design."""

    category = forms.CharField(widget=forms.HiddenInput)
    differs = forms.BooleanField(label=gettext_lazy("Another colour here"), required=False)
    colour = ColourField(label=gettext_lazy("Colour"), required=False, validators=[IS_COLOUR])
    letter = forms.CharField(
        label=gettext_lazy("Letter"), required=False, max_length=2, widget=forms.TextInput({"size": 2})
    )
    without_photo = forms.BooleanField(label=gettext_lazy("Without the photo"), required=False)

    @property
    def shown_category(self) -> Category | None:
        return self.initial.get("shown_category")

    def style(self) -> CategoryStyle | None:
        """Return the differing style; None if it does not differ."""
        data = self.cleaned_data
        style = CategoryStyle(
            data["category"],
            data["colour"].lower() if data["differs"] else "",
            data["letter"].strip(),
            ("photo",) if data["without_photo"] else (),
        )
        return style if style != CategoryStyle(data["category"]) else None


CategoryStyles = forms.formset_factory(
    CategoryStyleForm, formset=FullRows, extra=0, max_num=100, absolute_max=200
)


def style_rows(conference: Conference, layout: BadgeLayout, data: Any = None) -> Any:
    """Return a row for every category of the conference."""
    initial = []
    for category in Category.objects.of(conference):
        style = layout.style_of(str(category.pk))
        initial.append(
            {
                "category": str(category.pk),
                "shown_category": category,
                "differs": bool(style.colour),
                "colour": style.colour or category.colour,
                "letter": style.letter,
                "without_photo": "photo" in style.without,
            }
        )
    return CategoryStyles(data, prefix="styles", initial=initial, form_kwargs={"conference": conference})


def carried_over(elements: Sequence[BadgeElement], before: str, after: str) -> tuple[BadgeElement, ...]:
    """Return the elements on another paper: boxes in proportion to its card, letters by the smaller of the two.

    A QR code keeps the size that a telephone reads at the door; what would cross the edge is moved inside.
    """
    old, new = CARD_SHEETS[before], CARD_SHEETS[after]
    across = new.card_width_mm / old.card_width_mm
    down = new.card_height_mm / old.card_height_mm
    if across == down == 1:
        return tuple(elements)
    letters = min(across, down)

    def moved(element: BadgeElement) -> BadgeElement:
        width, height = element.width_mm * across, element.height_mm * down
        if element.kind in PICTURE_KINDS and element.kind != "colour-band":
            width, height = element.width_mm * letters, element.height_mm * letters
        if element.kind == "qr":
            width = height = max(SMALLEST_QR_MM, min(width, height))
        width, height = min(width, new.card_width_mm), min(height, new.card_height_mm)
        return dataclasses.replace(
            element,
            x_mm=round(max(0.0, min(element.x_mm * across, new.card_width_mm - width)), 1),
            y_mm=round(max(0.0, min(element.y_mm * down, new.card_height_mm - height)), 1),
            width_mm=round(width, 1),
            height_mm=round(height, 1),
            largest_pt=round(max(SMALLEST_PT, min(LARGEST_PT, element.largest_pt * letters)) * 2) / 2,
            smallest_pt=round(max(SMALLEST_PT, min(LARGEST_PT, element.smallest_pt * letters)) * 2) / 2,
        )

    return tuple(moved(element) for element in elements)


def layout_errors(layout: BadgeLayout) -> list[str]:
    """Return why it cannot be drawn, a sentence for each fault."""
    try:
        BadgeLayout.from_json(layout.to_json())
    except ValidationError as error:
        return list(error.messages)
    return []
