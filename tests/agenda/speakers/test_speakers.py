"""Speakers answer, tell what they need and hand in files without a password."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agenda.materials.domain import check_material, hand_in, set_materials_due
from agenda.materials.models import Material
from agenda.releases.models import AgendaRelease
from agenda.sessions.models.personal import PersonalCalendar, SpeakerProfile, StarredSession
from agenda.sessions.models.session import Session
from agenda.speakers.domain import invite_speakers, profile_of, speaker_link
from confman.accounts.models import User
from confman.audit.models import AuditEntry
from confman.conferences.models import Conference
from confman.mail.models import Message
from confman.people.domain.privacy import collect_person_data, erase_person
from confman.people.models import Person
from confman.web.errors import Refused
from tests.factories import (
    BoothShiftFactory,
    ConferenceFactory,
    ItemFactory,
    PersonFactory,
    SessionFactory,
    SessionRoleFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
At = Callable[..., dt.datetime]
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def page(speaker: Person, role: Any, client: Client) -> Callable[..., Any]:
    """`page("details", data)`: the speaker's page of that name, in a browser that opened the link."""
    profile = profile_of(speaker)
    client.get(speaker_link(profile))

    def ask(name: str = "", data: Any = None, *more: Any) -> Any:
        view = f"agenda_portal:speaker-{name}" if name else "agenda_portal:speaker"
        url = reverse(view, args=[speaker.conference.slug, profile.pk, *more])
        return client.get(url) if data is None else client.post(url, data)

    return ask


def pdf(name: str = "slides.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, "application/pdf")


class TestLink:
    def test_the_mail_brings_the_link_in_the_speakers_language_and_counts_as_asking(
        self, conference: Conference, session: Session, by: User
    ) -> None:
        russian = PersonFactory(conference=conference, email="ivan@example.org", languages=["ru"])
        roles = [
            SessionRoleFactory(session=session, person=russian, role=kind, status=status)
            for kind, status in (("speaker", "proposed"), ("chair", "confirmed"))
        ]
        nobody = PersonFactory(conference=conference, email="", name={"en": "No Mailbox"})
        invited = invite_speakers([russian, nobody], by=by)
        assert invited.sent == 1 and invited.without_address == (nobody,)
        mail = Message.objects.get()
        assert mail.language == "ru" and "/me/speaker/link/" in mail.body_text
        for each in roles:
            each.refresh_from_db()
        assert [each.status for each in roles] == ["invited", "confirmed"]
        assert AuditEntry.objects.filter(verb="agenda.speaker_invited").count() == 1

    def test_without_a_mail_server_the_list_says_so_and_the_link_is_on_no_page(
        self, conference: Conference, speaker: Person, role: Any, owner_client: Client, settings: Any
    ) -> None:
        """Red while "sent" was said of a link that only stood in a file of the server."""
        url = reverse("agenda_secretariat:role-list", args=[conference.slug])
        assert "No mail server is set" not in owner_client.get(url).content.decode()
        sent = {"action": "link", "selected": [str(role.pk)]}
        assert "/me/speaker/link/" not in owner_client.post(url, sent, follow=True).content.decode()
        settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
        page = owner_client.post(url, sent, follow=True).content.decode()
        assert "No mail server is set" in page and "The link was sent" not in page
        assert "is a file on this machine" in page and "/me/speaker/link/" not in page

    def test_where_nobody_is_waited_for_the_list_opens_on_all(
        self, conference: Conference, session: Session, owner_client: Client
    ) -> None:
        role = SessionRoleFactory(session=session, status="confirmed")
        url = reverse("agenda_secretariat:role-list", args=[conference.slug])

        def active(address: str) -> list[tuple[str, int]]:
            views = owner_client.get(address).context["views"]
            return [(str(view["label"]), view["count"]) for view in views if view["active"]]

        page = owner_client.get(url, follow=True)
        assert str(role.person) in page.content.decode()
        assert [(str(view["label"]), view["count"], view["active"]) for view in page.context["views"]] == [
            ("Waiting for an answer", 0, False),
            ("All", 1, True),
        ]
        assert active(f"{url}?all") == [("Waiting for an answer", 0)], "asked for, it is shown"
        waiting = SessionRoleFactory(session=session, status="invited")
        page = owner_client.get(url, follow=True).content.decode()
        assert str(waiting.person) in page and str(role.person) not in page, "nothing is remembered"

    def test_the_list_of_roles_is_searched_and_filtered(
        self, conference: Conference, session: Session, owner_client: Client
    ) -> None:
        chair = SessionRoleFactory(session=session, role="chair", status="invited")
        speaker = SessionRoleFactory(session=session, status="invited")
        Person.objects.filter(pk=chair.person.pk).update(search_text="rahimova gulnoza")
        Person.objects.filter(pk=speaker.person.pk).update(search_text="petrov")
        url = reverse("agenda_secretariat:role-list", args=[conference.slug])

        def found(**query: str) -> list[str]:
            rows = owner_client.get(url, query).context["table"].rows
            return sorted(str(row.record.pk) for row in rows)

        assert found(q="Рахимова") == found(role="chair") == [str(chair.pk)]
        assert found(q=session.title["en"].split()[0]) == sorted([str(chair.pk), str(speaker.pk)])
        assert found(q="Petrov", role="chair") == []

    def test_it_is_sent_from_the_list_of_roles_once_to_each(
        self, conference: Conference, speaker: Person, session: Session, role: Any, owner_client: Client
    ) -> None:
        second = SessionRoleFactory(session=session, person=speaker, role="chair")
        url = reverse("agenda_secretariat:role-list", args=[conference.slug])
        answer = owner_client.post(
            url, {"action": "link", "selected": [str(role.pk), str(second.pk)]}, follow=True
        )
        assert "The link was sent to one person." in answer.content.decode()
        assert Message.objects.count() == 1

    def test_torn_revoked_or_of_another_conference_it_opens_nothing(
        self, client: Client, speaker: Person, role: Any, owner_client: Client
    ) -> None:
        profile = profile_of(speaker)
        link = speaker_link(profile)
        other = ConferenceFactory()
        assert client.get(link.replace(speaker.conference.slug, other.slug), follow=True).status_code == 410
        assert client.get(link.rstrip("/")[:-3] + "/", follow=True).status_code == 410
        assert client.get(link).status_code == 303
        own = reverse("agenda_portal:speaker", args=[speaker.conference.slug, profile.pk])
        assert client.get(own).status_code == 200
        slug = speaker.conference.slug
        owner_client.post(
            reverse("people_secretariat:link-renew", args=[slug, "opened_speakers", profile.pk])
        )
        assert client.get(link, follow=True).status_code == 410
        # A browser that had opened it is out, too.
        assert client.get(own).status_code == 302


class TestAnswer:
    def test_yes(self, page: Callable[..., Any], role: Any) -> None:
        assert "one role waits for your word" in page().content.decode()
        assert page("answer", {"answer": "confirm"}, role.pk).status_code == 302
        role.refresh_from_db()
        assert role.status == "confirmed" and role.answered_at
        assert "waits for your word" not in page().content.decode()

    def test_no_after_yes_is_told_to_the_secretariat(
        self, page: Callable[..., Any], role: Any, conference: Conference
    ) -> None:
        conference.contact_email = "office@example.org"
        conference.save()
        page("answer", {"answer": "confirm"}, role.pk)
        page("answer", {"answer": "decline", "reason": "I am ill."}, role.pk)
        role.refresh_from_db()
        assert (role.status, role.decline_reason) == ("declined", "I am ill.")
        mail = Message.objects.get()
        assert "Anna Sample" in mail.subject and "I am ill." in mail.body_text
        assert AuditEntry.objects.filter(verb="agenda.role_status_changed").count() == 2

    def test_another_persons_role_is_not_theirs_to_answer(
        self, page: Callable[..., Any], session: Session
    ) -> None:
        other = SessionRoleFactory(session=session, person=PersonFactory(conference=session.conference))
        assert page("answer", {"answer": "confirm"}, other.pk).status_code == 404

    def test_a_session_stands_once_with_each_role_and_what_is_over_is_not_answered(
        self, page: Callable[..., Any], session: Session, speaker: Person
    ) -> None:
        SessionRoleFactory(session=session, person=speaker, role="chair", status="confirmed")
        now, hour = timezone.now(), dt.timedelta(hours=1)
        Session.objects.filter(pk=session.pk).update(start=now, end=now + hour)
        shown = page().content.decode()
        assert shown.count('<h3 class="agenda-title">Plenary</h3>') == 1
        assert shown.count("I cannot come") == 2 and shown.count("I come") == 1
        Session.objects.filter(pk=session.pk).update(start=now - hour, end=now)
        shown = page().content.decode()
        assert "Chair" in shown and "I come" not in shown and "I cannot come" not in shown
        assert "Hand in a presentation" in shown

    def test_neither_button_changes_nothing(self, page: Callable[..., Any], role: Any) -> None:
        page("answer", {"answer": "perhaps"}, role.pk)
        role.refresh_from_db()
        assert role.status == "proposed"


class TestOneself:
    def test_biography_in_the_language_of_the_page_and_what_is_needed(
        self, page: Callable[..., Any], speaker: Person
    ) -> None:
        speaker.biography = {"ru": "Биография."}
        speaker.save()
        answer = page("details", {"biography": "A life.", "equipment": "Clicker", "remarks": ""})
        assert answer.status_code == 302
        speaker.refresh_from_db()
        assert dict(speaker.biography) == {"ru": "Биография.", "en": "A life."}
        assert SpeakerProfile.objects.get().equipment == "Clicker"

    def test_a_file_that_is_no_picture_is_refused_and_nothing_typed_is_lost(
        self, page: Callable[..., Any], speaker: Person
    ) -> None:
        photo = SimpleUploadedFile("me.png", b"not a picture", "image/png")
        answer = page("details", {"biography": "A long life.", "photo": photo})
        assert answer.status_code == 200
        assert "A long life." in answer.content.decode() and "not a picture" in answer.content.decode()
        speaker.refresh_from_db()
        assert not speaker.biography

    def test_hours(self, page: Callable[..., Any], speaker: Person, at: At) -> None:
        form = page("hours")
        seen = form.context["form"].initial["seen"]
        rows = {
            "hours-TOTAL_FORMS": "1", "hours-INITIAL_FORMS": "0", "hours-0-day": at("09:00").date().isoformat(),
            "hours-0-starts": "09:00", "hours-0-ends": "12:00", "seen": seen,
        }  # fmt: skip
        assert page("hours", rows).status_code == 302
        free = speaker.availabilities.get()
        assert (free.start, free.end) == (at("09:00"), at("12:00"))


class TestHandingIn:
    def test_the_secretariat_looks_before_anyone_else_sees_it(
        self,
        page: Callable[..., Any],
        session: Session,
        client: Client,
        publish: Callable[..., AgendaRelease],
        by: User,
        owner_client: Client,
    ) -> None:
        item = ItemFactory(session=session, title={"en": "National practice"})
        assert page("hand-in", {"item": str(item.pk), "file": pdf()}, session.pk).status_code == 302
        material = Material.objects.get()
        assert (str(material.title), material.item, material.visibility) == ("slides.pdf", item, "closed")
        assert b"".join(page("material", None, material.pk)) == PDF
        stranger = Client()
        public = reverse("agenda_public:material", args=[session.conference.slug, "en", material.pk])
        publish()
        assert stranger.get(public).status_code == 404

        check = reverse("agenda_secretariat:material-check", args=[session.conference.slug, material.pk])
        assert owner_client.post(check, {"visibility": "public"}).status_code == 302
        assert stranger.get(public).status_code == 404, "readers see releases only"
        publish()
        assert b"".join(stranger.get(public)) == PDF
        shown = stranger.get(
            reverse("agenda_public:session", args=[session.conference.slug, "en", session.pk])
        )
        assert public in shown.content.decode()

        assert page("take-back", {}, material.pk).status_code == 302
        assert stranger.get(public).status_code == 404

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            ({}, "Give either a file or a link."),
            ({"link": "https://example.org/x", "file": "pdf"}, "Give either a file or a link."),
            ({"file": "exe"}, "named .pdf, but it is something else"),
            ({"link": "javascript:alert(1)"}, "Enter a valid URL"),
        ],
        ids=["nothing", "both", "a program", "a script"],
    )
    def test_what_is_wrong_is_said_and_nothing_is_kept(
        self, page: Callable[..., Any], session: Session, sent: dict[str, Any], said: str
    ) -> None:
        files = {"pdf": pdf(), "exe": SimpleUploadedFile("slides.pdf", b"MZ\x90\x00" * 20)}
        data = {name: files.get(value, value) for name, value in sent.items()}
        answer = page("hand-in", {"title": "My slides", **data}, session.pk)
        assert answer.status_code == 200 and said in answer.content.decode()
        assert "My slides" in answer.content.decode() and not Material.objects.exists()

    def test_after_the_day_it_was_due_the_page_says_whom_to_write_to(
        self, page: Callable[..., Any], session: Session, by: User
    ) -> None:
        set_materials_due(session.conference, timezone.now() - dt.timedelta(minutes=1), by=by)
        answer = page("hand-in", {"link": "https://example.org/slides"}, session.pk)
        assert answer.status_code == 200 and "Please write to the secretariat" in answer.content.decode()
        assert not Material.objects.exists()

    def test_nobody_fills_the_disk(
        self, page: Callable[..., Any], session: Session, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("agenda.materials.domain.MAX_HANDED_IN", 1)
        for number in (1, 2):
            answer = page("hand-in", {"link": f"https://example.org/{number}"}, session.pk)
        assert "You have handed in 1 files already" in answer.content.decode()
        assert Material.objects.count() == 1

    def test_only_for_sessions_of_ones_own(
        self, page: Callable[..., Any], session: Session, by: User
    ) -> None:
        other = SessionFactory(conference=session.conference)
        assert page("hand-in", None, other.pk).status_code == 404
        with pytest.raises(Refused):
            hand_in(PersonFactory(conference=session.conference), session, by=by, link="https://example.org/")

    def test_who_has_declined_hands_in_nothing(
        self, page: Callable[..., Any], session: Session, role: Any
    ) -> None:
        page("answer", {"answer": "decline"}, role.pk)
        answer = page("hand-in", {"link": "https://example.org/slides"}, session.pk)
        assert "You have no role in this session." in answer.content.decode()
        assert not Material.objects.exists()


def test_what_speakers_left_is_in_their_file_and_erased_with_them(
    conference: Conference, speaker: Person, session: Session, role: Any, by: User
) -> None:
    user = UserFactory()
    speaker.user = user
    speaker.save()
    profile = profile_of(speaker)
    profile.equipment = "Clicker"
    profile.save()
    unchecked = hand_in(speaker, session, by=by, title={"en": "Draft"}, link="https://example.org/draft")
    checked = hand_in(speaker, session, by=by, title={"en": "Paper"}, link="https://example.org/paper")
    check_material(checked, by=by, visibility="public")
    shift = BoothShiftFactory(session=session, interpreter=speaker)
    StarredSession.objects.create(user=user, session=session)
    PersonalCalendar.objects.create(user=user, conference=conference)
    told = str(collect_person_data(speaker))
    assert "Clicker" in told and "Draft" in told and "Plenary" in told

    erase_person(speaker, by=by)
    shift.refresh_from_db()
    checked.refresh_from_db()
    assert shift.interpreter is None and checked.uploaded_by is None
    assert not Material.objects.filter(pk=unchecked.pk).exists()
    assert not SpeakerProfile.objects.exists() and not StarredSession.objects.exists()
    assert not PersonalCalendar.objects.exists()
