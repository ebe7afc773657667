"""The checks that confman has of its own: what is found, how it is told, and what to do about it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from agenda.conflicts.domain import (
    break_checks,
    content_checks,
    interpretation_checks,
    messages,
    schedule_checks,
)
from agenda.conflicts.domain.registry import ConflictCheck, conflict_checks

for _position, (_key, _label, _find, _tell, _advice, _about) in enumerate(
    (
        (
            "person-twice",
            _("A person in two places"),
            schedule_checks.person_twice,
            messages.person_twice,
            _("Move one of the sessions, or ask someone else."),
            _(
                "Speakers, chairs, rapporteurs and leaders of a working group, and interpreters for their turns."
            ),
        ),
        (
            "no-time-to-change",
            _("No time to change rooms"),
            schedule_checks.no_time_to_change,
            messages.no_time_to_change,
            _("Begin the second one later, or hold it in the same room."),
            _("Between two sessions of one person in different rooms."),
        ),
        (
            "room-twice",
            _("A room used twice"),
            schedule_checks.room_twice,
            messages.room_twice,
            _("Move one of the sessions, or let the room hold several at once."),
            _("But for rooms that hold several sessions at once."),
        ),
        (
            "room-closed",
            _("Outside the room’s opening hours"),
            schedule_checks.room_closed,
            messages.room_closed,
            _("Move the session, or change the hours of the room."),
            _("Hours are given in the form of the room."),
        ),
        (
            "outside-days",
            _("Outside the conference’s days"),
            schedule_checks.outside_days,
            messages.outside_days,
            _("Give it a day of the conference."),
            "",
        ),
        (
            "person-away",
            _("Outside a person’s hours"),
            schedule_checks.person_away,
            messages.person_away,
            _("Move the session, or ask the person for other hours."),
            _("Hours are given on the page of the person."),
        ),
        (
            "beside-plenary",
            _("Beside a plenary"),
            schedule_checks.beside_plenary,
            messages.beside_plenary,
            _("Move the other one, or make it a side event."),
            _(
                "Opening, plenary and closing are for everyone. Pauses, side events and press may stand beside them."
            ),
        ),
        (
            "no-break",
            _("Too long without a break"),
            break_checks.no_break,
            messages.no_break,
            _("Put in a break of at least ten minutes."),
            _(
                "Counted for who stays in one room: its sessions, and plenaries. Less than ten minutes are no break."
            ),
        ),
        (
            "items-too-long",
            _("Items longer than their session"),
            content_checks.items_too_long,
            messages.items_too_long,
            _("Shorten items, or let the session end later."),
            "",
        ),
        (
            "more-than-seats",
            _("More signed up than seats"),
            content_checks.more_than_seats,
            messages.more_than_seats,
            _("Take a larger room, or close signing up."),
            _("For the session, or for its working group."),
        ),
        (
            "no-chair",
            _("No chair"),
            content_checks.no_chair,
            messages.no_chair,
            _("Give someone the role of chair or moderator."),
            _(
                "Nor a co-chair, moderator, or chair of the working group. Pauses, side events and press need none."
            ),
        ),
        (
            "no-rapporteur",
            _("No rapporteur"),
            content_checks.no_rapporteur,
            messages.no_rapporteur,
            _("Name one in the session or in its working group."),
            _("In meetings of working groups."),
        ),
        (
            "role-declined",
            _("A role declined"),
            content_checks.role_declined,
            messages.role_declined,
            _("Ask someone else, and take the role away from who declined."),
            _("Until the role is taken away."),
        ),
        (
            "role-open",
            _("A role not confirmed"),
            content_checks.role_open,
            messages.role_open,
            _("Ask them; until they confirm they are published as “to be confirmed”."),
            _("Proposed or invited, and no answer yet."),
        ),
        (
            "language-gap",
            _("A language not interpreted"),
            interpretation_checks.language_gap,
            messages.language_gap,
            _("Plan a booth or a relay, or take the language from those offered."),
            _("Spoken, but not to be heard in a language offered, by one booth or one relay."),
        ),
        (
            "interpreter-hours",
            _("An interpreter over their hours"),
            interpretation_checks.interpreter_hours,
            messages.interpreter_hours,
            _("Give some turns to another interpreter."),
            _("By their turns; without turns, by the sessions in which they are interpreters."),
        ),
    ),
    start=1,
):
    conflict_checks.register(
        ConflictCheck(_key, _label, _find, position=_position * 10, advice=_advice, about=_about, tell=_tell)
    )
