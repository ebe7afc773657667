"""The page of imports: nothing before it is looked at, everything at once, and back again."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agenda.history.domain.snapshots import kind_called
from agenda.history.domain.undo import undo
from agenda.history.models import EditingStep
from agenda.imports.exchange import uploads
from agenda.imports.models import ScheduleUpload
from agenda.imports.tasks import expire_schedule_uploads, run_schedule_upload
from agenda.releases.models import AgendaRelease
from agenda.rooms.models import Room
from agenda.sessions.domain.frame import create_initial_agenda
from agenda.sessions.domain.sessions import change_session
from agenda.sessions.models.session import Session, SessionRole
from confman.audit.models import AuditEntry
from confman.conferences.models import Conference
from confman.mail.models import Message
from confman.people.models import Person
from tests.factories import MembershipFactory
from tests.sign_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(conference: Conference) -> Any:
    return MembershipFactory(conference=conference, role="programme").user


@pytest.fixture
def desk(editor: Any) -> Client:
    return signed_in(editor)


def to(name: str, conference: Conference, *more: Any) -> str:
    return reverse(f"agenda_secretariat:{name}", args=[conference.slug, *more])


def bring(desk: Client, conference: Conference, content: str | bytes, name: str = "schedule.xml") -> Any:
    raw = content.encode() if isinstance(content, str) else content
    return desk.post(to("import", conference), {"file": SimpleUploadedFile(name, raw)}, follow=True)


def sent(response: Any, **changes: Any) -> dict[str, Any]:
    """The form on a page as it would be sent, with changes; a value of None is an unticked box."""
    form = response.context["form"]
    values = {form[name].html_name: form[name].value() for name in form.fields}
    values = {name: value for name, value in values.items() if value not in (False, None)} | changes
    return {name: value for name, value in values.items() if value is not None}


def test_a_schedule_is_looked_at_and_then_imported(
    desk: Client, conference: Conference, schedule_xml: str
) -> None:
    page = bring(desk, conference, schedule_xml)
    upload = ScheduleUpload.objects.get()
    assert page.redirect_chain[-1][0] == to("import-preview", conference, upload.pk)
    assert not Session.objects.exists() and not Person.objects.exists()
    assert not AuditEntry.objects.filter(verb="agenda.imported").exists()
    text = page.content.decode()
    assert "Opening words" in text and ", event 17" in text and "Hall &amp; Foyer" in text
    assert [entry["value"] for entry in page.context["counts"]] == [2, 0, 0, 0, 2, 2]

    page = desk.post(page.request["PATH_INFO"], sent(page, action="import"), follow=True)
    assert page.redirect_chain[-1][0] == to("session-list", conference)
    assert "2 sessions added" in page.content.decode()
    assert Session.objects.count() == 2 and Person.objects.count() == 2
    assert ScheduleUpload.objects.get(status="done", preview__isnull=True, table__isnull=True)
    assert not list(Path(settings.MEDIA_ROOT, "agenda-imports").glob("*")), "what was in it is gone"


def test_differences_are_shown_field_by_field_and_one_step_takes_all_back(
    desk: Client, conference: Conference, editor: Any, schedule_xml: str
) -> None:
    page = bring(desk, conference, schedule_xml)
    desk.post(page.request["PATH_INFO"], sent(page, action="import"))
    changed = (
        schedule_xml.replace("Opening words", "Opening")
        .replace("10:00:00", "11:00:00", 1)
        .replace('<person id="6">Boris', '<person id="8">Clara')
    )
    page = bring(desk, conference, changed)
    (line,) = page.context["lines"]
    said = {name: (before, after) for name, before, after in line["changes"]}
    assert said["title (en)"] == ("Opening words", "Opening")
    assert said["start"] == ("30 Mar 2027, 10:00", "30 Mar 2027, 11:00")
    assert "Boris" in said["roles"][0] and "Clara" in said["roles"][1]
    page = desk.post(page.request["PATH_INFO"], sent(page, action="import"), follow=True)
    assert "You can undo it" in page.content.decode()
    session = Session.objects.get(title__en="Opening")
    assert session.start.hour == 6

    undo(conference, by=editor)
    session.refresh_from_db()
    assert str(session.title) == "Opening words" and session.start.hour == 5
    assert sorted(str(role.person) for role in session.roles.all()) == ["Anna Sample", "Boris Sample"]
    undo(conference, by=editor)
    assert not Session.objects.exists(), "what the first import made goes with its step"
    assert set(EditingStep.objects.values_list("action", flat=True)) == {"agenda.imported"}


def test_an_import_that_has_drafted_mails_is_taken_back_with_them(
    desk: Client, conference: Conference, editor: Any, schedule_xml: str
) -> None:
    """All by the pages: imported, published, looked at, undone. What a colleague has used stays and is said."""
    page = bring(desk, conference, schedule_xml)
    desk.post(page.request["PATH_INFO"], sent(page, action="import"))
    Person.objects.update(email="somebody@example.org")
    SessionRole.objects.update(status="confirmed")
    desk.post(to("publish", conference), {"label": "final"})
    release = AgendaRelease.objects.get()
    mails = to("release-mails", conference, release.pk)
    assert desk.get(mails).context["sendable_count"] == 2
    back = desk.post(to("editor-undo", conference), {"back": to("session-list", conference)}, follow=True)
    assert "Anna Sample" in back.content.decode(), "the release names them, and that is said"
    assert not Session.objects.exists() and not Room.objects.exists()
    page = desk.get(mails)
    assert page.context["sendable_count"] == 0 and page.context["taken_back_count"] == 2
    desk.post(to("release-mails-send", conference, release.pk), follow=True)
    assert not Message.objects.exists()


def test_other_materials_are_told(desk: Client, conference: Conference, schedule_xml: str) -> None:
    page = bring(desk, conference, schedule_xml)
    desk.post(page.request["PATH_INFO"], sent(page, action="import"))
    page = bring(desk, conference, schedule_xml.replace("slides.pdf", "other.pdf"))
    (line,) = page.context["lines"]
    assert [name for name, _before, _after in line["changes"]] == ["materials"]


def test_what_others_changed_since_the_look_is_never_written_over(
    desk: Client, conference: Conference, by: Any, schedule_xml: str
) -> None:
    page = bring(desk, conference, schedule_xml)
    desk.post(page.request["PATH_INFO"], sent(page, action="import"))
    page = bring(desk, conference, schedule_xml.replace("Opening words", "Opening"))
    session = Session.objects.get(title__en="Opening words")
    change_session(session, by=by, revision=None, title={"en": "A colleague's title"})
    answer = desk.post(page.request["PATH_INFO"], sent(page, action="import"))
    assert answer.status_code == 409 and "meanwhile" in answer.content.decode()
    session.refresh_from_db()
    assert str(session.title) == "A colleague's title"
    (line,) = answer.context["lines"]
    assert ["title (en)", "A colleague's title", "Opening"] in [list(change) for change in line["changes"]]
    desk.post(page.request["PATH_INFO"], sent(answer, action="import"))
    session.refresh_from_db()
    assert str(session.title) == "Opening"


class TestATable:
    CONTENT = (
        "What;When;Where;Who;Remark\n"
        "Opening;2027-03-30 09:00;Hall;Anna Sample;bring flowers\n"
        "Lunch;2027-03-30 13:00;Garden;;\n"
    )

    def test_columns_are_matched_on_the_page(self, desk: Client, conference: Conference) -> None:
        page = bring(desk, conference, self.CONTENT, "list.csv")
        rows = [(field.label, field.value()) for field, _examples in page.context["form"].columns()]
        assert rows == [
            ("What", "title"),
            ("When", "start"),
            ("Where", "keep"),
            ("Who", "keep"),
            ("Remark", "keep"),
        ]
        chosen = sent(page, column_2="room", column_3="speakers", column_4="-", column_0="title_ru")
        page = desk.post(page.request["PATH_INFO"], {**chosen, "action": "preview"}, follow=True)
        assert [entry["value"] for entry in page.context["counts"]] == [2, 0, 0, 0, 2, 1]
        desk.post(page.request["PATH_INFO"], sent(page, action="import"))
        opening = Session.objects.get(title__ru="Opening")
        assert str(opening.room) == "Hall" and opening.extra == {} and opening.roles.count() == 1

    def test_other_choices_are_shown_before_they_are_written(
        self, desk: Client, conference: Conference
    ) -> None:
        page = bring(desk, conference, self.CONTENT, "list.csv")
        page = desk.post(page.request["PATH_INFO"], sent(page, column_2="room", action="import"), follow=True)
        assert not Session.objects.exists() and "look at what would happen now" in page.content.decode()
        desk.post(page.request["PATH_INFO"], sent(page, action="import"))
        assert Room.objects.count() == 2

    def test_without_titles_the_page_asks_for_them(self, desk: Client, conference: Conference) -> None:
        page = bring(desk, conference, "colour,size\nred,2\n", "list.csv")
        assert page.status_code == 200 and "titles" in page.content.decode()
        page = desk.post(page.request["PATH_INFO"], sent(page, column_0="title"), follow=True)
        desk.post(page.request["PATH_INFO"], sent(page, action="import"))
        assert Session.objects.get().extra == {"columns": {"size": "2"}}

    def test_columns_with_addresses_are_not_kept(self, desk: Client, conference: Conference) -> None:
        page = bring(desk, conference, "title,contact\nOpening,ann@example.org\n", "list.csv")
        assert "e-mail addresses" in page.content.decode()
        desk.post(page.request["PATH_INFO"], sent(page, action="import"))
        assert Session.objects.get().extra == {}


def test_what_is_missing_is_made_only_where_it_is_wanted(
    desk: Client, conference: Conference, schedule_xml: str
) -> None:
    page = bring(desk, conference, schedule_xml)
    chosen = sent(page, make_rooms=None, make_people=None)
    page = desk.post(page.request["PATH_INFO"], chosen, follow=True)
    text = page.content.decode()
    assert "left out: Hall &amp; Foyer, Small room" in text and "Anna Sample, Boris Sample" in text
    desk.post(page.request["PATH_INFO"], sent(page, action="import"))
    assert Session.objects.count() == 2 and not Room.objects.exists() and not Person.objects.exists()


def test_the_zone_of_local_times_is_chosen(desk: Client, conference: Conference) -> None:
    content = "title,start\nOpening,2027-03-30 09:00\n"
    page = bring(desk, conference, content, "list.csv")
    assert "Asia/Tashkent" in page.content.decode()
    page = desk.post(page.request["PATH_INFO"], sent(page, timezone="Europe/Brussels"), follow=True)
    desk.post(page.request["PATH_INFO"], sent(page, action="import"))
    assert Session.objects.get().start == dt.datetime(2027, 3, 30, 7, tzinfo=dt.UTC)


def test_a_heading_with_characters_that_no_text_has_is_a_column(desk: Client, conference: Conference) -> None:
    page = bring(desk, conference, "title,re\x01mark\nOpening,Bring flags\n", "list.csv")
    assert page.context["counts"][0]["value"] == 1 and not page.context["form"].errors


def test_bad_lines_are_told_and_left_out_only_where_one_says_so(
    desk: Client, conference: Conference, schedule_xml: str
) -> None:
    bad = schedule_xml.replace("<duration>01:00</duration>", "<duration>an hour</duration>")
    page = bring(desk, conference, bad)
    assert "event 18: “an hour” is not a duration" in page.content.decode()
    answer = desk.post(page.request["PATH_INFO"], sent(page, action="import"))
    assert "Nothing was imported" in answer.content.decode() and not Session.objects.exists()
    page = desk.post(page.request["PATH_INFO"], sent(page, skip_bad="on"), follow=True)
    desk.post(page.request["PATH_INFO"], sent(page, action="import"))
    assert Session.objects.count() == 1


class TestALargeFile:
    @pytest.fixture(autouse=True)
    def small(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(uploads, "MAX_AT_ONCE", 0)

    def work(self) -> None:
        run_schedule_upload(str(ScheduleUpload.objects.get().pk), "en")

    def test_it_is_work_for_the_worker_with_progress(
        self, desk: Client, conference: Conference, schedule_xml: str
    ) -> None:
        page = bring(desk, conference, schedule_xml)
        address = page.request["PATH_INFO"]
        assert "waits for its turn" in page.content.decode()
        poll = desk.get(f"{address}?part=progress", headers={"HX-Request": "true"})
        assert "<html" not in poll.content.decode() and "hx-get" in poll.content.decode()
        self.work()
        poll = desk.get(f"{address}?part=progress", headers={"HX-Request": "true"})
        assert "Show the results" in poll.content.decode() and "hx-get" not in poll.content.decode()
        page = desk.get(address)
        assert [entry["value"] for entry in page.context["counts"]] == [2, 0, 0, 0, 2, 2]
        desk.post(address, sent(page, action="import"))
        assert not Session.objects.exists()
        self.work()
        self.work()
        assert Session.objects.count() == 2
        polls = [desk.get(f"{address}?part=progress", headers={"HX-Request": "true"}) for _twice in "ab"]
        assert {poll.headers["HX-Redirect"] for poll in polls} == {address}
        # The browser may load the page for both, and show only where the second leads.
        desk.get(address)
        page = desk.get(address, follow=True)
        assert page.content.decode().count("2 sessions added") == 1

    @pytest.mark.django_db(transaction=True)
    def test_whoever_looks_sees_how_far_it_is_and_whoever_saves_waits_for_the_writing_alone(
        self, desk: Client, conference: Conference, schedule_xml: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        address = bring(desk, conference, schedule_xml).request["PATH_INFO"]
        self.work()
        desk.post(address, sent(desk.get(address), action="import"))
        within: list[bool] = []
        monkeypatch.setattr(
            "confman.web.uploads.imports.report_progress",
            lambda *_said: within.append(connection.in_atomic_block),
        )
        self.work()
        assert within and not any(within)
        assert Session.objects.count() == 2

    def test_what_is_wrong_comes_back_to_the_choices(
        self, desk: Client, conference: Conference, schedule_xml: str
    ) -> None:
        bad = schedule_xml.replace("<duration>01:00</duration>", "<duration>an hour</duration>")
        address = bring(desk, conference, bad).request["PATH_INFO"]
        self.work()
        desk.post(address, sent(desk.get(address), action="import"))
        self.work()
        page = desk.get(address)
        assert "Nothing was imported" in page.content.decode() and not Session.objects.exists()


def test_nobody_else_sees_an_upload_and_it_goes_by_itself(
    desk: Client, conference: Conference, schedule_xml: str
) -> None:
    address = bring(desk, conference, schedule_xml).request["PATH_INFO"]
    colleague = signed_in(MembershipFactory(conference=conference, role="owner").user)
    assert colleague.get(address).status_code == 404
    with time_machine.travel(timezone.now() + dt.timedelta(hours=25)):
        expire_schedule_uploads()
        expire_schedule_uploads()
    assert not ScheduleUpload.objects.exists()
    assert not list(Path(settings.MEDIA_ROOT, "agenda-imports").glob("*"))


def test_it_can_be_given_up(desk: Client, conference: Conference, schedule_xml: str) -> None:
    address = bring(desk, conference, schedule_xml).request["PATH_INFO"]
    desk.post(f"{address}discard/")
    assert not ScheduleUpload.objects.exists() and not Session.objects.exists()


def test_the_preview_asks_the_same_of_the_database_whatever_its_size(
    desk: Client, conference: Conference
) -> None:
    def ask(count: int) -> Any:
        rows = "".join(f"S{number},2027-03-30 09:00,R{number}\n" for number in range(count))
        return lambda: bring(desk, conference, f"title,start,room\n{rows}", "list.csv")

    ask(1)()
    few, many = ask(2), ask(20)
    with CaptureQueriesContext(connection) as first:
        few()
    with CaptureQueriesContext(connection) as second:
        many()
    assert len(second) <= len(first)


def test_a_step_keeps_of_what_came_in_how_it_stands(
    desk: Client, conference: Conference, schedule_xml: str
) -> None:
    """It is made before anything is written; what the database then holds is the same."""
    page = bring(desk, conference, schedule_xml)
    desk.post(page.request["PATH_INFO"], sent(page, action="import"))
    rows = EditingStep.objects.get().rows
    kinds = {"agenda.session", "agenda.room", "agenda.material", "people.person", "conferences.theme"}
    assert {row["kind"] for row in rows} > kinds
    for row in rows:
        stands = kind_called(row["kind"]).snapshots([row["id"]])[row["id"]]
        assert row["after"] == {name: json.loads(json.dumps(stands[name])) for name in row["after"]}


def test_an_import_offers_to_take_the_place_of_the_frame(
    desk: Client, conference: Conference, editor: Any, schedule_xml: str
) -> None:
    create_initial_agenda(conference, by=editor)
    mine = conference.sessions.get(kind="opening")
    change_session(mine, by=editor, revision=None, title={"en": "Our opening"})
    frame = set(conference.sessions.exclude(pk=mine.pk).values_list("pk", flat=True))
    page = bring(desk, conference, schedule_xml)
    said = page.content.decode()
    assert f"{len(frame)} sessions, which nobody has changed" in said.split("<details")[0], (
        "it stands unfolded"
    )
    assert "Sessions of the frame removed" in said
    page = desk.post(page.request["PATH_INFO"], sent(page, action="preview"), follow=True)
    assert set(conference.sessions.values_list("pk", flat=True)) == {*frame, mine.pk}
    desk.post(page.request["PATH_INFO"], sent(page, action="import"))
    left = set(conference.sessions.values_list("pk", flat=True))
    assert mine.pk in left and not left & frame and len(left) == 3
    undo(conference, by=editor)
    assert set(conference.sessions.values_list("pk", flat=True)) == {*frame, mine.pk}


def test_the_frame_stays_where_it_is_wanted_and_is_not_offered_where_there_is_none(
    desk: Client, conference: Conference, editor: Any, schedule_xml: str
) -> None:
    page = bring(desk, conference, schedule_xml)
    assert "replace_frame" not in page.context["form"].fields
    create_initial_agenda(conference, by=editor)
    count = conference.sessions.count()
    page = bring(desk, conference, schedule_xml)
    page = desk.post(page.request["PATH_INFO"], sent(page, replace_frame=None, action="preview"), follow=True)
    desk.post(page.request["PATH_INFO"], sent(page, action="import"))
    assert conference.sessions.count() == count + 2


def test_the_box_is_not_ticked_once_the_agenda_is_published(
    desk: Client, conference: Conference, editor: Any, schedule_xml: str, publish: Any
) -> None:
    create_initial_agenda(conference, by=editor)
    publish()
    page = bring(desk, conference, schedule_xml)
    assert page.context["form"]["replace_frame"].value() is False
    desk.post(page.request["PATH_INFO"], sent(page, action="import"))
    assert conference.sessions.filter(kind="opening").exists()
