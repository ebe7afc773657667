"""Progress reports by focal points without an account, and their review."""

import datetime as dt
import itertools

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from confman.conferences.models import ContactMessage
from confman.mail.models import Message
from confman.mailings.domain.letters import values_for
from confman.mailings.domain.recipients import plan_recipients
from confman.web.errors import Refused
from outcomes.follow_up.domain.actions import save_action
from outcomes.follow_up.domain.focal_points import current_term, term_link
from outcomes.follow_up.domain.progress_reports import (
    change_follow_up_settings,
    months_later,
    plan_reporting_dates,
    planned_dates,
)
from outcomes.follow_up.domain.review import publish_assessment
from outcomes.follow_up.models.follow_up import Evidence, IndicatorValue, ProgressUpdate
from outcomes.follow_up.models.reporting import ReportingDate
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.stages import Stage
from tests.factories import MailingFactory
from tests.outcomes.follow_up_samples import followed_world, page, portal

PDF = b"%PDF-1.4 evidence"


@pytest.fixture
def world(conference, member):
    return followed_world(conference, member("rapporteur"))


def public(name, conference, *args, language="en"):
    from django.urls import reverse

    return reverse(f"outcomes_public:{name}", args=[conference.slug, language, *args])


def test_the_draft_of_who_led_an_action_before_is_not_shown_to_who_leads_it_now(world, client_as):
    from django.test import Client

    conference, action = world.conference, world.action
    today = conference.today()
    for first_date in (None, today + dt.timedelta(days=20)):
        if first_date:
            change_follow_up_settings(conference, by=world.by, first_report_on=first_date)
        words = f"Not ready {first_date}."
        data = {"period_to": today.isoformat(), "narrative": words, "self_assessment": "", "action": "save"}
        pages = []
        for body in (world.first, world.second):
            save_action(world.rows[0], by=world.by, action=action, values={"lead": body})
            term, browser = current_term(body, by=world.by), Client()
            browser.get(term_link(term))
            url = portal("follow-up-report", conference, term.pk, action.pk)
            pages.append(browser.get(url).content.decode())
            browser.get(portal("follow-up", conference, term.pk))
            if body == world.first:
                browser.post(url, data)
                assert words in browser.get(url).content.decode()
            else:
                browser.post(url, {**data, "narrative": "Of our own."})
                assert "Of our own." in browser.get(url).content.decode()
        assert words not in pages[1]
        assert {report.term.addressee for report in ProgressUpdate.objects.all()} == {
            world.first,
            world.second,
        }


def test_a_focal_point_asks_for_more_time_and_the_secretariat_has_the_message(world, client):
    conference, action, today = world.conference, world.action, world.conference.today()
    change_follow_up_settings(conference, by=world.by, first_report_on=today + dt.timedelta(days=20))
    term = current_term(action.lead, by=world.by)
    client.get(term_link(term))
    url = portal("follow-up-more-time", conference, term.pk, action.pk)
    assert url in client.get(portal("follow-up-report", conference, term.pk, action.pk)).content.decode()
    asked = {"until": today.isoformat(), "reason": "The law is not passed."}
    assert client.post(url, asked).status_code == 200
    assert not ContactMessage.objects.exists()
    asked["until"] = (today + dt.timedelta(days=60)).isoformat()
    assert client.post(url, asked).status_code == 302
    message = ContactMessage.objects.get()
    assert str(action) in message.subject and page(
        "recommendation-follow-up", conference, world.rows[0].pk
    ) in (message.body)
    assert message.body.startswith("The law is not passed.") and message.email


def test_a_returned_report_is_read_and_rewritten_by_nobody_who_leads_the_action_since(world, client_as):
    from django.test import Client

    conference, action = world.conference, world.action
    today = conference.today()
    change_follow_up_settings(conference, by=world.by, first_report_on=today + dt.timedelta(days=20))
    browsers = {body: Client() for body in (world.first, world.second)}
    terms = {body: current_term(body, by=world.by) for body in browsers}
    for body, browser in browsers.items():
        browser.get(term_link(terms[body]))
    data = {"period_to": today.isoformat(), "self_assessment": "implemented", "action": "send"}
    first, second = (portal("follow-up-report", conference, term.pk, action.pk) for term in terms.values())
    evidence = SimpleUploadedFile("minutes.pdf", PDF)
    browsers[world.first].post(first, {**data, "narrative": "Ours alone.", "evidence_file": evidence})
    report = ProgressUpdate.objects.get()
    assert report.state == "submitted"
    save_action(world.rows[0], by=world.by, action=action, values={"lead": world.second})
    client_as(world.by).post(page("progress-return", conference, report.pk), {"reason": "Too short."})
    report.refresh_from_db()
    assert report.state == "returned"
    assert not Message.objects.exists(), "who leads it now is not told of another’s report"
    overview = portal("follow-up", conference, terms[world.second].pk)
    browser = browsers[world.second]
    for address in (overview, second):
        text = browser.get(address).content.decode()
        assert "Ours alone." not in text and "Too short." not in text
    file = portal("follow-up-evidence", conference, terms[world.second].pk, Evidence.objects.get().pk)
    assert browser.get(file).status_code == 404
    assert browser.post(second, {**data, "narrative": "Of our own."}).status_code == 302
    report.refresh_from_db()
    assert report.state == "returned" and "Ours alone." in report.narrative.values()
    assert ProgressUpdate.objects.filter(state="submitted", term=terms[world.second]).count() == 1


def test_an_assessment_is_shown_to_whose_work_it_is_about_also_once_another_leads_the_action(
    world, client_as
):
    from django.test import Client

    conference, action = world.conference, world.action
    browsers = {body: Client() for body in (world.first, world.second)}
    terms = {body: current_term(body, by=world.by) for body in browsers}
    for body, browser in browsers.items():
        browser.get(term_link(terms[body]))
    report = ProgressUpdate.objects.create(
        action=action, period_to=conference.today(), narrative={"en": "Done."}, state="accepted",
        self_assessment="implemented", author=world.by, term=terms[world.first],
    )  # fmt: skip
    save_action(world.rows[0], by=world.by, action=action, values={"lead": world.second})
    desk = client_as(world.by)
    desk.post(
        page("progress-assess", conference, report.pk), {"status": "not-implemented", "note_en": "Not so."}
    )
    assert "First Ministry" in desk.get(page("progress-show", conference, report.pk)).content.decode()
    desk.post(page("progress-show", conference, report.pk))
    assert [message.to for message in Message.objects.all()] == ["nodira@example.org"]

    def pages(body):
        overview = portal("follow-up", conference, terms[body].pk)
        return overview, portal("follow-up-assessment", conference, terms[body].pk, report.pk)

    overview, assessment = pages(world.second)
    shown = browsers[world.second].get(overview).content.decode()
    assert "Done." in shown and assessment not in shown
    assert browsers[world.second].get(assessment).status_code == 404
    overview, assessment = pages(world.first)
    shown = browsers[world.first].get(overview).content.decode()
    assert (
        assessment in shown
        and portal("follow-up-report", conference, terms[world.first].pk, action.pk) not in shown
    )
    assert "Not so." in browsers[world.first].get(assessment).content.decode()
    browsers[world.first].post(assessment, {"comment": "It was done."})
    report.refresh_from_db()
    assert report.addressee_comment == "It was done."


def test_a_report_goes_its_way_from_draft_to_the_public_tracker(world, client, client_as):
    conference, action = world.conference, world.action
    desk = client_as(world.by)
    today = conference.today()
    change_follow_up_settings(conference, by=world.by, first_report_on=today + dt.timedelta(days=20))
    due = ReportingDate.objects.of(conference).first()
    term = current_term(world.first, by=world.by)
    client.get(term_link(term))
    url = portal("follow-up-report", conference, term.pk, action.pk)
    data = {"period_from": due.period_from.isoformat(), "period_to": due.period_to.isoformat(), "narrative": "Начато.",
            "percent": "40", "self_assessment": "", f"value_{world.indicator.pk}": "14"}  # fmt: skip
    # What is wrong elsewhere loses no file and no word.
    wrong = client.post(
        url, {**data, "percent": "400", "action": "save",
              "evidence_file": SimpleUploadedFile("order.pdf", PDF, "application/pdf")},
    )  # fmt: skip
    html = wrong.content.decode()
    assert wrong.status_code == 200 and "Начато." in html and "order" in html
    macro = SimpleUploadedFile("run.exe", b"MZ\x90\x00", "application/pdf")
    refused = client.post(url, {**data, "action": "save", "evidence_file": macro})
    assert refused.status_code == 200 and Evidence.objects.count() == 1
    client.post(url, {**data, "action": "save"})
    assert ProgressUpdate.objects.get().state == "draft"
    assert (
        not desk.get(page("progress-list", conference)).context["page"].object_list
    )  # a draft is its author's
    assert client.post(url, {**data, "action": "send"}).status_code == 200  # no assessment yet
    client.post(url, {**data, "self_assessment": "in-progress", "action": "send"})
    report = ProgressUpdate.objects.get()
    assert report.state == "submitted" and report.term == term and report.reporting_date == due
    assert client.post(url, {**data, "action": "save"}).status_code == 200  # it is with the secretariat now

    desk.post(page("progress-return", conference, report.pk), {"reason": "Name the order."})
    assert "Name the order." in client.get(url).content.decode()
    client.post(url, {**data, "self_assessment": "in-progress", "action": "send"})
    assert not IndicatorValue.objects.exists()
    desk.post(page("progress-accept", conference, report.pk))
    action.refresh_from_db()
    assert (action.percent, action.status) == (40, "in-progress")
    assert IndicatorValue.objects.get().value == 14

    # Verified: the addressee sees it first.
    desk.post(
        page("progress-assess", conference, report.pk),
        {"status": "partially-implemented", "note_en": "Seen."},
    )
    change_follow_up_settings(conference, by=world.by, public_tracker=True)
    tracker = public("tracker", conference)
    with pytest.raises(Refused, match="has not seen"):
        publish_assessment(report, by=world.by)
    desk.post(page("progress-show", conference, report.pk))
    early = desk.post(page("progress-publish", conference, report.pk), {"reason": ""})
    assert early.status_code == 200 and "may comment until" in early.content.decode()
    assert "partially implemented" not in client.get(tracker).content.decode().split("published-list")[1]
    comment = portal("follow-up-assessment", conference, term.pk, report.pk)
    assert "Seen." in client.get(comment).content.decode()
    client.post(comment, {"comment": "We agree."})
    desk.post(page("progress-publish", conference, report.pk), {"reason": ""})
    report.refresh_from_db()
    assert report.published_at and report.addressee_comment == "We agree."

    # Everyone: the published status, and of the evidence only what is released.
    evidence = Evidence.objects.get()
    file = public("tracker-evidence", conference, evidence.pk)
    assert client.get(file).status_code == 404
    desk.post(page("evidence-release", conference, report.pk, evidence.pk))
    from django.test import Client

    stranger = Client()
    seen = stranger.get(tracker)
    assert "partially implemented" in seen.content.decode() and not seen.cookies
    assert "We agree." not in seen.content.decode() and "Начато." not in seen.content.decode()
    assert b"".join(stranger.get(file).streaming_content) == PDF
    text = Recommendation.objects.get(actions__updates=report)
    Recommendation.objects.filter(pk=text.pk).update(stage=Stage.WITHDRAWN)
    assert stranger.get(file).status_code == 404, "of a text that is not public"
    Recommendation.objects.filter(pk=text.pk).update(stage=text.stage)
    assert stranger.get(public("tracker", conference, language="ru")).status_code == 200
    desk.post(page("evidence-release", conference, report.pk, evidence.pk))
    assert stranger.get(file).status_code == 404
    change_follow_up_settings(conference, by=world.by, public_tracker=False)
    assert stranger.get(tracker).status_code == 404

    # A changed assessment is shown again before it counts.
    desk.post(page("progress-assess", conference, report.pk), {"status": "implemented", "note_en": "Better."})
    report.refresh_from_db()
    assert report.shown_at is None and report.published_at is None


def test_nobody_reports_on_the_action_of_another_body(world, client):
    term = current_term(world.second, by=world.by)
    client.get(term_link(term))
    url = portal("follow-up-report", world.conference, term.pk, world.action.pk)
    assert client.get(url).status_code == 404
    assert client.get(portal("follow-up", world.conference, term.pk)).status_code == 200


def test_an_assessment_may_be_published_once_the_time_to_comment_is_over(world):
    report = ProgressUpdate.objects.create(
        action=world.action, period_to=world.conference.ends_on, narrative={"en": "Done."}, state="accepted",
        verified_assessment="implemented", shown_at=timezone.now() - dt.timedelta(days=16), author=world.by,
    )  # fmt: skip
    publish_assessment(report, by=world.by)
    world.action.refresh_from_db()
    assert world.action.status == "implemented"


def test_reporting_dates_come_from_the_settings_and_keep_what_was_reported(world):
    conference = world.conference
    assert months_later(dt.date(2027, 8, 31), 6) == dt.date(2028, 2, 29)
    dates = planned_dates(
        begins=dt.date(2027, 4, 1), first=dt.date(2027, 8, 31), last=dt.date(2028, 9, 1), frequency="half-yearly"
    )  # fmt: skip
    assert [entry.due_on.isoformat() for entry in dates] == ["2027-08-31", "2028-02-29", "2028-08-31"]
    assert dates[1].period_from == dt.date(2027, 9, 1)
    quarters = planned_dates(
        begins=dt.date(2027, 4, 1), first=dt.date(2027, 6, 30), last=dt.date(2028, 4, 1), frequency="quarterly"
    )  # fmt: skip
    assert [f"{entry.due_on:%d.%m}" for entry in quarters] == ["30.06", "30.09", "31.12", "31.03"]

    today = conference.today()
    change_follow_up_settings(
        conference, by=world.by, first_report_on=today + dt.timedelta(days=10), frequency="quarterly",
        last_report_on=today + dt.timedelta(days=300),
    )  # fmt: skip
    known = list(ReportingDate.objects.of(conference))
    assert len(known) == 4 and plan_reporting_dates(conference) == 4
    ProgressUpdate.objects.create(
        action=world.action, period_to=today, reporting_date=known[1], author=world.by, narrative={"en": "x"}
    )
    change_follow_up_settings(conference, by=world.by, frequency="once")
    assert list(ReportingDate.objects.of(conference)) == known[:2]
    # A period never overlaps one that is kept, wherever the dates go.
    for days in (-20, 30, 60, 130):
        change_follow_up_settings(
            conference, by=world.by, first_report_on=today + dt.timedelta(days=days), frequency="quarterly",
            last_report_on=today + dt.timedelta(days=400),
        )  # fmt: skip
        dates = list(ReportingDate.objects.of(conference))
        assert known[1] in dates and len(dates) > 2
        for one, next_one in itertools.pairwise(dates):
            assert one.period_to < next_one.period_from


def test_the_pages_of_reports_ask_a_constant_number_of_queries(world, client_as, assert_constant_queries):
    def add():
        ProgressUpdate.objects.create(
            action=world.action, period_to=world.conference.ends_on, narrative={"en": "Done."}, state="submitted",
            author=world.by, term=current_term(world.first, by=world.by),
        )  # fmt: skip

    assert_constant_queries(page("progress-list", world.conference), add, client=client_as(world.by))


def test_who_serves_several_addressees_is_reminded_of_one_that_owes_a_report(world):
    world.second.focal_point = world.person
    world.second.save()
    for addressee in (world.second, world.first):
        current_term(addressee, by=world.by)
    today = world.conference.today()
    change_follow_up_settings(world.conference, by=world.by, first_report_on=today + dt.timedelta(days=20))
    due = ReportingDate.objects.of(world.conference).first()
    mailing = MailingFactory(
        conference=world.conference, audience="outcomes.focal_points", options={"due": str(due.pk)}
    )
    assert values_for(mailing, [world.person.pk])[world.person.pk]["addressee"] == world.first.name


def test_who_owes_a_report_is_written_to_and_whoever_has_reported_is_not(world):
    today = world.conference.today()
    change_follow_up_settings(world.conference, by=world.by, first_report_on=today + dt.timedelta(days=20))
    due = ReportingDate.objects.of(world.conference).first()
    term = current_term(world.first, by=world.by)
    mailing = MailingFactory(
        conference=world.conference, audience="outcomes.focal_points", options={"due": str(due.pk)}
    )
    assert world.person.pk in {row.pk for row in plan_recipients(mailing).sent_to}
    ProgressUpdate.objects.create(
        action=world.action, period_to=due.due_on, narrative={"en": "Done."}, state="submitted", author=world.by,
        term=term, reporting_date=due,
    )  # fmt: skip
    assert world.person.pk not in {row.pk for row in plan_recipients(mailing).sent_to}
