"""From the first contact with a person to a registration that someone can decide on."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.db.models import Count, F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.accounts.domain.rate_limits import TooManyTries, within_rate_limit
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit, record_audits
from confman.compiled_queries import CompiledQuery
from confman.conferences.domain.public_state import Intake, public_state
from confman.conferences.models import Conference
from confman.people.domain.address_book_copies import correct_own_entry
from confman.people.domain.links import count_link_sent
from confman.people.domain.matcher import PersonMatcher
from confman.people.domain.people import add_person, change_person, note_language
from confman.people.models import Person
from confman.web.errors import Refused
from registrations.core.domain.capacity import lock_unregistered, locked
from registrations.core.domain.mails import send_registration_mail, ten_minutes
from registrations.core.domain.personal_links import use_invitation
from registrations.core.domain.settings import is_closed, require_not_ended
from registrations.core.models.category import Approval, Category
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import Mode, Registration, RegistrationSource, RegistrationStatus
from registrations.lifecycle.domain.decisions import approve_or_wait
from registrations.lifecycle.domain.transitions import (
    accept_unconfirmed,
    move,
    record_form_choices,
    transition,
)
from registrations.lifecycle.table import STATUSES, TO_COMPLETE, TRANSITIONS
from registrations.questionnaire.domain.answer_writer import Answers, save_answers

S = RegistrationStatus


def begin_registration(
    person: Person,
    *,
    category: Category,
    by: User,
    status: str = S.DRAFT,
    delegation: Delegation | None = None,
    function: str = "",
    mode: str = Mode.IN_PERSON,
    source: str = RegistrationSource.SECRETARIAT,
    notes: str = "",
    answers: Mapping[str, Any] | None = None,
    form_key: UUID | None = None,
    notify: bool = True,
) -> Registration:
    """Create a registration that is not submitted yet: a draft, one nominated (mailed), or one invited.

    To send an invitation use `invite_person`, which calls this.

    Raises Refused if the person has one that is not over, or something belongs to another conference.
    """
    conference = person.conference
    if status not in TO_COMPLETE:
        raise ValueError(f"{status} is no state to begin with.")
    if category.conference_id != conference.pk or (delegation and delegation.conference_id != conference.pk):
        raise Refused(_("The category or the delegation belongs to another conference."))
    with transaction.atomic():
        lock_unregistered(person)
        registration = _begin(
            person,
            by=by,
            category=category,
            delegation=delegation,
            function=function if delegation else "",
            mode=mode,
            status=status,
            source=source,
            notes=notes,
            answers=dict(answers or {}),
            form_key=form_key,
        )
        if notify and status == S.NOMINATED:
            send_registration_mail(STATUSES[status].link_mail, registration, by=by)
    return registration


def _begin(person: Person, *, by: User, submitted: bool = False, **fields: Any) -> Registration:
    """Create the row and its entry, in the caller's transaction, which knows that the person has no open one.

    One that is `submitted` at once has the entry of that, too.
    """
    conference = person.conference
    registration = Registration(
        conference=conference, person=person, is_practice=conference.is_practice, **fields
    )
    registration.save(force_insert=True)
    begun = ("registrations.begun", {"status": registration.status, "source": registration.source})
    record_audits(
        [begun, *([("registrations.submitted", {})] if submitted else [])], by=by, target=registration
    )
    return registration


@transition("submit")
def submit_registration(
    current: Registration,
    *,
    by: User,
    confirmed: bool = False,
    notify: bool = True,
    skips_review: bool = False,
) -> Registration:
    """Submit a draft, invited or nominated registration. It holds no place until the e-mail is confirmed.

    `confirmed` says that nothing is left to confirm: the person came by their personal link, or someone
    vouches for them. `skips_review` admits them at once while there are places. Safe to repeat.
    """
    move(current, "submit", by=by, submitted_at=timezone.now())
    if confirmed:
        return _confirm(current, by=by, notify=notify, skips_review=skips_review)
    if notify:
        send_registration_mail(TRANSITIONS["submit"].mail, current, by=by, key=ten_minutes())
    return current


@transition("confirm")
def confirm_email(current: Registration, *, by: User, notify: bool = True) -> Registration:
    """Confirm the mailbox, so that the registration counts: decided at once where the category is open.

    Safe to repeat. Raises Refused if the registration is over.
    """
    return current if current.confirmed_at else _confirm(current, by=by, notify=notify)


def _confirm(current: Registration, *, by: User, notify: bool, skips_review: bool = False) -> Registration:
    accept_unconfirmed(current, by=by)
    is_admitted = skips_review or current.category.approval == Approval.OPEN
    if not is_admitted:  # or else written by approve_or_wait(), with what it decides
        current.save(update_fields=["confirmed_at", "answers"])
    record_audit("registrations.confirmed", by=by, target=current)
    if is_admitted:
        return approve_or_wait(current, by=by, notify=notify)
    if notify:
        send_registration_mail(TRANSITIONS["confirm"].mail, current, by=by)
    return current


def registration_is_open(conference: Conference) -> bool:
    """Tell whether strangers may register today: opened (or in practice mode), the conference not closed or over."""
    return conference.takes_registrations and not is_closed(conference) and conference.phase() != "after"


def intake_of(conferences: Sequence[Conference]) -> dict[UUID, Intake]:
    """Tell for each conference whom its public form takes now, in one query for all."""
    rows = {conference.pk: conference for conference in conferences if registration_is_open(conference)}
    offered = Category.objects.filter(conference__in=rows).offered()
    with_places = Q(capacity=None) | Q(taken__lt=F("capacity"))
    counts = offered.order_by().values("conference").annotate(free=Count("pk", filter=with_places))
    free = dict(counts.values_list("conference", "free"))
    return {pk: _taking(conference, free.get(pk)) for pk, conference in rows.items()}


def _taking(conference: Conference, free: int | None) -> Intake:
    """Return whom the form takes; `free` is how many offered categories have places left; None if none is offered."""
    if free is None:
        return Intake.INVITED
    is_full = conference.capacity is not None and conference.taken >= conference.capacity
    return Intake.EVERYBODY if free and not is_full else Intake.WAITING


_by_form = CompiledQuery(
    lambda conference, key: Registration.objects.of(conference).filter(form_key=key),
    models.UUIDField(),
    models.UUIDField(),
)


def register_publicly(
    conference: Conference,
    *,
    category: Category,
    details: Mapping[str, Any],
    consents: Mapping[str, bool],
    listing: str,
    form_key: UUID,
    by: User,
    mode: str = Mode.IN_PERSON,
    answers: Answers | None = None,
) -> Registration:
    """Do what the public form does: record the person, their consents and the registration; mail a confirmation.

    The same form sent again (`form_key`) does nothing more, whatever it says then. A person registered
    already gets their link by mail, and nothing is changed: a stranger may have typed their name. Someone on
    record without a registration is found by e-mail and name; what they say counts once the mailbox is
    confirmed. Where strangers have sent this mailbox as many mails as it may get in an hour, the mail waits
    its turn.
    """
    if not registration_is_open(conference):
        raise Refused(_("Registration is closed. Please write to the secretariat."))
    if category.conference_id != conference.pk or category.approval == Approval.INVITATION:
        raise Refused(_("Nobody can register in this category here. Please choose another."))
    word = {"consents": dict(consents), "listing": listing}
    language = str(details.get("language", ""))

    def asked_by(person: Person) -> Registration:
        registration = _begin(
            person,
            by=by,
            submitted=True,
            category=category,
            mode=mode,
            status=S.SUBMITTED,
            submitted_at=timezone.now(),
            source=RegistrationSource.PUBLIC,
            answers={"pending": word},
            form_key=form_key,
        )
        save_answers(registration, Answers() if answers is None else answers, by=by)
        return registration

    try:
        with transaction.atomic():
            if sent_before := _by_form.get_or_none(conference.pk, form_key):
                return sent_before
            known_person = _known_by_mail(conference, details)
            alive = known_person.registrations.alive().with_names().first() if known_person else None
            is_first = within_rate_limit("form", form=form_key)
            if alive and not is_first:
                return alive
            with transaction.atomic():
                # A known person is recorded once more and rolled back: neither answer nor timing reveals it.
                stranger = add_person(conference, by=by, is_practice=conference.is_practice, **details)
                files = [row.file for row in asked_by(stranger).answer_files.all()] if alive else []
                transaction.set_rollback(known_person is not None)
            for file in files:
                file.delete(save=False)
            person = known_person or stranger
            note_language(person, language, by=by, chosen=False)
            if alive:
                _answer_again(alive, by=by, from_stranger=True)
                return alive
            if language != person.language:
                # It differs from what is known of them: it counts once they confirm it.
                word["language"] = language
            registration = asked_by(person)
            send_registration_mail(
                TRANSITIONS["submit"].mail, registration, by=by, key=ten_minutes(), from_stranger=True
            )
            return registration
    except IntegrityError:
        # The same form arrived twice; the other one was first, perhaps at the same moment.
        return Registration.objects.of(conference).get(form_key=form_key)


_of_mailbox = CompiledQuery(
    lambda conference, email: (
        Person.objects.of(conference).known().alias(address=Lower("email")).filter(address=Lower(email))
    ),
    models.UUIDField(),
    models.CharField(),
)


def _known_by_mail(conference: Conference, details: Mapping[str, Any]) -> Person | None:
    # The name alone is not enough here: someone else may have typed it.
    people = _of_mailbox.all(conference.pk, details["email"])
    return PersonMatcher(people).find(details["name"], email=details["email"])


def kind_with_link(registration: Registration) -> str:
    """Return the kind of the mail with the personal link that fits the registration."""
    return "confirm" if registration.is_unconfirmed else STATUSES[registration.status].link_mail


def _answer_again(registration: Registration, *, by: User, from_stranger: bool | None = False) -> None:
    # A mail that the person asked for has a key of its own: a stranger's mail that waits does not block it.
    key = ten_minutes() if from_stranger else f"again {ten_minutes()}"
    send_registration_mail(
        kind_with_link(registration), registration, by=by, key=key, from_stranger=from_stranger
    )


def send_links(conference: Conference, email: str, *, by: User, form_key: UUID, language: str = "") -> int:
    """Mail their links to those who are registered with this mailbox; return how many.

    The `language` of the page that asks is used where theirs is unknown.

    The page that asks says the same whether there was anyone or not. A mailbox of many gets no more mails
    than strangers may cause: earlier links stay valid, and a code opens the pages of all its people. The same
    form sent again does nothing more.
    """
    address = email.strip()
    with transaction.atomic():
        if not within_rate_limit("form", form=form_key):
            return 0
        rows = Registration.objects.of(conference).alive().with_names()
        registrations = [
            *rows.filter(person__email__iexact=address, person__contact=None),
            *rows.filter(person__contact__email__iexact=address),
        ]
        # For an unknown mailbox a mail to anyone is written and rolled back: neither answer nor timing reveals it.
        anyone = rows.order_by("pk")[:1]
        # A mail sent minutes ago may still be on its way; each is counted, also for an unknown mailbox.
        mailed = [
            row
            for row in registrations or anyone
            if within_rate_limit("form", form=f"{address.lower()} {row.pk} {ten_minutes()}")
            and within_rate_limit("link by mail", mailbox=address)
        ]
        with transaction.atomic():
            for registration in mailed:
                note_language(registration.person, language, by=by, chosen=False)
                _answer_again(registration, by=by)
            transaction.set_rollback(not registrations)
    return len(mailed) if registrations else 0


def send_link(registration: Registration, *, by: User, key: str = "") -> None:
    """Mail the personal link again, or the request to confirm; links sent before keep working.

    The same `key` sends once. Raises TooManyTries if too many were sent to this mailbox, or by this account.
    """
    count_link_sent(registration.person.mailbox, by=by)
    with transaction.atomic():
        if key and not within_rate_limit("form", form=f"{key} {registration.pk}"):
            return
        _answer_again(registration, by=by, from_stranger=None)
        record_audit("registrations.link_sent", by=by, target=registration)


def remind_registration(registration: Registration, *, by: User, key: str = "") -> None:
    """Mail the link again to a person who has not completed the registration, or not confirmed the e-mail.

    The same `key` sends once. Raises Refused if nothing is left to do, there is no mailbox, or too many were sent;
    and once the conference has ended.
    """
    require_not_ended(registration.conference)
    name = {"name": registration.person.name}
    if not registration.may_be_reminded:
        raise Refused(_("%(name)s has nothing left to complete.") % name)
    if not registration.person.mailbox:
        raise Refused(_("%(name)s has no e-mail address.") % name)
    try:
        send_link(registration, by=by, key=key)
    except TooManyTries as error:
        raise Refused(" ".join(error.messages)) from error


def complete_registration(
    registration: Registration,
    *,
    by: User,
    details: Mapping[str, Any],
    consents: Mapping[str, bool],
    listing: str,
    answers: Answers | None = None,
    seen: str = "",
) -> Registration:
    """Complete the registration of an invited or nominated person with what they send from their own page.

    It uses up an invitation, and may skip the review. Sent twice, the second changes nothing. Raises Refused
    if the invitation was used by someone else at the same moment, was revoked, or has expired; and once the conference
    has ended; StaleRevision if the answers on record are no longer those of `seen`.
    """
    require_not_ended(registration.conference)
    with transaction.atomic():
        current = locked(registration)
        if current.status not in TO_COMPLETE:
            if registration.is_invited:
                use_invitation(current)  # refused: someone else has used it since this was read
            return submit_registration(current, by=by)
        skips_review = current.is_invited and use_invitation(current)
        changed = change_person(current.person, by=by, **details)
        correct_own_entry(current.person, changed, by=by)
        record_form_choices(current.person, consents, listing, by=by)
        save_answers(current, Answers() if answers is None else answers, by=by, seen=seen)
        return submit_registration(current, by=by, confirmed=True, skips_review=skips_review)


def registration_offered(conference: Conference) -> bool:
    """Tell whether the public site offers to register."""
    return public_state(conference).registers


def registration_text(conference: Conference) -> str:
    """Return that this is practice mode or that the places are taken, where it is so; else what to expect."""
    if conference.is_practice:
        return _("Practice mode: what you send will be cleared.")
    return public_state(conference).waiting or _("It takes about three minutes.")
