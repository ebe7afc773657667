"""The wording of a text: disputed passages in brackets, two versions word by word, the usual opening.

English and Russian only: an Uzbek sentence ends with its verb, and other languages are not covered.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from confman.translation.languages import language_name
from confman.web.word_differences import Piece, compare_words
from outcomes.recommendations.models.paragraphs import Paragraph, Text, TextStatus

KEEP, DELETE, REPLACE = "keep", "delete", "replace"


@dataclass(frozen=True)
class Bracket:
    """A bracketed passage: its paragraph (by place, from 1), its language, and its content.

    `number` counts the passages of that paragraph in that language from 0; `before` and `after` are the adjacent words.
    """

    place: int
    language: str
    text: str
    paragraph: str = ""
    number: int = 0
    before: str = ""
    after: str = ""


def passages(text: str) -> list[tuple[int, int]]:
    """Return start and end of the outermost bracketed passages; an unmatched bracket extends to the end of the text.

    >>> passages("by [2018] [or [as soon as] possible]")
    [(3, 9), (10, 36)]
    """
    spans: list[tuple[int, int]] = []
    depth, start = 0, 0
    for position, character in enumerate(text):
        if character == "[":
            if depth == 0:
                start = position
            depth += 1
        elif character == "]":
            if depth == 0:
                # The bracket was never opened: it closes everything since the previous passage.
                start = spans[-1][1] if spans else 0
            if depth <= 1:
                spans.append((start, position + 1))
            depth = max(0, depth - 1)
    if depth:
        spans.append((start, len(text)))
    return spans


def bracketed(text: str) -> list[str]:
    """List the contents of the outermost square brackets, including unmatched ones.

    >>> bracketed("by [2018] [or [as soon as] possible]")
    ['2018', 'or [as soon as] possible']
    """
    return [_inner(text[start:end]) for start, end in passages(text)]


def _inner(passage: str) -> str:
    return passage.removeprefix("[").removesuffix("]").strip()


def open_brackets(paragraphs: Sequence[Paragraph]) -> list[Bracket]:
    """List every bracketed passage of a text, in all its languages."""
    return [
        Bracket(
            number_of_paragraph, language, _inner(text.text[start:end]), paragraph.id, number,
            _last_words(text.text[:start]), _first_words(text.text[end:]),
        )
        for number_of_paragraph, paragraph in enumerate(paragraphs, start=1)
        for language, text in sorted(paragraph.texts.items())
        for number, (start, end) in enumerate(passages(text.text))
    ]  # fmt: skip


AROUND = 40  # characters shown before and after a passage, in whole words


def _last_words(text: str) -> str:
    return text if len(text) <= AROUND else "… " + text[-AROUND:].partition(" ")[2]


def _first_words(text: str) -> str:
    return text if len(text) <= AROUND else text[:AROUND].rpartition(" ")[0] + " …"


def settled_text(text: str, number: int, action: str, instead: str = "") -> str:
    """Return the text with one passage kept without its brackets, deleted, or replaced. Raises IndexError.

    >>> settled_text("by [2018] at [the] latest", 0, "delete")
    'by at [the] latest'
    """
    start, end = passages(text)[number]
    replacement = {KEEP: _inner(text[start:end]), DELETE: "", REPLACE: instead.strip()}[action]
    if replacement:
        return text[:start] + replacement + text[end:]
    # The space before the deleted passage is deleted too; so is one before a comma or a full stop.
    before, after = text[:start].rstrip(" "), text[end:].lstrip(" ")
    space = "" if not before or not after or re.match(r"[,.;:!?)]", after) else " "
    return before + space + after


def settled_paragraphs(
    body: Sequence[Paragraph], paragraph: str, language: str, number: int, action: str, instead: str = ""
) -> list[Paragraph]:
    """Return the text with one passage settled. Pure. Raises IndexError, KeyError if there is no such passage.

    Keeping and deleting apply to the same passage in every language that has equally many; a replacement is known in
    one language only, and makes the others stale.
    """
    body = list(body)
    index = next((index for index, row in enumerate(body) if row.id == paragraph), None)
    if index is None:
        raise KeyError(paragraph)
    row = body[index]
    count = len(passages(row.texts[language].text))
    texts = {}
    for code, value in row.texts.items():
        alike = action != REPLACE and len(passages(value.text)) == count
        if code == language or alike:
            texts[code] = Text(settled_text(value.text, number, action, instead), value.status)
        else:
            texts[code] = replace(value, status=TextStatus.STALE)
    body[index] = replace(row, texts=texts)
    return body


def count_brackets(paragraphs: Sequence[Paragraph]) -> int:
    """Count the disputed passages, each once rather than in every language."""
    counts = Counter(bracket.language for bracket in open_brackets(paragraphs))
    return max(counts.values(), default=0)


@dataclass(frozen=True)
class ParagraphChange:
    """The change of one paragraph: kind is 'same', 'changed', 'added' or 'removed'."""

    kind: str
    level: int
    pieces: list[Piece]
    id: str = ""


def normalized(text: str) -> str:
    """Return the words of a text, with normalized spaces: a non-breaking space is no change of words."""
    return re.sub(r"\s+", " ", text).strip()


def compare_normalized(before: str, after: str) -> list[Piece]:
    """Compare two texts word by word, regardless of the kind of spaces."""
    return compare_words(normalized(before), normalized(after))


def compare_paragraphs(
    before: Sequence[Paragraph], after: Sequence[Paragraph], language: str
) -> list[ParagraphChange]:
    """List one language's changes between two versions, paragraph by paragraph, in the order of the later version.

    Paragraphs are matched by id, so a moved one does not look new. Removed ones follow the paragraph that they
    followed.
    """
    earlier = {paragraph.id: paragraph for paragraph in before}
    later = {paragraph.id for paragraph in after}
    removed_after: dict[str, list[Paragraph]] = {}
    anchor = ""
    for paragraph in before:
        if paragraph.id in later:
            anchor = paragraph.id
        else:
            removed_after.setdefault(anchor, []).append(paragraph)

    changes = [_removed(paragraph, language) for paragraph in removed_after.get("", [])]
    for paragraph in after:
        old = earlier.get(paragraph.id)
        old_text, new_text = old.text(language) if old else "", paragraph.text(language)
        if old is None or not old_text:
            kind = "added" if new_text else "same"
        else:
            kind = "same" if normalized(old_text) == normalized(new_text) else "changed"
        changes.append(
            ParagraphChange(kind, paragraph.level, compare_normalized(old_text, new_text), paragraph.id)
        )
        changes += [_removed(gone, language) for gone in removed_after.get(paragraph.id, [])]
    return [change for change in changes if change.pieces]


def _removed(paragraph: Paragraph, language: str) -> ParagraphChange:
    text = paragraph.text(language)
    return ParagraphChange("removed", paragraph.level, [Piece("delete", text)] if text else [], paragraph.id)


# Openings of operative paragraphs (UN Editorial Manual), and the commonest verbs in OHCHR's databases of
# recommendations.
ENGLISH = frozenset(
    """
    accede accelerate accept accord address adhere adopt advance align allocate allow amend analyse apply appoint
    approve ascertain assess assist assure avoid ban bring broaden build calls carry change circulate clarify collect
    combat commit complete comply conclude conduct confirm consider consolidate consult continue contribute convene
    cooperate coordinate create criminalize decide declare deepen defend define deliver demonstrate deploy design
    designate develop devise devote disseminate distribute do draft draw eliminate empower enact encourage encourages
    end endorse engage enhance enlarge ensure envisage eradicate establish evaluate examine exchange exert expand
    expedite explore extend facilitate favour finalize find focus follow formalize formulate foster fully fund gather
    give grant guarantee halt harmonize hold identify implement improve include incorporate increase inform initiate
    insert institute instruct integrate intensify introduce invest investigate invite invites involve issue join keep
    launch lay lift limit link maintain make measure mobilize modernize modify monitor observe offer open organize
    overcome participate pass pay persevere place plan practise prepare prevent prioritize proceed produce prohibit
    promote propose prosecute protect provide publicize publish punish pursue put raise ratify reach recognize
    recommend recommends reconsider recruit redouble reduce refine reflect reform refrain regulate reinforce remove
    render repeal replace report request requests require respect respond restore review revise revoke safeguard
    scale secure seek set share sign simplify specify speed step stop streamline strengthen stress study submit
    supply support sustain tackle take task track train translate undertake update uphold urge urges use utilize
    withdraw work
    """.split()
)
ENGLISH_ADVERBS = frozenset(
    "actively also effectively firmly formally further fully immediately promptly regularly rapidly speedily strongly"
    " swiftly systematically to urgently".split()
)
RUSSIAN = frozenset(
    "призывает призвать рекомендует рекомендовать предлагает поощряет настоятельно просит поручает"
    " разработать".split()
)
RUSSIAN_INFINITIVE = re.compile(r"(ть|ти|чь)(ся|сь)?$")


def has_usual_opening(text: str, language: str) -> bool:
    """Tell whether the text opens as recommendations in that language do; True for languages not covered."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    primary = language.split("-")[0]
    if not words or primary not in {"en", "ru"}:
        return True
    if primary == "ru":
        return any(word in RUSSIAN or RUSSIAN_INFINITIVE.search(word) for word in words[:3])
    return next((word for word in words if word not in ENGLISH_ADVERBS), "") in ENGLISH


def opening_warnings(paragraphs: list[Paragraph]) -> list[str]:
    """Return a sentence for each language whose first paragraph opens unusually."""
    first = next((paragraph for paragraph in paragraphs if paragraph.texts), None)
    return [
        _("%(language)s: “%(opening)s…” is an unusual opening; recommendations begin with a verb.")
        % {"language": language_name(code), "opening": " ".join(text.text.split()[:3])}
        for code, text in sorted(first.texts.items() if first else ())
        if not has_usual_opening(text.text, code)
    ]
