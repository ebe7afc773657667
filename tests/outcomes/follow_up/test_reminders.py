"""Reminders: computed, approved where a rank asks for it, never twice; figures; what is carried over; practice."""

import datetime as dt
from functools import partial

import pytest
import time_machine
from django.utils import timezone
from lxml import html

from confman.audit.models import AuditEntry
from confman.mail.models import Message
from confman.people.registries import person_records
from confman.translation.languages import reading_in
from confman.web.errors import Refused
from outcomes.follow_up import tasks
from outcomes.follow_up.documents.matrix import build_matrix
from outcomes.follow_up.domain.actions import carry_over, record_response, save_action, set_follow_up
from outcomes.follow_up.domain.focal_points import (
    change_addressee,
    clear_practice_follow_up,
    current_term,
    remove_addressee,
    term_link,
)
from outcomes.follow_up.domain.progress_reports import (
    change_follow_up_settings,
    missing_reports,
    postpone_report,
)
from outcomes.follow_up.domain.reminders import approve_reminder, day_reached, outstanding, remind
from outcomes.follow_up.domain.transmittals import mark_sent
from outcomes.follow_up.models.follow_up import FollowUpAction, ProgressUpdate, Response
from outcomes.follow_up.models.reporting import FollowUpReminder, ReportingDate
from outcomes.follow_up.models.transmittal import Transmittal
from outcomes.recommendations.models.recommendation import Recommendation
from tests.factories import AddresseeFactory, ConferenceFactory, PersonFactory, SeriesFactory
from tests.letters import as_sent
from tests.outcomes.follow_up_samples import followed_world, letter_to, page, portal
from tests.outcomes.recommendation_samples import recommendation

CONSULTED = {"reminder_days": [14, 3, -7], "approved_ranks": ["minister"]}


@pytest.fixture
def world(conference, member):
    return followed_world(conference, member("rapporteur"))


def asked(world, days):
    """A letter to the second body, whose answer is due in so many days."""
    today = world.conference.today()
    letter = letter_to(world, world.second, answer_by=today + dt.timedelta(days=days))
    mark_sent(letter, by=world.by, on=today)
    return letter


def test_the_last_day_that_is_reached_counts_and_old_ones_do_not():
    due = dt.date(2027, 6, 30)
    days = [14, 3, -7]
    assert day_reached(due, days, dt.date(2027, 6, 1)) is None
    assert day_reached(due, days, dt.date(2027, 6, 16)) == 14
    assert day_reached(due, days, dt.date(2027, 6, 29)) == 3
    assert day_reached(due, days, dt.date(2027, 7, 7)) == -7
    assert day_reached(due, days, dt.date(2028, 7, 7)) is None
    assert day_reached(due, [], due) is None


def test_who_is_to_be_reminded_is_and_never_twice(world, monkeypatch):
    conference = world.conference
    change_follow_up_settings(conference, by=world.by, **CONSULTED)
    asked(world, 10)
    monkeypatch.setattr(tasks, "HOURS", range(24))
    assert (tasks.follow_up_task(), tasks.follow_up_task()) == (1, 0)
    message = Message.objects.of(conference).get(key="outcomes.reminder_response")
    assert message.to == "office@agency.example" and "/me/follow-up/link/" in message.body_text
    reminder = FollowUpReminder.objects.get()
    assert (reminder.kind, reminder.days, reminder.state) == ("response", 14, "sent")
    # A question that was answered is not asked any more.
    Transmittal.objects.update(answer_by=conference.today() + dt.timedelta(days=2))
    record_response(world.rows[0], by=world.by, addressee=world.second, values={"answer": "noted"})
    assert remind(conference).sent == 0


def test_a_reminder_of_a_report_goes_out_as_long_before_as_the_settings_say(world):
    conference = world.conference
    first = conference.today() + dt.timedelta(days=190)
    change_follow_up_settings(conference, by=world.by, reminder_days=[200], first_report_on=first)
    assert remind(conference).sent == 1
    reminder = FollowUpReminder.objects.get()
    assert (reminder.kind, reminder.due_on, reminder.days) == ("report", first, 200)


def test_of_old_reports_nobody_is_reminded_and_the_last_missing_one_is_still_awaited(world):
    conference, today = world.conference, world.conference.today()
    change_follow_up_settings(conference, by=world.by, reminder_days=[0])
    FollowUpAction.objects.update(created_at=timezone.now() - dt.timedelta(days=1000))
    older, old = (
        ReportingDate.objects.create(
            conference=conference, period_from=day - dt.timedelta(days=30), period_to=day, due_on=day
        )
        for day in (today - dt.timedelta(days=900), today - dt.timedelta(days=500))
    )
    assert [item.due_on for item in outstanding(conference) if item.kind == "report"] == [old.due_on]
    assert remind(conference).sent == 0
    for due, awaited in ((older, [old.due_on]), (old, [])):
        ProgressUpdate.objects.create(
            action=world.action, period_to=today, reporting_date=due, author=world.by, state="submitted"
        )
        assert [item.due_on for item in outstanding(conference) if item.kind == "report"] == awaited


def test_an_action_owes_no_report_for_what_was_due_before_it_was_added_or_began(world):
    conference, today = world.conference, world.conference.today()
    change_follow_up_settings(conference, by=world.by, reminder_days=[0])
    day = today - dt.timedelta(days=1)
    due = ReportingDate.objects.create(
        conference=conference, period_from=day - dt.timedelta(days=30), period_to=day, due_on=day
    )

    def awaited():
        reports = [item.due_on for item in outstanding(conference) if item.kind == "report"]
        assert list(missing_reports(conference, due)) == ([world.first] if reports else [])
        return reports

    assert awaited() == [], "it was added today"
    FollowUpAction.objects.update(starts_on=day)
    assert awaited() == [day], "it was agreed to begin before"
    FollowUpAction.objects.update(starts_on=today)
    assert awaited() == []
    FollowUpAction.objects.update(starts_on=None, created_at=timezone.now() - dt.timedelta(days=2))
    assert awaited() == [day]


def test_more_time_for_a_report_is_granted_shown_and_reminded_of(world, client, client_as):
    conference, action, today = world.conference, world.action, world.conference.today()
    change_follow_up_settings(
        conference, by=world.by, reminder_days=[3], first_report_on=today + dt.timedelta(days=2)
    )
    assert remind(conference).sent == 1
    due = ReportingDate.objects.of(conference).first()
    url = page("report-postpone", conference, action.recommendation.pk, action.pk)
    desk = client_as(world.by)
    assert (
        url
        in desk.get(page("recommendation-follow-up", conference, action.recommendation.pk)).content.decode()
    )
    assert "Choose a day after" in desk.post(url, {"until": due.due_on.isoformat()}).content.decode()
    until = today + dt.timedelta(days=40)
    assert desk.post(url, {"until": until.isoformat()}).status_code == 302
    entry = AuditEntry.objects.get(verb="outcomes.report_postponed")
    assert entry.details["until"] == until.isoformat()

    assert list(missing_reports(conference, due)) == []
    assert next(item.due_on for item in outstanding(conference) if item.kind == "report") == until
    assert remind(conference).sent == 0
    term = current_term(action.lead, by=world.by)
    client.get(term_link(term))
    day = f'datetime="{until.isoformat()}"'
    for name, arguments in (("follow-up", ()), ("follow-up-report", (action.pk,))):
        assert day in client.get(portal(name, conference, term.pk, *arguments)).content.decode()
    with reading_in("en"):
        matrix = build_matrix(conference, language="en", options={})
    cells = [cell for row in matrix.rows for cell in row.actions]
    assert any("report by" in cell.due for cell in cells)

    with time_machine.travel(dt.datetime.combine(until, dt.time(12), conference.zone), tick=False):
        assert remind(conference).sent == 1
        assert FollowUpReminder.objects.order_by("created_at").last().due_on == until
    postpone_report(action, by=world.by, until=None)
    assert list(missing_reports(conference, due)) == [world.first]


def test_more_time_is_bounded_and_given_to_whom_leads_an_open_action(world):
    action, today = world.action, world.conference.today()
    change_follow_up_settings(world.conference, by=world.by, first_report_on=today + dt.timedelta(days=2))
    until = today + dt.timedelta(days=40)
    with pytest.raises(Refused, match="within two years"):
        postpone_report(action, by=world.by, until=until.replace(year=until.year + 100))
    postpone_report(action, by=world.by, until=until)
    action.refresh_from_db()
    save_action(action.recommendation, by=world.by, action=action, values={"lead": world.second})
    action.refresh_from_db()
    assert action.report_by is None, "it was given to whom led it then"
    FollowUpAction.objects.update(status="implemented")
    action.refresh_from_db()
    with pytest.raises(Refused, match="No report is owed"):
        postpone_report(action, by=world.by, until=until)


def test_two_runs_at_once_send_one(world, at_once):
    change_follow_up_settings(world.conference, by=world.by, **CONSULTED)
    asked(world, 10)
    results = [run.sent for run in at_once(*[partial(remind, world.conference)] * 2)]
    assert sorted(results) == [0, 1]
    assert Message.objects.filter(key="outcomes.reminder_response").count() == 1


def test_a_high_rank_gets_nothing_that_nobody_has_read(world, client_as):
    conference = world.conference
    world.person.level = "minister"
    world.person.save()
    change_follow_up_settings(conference, by=world.by, **CONSULTED)
    today = conference.today()
    for title, days in (("One", 2), ("Two", 2)):
        save_action(
            world.rows[1], by=world.by,
            values={"what": {"en": title}, "lead": world.first, "due_on": today + dt.timedelta(days=days)},
        )  # fmt: skip
    run = remind(conference)
    assert (run.sent, run.drafted) == (0, 1) and remind(conference).drafted == 0
    assert not Message.objects.of(conference).exists()
    reminder = FollowUpReminder.objects.get()  # two actions of one day are one mail
    assert reminder.language == "ru" and "One; Two" in reminder.body and "{link}" in reminder.body
    desk = client_as(world.by)
    url = page("reminder", conference, reminder.pk)
    assert "First Ministry" in desk.get(page("reminder-list", conference)).content.decode()
    desk.post(url, {"subject": "Eine Bitte", "body": "Please look: {link}", "action": "save"})
    assert not Message.objects.exists()
    desk.post(url, {"subject": "A request", "body": "Please look: {link}", "action": "approve"})
    message = Message.objects.of(conference).get()
    assert message.subject == "A request" and term_path(world) in as_sent(message)
    assert desk.get(url).status_code == 404


def term_path(world):
    return term_link(current_term(world.first, by=world.by)).rsplit("/link/", 1)[0]


def test_a_draft_to_who_answers_no_more_is_written_anew(world, client_as):
    conference = world.conference
    world.person.level = "minister"
    world.person.save()
    change_follow_up_settings(conference, by=world.by, **CONSULTED)
    save_action(
        world.rows[0], by=world.by, action=world.action, values={"due_on": conference.today() + dt.timedelta(days=1)}
    )  # fmt: skip
    remind(conference)
    other = PersonFactory(
        conference=conference, name={"en": "Timur Sample"}, email="timur@example.org", languages=["en"]
    )
    change_addressee(world.first, by=world.by, values={"focal_point": other, "kind": world.first.kind})
    assert AuditEntry.objects.get(verb="outcomes.addressee_changed").details == {"fields": ["focal_point"]}
    reminder = FollowUpReminder.objects.get()
    assert "Ваше Превосходительство" in reminder.body and reminder.language == "ru"
    desk, url = client_as(world.by), page("reminder", conference, reminder.pk)
    sent = desk.post(
        url, {"subject": "Old words", "body": "Dear Nodira, {link}", "action": "approve"}, follow=True
    )
    assert "was written again" in sent.content.decode() and "Timur Sample" in sent.content.decode()
    assert not Message.objects.exists()
    reminder.refresh_from_db()
    assert (reminder.person, reminder.state, reminder.language) == (other, "to-approve", "en")
    assert "Timur" in reminder.body and "Превосходительство" not in reminder.body
    approve_reminder(reminder, by=world.by)
    assert Message.objects.get().to == "timur@example.org"


def test_what_one_addressee_owes_is_what_the_list_of_all_says_of_them(world):
    conference = world.conference
    asked(world, 10)
    for row, lead in zip(world.rows, (world.first, world.second), strict=False):
        save_action(
            row, by=world.by,
            values={"what": {"en": "One"}, "lead": lead, "due_on": conference.today() + dt.timedelta(days=2)},
        )  # fmt: skip
    outstanding_items = outstanding(conference)
    assert {item.addressee for item in outstanding_items} == {world.first, world.second}
    for addressee in (world.first, world.second):
        assert outstanding(conference, addressee) == [
            item for item in outstanding_items if item.addressee == addressee
        ]


def test_what_the_list_says_was_written_anew_is(world, client_as):
    conference = world.conference
    world.person.level = "minister"
    world.person.save()
    change_follow_up_settings(conference, by=world.by, **CONSULTED)
    save_action(
        world.rows[0], by=world.by, action=world.action, values={"due_on": conference.today() + dt.timedelta(days=1)}
    )  # fmt: skip
    remind(conference)
    other = PersonFactory(conference=conference, name={"en": "Timur Sample"}, email="timur@example.org")
    change_addressee(world.first, by=world.by, values={"focal_point": other})
    reminder = FollowUpReminder.objects.get()
    posted = {"action": "approve", "confirmed": "1", "selected": [str(reminder.pk)]}
    sent = client_as(world.by).post(page("reminder-list", conference), posted, follow=True)
    assert "was written again" in sent.content.decode()
    reminder.refresh_from_db()
    assert reminder.person == other and "Timur" in reminder.body


def test_a_draft_about_what_has_come_meanwhile_is_dropped(world):
    world.person.level = "minister"
    world.person.save()
    change_follow_up_settings(world.conference, by=world.by, **CONSULTED)
    today = world.conference.today()
    save_action(
        world.rows[0], by=world.by, action=world.action, values={"due_on": today + dt.timedelta(days=1)}
    )  # fmt: skip
    remind(world.conference)
    save_action(world.rows[0], by=world.by, action=world.action, values={"status": "implemented"})
    reminder = FollowUpReminder.objects.get()
    with pytest.raises(Exception, match="arrived meanwhile"):
        approve_reminder(reminder, by=world.by)
    assert remind(world.conference).dropped == 1
    reminder.refresh_from_db()
    assert reminder.state == "dropped" and not Message.objects.exists()


def test_figures_lead_to_the_lists_they_count(world, client_as, assert_constant_queries):
    conference, desk = world.conference, client_as(world.by)
    record_response(world.rows[0], by=world.by, addressee=world.first, values={"answer": "in-part"})
    set_follow_up(world.rows[1], by=world.by, status="in-progress")
    save_action(
        world.rows[2], by=world.by,
        values={"what": {"en": "Late"}, "lead": world.second, "due_on": conference.today() - dt.timedelta(days=40)},
    )  # fmt: skip
    page_url = page("follow-up-figures", conference)
    answer = desk.get(page_url)
    figures = answer.context["figures"]
    assert figures.by_status == {"not-started": 2, "in-progress": 1}
    assert (figures.asked, figures.received, figures.silent) == (4, 1, 3)
    assert (figures.overdue_actions, figures.overdue_by_age) == (1, {"quarter": 1})
    matrix = page("follow-up", conference)

    def count(**query):
        return len(desk.get(matrix, query).context["table"].shown)

    assert count(status="in-progress") == 1 and count(theme=world.rows[0].themes.get().pk) == 1
    assert count(addressee=world.first.pk, answer="in-part") == 1
    assert count(addressee=world.first.pk, status="no-reply") == 2
    assert count(addressee=world.second.pk, status="overdue") == 1
    assert answer.content.decode().count('class="chart"') == 4
    first, more = desk.get(matrix, {"all": "1"}).context["shown_views"]
    assert [(view["label"], view["count"]) for view in first] == [
        ("All", 3),
        ("Overdue", 1),
        ("No reply", 3),
        ("Not started", 2),
    ]
    assert [(view["label"], view["count"]) for view in more] == [("In progress", 1)]
    assert [count(status=key) for key in ("overdue", "no-reply", "not-started")] == [1, 3, 2]
    # Before it is published nobody was asked: no reply is missing, here as in the figures.
    recommendation(conference, stage="adopted", addressees=[world.first])
    assert count(status="no-reply") == 3

    def add():
        save_action(world.rows[2], by=world.by, values={"what": {"en": "More"}, "lead": world.second})

    assert_constant_queries(page_url, add, client=desk)


def test_an_overdue_row_leads_to_its_reminder(world, client_as, member):
    conference = world.conference
    late = {"lead": world.first, "due_on": conference.today() - dt.timedelta(days=1)}
    save_action(world.rows[1], by=world.by, values={"what": {"en": "Late"}, **late})
    listed = f"{page('follow-up', conference)}?status=overdue"

    def reached(user):
        row = html.fromstring(client_as(user).get(listed).content).xpath("//tbody/tr//details")
        return [link for part in row for link in part.xpath(".//a[.='Remind']/@href")]

    assert reached(world.by) == [page("reminder-list", conference)]
    world.person.level = "minister"
    world.person.save()
    change_follow_up_settings(conference, by=world.by, **CONSULTED)
    assert remind(conference).drafted == 1
    assert reached(world.by) == [page("reminder", conference, FollowUpReminder.objects.get().pk)]
    assert reached(member("observer")) == []


def test_recommendations_of_an_earlier_conference_go_on_with_their_origin(world, client_as):
    series = SeriesFactory()
    earlier, now = world.conference, ConferenceFactory(
        slug="tashkent2030", series=series, starts_on=dt.date(2030, 3, 1), ends_on=dt.date(2030, 3, 2)
    )  # fmt: skip
    earlier.series = series
    earlier.save()
    set_follow_up(world.rows[2], by=world.by, status="implemented")
    now.memberships.create(user=world.by, role="rapporteur")
    desk = client_as(world.by)
    url = page("carry-over", now)
    lines = desk.get(url).context["lines"]
    assert [line["proposed"] for line in lines] == [True, True, False]
    chosen = [str(world.rows[0].pk), str(world.rows[1].pk)]
    for _twice in range(2):
        desk.post(url, {"from": earlier.slug, "selected": chosen})
    copies = {copy.carried_from_id: copy for copy in Recommendation.objects.of(now)}
    assert set(copies) == {world.rows[0].pk, world.rows[1].pk}
    copy = copies[world.rows[0].pk]
    assert copy.label.startswith("Recommendation 1 of") and copy.label.endswith("2027")
    assert (copy.stage, copy.number, copy.opening) == ("carried-over", None, "Text number 0.")
    assert [str(row) for row in copy.addressees.all()] == ["First Ministry", "Second Agency"]
    assert copy.actions.get().lead.conference == now and copy.indicators.get().target == 20
    # It is followed up here, and counts neither as adopted here nor as a draft.
    assert copy in desk.get(page("follow-up", now)).context["table"].shown
    assert not Recommendation.objects.of(now).adopted().exists()
    assert copy.label in desk.get(page("transmittal-write", now)).content.decode()
    with pytest.raises(Exception, match="earlier conference of the same series"):
        carry_over(earlier, now, chosen, by=world.by)


def test_practice_goes_and_a_person_is_given_their_data_and_forgotten(world):
    conference = world.conference
    letter = letter_to(world, world.second)
    letter.correspondence.is_practice = True
    letter.correspondence.save()
    record_response(
        world.rows[0], by=world.by, addressee=world.second, values={"answer": "noted", "transmittal": letter}
    )
    clear_practice_follow_up(conference, by=world.by)
    assert not Transmittal.objects.exists() and not Response.objects.exists()

    term = current_term(world.first, by=world.by)
    FollowUpReminder.objects.create(
        addressee=world.first, person=world.person, kind="action", key="k", due_on=timezone.localdate(), days=3,
        subject="Dear Nodira Sample", body="Dear Nodira Sample",
    )  # fmt: skip
    held = person_records.get("outcomes")
    kinds = [entry["kind"] for entry in held.collect(world.person)]
    assert {"term of a focal point", "reminder"} <= set(kinds)
    held.erase(world.person, by=world.by)
    term.refresh_from_db()
    reminder = FollowUpReminder.objects.get()
    assert (term.name, term.person, reminder.body, reminder.state) == ("", None, "", "dropped")
    assert term.ended_at is not None and held.collect(world.person) == []

    letter_to(world, world.second)
    with pytest.raises(Refused, match="written to"):
        world.second.recommendations.clear()
        remove_addressee(world.second, by=world.by)
    conference.delete()
    assert not Transmittal.objects.exists()


def test_the_list_shows_what_waits_then_what_was_sent_and_what_is_owed(
    world, client_as, assert_constant_queries
):
    desk, listed = client_as(world.by), page("reminder-list", world.conference)

    def add(state="to-approve"):
        addressee = AddresseeFactory(conference=world.conference)
        return FollowUpReminder.objects.create(
            addressee=addressee, kind="report", key=str(addressee.pk), due_on=world.conference.today(), days=3,
            state=state, subject=f"About {state}",
        )  # fmt: skip

    assert_constant_queries(listed, add, client=desk)
    sent = add("sent")
    add("dropped")
    waiting = desk.get(listed)
    assert [(str(view["label"]), view["count"]) for view in waiting.context["views"]] == [
        ("To be approved", 3), ("Sent", 1), ("Not sent", 1),
    ]  # fmt: skip
    assert {row.state for row in waiting.context["table"].shown} == {"to-approve"}
    assert (
        page("reminder", world.conference, waiting.context["table"].shown[0].pk) in waiting.content.decode()
    )
    assert "What is still awaited" in waiting.content.decode()
    shown = desk.get(listed, {"state": "sent"})
    assert shown.context["table"].shown == [sent] and "About sent" in shown.content.decode()
    assert page("reminder", world.conference, sent.pk) not in shown.content.decode()
