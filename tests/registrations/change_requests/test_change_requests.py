"""Changes that participants ask for: they wait, are shown beside what is there, and accepted, refused or withdrawn."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from confman.mail.models import Message
from confman.people.domain.people import change_person
from registrations.core.models.change_request import ChangeRequest
from registrations.core.models.registration import Registration
from registrations.lifecycle.domain.changes import may_change_own
from tests.factories import CategoryFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


def at(registration: Registration, name: str, *more: Any) -> str:
    return reverse(
        f"registrations_portal:{name}", args=[registration.conference.slug, registration.pk, *more]
    )


def text(response: Any) -> str:
    return response.content.decode()


class TestChangeRequests:
    def ask(self, browser: Client, mine: Registration, **changes: Any) -> str:
        form = browser.get(at(mine, "details")).context["form"]
        data = {name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()}
        data |= {"category": mine.category_id, "languages": []}
        return text(browser.post(at(mine, "details"), {**data, **changes}, follow=True))

    def decide(self, client: Client, decision: str, **more: Any) -> str:
        change = ChangeRequest.objects.latest("requested_at")
        address = reverse(
            "registrations_secretariat:change-request", args=[change.registration.conference.slug, change.pk]
        )
        return text(client.post(address, {"decision": decision, "reason": "", **more}, follow=True))

    def test_it_waits_is_shown_and_accepted(self, conference, mine, browser, owner_client):
        said = self.ask(
            browser, mine, name="Anna Newname", phone="+998 90 123 45 67", organization="Institute"
        )
        mine.person.refresh_from_db()
        assert "has reached the secretariat" in said and "Anna Newname" in said
        assert str(mine.person.name) == "Anna Sample" and mine.person.phone.startswith("+998")
        token = mine.ticket_token
        page = text(
            owner_client.get(
                reverse("registrations_secretariat:registration", args=[conference.slug, mine.pk])
            )
        )
        assert "asks for a change" in page
        assert "asks for a change" in text(
            owner_client.get(reverse("conferences_secretariat:dashboard", args=[conference.slug]))
        )
        assert "is made" in self.decide(owner_client, "accept")
        mine.refresh_from_db()
        mine.person.refresh_from_db()
        assert str(mine.person.name) == "Anna Newname" and mine.ticket_token == token
        assert Message.objects.filter(key="registrations.change_accepted").count() == 1
        assert "decided meanwhile" in self.decide(owner_client, "refuse")

    def test_what_somebody_changed_since_is_shown_and_not_overwritten_unasked(
        self, conference, mine, browser, owner_client, owner
    ):
        self.ask(browser, mine, name="Anna Newname")
        change_person(mine.person, by=owner, name={"en": "Anna Corrected"})
        said = self.decide(owner_client, "accept")
        assert "Changed by someone else" in said and "changed since: Anna Corrected" in said
        assert ChangeRequest.objects.get().state == "open"
        self.decide(owner_client, "accept", overwrite="on")
        mine.person.refresh_from_db()
        assert str(mine.person.name) == "Anna Newname"

    def test_withdrawn_refused_and_over(self, conference, mine, browser, owner_client):
        self.ask(browser, mine, mode="online")
        browser.post(at(mine, "change-withdraw", ChangeRequest.objects.get().pk))
        assert ChangeRequest.objects.get().state == "withdrawn"
        self.ask(browser, mine, mode="online", reason="I cannot travel")
        assert "is refused" in self.decide(owner_client, "refuse", reason="Please come")
        mine.refresh_from_db()
        assert mine.mode == "in-person"
        assert "Please come" in Message.objects.get(key="registrations.change_refused").body_text

    def test_until_somebody_has_decided_category_and_mode_are_changed_at_once(
        self, conference, mine, browser, owner
    ):
        expert, guest, invited = (
            CategoryFactory(conference=conference, approval=approval)
            for approval in ("review", "open", "invitation")
        )
        type(mine).objects.filter(pk=mine.pk).update(status="submitted", source="public", ticket_token=None)
        assert "details are saved" in self.ask(browser, mine, mode="online", category=expert.pk)
        mine.refresh_from_db()
        assert (mine.status, mine.mode, mine.category) == ("submitted", "online", expert)
        assert "valid choice" in self.ask(browser, mine, category=invited.pk)

        self.ask(browser, mine, category=guest.pk)

        mine.refresh_from_db()
        guest.refresh_from_db()
        assert (mine.status, guest.taken) == ("approved", 1)
        assert not ChangeRequest.objects.exists()
        waits = RegistrationFactory(conference=conference, status="waiting", source="public", category=expert)
        named = RegistrationFactory(conference=conference, status="submitted", source="delegation")
        for other in (waits, named):
            assert may_change_own(other) >= {"mode"} and "category" not in may_change_own(other)

    def test_after_the_last_day_for_it_nothing_is_changed(self, conference, mine, browser):
        type(mine).objects.filter(pk=mine.pk).update(status="submitted")
        assert "name" in browser.get(at(mine, "details")).context["form"].fields
        yesterday = timezone.now().date() - dt.timedelta(days=1)
        type(conference).objects.filter(pk=conference.pk).update(starts_on=yesterday, ends_on=yesterday)
        page = browser.get(at(mine, "details"))
        assert not page.context["form"].fields and "no longer be changed here" in text(page)
