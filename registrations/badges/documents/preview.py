"""One badge as pictures of its faces, for its designer: with invented names, usual and difficult ones."""

import base64
import dataclasses
import io
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from PIL import Image, ImageDraw

from confman.conferences.models import Conference
from confman.documents.cards import CardSheet
from confman.documents.meta import Picture
from confman.translation.languages import language_direction, reading_in
from confman.web.errors import Refused
from registrations.badges.documents.badge import TEMPLATE, BadgeDesignParts, Badges, sample_badges
from registrations.badges.domain.layout import SIDES
from registrations.core.models.category import Category


@dataclass(frozen=True)
class Face:
    """One side of the card, as a picture for a page."""

    side: str
    label: str
    uri: str
    description: str
    # In a right-to-left language the whole face is mirrored, as is what a script lays over it.
    mirrored: bool = False


@dataclass(frozen=True)
class DesignPreview:
    """The faces, or the faults that prevent them."""

    faces: tuple[Face, ...] = ()
    faults: tuple[str, ...] = ()


def preview_badge(
    conference: Conference,
    design: BadgeDesignParts,
    *,
    sample: str,
    language: str,
    category: Category | None = None,
) -> DesignPreview:
    """Return the faces of a badge of a sample person (a key of SAMPLES). Faults are returned, never raised."""
    try:
        with reading_in(language, *conference.languages):
            badges = sample_badges(conference, design, language=language, category=category)
        return faces_of(_of_sample(badges, sample), invented=True)
    except Refused as error:
        return DesignPreview(faults=(error.message,))
    except ValidationError as error:
        return DesignPreview(faults=tuple(error.messages))


def faces_of(badges: Badges, *, invented: bool = False) -> DesignPreview:
    """Return the faces of the first badge, each upright on its own picture, whatever the paper. Raises Refused."""
    from confman.documents.rendering.card_engine import render_card_pictures

    sheet = badges.sheet
    face = CardSheet(
        "face", "", sheet.card_width_mm, sheet.card_height_mm, sheet.card_width_mm, sheet.card_height_mm
    )
    first_badge = dataclasses.replace(badges, sheet=face, cards=badges.cards[:1])
    pictures = render_card_pictures(
        TEMPLATE, first_badge, language=badges.meta.language, format="png", own_template=badges.own_template
    )
    faces = zip(SIDES, pictures, strict=False)
    return DesignPreview(tuple(_face(side, content, badges, invented=invented) for side, content in faces))


def _of_sample(badges: Badges, key: str) -> Badges:
    """Put the sample's texts on the card."""
    card, texts = badges.cards[0], SAMPLES[key].texts
    person = {kind: texts.get(kind, default) for kind, default in card.person.items()}
    others: dict[str, Any] = {
        kind.replace("-", "_"): text for kind, text in texts.items() if kind not in person
    }
    photo = Picture(_silhouette(), _("A sample photo"))
    card = dataclasses.replace(card, photo=photo, person=person, **others)
    return dataclasses.replace(badges, cards=(card,))


def _face(side: str, content: bytes, badges: Badges, *, invented: bool) -> Face:
    label = str(SIDES[side])
    label = label[:1].upper() + label[1:]
    detail = (
        _("%(side)s of the badge of %(name)s, an invented person")
        if invented
        else _("%(side)s of the badge of %(name)s")
    )
    return Face(
        side,
        label,
        f"data:image/png;base64,{base64.b64encode(content).decode('ascii')}",
        detail % {"side": label, "name": badges.cards[0].name},
        mirrored=language_direction(badges.meta.language) == "rtl",
    )


@cache
def _silhouette() -> bytes:
    """Return a photograph of nobody, 3:4."""
    picture = Image.new("RGB", (300, 400), "#d6dce3")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((90, 70, 210, 210), fill="#8b97a4")
    draw.ellipse((30, 240, 270, 560), fill="#8b97a4")
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


@dataclass(frozen=True)
class SamplePerson:
    """An invented person. Texts are by the kind of element that shows them."""

    key: str
    label: Promise
    texts: dict[str, str]


SAMPLES = {
    sample.key: sample
    for sample in (
        SamplePerson(
            "usual",
            gettext_lazy("a usual name"),
            {
                "salutation": "Ms.",
                "name": "Anna Sample",
                "second-name": "Анна Сэмпл",
                "job-title": "Head of Department",
                "entity": "Ministry of Samples",
                "function": "adviser",
            },
        ),
        SamplePerson(
            "long",
            gettext_lazy("long texts"),
            {
                "salutation": "H.E. Ambassador Extraordinary and Plenipotentiary",
                "name": "Maximiliana Konstantinopolitanska-Wolfeschlegelsteinhausen",
                "second-name": "Максимилиана Константинопольская-Вольфешлегельштайнхаузен",
                "job-title": (
                    "Deputy Head of the Division for International Cooperation, Protocol and Sample Affairs"
                ),
                "entity": "Permanent Observer Mission of the Organization for Very Long Names and Samples",
                "function": "alternate head of delegation",
            },
        ),
        SamplePerson(
            "short",
            pgettext_lazy("a name", "a short one"),
            {"name": "Li Yo", "second-name": "", "job-title": "", "entity": "NGO", "salutation": ""},
        ),
        SamplePerson(
            "cyrillic",
            gettext_lazy("Cyrillic letters"),
            {
                "salutation": "Г-н",
                "name": "Образцов Ўткир Ғайрат ўғли",
                "second-name": "Oʻtkir Gʻayrat oʻgʻli Obrazsov",
                "job-title": "Начальник управления образцов",
                "entity": "Министерство образцов",
                "function": "глава делегации",
            },
        ),
        SamplePerson(
            "arabic",
            gettext_lazy("Arabic letters"),
            {
                "salutation": "سعادة",
                "name": "عبد الرحمن نموذج",
                "second-name": "Abdulrahman Namoudhaj",
                "job-title": "مدير إدارة النماذج",
                "entity": "وزارة النماذج",
                "function": "رئيس الوفد",
            },
        ),
        SamplePerson(
            "chinese",
            gettext_lazy("Chinese characters"),
            {
                "salutation": "",
                "name": "样本小明",
                "second-name": "Xiaoming Yangben",
                "job-title": "样本司司长",
                "entity": "样本部",
                "function": "",
            },
        ),
    )
}
