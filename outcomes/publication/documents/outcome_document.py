"""The document of recommendations: preamble, numbered recommendations by section, how they were adopted, annexes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from agenda.rooms.domain import code_in_words
from agenda.rooms.models import WorkingGroup
from agenda.sessions.domain.officers import CHAIR, RAPPORTEUR, VICE_CHAIR, officers
from agenda.sessions.models.session import Session
from confman.conferences.models import Conference
from confman.documents.domain.mastheads import DISTRIBUTIONS, document_meta, whole_symbol
from confman.documents.domain.texts import date_in_text
from confman.documents.meta import DocumentMeta
from confman.people.privacy import Audience
from confman.translation.languages import language_in_text
from confman.translation.marks import marked_by_letters
from confman.translation.text import TranslatedText
from outcomes.plenary.domain.adoption_wording import adoption_formula
from outcomes.plenary.domain.votes import voted_alike
from outcomes.publication.documents.annexes import AnnexedFile, AnnexPart, annex_titles, annexes_of
from outcomes.publication.documents.provenance import (
    DecisionFacts,
    DocumentIdentity,
    RecommendationSource,
    Reference,
)
from outcomes.publication.documents.record import RecommendationsRecord, read_record
from outcomes.recommendations.documents import PrintedParagraph, text_lines
from outcomes.recommendations.domain.outcome_documents import is_extract, paragraphs_of_preamble
from outcomes.recommendations.models.document import DocumentIssue, OutcomeDocument
from outcomes.recommendations.models.paragraphs import Paragraph, TextStatus
from outcomes.recommendations.models.recommendation import Recommendation
from registrations.core.models.delegation import Delegation
from registrations.lists.documents.participants import ListedGroup, listed_groups


@dataclass(frozen=True)
class Reserved:
    """A delegation's reservation or statement, in `language`; `code` is its kind on record."""

    delegation: str
    kind: str
    text: str
    language: str = ""
    code: str = ""
    key: str = ""
    author: str = ""


@dataclass(frozen=True)
class PrintedRecommendation:
    """A recommendation as it is printed. `number` is 0 before adoption; then `ref` is used."""

    number: int
    ref: str
    stage: str
    lines: tuple[PrintedParagraph, ...]
    addressees: str
    themes: str
    note: str
    positions: tuple[Reserved, ...] = ()
    source: RecommendationSource = field(default_factory=RecommendationSource)

    @property
    def head(self) -> str:
        return f"{self.number}." if self.number else self.ref


@dataclass(frozen=True)
class PrintedSection:
    """A section with its recommendations."""

    title: str
    entries: tuple[PrintedRecommendation, ...]


@dataclass(frozen=True)
class PrintedOrigin:
    """The origin of a recommendation."""

    number: str
    ref: str
    group: str
    session: str
    proposers: str
    merged_from: str


@dataclass(frozen=True)
class PrintedGroup:
    """A working group and its chairs and rapporteurs, as far as they may be named."""

    code: str
    name: str
    chairs: str
    rapporteurs: str


@dataclass(frozen=True)
class RecordedVote:
    """The vote on one recommendation, `head`: a line for those in favour, one for those against, and so on."""

    head: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class RecommendationsDocument:
    meta: DocumentMeta
    preamble: tuple[str, ...]
    parts: tuple[PrintedSection, ...]
    others: tuple[PrintedSection, ...]
    adoption: tuple[str, ...]
    origins: tuple[PrintedOrigin, ...] = ()
    groups: tuple[PrintedGroup, ...] = ()
    origins_title: str = ""
    groups_title: str = ""
    votes: tuple[RecordedVote, ...] = ()
    positions: tuple[tuple[str, Reserved], ...] = field(default=())
    participants: tuple[ListedGroup, ...] = ()
    participants_title: str = ""
    persons_listed: str = ""

    @property
    def has_sessions(self) -> bool:
        """Return whether a session says more than the working group that met in it."""
        return any(origin.session not in ("–", origin.group) for origin in self.origins)

    @property
    def has_proposers(self) -> bool:
        return any(origin.proposers for origin in self.origins)

    @property
    def has_merged(self) -> bool:
        return any(origin.merged_from for origin in self.origins)

    annexes: tuple[AnnexPart, ...] = ()
    appended: tuple[AnnexedFile, ...] = ()
    preamble_language: str = ""
    identity: DocumentIdentity | None = None

    @property
    def count(self) -> int:
        return sum(len(part.entries) for part in (*self.parts, *self.others))


def build_recommendations(
    conference: Conference,
    *,
    language: str,
    options: Mapping[str, Any],
    record: RecommendationsRecord | None = None,
) -> RecommendationsDocument:
    """Build the document in one language. Options: published (bool), theme, group, addressee, stage (ids, a value).

    `public` (bool) is for what everyone downloads: then nothing stands in it that is for participants only.

    A fixed number of queries, whatever its length. Without any option all stages are in it, each said beside it.
    The option `participants` (yes, no) decides on the annex of participants; a final document, whole and published,
    has it unless told otherwise. `record` is what was read for it before, in another language.
    """
    record = record or read_record(conference, options)
    document, rows = record.document, record.rows
    adoptions = sorted(
        (decision for row in rows if row.is_adopted for decision in row.adoptions.all()),
        key=lambda decision: decision.recommendation.number or 0,
    )
    public = bool(options.get("public"))
    entries = [(row, _entry(row, conference, language, public=public)) for row in rows]
    filtered = is_extract(options)
    draft = not rows or not all(row.facts.is_published for row in rows)
    groups = tuple(_groups(conference))
    annexed = options.get("participants") or ("no" if draft or filtered else "yes")
    participants, persons_listed = (
        _participants(conference, document, language, public=public) if annexed == "yes" else ((), "")
    )
    # Of a draft, everyone reads what is published of it: the recommendations.
    readable = document if document and (document.is_published or not public) else None
    own_annexes = {
        _("Origin of the recommendations"): rows,
        _("Working groups"): groups,
        _("List of participants"): participants,
    }
    own_titles = [title for title, content in own_annexes.items() if content]
    annexes, appended = (
        annexes_of(readable, language, first=1 + len(own_titles)) if readable and not filtered else ((), ())
    )
    titles = iter(annex_titles([*own_titles, *(annex.title for annex in annexes)]))
    origins_title, groups_title, participants_title = (
        next(titles) if content else "" for content in own_annexes.values()
    )
    preamble = readable.preamble if readable else TranslatedText()
    issues = list(document.issues.defer("content", "changes")) if document else []
    symbol = whole_symbol(conference, document.full_symbol) if document else ""
    extract = _("Extract from %(symbol)s") % {"symbol": symbol} if symbol else _("Extract")
    meta = document_meta(
        conference,
        language=language,
        title=str(document.title) if document and document.title else _("Recommendations"),
        subtitle=extract if filtered else "",
        note=_incorporated(issues, conference, language),
        # An extract is not the document, which has the symbol.
        symbol="" if filtered else symbol,
        distribution=str(DISTRIBUTIONS[document.distribution]) if document else "",
        original_language=document.original_language if document else "",
        date=max((row.adopted_on for row in rows if row.adopted_on), default=None),
        draft=draft,
    )
    if filtered:
        meta = replace(meta, extract_of=symbol)
    return RecommendationsDocument(
        meta=meta,
        preamble=tuple(paragraphs_of_preamble(str(preamble))),
        preamble_language=preamble.language or language,
        parts=_parts([(row, entry) for row, entry in entries if row.is_adopted]),
        others=_parts([(row, entry) for row, entry in entries if not row.is_adopted]),
        adoption=tuple(adoption_formula(adoptions, language=language, public=public)),
        votes=tuple(
            RecordedVote(_head(entry), tuple(voted_alike((cast.name, vote) for cast, vote in decision.votes)))
            for row, entry in entries
            if row.is_adopted
            for decision in entry.source.decisions
            if decision.votes
        ),
        origins=tuple(_origin(row, public=public) for row in rows),
        groups=groups,
        origins_title=origins_title,
        groups_title=groups_title,
        positions=tuple(
            (_head(entry), position)
            for row, entry in entries
            if row.is_adopted
            for position in entry.positions
        ),
        participants=participants,
        participants_title=participants_title,
        persons_listed=persons_listed,
        annexes=annexes,
        appended=appended,
        identity=_identity(conference, document, rows, issues, meta) if document else None,
    )


def _incorporated(issues: Iterable[DocumentIssue], conference: Conference, language: str) -> str:
    """Return the note that the text includes the corrections since the last complete issue."""
    corrections: list[DocumentIssue] = []
    for issue in issues:
        corrections = [*corrections, issue] if issue.kind == DocumentIssue.Kind.CORRIGENDUM else []
    if not corrections:
        return ""
    references = ", ".join(
        _("%(symbol)s of %(date)s")
        % {"symbol": issue.symbol, "date": date_in_text(conference.local(issue.issued_at).date(), language)}
        for issue in corrections
    )
    return _("This text incorporates %(corrections)s.") % {"corrections": references}


def _identity(
    conference: Conference,
    document: OutcomeDocument,
    rows: Sequence[Recommendation],
    issues: Sequence[DocumentIssue],
    meta: DocumentMeta,
) -> DocumentIdentity:
    """Return the identity of the document for data formats; its date is its adoption, else the conference's end."""
    adopted = max((row.adopted_on for row in rows if row.adopted_on), default=conference.ends_on)
    published = [row.published_at for row in rows if row.published_at]
    last = issues[-1] if issues else None
    return DocumentIdentity(
        key=str(document.pk),
        conference=conference.slug,
        address=f"{settings.BASE_URL}/{conference.slug}/{meta.language}/recommendations/",
        date=adopted.isoformat(),
        symbol=meta.masthead.symbol,
        issue=last.symbol.removeprefix(document.symbol).strip("/") if last else "",
        published_on=conference.local(max(published)).date().isoformat() if published else "",
        original_language=document.original_language or conference.default_language,
        languages=tuple(conference.languages),
        country=str(conference.country),
        organizers=tuple(
            Reference(str(partner.pk), str(partner.name), "organizer")
            for partner in conference.partners.all()
            if partner.role == partner.Role.ORGANIZER
        ),
        is_draft=meta.draft,
    )


def _head(entry: PrintedRecommendation) -> str:
    """Return the reference to a recommendation for use elsewhere, without the full stop."""
    return str(entry.number or entry.ref)


def _participants(
    conference: Conference, document: OutcomeDocument | None, language: str, *, public: bool
) -> tuple[tuple[ListedGroup, ...], str]:
    """List the participants for the document's readers: everyone, unless its distribution is limited.

    For public downloads, list only people who are listed for the public.
    """
    general = public or document is None or document.is_general
    return listed_groups(conference, language, Audience.PUBLIC if general else Audience.PARTICIPANTS)


def _entry(
    row: Recommendation, conference: Conference, language: str, *, public: bool
) -> PrintedRecommendation:
    lines = text_lines(row.body, (language, *conference.languages))
    return PrintedRecommendation(
        number=row.number_in_force or 0,
        ref=code_in_words(row.working_ref),
        stage="" if row.facts.is_published else str(row.get_stage_display()),
        lines=lines,
        addressees="; ".join(str(addressee) for addressee in row.addressees.all()),
        themes="; ".join(str(theme) for theme in row.themes.all()),
        note=_language_note(row.body, lines, language),
        positions=tuple(
            Reserved(
                delegation=str(position.delegation),
                kind=str(position.get_kind_display()),
                text=str(position.text),
                language=position.text.language or language,
                code=position.kind,
                key=str(position.pk),
                author=str(position.delegation_id),
            )
            for position in row.positions.all()
        ),
        source=_source(row, public=public),
    )


def _source(row: Recommendation, *, public: bool) -> RecommendationSource:
    return RecommendationSource(
        key=str(row.pk),
        working_ref=row.working_ref,
        addressees=tuple(Reference(str(body.pk), str(body), body.kind) for body in row.addressees.all()),
        themes=tuple(Reference(str(theme.pk), str(theme)) for theme in row.themes.all()),
        sdg_targets=tuple(row.sdg_targets),
        proposers=tuple(map(_delegation, row.proposers.all())) if row.is_attributed else (),
        proposed_by=row.proposed_by if row.is_attributed else "",
        decisions=tuple(
            DecisionFacts(
                method=adoption.method,
                outcome=adoption.outcome,
                date=adoption.decided_on.isoformat(),
                session=_session_title(adoption.session, public=public),
                votes_for=adoption.votes_for,
                votes_against=adoption.votes_against,
                abstentions=adoption.abstentions,
                votes=tuple((_delegation(vote.delegation), vote.vote) for vote in adoption.votes.all()),
            )
            for adoption in row.adoptions.all()
        ),
    )


def _delegation(delegation: Delegation) -> Reference:
    return Reference(str(delegation.pk), str(delegation), delegation.kind)


def _language_note(body: Sequence[Paragraph], lines: Sequence[PrintedParagraph], language: str) -> str:
    """Return the note on the text in this language: that it is in another language, or awaits revision."""
    others = [code for code in dict.fromkeys(line.language for line in lines) if code != language]
    if others:
        return _("Advance text: available in %(languages)s only.") % {
            "languages": ", ".join(language_in_text(code, language) for code in others)
        }
    if any(paragraph.status(language) == TextStatus.STALE for paragraph in body):
        return _("This translation awaits revision: the original has since been changed.")
    return ""


def _parts(entries: Sequence[tuple[Recommendation, PrintedRecommendation]]) -> tuple[PrintedSection, ...]:
    """Return the recommendations under their sections' headings. Numbers follow the order of adoption.

    A heading is repeated if the order of numbers leaves its section and returns.
    """

    return tuple(
        PrintedSection(str(section.title) if section else "", tuple(entry for _row, entry in pairs))
        # Not by their titles: two sections may have the same in one language, and not in another.
        for section, pairs in groupby(entries, key=lambda pair: pair[0].section)
    )


def _origin(row: Recommendation, *, public: bool) -> PrintedOrigin:
    proposers = [str(delegation) for delegation in row.proposers.all()] + (
        [marked_by_letters(row.proposed_by)] if row.proposed_by else []
    )
    return PrintedOrigin(
        number=str(row.number_in_force or "–"),
        ref=code_in_words(row.working_ref),
        group=str(row.working_group.name) if row.working_group else "–",
        session=_session_title(row.session, public=public) or "–",
        proposers="; ".join(proposers) if row.is_attributed else "",
        merged_from=", ".join(sorted(code_in_words(original.working_ref) for original in row.merged.all())),
    )


def _session_title(session: Session | None, *, public: bool) -> str:
    """Return the title of a session; '' without one, and for the public of one that not everybody may see."""
    if session is None or (public and session.visibility != Session.Visibility.PUBLIC):
        return ""
    return str(session.title)


def _groups(conference: Conference) -> Iterable[PrintedGroup]:
    """Yield the groups with their officers, as their lists and the agenda name them to everyone."""
    officers_by_group = officers(conference, Audience.PUBLIC)

    def named(group: WorkingGroup, *offices: str) -> str:
        holders = officers_by_group.get(group.pk, {})
        return ", ".join(str(person) for office in offices for person in holders.get(office, ())) or "–"

    for group in WorkingGroup.objects.of(conference):
        yield PrintedGroup(
            code=code_in_words(group.code),
            name=str(group.name),
            chairs=named(group, CHAIR, VICE_CHAIR),
            rapporteurs=named(group, RAPPORTEUR),
        )
