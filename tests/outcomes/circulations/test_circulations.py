"""The silence procedure: circulated, objected to, withdrawn, extended, called off, ended; never early, never twice."""

import datetime as dt
import re
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from confman.accounts.system_users import system_user
from confman.audit.models import AuditEntry
from confman.conferences.registries import dashboard_panels
from confman.mail.models import Message
from confman.web.errors import Refused
from outcomes.amendments.domain.amendments import accept_amendment
from outcomes.circulations import tasks
from outcomes.circulations.domain.circulation import (
    conclude_circulation,
    extend_circulation,
    object_to,
    record_objection,
    start_circulation,
    suggested_deadline,
    weekend_days,
    withdraw_objection,
)
from outcomes.circulations.models import Circulation, Objection
from outcomes.plenary.domain import adoption
from outcomes.plenary.domain.adoption_wording import adoption_formula
from outcomes.plenary.models import Adoption
from outcomes.recommendations.domain.plain_text import ParagraphText
from outcomes.recommendations.domain.versions import revise_recommendation
from outcomes.recommendations.models.recommendation import Recommendation
from registrations.delegations.domain.delegations import delete_delegation
from tests.factories import (
    CategoryFactory,
    DelegationFactory,
    FocalPointFactory,
    PersonFactory,
    RegistrationFactory,
)
from tests.letters import as_sent
from tests.outcomes.amendment_samples import amendment, tabled

SCRIPT = "<script>alert(1)</script> not agreed"


@pytest.fixture
def texts(conference):
    return [tabled(conference) for _number in range(3)]


@pytest.fixture
def delegations(conference, texts):
    """Two with a focal point, the first reading Russian; the third can only be written to on paper."""
    rows = [DelegationFactory(conference=conference, name={"en": f"State {name}"}) for name in "ABC"]
    for row, language in zip(rows, ("ru", "en"), strict=False):
        person = PersonFactory(
            conference=conference, languages=[language], email=f"focal.{language}@example.org"
        )
        FocalPointFactory(delegation=row, person=person)
    return rows


def page(name, conference, *args):
    return reverse(f"outcomes_secretariat:{name}", args=[conference.slug, *args])


def own(name, conference, delegation, *args):
    return reverse(f"outcomes_delegation:{name}", args=[conference.slug, delegation.pk, *args])


def soon(hours=72):
    return timezone.now() + dt.timedelta(hours=hours)


def begun(conference, texts, **options):
    options.setdefault("deadline", soon())
    return start_circulation(conference, texts, by=system_user("demo"), **options)


def run_out(circulation, ago=1):
    """Its deadline passes; what was received until now came in time."""
    now = timezone.now()
    Circulation.objects.filter(pk=circulation.pk).update(deadline=now - dt.timedelta(seconds=ago))
    Objection.objects.filter(circulation=circulation).update(received_at=now - dt.timedelta(seconds=ago + 1))
    circulation.refresh_from_db()


def link_in(message):
    return re.search(r"https?://[^/\s]+(/\S+/delegation/silence/[^\s)\]]+)", as_sent(message))[1]


def stages(texts):
    return [Recommendation.objects.get(pk=row.pk).stage for row in texts]


def test_staff_choose_preview_and_circulate_and_every_delegation_is_written_to(
    conference, texts, delegations, desk
):
    address = page("circulation-start", conference)
    amendment(texts[2], "Another hotline.")
    shown = desk.get(address).content.decode()
    assert "Circulate texts" in shown and "72 hours" in shown and "A.1" in shown
    local = conference.local(soon(100)).replace(second=0, microsecond=0)
    english, russian, _uzbek = re.findall(r'name="(message[^"]*)"', shown)
    data = {
        "selected": [row.pk for row in texts[:2]],
        "deadline": local.strftime("%Y-%m-%dT%H:%M"),
        english: "Please look at these.",
        russian: "Просим ознакомиться.",
    }

    preview = desk.post(address, data | {"preview": "yes"}).content.decode()
    assert "Please look at these." in preview and "Просим ознакомиться." in preview
    assert "State C" in preview and not Circulation.objects.exists() and not Message.objects.exists()
    for wrong, said in (
        ({"deadline": "2020-01-01T10:00"}, "The deadline has passed already"),
        ({"selected": []}, "Choose at least one text"),
        ({"selected": [texts[2].pk]}, "1 amendment is not decided"),
    ):
        answer = desk.post(address, data | wrong | {"start": "yes"}).content.decode()
        assert said in answer and "Please look at these." in answer
    assert not Circulation.objects.exists()

    assert desk.post(address, data | {"start": "yes"}).status_code == 302
    # Posted twice: the second finds the texts circulated already.
    assert "in a silence procedure already" in desk.post(address, data | {"start": "yes"}).content.decode()
    circulation = Circulation.objects.get()
    assert circulation.deadline == local and circulation.recommendations.count() == 2
    russian, english = Message.objects.order_by("-language")
    assert "Просим ознакомиться." in russian.body_text and "Укрепить горячую линию" in russian.body_text
    assert "Please look at these." in english.body_text and "UTC" in english.body_text
    listed = desk.get(page("circulation-list", conference)).content.decode()
    assert "2 texts are adopted on" in listed
    shown = desk.get(page("circulation", conference, circulation.pk)).content.decode()
    assert "Silence runs" in shown and "State C" in shown


def test_a_delegation_reads_objects_and_takes_it_back_by_its_link(
    conference, texts, delegations, client, settings
):
    circulation = begun(conference, texts[:2])
    message = Message.objects.get(language="en")
    answer = client.get(link_in(message), follow=True)
    html = answer.content.decode()
    address = own("circulation", conference, delegations[1], circulation.pk)
    assert answer.redirect_chain[-1][0] == address
    assert "Silence is consent" in html and "UTC" in html and "Report on it every year." in html

    one = {"recommendation": str(texts[0].pk), "text": SCRIPT}
    assert client.post(address, one).status_code == client.post(address, one).status_code == 302
    objection = Objection.objects.get()
    assert (objection.delegation, objection.recommendation, objection.text) == (
        delegations[1],
        texts[0],
        SCRIPT,
    )
    html = client.get(address).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html and "<script>alert(1)" not in html
    # One text is before the plenary again; on the other silence runs.
    adoption.set_aside(texts[0], "defer", by=system_user("demo"), reason="More time.")
    with pytest.raises(Refused, match="Silence runs on it"):
        adoption.set_aside(texts[1], "defer", by=system_user("demo"), reason="More time.")

    assert client.post(address, {"recommendation": "", "text": ""}).status_code == 302
    assert client.post(address, {"recommendation": str(texts[2].pk), "text": "x"}).status_code == 404
    everything = Objection.objects.get(recommendation=None)
    assert (
        client.post(
            own("objection-withdraw", conference, delegations[1], circulation.pk, everything.pk)
        ).status_code
        == 302
    )
    assert (
        client.post(
            own("objection-withdraw", conference, delegations[1], circulation.pk, everything.pk)
        ).status_code
        == 302
    )
    assert Objection.objects.count() == 1
    assert AuditEntry.objects.filter(verb="outcomes.circulation_objection_withdrawn").count() == 1

    # Another's link opens nothing of theirs, and another's objection is not to be withdrawn.
    assert client.get(own("circulation", conference, delegations[0], circulation.pk)).status_code == 302
    theirs = object_to(
        circulation, by=system_user("participant"), delegation=delegations[0], recommendation=texts[1]
    )
    assert (
        client.post(
            own("objection-withdraw", conference, delegations[1], circulation.pk, theirs.pk)
        ).status_code
        == 404
    )
    assert client.post(own("circulation", conference, delegations[0], circulation.pk), one).status_code == 302
    assert Objection.objects.count() == 2
    bad = link_in(message)[:-4] + "xxx/"
    assert client.get(bad, follow=True).status_code == 410
    links = client.get(
        reverse("registrations_delegation:delegation", args=[conference.slug, delegations[1].pk])
    )
    assert address in links.content.decode()


def test_none_begins_where_only_observers_can_be_reached(conference, texts, delegations):
    voting, other = (CategoryFactory(conference=conference, may_vote=may_vote) for may_vote in (True, False))
    for delegation, category in zip(delegations, (other, other, voting), strict=True):
        RegistrationFactory(delegation=delegation, category=category, status="approved")
    with pytest.raises(Refused, match="No delegation that may break the silence has a focal point"):
        begun(conference, texts)
    assert not Circulation.objects.exists() and not Message.objects.exists()
    FocalPointFactory(
        delegation=delegations[2], person=PersonFactory(conference=conference, email="third@example.org")
    )
    begun(conference, texts)
    assert Message.objects.count() == 3


def test_a_delegation_that_observes_breaks_no_silence(conference, texts, delegations, client):
    """Its people are approved without a vote; a State whose head is not approved yet does not observe."""
    voting, other = (CategoryFactory(conference=conference, may_vote=may_vote) for may_vote in (True, False))
    for delegation, category, status in (
        (delegations[0], voting, "approved"),
        (delegations[1], other, "approved"),
        (delegations[2], other, "approved"),
        (delegations[2], voting, "submitted"),
    ):
        RegistrationFactory(delegation=delegation, category=category, status=status)
    circulation = begun(conference, texts)
    extend_circulation(circulation, by=system_user("demo"), deadline=soon(96), reason="Holidays.")
    asked, informed = (Message.objects.filter(language=language) for language in ("ru", "en"))
    assert {row.key for row in asked} == {"outcomes.circulation_started", "outcomes.circulation_extended"}
    assert {row.key for row in informed} == {"outcomes.circulation_observed"}
    assert all("for information" in row.body_text and "object" not in row.body_text for row in informed)
    client.get(link_in(informed.first()))
    address = own("circulation", conference, delegations[1], circulation.pk)
    html = client.get(address).content.decode()
    assert "takes part without a vote" in html and "Object to" not in html
    answer = client.post(address, {"recommendation": "", "text": "We cannot agree."})
    assert answer.status_code == 422 and "We cannot agree." in answer.content.decode()
    with pytest.raises(Refused, match="without a vote"):
        record_objection(circulation, by=system_user("demo"), delegation=delegations[1])
    assert record_objection(circulation, by=system_user("demo"), delegation=delegations[2])


def test_after_the_deadline_an_objection_is_refused_and_nothing_typed_is_lost(
    conference, texts, delegations, client, desk
):
    circulation = begun(conference, texts)
    client.get(link_in(Message.objects.get(language="en")))
    run_out(circulation)
    address = own("circulation", conference, delegations[1], circulation.pk)
    answer = client.post(address, {"recommendation": "", "text": "We were late."})
    html = answer.content.decode()
    assert answer.status_code == 422 and "came after it" in html and "We were late." in html
    assert not Objection.objects.exists()

    form = page("objection-record", conference, circulation.pk)
    data = {"delegation": delegations[1].pk, "recommendation": "", "text": "Note verbale 12"}
    said = desk.post(form, data, follow=True).content.decode()
    assert "Recorded as late" in said and "late: does not break the silence" in said.lower()
    assert tasks.silence_task() == 1
    assert set(stages(texts)) == {"adopted"}
    assert "late: does not break the silence" in client.get(address).content.decode().lower()


def test_at_the_deadline_what_is_unbroken_is_adopted_once_and_never_early(
    conference, texts, delegations, desk
):
    circulation = begun(conference, texts)
    object_to(
        circulation,
        by=system_user("participant"),
        delegation=delegations[0],
        recommendation=texts[1],
        text="No.",
    )
    assert tasks.silence_task() == 0
    with pytest.raises(Refused, match="cannot be closed before"):
        conclude_circulation(circulation, by=system_user("job"))
    assert set(stages(texts)) == {"tabled"}

    run_out(circulation)
    assert (tasks.silence_task(), tasks.silence_task()) == (1, 0)
    assert conclude_circulation(circulation, by=system_user("job")) is False
    assert stages(texts) == ["adopted", "tabled", "adopted"]
    adoptions = list(
        Adoption.objects.order_by("recommendation__number").select_related("recommendation", "session")
    )
    assert [row.recommendation.number for row in adoptions] == [1, 2]
    assert {(row.method, row.circulation_id, row.circulated_until) for row in adoptions} == {
        ("silence", circulation.pk, circulation.deadline)
    }
    assert adoptions[0].recorded_by == system_user("job")
    formula = " ".join(adoption_formula(adoptions, language="en"))
    assert "were adopted by silence procedure, which expired on" in formula

    result = Message.objects.filter(key="outcomes.circulation_ended")
    assert result.count() == 2 and "silence broken" in result.get(language="en").body_text
    shown = desk.get(page("circulation", conference, circulation.pk)).content.decode()
    assert "Silence broken on 1 of 3 texts" in shown and "State A" in shown
    assert "1 text is before the plenary again" in shown
    note = AuditEntry.objects.about(texts[1]).get(verb="outcomes.silence_broken")
    assert note.reason == "Silence was broken."
    # The plenary decides on the broken one.
    fresh = Recommendation.objects.get(pk=texts[1].pk)
    adoption.adopt_recommendation(
        fresh, by=system_user("demo"), decision=adoption.PlenaryDecision(method="consensus")
    )
    assert fresh.number == 3


def test_two_workers_at_once_adopt_once(conference, texts, delegations, at_once):
    circulation = begun(conference, texts)
    run_out(circulation)
    results = at_once(*[partial(conclude_circulation, circulation, by=system_user("job"))] * 2)
    assert sorted(results) == [False, True]
    assert Adoption.objects.count() == 3 and set(stages(texts)) == {"adopted"}
    assert Message.objects.filter(key="outcomes.circulation_ended").count() == 2


def test_nothing_changes_a_text_on_which_silence_runs(conference, texts, delegations, desk):
    seen = Recommendation.objects.with_text().get(pk=texts[0].pk)
    circulation = begun(conference, texts[:1])
    row = Recommendation.objects.get(pk=texts[0].pk)
    with pytest.raises(Refused, match="Silence runs on it"):
        amendment(row, "Another text.")
    with pytest.raises(Refused, match="Silence runs on it"):
        revise_recommendation(
            row, by=system_user("demo"), base=row.current_version, language="uz",
            written=[ParagraphText("Bir.", one.level, one.id) for one in row.current_version.body],
        )  # fmt: skip
    for action in ("adopt", "reject", "withdraw", "defer", "refer"):
        shown = desk.get(reverse(f"outcomes_secretariat:{action}", args=[conference.slug, row.pk]))
        assert shown.status_code == 200
    for text in (row, seen):
        with pytest.raises(Refused, match="Call the silence procedure off"):
            adoption.adopt_recommendation(
                text, by=system_user("demo"), decision=adoption.PlenaryDecision(method="consensus")
            )
    assert "Silence runs on it" in desk.get(page("plenary-desk", conference)).content.decode()

    # Broken, changed, and the objection withdrawn: what was never circulated is not adopted by silence.
    objection = object_to(
        circulation, by=system_user("participant"), delegation=delegations[0], recommendation=row
    )
    row = Recommendation.objects.get(pk=row.pk)
    accept_amendment(amendment(row, "Strengthen two hotlines."), by=system_user("demo"))
    withdraw_objection(objection, by=system_user("participant"))
    run_out(circulation)
    assert tasks.silence_task() == 1
    assert stages(texts[:1]) == ["tabled"]
    circulation.refresh_from_db()
    assert circulation.state == "broken"
    assert (
        "decided or changed meanwhile"
        in desk.get(page("circulation", conference, circulation.pk)).content.decode().lower()
    )


def test_staff_extend_call_off_and_record_what_came_on_paper(
    conference, texts, delegations, desk, owner_client
):
    circulation = begun(conference, texts[:2], deadline=soon(24))
    extend = page("circulation-extend", conference, circulation.pk)

    def typed(moment):
        return conference.local(moment).strftime("%Y-%m-%dT%H:%M")

    assert "can only be extended" in desk.post(extend, {"deadline": typed(soon(2))}).content.decode()
    assert desk.post(extend, {"deadline": typed(soon(48)), "reason": "Holidays."}).status_code == 302
    told = Message.objects.filter(key="outcomes.circulation_extended")
    assert told.count() == 2 and "Holidays." in told[0].body_text

    record = page("objection-record", conference, circulation.pk)
    data = {"delegation": delegations[2].pk, "recommendation": texts[0].pk, "text": "On paper"}
    assert (
        "cannot have been received then"
        in desk.post(record, data | {"received_at": typed(soon(5))}).content.decode()
    )
    assert desk.post(record, data).status_code == desk.post(record, data).status_code == 302
    objection = Objection.objects.get()
    panel = dashboard_panels.get("outcomes.circulations")
    assert "Silence was broken on 1 text" in next(iter(panel.decisions(conference, None))).title
    # The page has no button; and whoever still asks for it is told the same.
    delete = reverse("registrations_secretariat:delegation-delete", args=[conference.slug, delegations[2].pk])
    holding = re.compile(r"other records refer to it: objections \(1\)")
    asked = owner_client.get(delete).content.decode()
    assert holding.search(asked) and ">Delete</button>" not in asked
    assert holding.search(owner_client.post(delete, follow=True).content.decode())
    with pytest.raises(Refused, match=holding):
        delete_delegation(delegations[2], by=system_user("demo"))
    take_back = page("objection-take-back", conference, circulation.pk, objection.pk)
    assert desk.get(take_back).status_code == 200 and desk.post(take_back).status_code == 302
    assert not Objection.objects.exists()

    stop = page("circulation-stop", conference, circulation.pk)
    assert desk.post(stop, {"reason": ""}).status_code == 200
    assert desk.post(stop, {"reason": "A meeting is held instead."}).status_code == 302
    told = Message.objects.filter(key="outcomes.circulation_stopped")
    assert told.count() == 2 and "A meeting is held instead." in told[0].body_text
    run_out(circulation)
    assert tasks.silence_task() == 0 and stages(texts[:2]) == ["tabled", "tabled"]
    with pytest.raises(Refused, match="called off"):
        object_to(circulation, by=system_user("participant"), delegation=delegations[0])
    # The texts may be circulated again.
    again = begun(conference, texts[:2])
    run_out(again)
    assert "Draw the result now" in desk.get(page("circulation", conference, again.pk)).content.decode()
    said = desk.post(page("circulation-close", conference, again.pk), follow=True).content.decode()
    assert "Adopted by silence: 2 texts." in said
    # It came in time, and is noted when all is adopted: shown, with what to do.
    record_objection(again, by=system_user("demo"), delegation=delegations[2], received_at=again.deadline)
    shown = desk.get(page("circulation", conference, again.pk)).content.decode()
    assert "It came in time and was noted after the texts were adopted" in shown
    assert set(stages(texts[:2])) == {"adopted"}


def test_what_nobody_would_hear_of_is_not_circulated_and_an_expert_meeting_has_none(conference, texts, desk):
    with pytest.raises(Refused, match="nobody could object"):
        begun(conference, texts)
    assert not Circulation.objects.exists()
    assert "Silence procedures" in desk.get(page("plenary-desk", conference)).content.decode()
    conference.profile = "expert-meeting"
    conference.save()
    with pytest.raises(Refused, match="expert meeting"):
        begun(conference, texts)
    assert "Silence procedures" not in desk.get(page("plenary-desk", conference)).content.decode()
    assert "has no silence procedure" in desk.get(page("circulation-start", conference)).content.decode()


def test_the_suggestion_is_72_hours_and_weekends_are_named(conference):
    at = dt.datetime(2027, 3, 25, 7, 20, tzinfo=dt.UTC)  # a Thursday, 12:20 in Tashkent
    deadline = suggested_deadline(conference, at=at)
    assert conference.local(deadline).isoformat() == "2027-03-28T13:00:00+05:00"
    assert weekend_days(conference, deadline, at=at) == [dt.date(2027, 3, 27), dt.date(2027, 3, 28)]


def test_the_list_asks_as_many_questions_at_one_text_as_at_three(
    conference, texts, delegations, desk, assert_constant_queries
):
    circulation = begun(conference, texts[:1])
    rows = iter([*texts[1:], tabled(conference)])
    url = page("circulation", conference, circulation.pk)
    desk.get(url)
    assert_constant_queries(url, lambda: circulation.recommendations.add(next(rows)), client=desk)


def test_procedures_are_listed_with_as_many_questions_for_one_as_for_three(
    conference, texts, delegations, desk, assert_constant_queries
):
    rows = iter(texts)

    def one_more():
        begun(conference, [next(rows)])

    assert_constant_queries(page("circulation-list", conference), one_more, client=desk)
    assert desk.get(page("circulation-list", conference)).content.decode().count("Silence runs") == 3


def test_the_result_is_worked_out_once_for_each_language_not_for_each_delegation(
    conference, texts, delegations
):
    def questions():
        circulation = begun(conference, [tabled(conference)])
        run_out(circulation)
        with CaptureQueriesContext(connection) as captured:
            conclude_circulation(circulation, by=system_user("job"))
        return sum("outcomes_circulation" in query["sql"] for query in captured.captured_queries)

    few = questions()
    for number in range(3):
        another = DelegationFactory(conference=conference, name={"en": f"State {number}"})
        person = PersonFactory(conference=conference, languages=["en"], email=f"focal{number}@example.org")
        FocalPointFactory(delegation=another, person=person)
    assert questions() == few
