"""The issues of a published document: the first one, corrigenda (Corr.), revisions (Rev.); positions on its texts.

Numbers are permanent. A corrigendum corrects words; a revision may also add and remove paragraphs. Both save a new
version of each recommendation they touch, with their symbol as the reason, and store the resulting document.

A published document lists them: adding or removing one then takes a revision, and earlier issues never change.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.core.domain.groups import grouped
from confman.accounts.models import User, Visitor
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.documents.domain.builder import purge_cached_documents
from confman.documents.domain.jobs import purge_documents
from confman.translation.languages import language_name
from confman.translation.text import TranslatedText
from confman.web.errors import Refused
from confman.webhooks.facts import public_address_of
from outcomes.plenary.models import Position
from outcomes.publication.domain.snapshot import PASSAGES, content_changes, document_content
from outcomes.recommendations.domain.outcome_documents import lock_document, why_not_for_everyone
from outcomes.recommendations.domain.plain_text import tidy
from outcomes.recommendations.domain.transitions import (
    TRANSITIONS,
    check,
    lock_documents,
    lock_texts,
    may,
    move,
)
from outcomes.recommendations.domain.versions import MAX_CHARACTERS, MAX_PARAGRAPHS, save_version
from outcomes.recommendations.domain.wording import open_brackets
from outcomes.recommendations.models.document import DocumentIssue, OutcomeDocument
from outcomes.recommendations.models.paragraphs import Paragraph, Text, TextStatus, new_paragraph_id
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.version import RecommendationVersion


@dataclass(frozen=True)
class Correction:
    """A paragraph of a published recommendation as it is to read, language -> text.

    Languages not in `texts` stay. `paragraph` is its id; empty adds one at the end, on `level`. `base` is the version
    that the user had before them. A paragraph without text in any language is removed.
    """

    recommendation: Recommendation
    base: RecommendationVersion
    texts: Mapping[str, str] = field(default_factory=dict)
    paragraph: str = ""
    level: int = 0


def issue_corrigendum(document: OutcomeDocument, *, by: User, **changes: Any) -> DocumentIssue:
    """Correct words of a published document under the symbol …/Corr.1.

    `changes` are `corrections`; a `note`; and `passages`, title and preamble as they are to read, language -> text;
    `base` is the issue whose title and preamble the user had before them. Raises Refused if nothing is corrected, a
    paragraph would be added or removed, or someone has corrected the same text meanwhile.
    """
    return _issue(document, DocumentIssue.Kind.CORRIGENDUM, by, **changes)


def issue_revision(document: OutcomeDocument, *, by: User, **changes: Any) -> DocumentIssue:
    """Issue a published document again under the symbol …/Rev.1, with the changes of `issue_corrigendum`.

    Paragraphs may be added and removed if all languages then still correspond.
    """
    return _issue(document, DocumentIssue.Kind.REVISION, by, **changes)


def issue_original(document: OutcomeDocument, *, by: User) -> DocumentIssue:
    """Store the document as first published. Called by publish_document, in its transaction."""
    return _store_issue(document, DocumentIssue.Kind.ORIGINAL, by, {}, {})


def issue_additions(documents: Iterable[OutcomeDocument], *, by: User) -> None:
    """Issue a revision of each published document with added recommendations, in the caller's transaction."""
    for document in documents:
        last = latest_issue(document)
        if last is None:
            issue_original(document, by=by)
        else:
            _store_issue(document, DocumentIssue.Kind.REVISION, by, last.content, {})


def latest_issue(document: OutcomeDocument) -> DocumentIssue | None:
    """Return the newest issue of any kind, the present content of the document."""
    return document.issues.order_by("issued_at", "id").last()


def _issue(
    document: OutcomeDocument,
    kind: str,
    by: User,
    *,
    corrections: Sequence[Correction] = (),
    note: Mapping[str, str] | None = None,
    passages: Mapping[str, Mapping[str, str]] | None = None,
    base: DocumentIssue | None = None,
) -> DocumentIssue:
    if not may(by, "outcomes.publish_recommendation", document):
        raise Refused(_("You may not correct the document; the secretariat may."))
    if document.status != OutcomeDocument.Status.PUBLISHED:
        raise Refused(_("The document is not published yet: change its text directly."))
    with transaction.atomic():
        # One at a time: each is numbered after the last, and compared with it.
        document = OutcomeDocument.objects.locked().get(pk=document.pk)
        lock_texts([row.recommendation for row in corrections])
        last = latest_issue(document)
        before = last.content if last else document_content(document)
        symbol = _next_symbol(document, kind)[1]
        if base and last and any(base.content.get(name) != last.content.get(name) for name in passages or ()):
            raise Refused(
                _("Someone else has acted on %(what)s meanwhile. Look at it again.") % {"what": last}
            )
        _correct_passages(document, passages or {}, kind)
        for rows in grouped((row.recommendation.pk, row) for row in corrections).values():
            _correct_text(rows, by=by, kind=kind, reason=symbol)
        issue = _store_issue(document, kind, by, before, TranslatedText(note or {}))
        if not issue.changes:
            raise Refused(
                _("Nothing was corrected: no text differs from before. Change one, or leave this page.")
            )
    return issue


def _store_issue(
    document: OutcomeDocument, kind: str, by: User, before: Mapping[str, Any], note: Mapping[str, str]
) -> DocumentIssue:
    number, symbol = _next_symbol(document, kind)
    if kind == DocumentIssue.Kind.REVISION:
        document.revision = f"Rev.{number}"
        document.save(update_fields=["revision"])
    content = document_content(document)
    issue = DocumentIssue.objects.create(
        document=document,
        kind=kind,
        number=number,
        symbol=symbol,
        note=dict(note),
        content=content,
        changes=[change.as_json() for change in content_changes(before, content)] if before else [],
        issued_by=by,
    )
    record_audit(
        f"outcomes.document_{_VERBS[kind]}", by=by, target=document, label=symbol,
        details={"changes": len(issue.changes)},
    )  # fmt: skip
    delete_files(document.conference)
    return issue


_VERBS: dict[str, str] = {
    DocumentIssue.Kind.ORIGINAL: "issued",
    DocumentIssue.Kind.CORRIGENDUM: "corrected",
    DocumentIssue.Kind.REVISION: "revised",
}


def delete_files(conference: Conference) -> None:
    """Delete files made earlier, which are outdated. Called inside a transaction."""
    purge_documents(conference)
    purge_cached_documents("outcomes", conference)


def _next_symbol(document: OutcomeDocument, kind: str) -> tuple[int, str]:
    """Return the next number of this kind, and its symbol: CONF/2017/5/Rev.1, CONF/2017/5/Corr.1."""
    if kind == DocumentIssue.Kind.ORIGINAL:
        return 0, document.full_symbol
    number = (document.issues.filter(kind=kind).aggregate(last=Max("number"))["last"] or 0) + 1
    base, mark = (
        (document.symbol, "Rev") if kind == DocumentIssue.Kind.REVISION else (document.full_symbol, "Corr")
    )
    return number, "/".join(part for part in (base, f"{mark}.{number}") if part)


def _correct_passages(
    document: OutcomeDocument, passages: Mapping[str, Mapping[str, str]], kind: str
) -> None:
    for name, texts in passages.items():
        if name not in PASSAGES:
            raise ValueError(f"{name} is not a passage that can be corrected.")
        before = getattr(document, name)
        after = {**before, **{code: text.strip() for code, text in texts.items()}}
        emptied_languages = [code for code in before if not after.get(code)]
        if emptied_languages and kind == DocumentIssue.Kind.CORRIGENDUM:
            raise Refused(_("A corrigendum corrects words; it does not remove text. That needs a revision."))
        setattr(document, name, TranslatedText({code: text for code, text in after.items() if text}))
    if passages:
        document.save(update_fields=list(passages))


def _correct_text(rows: Sequence[Correction], *, by: User, kind: str, reason: str) -> None:
    """Save the next version of one recommendation if its text changes."""
    base, recommendation = rows[0].base, rows[0].recommendation
    if not recommendation.facts.is_published:
        raise Refused(
            _("%(what)s is not published yet: change its text directly.") % {"what": recommendation.label}
        )
    body = corrected(base.body, rows)
    if [p.as_json() for p in body] == [p.as_json() for p in base.body]:
        return
    _check(recommendation, base.body, body, kind)
    save_version(
        recommendation, by=by, base=base, body=body, reason=reason, verb="outcomes.recommendation_corrected",
    )  # fmt: skip
    recommendation.save(update_fields=["search_text"])


def corrected(body: Sequence[Paragraph], rows: Sequence[Correction]) -> list[Paragraph]:
    """Return the paragraphs with the corrections in them; corrected text is official. Pure."""
    by_id = {row.paragraph: row for row in rows if row.paragraph}
    unknown = set(by_id) - {paragraph.id for paragraph in body}
    if unknown:
        raise Refused(_("A paragraph that is corrected no longer exists. Open the page again."))
    paragraphs = [
        Paragraph(paragraph.id, paragraph.level, _texts(paragraph.texts, by_id.get(paragraph.id)))
        for paragraph in body
    ]
    paragraphs += [
        Paragraph(new_paragraph_id(), row.level, _texts({}, row)) for row in rows if not row.paragraph
    ]
    return [paragraph for paragraph in paragraphs if paragraph.texts]


def _texts(before: Mapping[str, Text], row: Correction | None) -> dict[str, Text]:
    texts = dict(before)
    for code, text in (row.texts if row else {}).items():
        text = tidy(text)
        if text and text != (texts[code].text if code in texts else ""):
            texts[code] = Text(text, TextStatus.OFFICIAL)
        elif not text:
            texts.pop(code, None)
    return texts


def _check(
    recommendation: Recommendation, before: Sequence[Paragraph], after: Sequence[Paragraph], kind: str
) -> None:
    """Raise Refused if the corrected text is invalid."""
    values = {"what": recommendation.label}
    if not after:
        raise Refused(_("%(what)s would have no text left; it cannot be taken out.") % values)
    if open_brackets(list(after)):
        raise Refused(_("%(what)s: an official text may not contain [square brackets].") % values)
    if len(after) > MAX_PARAGRAPHS or any(
        len(t.text) > MAX_CHARACTERS for p in after for t in p.texts.values()
    ):
        raise Refused(_("%(what)s: the text is longer than a text can be.") % values)
    if kind == DocumentIssue.Kind.CORRIGENDUM and [(p.id, sorted(p.texts)) for p in before] != [
        (p.id, sorted(p.texts)) for p in after
    ]:
        raise Refused(
            _(
                "%(what)s: a corrigendum corrects words; it neither adds nor removes paragraphs. Issue a revision."
            )
            % values
        )
    # A language that was complete must not lack a paragraph that the others have.
    for code in {code for paragraph in before for code in paragraph.texts}:
        was_whole = all(paragraph.text(code) for paragraph in before)
        has_text = any(paragraph.text(code) for paragraph in after)
        if was_whole and has_text and not all(paragraph.text(code) for paragraph in after):
            raise Refused(
                _("%(what)s: the text in %(language)s lacks a paragraph that another language has.")
                % {**values, "language": language_name(code)}
            )


def publish_recommendations(recommendations: Sequence[Recommendation], *, by: User) -> int:
    """Publish adopted recommendations with their numbers; all or none. Return how many.

    If their document is published already, a revision of it is issued. Raises Refused if one is stale in a language
    (the linguistic revision comes first), and for a document that is not for everyone.
    """
    if not recommendations:
        raise Refused(_("No adopted recommendation waits for publication."))
    now = timezone.now()
    with transaction.atomic():
        # One issue after the other: each is numbered after the last, and compared with it.
        documents = lock_documents(recommendations)
        lock_texts(recommendations)
        for recommendation in recommendations:
            recommendation.document = documents[recommendation.document_id]
            transition = check("publish", recommendation, by=by)
            move(
                recommendation, transition.target, "outcomes.recommendation_published", by=by,
                details={"number": recommendation.number}, published_at=now,
            )  # fmt: skip
        # Files made earlier are still marked DRAFT, and lack these texts.
        delete_files(recommendations[0].conference)
        issue_additions([document for document in documents.values() if document.is_published], by=by)
    return len(recommendations)


def publish_document(document: OutcomeDocument, *, by: User) -> int:
    """Publish the document with everything adopted in it. Return how many recommendations were published now."""
    if not may(by, "outcomes.publish_recommendation", document):
        raise Refused(_("You may not publish the document; the secretariat may."))
    with transaction.atomic():
        lock_document(document)
        if reason := why_not_for_everyone(document):
            raise Refused(reason)
        waiting = list(
            document.recommendations.filter(stage__in=TRANSITIONS["publish"].sources)
            .select_related("conference", "current_version", "document")
            .in_order()
        )
        if not waiting and not document.recommendations.published().exists():
            raise Refused(_("Nothing in the document has been adopted yet; there is nothing to publish."))
        count = publish_recommendations(waiting, by=by) if waiting else 0
        if not document.is_published:
            document.status = OutcomeDocument.Status.PUBLISHED
            document.save(update_fields=["status"])
            issue_original(document, by=by)
            record_audit(
                "outcomes.document_published", by=by, target=document, label=document.symbol,
                details={"recommendations": count},
            )  # fmt: skip
    return count


def outcome_document_facts(document: OutcomeDocument, conference: Conference) -> dict[str, Any]:
    """Return how the outcome document is known, and where its recommendations are read."""
    return {
        "id": str(document.pk),
        "url": public_address_of("outcomes_public:recommendation-list", conference),
        "symbol": document.symbol,
    }


def is_issued(recommendation: Recommendation) -> bool:
    """Tell whether the document is issued, so that only another issue can add a position."""
    return recommendation.facts.is_published and recommendation.document.is_published


def may_record(recommendation: Recommendation, user: Visitor) -> bool:
    """Tell whether the user may record positions now; after publication only users who issue documents may."""
    permission = (
        "outcomes.publish_recommendation" if is_issued(recommendation) else "outcomes.decide_recommendation"
    )
    return recommendation.is_adopted and may(user, permission, recommendation)


def record_position(recommendation: Recommendation, *, by: User, values: Mapping[str, Any]) -> Position:
    """Record a delegation's reservation or statement (`delegation`, `kind`, `text`, `made_on`), for the document.

    If the document is published, a revision is issued.
    """
    with transaction.atomic():
        _lock(recommendation)
        if not recommendation.is_adopted:
            raise Refused(
                _("%(what)s has not been adopted; a position is taken on what was adopted.")
                % {"what": recommendation.label}
            )
        _require_recordable(recommendation, by)
        position = Position.objects.create(recommendation=recommendation, **dict(values))
        _record("outcomes.position_recorded", position, by)
        _issue_with_positions(recommendation, by)
    return position


def remove_position(position: Position, *, by: User) -> None:
    """Remove a position that was recorded by mistake; see `record_position` for published documents. Safe to repeat."""
    recommendation = position.recommendation
    with transaction.atomic():
        _lock(recommendation)
        if not recommendation.positions.filter(pk=position.pk).exists():
            return
        _require_recordable(recommendation, by)
        _record("outcomes.position_removed", position, by)
        position.delete()
        _issue_with_positions(recommendation, by)


def _lock(recommendation: Recommendation) -> None:
    """Lock its document, and read anew whether they are published: an issue has all positions that were taken."""
    lock_document(recommendation.document)
    recommendation.refresh_from_db(fields=["stage"])


def _require_recordable(recommendation: Recommendation, by: User) -> None:
    if is_issued(recommendation):
        if not may(by, "outcomes.publish_recommendation", recommendation):
            raise Refused(
                _(
                    "%(what)s is published: a position is now added or removed only by another issue of the document,"
                    " which the secretariat makes."
                )
                % {"what": recommendation.label}
            )
    elif not may(by, "outcomes.decide_recommendation", recommendation):
        raise Refused(_("You may not record positions; the secretariat may."))


def _record(verb: str, position: Position, by: User) -> None:
    recommendation = position.recommendation
    record_audit(
        verb, by=by, target=recommendation, label=recommendation.label, details={"kind": str(position.kind)}
    )


def _issue_with_positions(recommendation: Recommendation, by: User) -> None:
    if is_issued(recommendation):
        delete_files(recommendation.conference)
        issue_additions([recommendation.document], by=by)
