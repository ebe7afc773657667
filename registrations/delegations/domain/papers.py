"""The papers of a delegation: credentials, note verbale, letter of nomination; and the status of its credentials.

A paper is submitted once for all members. Until protocol has reviewed it, the focal point may replace it or take it
back; afterwards it stays, and another is submitted beside it. Credentials block nothing.
"""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.documents.domain.builder import RenderedDocument, cached_document
from confman.people.models import Person
from confman.web.database.changes import apply_changes, changed_meanwhile, delete_file_on_commit, fingerprint
from confman.web.errors import Refused
from registrations.core.domain.settings import require_not_ended
from registrations.core.models.delegation import Delegation, FocalPoint
from registrations.delegations.models import DelegationPaper


def send_in_paper(
    delegation: Delegation, *, kind: str, file: File, by: User, focal_point: FocalPoint | None = None
) -> DelegationPaper:
    """Store a paper, which the form has checked. Papers entered by staff count as reviewed.

    The same file submitted twice as the same kind is one paper.
    """
    conference = delegation.conference
    if same := _same_paper(delegation, kind, file):
        return same
    paper = DelegationPaper(
        delegation=delegation,
        kind=kind,
        file=file,
        name=(file.name or "")[:200],
        uploaded_by=by,
        by_focal_point=focal_point is not None,
        seen_at=None if focal_point else timezone.now(),
        seen_by=None if focal_point else by,
        is_practice=conference.is_practice,
    )
    with transaction.atomic():
        paper.save(force_insert=True)
        _record("registrations.paper_sent_in", paper, by=by)
    return paper


def send_in_own_paper(
    delegation: Delegation, *, kind: str, file: File, by: User, focal_point: FocalPoint | None
) -> DelegationPaper:
    """Store a paper of one's own delegation. Raises Refused once the conference has ended."""
    require_not_ended(delegation.conference)
    return send_in_paper(delegation, kind=kind, file=file, by=by, focal_point=focal_point)


def replace_paper(paper: DelegationPaper, *, kind: str, file: File, by: User) -> DelegationPaper:
    """Replace a paper that nobody has reviewed. Raises Refused if protocol has, or the conference has ended."""
    with transaction.atomic():
        current = _not_seen(paper)
        delete_file_on_commit(current.file)
        current.kind, current.file, current.name = kind, file, (file.name or "")[:200]
        current.uploaded_at, current.uploaded_by = timezone.now(), by
        current.save()
        _record("registrations.paper_replaced", current, by=by)
    return current


def withdraw_paper(paper: DelegationPaper, *, by: User) -> None:
    """Delete a paper that nobody has reviewed. Raises Refused if protocol has, or the conference has ended."""
    with transaction.atomic():
        current = _not_seen(paper)
        _record("registrations.paper_taken_back", current, by=by)
        delete_papers([current])


def delete_paper(paper: DelegationPaper, *, by: User) -> None:
    """Delete a paper that does not belong to this delegation, reviewed or not; for staff."""
    with transaction.atomic():
        _record("registrations.paper_deleted", paper, by=by)
        delete_papers([paper])


def delete_papers(papers: Iterable[DelegationPaper]) -> None:
    """Delete papers with their files, within the caller's transaction."""
    for paper in papers:
        delete_file_on_commit(paper.file)
        paper.delete()


def papers_to_review(delegation: Delegation) -> QuerySet[DelegationPaper]:
    """Return the papers of a delegation that protocol has not reviewed."""
    return DelegationPaper.objects.filter(delegation=delegation).awaiting_review()


def digest_for_review(delegation: Delegation, papers: Iterable[DelegationPaper]) -> str:
    """Return a digest of what protocol decides on: the credentials as noted, and these papers that wait."""
    waiting = sorted((str(paper.pk), paper.uploaded_at.isoformat()) for paper in papers)
    return fingerprint([delegation.credentials, delegation.credentials_note, waiting])


def review_papers(delegation: Delegation, *, by: User, seen: str = "") -> int:
    """Record that protocol has reviewed the submitted papers. Return how many.

    Raises Refused if none waits, StaleRevision if there are others by now than those of `seen` (`digest_for_review`).
    """
    with transaction.atomic():
        if number := _mark_seen(*_as_seen(delegation, seen), by=by):
            return number
    raise Refused(_("No paper waits to be looked at."))


def _as_seen(delegation: Delegation, seen: str) -> tuple[Delegation, list[DelegationPaper]]:
    """Return the delegation and its waiting papers, locked. Raises StaleRevision if they are not as seen."""
    current = Delegation.objects.select_for_update().get(pk=delegation.pk)
    papers = list(papers_to_review(current).select_for_update())
    if seen and seen != digest_for_review(current, papers):
        raise changed_meanwhile(current)
    return current, papers


def _mark_seen(delegation: Delegation, papers: list[DelegationPaper], *, by: User) -> int:
    if papers:
        rows = DelegationPaper.objects.filter(pk__in=[paper.pk for paper in papers])
        rows.update(seen_at=timezone.now(), seen_by=by)
        record_audit(
            "registrations.papers_looked_at", by=by, target=delegation, details={"count": len(papers)}
        )
    return len(papers)


def set_credentials(
    delegation: Delegation, *, state: str, by: User, note: str | None = None, seen: str = ""
) -> list[str]:
    """Set the status of the credentials; the user counts as having reviewed the papers. Without a `note` it stays.

    Raises ValidationError; StaleRevision if credentials or papers are others by now than those of `seen`.
    """
    with transaction.atomic():
        current, papers = _as_seen(delegation, seen)
        before = current.credentials
        note_change = {} if note is None else {"credentials_note": note}
        changed = apply_changes(current, {"credentials": state, **note_change})
        if changed:
            record_audit(
                "registrations.credentials_set",
                by=by,
                target=current,
                details={"from": before, "to": current.credentials},
            )
        _mark_seen(current, papers, by=by)
    return changed


def make_delegation_list(delegation: Delegation, *, language: str, format: str, by: User) -> RenderedDocument:
    """Return the delegation's list for signature, as pdf or docx, made now; the history records each."""
    document = cached_document(
        "registrations.delegation",
        delegation.conference,
        language=language,
        format=format,
        options={"delegation": str(delegation.pk)},
    )
    with transaction.atomic():
        record_audit(
            "registrations.delegation_list_made",
            by=by,
            target=delegation,
            details={"format": format, "language": language},
        )
    return document


def _same_paper(delegation: Delegation, kind: str, file: File) -> DelegationPaper | None:
    file.seek(0)
    content = file.read()
    file.seek(0)
    for paper in DelegationPaper.objects.filter(
        delegation=delegation, kind=kind, name=(file.name or "")[:200]
    ):
        with suppress(FileNotFoundError), paper.file.open("rb") as stored_file:
            if stored_file.read() == content:
                return paper
    return None


def _not_seen(paper: DelegationPaper) -> DelegationPaper:
    current = DelegationPaper.objects.select_for_update().filter(pk=paper.pk).first()
    if current is None:
        raise Refused(_("This paper no longer exists."))
    require_not_ended(current.delegation.conference)
    if current.seen_at:
        raise Refused(
            _("The secretariat has looked at this paper already. Send in the new one beside it, please.")
        )
    return current


def _record(verb: str, paper: DelegationPaper, *, by: User) -> None:
    record_audit(verb, by=by, target=paper.delegation, details={"kind": paper.kind})


# --- Personal data, and practice mode -----------------------------------------------------------------------


def _of_person(person: Person) -> QuerySet[DelegationPaper]:
    rows = DelegationPaper.objects.filter(delegation__registrations__person=person).distinct()
    return rows.select_related("delegation")


def collect_papers(person: Person) -> list[dict[str, Any]]:
    """Return the papers in which the person's delegation named its members."""
    return [
        {"delegation": dict(paper.delegation.name), "kind": paper.kind, "sent_in": paper.uploaded_at}
        for paper in _of_person(person)
    ]


def erase_papers(person: Person, *, by: User) -> None:
    """Delete the papers, which name the whole delegation, with the last of its known people."""
    known_people = Person.objects.known().exclude(pk=person.pk)
    delete_papers(
        paper
        for paper in _of_person(person)
        if not known_people.filter(registrations__delegation=paper.delegation_id).exists()
    )


def count_practice_papers(conference: Conference) -> int:
    return DelegationPaper.objects.of(conference).filter(is_practice=True).count()


def clear_practice_papers(conference: Conference, *, by: User) -> None:
    delete_papers(DelegationPaper.objects.of(conference).filter(is_practice=True))
