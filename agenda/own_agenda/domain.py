"""A reader's own agenda: what they starred, what they do themselves, what they signed up for."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from agenda.releases.domain.read_model import ReleasedAgenda, ReleasedSession
from agenda.releases.domain.reader import agenda_of_person, published_agenda, selected_sessions
from agenda.releases.models import AgendaRelease
from agenda.releases.registries import involvement_kinds
from agenda.sessions.models.personal import PersonalCalendar, StarredSession
from agenda.sessions.models.session import Session
from confman.accounts.cipher import seal, seal_again, unseal
from confman.accounts.models import User
from confman.audit.domain.submissions import claim_submission
from confman.conferences.models import Conference
from confman.people.models import Person
from confman.people.privacy import Audience
from confman.web.errors import Refused

# Nobody can attend more; a longer list is not a person's.
MAX_STARS = 1000
_PURPOSE = "confman addresses of calendars"


@dataclass(frozen=True)
class AgendaOwner:
    """The owner of a personal agenda: a person of the conference, a user with an account, or both in one."""

    person: Person | None = None
    user: User | None = None

    @property
    def key(self) -> str:
        """Return what tells one keeper from another; "" for nobody."""
        owner = self.person or self.user
        return str(owner.pk) if owner else ""


@dataclass(frozen=True)
class OwnSession:
    """A session of one's own agenda, and why it is there."""

    session: ReleasedSession
    reasons: tuple[str, ...]
    starred: bool


@dataclass(frozen=True)
class OwnAgenda:
    """`agenda` is the release as everyone may read it; None before the first."""

    agenda: ReleasedAgenda | None
    sessions: tuple[OwnSession, ...]


def agenda_owner_with(conference: Conference, user: User) -> AgendaOwner:
    """Return the reader who has this account, with their person in the conference, if there is one."""
    return AgendaOwner(Person.objects.of(conference).filter(user=user).first(), user)


def own_agenda(
    conference: Conference, owner: AgendaOwner, *, audience: Audience = Audience.PUBLIC
) -> OwnAgenda:
    """Return what a reader has in the latest release, in order of time.

    Starred sessions are those that the audience may read; those in which the reader has a role or a seat are
    included the person who may see them.
    """
    person, starred = owner.person, set(stars_of(conference, owner))
    release = AgendaRelease.objects.latest_of(conference)
    agenda = published_agenda(conference, audience, release=release) if release else None
    if release is None or agenda is None:
        return OwnAgenda(None, ())
    session_by_id = {session.id: session for session in agenda.sessions}
    reasons: dict[str, list[str]] = {}
    if person:
        for appearance in agenda_of_person(conference, person):
            session_by_id.setdefault(appearance.session.id, appearance.session)
            reasons.setdefault(appearance.session.id, []).append(appearance.role.label)
        for entry in involvement_kinds:
            for key in entry.sessions_of(person) if entry.sessions_of else ():
                reasons.setdefault(key, []).append(str(entry.label))
    if closed := reasons.keys() - session_by_id.keys():
        closed_agenda = selected_sessions(release, closed, audience, closed_too=True)
        session_by_id |= {session.id: session for session in closed_agenda.sessions}
    own_sessions = [
        OwnSession(session, tuple(dict.fromkeys(reasons.get(key, ()))), key in starred)
        for key, session in session_by_id.items()
        if key in starred or key in reasons
    ]
    return OwnAgenda(
        agenda,
        tuple(
            sorted(own_sessions, key=lambda own_session: (own_session.session.start, own_session.session.id))
        ),
    )


def own_agenda_of(person: Person, audience: Audience) -> OwnAgenda:
    """Return what a person, with or without an account, has in the latest release, as the audience reads it."""
    return own_agenda(person.conference, AgendaOwner(person, person.user), audience=audience)


def stars_of(conference: Conference, owner: AgendaOwner) -> list[str]:
    """Return ids of the sessions a reader starred, each once."""
    rows = StarredSession.objects.of(person=owner.person, user=owner.user)
    rows = rows.filter(session__conference=conference).order_by("session__start", "session")
    return [str(key) for key in dict.fromkeys(rows.values_list("session", flat=True))]


def star_session(session: Session, *, owner: AgendaOwner) -> None:
    """Star a session for the reader. Safe to repeat. A bookmark does not change the record: no audit."""
    star_sessions(session.conference, [session.pk], owner=owner)


def star_sessions(conference: Conference, keys: Iterable[UUID], *, owner: AgendaOwner) -> None:
    """Star several sessions, as those that a browser kept before its reader was known. Unknown ids are ignored.

    They are the person's, where the reader is one of the conference, else the account's.

    Raises Refused for more than a person can attend.
    """
    requested = list(dict.fromkeys(keys))
    if len(requested) > MAX_STARS:
        raise Refused(_("More than %(count)d sessions cannot be kept.") % {"count": MAX_STARS})
    with transaction.atomic():
        session_keys = Session.objects.of(conference).filter(pk__in=requested).values_list("pk", flat=True)
        whose = {"person": owner.person} if owner.person else {"user": owner.user}
        StarredSession.objects.bulk_create(
            [StarredSession(session_id=key, **whose) for key in session_keys], ignore_conflicts=True
        )


def unstar_session(session: Session, *, owner: AgendaOwner) -> None:
    """Remove the star. Safe to repeat."""
    StarredSession.objects.of(person=owner.person, user=owner.user).filter(session=session).delete()


@transaction.atomic
def renew_calendar(conference: Conference, *, by: User) -> str:
    """Give the reader's own calendar a new secret address; the old one stops working.

    Returns its token, 256 random bits.
    """
    token = secrets.token_urlsafe(32)
    values = {"token_digest": _digest(token), "sealed_token": seal(token, purpose=_PURPOSE)}
    # A form sent twice makes one address: the first would be invalid before it is read.
    claim_submission()
    PersonalCalendar.objects.update_or_create(conference=conference, user=by, defaults=values)
    return token


def calendar_token(conference: Conference, user: User) -> str:
    """Return the token of the reader's own calendar, for its owner; "" where there is none, or no key opens it."""
    calendar = PersonalCalendar.objects.filter(conference=conference, user=user).first()
    return (unseal(calendar.sealed_token, purpose=_PURPOSE) if calendar else None) or ""


def seal_calendars_again() -> None:
    """Seal all tokens by the newest key, so that the older ones may be given up; what no key opens stays as it is."""
    for calendar in PersonalCalendar.objects.exclude(sealed_token="").iterator():
        if sealed := seal_again(calendar.sealed_token, purpose=_PURPOSE):
            # Not the token of an address made meanwhile.
            rows = PersonalCalendar.objects.filter(pk=calendar.pk, sealed_token=calendar.sealed_token)
            rows.update(sealed_token=sealed)


def read_calendar(conference: Conference, token: str) -> PersonalCalendar | None:
    """Return the calendar of that secret address; None if there is none, or its reader's account is closed."""
    rows = PersonalCalendar.objects.filter(conference=conference, user__is_active=True)
    return rows.select_related("user").filter(token_digest=_digest(token)).first()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
