"""Today, by the phase of the conference: what stands first, the figures, the status that it should have."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from confman.audit.domain.recorder import record_audit
from confman.conferences.domain.checklist import assign_line
from confman.conferences.models import Conference, Task
from tests.factories import (
    ContactMessageFactory,
    DelegationFactory,
    InviteeFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def opens_in(conference: Conference) -> Callable[[int], Conference]:
    """Return the conference, of two days, so that it opens in so many days."""

    def opened(days: int) -> Conference:
        conference.starts_on = conference.today() + dt.timedelta(days)
        conference.ends_on = conference.starts_on + dt.timedelta(1)
        conference.save()
        return conference

    return opened


def today(client: Client, conference: Conference) -> Any:
    return client.get(reverse("conferences_secretariat:dashboard", args=[conference.slug]))


def main_of(page: Any) -> str:
    return str(page.content.decode().split("<main")[1].split("</main>")[0])


def headings(page: Any) -> list[str]:
    return re.findall(r"<h2[^>]*>([^<]*)</h2>", main_of(page))


@pytest.mark.parametrize(
    ("days", "phase"),
    [(15, "before"), (14, "near"), (1, "near"), (0, "during"), (-1, "during"), (-2, "after")],
)
def test_the_phase_goes_by_the_days(opens_in: Any, days: int, phase: str) -> None:
    assert opens_in(days).phase() == phase


@pytest.mark.parametrize(
    ("days", "first", "figures"),
    [
        (60, "What to do first", ["Sessions", "Registered", "To decide"]),
        (5, "Waiting for a decision", ["Sessions", "Registered", "To decide"]),
        (0, "Now and next", ["In the house", "Help desk"]),
        (
            -30,
            "Waiting for a decision",
            ["Without a certificate", "Answers missing", "Progress reports to look at"],
        ),
    ],
)
def test_what_stands_first_and_its_figures_go_by_the_phase(
    opens_in: Any, owner_client: Client, days: int, first: str, figures: list[str]
) -> None:
    conference = opens_in(days)
    midnight = dt.datetime.combine(conference.today(), dt.time(), conference.zone)
    SessionFactory(
        conference=conference, room=RoomFactory(conference=conference), title={"en": "All day long"},
        start=midnight, end=midnight + dt.timedelta(days=1),
    )  # fmt: skip
    page = today(owner_client, conference)
    assert headings(page)[0] == first
    assert [str(figure.label) for figure in page.context["figures"]] == figures
    if days == 0:
        assert "All day long" in page.content.decode() and "Running late…" in page.content.decode()


def test_a_role_sees_no_figure_of_what_it_may_not_open(opens_in: Any, client_as: Any, member: Any) -> None:
    conference = opens_in(0)
    page = today(client_as(member("observer")), conference)
    assert not page.context["figures"] and "Now and next" not in headings(page)


@pytest.mark.parametrize(
    ("days", "status", "fitting"),
    [
        (60, "running", "announced"),
        (0, "announced", "running"),
        (-9, "announced", "closed"),
        (-9, "running", "closed"),
        (60, "announced", ""),
        (-9, "archived", ""),
        (0, "draft", ""),
    ],
)
def test_a_status_that_the_days_contradict_is_mended_by_one_button(
    opens_in: Any, owner_client: Client, days: int, status: str, fitting: str
) -> None:
    conference = opens_in(days)
    conference.status = status
    conference.save()
    page = main_of(today(owner_client, conference))
    address = reverse("conferences_secretariat:status", args=[conference.slug])
    offered = re.findall(rf'action="{address}".*?name="status" value="(\w+)"', page, re.DOTALL)
    assert offered == ([fitting] if fitting else [])
    assert page.count("btn-primary") <= 1
    if fitting:
        owner_client.post(address, {"status": fitting})
        conference.refresh_from_db()
        assert conference.status == fitting
        assert f'action="{address}"' not in today(owner_client, conference).content.decode()


def test_who_may_not_set_the_status_has_no_button(opens_in: Any, client_as: Any, member: Any) -> None:
    conference = opens_in(0)
    conference.status = "announced"
    conference.save()
    page = today(client_as(member("registration")), conference).content.decode()
    assert reverse("conferences_secretariat:status", args=[conference.slug]) not in page


def test_an_opened_decision_is_the_only_primary_button(opens_in: Any, owner_client: Client) -> None:
    conference = opens_in(60)
    RegistrationFactory(conference=conference, confirmed_at=timezone.now())
    assert main_of(today(owner_client, conference)).count("btn-primary") == 1


@pytest.mark.parametrize("days", [60, 5, 0, -30])
def test_today_costs_the_same_for_many_sessions_and_people(
    opens_in: Any, owner_client: Client, days: int
) -> None:
    conference = opens_in(days)
    midnight = dt.datetime.combine(conference.today(), dt.time(), conference.zone)

    def more() -> None:
        for _number in range(3):
            RegistrationFactory(conference=conference)
            SessionFactory(
                conference=conference, room=RoomFactory(conference=conference),
                start=midnight, end=midnight + dt.timedelta(days=1),
            )  # fmt: skip

    more()
    today(owner_client, conference)
    with CaptureQueriesContext(connection) as few:
        today(owner_client, conference)
    more()
    with CaptureQueriesContext(connection) as many:
        today(owner_client, conference)
    assert len(many) == len(few)


def test_a_number_leads_to_what_it_counts_whatever_view_was_last_used(
    opens_in: Any, owner_client: Client
) -> None:
    conference = opens_in(30)
    RegistrationFactory(conference=conference, status="approved")
    RegistrationFactory(conference=conference, status="waiting")
    RegistrationFactory(conference=conference, status="cancelled")
    SessionFactory(conference=conference)
    for kind, query in (("registrations", "status=waiting"), ("agenda", "kind=opening")):
        list_key = f"{kind}_secretariat:{'registration' if kind == 'registrations' else 'session'}-list"
        address = reverse(list_key, args=[conference.slug])
        save = reverse("conferences_secretariat:saved-view-add", args=[conference.slug, list_key])
        owner_client.post(f"{save}?in={quote(query)}", {"name": "Mine"})
        owner_client.get(f"{address}?{query}")
        assert owner_client.get(address).url == f"?{query}"
    counted = {}
    for figure in today(owner_client, conference).context["figures"]:
        page = owner_client.get(figure.url, follow=True)
        counted[str(figure.label)] = page.context["page"].paginator.count
        assert figure.value == counted[str(figure.label)], figure.label
    assert counted["Registered"] == 2 and counted["Sessions"] == 1
    lines = owner_client.get(
        reverse("conferences_secretariat:checklist", args=[conference.slug]), {"state": "all"}
    )
    address = reverse("registrations_secretariat:registration-list", args=[conference.slug])
    assert f'{address}?all"' in lines.content.decode()


def test_decisions_stand_by_when_they_are_due(opens_in: Any, owner_client: Client) -> None:
    conference = opens_in(60)
    for days, name in ((9, "late"), (5, "new"), (2, "newest")):
        at = timezone.now() - dt.timedelta(days=days)
        RegistrationFactory(
            conference=conference, confirmed_at=at, submitted_at=at, category__name={"en": name}
        )
    DelegationFactory(conference=conference)
    page = today(owner_client, conference)
    groups = {str(group.label): [each.title for each in group.decisions] for group in page.context["groups"]}
    assert list(groups) == [label for label in ("Overdue", "This week", "Later") if label in groups]
    assert "3 registrations are to be decided" in groups["Overdue"]
    assert "The name of 1 delegation is to be approved" in groups["Later"]
    assert '<h4 class="decision-title">3 registrations are to be decided</h4>' in main_of(page)
    assert "· 4 days overdue" in main_of(page) and "· 50 days left" in main_of(page)


def test_what_was_given_to_somebody_else_is_not_mine(
    opens_in: Any, owner: Any, client_as: Any, member: Any
) -> None:
    conference = opens_in(10)
    RegistrationFactory(conference=conference, confirmed_at=timezone.now())
    for title, whose in (("Mine to do", owner), ("For a colleague", member("registration"))):
        Task.objects.create(conference=conference, what={"en": title}, owner=whose, days_before=20)

    def seen(user: Any, query: str = "") -> set[str]:
        page = client_as(user).get(
            f"{reverse('conferences_secretariat:dashboard', args=[conference.slug])}{query}"
        )
        return {each.title for group in page.context["groups"] for each in group.decisions}

    every, own = seen(owner), seen(owner, "?mine")
    assert {"Mine to do", "For a colleague", "1 registration is to be decided"} <= every
    assert {"Mine to do", "1 registration is to be decided"} <= own < every and "For a colleague" not in own


def test_who_has_all_decisions_is_not_offered_their_own(opens_in: Any, owner_client: Client) -> None:
    conference = opens_in(-3)
    ContactMessageFactory(conference=conference)
    page = today(owner_client, conference)
    assert page.context["groups"] and not page.context["whose"]


def test_after_the_conference_nobody_is_asked_for_what_only_prepared_it(
    opens_in: Any, owner_client: Client
) -> None:
    def asked(days: int) -> tuple[set[str], set[str]]:
        page = today(owner_client, opens_in(days))
        decisions = {each.title for group in page.context["groups"] for each in group.decisions}
        return decisions, {line.label for line in page.context["next_tasks"]}

    conference = opens_in(0)
    RegistrationFactory(conference=conference, confirmed_at=timezone.now())
    DelegationFactory(conference=conference)
    InviteeFactory(conference=conference)
    ContactMessageFactory(conference=conference)
    before, _tasks = asked(1)
    preparing = {
        "1 registration is to be decided",
        "The name of 1 delegation is to be approved",
        "1 invitee has no letter yet",
    }
    message = "A message to the secretariat waits for an answer"
    assert preparing | {message} <= before
    after, tasks = asked(-3)
    assert not preparing & after and message in after
    assert "Publish the final agenda" not in tasks
    Task.objects.create(conference=conference, what={"en": "Return the radios"}, days_before=0)
    assert "Return the radios" in asked(-3)[1]


def test_a_conference_that_is_made_late_begins_with_nothing_overdue(
    opens_in: Any, owner: Any, owner_client: Client
) -> None:
    conference = opens_in(30)

    def overdue() -> set[str]:
        page = today(owner_client, conference)
        return {each.title for group in page.context["groups"] for each in group.decisions}

    described = "Write title and description in every language"
    assert not overdue()
    # A day that the team has set counts.
    assign_line(conference, "conferences.describe", by=owner, owner=owner, days_before=40)
    assert overdue() == {described}
    Task.objects.all().delete()
    Conference.objects.update(created_at=timezone.now() - dt.timedelta(days=8))
    assert described in overdue()


def test_the_latest_of_the_history_stands_at_the_side_for_who_may_read_it(
    opens_in: Any, owner: Any, client_as: Any, member: Any
) -> None:
    conference = opens_in(30)
    for number in range(7):
        record_audit("conferences.changed", by=owner, target=conference, details={"number": number})
    page = today(client_as(owner), conference)
    entries = page.context["history"]
    assert re.search(
        r'<time datetime="[^"]+" title="[^"]+">(now|\d+\W(second|minute))', page.content.decode()
    )
    assert [entry.details["number"] for entry in entries] == [6, 5, 4, 3, 2]
    assert not today(client_as(member("observer")), conference).context["history"]


def test_what_a_decision_says_is_not_told_once_more_as_a_task(opens_in: Any, owner_client: Client) -> None:
    conference = opens_in(3)
    RegistrationFactory(conference=conference, confirmed_at=timezone.now(), submitted_at=timezone.now())
    page = today(owner_client, conference)
    titles = [each.title for group in page.context["groups"] for each in group.decisions]
    assert "1 registration is to be decided" in titles
    assert main_of(page).count("Decide on every registration") == 0
    # On the checklist itself it stays.
    lines = owner_client.get(reverse("conferences_secretariat:checklist", args=[conference.slug])).content
    assert "Decide on every registration" in lines.decode()
    # An overdue task that no decision names stands among them, and not at the side, too.
    assert [title for title in titles if title in {line.label for line in page.context["next_tasks"]}] == []


def test_nobody_is_asked_to_decide_where_they_may_not_go(opens_in: Any, member: Any, client_as: Any) -> None:
    """A rapporteur's first button led to the invitations, and was refused."""
    conference = opens_in(0)
    RegistrationFactory(conference=conference, status="submitted")
    midnight = dt.datetime.combine(conference.today(), dt.time(), conference.zone)
    session = SessionFactory(
        conference=conference, title={"en": "All day long"}, room=RoomFactory(conference=conference),
        start=midnight, end=midnight + dt.timedelta(days=1),
    )  # fmt: skip
    for role in ("rapporteur", "check-in", "protocol"):
        client = client_as(member(role))
        page = today(client, conference)
        main = main_of(page)
        assert "All day long" in main and str(session.pk) not in main
        links = set(re.findall(r'href="(/[^"]+)"', main))
        checklist = client.get(reverse("conferences_secretariat:checklist", args=[conference.slug]))
        if checklist.status_code == 200:
            links |= set(re.findall(r'href="(/[^"]+)"', main_of(checklist)))
        assert links
        for link in links:
            assert client.get(link.replace("&amp;", "&")).status_code == 200, (role, link)
