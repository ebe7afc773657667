"""Statements: handed in before the floor, read by interpreters at once, by everybody once they were delivered.

Interpreters read at an address that the booths of a session have from the first statement on. Its key is random: an
address that was withdrawn never comes back, neither with a session that is restored nor with an archive.
"""

import datetime as dt
import secrets
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.core.files import File
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import Case, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Concat, Lower
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext as _

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
from confman.web.uploads.pdfs import pages_of
from outcomes.register.domain.lines import (
    LineFile,
    LineKind,
    LineSource,
    RegisterLine,
    downloads_of,
    item_number,
    text_in,
    with_columns,
)
from outcomes.register.models import Distribution, DocumentStatus, FileStatus
from outcomes.speakers_lists.domain.speakers_list import name_for
from outcomes.speakers_lists.models import SpeakingRequest
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
        row.file, row.name, row.pages, row.size = file, (file.name or "")[:200], pages, file.size
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


def register_lines(conference: Conference, audience: Audience) -> LineSource:
    """Return a line of the register for each speaker: all for the secretariat, for readers what was delivered."""
    of_request = Statement.objects.filter(request=OuterRef("pk")).order_by()
    session = "speakers_list__session"
    is_public = Q(**{f"{session}__visibility": Session.Visibility.PUBLIC, f"{session}__chatham_house": False})
    is_issued = Q(is_public, state=Status.SPOKEN, **{f"{session}__in": list(delivered_in(conference))})
    rows = SpeakingRequest.objects.filter(Exists(of_request), **{f"{session}__conference": conference})
    rows = (
        rows.exclude(state=Status.WITHDRAWN) if audience == Audience.SECRETARIAT else rows.filter(is_issued)
    )
    before, _placeholder, after = gettext("Statement of %(name)s").partition("%(name)s")
    name = text_in(conference, "delegation__name", "name")
    latest = of_request.values("request").annotate(latest=Max("handed_in_at")).values("latest")
    return LineSource(
        rows=with_columns(
            rows,
            LineKind.STATEMENT,
            line_name=Lower(Concat(Value(before), name, Value(after), output_field=TextField())),
            line_item=F("speakers_list__item"),
            line_item_number=item_number("speakers_list__item"),
            line_distribution=Case(
                When(is_public, then=Value(Distribution.GENERAL.value)),
                default=Value(Distribution.RESTRICTED.value),
            ),
            line_state=Case(
                When(is_issued, then=Value(DocumentStatus.ISSUED.value)),
                default=Value(DocumentStatus.HANDED_IN.value),
            ),
            line_received=Subquery(latest),
            line_downloads=downloads_of(of_request, "request"),
        ),
        read=lambda rows: _register_lines(rows, audience),
        issued_in=lambda code: Q(Exists(of_request.filter(language=code)), line_state=DocumentStatus.ISSUED),
    )


def _register_lines(rows: QuerySet[Any, Any], audience: Audience) -> Iterator[RegisterLine]:
    rows = rows.select_related(
        "delegation", "person", "speakers_list__session__conference", "speakers_list__item"
    )
    for request in rows.prefetch_related("statements").order_by("started_at", "id"):
        is_issued = request.line_state == DocumentStatus.ISSUED
        yield RegisterLine(
            pk=request.pk,
            line_kind=LineKind.STATEMENT,
            title=gettext("Statement of %(name)s") % {"name": name_for(request, audience)},
            distribution=request.line_distribution,
            state=request.line_state,
            received_at=request.line_received,
            item=request.speakers_list.item,
            session=request.speakers_list.session_id,
            files=tuple(
                LineFile(
                    key=row.pk, language=row.language, name=row.name, pages=row.pages, size=row.size,
                    downloads=row.downloads or 0, file=row.file,
                    state=FileStatus.ISSUED if is_issued else FileStatus.RECEIVED,
                )
                for row in request.statements.all()
            ),
        )  # fmt: skip
