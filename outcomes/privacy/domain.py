"""The data on a person in the outcomes: statements on record, terms as focal point, sessions chaired."""

from collections import Counter
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Count, Model, Q, QuerySet
from django.utils.translation import ngettext

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.documents.domain.builder import purge_cached_documents
from confman.people.models import Person
from confman.web.database.changes import delete_file_on_commit
from outcomes.amendments.models import Amendment
from outcomes.drafting.models import Comment
from outcomes.follow_up.domain.focal_points import collect_follow_up, erase_follow_up
from outcomes.follow_up.models.follow_up import FollowUpAction
from outcomes.follow_up.models.reporting import FollowUpReminder
from outcomes.follow_up.models.transmittal import FocalPointTerm
from outcomes.plenary.models import Adoption
from outcomes.recommendations.models.addressee import Addressee
from outcomes.recommendations.models.version import RecommendationVersion
from outcomes.records.models import SessionRecord
from outcomes.register.models import DocumentSubscription
from outcomes.speakers_lists.models import SpeakingRequest
from outcomes.statements.models import Statement


def purge_files(conference: Conference) -> None:
    """Delete stored documents that contain names."""
    purge_cached_documents("outcomes", conference)


def collect(person: Person) -> list[dict[str, Any]]:
    """Return all rows that name the person, as plain data."""
    named_rows = [
        {
            "kind": "session record",
            "session": dict(record.session.title),
            "item": dict(record.item.title) if record.item else {},
            "capacity": record.capacity,
            "points": record.points,
            "proposal": record.proposal,
            "not for attribution": record.not_for_attribution,
        }
        for record in SessionRecord.objects.filter(speaker=person).select_related("item", "session")
    ]
    focal = [
        {"kind": "focal point of an addressee", "addressee": dict(addressee.name)}
        for addressee in Addressee.objects.filter(focal_point=person)
    ]
    actions = [
        {"kind": "focal point of an action", "action": dict(action.what)}
        for action in FollowUpAction.objects.filter(focal_point=person)
    ]
    decisions = [
        {
            "kind": kind,
            "recommendation": adoption.recommendation.working_ref,
            "date": adoption.decided_on.isoformat(),
            # The adoption stays in the record, as revoked.
            **({"revoked": adoption.revoked_at.date().isoformat()} if adoption.revoked_at else {}),
        }
        for kind, field in (("chaired an adoption", "chair"), ("rapporteur of an adoption", "rapporteur"))
        for adoption in Adoption.objects.filter(**{field: person}).select_related("recommendation")
    ]
    mail = [
        {"kind": "mail about new documents", "series": dict(row.series.title)}
        for row in DocumentSubscription.objects.filter(registration__person=person).select_related("series")
    ]
    drafted = _drafted(person) + _amendments(person) + _floor(person) + _statements(person) + mail
    return named_rows + focal + actions + decisions + drafted + collect_follow_up(person)


def _drafted(person: Person) -> list[dict[str, Any]]:
    """List what the person commented and wrote in the rooms of working groups."""
    comments = [
        {
            "kind": "comment on a draft",
            "recommendation": comment.recommendation.working_ref,
            "at": comment.created_at.isoformat(),
            "language": comment.language,
            "comment": comment.text,
            "proposed text": comment.proposed_text,
        }
        for comment in Comment.objects.filter(person=person).select_related("recommendation")
    ]
    versions = [
        {
            "kind": "wrote a version",
            "recommendation": version.recommendation.working_ref,
            "version": version.number,
            "at": version.created_at.isoformat(),
        }
        for version in RecommendationVersion.objects.filter(person=person).select_related("recommendation")
    ]
    return comments + versions


def _amendments(person: Person) -> list[dict[str, Any]]:
    """List the amendments that the person has sent in."""
    return [
        {
            "kind": "amendment",
            "amendment": amendment.label,
            "text": amendment.text,
            "rationale": amendment.rationale,
            "proposed by": amendment.proposers,
            "state": amendment.state,
        }
        for amendment in Amendment.objects.filter(person=person).select_related("recommendation", "proposer")
    ]


def _requests(person: Person) -> QuerySet[SpeakingRequest]:
    """Return requests for the floor: by the person's record, or by the name that an operator typed."""
    names = [name for name in dict(person.name).values() if name]
    rows = SpeakingRequest.objects.filter(speakers_list__session__conference=person.conference)
    return rows.filter(Q(person=person) | Q(name__in=names))


def _floor(person: Person) -> list[dict[str, Any]]:
    """List when the person asked for the floor, and when they had it."""
    return [
        {
            "kind": "asked for the floor",
            "session": dict(row.speakers_list.session.title),
            "for": row.kind,
            "at": row.requested_at.isoformat(),
            "from": row.started_at.isoformat() if row.started_at else "",
            "to": row.ended_at.isoformat() if row.ended_at else "",
        }
        for row in _requests(person).select_related("speakers_list__session")
    ]


def _statements(person: Person) -> list[dict[str, Any]]:
    """List the statements that were handed in for the person’s requests."""
    rows = Statement.objects.filter(request__in=_requests(person))
    return [
        {"kind": "statement", "language": row.language, "file": row.name, "at": row.handed_in_at.isoformat()}
        for row in rows
    ]


def erase(person: Person, *, by: User) -> None:
    """Remove the person; their statements stay on record without a speaker."""
    _erase_credits(person)
    SessionRecord.objects.filter(speaker=person).update(speaker=None, capacity="")
    erase_follow_up(person)
    # A person who proposed for themselves is named in `proposed_by`; a delegation's amendment stays the delegation's.
    Amendment.objects.filter(person=person, proposer=None).update(proposed_by="")
    for statement in Statement.objects.filter(request__in=_requests(person), request__delegation=None):
        delete_file_on_commit(statement.file)
        statement.delete()
    _requests(person).update(name="")
    DocumentSubscription.objects.filter(registration__person=person).delete()
    for model, field in _PLACES:
        # The words of a version never change, but the name of its writer is removed.
        model._base_manager.filter(**{field: person}).update(**{field: None})


def _erase_credits(person: Person) -> None:
    """Erase the person's name from the reasons of versions, which credit the authors of adopted proposals."""
    names = [name for name in dict(person.name).values() if name]
    versions = RecommendationVersion._base_manager.filter(recommendation__comments__person=person).distinct()
    for version in versions.only("reason"):
        reason = version.reason
        for name in names:
            reason = reason.replace(name, "…")
        if reason != version.reason:
            RecommendationVersion._base_manager.filter(pk=version.pk).update(reason=reason)


def merge(kept: Person, merged: Person, *, by: User) -> None:
    """Point everything that names the merged record to the kept one."""
    for model, field in _PLACES:
        model._base_manager.filter(**{field: merged}).update(**{field: kept})


_PLACES: tuple[tuple[type[Model], str], ...] = (
    (SessionRecord, "speaker"),
    (Addressee, "focal_point"),
    (FollowUpAction, "focal_point"),
    (Adoption, "chair"),
    (Adoption, "rapporteur"),
    (Amendment, "person"),
    (Comment, "person"),
    (RecommendationVersion, "person"),
    (FocalPointTerm, "person"),
    (FollowUpReminder, "person"),
    (SpeakingRequest, "person"),
)


def summarize(people: Collection[UUID]) -> dict[UUID, list[str]]:
    """Return in how many entries of the outcomes each person is named, in words."""
    numbers: Counter[UUID] = Counter()
    for model, field in _PLACES:
        rows = model._default_manager.filter(**{f"{field}__in": people}).order_by()
        numbers.update(dict(rows.values_list(field).annotate(number=Count("pk"))))
    return {
        person: [
            ngettext(
                "named in %(count)d entry of the outcomes",
                "named in %(count)d entries of the outcomes",
                number,
            )
            % {"count": number}
        ]
        for person, number in numbers.items()
    }
