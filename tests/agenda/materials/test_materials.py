"""Presentations and documents of sessions: added, changed and removed by the secretariat; one ZIP for each room."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agenda.materials.domain import add_material, change_material, hand_in, presentations
from agenda.materials.models import Material
from agenda.releases.models import AgendaRelease
from agenda.sessions.models.session import Session
from confman.accounts.models import User
from confman.audit.models import AuditEntry
from confman.conferences.models import Conference
from confman.people.models import Person
from tests.factories import ItemFactory, PersonFactory, SessionFactory, SessionRoleFactory

pytestmark = pytest.mark.django_db
At = Callable[..., dt.datetime]
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


class TestPresentationsOfARoom:
    @pytest.fixture
    def filled(self, session: Session, speaker: Person, role: Any, at: At, by: User) -> Conference:
        """Two sessions in the hall, the later one made first; one speaker has not handed in."""
        conference = session.conference
        later = SessionFactory(
            conference=conference,
            title={"en": "Closing"},
            start=at("15:00"),
            end=at("16:00"),
            room=session.room,
        )
        add_material(later, by=by, title={"en": "Last words"}, file=ContentFile(PDF, "a.pdf"))
        item = ItemFactory(session=session, title={"en": "Практика / национальная"})
        SessionRoleFactory(
            session=session, item=item, person=PersonFactory(conference=conference, name={"en": "Late Comer"})
        )
        hand_in(speaker, session, by=by, title={"en": "Slides"}, file=ContentFile(PDF, "b.pdf"))
        return conference

    def test_one_zip_in_running_order_with_what_is_missing(
        self, filled: Conference, session: Session, owner_client: Client
    ) -> None:
        url = reverse("agenda_secretariat:presentations-archive", args=[filled.slug, session.room_id])
        answer = owner_client.get(url)
        assert 'filename="tashkent2027-main-hall.zip"' in answer["Content-Disposition"]
        with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as archive:
            assert archive.testzip() is None
            names = sorted(archive.namelist())
            assert [name[:4] for name in names] == ["000_", "001_", "002_"]
            assert "Anna_Sample_Plenary" in names[1] and "Closing" in names[2] and names[1].endswith(".pdf")
            assert archive.read(names[1]) == PDF
            contents = archive.read("000_contents.txt").decode("utf-8-sig")
        assert "Практика / национальная (Late Comer): MISSING" in contents
        assert contents.index("Anna Sample") < contents.index("Late Comer") < contents.index("Closing")

    def test_a_file_that_is_gone_does_not_stop_the_others(
        self, filled: Conference, session: Session, owner_client: Client
    ) -> None:
        gone = Material.objects.get(session=session)
        gone.file.storage.delete(gone.file.name)
        url = reverse("agenda_secretariat:presentations-archive", args=[filled.slug, session.room_id])
        with zipfile.ZipFile(io.BytesIO(b"".join(owner_client.get(url)))) as archive:
            assert archive.testzip() is None and len(archive.namelist()) == 3

    def test_the_page_lists_every_room_and_what_is_to_be_checked(
        self, filled: Conference, owner_client: Client
    ) -> None:
        shown = owner_client.get(reverse("agenda_secretariat:presentations", args=[filled.slug]))
        text = shown.content.decode()
        assert "Main hall" in text and "To be checked" in text and "Late Comer" in text
        assert [entry.missing[0].item is not None for entry in presentations(filled)] == [True]

    def test_it_asks_the_same_number_of_queries_at_one_session_and_at_three(
        self, conference: Conference, owner_client: Client, assert_constant_queries: Any, at: At
    ) -> None:
        hours = iter(("09:00", "10:00", "11:00"))

        def add() -> None:
            made = SessionFactory(conference=conference, start=at(next(hours)), room=None)
            SessionRoleFactory(session=made, person=PersonFactory(conference=conference))

        url = reverse("agenda_secretariat:presentations", args=[conference.slug])
        assert_constant_queries(url, add, client=owner_client)

    def test_the_day_they_are_due_is_set_there(self, filled: Conference, owner_client: Client) -> None:
        url = reverse("agenda_secretariat:presentations", args=[filled.slug])
        assert owner_client.post(url, {"due": "2027-03-29T18:00"}).status_code == 302
        filled.agenda_settings.refresh_from_db()
        assert filled.local(filled.agenda_settings.materials_due).strftime("%d %H:%M") == "29 18:00"
        assert owner_client.post(url, {"due": "tomorrow"}).status_code == 200


class TestSecretariat:
    def test_materials_of_a_session_are_added_changed_and_removed(
        self, session: Session, owner_client: Client
    ) -> None:
        slug = session.conference.slug
        url = reverse("agenda_secretariat:session-materials", args=[slug, session.pk])
        form = {"title_en": "Concept note", "link": "https://example.org/note", "visibility": "public"}
        assert owner_client.post(url, form).status_code == 302
        material = Material.objects.get()
        change = reverse("agenda_secretariat:material-change", args=[slug, material.pk])
        assert owner_client.post(change, {**form, "title_en": "Note"}).status_code == 302
        material.refresh_from_db()
        assert str(material.title) == "Note"
        assert owner_client.post(change, {**form, "link": ""}).status_code == 200
        remove = reverse("agenda_secretariat:material-remove", args=[slug, material.pk])
        assert owner_client.post(remove).status_code == 302
        assert not Material.objects.exists()
        verbs = AuditEntry.objects.filter(verb__startswith="agenda.material").values_list("verb", flat=True)
        assert set(verbs) == {"agenda.material_added", "agenda.material_changed", "agenda.material_removed"}

    def test_of_two_who_change_a_material_the_second_is_shown_both(
        self, session: Session, owner_client: Client, by: User
    ) -> None:
        material = add_material(session, by=by, title={"en": "Note"}, link="https://example.org/note")
        url = reverse("agenda_secretariat:material-change", args=[session.conference.slug, material.pk])
        seen = owner_client.get(url).context["form"].initial["seen"]
        change_material(material, by=by, title={"en": "Theirs"})
        form = {"title_en": "Mine", "link": material.link, "visibility": "public", "seen": seen}
        answer = owner_client.post(url, form)
        page = answer.content.decode()
        assert answer.status_code == 409 and "en: Mine" in page and "en: Theirs" in page
        material.refresh_from_db()
        assert str(material.title) == "Theirs"
        form["seen"] = answer.context["form"]["seen"].value()
        assert owner_client.post(url, form).status_code == 302
        material.refresh_from_db()
        assert str(material.title) == "Mine"

    @pytest.mark.parametrize(
        "change", [{"visibility": "participants"}, {"embargo": timezone.now() + dt.timedelta(days=999)}]
    )
    def test_what_is_put_behind_a_door_is_not_served_any_more(
        self, session: Session, by: User, publish: Callable[..., AgendaRelease], change: dict[str, Any]
    ) -> None:
        material = add_material(session, by=by, title={"en": "Speech"}, file=ContentFile(PDF, "c.pdf"))
        publish()
        url = reverse("agenda_public:material", args=[session.conference.slug, "en", material.pk])
        assert Client().get(url).status_code == 200
        change_material(material, by=by, file=ContentFile(PDF + b"% to come", "d.pdf"), **change)
        assert Client().get(url).status_code == 404

    def test_under_embargo_nobody_outside_has_it(
        self, session: Session, by: User, publish: Callable[..., AgendaRelease], at: At
    ) -> None:
        material = add_material(
            session, by=by, title={"en": "Speech"}, file=ContentFile(PDF, "c.pdf"), embargo=at("12:00")
        )
        with time_machine.travel(at("08:00"), tick=False):
            publish()
        url = reverse("agenda_public:material", args=[session.conference.slug, "en", material.pk])
        with time_machine.travel(at("11:59"), tick=False):
            assert Client().get(url).status_code == 404
        with time_machine.travel(at("12:01"), tick=False):
            assert Client().get(url).status_code == 200
