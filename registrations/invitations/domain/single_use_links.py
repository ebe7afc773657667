"""Inviting a person by a single-use link: it opens the pre-filled form until a given moment, and registers once.

The link holds only the id and the version of the Invitation. Renewing and revoking raise the version, so an
older link opens nothing; using it is one conditional UPDATE (`registrations.core.domain.personal_links`).
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.accounts.domain.rate_limits import TooManyTries, count_try
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.people.domain.matcher import find_same_person
from confman.people.domain.people import add_person, note_language
from confman.people.models import Person
from confman.web.errors import Refused
from registrations.core.domain.capacity import locked
from registrations.core.domain.mails import send_registration_mail
from registrations.core.models.category import Category
from registrations.core.models.delegation import Delegation
from registrations.core.models.invitation import Invitation
from registrations.core.models.registration import Mode, Registration, RegistrationSource, RegistrationStatus
from registrations.delegations.domain.delegations import language_written_to
from registrations.lifecycle.domain.enrolment import begin_registration

# Days for which an invitation is open, unless the secretariat says otherwise.
OPEN_FOR = dt.timedelta(days=14)


def end_of(day: dt.date, conference: Conference) -> dt.datetime:
    """Return the last moment of a day in the conference's zone, when an invitation "until" that day expires."""
    return dt.datetime.combine(day, dt.time(23, 59, 59), tzinfo=conference.zone)


def invite_person(
    person: Person,
    *,
    category: Category,
    by: User,
    expires_at: dt.datetime | None = None,
    skips_review: bool = False,
    delegation: Delegation | None = None,
    function: str = "",
    mode: str = Mode.IN_PERSON,
    source: str = RegistrationSource.SECRETARIAT,
    language: str = "",
) -> Invitation:
    """Invite someone by a link in a mail to complete a registration that is begun for them.

    A person whose language is unknown is written to in `language`, else in that of the letter to their
    delegation.

    Raises Refused without an address to write to, for a moment that is over, and where they are registered
    already; TooManyTries after more than an account may send in a day, or a mailbox receive in an hour.
    """
    moment = expires_at or timezone.now() + OPEN_FOR
    _require_future(moment)
    if not person.mailbox:
        raise Refused(_("%(name)s has no e-mail address to send an invitation to.") % {"name": person.name})
    count_try("invitation to register", account=by.pk, mailbox=person.mailbox)
    with transaction.atomic():
        if not {person.language, *person.languages} & set(person.conference.languages):
            mail_language = language or (language_written_to(delegation) if delegation else "")
            note_language(person, mail_language, by=by, chosen=False)
        registration = begin_registration(
            person,
            category=category,
            delegation=delegation,
            function=function,
            mode=mode,
            source=source,
            status=RegistrationStatus.INVITED,
            by=by,
        )
        invitation = Invitation.objects.create(
            registration=registration, expires_at=moment, skips_review=skips_review
        )
        record_audit(
            "registrations.invited",
            by=by,
            target=registration,
            details={"until": moment.isoformat(), "skips_review": skips_review},
        )
        send_registration_mail("invited", registration, by=by)
    return invitation


def invite_people(
    conference: Conference, people: Iterable[Person | Mapping[str, str]], *, by: User, **options: Any
) -> tuple[list[Invitation], list[str]]:
    """Invite many, each in a transaction of their own; return the invitations, and a line for each refusal.

    `people` are persons on record, or names and e-mails of people who are not (someone on record under the
    same name and e-mail is found). `options` are those of `invite_person`.
    """
    invitations, refused = [], []
    for entry in people:
        name = entry.name if isinstance(entry, Person) else entry["name"]
        try:
            with transaction.atomic():
                person = entry if isinstance(entry, Person) else _on_record(conference, entry, by=by)
                invitations.append(invite_person(person, by=by, **options))
        except Refused as error:
            refused.append(f"{name}: {error.message}")
        except TooManyTries as error:
            refused.append(f"{name}: {error.messages[0]}")
    return invitations, refused


def _on_record(conference: Conference, entry: Mapping[str, str], *, by: User) -> Person:
    person = find_same_person(conference, entry["name"], email=entry["email"])
    # The name alone is not enough: the mail goes to the address that was typed.
    if person and person.email.lower() == entry["email"].lower():
        return person
    return add_person(
        conference, by=by, name=entry["name"], email=entry["email"], is_practice=conference.is_practice
    )


def renew_invitation(
    invitation: Invitation, *, by: User, expires_at: dt.datetime | None = None
) -> Invitation:
    """Send a new link, open until another moment; earlier links become invalid.

    Raises Refused if it was used, and TooManyTries after more than an account may send in a day, or a
    mailbox receive in an hour.
    """
    moment = expires_at or timezone.now() + OPEN_FOR
    _require_future(moment)
    count_try("invitation to register", account=by.pk, mailbox=invitation.registration.person.mailbox)
    with transaction.atomic():
        registration = _held(invitation)
        Invitation.objects.filter(pk=invitation.pk).update(
            expires_at=moment, link_version=F("link_version") + 1
        )
        record_audit(
            "registrations.invitation_renewed",
            by=by,
            target=registration,
            details={"until": moment.isoformat()},
        )
        send_registration_mail("invited", registration, by=by)
    invitation.refresh_from_db()
    return invitation


def revoke_invitation(invitation: Invitation, *, by: User) -> Invitation:
    """Invalidate the link and any page that it opened. Raises Refused if it was used.

    The registration stays as invited: it can be invited again, or cancelled.
    """
    with transaction.atomic():
        registration = _held(invitation)
        Invitation.objects.filter(pk=invitation.pk).update(
            expires_at=timezone.now(), link_version=F("link_version") + 1
        )
        Registration.objects.filter(pk=registration.pk).update(link_version=F("link_version") + 1)
        record_audit("registrations.invitation_revoked", by=by, target=registration)
    invitation.refresh_from_db()
    return invitation


def _held(invitation: Invitation) -> Registration:
    """Return the registration, locked, if its invitation may still be used. Raises Refused otherwise."""
    registration = locked(invitation.registration)
    is_used = Invitation.objects.filter(pk=invitation.pk, used_at__isnull=False).exists()
    if is_used or not registration.is_invited:
        raise Refused(
            _("%(name)s has used the invitation, or the registration is over: nothing is left to change.")
            % {"name": registration.person.name}
        )
    return registration


def _require_future(moment: dt.datetime) -> None:
    if moment <= timezone.now():
        raise Refused(_("An invitation must be open until a moment to come."))
