"""Writing: a first draft, and every later version. A version is never changed, only followed by another."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from agenda.rooms.models import WorkingGroup
from confman.accounts.models import User, Visitor
from confman.audit.domain.recorder import record_audit
from confman.audit.models import AuditEntry
from confman.conferences.hook_registries import Event, run_hooks
from confman.conferences.models import Conference, Theme
from confman.people.models import Person
from confman.translation.languages import language_name
from confman.web.database.changes import delete_row, why_row_stays
from confman.web.errors import Refused, Stale
from outcomes.recommendations.domain.outcome_documents import (
    PLENARY,
    claim_references,
    recommendations_document,
)
from outcomes.recommendations.domain.plain_text import ParagraphText, merged_paragraphs, rewritten, tidy
from outcomes.recommendations.domain.transitions import lock_texts, may, why_blocked
from outcomes.recommendations.domain.wording import open_brackets
from outcomes.recommendations.models.addressee import Addressee
from outcomes.recommendations.models.document import OutcomeDocument
from outcomes.recommendations.models.paragraphs import Paragraph, Text, TextStatus
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.version import RecommendationVersion
from registrations.core.models.delegation import Delegation

MAX_PARAGRAPHS = 200
MAX_CHARACTERS = 100_000


class StaleVersion(Stale):
    """Another version was saved meanwhile: nothing is overwritten, and nothing written is lost."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Someone else saved this recommendation while you were writing. Nothing was overwritten: compare"
                " your text with the newest version and save again."
            )
        )


def draft_recommendation(
    conference: Conference,
    *,
    by: User,
    paragraphs: Sequence[Paragraph],
    working_group: WorkingGroup | None = None,
    details: Mapping[str, Any] | None = None,
    document: OutcomeDocument | None = None,
    **beside: Any,
) -> Recommendation:
    """Make a new draft with its working reference and its first version.

    `details` are plain fields of Recommendation: section, session, priority, sdg_targets, due_on and so on; `beside`
    is as in `create_recommendation`. Raises Refused if the user may not write for this group, or the text is too long.
    """
    recommendation = Recommendation(
        conference=conference, document=document, working_group=working_group, **dict(details or {})
    )
    if not may(by, "outcomes.draft_recommendation", conference) or (
        working_group and not may(by, "outcomes.edit_recommendation", recommendation)
    ):
        raise Refused(_("You may draft only for a group whose chair, rapporteur or drafting member you are."))
    return create_recommendation(recommendation, by=by, body=paragraphs, **beside)


def create_recommendation(
    recommendation: Recommendation,
    *,
    by: User,
    body: Sequence[Paragraph],
    original_language: str = "",
    addressees: Iterable[Addressee] = (),
    themes: Iterable[Theme] = (),
    proposers: Iterable[Delegation] = (),
    reason: str = "",
    merged_from: Iterable[RecommendationVersion] = (),
    split_from: RecommendationVersion | None = None,
    person: Person | None = None,
) -> Recommendation:
    """Save a new recommendation with its first version, for verbs that have checked the rules.

    `person` is the writer, if they used a personal link (`by` is then the system user of such links).
    """
    conference = recommendation.conference
    paragraphs = as_saved(body)
    with transaction.atomic():
        if recommendation.document_id is None:
            recommendation.document = recommendations_document(conference, by=by)
        group = recommendation.working_group
        [recommendation.working_ref] = claim_references(conference, group.code if group else PLENARY)
        recommendation.save(force_insert=True)
        version = RecommendationVersion.objects.create(
            recommendation=recommendation,
            number=1,
            paragraphs=[paragraph.as_json() for paragraph in paragraphs],
            original_language=original_language or _first_language(paragraphs, conference),
            author=by,
            person=person,
            split_from=split_from,
            reason=reason[:300],
        )
        version.merged_from.set(merged_from)
        recommendation.current_version = version
        recommendation.save(update_fields=["current_version"])
        recommendation.addressees.set(addressees)
        recommendation.themes.set(themes)
        recommendation.proposers.set(proposers)
        record_audit(
            "outcomes.recommendation_drafted",
            by=by,
            target=recommendation,
            label=recommendation.working_ref,
            details={"languages": version.languages},
        )
    return recommendation


def _first_language(body: Sequence[Paragraph], conference: Conference) -> str:
    present = {code for paragraph in body for code in paragraph.texts}
    return next((code for code in conference.languages if code in present), next(iter(sorted(present)), ""))


def as_saved(body: Sequence[Paragraph]) -> list[Paragraph]:
    """Return the paragraphs as they are saved: tidy, without empty ones. Raises Refused if the text is too long."""
    tidied = [
        replace(
            paragraph,
            texts={
                code: Text(tidy(value.text), value.status)
                for code, value in paragraph.texts.items()
                if tidy(value.text)
            },
        )
        for paragraph in body
    ]
    filled = [paragraph for paragraph in tidied if paragraph.texts]
    if len(filled) > MAX_PARAGRAPHS:
        raise Refused(
            _("A recommendation may have %(limit)d paragraphs; this text has %(count)d. Nothing was saved.")
            % {"limit": MAX_PARAGRAPHS, "count": len(filled)}
        )
    for position, paragraph in enumerate(filled, start=1):
        for value in paragraph.texts.values():
            if len(value.text) > MAX_CHARACTERS:
                raise Refused(
                    _(
                        "Paragraph %(place)d has %(count)d characters; at most %(limit)d fit. Nothing was saved."
                    )
                    % {"place": position, "count": len(value.text), "limit": MAX_CHARACTERS}
                )
    return filled


def groups_of_writer(conference: Conference, user: Visitor) -> QuerySet[WorkingGroup]:
    """Return the working groups for which the user may draft."""
    groups = WorkingGroup.objects.of(conference)
    allowed = [
        group.pk
        for group in groups
        if may(
            user, "outcomes.edit_recommendation", Recommendation(conference=conference, working_group=group)
        )
    ]
    return groups.filter(pk__in=allowed)


def may_write(recommendation: Recommendation, user: Visitor) -> bool:
    """Tell whether the user may edit the text in its present stage."""
    permission = recommendation.facts.written_by
    return bool(permission and may(user, permission, recommendation))


def may_translate(recommendation: Recommendation, user: Visitor) -> bool:
    """Tell whether the user may add text that a frozen recommendation lacks in a language."""
    permission = recommendation.facts.translated_by
    if not (permission and may(user, permission, recommendation)):
        return False
    # A circulated text stays as it is until the silence procedure ends.
    return not why_blocked(recommendation)


def linguistic_revision_reserved(recommendation: Recommendation) -> bool:
    """Tell whether the text was adopted "subject to linguistic revision", and is not published yet."""
    if not recommendation.facts.awaits_publication:
        return False
    return recommendation.adoptions.in_force().filter(linguistic_revision=True).exists()


def revise_recommendation(
    recommendation: Recommendation,
    *,
    by: User,
    base: RecommendationVersion,
    language: str,
    written: Sequence[ParagraphText],
    status: str = TextStatus.DRAFT,
    editorial: bool = False,
    reason: str = "",
    person: Person | None = None,
) -> RecommendationVersion:
    """Save a new version, with the text in one language rewritten; see `rewritten` for the others.

    `base` is the version the writer had before them. If someone saved another meanwhile, both changes are kept if they
    are in different paragraphs; otherwise nothing is overwritten. Raises StaleVersion for that, Refused for a frozen
    text, and for brackets in an agreed one.
    """
    newest = (
        Recommendation.objects.select_related("current_version").get(pk=recommendation.pk).current_version
    )
    if newest is not None and newest != base:
        both = merged_paragraphs(base.body, newest.body, language, written)
        if both is None:
            raise StaleVersion()
        base, written = newest, both
    body = as_saved(rewritten(base.body, language, written, status=status, editorial=editorial))
    if may_write(recommendation, by):
        if recommendation.facts.is_settled and open_brackets(body):
            raise Refused(
                _("The group has agreed to this text, which may no longer contain [square brackets].")
            )
    elif may_translate(recommendation, by):
        _check_translation(recommendation, base, body, language)
    else:
        raise Refused(refusal_to_write(recommendation))
    with transaction.atomic():
        version = save_version(
            recommendation, by=by, base=base, body=body, reason=reason, person=person,
            verb="outcomes.recommendation_revised", details={"language": language, "editorial": editorial},
        )  # fmt: skip
        run_hooks(Event.TEXT_WRITTEN, recommendation, body, by=by)
    return version


def refusal_to_write(recommendation: Recommendation) -> str:
    """Return why the text may not be edited now."""
    if why := why_blocked(recommendation):
        return f"{recommendation.label}: {why}"
    if recommendation.facts.written_by:
        return _("You may not work on the text of %(what)s now.") % {"what": recommendation.label}
    if recommendation.facts.is_published:
        return _("%(what)s is published: its text changes only by a corrigendum or a revision.") % {
            "what": recommendation.label
        }
    return _("%(what)s is “%(stage)s”: its text is frozen.") % {
        "what": recommendation.label,
        "stage": recommendation.get_stage_display(),
    }


def _check_translation(
    recommendation: Recommendation, base: RecommendationVersion, body: Sequence[Paragraph], language: str
) -> None:
    """Raise Refused unless only missing, stale or reserved text of this language is changed."""
    before, after = base.body, list(body)
    if [(p.id, p.level) for p in before] != [(p.id, p.level) for p in after]:
        raise Refused(
            _("The text is frozen: paragraphs can be translated, but neither added, removed nor moved.")
        )
    if linguistic_revision_reserved(recommendation):
        if open_brackets(after):
            raise Refused(_("An adopted text may not contain [square brackets]."))
        return
    for old, new in zip(before, after, strict=True):
        frozen = old.status(language) not in ("", TextStatus.STALE)
        if frozen and old.text(language) != new.text(language):
            raise Refused(
                _(
                    "The text in %(language)s is frozen since it was tabled; only what is missing can be added."
                )
                % {"language": language_name(language)}
            )


def save_version(
    recommendation: Recommendation,
    *,
    by: User,
    base: RecommendationVersion,
    body: Sequence[Paragraph],
    reason: str = "",
    verb: str = "",
    details: Mapping[str, Any] | None = None,
    person: Person | None = None,
) -> RecommendationVersion:
    """Save another version after `base`, or raise StaleVersion if that is not the newest any more.

    For verbs of this app, which have checked the state machine. With `verb` the audit entry is written.
    """
    if not body:
        raise Refused(_("A recommendation without any text cannot be saved."))
    saved_stage = recommendation.stage
    with transaction.atomic():
        version = RecommendationVersion(
            recommendation=recommendation,
            number=base.number + 1,
            paragraphs=[paragraph.as_json() for paragraph in body],
            original_language=base.original_language,
            author=by,
            person=person,
            reason=reason[:300],
        )
        newest = Recommendation.objects.locked().get(pk=recommendation.pk)
        if newest.current_version_id != base.pk or newest.stage != saved_stage:
            raise StaleVersion()
        version.save(force_insert=True)
        recommendation.current_version = version
        recommendation.save(update_fields=["current_version"])
        if verb:
            record_audit(
                verb, by=by, target=recommendation, label=recommendation.working_ref, reason=reason,
                details={"version": version.number, **(details or {})},
            )  # fmt: skip
    return version


def change_details(
    recommendation: Recommendation,
    *,
    by: User,
    details: Mapping[str, Any],
    addressees: Iterable[Addressee] | None = None,
    themes: Iterable[Theme] | None = None,
    proposers: Iterable[Delegation] | None = None,
) -> None:
    """Change the details of a recommendation beside its text. Raises Refused once it is closed."""
    staff = may(by, "outcomes.table_recommendation", recommendation)
    if not (
        staff or (recommendation.facts.written_by and may(by, "outcomes.edit_recommendation", recommendation))
    ):
        raise Refused(_("You may not change the details of %(what)s now.") % {"what": recommendation.label})
    if recommendation.facts.is_dropped:
        raise Refused(
            _("%(what)s is “%(stage)s”; it can no longer be changed.")
            % {"what": recommendation.label, "stage": recommendation.get_stage_display()}
        )
    with transaction.atomic():
        for name, value in details.items():
            setattr(recommendation, name, value)
        recommendation.save(update_fields=list(details) or None)
        for name, objects in (("addressees", addressees), ("themes", themes), ("proposers", proposers)):
            if objects is not None:
                getattr(recommendation, name).set(objects)
        record_audit(
            "outcomes.recommendation_changed",
            by=by,
            target=recommendation,
            label=recommendation.working_ref,
            details={"fields": sorted(details)},
        )


def why_draft_stays(recommendation: Recommendation) -> str:
    """Say why a recommendation cannot be discarded, or ""."""
    originals = RecommendationVersion.objects.filter(recommendation=recommendation)
    untouched = recommendation.facts.is_draft and not recommendation.adoptions.exists()
    has_results = originals.filter(Q(merged_into__isnull=False) | Q(split_into__isnull=False)).exists()
    history = AuditEntry.objects.about(recommendation)
    if not untouched or has_results or history.filter(verb="outcomes.recommendation_submitted").exists():
        return _(
            "%(what)s has been before the group: it is kept. It can be returned, merged or withdrawn."
        ) % {"what": recommendation.label}
    return why_row_stays(recommendation)


@transaction.atomic
def discard_draft(recommendation: Recommendation, *, by: User) -> None:
    """Delete a draft that was never submitted. Raises Refused at any later stage: originals are kept."""
    lock_texts([recommendation])
    if not may(by, "outcomes.edit_recommendation", recommendation):
        raise Refused(_("You may not discard this draft."))
    if reason := why_draft_stays(recommendation):
        raise Refused(reason)
    delete_row(recommendation, "outcomes.recommendation_discarded", by=by, label=recommendation.working_ref)
