"""Registers the checks of the agenda: their page, kinds of conflicts, labels of the history."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agenda.conflicts.registries import ConflictCheck
from confman.audit.labels import AuditLabels
from confman.conferences.models import ConferenceProfile
from confman.conferences.registries import CloneStep, NavigationItem, Workspace
from confman.registries import ref

HERE = "agenda.conflicts"

ENTRIES = (
    NavigationItem(
        "agenda.checks",
        Workspace.AGENDA,
        _("Conflicts"),
        "agenda_secretariat:checks",
        permission="agenda.view_working_agenda",
        position=60,
        works="agenda.edit_agenda",
        opens_in=("near",),
        opens_if=ref(f"{HERE}.domain.report:stops_publishing"),
        guide="publish#conflicts-first",
        words=pgettext_lazy("search", "clash overlap warning problem"),
    ),
    # In this order; what floors above look for stands before the last two.
    ConflictCheck(
        "person-twice",
        _("A person in two places"),
        ref(f"{HERE}.domain.checks:person_twice"),
        advice=_("Move one of the sessions, or ask someone else."),
        about=_(
            "Speakers, chairs, rapporteurs and leaders of a working group, and interpreters for their turns."
        ),
        sentence=ref(f"{HERE}.domain.messages:person_twice"),
    ),
    ConflictCheck(
        "no-time-to-change",
        _("No time to change rooms"),
        ref(f"{HERE}.domain.checks:no_time_to_change"),
        advice=_("Begin the second one later, or hold it in the same room."),
        about=_("Between two sessions of one person in different rooms."),
        sentence=ref(f"{HERE}.domain.messages:no_time_to_change"),
    ),
    ConflictCheck(
        "room-twice",
        _("A room used twice"),
        ref(f"{HERE}.domain.checks:room_twice"),
        advice=_("Move one of the sessions, or let the room hold several at once."),
        about=_("Except in rooms that hold several sessions at once."),
        sentence=ref(f"{HERE}.domain.messages:room_twice"),
    ),
    ConflictCheck(
        "room-closed",
        _("Outside the room’s opening hours"),
        ref(f"{HERE}.domain.checks:room_closed"),
        advice=_("Move the session, or change the hours of the room."),
        about=_("Hours are given in the form of the room."),
        sentence=ref(f"{HERE}.domain.messages:room_closed"),
    ),
    ConflictCheck(
        "outside-days",
        _("Outside the conference’s days"),
        ref(f"{HERE}.domain.checks:outside_days"),
        advice=_("Give it a day of the conference."),
        sentence=ref(f"{HERE}.domain.messages:outside_days"),
    ),
    ConflictCheck(
        "person-away",
        _("Outside a person’s hours"),
        ref(f"{HERE}.domain.checks:person_away"),
        advice=_("Move the session, or ask the person for other hours."),
        about=_("Hours are given on the page of the person."),
        sentence=ref(f"{HERE}.domain.messages:person_away"),
    ),
    ConflictCheck(
        "beside-plenary",
        _("Beside a plenary"),
        ref(f"{HERE}.domain.checks:beside_plenary"),
        advice=_("Move the other one, or make it a side event."),
        about=_(
            "Opening, plenary and closing are for everyone. Breaks, side events and press may take place at the "
            "same time."
        ),
        sentence=ref(f"{HERE}.domain.messages:beside_plenary"),
    ),
    ConflictCheck(
        "no-break",
        _("Too long without a break"),
        ref(f"{HERE}.domain.checks:no_break"),
        advice=_("Put in a break of at least ten minutes."),
        about=_(
            "Counted for who stays in one room: its sessions, and plenaries. Less than ten minutes are no break."
        ),
        sentence=ref(f"{HERE}.domain.messages:no_break"),
    ),
    ConflictCheck(
        "items-too-long",
        _("Items longer than their session"),
        ref(f"{HERE}.domain.checks:items_too_long"),
        advice=_("Shorten items, or let the session end later."),
        sentence=ref(f"{HERE}.domain.messages:items_too_long"),
    ),
    ConflictCheck(
        "more-than-seats",
        _("More signed up than seats"),
        ref(f"{HERE}.domain.checks:more_than_seats"),
        advice=_("Take a larger room, or close sign-up."),
        about=_("For the session, or for its working group."),
        sentence=ref(f"{HERE}.domain.messages:more_than_seats"),
    ),
    ConflictCheck(
        "no-chair",
        _("No chair"),
        ref(f"{HERE}.domain.checks:no_chair"),
        advice=_("Give someone the role of chair or moderator."),
        about=_(
            "There is no co-chair, moderator or chair of the working group either. Breaks, side events and "
            "press need none."
        ),
        sentence=ref(f"{HERE}.domain.messages:no_chair"),
        of_people=True,
    ),
    ConflictCheck(
        "talk-without-chair",
        _("No chair in a parallel session"),
        ref(f"{HERE}.domain.checks:talk_without_chair"),
        advice=_("Give someone the role of chair or moderator."),
        about=_("Not checked in expert meetings, unless you choose so."),
        sentence=ref(f"{HERE}.domain.messages:talk_without_chair"),
        of_people=True,
        unknown_in=(ConferenceProfile.EXPERT_MEETING,),
    ),
    ConflictCheck(
        "no-rapporteur",
        _("No rapporteur"),
        ref(f"{HERE}.domain.checks:no_rapporteur"),
        advice=_("Name one in the session or in its working group."),
        about=_("In meetings of working groups."),
        sentence=ref(f"{HERE}.domain.messages:no_rapporteur"),
        of_people=True,
    ),
    ConflictCheck(
        "role-declined",
        _("A role declined"),
        ref(f"{HERE}.domain.checks:role_declined"),
        advice=_("Ask someone else, and take the role away from who declined."),
        about=_("Until the role is taken away."),
        sentence=ref(f"{HERE}.domain.messages:role_declined"),
    ),
    ConflictCheck(
        "role-open",
        _("A role not confirmed"),
        ref(f"{HERE}.domain.checks:role_open"),
        advice=_("Ask them; until they confirm they are published as “to be confirmed”."),
        about=_("Proposed or invited, and no answer yet."),
        sentence=ref(f"{HERE}.domain.messages:role_open"),
    ),
    ConflictCheck(
        "language-gap",
        _("A language not interpreted"),
        ref(f"{HERE}.domain.checks:language_gap"),
        position=150,
        advice=_("Plan a booth or a relay, or take the language from those offered."),
        about=_("Spoken, but not interpreted into a language offered, by one booth or through one relay."),
        sentence=ref(f"{HERE}.domain.messages:language_gap"),
    ),
    ConflictCheck(
        "interpreter-hours",
        _("An interpreter over their hours"),
        ref(f"{HERE}.domain.checks:interpreter_hours"),
        position=160,
        advice=_("Give some turns to another interpreter."),
        about=_("By their turns; without turns, by the sessions in which they are interpreters."),
        sentence=ref(f"{HERE}.domain.messages:interpreter_hours"),
    ),
    AuditLabels(verbs={"agenda.severities_changed": _("Severity of conflicts set")}),
    CloneStep(
        key="agenda.settings",
        workspace=Workspace.AGENDA,
        label=_("Rules of the agenda"),
        models=("agenda.AgendaSettings",),
        anew=("next_item_number", "imported"),
        moved=("materials_due",),
        position=5,
    ),
)
