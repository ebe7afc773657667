"""Terms of focal points, who answer for an addressee: links, mails, personal data; addressees changed and removed."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.accounts.signed_links import LinkInvalid, make_token, read_token
from confman.audit.domain.recorder import record_audit
from confman.conferences.domain.clone.rows import ConferenceCopy
from confman.conferences.models import Conference
from confman.documents.domain.builder import build_document
from confman.mail.domain.dispatch import (
    Letter,
    send_to_address,
    send_to_person,
    write_to_address,
    write_to_person,
)
from confman.mail.domain.queue import Attachment
from confman.mail.models import Message
from confman.mail.registry import BuiltAttachment
from confman.people.domain.links import count_link_sent, may_mail_a_link
from confman.people.models import Institution, InstitutionKind, Person
from confman.people.privacy import Audience, may_list
from confman.people.registries import mail_goes_to
from confman.translation.languages import reading_in
from confman.web.database.changes import change_row, delete_row, why_row_stays
from confman.web.errors import Refused
from outcomes.follow_up.keys import LETTER
from outcomes.follow_up.mail_kinds import FOLLOW_UP_LINK
from outcomes.follow_up.models.follow_up import ProgressUpdate, Response
from outcomes.follow_up.models.reporting import FollowUpReminder
from outcomes.follow_up.models.transmittal import FocalPointTerm, Transmittal
from outcomes.recommendations.domain.transitions import may
from outcomes.recommendations.models.addressee import Addressee, AddresseeKind

# A placeholder in a draft reminder for the personal link, which is put in when the reminder is sent.
LINK = "{link}"


def send_to_term(
    kind: str,
    term: FocalPointTerm,
    *,
    context: Mapping[str, object],
    by: User,
    attachments: Iterable[Attachment] = (),
    idempotency_key: str | None = None,
) -> Message | None:
    """Queue a mail to the focal point of an addressee, in their language; None without an address to write to."""
    addressee = term.addressee
    values = {"addressee": addressee.name, **context}
    options: dict[str, Any] = {
        "conference": addressee.conference, "context": values, "by": by, "attachments": attachments,
        "idempotency_key": idempotency_key,
    }  # fmt: skip
    if term.person and term.person.mailbox:
        return send_to_person(kind, person=term.person, **options)
    if not addressee.email:
        return None
    options["context"] = {**values, **_greeting(term)}
    return send_to_address(
        kind,
        address=addressee.email,
        language=letter_language(addressee),
        reply_to=addressee.conference.contact_email,
        own=True,
        **options,
    )


def write_to_term(kind: str, term: FocalPointTerm, *, context: Mapping[str, object]) -> Letter | None:
    """Write the letter that `send_to_term` would send, for a preview."""
    addressee = term.addressee
    values = {"addressee": addressee.name, **context}
    if term.person and term.person.mailbox:
        return write_to_person(kind, person=term.person, conference=addressee.conference, context=values)
    if not addressee.email:
        return None
    return write_to_address(
        kind,
        address=addressee.email,
        conference=addressee.conference,
        language=letter_language(addressee),
        context={**values, **_greeting(term)},
        own=True,
    )


def _greeting(term: FocalPointTerm) -> dict[str, str]:
    """Return the addressee's own salutation where it has one, without the comma, which the mail adds."""
    language = letter_language(term.addressee)
    salutation = term.addressee.salutation.in_language(language, term.addressee.conference.languages)
    greeting = salutation.rstrip(" ,!")
    return {"greeting": greeting} if greeting else {}


def build_letter_attachment(conference: Conference, arguments: dict[str, Any]) -> BuiltAttachment:
    """Build the letter as PDF, in the worker when the mail is sent. Raises Refused if it was struck out."""
    row = (
        Transmittal.objects.of(conference)
        .in_force()
        .select_related("correspondence")
        .filter(pk=arguments["transmittal"])
        .first()
    )
    if row is None:
        raise Refused(_("The letter was struck out of the register."))
    document = build_document(
        LETTER,
        conference,
        language=row.language,
        format="pdf",
        options={"letters": [str(row.correspondence_id)]},
    )
    return BuiltAttachment(document.filename, document.content_type, document.content)


def send_focal_point_link(addressee: Addressee, *, by: User) -> None:
    """Mail the link of the current term, which begins now if there is none.

    Raises Refused without an address, TooManyTries if too many were sent to it, or by this account.
    """
    require_follow_up(addressee.conference, by)
    count_link_sent(mailbox_of(addressee), by=by)
    # Two clicks within a minute send one mail.
    minute = timezone.now().strftime("%Y%m%d%H%M")
    with transaction.atomic():
        term = current_term(addressee, by=by)
        sent = send_to_term(
            FOLLOW_UP_LINK, term, context={"link": term_link(term)}, by=by,
            idempotency_key=f"follow-up-link:{term.pk}:{minute}",
        )  # fmt: skip
        if sent is None:
            raise Refused(
                _("%(name)s has no e-mail. Give it one, or a focal point who has.") % {"name": addressee}
            )
        record_audit("outcomes.focal_point_link_sent", by=by, target=addressee, label=str(addressee))


def term_link_renewed(term: FocalPointTerm, *, by: User, asked: bool) -> bool:
    """Mail the new link, also to those who had theirs from a letter on paper; tell whether it was mailed."""
    mailbox = (term.person.mailbox if term.person else "") or term.addressee.email
    if not may_mail_a_link(mailbox):
        return False
    send_to_term(FOLLOW_UP_LINK, term, context={"link": term_link(term)}, by=by)
    return True


TERM = "follow-up-term"
# Kinds of the same name are the same; all others are bodies of a government.
_KINDS = set(AddresseeKind.values) & set(InstitutionKind.values)


def require_follow_up(conference: Conference, by: User) -> None:
    """Raise Refused for users who may not edit the follow-up of a conference."""
    if not may(by, "outcomes.edit_follow_up", conference):
        raise Refused(_("You may not edit the follow-up; the rapporteur's office may."))


def require_current_term(term: FocalPointTerm) -> None:
    """Raise Refused if the term has ended: someone else answers for the addressee now."""
    if not FocalPointTerm.objects.current().filter(pk=term.pk).exists():
        raise Refused(
            _("You are no longer the focal point. Nothing was changed; please write to the secretariat.")
        )


def letter_language(addressee: Addressee) -> str:
    """Return the language for an addressee: its own, else its focal point's, else the conference's first."""
    offered = addressee.conference.languages
    if addressee.language in offered:
        return addressee.language
    person = addressee.focal_point
    return person.preferred_language() if person else offered[0]


def mailbox_of(addressee: Addressee) -> str:
    """Return the address for mail to the addressee: its focal point's mailbox, else its own; '' if there is none."""
    person = addressee.focal_point
    return (person.mailbox if person else "") or addressee.email


def current_term(addressee: Addressee, *, by: User) -> FocalPointTerm:
    """Return the current term, begun now if there is none, in the caller's transaction."""
    last_term = FocalPointTerm.objects.current().filter(addressee=addressee).select_related("person").first()
    if last_term and last_term.person_id == addressee.focal_point_id:
        last_term.addressee = addressee
        return last_term
    if last_term:
        _end(last_term)
    person = addressee.focal_point
    with reading_in(letter_language(addressee), *addressee.conference.languages):
        name = str(person.name) if person else str(addressee.recipient) or str(addressee.name)
    term, _made = FocalPointTerm.objects.get_or_create(
        addressee=addressee, ended_at=None, defaults={"person": person, "name": name, "appointed_by": by}
    )
    return term


def renew_term(addressee: Addressee, *, by: User, new_mailbox: bool = False) -> None:
    """End the current term if someone else answers now: another focal point, or another mailbox of the body.

    Its links stop working; reports made in it stay, with its name.
    """
    rows = FocalPointTerm.objects.current().select_related("person__contact")
    term = rows.filter(addressee=addressee).first()
    if term is None:
        return
    uses_mailbox_of_body = not (term.person and term.person.mailbox)
    if term.person_id == addressee.focal_point_id and not (uses_mailbox_of_body and new_mailbox):
        return
    with transaction.atomic():
        _end(term)
        record_audit("outcomes.focal_point_changed", by=by, target=addressee, label=str(addressee))


def _end(term: FocalPointTerm) -> None:
    term.ended_at = timezone.now()
    term.save(update_fields=["ended_at"])


# --- Personal links ------------------------------------------------------------------------------------


class TermExpired(LinkInvalid):
    """The link was valid once, but someone else answers for the addressee now."""


def term_link(term: FocalPointTerm) -> str:
    """Return the whole address of a focal point's pages, for a letter or mail."""
    slug = term.addressee.conference.slug
    token = make_token(TERM, term.pk, term.link_version)
    return settings.BASE_URL + reverse("outcomes_portal:follow-up-link", args=[slug, token])


def read_term_link(conference: Conference, token: str) -> FocalPointTerm:
    """Return the term of a link, which lasts for years, like the follow-up, and ends with its term.

    Raises TermExpired if that has ended, LinkInvalid for anything else, also one of another conference.
    """
    subject = read_token(TERM, token)
    term = (
        FocalPointTerm.objects.of(conference)
        .select_related("addressee__focal_point", "addressee__conference", "person")
        .filter(pk=subject.id)
        .first()
    )
    if term is None:
        raise LinkInvalid(_("This link no longer leads anywhere. Please write to the secretariat."))
    if term.ended_at is not None:
        raise TermExpired(why_over(term))
    subject.require_version(term.link_version)
    return term


def why_over(term: FocalPointTerm) -> str:
    """Return why the link is no longer valid; the new focal point is named if that is allowed."""
    addressee = term.addressee
    person = addressee.focal_point
    if person and person.pk != term.person_id and may_list(person.listing, Audience.PARTICIPANTS):
        return _(
            "This link is no longer valid: %(person)s is the focal point of %(addressee)s now. What you reported is"
            " kept. If this is a mistake, please write to the secretariat."
        ) % {"person": person, "addressee": addressee}
    return _(
        "This link is no longer valid: the focal point of %(addressee)s has changed. What you reported is kept. Please"
        " ask the secretariat who the focal point is now."
    ) % {"addressee": addressee}


def answers_by_mail(address: str) -> Q:
    """Return the filter for terms whose mail goes to this address: the person's, else the body's own mailbox."""
    no_person = Q(person=None) | Q(person__email="", person__contact=None)
    return mail_goes_to(address) | (no_person & Q(addressee__email__iexact=address))


def change_addressee(addressee: Addressee, *, by: User, values: Mapping[str, Any]) -> None:
    """Change an addressee. If someone else answers for it from now on, earlier links stop working.

    Raises ValidationError.
    """
    with transaction.atomic():
        changed = change_row(addressee, "outcomes.addressee_changed", values, by=by, label=str(addressee))
        renew_term(addressee, by=by, new_mailbox="email" in changed)


def why_addressee_stays(addressee: Addressee) -> str:
    """Say why an addressee cannot be removed, or ""."""
    return _why_in_use(addressee) or why_row_stays(addressee)


def _why_in_use(addressee: Addressee) -> str:
    if count := addressee.recommendations.count():
        return _("%(name)s is the addressee of %(count)d recommendations; take it out of them first.") % {
            "name": addressee,
            "count": count,
        }
    if addressee.transmittals.exists():
        return _("%(name)s was written to; it stays in the record.") % {"name": addressee}
    return ""


@transaction.atomic
def remove_addressee(addressee: Addressee, *, by: User) -> None:
    """Remove an unused addressee. Raises Refused if a recommendation, letter, action or response refers to it."""
    if reason := _why_in_use(addressee):
        raise Refused(reason)
    delete_row(addressee, "outcomes.addressee_removed", by=by, label=str(addressee))


def clone_addressees(copy: ConferenceCopy, rows: QuerySet[Addressee]) -> None:
    """Take them to the next conference; a recipient only where it is an office: a person has agreed to nothing."""
    copy.rows(rows, anew=("focal_point",), loose=("delegation",), change=Addressee.leave_person_behind)


def addressee_of(institution: Institution) -> dict[str, Any]:
    """Return what an addressee from the address book begins with, beside the fields that both have."""
    kind = institution.kind if institution.kind in _KINDS else AddresseeKind.GOVERNMENT
    return {"kind": kind, "by_office": True}


def institution_of(addressee: Addressee) -> dict[str, Any]:
    """Return what an institution that enters the address book begins with."""
    usual = InstitutionKind.OTHER if addressee.kind == AddresseeKind.STATE else InstitutionKind.AGENCY
    return {"kind": addressee.kind if addressee.kind in _KINDS else usual}


def collect_follow_up(person: Person) -> list[dict[str, Any]]:
    """Return the person's terms as a focal point with what was reported in them, and reminders."""
    terms = FocalPointTerm.objects.filter(person=person).select_related("addressee")
    reports = ProgressUpdate.objects.filter(term__person=person).select_related("action")
    reminders = FollowUpReminder.objects.filter(person=person)
    return [
        *(
            {
                "kind": "term of a focal point", "addressee": dict(row.addressee.name),
                "from": row.began_at.isoformat(), "to": row.ended_at.isoformat() if row.ended_at else None,
            }
            for row in terms
        ),
        *(
            {
                "kind": "progress report", "action": dict(row.action.what), "state": row.state,
                "narrative": dict(row.narrative), "obstacles": dict(row.obstacles),
                "comment": row.addressee_comment,
            }
            for row in reports
        ),
        *(
            {"kind": "reminder", "due": row.due_on.isoformat(), "subject": row.subject, "state": row.state}
            for row in reminders
        ),
    ]  # fmt: skip


def erase_follow_up(person: Person) -> None:
    """End the person's links and erase their name from the history; the reports of their body remain its own."""
    terms = FocalPointTerm.objects.filter(person=person)
    terms.filter(ended_at=None).update(ended_at=timezone.now())
    terms.update(name="")
    reminders = FollowUpReminder.objects.filter(person=person)
    reminders.filter(state=FollowUpReminder.Status.TO_APPROVE).update(state=FollowUpReminder.Status.DROPPED)
    reminders.update(subject="", body="")


def _practice_letters(conference: Conference) -> QuerySet[Transmittal]:
    return Transmittal.objects.of(conference).filter(correspondence__is_practice=True)


def _practice_answers(conference: Conference) -> QuerySet[Response]:
    return Response.objects.of(conference).filter(
        Q(transmittal__correspondence__is_practice=True) | Q(letter__is_practice=True)
    )


def count_practice_follow_up(conference: Conference) -> int:
    return _practice_letters(conference).count() + _practice_answers(conference).count()


def clear_practice_follow_up(conference: Conference, *, by: User) -> None:
    """Delete letters of transmittal of practice mode, the answers to them, and reminders.

    The entries of the register, and their scans, are cleared by the register.
    """
    _practice_answers(conference).delete()
    FollowUpReminder.objects.of(conference).filter(message__is_practice=True).delete()
    _practice_letters(conference).delete()
