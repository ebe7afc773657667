"""Amendments to one text in reading order; their edits, what remains of them, and how they lose their basis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.core.domain.groups import grouped
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.web.word_differences import Piece, compare_words
from outcomes.amendments.models import Amendment, AmendmentKind, AmendmentStatus
from outcomes.recommendations.domain.plain_text import labels, tidy
from outcomes.recommendations.models.paragraphs import Paragraph, Text, TextStatus
from outcomes.recommendations.models.recommendation import Recommendation


@dataclass(frozen=True)
class AmendmentLine:
    """An amendment as a tracked change: of the present text while it is open, of its basis once it is decided.

    `after` is the paragraph as it would read; `stands` tells whether its basis is still there.
    """

    amendment: Amendment
    pieces: list[Piece]
    after: str
    stands: bool = True


@dataclass(frozen=True)
class AmendedParagraph:
    """A paragraph in one language, as it is now, and the amendments that compete on it.

    `key` is '' for the beginning of the text; `text` is '' if the paragraph is gone.
    """

    key: str
    name: str
    language: str
    text: str
    level: int
    lines: list[AmendmentLine]


def amended_paragraphs(
    recommendation: Recommendation, amendments: Iterable[Amendment]
) -> list[AmendedParagraph]:
    """Return the amended paragraphs in the order of the text. The amendments come with their version."""
    body = recommendation.body
    amendments = list(amendments)
    by_paragraph = grouped(((row.paragraph, row.language), row) for row in amendments)
    keys = _all_keys(body, amendments)
    languages = [*_languages(recommendation), *sorted({language for _key, language in by_paragraph})]
    names = paragraph_names(body)
    now = {paragraph.id: paragraph for paragraph in body}
    groups = []
    for key, language in sorted(
        by_paragraph, key=lambda pair: (keys.index(pair[0]), languages.index(pair[1]))
    ):
        paragraph = now.get(key)
        groups.append(
            AmendedParagraph(
                key=key,
                name=names.get(key)
                or (_("a paragraph that was deleted") if key else _("the beginning of the text")),
                language=language,
                text=paragraph.text(language) if paragraph else "",
                level=paragraph.level if paragraph else 0,
                lines=[_line(row, body) for row in _ordered(by_paragraph[key, language])],
            )
        )
    return groups


def next_line(groups: Sequence[AmendedParagraph]) -> tuple[AmendedParagraph, AmendmentLine] | None:
    """Return the first open amendment, which the chair puts to the room next."""
    return next(((group, line) for group in groups for line in group.lines if line.amendment.is_open), None)


def paragraph_names(body: Sequence[Paragraph]) -> dict[str, str]:
    """Return the name of each paragraph by its id: paragraph 2, paragraph 2 (a), paragraph 2 (a) (i)."""
    names: dict[str, str] = {}
    number, chain = 0, ["", ""]
    for paragraph, mark in zip(body, labels(row.level for row in body), strict=True):
        if paragraph.level == 0:
            number, chain = number + 1, ["", ""]
        else:
            chain = [*chain[: paragraph.level - 1], mark, ""][:2]
        numbering = " ".join(part for part in (str(number or ""), *chain[: paragraph.level]) if part)
        names[paragraph.id] = _("paragraph %(number)s") % {"number": numbering}
    return names


def _languages(recommendation: Recommendation) -> list[str]:
    """Return the original language first, then those of the conference, then any other."""
    version = recommendation.current_version
    original, languages = (version.original_language, version.languages) if version else ("", [])
    return list(dict.fromkeys([original, *recommendation.conference.languages, *languages]))


def _all_keys(body: Sequence[Paragraph], amendments: Sequence[Amendment]) -> list[str]:
    """Return the ids of all past and present paragraphs, deleted ones after the paragraph they followed."""
    keys = ["", *(paragraph.id for paragraph in body)]
    for amendment in amendments:
        before = ""
        for paragraph in amendment.version.body:
            if paragraph.id not in keys:
                keys.insert(keys.index(before) + 1, paragraph.id)
            before = paragraph.id
        if amendment.paragraph not in keys:
            keys.append(amendment.paragraph)
    return keys


def _ordered(rows: Sequence[Amendment]) -> list[Amendment]:
    rows_by_pk: dict[object, Amendment] = {row.pk: row for row in rows}
    rivals = [
        CompetingAmendment(row.pk, row.number, row.kind, distance(ground_of(row), row.text), row.order)
        for row in rows
    ]
    return [rows_by_pk[rival.key] for rival in in_order(rivals)]


def _line(amendment: Amendment, body: Sequence[Paragraph]) -> AmendmentLine:
    before, after, stands = ground_of(amendment), amendment.text, True
    if amendment.state == AmendmentStatus.OPEN:
        change = change_now(amendment, body)
        stands = change is not None
        if change is not None:
            before, after = text_now(amendment, body), change.text
    elif amendment.state == AmendmentStatus.ACCEPTED_ORALLY:
        after = amendment.accepted_text
    return AmendmentLine(amendment, compare_words(before, after), after, stands)


def kind_words(amendment: Amendment, name: str) -> str:
    """Describe the amendment, with the paragraph named: delete paragraph 2; a new paragraph after paragraph 2."""
    if amendment.kind == AmendmentKind.DELETE:
        return _("delete %(paragraph)s") % {"paragraph": name}
    if amendment.is_new_paragraph:
        if not amendment.paragraph:
            return _("a new paragraph at the beginning")
        return _("a new paragraph after %(paragraph)s") % {"paragraph": name}
    if amendment.kind == AmendmentKind.ADD:
        return _("add words to %(paragraph)s") % {"paragraph": name}
    return _("replace words in %(paragraph)s") % {"paragraph": name}


@dataclass(frozen=True)
class ProposedText:
    """A paragraph of one language as it would read.

    `paragraph` is the one that is changed, or for a new paragraph the one that it follows ('' for the beginning);
    `text` is '' where the paragraph is to be deleted.
    """

    paragraph: str
    language: str
    text: str
    is_new: bool = False
    level: int = 0


@dataclass(frozen=True)
class Edit:
    """An edit: `text` replaces the characters `start` to `end` of the basis; an insertion ends where it starts."""

    start: int
    end: int
    text: str

    def touches(self, other: Edit) -> bool:
        """Tell whether the edits exclude each other: they replace the same words, or insert at the same place."""
        if self.start == self.end and other.start == other.end:
            return self.start == other.start
        if self.start == self.end:
            return other.start < self.start < other.end
        if other.start == other.end:
            return self.start < other.start < self.end
        return max(self.start, other.start) < min(self.end, other.end)


def edits(before: str, after: str) -> list[Edit]:
    """Return the edits that turn the text `before` into `after`, in the order of the text.

    A passage between two changes that has no word in it, such as a space or a comma, belongs to the change.
    """
    changes: list[Edit] = []
    at, between = 0, ""
    for piece in compare_words(before, after, for_readers=False):
        if piece.kind == "equal":
            at, between = at + len(piece.text), piece.text
            continue
        end = at + len(piece.text) if piece.kind == "delete" else at
        text = piece.text if piece.kind == "insert" else ""
        if changes and not _has_words(between):
            changes[-1] = Edit(changes[-1].start, end, changes[-1].text + between + text)
        else:
            changes.append(Edit(at, end, text))
        at, between = end, ""
    return changes


def _has_words(text: str) -> bool:
    return any(character.isalnum() for character in text)


def merged(ground: str, now: str, proposed: str) -> str | None:
    """Merge `proposed`, which was written against `ground`, into the present text; None if its basis is gone.

    >>> merged("Fund it by 2030.", "Fund it fully by 2030.", "Fund it by 2028.")
    'Fund it fully by 2028.'
    >>> merged("Fund it by 2030.", "Fund it by 2029.", "Fund it by 2028.") is None
    True
    """
    if now == ground:
        return proposed
    present_edits, proposed_edits = edits(ground, now), edits(ground, proposed)
    rewritten = any(
        not _has_words(ground[: edit.start] + ground[edit.end :])
        for edit in (*present_edits, *proposed_edits)
    )
    if rewritten or any(edit_now.touches(other) for edit_now in present_edits for other in proposed_edits):
        return None
    text, at = "", 0
    for edit in sorted((*present_edits, *proposed_edits), key=lambda edit: (edit.start, edit.end)):
        text += ground[at : edit.start] + edit.text
        at = edit.end
    return tidy(text + ground[at:])


def kind_of(before: str, after: str) -> str:
    """Return the kind of amendment (AmendmentKind) that a rewritten paragraph is."""
    if not after:
        return AmendmentKind.DELETE
    removes = any(piece.kind == "delete" for piece in compare_words(before, after))
    return AmendmentKind.REPLACE if removes else AmendmentKind.ADD


def distance(before: str, after: str) -> int:
    """Count the words and signs inserted and deleted between the two texts."""
    return sum(
        len(piece.text.split())
        for piece in compare_words(before, after, for_readers=False)
        if piece.kind != "equal"
    )


@dataclass(frozen=True)
class CompetingAmendment:
    """An amendment that competes with others on a paragraph, for sorting."""

    key: object
    number: int
    kind: str
    distance: int
    place: int = 0  # the chair's order; 0 for none


def in_order(rivals: Iterable[CompetingAmendment]) -> list[CompetingAmendment]:
    """Sort as the room decides: the furthest from the text first, a deletion before all, new paragraphs last.

    An order set by the chair takes precedence; later amendments go before the first that is nearer to the text.
    """

    def furthest_first(rival: CompetingAmendment) -> tuple[int, int, int]:
        rank = {AmendmentKind.DELETE: 0, AmendmentKind.NEW: 2}.get(rival.kind, 1)  # type: ignore[call-overload]
        return rank, -rival.distance, rival.number

    amendments = list(rivals)
    ordered = sorted(
        (rival for rival in amendments if rival.place), key=lambda rival: (rival.place, rival.number)
    )
    for rival in sorted((rival for rival in amendments if not rival.place), key=furthest_first):
        nearer = (
            position
            for position, other in enumerate(ordered)
            if furthest_first(other)[:2] > furthest_first(rival)[:2]
        )
        ordered.insert(next(nearer, len(ordered)), rival)
    return ordered


def place_of_new(anchor: str, then: Sequence[str], now: Sequence[str]) -> int:
    """Return the index at which a new paragraph is inserted among the present paragraphs.

    `then` are the ids of the version in which it was proposed to follow `anchor`, `now` those of the present one. If
    `anchor` is gone, it follows the paragraph before that, after any others inserted there meanwhile.
    """
    before = list(then[: then.index(anchor) + 1]) if anchor in then else []
    remaining_keys = [key for key in before if key in now]
    index = now.index(remaining_keys[-1]) + 1 if remaining_keys else 0
    while index < len(now) and now[index] not in then:
        index += 1
    return index


def with_change(
    body: Sequence[Paragraph], change: ProposedText, *, then: Sequence[str] = (), key: str = ""
) -> list[Paragraph]:
    """Return the paragraphs with one of them changed, deleted or, under the id `key`, added.

    The agreed text counts as reviewed; the other languages of the paragraph are stale.
    """
    if change.is_new:
        new = Paragraph(key, change.level, {change.language: Text(change.text, TextStatus.REVIEWED)})
        index = place_of_new(change.paragraph, then, [paragraph.id for paragraph in body])
        return [*body[:index], new, *body[index:]]
    if not change.text:
        return [paragraph for paragraph in body if paragraph.id != change.paragraph]
    return [
        replace(
            paragraph,
            texts={
                code: Text(change.text, TextStatus.REVIEWED)
                if code == change.language
                else replace(value, status=TextStatus.STALE)
                for code, value in paragraph.texts.items()
            },
        )
        if paragraph.id == change.paragraph
        else paragraph
        for paragraph in body
    ]


def ground_of(amendment: Amendment) -> str:
    """Return the paragraph as it stood when the amendment was made, in its language; '' for a new paragraph."""
    return text_now(amendment, amendment.version.body)


def text_now(amendment: Amendment, body: Sequence[Paragraph]) -> str:
    """Return the present paragraph that the amendment would change; '' for a new or a deleted one."""
    if amendment.is_new_paragraph:
        return ""
    return next((row.text(amendment.language) for row in body if row.id == amendment.paragraph), "")


def change_now(amendment: Amendment, body: Sequence[Paragraph]) -> ProposedText | None:
    """Return the change that the amendment makes to the present text; None if its basis is gone."""
    if amendment.is_new_paragraph:
        earlier_ids = {row.id for row in amendment.version.body}
        if any(row.id not in earlier_ids and row.text(amendment.language) == amendment.text for row in body):
            return None
        return ProposedText(
            amendment.paragraph, amendment.language, amendment.text, is_new=True, level=amendment.level
        )
    now = text_now(amendment, body)
    text = merged(ground_of(amendment), now, amendment.text) if now else None
    if text is None or text == now:
        return None
    return ProposedText(amendment.paragraph, amendment.language, text)


def lapse_without_basis(
    recommendation: Recommendation, body: Sequence[Paragraph], *, by: User, because: Amendment | None = None
) -> list[Amendment]:
    """Mark the open amendments fallen that have no basis in the present text; `because` is the one just accepted.

    Inside the transaction that changed the text. Returns those that fell.
    """
    fallen = []
    for amendment in recommendation.amendments.open().select_related("version"):
        if change_now(amendment, body) is None:
            fallen.append(amendment)
            mark_lapsed(amendment, by=by, reason=_reason(amendment, body, because))
    return fallen


def _reason(amendment: Amendment, body: Sequence[Paragraph], because: Amendment | None) -> str:
    is_gone = not amendment.is_new_paragraph and not text_now(amendment, body)
    if because is None:
        return _("The paragraph was removed.") if is_gone else _("The words it would change have changed.")
    values = {"other": because.short_label}
    if is_gone:
        return _("%(other)s was accepted, which deletes the paragraph.") % values
    return _("%(other)s was accepted, which changes the same words.") % values


def lapse_all(recommendation: Recommendation, *, by: User, reason: str) -> None:
    """Mark every open amendment fallen, because the text was taken from the plenary. Inside its transaction."""
    for amendment in recommendation.amendments.open():
        mark_lapsed(amendment, by=by, reason=reason)


def mark_lapsed(amendment: Amendment, *, by: User, reason: str) -> None:
    """Mark one fallen, unless it has been decided on meanwhile."""
    decide(amendment, AmendmentStatus.FALLEN, "fallen", by=by, reason=reason)


def decide(
    amendment: Amendment, state: AmendmentStatus, verb: str, *, by: User, reason: str = "", **fields: Any
) -> bool:
    """Change the state by one conditional UPDATE, with the audit entry; tell whether it was still open."""
    values = {
        "state": state,
        "reason": reason[:500],
        "decided_at": timezone.now(),
        "decided_by": by,
        **fields,
    }
    if not Amendment.objects.open().filter(pk=amendment.pk).update(**values):
        return False
    for name, value in values.items():
        setattr(amendment, name, value)
    record(verb, amendment, by=by, reason=reason)
    return True


def record(
    verb: str,
    amendment: Amendment,
    *,
    by: User,
    reason: str = "",
    details: Mapping[str, object] | None = None,
) -> None:
    """Record the action in the history of the recommendation, where readers look for it."""
    recommendation = amendment.recommendation
    record_audit(
        f"outcomes.amendment_{verb}", by=by, target=recommendation, label=amendment.label, reason=reason,
        details={"amendment": amendment.short_label, **(details or {})},
    )  # fmt: skip


def count_practice_amendments(conference: Conference) -> int:
    """Count the amendments sent by people who registered for practice."""
    return Amendment.objects.of(conference).practice().count()


def clear_practice_amendments(conference: Conference, *, by: User) -> None:
    """Delete them; versions that they made stay, as every version does."""
    practice = Amendment.objects.of(conference).practice()
    Amendment.objects.filter(pk__in=list(practice.values_list("pk", flat=True))).delete()
