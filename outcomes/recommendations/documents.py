"""A text as lines of a document."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from confman.translation.languages import language_direction
from confman.translation.marks import language_mark
from confman.translation.text import TranslatedText
from outcomes.recommendations.domain.plain_text import labels
from outcomes.recommendations.models.paragraphs import Paragraph, TextStatus


@dataclass(frozen=True)
class PrintedParagraph:
    """A paragraph of a recommendation in the language in which it is shown."""

    text: str
    level: int
    label: str
    language: str
    is_first: bool = False
    key: str = ""

    @property
    def direction(self) -> str:
        return language_direction(self.language)


def text_lines(body: Sequence[Paragraph], languages: Iterable[str]) -> tuple[PrintedParagraph, ...]:
    """Return the paragraphs in the first of these languages that each has, with their labels and language."""
    choices = tuple(languages)
    levels = [paragraph.level for paragraph in body]
    marks = {code: labels(levels, code) for paragraph in body for code in paragraph.texts}
    lines: list[PrintedParagraph] = []
    for index, paragraph in enumerate(body):
        code, text = TranslatedText({c: t.text for c, t in paragraph.texts.items()}).best(choices)
        if text:
            lines.append(
                PrintedParagraph(
                    text, paragraph.level, marks[code][index], code, is_first=not lines, key=paragraph.id
                )
            )
    return tuple(lines)


def text_mark(body: Iterable[Paragraph], shown_in: str, language: str) -> str:
    """Return what a document says in brackets behind a text: its language, if it is another, or that it is stale."""
    if shown_in == language and any(paragraph.status(language) == TextStatus.STALE for paragraph in body):
        return _("translation awaits revision")
    return language_mark(shown_in, language)
