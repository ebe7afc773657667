"""Session records and the reports built from them: live, attributed only where it may be, edits never lost."""

import datetime as dt
import io
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from agenda.rooms.models import GroupRole
from confman.accounts.system_users import system_user
from confman.documents.domain.builder import build_data, build_document
from confman.documents.registry import document_kinds
from confman.translation.languages import reading_in
from confman.web.database.changes import StaleRevision
from confman.web.errors import Refused
from outcomes.plenary.domain.adoption import PlenaryDecision, adopt_recommendation, reject_recommendation
from outcomes.plenary.domain.revocation import revoke_decision
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.records.domain import change_intervention, record_intervention, remove_intervention
from outcomes.records.models import SessionRecord
from outcomes.reports.domain import narrative_builder
from outcomes.reports.models import Report
from tests.factories import (
    DelegationFactory,
    ItemFactory,
    PersonFactory,
    SessionFactory,
    SessionRoleFactory,
    UserFactory,
    WorkingGroupFactory,
)
from tests.outcomes.recommendation_samples import recommendation

pytestmark = pytest.mark.django_db


def address(conference, name, *args):
    return reverse(f"outcomes_secretariat:{name}", args=[conference.slug, *args])


@pytest.fixture
def session(conference):
    group = WorkingGroupFactory(conference=conference, code="WG1", name={"en": "Hotlines"})
    session = SessionFactory(
        conference=conference, working_group=group, kind="working-group", title={"en": "Hotlines at work"},
        start=dt.datetime(2027, 3, 30, 9, tzinfo=dt.UTC), end=dt.datetime(2027, 3, 30, 10, tzinfo=dt.UTC),
    )  # fmt: skip
    ItemFactory(session=session, title={"en": "Round the clock"})
    return session


@pytest.fixture
def speaker(session):
    person = PersonFactory(
        conference=session.conference, name={"en": "Ana Petrova"}, organization={"en": "The Ministry"}
    )
    SessionRoleFactory(session=session, person=person, role="speaker", status="confirmed")
    return person


def texts(report):
    return [str(paragraph.text) for paragraph in report.paragraphs.all() if not paragraph.is_left_out]


def test_an_assistant_notes_what_is_said_while_it_is_said(session, speaker, member, client):
    conference = session.conference
    client.force_login(member("rapporteur"))
    page = client.get(address(conference, "record", session.pk)).content.decode()
    assert '<option value="Ana Petrova (The Ministry)">' in page

    item = session.items.get()
    sent = {"who": "Ana Petrova (The Ministry)", "item": item.pk, "points": "Calls come at night.",
            "proposal": "Answer at night, too.", "language": "en"}  # fmt: skip
    assert client.post(address(conference, "record", session.pk), sent).status_code == 302
    client.post(
        address(conference, "record", session.pk),
        {
            "who": "Someone Unlisted",
            "capacity": "observer",
            "points": "A <script>remark</script>.",
            "language": "en",
        },
    )
    first, second = SessionRecord.objects.order_by("position")
    assert (first.speaker, first.item, second.speaker) == (speaker, item, None)
    assert second.capacity == "Someone Unlisted, observer"
    part = address(conference, "record-entries", session.pk)
    assert client.get(part).url == address(conference, "record", session.pk)
    entries = client.get(part, headers={"HX-Request": "true"}).content.decode()
    assert "Calls come at night." in entries and "Answer at night, too." in entries
    assert "<script>remark" not in entries

    empty = client.post(address(conference, "record", session.pk), {"who": "X", "language": "en"})
    assert "Say what was said" in empty.content.decode() and 'value="X"' in empty.content.decode()


def test_a_name_typed_alone_is_the_one_expected_of_that_name(session, speaker, member, client):
    client.force_login(member("rapporteur"))
    where = address(session.conference, "record", session.pk)
    for who in ("ana  petrova", "Ana Petrov"):
        client.post(where, {"who": who, "points": "Yes.", "language": "en"})
    found = SessionRecord.objects.order_by("position").values_list("speaker", "capacity")
    assert list(found) == [(speaker.pk, ""), (None, "Ana Petrov")]


def test_the_groups_own_people_keep_its_record_and_nobody_elses(session, conference, client):
    user = UserFactory()
    GroupRole.objects.create(
        group=session.working_group, person=PersonFactory(conference=conference, user=user), role="rapporteur"
    )
    other = SessionFactory(conference=conference)
    client.force_login(user)
    assert client.get(address(conference, "record", session.pk)).status_code == 200
    assert client.get(address(conference, "record", other.pk)).status_code == 403
    listed = client.get(address(conference, "record-list")).content.decode()
    assert "Hotlines at work" in listed and str(other.title) not in listed
    with pytest.raises(Refused):
        record_intervention(other, by=user, values={"points": "Something."})


def test_two_who_change_one_entry_lose_nothing(session, member, client):
    user = member("rapporteur")
    record = record_intervention(session, by=user, values={"points": "First.", "language": "en"})
    client.force_login(user)
    where = address(session.conference, "intervention-change", session.pk, record.pk)
    change_intervention(record, by=user, values={"points": "Theirs."}, revision=1)
    stale = client.post(where, {"points": "Mine.", "language": "en", "revision": 1})
    page = stale.content.decode()
    assert stale.status_code == 409 and "Theirs." in page and "Mine." in page
    assert SessionRecord.objects.get().points == "Theirs."
    revision = stale.context["form"]["revision"].value()
    assert client.post(where, {"points": "Both.", "language": "en", "revision": revision}).status_code == 302
    assert SessionRecord.objects.get().points == "Both."


def test_the_record_asks_the_same_queries_for_many(session, speaker, member, client, assert_constant_queries):
    user = member("rapporteur")
    client.force_login(user)
    delegation = DelegationFactory(conference=session.conference)

    def add():
        values = {
            "points": "A point.",
            "speaker": speaker,
            "delegation": delegation,
            "item": session.items.get(),
        }
        record_intervention(session, by=user, values=values)

    assert_constant_queries(address(session.conference, "record", session.pk), add, client=client)
    report = narrative_builder.start_report(session.conference, by=user, kind="session", session=session)
    assert_constant_queries(address(session.conference, "narrative", report.pk), add, client=client)


def test_no_report_says_who_spoke_where_that_was_asked(session, speaker, member):
    user = member("rapporteur")
    record_intervention(session, by=user, values={"points": "Said openly.", "speaker": speaker})
    record_intervention(
        session,
        by=user,
        values={"points": "Said in confidence.", "speaker": speaker, "not_for_attribution": True},
    )
    report = narrative_builder.start_report(session.conference, by=user, kind="session", session=session)
    assert "Ana Petrova: Said openly." in texts(report) and "Said in confidence." in texts(report)

    session.chatham_house = True
    session.save()
    narrative_builder.refresh_report(report, by=user)
    assert "Said openly." in texts(report) and not any("Ana" in text for text in texts(report))
    for kind, about in (
        ("daily", {"day": dt.date(2027, 3, 30)}),
        ("working-group", {"working_group": session.working_group}),
        ("chairs-summary", {}),
    ):
        built = narrative_builder.start_report(session.conference, by=user, kind=kind, **about)
        assert any("Said openly." in text for text in texts(built)), kind
        assert not any("Ana" in text for text in texts(built)), kind


def test_an_edited_passage_is_never_overwritten_and_a_changed_source_is_said(
    session, speaker, member, client
):
    user = member("rapporteur")
    conference = session.conference
    edited = record_intervention(session, by=user, values={"points": "Nights are hard."})
    plain = record_intervention(session, by=user, values={"points": "Days are easy."})
    report = narrative_builder.start_report(conference, by=user, kind="session", session=session)
    client.force_login(user)
    passage = report.paragraphs.get(source=f"record:{edited.pk}")
    where = address(conference, "passage-edit", report.pk, passage.pk)
    assert client.post(where, {"text_en": "Nights, it was said, are hard.", "revision": 1}).status_code == 302
    own = narrative_builder.add_passage(report, by=user, text={"en": "The chair thanked all."}, after=passage)

    change_intervention(edited, by=user, values={"points": "Nights are very hard."}, revision=1)
    change_intervention(plain, by=user, values={"points": "Days are fine."}, revision=1)
    record_intervention(session, by=user, values={"points": "A third thing."})
    page = client.get(address(conference, "narrative", report.pk)).content.decode()
    assert "The record has changed since you edited this passage" in page and "<ins>very " in page
    assert "2 passages that this report does not have yet" in page

    client.post(address(conference, "narrative-action", report.pk, "refresh"))
    now = texts(report)
    assert "Nights, it was said, are hard." in now and "Days are fine." in now and "A third thing." in now
    assert now.index("The chair thanked all.") == now.index("Nights, it was said, are hard.") + 1

    client.post(address(conference, "passage-action", report.pk, passage.pk, "keep"))
    assert (
        "The record has changed"
        not in client.get(address(conference, "narrative", report.pk)).content.decode()
    )
    client.post(address(conference, "passage-action", report.pk, passage.pk, "take"))
    assert "Nights are very hard." in texts(report)

    client.post(address(conference, "passage-action", report.pk, own.pk, "remove"))
    client.post(address(conference, "passage-action", report.pk, passage.pk, "leave-out"))
    assert "The chair thanked all." not in texts(report) and "Nights are very hard." not in texts(report)


@pytest.mark.parametrize("listing", ["secretariat", "counted-only"])
def test_no_report_names_who_is_not_listed(session, speaker, member, listing):
    user = member("rapporteur")
    ministry = DelegationFactory(conference=session.conference, name={"en": "Avaland"})
    record_intervention(
        session, by=user, values={"points": "For all of us.", "speaker": speaker, "delegation": ministry}
    )
    record_intervention(session, by=user, values={"points": "For myself.", "speaker": speaker})
    report = narrative_builder.start_report(session.conference, by=user, kind="session", session=session)
    assert "Ana Petrova (Avaland): For all of us." in texts(report)
    speaker.listing = listing
    speaker.save()
    narrative_builder.refresh_report(report, by=user)
    assert "Avaland: For all of us." in texts(report) and "For myself." in texts(report)
    daily = narrative_builder.start_report(
        session.conference, by=user, kind="daily", day=dt.date(2027, 3, 30)
    )
    assert not any("Ana" in text for text in (*texts(report), *texts(daily)))


def test_the_chairs_summary_has_what_stands_adopted_and_nothing_that_was_revoked(session, member):
    user = member("rapporteur")
    kept, revoked = (
        recommendation(session.conference, by=user, stage="adopted", texts={"en": f"Text {word}."})
        for word in ("kept", "revoked")
    )
    revoke_decision(revoked, by=user, reason="The wrong text.")
    found = " ".join(
        texts(narrative_builder.start_report(session.conference, by=user, kind="chairs-summary"))
    )
    assert f"Recommendation {kept.number}. Text kept." in found and "revoked" not in found


def test_a_source_that_is_gone_takes_no_edited_text_with_it(session, member):
    user = member("rapporteur")
    record = record_intervention(session, by=user, values={"points": "Taken back."})
    report = narrative_builder.start_report(session.conference, by=user, kind="session", session=session)
    passage = report.paragraphs.get(source=f"record:{record.pk}")
    narrative_builder.edit_passage(passage, by=user, text={"en": "It was said."}, revision=1)
    remove_intervention(record, by=user)
    narrative_builder.refresh_report(report, by=user)
    assert "It was said." in texts(report)
    with pytest.raises(Refused, match="no longer on the record"):
        narrative_builder.restore_source_text(report.paragraphs.get(pk=passage.pk), by=user)


def test_two_who_edit_one_passage_lose_nothing(session, member, client):
    user = member("rapporteur")
    report = narrative_builder.start_report(session.conference, by=user, kind="session", session=session)
    passage = report.paragraphs.first()
    narrative_builder.edit_passage(passage, by=user, text={"en": "Theirs."}, revision=1)
    client.force_login(user)
    where = address(session.conference, "passage-edit", report.pk, passage.pk)
    stale = client.post(where, {"text_en": "Mine.", "revision": 1})
    assert stale.status_code == 409
    assert "Theirs." in stale.content.decode() and "Mine." in stale.content.decode()


def test_two_windows_on_one_report_lose_nothing(session, member):
    user = member("rapporteur")
    record = record_intervention(session, by=user, values={"points": "Nights are hard."})
    report = narrative_builder.start_report(session.conference, by=user, kind="session", session=session)
    passage, seen = (report.paragraphs.get(source=f"record:{record.pk}") for _window in range(2))
    narrative_builder.edit_passage(passage, by=user, text={"en": "Theirs."}, revision=1)
    change_intervention(record, by=user, values={"points": "Nights are very hard."}, revision=1)
    for settle in (narrative_builder.confirm_text, narrative_builder.restore_source_text):
        with pytest.raises(StaleRevision):
            settle(seen, by=user)
    assert "Theirs." in texts(report)
    narrative_builder.set_final(Report.objects.get(), by=user, final=True)
    for write in (
        lambda: narrative_builder.edit_passage(seen, by=user, text={"en": "Mine."}, revision=2),
        lambda: narrative_builder.refresh_report(report, by=user),
        lambda: narrative_builder.add_passage(report, by=user, text={"en": "Mine."}),
    ):
        with pytest.raises(Refused, match="is final"):
            write()


def test_a_report_that_two_begin_at_once_is_one(conference, owner, at_once):
    begin = partial(narrative_builder.start_report, conference, by=owner, kind="chairs-summary")
    [report, same] = at_once(begin, begin)
    assert report == same
    refreshed = at_once(*[partial(narrative_builder.refresh_report, report, by=owner)] * 2)
    sources = [row.source for row in report.paragraphs.all()]
    assert refreshed == [0, 0] and len(sources) == len(set(sources))


def test_a_report_has_no_draft_that_is_for_the_secretariat_alone(session, member):
    conference, writer = session.conference, UserFactory()
    SessionRoleFactory(
        session=session, person=PersonFactory(conference=conference, user=writer), role="rapporteur"
    )
    for visibility in ("secretariat", "participants"):
        recommendation(
            conference,
            stage="agreed",
            session=session,
            visibility=visibility,
            texts={"en": f"For {visibility}."},
        )
    report = narrative_builder.start_report(conference, by=writer, kind="session", session=session)
    assert "For participants." in str(texts(report)) and "For secretariat." not in str(texts(report))
    hidden = Recommendation.objects.get(visibility="secretariat")
    adopt_recommendation(hidden, by=system_user("demo"), decision=PlenaryDecision(method="consensus"))
    narrative_builder.refresh_report(report, by=writer)
    assert "For secretariat." in str(texts(report))


def test_the_groups_reports_say_what_it_agreed_on_and_what_is_open(session, member):
    user = member("rapporteur")
    conference, group = session.conference, session.working_group
    agreed = recommendation(conference, by=user, stage="agreed", working_group=group)
    draft = recommendation(conference, by=user, working_group=group, texts={"en": "Improve [it] [soon]."})
    lost = recommendation(conference, by=user, stage="agreed", working_group=group)
    reject_recommendation(lost, by=system_user("demo"), decision=PlenaryDecision(method="consensus"))
    oral = texts(narrative_builder.start_report(conference, by=user, kind="oral", working_group=group))
    assert "It has agreed on one recommendation:" in oral
    assert any(text.startswith(f"{agreed.working_ref}. ") for text in oral)
    assert f"Still open: {draft.working_ref} (2 passages in brackets)" in oral
    assert not any(lost.working_ref in text for text in oral), "what was voted down is not open"
    whole = narrative_builder.start_report(conference, by=user, kind="working-group", working_group=group)
    headings = [str(row.text) for row in whole.paragraphs.filter(role="heading")]
    assert headings == ["Introduction", "Recommendations", "Organization of the meeting"]
    again = narrative_builder.start_report(conference, by=user, kind="working-group", working_group=group)
    assert again == whole and Report.objects.count() == 2


def test_the_daily_summary_has_the_day_and_nothing_else(session, member):
    user = member("rapporteur")
    record_intervention(session, by=user, values={"points": "On the day."})
    other = SessionFactory(conference=session.conference, start=session.start + dt.timedelta(days=1))
    record_intervention(other, by=user, values={"points": "A day later."})
    daily = texts(
        narrative_builder.start_report(session.conference, by=user, kind="daily", day=dt.date(2027, 3, 30))
    )
    assert (
        "The conference held one session." in daily and "On the day." in daily and "A day later." not in daily
    )
    assert "Decided" not in daily


def test_the_daily_summary_says_what_was_decided_for_and_against(session, member):
    user, day = member("rapporteur"), dt.date(2027, 3, 30)
    decision = PlenaryDecision(method="consensus", decided_on=day)
    kept, refused, revoked = (
        recommendation(session.conference, by=user, stage="agreed") for _text in range(3)
    )
    adopt_recommendation(kept, by=user, decision=decision)
    for row in (refused, revoked):
        reject_recommendation(row, by=user, decision=decision)
    revoke_decision(revoked, by=user, reason="Another was meant.")
    daily = texts(narrative_builder.start_report(session.conference, by=user, kind="daily", day=day))
    assert daily[-2].startswith("Recommendation 1 was adopted by consensus on 30 March 2027.")
    assert daily[-1] == f"Not adopted: {refused.working_ref}."


@pytest.mark.parametrize("format", ["pdf", "docx"])
def test_a_report_is_a_document_without_what_was_left_out(session, member, format):
    user = member("rapporteur")
    record = record_intervention(session, by=user, values={"points": "Smith & <Sons> spoke."})
    gone = record_intervention(session, by=user, values={"points": "Not for the paper."})
    report = narrative_builder.start_report(session.conference, by=user, kind="session", session=session)
    narrative_builder.leave_out(report.paragraphs.get(source=f"record:{gone.pk}"), by=user)
    narrative_builder.set_final(report, by=user, final=True)
    with pytest.raises(Refused, match="final"):
        narrative_builder.leave_out(report.paragraphs.get(source=f"record:{record.pk}"), by=user)
    made = build_document(
        "outcomes.narrative",
        session.conference,
        language="en",
        format=format,
        options={"report": str(report.pk)},
    )
    if format == "docx":
        lines = [
            paragraph.text.replace("\u00a0", " ")
            for paragraph in Document(io.BytesIO(made.content)).paragraphs
        ]
        assert "Smith & <Sons> spoke." in lines and "Not for the paper." not in lines
    else:
        assert made.content.startswith(b"%PDF")


def test_the_page_of_reports_offers_what_can_be_built(session, member, client):
    client.force_login(member("rapporteur"))
    page = client.get(address(session.conference, "narrative-list")).content.decode()
    for value in (
        f"session:{session.pk}",
        f"oral:{session.working_group_id}",
        "daily:2027-03-30",
        "chairs-summary:",
    ):
        assert f'value="{value}"' in page
    started = client.post(address(session.conference, "narrative-start"), {"about": "daily:2027-03-30"})
    assert started.status_code == 302 and client.get(started.url).status_code == 200


def test_a_report_is_in_one_language_and_marks_what_is_in_another(session, member):
    user, conference = member("rapporteur"), session.conference
    conference.languages = ["uz", "en", "ru"]
    conference.save()
    for language, points in (("ru", "Линия нужна ночью."), ("en", "One form for all.")):
        record_intervention(session, by=user, values={"points": points, "language": language})
    report = narrative_builder.start_report(
        conference, by=user, kind="working-group", working_group=session.working_group
    )

    def blocks(language):
        data = build_data(
            document_kinds.get("outcomes.narrative"), conference, language=language,
            options={"report": str(report.pk)},
        )  # fmt: skip
        return data.meta, data.blocks

    for language, heading, marks in (
        ("en", "I. Introduction", ["Russian", "Uzbek"]),
        ("ru", "I. Введение", ["английский", "узбекский"]),
    ):
        meta, shown = blocks(language)
        assert shown[0].text == heading and meta.note
        assert [block.mark for block in shown if block.mark] == marks
        numbers = [block.number for block in shown if block.number]
        assert numbers == list(range(1, len(numbers) + 1))
    _meta, shown = blocks("uz")
    assert [block.mark for block in shown if block.mark] == ["ruscha", "inglizcha"], "as it was built"
    with CaptureQueriesContext(connection) as in_the_first, reading_in("uz"):
        narrative_builder.passage_texts(report, "uz")
    with CaptureQueriesContext(connection) as in_another, reading_in("en"):
        narrative_builder.passage_texts(report, "en")
    assert len(in_the_first) <= 3 and len(in_another) <= 8, "the record is read once for both languages"
    edited = report.paragraphs.get(source="heading:introduction")
    narrative_builder.edit_passage(edited, by=user, text={"uz": "Boshida"}, revision=edited.revision)
    heading = blocks("en")[1][0]
    assert (heading.text, heading.mark) == ("I. Boshida", "Uzbek"), "what a person wrote stays as it is"
