"""Actions on rows chosen in a list: asked for once, done row by row; who cannot be done is named with the reason."""

import io
from typing import Any

import openpyxl
import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from agenda.sessions.models.session import Session, SessionRole
from confman.audit.models import AuditEntry
from confman.conferences.models import Conference, ContactMessage
from confman.mailings.domain.recipients import plan_recipients
from confman.mailings.models import Mailing
from confman.mailings.web.views.dispatch import warnings_of
from confman.people.domain.merge import merge_people
from confman.people.models import Person
from registrations.core.models.category import Category
from registrations.core.models.delegation import Delegation
from registrations.core.models.invitation import Invitation
from registrations.core.models.registration import Registration
from registrations.delegations.domain.delegations import change_delegation
from registrations.surveys.domain.lifecycle import create_survey
from tests.factories import (
    CategoryFactory,
    ContactMessageFactory,
    DelegationFactory,
    FocalPointFactory,
    PageFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
)
from tests.outcomes.recommendation_samples import recommendation

pytestmark = pytest.mark.django_db


def send(client: Client, conference: Conference, name: str, action: str, rows: Any, **more: Any) -> Any:
    address = reverse(name, args=[conference.slug])
    return client.post(address, {"action": action, "selected": [str(row.pk) for row in rows], **more})


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


class TestPeople:
    LIST = "people_secretariat:person-list"

    @pytest.fixture
    def people(self, conference: Conference) -> list[Person]:
        return [
            PersonFactory(conference=conference, name={"en": name}, email=f"{name.lower()}@example.org")
            for name in ("Anna", "Boris", "Clara")
        ]

    def test_the_bar_offers_what_the_role_may_do(self, client_as, member, conference, people):
        page = reverse(self.LIST, args=[conference.slug])
        offered = {
            role: [str(label) for _key, label in client_as(member(role)).get(page).context["bulk_actions"]]
            for role in ("owner", "programme", "rapporteur")
        }
        assert offered["owner"] == [
            "Write a mail", "Invite by link", "Set sector, level, country", "Look for duplicates", "Export",
        ]  # fmt: skip
        assert offered["programme"] == ["Set sector, level, country", "Look for duplicates"]
        assert not offered["rapporteur"]
        refused = send(client_as(member("rapporteur")), conference, self.LIST, "people.traits", people)
        assert refused.status_code == 403

    def test_a_mailing_goes_to_the_chosen(self, owner_client, conference, owner, people):
        response = send(owner_client, conference, self.LIST, "mailings.mail", people[:2])
        mailing = Mailing.objects.get()
        assert response.headers["Location"].endswith(f"{mailing.pk}/words/")
        assert mailing.name == "To 2 selected people"
        assert mailing.options == {"chosen": [str(person.pk) for person in people[:2]]}
        # Anyone who turns out to be someone else gets the mail as that person.
        merge_people(people[2], people[0], by=owner)
        mailing.refresh_from_db()
        assert mailing.options == {"chosen": [str(people[2].pk), str(people[1].pk)]}

    def test_a_mailing_to_the_chosen_leaves_out_whose_address_nobody_confirmed(
        self, owner_client, conference, people
    ):
        RegistrationFactory(conference=conference, person=people[0], status="submitted", confirmed_at=None)
        send(owner_client, conference, self.LIST, "mailings.mail", people)
        plan = plan_recipients(Mailing.objects.get())
        assert [row.address for row in plan.sent_to] == ["boris@example.org", "clara@example.org"]
        (warning,) = warnings_of(plan)
        assert warning.text == "1 person has an address that nobody has confirmed, and is left out."
        assert warning.people == [people[0]] and not warning.more
        Registration.objects.update(confirmed_at=timezone.now())
        assert len(plan_recipients(Mailing.objects.get()).sent_to) == 3

    def test_many_are_invited_and_who_cannot_be_is_named(self, owner_client, conference, people):
        category = Category.objects.filter(conference=conference).first() or CategoryFactory(
            conference=conference
        )
        RegistrationFactory(conference=conference, person=people[0])
        Person.objects.filter(pk=people[1].pk).update(email="")
        asked = send(owner_client, conference, self.LIST, "registrations.invite", people)
        assert "3 rows chosen" in asked.content.decode() and not Invitation.objects.exists()
        given = {
            "confirmed": "1", "category": category.pk, "until": conference.starts_on.isoformat(), "language": "",
        }  # fmt: skip
        lines = said(send(owner_client, conference, self.LIST, "registrations.invite", people, **given))
        assert lines[0] == "Invite by link: 1 done, 2 not."
        assert any(line.startswith("Anna: ") for line in lines)
        assert "Boris: Boris has no e-mail address to send an invitation to." in lines
        assert [row.registration.person for row in Invitation.objects.all()] == [people[2]]

    def test_what_is_set_for_many_stands_with_each_and_in_the_history(self, owner_client, conference, people):
        nothing = send(owner_client, conference, self.LIST, "people.traits", people, confirmed="1")
        assert nothing.status_code == 422 and "Choose what is to be set." in nothing.content.decode()
        lines = said(
            send(owner_client, conference, self.LIST, "people.traits", people[:2], confirmed="1", sector="un")
        )
        assert lines == ["Set sector, level, country: 2 done."]
        assert [Person.objects.get(pk=person.pk).sector for person in people] == ["un", "un", ""]
        assert AuditEntry.objects.filter(verb="people.changed").count() == 2

    def test_only_the_chosen_are_exported_registered_or_not(self, owner_client, conference, people):
        response = send(owner_client, conference, self.LIST, "registrations.export", people[1:])
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
        head, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        names = [row[head.index("name_en")] for row in rows]
        assert names == ["Boris", "Clara"]
        assert AuditEntry.objects.get(verb="registrations.people_exported").details["chosen"] == 2

    def test_all_that_the_filters_leave_are_exported(self, owner_client, conference, people):
        address = reverse(self.LIST, args=[conference.slug])
        posted = {"action": "registrations.export", "everything": "1"}
        response = owner_client.post(f"{address}?q=boris", posted)
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
        assert sheet.max_row == 2

    def test_all_are_not_meant_where_a_filter_names_what_is_gone(self, owner_client, conference, people):
        address = reverse(self.LIST, args=[conference.slug])
        for query in ("sector=gone", "committee=1"):
            for key in ("people.traits", "registrations.export", "mailings.mail"):
                response = owner_client.post(f"{address}?{query}", {"action": key, "everything": "1"})
                assert "Clear the filters" in said(response)[0]
        assert not Mailing.objects.exists()

    def test_what_the_question_showed_is_what_is_done(self, owner_client, conference, people):
        address = reverse(self.LIST, args=[conference.slug])
        asked = owner_client.post(address, {"action": "people.traits", "everything": "1"})
        form = html.fromstring(asked.content).xpath("//form[.//input[@name='confirmed']]")[0]
        posted = [(name, value) for name, value in form.form_values() if name != "sector"]
        late = PersonFactory(conference=conference, name={"en": "Dina"})
        fields = {name: [value for key, value in posted if key == name] for name, _value in posted}
        owner_client.post(address, {**fields, "sector": "un"})
        assert set(Person.objects.filter(sector="un")) == {*people} and late not in people

    def test_pairs_of_the_chosen_are_shown(self, owner_client, conference, people):
        twins = [
            PersonFactory(conference=conference, name={"en": "Dina Karimova"}, email="dina@example.org")
            for _number in range(2)
        ]
        shown = {}
        for name, rows in (("twins", twins[:1]), ("others", people)):
            response = send(owner_client, conference, self.LIST, "people.duplicates", rows)
            shown[name] = owner_client.get(response.headers["Location"]).context["table"].pairs
        assert len(shown["twins"]) == 1 and not shown["others"]

    def test_without_a_choice_nothing_happens(self, owner_client, conference, people):
        assert said(send(owner_client, conference, self.LIST, "people.traits", [])) == [
            "Choose at least one row, then what to do with it."
        ]


class TestSessions:
    LIST = "agenda_secretariat:session-list"

    def test_one_chair_for_many_is_one_step_that_can_be_undone(self, owner_client, conference):
        sessions = [SessionFactory(conference=conference) for _number in range(3)]
        chair = PersonFactory(conference=conference, name={"en": "Anna"})
        SessionRole.objects.create(session=sessions[0], person=chair, role="chair")
        given = {"confirmed": "1", "person": "Anna", "role": "chair", "status": "confirmed"}
        lines = said(send(owner_client, conference, self.LIST, "role", sessions, **given))
        assert lines[0] == "Give a role…: 2 done, 1 not."
        assert any("Anna has this role there already." in line for line in lines)
        assert SessionRole.objects.filter(person=chair, role="chair", status="confirmed").count() == 2
        owner_client.post(reverse("agenda_secretariat:editor-undo", args=[conference.slug]))
        assert SessionRole.objects.filter(person=chair).count() == 1

    def test_the_names_suggested_are_no_more_than_a_page_holds(self, owner_client, conference, monkeypatch):
        monkeypatch.setattr("agenda.desk.web.forms.MAX_SUGGESTED", 2)
        PersonFactory.create_batch(3, conference=conference)
        asked = send(owner_client, conference, self.LIST, "role", [SessionFactory(conference=conference)])
        assert len(html.fromstring(asked.content).xpath("//datalist/option")) == 2

    def test_many_are_cancelled_or_closed_at_once(self, owner_client, conference):
        sessions = [SessionFactory(conference=conference) for _number in range(2)]
        given = {"confirmed": "1", "visibility": "closed"}
        send(owner_client, conference, self.LIST, "traits", sessions, **given)
        assert set(Session.objects.of(conference).values_list("visibility", flat=True)) == {"closed"}


def test_names_of_delegations_are_approved_and_links_sent_together(owner_client, conference):
    fresh, approved = (DelegationFactory(conference=conference, approved_at=None) for _number in range(2))
    name = "registrations_secretariat:delegation-list"

    def approve(*rows):
        asked = send(owner_client, conference, name, "approve", rows).context
        return send(owner_client, conference, name, "approve", rows, confirmed="1", seen=asked["seen"])

    approve(approved)
    lines = said(approve(fresh, approved))
    assert lines[-2:] == ["Approve the name: 1 done, 1 not.", f"{approved}: The name is approved already."]
    assert not Delegation.objects.filter(approved_at=None).exists()
    FocalPointFactory(delegation=fresh)
    lines = said(send(owner_client, conference, name, "links", [fresh, approved], confirmed="1"))
    assert lines[-2] == "Send the link again: 1 done, 1 not." and "no focal point" in lines[-1]


def test_names_are_approved_as_the_question_shows_them_in_every_language(owner_client, conference, owner):
    rows = [
        DelegationFactory(conference=conference, approved_at=None, name={"en": f"State {number}"})
        for number in range(20)
    ]
    change_delegation(rows[19], by=owner, plate_name={"ru": "Страна"})
    name = "registrations_secretariat:delegation-list"
    asked = send(owner_client, conference, name, "approve", rows)
    assert "ru: Страна" in asked.content.decode() and "en: State 19" in asked.content.decode()
    assert not Delegation.objects.exclude(approved_at=None).exists()

    change_delegation(rows[0], by=owner, name={"en": "Other State"})
    again = send(owner_client, conference, name, "approve", rows, confirmed="1", seen=asked.context["seen"])
    assert "en: Other State" in again.content.decode() and "meanwhile" in said(again)[0]
    assert not Delegation.objects.exclude(approved_at=None).exists()
    send(owner_client, conference, name, "approve", rows, confirmed="1", seen=again.context["seen"])
    assert Delegation.objects.exclude(approved_at=None).count() == 20


def test_all_rows_are_asked_about_even_where_a_few_are_not(owner_client, conference):
    PageFactory(conference=conference, published_at=None)
    address = reverse("conferences_secretariat:page-list", args=[conference.slug])
    for more in ({}, {"confirmed": "1"}):
        asked = owner_client.post(address, {"action": "publish", "everything": "1", **more})
        assert "1 row chosen" in asked.content.decode() and not conference.pages.published().exists()
    selected = [str(page.pk) for page in conference.pages.all()]
    owner_client.post(address, {"action": "publish", "confirmed": "1", "selected": selected})
    assert conference.pages.published().count() == conference.pages.count()


def test_pages_are_published_and_withdrawn_together(owner_client, conference):
    pages = [PageFactory(conference=conference, published_at=None) for _number in range(2)]
    send(owner_client, conference, "conferences_secretariat:page-list", "publish", pages)
    assert conference.pages.published().count() == 2
    send(owner_client, conference, "conferences_secretariat:page-list", "withdraw", pages)
    assert not conference.pages.published().exists()


def test_what_robots_wrote_is_deleted_after_a_question(owner_client, conference):
    rows = [ContactMessageFactory(conference=conference) for _number in range(2)]
    name = "conferences_secretariat:message-list"
    assert send(owner_client, conference, name, "delete", rows).status_code == 200
    assert ContactMessage.objects.count() == 2
    send(owner_client, conference, name, "delete", rows, confirmed="1")
    assert not ContactMessage.objects.exists()


def test_a_survey_without_questions_is_not_opened_with_the_others(owner_client, conference, owner):
    survey = create_survey(conference, by=owner, kind="poll", title={"en": "Lunch"})
    survey.questions.all().delete()
    lines = said(send(owner_client, conference, "registrations_secretariat:survey-list", "open", [survey]))
    assert lines[0] == "Open for answers: none done." and "add a question first" in lines[1]


def test_drafts_are_submitted_to_their_group_as_far_as_they_may_be(owner_client, conference, owner):
    row = recommendation(conference, by=owner)
    lines = said(send(owner_client, conference, "outcomes_secretariat:recommendation-list", "submit", [row]))
    row.refresh_from_db()
    assert (row.stage == "submitted") == (lines == ["Submit to the group: 1 done."])
    assert lines[0] in ("Submit to the group: 1 done.", "Submit to the group: none done.")
