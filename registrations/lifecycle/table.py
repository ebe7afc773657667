"""The life of a registration, defined once: what each status means, and each transition from one to another.

Plain data without a query. Verbs take their guards from it (`domain/transitions.py`), pages words and
buttons, doors their answer, figures whom they count, the history its labels. What constraints and querysets
need (HOLDING_A_PLACE, ENDED) stays with the model; a test compares the two.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.accounts.models import User
from confman.registries import Ref, ref
from registrations.core.models.registration import HOLDING_A_PLACE, Registration, RegistrationStatus

S = RegistrationStatus
HERE = "registrations.lifecycle.domain"


@dataclass(frozen=True)
class Step:
    """The text on a person's own page, and the one thing to do next: a link to `page`, or a button that posts."""

    level: str
    text: Promise
    page: str = ""
    action: Promise | str = ""
    posts: bool = False


_COMPLETE = Step(
    "info", _("Please complete your registration: nothing is sent to the secretariat yet."),
    "complete", _("Complete my registration"),
)  # fmt: skip


_NOT_SEEN = Step(
    "info", _(
        "The conference is over, and there is no record that you were there. If you were, please write to the "
        "secretariat."
    ),
    "messages", _("Write to the secretariat"),
)  # fmt: skip
_TOO_LATE = Step("info", _("The conference is over: nothing more happens with this registration."))


@dataclass(frozen=True)
class StatusFacts:
    """The facts about a status. Its words are the label of the choice; `tone` is the colour of its badge.

    `decision` is the transition by which it is usually decided, if a decision is awaited; `when_seen` the one that
    follows when someone in this status is let in all the same. `to_complete`: nothing was sent yet; `is_over`:
    nothing follows; `in_line`: waits for a place; `has_deadline`: a place is held until then; `tells_reason`: the
    person is shown the reason. `refusal` is the ScanReason by which a door refuses; empty if it admits. `unconfirmed`
    and `afterwards` replace `step` until the e-mail is confirmed, and after the conference, when nothing is to be done
    any more about one that was not approved. Which statuses hold a place, queries need too: HOLDING_A_PLACE stands
    beside the model. `link_mail` is the mail with the personal link that fits the status, once the e-mail is confirmed.
    """

    tone: str
    step: Step
    unconfirmed: Step | None = None
    afterwards: Step | None = None
    refusal: str = "not-approved"
    decision: str = ""
    when_seen: str = ""
    to_complete: bool = False
    is_over: bool = False
    in_line: bool = False
    has_deadline: bool = False
    tells_reason: bool = False
    link_mail: str = "link"

    def step_now(self, *, is_confirmed: bool, is_after: bool) -> Step:
        """Return the step that applies now."""
        if is_after and not self.is_over:
            return self.afterwards or _TOO_LATE
        return self.unconfirmed if self.unconfirmed and not is_confirmed else self.step


STATUSES: dict[str, StatusFacts] = {
    S.INVITED: StatusFacts("warn", _COMPLETE, to_complete=True),
    S.NOMINATED: StatusFacts("note", _COMPLETE, to_complete=True, link_mail="nominated"),
    S.DRAFT: StatusFacts("neutral", _COMPLETE, to_complete=True),
    S.SUBMITTED: StatusFacts(
        "note", Step("info", _("The secretariat has your registration and decides on it. You get a mail.")),
        unconfirmed=Step(
            "info", _("Confirm that this mailbox is yours: your registration counts from then on."),
            "confirm", _("Confirm my registration"), posts=True,
        ),
        decision="approve",
    ),
    S.WAITING: StatusFacts(
        "warn", Step("info", _(
            "All places are taken. You are on the waiting list: as soon as a place is free and it is your turn, "
            "you get a mail."
        )),
        decision="offer", in_line=True,
    ),
    S.OFFERED: StatusFacts(
        "warn", Step(
            "success", _("A place is free and is held for you until %(until)s."),
            "accept", _("Take the place"), posts=True,
        ),
        decision="approve", has_deadline=True,
    ),
    S.APPROVED: StatusFacts(
        "good", Step(
            "success", _("You are registered. Bring your ticket, on paper or on the screen."),
            "ticket", _("Show my ticket"),
        ),
        afterwards=Step(
            "info", _("The conference is over. Thank you for taking part."),
            "documents", _("Certificates and documents"),
        ),
        refusal="",
    ),
    S.NO_SHOW: StatusFacts(
        "warn", _NOT_SEEN, afterwards=_NOT_SEEN,
        refusal="", decision="restore", when_seen="restore",
    ),
    S.DECLINED: StatusFacts(
        "bad", Step("warning", _("The secretariat could not approve your registration.")),
        refusal="declined", is_over=True, tells_reason=True,
    ),
    S.REPLACED: StatusFacts(
        "note", Step("warning", _("Your delegation has named someone else in your place.")),
        refusal="replaced", is_over=True,
    ),
    S.CANCELLED: StatusFacts(
        "bad", Step("warning", _(
            "This registration is cancelled. If that is a mistake, please write to the secretariat."
        )),
        refusal="cancelled", is_over=True,
    ),
}  # fmt: skip

TO_COMPLETE = tuple(status for status, facts in STATUSES.items() if facts.to_complete)
ALIVE = tuple(status for status, facts in STATUSES.items() if not facts.is_over)
# Those who took themselves out, or whom their delegation did: not refused by the secretariat.
LEFT = tuple(status for status, facts in STATUSES.items() if facts.is_over and not facts.tells_reason)
# Those who have sent it and are not refused count as registered, wherever in the line.
REGISTERED = tuple(status for status in ALIVE if status not in TO_COMPLETE)
# Those whom a door admits were approved, and stay on sheets and in the totals.
ADMISSIBLE = tuple(status for status, facts in STATUSES.items() if not facts.refusal)


@dataclass(frozen=True)
class StatusMeasure:
    """A figure of persons: those whose registration is in one of `statuses`.

    `is_seen`: and who were scanned, or have signed a sheet. `noun` is what texts of a report call it. One
    that is `only_if_any` is left out while it counts nobody, and where its small figures would be hidden:
    those beside it would reveal them.
    """

    label: Promise
    noun: Promise
    definition: Promise
    statuses: tuple[str, ...]
    is_seen: bool = False
    only_if_any: bool = False


MEASURES = {
    "registered": StatusMeasure(
        _("Registered"), _("registered persons"), _(
            "Registered: individuals whose registration was submitted and neither declined, replaced nor cancelled."
        ),
        REGISTERED,
    ),
    "approved": StatusMeasure(
        _("Approved"), _("approved persons"), _("Approved: individuals whose registration was approved."),
        ADMISSIBLE,
    ),
    "attended": StatusMeasure(
        _("Attended"), _("persons who attended"), _(
            "Attended: approved individuals with at least one scan or signature on an attendance sheet."
        ),
        (S.APPROVED,), is_seen=True,
    ),
    "no_show": StatusMeasure(
        _("No-shows"), _("persons who did not come"), _(
            "No-shows: approved individuals who were neither scanned nor signed a sheet, as set after the end; they "
            "are among the approved."
        ),
        (S.NO_SHOW,), only_if_any=True,
    ),
}  # fmt: skip

_REASON = ref("registrations.core.web.forms:ReasonForm")
_UNTOLD_REASON = ref("registrations.core.web.forms:InternalReasonForm")
_CANNOT = _("The registration of %(name)s is in the state “%(status)s” and cannot be %(action)s.")


@dataclass(frozen=True)
class StatusTransition:
    """A way from `sources` to `target` by a verb.

    In `done_in` the verb finds nothing left to do and returns the registration as it is; in every other
    status it raises Refused with `refused`, into which `action` is inserted. `extra_sources` are those that a
    verb accepts only with `uncompleted`, as the desk does. `entry` is its verb in the history; a transition
    that shares an entry with another has no words of its own for it. With a `question` it is offered at the
    desk, with a `bulk_consequence` for many at once; with `only_after`, once the conference is over.
    `needs_confirmed_email`: an unconfirmed e-mail needs a reason. Without a `mail` nobody is told.
    """

    key: str
    verb: Ref
    sources: tuple[str, ...]
    target: str
    done_in: tuple[str, ...]
    mail: str
    entry: str
    entry_words: Promise | str = ""
    refused: Promise = _CANNOT
    action: Promise | str = ""
    extra_sources: tuple[str, ...] = ()
    needs_confirmed_email: bool = False
    takes_reason: bool = True
    is_grave: bool = False
    only_after: bool = False
    label: Promise | str = ""
    question: Promise | str = ""
    consequence: Promise | str = ""
    bulk_consequence: Promise | str = ""

    @property
    def takes_place(self) -> bool:
        """Tell whether a registration that has no place gets one by it."""
        return self.target in HOLDING_A_PLACE and not {*self.sources} <= {*HOLDING_A_PLACE}

    @property
    def has_deadline(self) -> bool:
        """Tell whether what it gives is held for a time only."""
        return STATUSES[self.target].has_deadline

    @property
    def reason_form(self) -> Ref:
        """Return the form that asks for the reason."""
        return _REASON if self.mail else _UNTOLD_REASON

    def is_offered(self, about: Any) -> bool:
        """Tell whether the desk offers it by now; `about` is a page or a registration, of the conference."""
        return not self.only_after or about.conference.phase() == "after"

    def starts_from(self, registration: Registration) -> bool:
        """Tell whether the desk can make it from the registration's status."""
        return registration.status in self.sources + self.extra_sources and self.is_offered(registration)

    def decide(self, registration: Registration, *, by: User, **options: Any) -> Registration:
        """Decide on the registration, as the desk does: call the verb, from the extra sources, too."""
        if self.extra_sources:
            options["uncompleted"] = True
        return self.verb(registration, by=by, **options)


TRANSITIONS = {
    transition.key: transition
    for transition in (
        StatusTransition(
            "submit", ref(f"{HERE}.enrolment:submit_registration"),
            TO_COMPLETE, S.SUBMITTED, done_in=REGISTERED,
            mail="confirm", entry="submitted", entry_words=_("Registration submitted"),
            refused=_("This registration is over; nothing can be submitted."),
        ),
        StatusTransition(
            "confirm", ref(f"{HERE}.enrolment:confirm_email"),
            (S.SUBMITTED,), S.SUBMITTED, done_in=tuple(status for status in ALIVE if status != S.SUBMITTED),
            mail="received", entry="confirmed", entry_words=_("E-mail confirmed"),
            refused=_("This registration is over; nothing is left to confirm."),
        ),
        StatusTransition(
            "approve", ref(f"{HERE}.decisions:approve_registration"),
            (S.SUBMITTED, S.WAITING, S.OFFERED), S.APPROVED, done_in=(S.APPROVED,), extra_sources=TO_COMPLETE,
            mail="approved", entry="approved", entry_words=_("Registration approved"),
            action=_("approved"), needs_confirmed_email=True,
            label=_("Approve"), question=_("Approve this registration?"),
            consequence=_("A place is taken, and the ticket goes out by mail."),
            bulk_consequence=_(
                "Each takes a place, and the ticket is sent by mail. Registrations for which no place is left "
                "stay as they are."
            ),
        ),
        StatusTransition(
            "wait", ref(f"{HERE}.decisions:wait_registration"),
            (S.SUBMITTED, S.OFFERED), S.WAITING, done_in=(S.WAITING,),
            mail="waiting", entry="put_on_waiting_list", entry_words=_("Put on the waiting list"),
            action=_("put on the waiting list"), needs_confirmed_email=True,
            label=pgettext_lazy("to do", "Put on the waiting list"), question=_("Put on the waiting list?"),
            consequence=_(
                "Goes to the end of the line and is informed by mail. A place that becomes free is offered to "
                "the first."
            ),
            bulk_consequence=_("They go to the end of the line, in the order shown, and are informed by mail."),
        ),
        StatusTransition(
            "offer", ref(f"{HERE}.decisions:offer_place"),
            (S.WAITING,), S.OFFERED, done_in=(S.OFFERED,),
            mail="offered", entry="offered", entry_words=_("A place was offered"),
            action=_("offered a place"), takes_reason=False,
            label=_("Offer a place"), question=_("Offer a place out of turn?"),
            consequence=_("The person is informed by mail and accepts the place on their page."),
            bulk_consequence=_("The person is informed by mail and accepts the place on their page."),
        ),
        StatusTransition(
            "accept", ref(f"{HERE}.decisions:accept_offer"),
            (S.OFFERED,), S.APPROVED, done_in=(S.APPROVED,), mail="approved", entry="approved",
            refused=_(
                "The place was held for you until its deadline, which has passed. You keep your registration; "
                "the next free place is offered in the order of the line."
            ),
        ),
        StatusTransition(
            "expire", ref(f"{HERE}.decisions:expire_offers"),
            (S.OFFERED,), S.WAITING, done_in=tuple(status for status in S if status != S.OFFERED),
            mail="waiting", entry="put_on_waiting_list",
        ),
        StatusTransition(
            "decline", ref(f"{HERE}.decisions:decline_registration"),
            (S.SUBMITTED, S.WAITING, S.OFFERED, S.INVITED, S.NOMINATED), S.DECLINED, done_in=(S.DECLINED,),
            mail="declined", entry="declined", entry_words=_("Registration declined"),
            action=_("declined"), is_grave=True,
            label=_("Decline"), question=_("Decline this registration?"),
            consequence=_("The person is informed by mail, with the reason. This cannot be undone."),
            bulk_consequence=_("They are informed by mail, with the reason. This cannot be undone."),
        ),
        StatusTransition(
            "no-show", ref(f"{HERE}.transitions:mark_no_show"),
            (S.APPROVED,), S.NO_SHOW, done_in=(S.NO_SHOW,),
            mail="", entry="no_show", entry_words=_("Set as a no-show"), action=_("set as a no-show"), only_after=True,
            label=_("Set as no-show"), question=_("Set this registration as a no-show?"),
            consequence=_(
                "The place stays taken, there is no certificate, and nobody is informed. A scan or a signed "
                "sheet that comes late takes it back."
            ),
            bulk_consequence=_(
                "Places stay taken, there are no certificates, and nobody is informed. Participants who were "
                "scanned or signed a sheet stay as they are."
            ),
        ),
        StatusTransition(
            "restore", ref(f"{HERE}.transitions:restore_no_show"),
            (S.NO_SHOW,), S.APPROVED, done_in=(S.APPROVED,),
            mail="", entry="restored", entry_words=_("No-show taken back"),
            refused=_("%(name)s is not set as a no-show: %(status)s."), only_after=True,
            label=_("Take the no-show back"), question=_("Take the no-show back?"),
            consequence=_("The registration is approved again. Nobody is informed."),
            bulk_consequence=_("Their registrations are approved again. Nobody is informed."),
        ),
        StatusTransition(
            "cancel", ref(f"{HERE}.decisions:cancel_registration"),
            ALIVE, S.CANCELLED, done_in=(S.CANCELLED,),
            mail="cancelled", entry="cancelled", entry_words=_("Registration cancelled"),
            refused=_("The registration of %(name)s is over already: %(status)s."), is_grave=True,
            label=_("Cancel the registration"), question=_("Cancel this registration?"),
            consequence=_(
                "The ticket is no longer valid, the person is informed by mail, and the place goes to the first "
                "in line."
            ),
        ),
        StatusTransition(
            "replace", ref(f"{HERE}.decisions:replace_registration"),
            (S.APPROVED,), S.REPLACED, done_in=(),
            mail="replaced", entry="replaced", entry_words=_("Replaced by someone else"),
            refused=_("%(name)s has no approved registration that someone else could take over."),
        ),
    )
}  # fmt: skip

AT_THE_DESK = {key: transition for key, transition in TRANSITIONS.items() if transition.question}
