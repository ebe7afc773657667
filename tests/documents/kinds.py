"""Two kinds of documents for tests of the engine: a continuous text with hard cases, and cards."""

from dataclasses import dataclass, field
from typing import Any

from django import forms

from confman.conferences.web.forms import ConferenceForm
from confman.documents.cards import CARD_SHEETS, CardSheet, split_cards
from confman.documents.domain.mastheads import document_meta, numbered_symbol
from confman.documents.meta import DocumentMeta, Picture
from confman.documents.registry import DocumentKind, Occasion
from confman.documents.rendering.charts import bar_picture
from confman.documents.rendering.spreadsheets import Sheet, render_xlsx
from confman.web.errors import Refused

LONG = (
    "Deputy Director-General of the Directorate for Combating Organized Crime, Trafficking in Persons and the "
    "Legalization of Criminal Revenue, Ministry of Internal Affairs (acting)"
)
LONG = LONG + "." * (171 - len(LONG))
HARD = {
    "en": ("Social partnership against trafficking in persons", LONG),
    "ru": ("Социальное партнёрство в противодействии торговле людьми", "Ещё ½ № 5 — «всё»"),
    "uz": ("Odam savdosiga qarshi ijtimoiy sheriklik", "Oʻzbekiston, Gʻafurov"),
    "uz-Cyrl": ("Одам савдосига қарши ижтимоий шериклик", "Ўзбекистон, Ғафуров Қодир Ҳакимович"),
    "ar": ("الشراكة الاجتماعية في مكافحة الاتجار بالأشخاص", "وزارة الداخلية، 30–31 مارس"),
}


@dataclass(frozen=True)
class Line:
    title: str
    text: str = ""


@dataclass(frozen=True)
class Programme:
    meta: DocumentMeta
    heading: str
    lines: tuple[Line, ...]
    chart: Picture | None = None


@dataclass(frozen=True)
class Badges:
    meta: DocumentMeta
    cards: tuple[Line, ...]
    sheet: CardSheet = field(default_factory=lambda: CARD_SHEETS["a6"])


def build_programme(conference: Any, *, language: str, options: dict[str, Any]) -> Programme:
    if options.get("refuse"):
        raise Refused("There is no session to print.")
    if options.get("break"):
        raise RuntimeError("internals")
    heading, text = HARD[language]
    return Programme(
        meta=document_meta(
            conference,
            language=language,
            title=heading,
            subtitle=options.get("subtitle", ""),
            symbol=numbered_symbol(conference, "1"),
        ),
        heading=text,
        lines=tuple(Line(f"{heading} {number}", text if number % 3 else "") for number in range(30)),
        chart=bar_picture(
            [(heading[:30], 12), ("UN", None), ("IOM", 3), ("OSCE", 2)], caption=heading, language=language
        ),
    )


def build_badges(conference: Any, *, language: str, options: dict[str, Any]) -> Badges:
    return Badges(
        meta=document_meta(conference, language=language, title="Badges"),
        cards=tuple(Line(f"{HARD[language][0][:20]} {number}") for number in range(options.get("count", 6))),
        sheet=CARD_SHEETS[options.get("sheet", "a6")],
    )


class ProgrammeOptions(ConferenceForm):
    subtitle = forms.CharField(max_length=20, required=False)
    refuse = forms.BooleanField(required=False)


PROGRAMME = DocumentKind(
    key="agenda.test-programme",
    label="test programme",
    description="What happens when.",
    permission="conferences.view_tasks",
    build=build_programme,
    occasion=Occasion.PROGRAMME,
    tabs=("agenda.sessions", "agenda.rooms?subtitle=rooms"),
    formats=("pdf", "docx", "html", "xlsx"),
    html_template="tests/programme.html",
    renderers={
        "xlsx": lambda data: render_xlsx([Sheet("All", ["Title"], [[line.title] for line in data.lines])])
    },
    options_form=ProgrammeOptions,
)
BADGES = DocumentKind(
    key="registrations.test-badges",
    label="test badges",
    description="One for each.",
    permission="conferences.manage_team",
    build=build_badges,
    occasion=Occasion.PEOPLE,
    tabs=("agenda.sessions",),
    formats=("pdf",),
    card_template="tests/badges.typ",
    split=split_cards,
    sensitive=True,
)
