"""Publishing, reviewing mails, reading, comparing and restoring releases, through their pages."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from agenda.releases.domain import notices
from agenda.releases.domain.notices import send_notices
from agenda.releases.domain.publication import publish_agenda
from agenda.releases.models import AgendaRelease, ReleaseNotice
from agenda.sessions.domain.sessions import (
    ItemRow,
    RoleRow,
    change_session,
    create_session,
    delete_session,
    move_session,
)
from agenda.sessions.models.personal import StarredSession
from agenda.sessions.models.session import Item, Session
from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.conferences.models.conference import Status
from confman.mail.models import Message
from confman.people.models import Person
from tests.agenda.roles import assign_role
from tests.factories import PersonFactory, RoomFactory, SessionFactory, SessionRoleFactory, UserFactory

pytestmark = pytest.mark.django_db
Publish = Callable[..., AgendaRelease]
At = Callable[..., dt.datetime]


def at_page(name: str, *parts: Any) -> str:
    return reverse(f"agenda_secretariat:{name}", args=["tashkent2027", *parts])


def text_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    return " ".join(response.content.decode().split())


@pytest.fixture
def session(conference: Conference, by: User, at: At) -> Session:
    """Anna speaks in it and has confirmed."""
    anna = PersonFactory(conference=conference, name={"en": "Anna Sample"}, email="anna@example.org")
    return create_session(
        conference,
        by=by,
        title={"en": "Opening", "ru": "Открытие"},
        summary={"en": "Words of welcome by the host"},
        start=at("10:00"),
        end=at("11:00"),
        room=RoomFactory(conference=conference, name={"en": "Hall A"}),
        items=[ItemRow({"en": "Welcome", "ru": "Приветствие"}, minutes=10)],
        roles=[RoleRow(anna, status="confirmed")],
    )


class TestPublishing:
    def test_the_page_says_whom_it_concerns_and_how(
        self, session: Session, publish: Publish, owner_client: Client, by: User, at: At
    ) -> None:
        page = text_of(owner_client, at_page("publish"))
        assert "A mail to 1 person will be drafted" in page and "New for you" in page
        send_notices(publish(), by=by)
        assert "No mail is needed" in text_of(owner_client, at_page("publish"))
        move_session(session, by=by, revision=None, start=at("10:25"))
        page = text_of(owner_client, at_page("publish"))
        assert "Anna Sample" in page and "10:00–11:00" in page and "10:25–11:25" in page

    def test_while_the_conference_is_a_draft_every_page_says_who_sees_it(
        self, session: Session, conference: Conference, owner_client: Client
    ) -> None:
        conference.status = Status.DRAFT
        conference.save()
        promise = "Readers, calendars and documents show it"
        note = "The conference is a draft: only its team sees what is published"
        page = text_of(owner_client, at_page("publish"))
        assert note in page and promise not in page
        answer = owner_client.post(at_page("publish"), {"label": "provisional"}, follow=True)
        mails = " ".join(answer.content.decode().split())
        assert "The agenda is published as “provisional”." in mails and note in mails and promise not in mails
        release = text_of(owner_client, at_page("release", AgendaRelease.objects.get().pk))
        assert note in release and "Readers see this one" not in release
        assert note in text_of(owner_client, at_page("release-list"))
        conference.status = Status.ANNOUNCED
        conference.save()
        page = text_of(owner_client, at_page("publish"))
        assert note not in page and promise in page

    def test_labels_are_suggested(self, session: Session, publish: Publish, owner_client: Client) -> None:
        assert 'value="provisional"' in text_of(owner_client, at_page("publish"))
        publish()
        page = text_of(owner_client, at_page("publish"))
        assert 'value="Rev.1"' in page and '<option value="final">' in page

    def test_one_lands_at_the_mails(self, session: Session, owner_client: Client) -> None:
        response = owner_client.post(
            at_page("publish"), {"label": "final", "note": "See you there."}, follow=True
        )
        release = AgendaRelease.objects.get()
        assert response.redirect_chain == [(at_page("release-mails", release.pk), 302)]
        page = response.content.decode()
        assert "Anna Sample" in page and "See you there." in page and not Message.objects.exists()

    def test_what_was_changed_since_the_page_was_shown_is_said_first(
        self, session: Session, publish: Publish, owner_client: Client, by: User
    ) -> None:
        publish()
        form = owner_client.get(at_page("publish")).context["form"]
        sent = {name: form[name].value() for name in ("seen", "shown_at", "label")}
        change_session(session, by=by, revision=None, title={"en": "Renamed"})
        publish()
        page = owner_client.post(at_page("publish"), sent)
        assert page.status_code == 409 and "The agenda has changed since you looked" in page.content.decode()
        assert [entry.verb for entry in page.context["stale"]] == [
            "agenda.published",
            "agenda.session_changed",
        ]
        sent |= {name: page.context["form"][name].value() for name in ("seen", "shown_at")}
        assert owner_client.post(at_page("publish"), sent).status_code == 302
        labels = AgendaRelease.objects.order_by("number").values_list("label", flat=True)
        assert list(labels) == ["provisional", "Rev.1", "Rev.2"]

    def test_without_anybody_concerned_one_lands_at_the_release(
        self, conference: Conference, owner_client: Client
    ) -> None:
        SessionFactory(conference=conference)
        response = owner_client.post(at_page("publish"), {"label": "", "note": ""})
        assert response["Location"] == at_page("release", AgendaRelease.objects.get().pk)

    def test_the_dashboard_reminds_of_mails_that_wait(
        self, session: Session, publish: Publish, owner_client: Client
    ) -> None:
        release = publish()
        url = reverse("conferences_secretariat:dashboard", args=["tashkent2027"])
        assert at_page("release-mails", release.pk) in text_of(owner_client, url)

    def test_the_command_drafts_as_well_and_sends_nothing(self, session: Session) -> None:
        call_command("publishagenda", "tashkent2027")
        assert ReleaseNotice.objects.drafts().count() == 1 and not Message.objects.exists()

    def test_the_command_prints_a_summary_and_each_conflict_only_on_request(
        self, session: Session, capsys: pytest.CaptureFixture[str]
    ) -> None:
        room = RoomFactory(conference=session.conference)
        SessionFactory.create_batch(3, conference=session.conference, room=room)
        call_command("publishagenda", "tashkent2027")
        told = capsys.readouterr()
        assert "warn: A room used twice: 3" in told.err and "4 sessions" in told.out
        assert "1 mails to those concerned wait for review; none was sent." in told.out
        call_command("publishagenda", "tashkent2027", label="final", lines=True)
        assert capsys.readouterr().err.count("warn: A room used twice: ") == 3

    def test_the_final_agenda_is_ticked_on_the_page(self, session: Session, owner_client: Client) -> None:
        at = f"/{session.conference.slug}/secretariat/agenda/publish/"
        form = owner_client.get(at).context["form"]
        sent = {"label": form["label"].value(), "is_final": "on"}
        owner_client.post(at, sent)
        release = AgendaRelease.objects.get()
        assert (release.label, release.is_final) == ("final", True)
        # A revision begins as what it revises.
        form = owner_client.get(at).context["form"]
        assert (form["label"].value(), form["is_final"].value()) == ("Rev.1", True)

    def test_the_command_makes_no_second_release_of_the_same(
        self, session: Session, capsys: pytest.CaptureFixture[str]
    ) -> None:
        call_command("publishagenda", "tashkent2027")
        capsys.readouterr()
        for label in ("", "provisional"):
            call_command("publishagenda", "tashkent2027", label=label)
            assert "nothing has changed since the latest release" in capsys.readouterr().out
        assert AgendaRelease.objects.count() == ReleaseNotice.objects.count() == 1
        call_command("publishagenda", "tashkent2027", label="final")
        Session.objects.update(title={"en": "Another"})
        call_command("publishagenda", "tashkent2027")
        assert [release.label for release in AgendaRelease.objects.order_by("number")] == [
            "provisional", "final", "Rev.2",
        ]  # fmt: skip

    def test_a_failure_in_the_middle_leaves_nothing(
        self, session: Session, publish: Publish, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_all: Any, **_named: Any) -> None:
            raise RuntimeError("in the middle")

        monkeypatch.setattr("agenda.releases.domain.publication.purge_documents", fail)
        with pytest.raises(RuntimeError):
            publish()
        assert not AgendaRelease.objects.exists() and not ReleaseNotice.objects.exists()
        assert Item.objects.get().number is None

    def test_publishing_costs_the_same_for_one_and_for_many(
        self, conference: Conference, publish: Publish, at: At, by: User
    ) -> None:
        from django.test.utils import CaptureQueriesContext

        def asked() -> int:
            with CaptureQueriesContext(connection) as captured:
                publish()
            return len(captured)

        def add(count: int) -> None:
            for role in SessionRoleFactory.create_batch(
                count, session__conference=conference, status="confirmed"
            ):
                StarredSession.objects.create(user=UserFactory(), session=role.session)

        add(1)
        publish()
        counts = []
        for number in (1, 3):
            add(number)
            Session.objects.update(start=at(f"{11 + number}:00"), end=None)
            counts.append(asked())
        assert counts[0] == counts[1]


def test_two_people_publishing_at_once_make_two_releases_and_one_draft_each(
    session: Session, owner: User, by: User, at_once: Any
) -> None:
    """The second waits for the first; its drafts take the place of the first one's."""
    at_once(*[partial(publish_agenda, Conference.objects.get(), by=user) for user in (owner, by)])
    assert sorted(AgendaRelease.objects.values_list("number", flat=True)) == [1, 2]
    notice = ReleaseNotice.objects.get()
    assert notice.release.number == 2 and notice.since == 0


class TestMails:
    @pytest.fixture
    def release(self, session: Session, publish: Publish, by: User, at: At) -> AgendaRelease:
        """Its first release was told; now the opening is at noon, and Dora was only proposed."""
        StarredSession.objects.create(user=UserFactory(email="fan@example.org"), session=session)
        send_notices(publish(), by=by)
        Message.objects.all().delete()
        move_session(session, by=by, revision=None, start=at("12:00"))
        dora = PersonFactory(conference=session.conference, name={"en": "Dora Sample"}, email="")
        assign_role(session, person=dora, role="panellist", by=by)
        return publish()

    def test_the_list_says_who_gets_what(self, release: AgendaRelease, owner_client: Client) -> None:
        page = text_of(owner_client, at_page("release-mails", release.pk))
        for said in (
            "Anna Sample",
            "anna@example.org",
            "Moved",
            "fan@example.org",
            "Not asked yet",
            "No e-mail address",
        ):
            assert said in page, said
        assert "of 3" in page and "Send 2 mails…" in page

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("q=anna", {"Anna"}),
            ("q=fan@", {"fan"}),
            ("what=joined", {"Dora"}),
            ("what=moved", {"Anna", "fan"}),
            ("attention=unasked", {"Dora"}),
            ("attention=no-address", {"Dora"}),
            ("state=draft", {"Anna", "Dora", "fan"}),
            ("state=sent", set()),
        ],
    )
    def test_filters(self, query: str, found: set[str], release: AgendaRelease, owner_client: Client) -> None:
        page = text_of(owner_client, f"{at_page('release-mails', release.pk)}?{query}")
        page = page[page.index('id="results"') :]
        said = {"Anna": "Anna Sample</a>", "Dora": "Dora Sample</a>", "fan": "fan@example.org</span>"}
        assert {name for name, words in said.items() if words in page} == found

    def test_what_did_not_arrive_is_said_and_found(
        self, release: AgendaRelease, owner_client: Client, by: User
    ) -> None:
        send_notices(release, by=by)
        assert "did not arrive." not in text_of(owner_client, at_page("release-mails", release.pk))
        Message.objects.filter(to="anna@example.org").update(
            status="failed", last_error="550 no such user here"
        )
        page = text_of(owner_client, at_page("release-mails", release.pk))
        assert "1 mail did not arrive." in page and "?attention=undelivered" in page
        rows = text_of(owner_client, at_page("release-mails", release.pk) + "?attention=undelivered")
        rows = rows[rows.index('id="results"') :]
        assert "Anna Sample" in rows and "fan@example.org" not in rows
        notice = release.notices.get(person__name__en="Anna Sample")
        assert "550 no such user here" in text_of(
            owner_client, at_page("release-mail", release.pk, notice.pk)
        )
        Person.objects.filter(email="anna@example.org").update(email="a@example.com")
        mail = reverse("mail_secretariat:message", args=[release.conference.slug, notice.mail.pk])
        assert "address is now a@example.com" in text_of(owner_client, mail)

    def test_who_hears_of_many_sessions_has_the_others_folded(
        self, release: AgendaRelease, owner_client: Client
    ) -> None:
        notice = release.notices.get(person__name__en="Anna Sample")
        notice.changes = notice.changes[:1] * 5
        notice.save()
        page = text_of(owner_client, at_page("release-mails", release.pk))
        assert "<summary>2 more</summary>" in page

    def test_one_is_shown_as_it_will_be_read(
        self, release: AgendaRelease, owner_client: Client, by: User
    ) -> None:
        notice = release.notices.get(person__name__en="Anna Sample")
        page = text_of(owner_client, at_page("release-mail", release.pk, notice.pk))
        send_notices(release, by=by, only=[notice.pk])
        mail = Message.objects.get()
        for part in (mail.subject, *(line for line in mail.body_text.split("\n\n") if "\n" not in line)):
            assert part.strip().split(" [")[0][:40].split("(")[0] in page, part
        assert "12:00–13:00" in page and "10:00–11:00" in page
        page = text_of(owner_client, at_page("release-mail", release.pk, notice.pk))
        assert "waiting to be sent" in page.lower()

    def test_the_calendar_can_be_looked_at(self, release: AgendaRelease, owner_client: Client) -> None:
        notice = release.notices.get(person__name__en="Anna Sample")
        response = owner_client.get(at_page("release-mail-calendar", release.pk, notice.pk))
        assert response.headers["Content-Type"].startswith("text/calendar")
        assert b"SEQUENCE:1" in response.content

    def test_the_chosen_are_sent_and_the_others_wait(
        self, release: AgendaRelease, owner_client: Client
    ) -> None:
        notice = release.notices.get(user__email="fan@example.org")
        chosen = {"action": "send", "selected": [str(notice.pk)]}
        page = owner_client.post(at_page("release-mails", release.pk), chosen, follow=True).content.decode()
        assert "1 mail is on its way" in page
        assert Message.objects.get().to == "fan@example.org"
        assert release.notices.drafts().count() == 2
        owner_client.post(at_page("release-mails", release.pk), chosen)
        assert Message.objects.count() == 1

    def test_all_are_sent_after_it_was_said_what_happens(
        self, release: AgendaRelease, owner_client: Client
    ) -> None:
        page = text_of(owner_client, at_page("release-mails-send", release.pk))
        assert "Send 2 mails now?" in page and "1 person whom nobody has asked yet" in page
        owner_client.post(at_page("release-mails-send", release.pk))
        assert set(Message.objects.values_list("to", flat=True)) == {"anna@example.org", "fan@example.org"}

    def test_all_are_discarded(self, release: AgendaRelease, owner_client: Client) -> None:
        owner_client.post(at_page("release-mails-discard", release.pk))
        assert not Message.objects.exists() and not release.notices.drafts().exists()

    def test_from_one_mail_to_the_next(self, release: AgendaRelease, owner_client: Client) -> None:
        keys = list(release.notices.order_by("person__sort_key", "user__email").values_list("pk", flat=True))
        waiting = [key for key in keys if key]
        first, second = waiting[0], waiting[1]
        response = owner_client.post(at_page("release-mail", release.pk, first), {"action": "discard"})
        assert response["Location"] == at_page("release-mail", release.pk, second)

    def test_the_message_is_edited_before_sending(self, release: AgendaRelease, owner_client: Client) -> None:
        url = at_page("release-message", release.pk)
        assert "Message in the mails" in text_of(owner_client, url)
        seen = owner_client.get(url).context["form"].fingerprint
        response = owner_client.post(
            url, {"mail_text_en": "The minister is late.", "mail_text_ru": "Министр опаздывает."}
        )
        assert response.status_code == 302
        stale = owner_client.post(url, {"mail_text_en": "Bring your badges.", "seen": seen})
        assert stale.status_code == 409 and "The minister is late." in stale.content.decode()
        owner_client.post(at_page("release-mails-send", release.pk))
        assert "The minister is late." in Message.objects.get(to="anna@example.org").body_text

    def test_nonsense_changes_nothing(self, release: AgendaRelease, owner_client: Client) -> None:
        url = at_page("release-mails", release.pk)
        assert owner_client.post(url, {"action": "explode"}).status_code == 404
        assert owner_client.post(url, {"action": "discard", "selected": ["not-an-id"]}).status_code == 404
        assert owner_client.post(url, {"action": "send", "selected": ["not-an-id"]}).status_code == 302
        assert release.notices.drafts().count() == 3

    def test_the_list_asks_as_much_for_three_as_for_one(
        self, release: AgendaRelease, owner_client: Client, assert_constant_queries: Callable[..., None]
    ) -> None:
        change = release.notices.first().changes

        def add() -> None:
            person = PersonFactory(
                conference=release.conference, contact=PersonFactory(conference=release.conference)
            )
            ReleaseNotice.objects.create(release=release, person=person, changes=change, since=1)

        assert_constant_queries(at_page("release-mails", release.pk), add, client=owner_client)

    def test_two_at_once_send_each_mail_once(
        self, release: AgendaRelease, by: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """While one is about to send, another has sent the same: the row says so, and nothing goes twice."""
        send_batch, entered = notices._send_batch, []

        def interrupted(writer: Any, keys: list[Any], user: Any) -> tuple[int, int]:
            if not entered:
                entered.append(True)
                assert send_notices(release, by=by).sent == 2
            return send_batch(writer, keys, user)

        monkeypatch.setattr(notices, "_send_batch", interrupted)
        assert send_notices(release, by=by).sent == 0
        assert Message.objects.count() == 2


class TestReading:
    def test_a_release_is_read_as_each_audience_reads_it(
        self, session: Session, publish: Publish, owner_client: Client, by: User, at: At
    ) -> None:
        for visibility in ("closed", "participants"):
            create_session(
                session.conference,
                by=by,
                title=f"Session for {visibility}",
                visibility=visibility,
                start=at("14:00"),
                end=at("15:00"),
            )
        url = at_page("release", publish().pk)
        seen = {
            audience: {
                title
                for title in ("Opening", "Session for closed", "Session for participants")
                if title in text_of(owner_client, f"{url}?as={audience}")
            }
            for audience in ("public", "participants", "secretariat")
        }
        assert [len(titles) for titles in seen.values()] == [1, 2, 3]
        assert owner_client.get(f"{url}?as=press").status_code == 404

    def test_the_list_asks_as_much_for_three_as_for_one(
        self,
        session: Session,
        publish: Publish,
        owner_client: Client,
        assert_constant_queries: Callable[..., None],
    ) -> None:
        assert_constant_queries(at_page("release-list"), publish, client=owner_client)


class TestComparing:
    def test_word_by_word_and_person_by_person(
        self, session: Session, publish: Publish, owner_client: Client, by: User, at: At
    ) -> None:
        first = publish()
        change_session(
            session,
            by=by,
            revision=None,
            summary={"en": "Words of welcome by the minister"},
            title={"en": "Opening", "ru": "Торжественное открытие"},
            start=at("12:00"),
            end=at("13:00"),
            items=[
                ItemRow({"en": "Welcome", "ru": "Приветствие"}, minutes=15, id=session.items.get().pk),
                ItemRow("Second"),
            ],
        )
        second = publish()
        page = text_of(owner_client, f"{at_page('release-compare')}?before={first.pk}&after={second.pk}")
        assert "<del>host</del><ins>minister</ins>" in page
        assert "10:00–11:00, Hall A</del>" in page and "12:00–13:00, Hall A</ins>" in page
        assert "Торжественное" in page and "<del>10</del><ins>15</ins>" in page
        assert "Person by person" in page and "Anna Sample" in page

    def test_with_the_working_agenda(
        self, session: Session, publish: Publish, owner_client: Client, by: User
    ) -> None:
        release = publish()
        url = f"{at_page('release-compare')}?before={release.pk}&after=working"
        assert "The two are the same." in text_of(owner_client, url)
        delete_session(session, by=by, revision=None)
        page = text_of(owner_client, url)
        assert "1 cancelled" in page and "Opening" in page

    def test_nothing_of_another_conference_is_compared(
        self, session: Session, publish: Publish, owner_client: Client, other_conference: Conference, by: User
    ) -> None:
        release = publish()
        SessionFactory(conference=other_conference)
        other = publish_agenda(other_conference, by=by)
        url = at_page("release-compare")
        assert owner_client.get(f"{url}?before={other.pk}&after={release.pk}").status_code == 404
        assert owner_client.get(f"{url}?before=nonsense&after=working").status_code == 404


class TestRestoring:
    def test_it_says_before_what_will_happen_and_does_it(
        self, session: Session, publish: Publish, owner_client: Client, by: User, at: At
    ) -> None:
        release = publish()
        change_session(session, by=by, revision=None, title={"en": "Renamed"})
        new = create_session(session.conference, by=by, title="Brand new", start=at("14:00"), end=at("15:00"))
        url = at_page("release-restore", release.pk)
        page = text_of(owner_client, url)
        assert "1 session that is not in this release loses its time" in page and "Brand new" in page
        response = owner_client.post(url, follow=True)
        assert "The working agenda is as in" in response.content.decode()
        session.refresh_from_db()
        new.refresh_from_db()
        assert str(session.title) == "Opening" and new.start is None
        assert "is already the same as this release" in text_of(owner_client, url)

    def test_what_somebody_has_done_meanwhile_is_shown_first(
        self, session: Session, publish: Publish, owner_client: Client, by: User
    ) -> None:
        release = publish()
        change_session(session, by=by, revision=None, title={"en": "Renamed"})
        url = at_page("release-restore", release.pk)
        seen = owner_client.get(url).context["form"].initial["seen"]
        change_session(session, by=by, revision=None, title={"en": "Renamed by somebody else"})
        page = owner_client.post(url, {"seen": seen})
        assert page.status_code == 409 and "This is not what you looked at" in page.content.decode()
        session.refresh_from_db()
        assert str(session.title) == "Renamed by somebody else"
        seen = page.context["form"].initial["seen"]
        assert f'name="seen" value="{seen}"' in page.content.decode()
        owner_client.post(url, {"seen": seen})
        session.refresh_from_db()
        assert str(session.title) == "Opening"

    def test_a_second_click_says_so(self, session: Session, publish: Publish, owner_client: Client) -> None:
        response = owner_client.post(at_page("release-restore", publish().pk), follow=True)
        assert "is already the same as this release" in response.content.decode()
