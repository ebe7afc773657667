"""Statements: handed in before the floor, read by interpreters at once, by everybody once they were delivered.

Interpreters read at an address that the booths of a session have from the first statement on. Its key is random: an
address that was withdrawn never comes back, neither with a session that is restored nor with an archive.
"""

import datetime as dt
import secrets
from collections.abc import Iterable, Iterator
from uuid import UUID

from django.core.files import File
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.core.domain.groups import grouped
from agenda.releases.domain.read_model import ReleasedSession
from agenda.releases.domain.reader import published_agenda
from agenda.sessions.models.session import Session
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.people.privacy import Audience
from confman.translation.languages import languages_in_list
from confman.web.database.changes import delete_file_on_commit
from confman.web.errors import Refused
from confman.web.uploads.papers import pages_of
from outcomes.register.domain.lines import LineFile, LineKind, RegisterLine
from outcomes.register.models import Distribution, DocumentStatus, FileStatus
from outcomes.speakers.domain.speakers_list import name_for
from outcomes.speakers.models import SpeakingRequest
from outcomes.statements.models import BoothAddress, Statement
from registrations.core.domain.settings import require_not_ended

Status = SpeakingRequest.Status
BEFORE = (Status.WAITING, Status.SPEAKING)
BOOTH_OPEN_AFTER = dt.timedelta(days=7)
_SIGNER = Signer(salt="outcomes.statements", sep=".")


def hand_in_statement(
    request: SpeakingRequest, *, by: User, language: str, file: File, late: bool = False
) -> Statement:
    """Hand in the statement in a language, in place of another. `late` is for the secretariat: it may already be said.

    Raises Refused for the person who has spoken or withdrew; ValidationError for an unreadable PDF.
    """
    pages = pages_of(file)
    with transaction.atomic():
        current = _locked(request)
        _require_expected(current, late=late)
        row = current.statements.filter(language=language).first() or Statement(
            request=current, language=language
        )
        delete_file_on_commit(row.file)
        row.file, row.name, row.pages = file, (file.name or "")[:200], pages
        row.handed_in_at, row.handed_in_by = timezone.now(), by
        row.full_clean()
        row.save()
        BoothAddress.objects.get_or_create(
            session=current.speakers_list.session, defaults={"renewed": _random_number()}
        )
        _record("handed_in", current, by)
    return row


def withdraw_statement(statement: Statement, *, by: User) -> None:
    """Delete a statement that was not delivered yet. Raises Refused for one that was."""
    with transaction.atomic():
        current = _locked(statement.request)
        _require_expected(current)
        delete_file_on_commit(statement.file)
        statement.delete()
        _record("taken_back", current, by)


def expected_requests(conference: Conference) -> QuerySet[SpeakingRequest]:
    """Return the requests for the floor that were not withdrawn, with what a line about one shows."""
    rows = SpeakingRequest.objects.filter(speakers_list__session__conference=conference)
    rows = rows.exclude(state=Status.WITHDRAWN)
    return rows.select_related(
        "delegation", "person", "speakers_list__session__booth_address", "speakers_list__item"
    )


def may_still_hand_in(request: SpeakingRequest) -> bool:
    """Tell whether the speaker is still expected, or is speaking."""
    return request.state in BEFORE


def _require_expected(request: SpeakingRequest, *, late: bool = False) -> None:
    if not late:
        require_not_ended(request.speakers_list.session.conference)
    if request.state == Status.WITHDRAWN or not (late or may_still_hand_in(request)):
        raise Refused(
            _("%(who)s is no longer on the list of speakers. Please contact the secretariat.")
            % {"who": request}
        )


def _locked(request: SpeakingRequest) -> SpeakingRequest:
    rows = SpeakingRequest.objects.select_for_update(of=("self",))
    return rows.select_related("delegation", "person", "speakers_list__session__conference").get(
        pk=request.pk
    )


def _record(verb: str, request: SpeakingRequest, by: User) -> None:
    speakers_list = request.speakers_list
    record_audit(f"outcomes.statement_{verb}", by=by, target=speakers_list, label=str(speakers_list)[:200])


def _random_number() -> int:
    """Return a random number for the signed part of an address, so that an earlier address never works again."""
    return secrets.randbelow(2**31)


def booth_token(session: Session) -> str:
    """Return the secret part of the address at which the booths of a session read its statements; '' without one."""
    address = getattr(session, "booth_address", None)
    return _SIGNER.sign(f"{session.pk.hex}-{address.renewed}") if address else ""


@transaction.atomic
def renew_booth_address(session: Session, *, by: User) -> None:
    """Give the booths of a session an address, in place of one that stops working."""
    rows = BoothAddress.objects.select_for_update()
    session.booth_address, _is_new = rows.update_or_create(
        session=session, defaults={"renewed": _random_number()}
    )
    record_audit(
        "outcomes.booth_address_renewed", by=by, target=session, label=str(session)[:200],
        conference=session.conference,
    )  # fmt: skip


def session_of_token(conference: Conference, token: str) -> Session | None:
    """Return the session of a booth’s address; None for an invalid one, and once the conference is a week over."""
    if conference.today() > conference.ends_on + BOOTH_OPEN_AFTER:
        return None
    try:
        key = UUID(_SIGNER.unsign(token).partition("-")[0])
    except (BadSignature, ValueError):
        return None
    rows = Session.objects.of(conference).select_related("conference", "booth_address")
    session = rows.filter(pk=key).first()
    return session if session and booth_token(session) == token else None


def statements_of_sessions(sessions: Iterable[Session], language: str) -> dict[UUID, list[str]]:
    """Return by session a line for each speaker of whom there is a statement, in the order of the list."""
    rows = Statement.objects.filter(request__speakers_list__session__in=sessions).expected()
    by_session: dict[UUID, dict[UUID, tuple[str, list[str]]]] = {}
    for row in rows.with_speakers().order_by("request__position", "request__requested_at", "language"):
        of_session = by_session.setdefault(row.request.speakers_list.session_id, {})
        _who, codes = of_session.setdefault(row.request_id, (str(row.request), []))
        codes.append(row.language)
    return {
        key: [f"{who} · {languages_in_list(codes, language)}" for who, codes in lines.values()]
        for key, lines in by_session.items()
    }


def delivered_in(conference: Conference) -> dict[UUID, ReleasedSession]:
    """Return the sessions of the published agenda in which everybody may read what was said, in their order."""
    agenda = published_agenda(conference, Audience.PUBLIC)
    sessions = agenda.sessions if agenda else ()
    return {UUID(session.id): session for session in sessions if not session.chatham_house}


def register_lines(conference: Conference, audience: Audience) -> Iterator[RegisterLine]:
    """Yield a line of the register for each speaker: all for the secretariat, for readers what was delivered."""
    rows = Statement.objects.of(conference)
    delivered = rows.delivered().filter(request__speakers_list__session__in=delivered_in(conference))
    issued = set(delivered.values_list("pk", flat=True))
    rows = rows.expected() if audience == Audience.SECRETARIAT else rows.filter(pk__in=issued)
    ordered = rows.with_speakers().order_by("request__started_at", "request", "language", "id")
    for request, statements in grouped((row.request, row) for row in ordered).items():
        session = request.speakers_list.session
        is_public = session.visibility == Session.Visibility.PUBLIC and not session.chatham_house
        is_issued = all(row.pk in issued for row in statements)
        yield RegisterLine(
            pk=request.pk,
            line_kind=LineKind.STATEMENT,
            title=_("Statement of %(name)s") % {"name": name_for(request, audience)},
            distribution=Distribution.GENERAL if is_public else Distribution.RESTRICTED,
            state=DocumentStatus.ISSUED if is_issued else DocumentStatus.HANDED_IN,
            received_at=max(row.handed_in_at for row in statements),
            item=request.speakers_list.item,
            session=session.pk,
            files=tuple(
                LineFile(
                    key=row.pk, language=row.language, name=row.name, pages=row.pages, downloads=row.downloads or 0,
                    file=row.file, state=FileStatus.ISSUED if row.pk in issued else FileStatus.RECEIVED,
                )
                for row in statements
            ),
        )  # fmt: skip
