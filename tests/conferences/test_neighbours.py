"""Every kind of record leads to the one before and the one after it in its list."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from confman.conferences.models import Conference
from confman.documents.domain.jobs import request_document
from registrations.surveys.domain.lifecycle import create_survey
from tests.factories import (
    AddresseeFactory,
    CategoryFactory,
    CheckpointFactory,
    ContactMessageFactory,
    CorrespondenceFactory,
    DelegationFactory,
    InviteeFactory,
    MailingFactory,
    MessageFactory,
    PageFactory,
    PartnerFactory,
    PersonFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SignatoryFactory,
    ThemeFactory,
    WorkingGroupFactory,
)
from tests.outcomes.recommendation_samples import recommendation

pytestmark = pytest.mark.django_db

# Each kind of record: the name of its page, and what makes one.
KINDS: dict[str, Callable[[Conference, Any], Any]] = {
    "agenda_secretariat:session-change": lambda conference, by: SessionFactory(conference=conference),
    "agenda_secretariat:room-change": lambda conference, by: RoomFactory(conference=conference),
    "agenda_secretariat:group-change": lambda conference, by: WorkingGroupFactory(conference=conference),
    "people_secretariat:person": lambda conference, by: PersonFactory(conference=conference),
    "registrations_secretariat:delegation": lambda conference, by: DelegationFactory(conference=conference),
    "registrations_secretariat:invitee": lambda conference, by: InviteeFactory(conference=conference),
    "registrations_secretariat:category-change": lambda conference, by: CategoryFactory(
        conference=conference
    ),
    "registrations_secretariat:checkpoint-change": lambda conference, by: CheckpointFactory(
        conference=conference
    ),
    "registrations_secretariat:signatory-change": lambda conference, by: SignatoryFactory(
        conference=conference
    ),
    "registrations_secretariat:letter": lambda conference, by: CorrespondenceFactory(conference=conference),
    "registrations_secretariat:survey": lambda conference, by: create_survey(
        conference, by=by, kind="evaluation", title={"en": "How was it?"}
    ),
    "outcomes_secretariat:recommendation": lambda conference, by: recommendation(conference, by=by),
    "outcomes_secretariat:addressee-change": lambda conference, by: AddresseeFactory(conference=conference),
    "mailings_secretariat:mailing-words": lambda conference, by: MailingFactory(conference=conference),
    "conferences_secretariat:message": lambda conference, by: ContactMessageFactory(conference=conference),
    "mail_secretariat:message": lambda conference, by: MessageFactory(conference=conference),
    "conferences_secretariat:theme-change": lambda conference, by: ThemeFactory(conference=conference),
    "conferences_secretariat:partner-change": lambda conference, by: PartnerFactory(conference=conference),
    "conferences_secretariat:page-change": lambda conference, by: PageFactory(conference=conference),
    "documents_secretariat:job": lambda conference, by: request_document(
        "registrations.participants", conference, language="en", format="pdf", options={}, by=by
    ),
}


def beside(page: Any, way: str) -> str:
    """Return the address of the link to the next or previous record; empty if there is none."""
    found = re.search(rf'<a href="([^"]+)" rel="{way}"', page.content.decode())
    return found[1] if found else ""


@pytest.mark.parametrize("name", KINDS)
def test_one_walks_from_the_first_to_the_last_and_back(
    name: str, owner_client: Client, conference: Conference, owner: Any
) -> None:
    made = [KINDS[name](conference, owner) for _number in range(3)]
    here = reverse(name, args=[conference.slug, made[0].pk])
    ways: dict[str, list[str]] = {}
    for way in ("prev", "next", "prev"):
        ways[way] = [here]
        while here := beside(owner_client.get(ways[way][-1]), way):
            assert here not in ways[way]
            ways[way].append(here)
        here = ways[way][-1]
    assert ways["next"] == ways["prev"][::-1]
    assert {reverse(name, args=[conference.slug, row.pk]) for row in made} <= set(ways["next"])


def test_registrations_are_walked_in_the_list_that_was_open(
    owner_client: Client, conference: Conference
) -> None:
    rows = [RegistrationFactory(conference=conference) for _number in range(2)]
    page = reverse("registrations_secretariat:registration-list", args=[conference.slug])
    first = re.search(rf'href="(/[^"]*registrations/(?:{rows[0].pk}|{rows[1].pk})/[^"]*)"',
                      owner_client.get(f"{page}?all").content.decode())  # fmt: skip
    assert first and beside(owner_client.get(first[1].replace("&amp;", "&")), "next")


def test_mails_are_walked_in_the_list_that_was_open_and_lead_back_to_it(
    owner_client: Client, conference: Conference
) -> None:
    failed = [MessageFactory(conference=conference, status="failed") for _number in range(2)]
    MessageFactory(conference=conference)
    outbox = reverse("mail_secretariat:outbox", args=[conference.slug]) + "?status=failed"
    listed = owner_client.get(outbox).content.decode()
    first = re.search(rf'href="(/[^"]*/({failed[0].pk}|{failed[1].pk})/[^"]*)"', listed)
    assert first
    page = owner_client.get(first[1])
    assert page.context["neighbours"].total == 2 and page.context["neighbours"].url == outbox
    following = beside(page, "next") or beside(page, "prev")
    assert following.endswith("?in=status%3Dfailed")
    # An act on a mail keeps the list, too.
    action = re.search(r'action="([^"]*/cancel/[^"]*)"', owner_client.get(following).content.decode())
    assert action and owner_client.post(action[1]).headers["Location"] == following


def test_a_new_record_has_none_beside_it(owner_client: Client, conference: Conference) -> None:
    RoomFactory(conference=conference)
    assert (
        owner_client.get(reverse("agenda_secretariat:room-add", args=[conference.slug])).context["neighbours"]
        is None
    )


# Lists whose filter and order their records keep: each with what is asked of them, and what makes a row that it leaves.
WALKED: dict[str, tuple[str, str, Callable[[Conference, Any], Any]]] = {
    "agenda_secretariat:session-list": (
        "agenda_secretariat:session-change",
        "q=Caravan&sort=-title",
        lambda conference, number: SessionFactory(conference=conference, title={"en": f"Caravan {number}"}),
    ),
    "people_secretariat:person-list": (
        "people_secretariat:person",
        "q=Caravan&sort=-name",
        lambda conference, number: PersonFactory(conference=conference, organization=f"Caravan {number}"),
    ),
    "registrations_secretariat:delegation-list": (
        "registrations_secretariat:delegation",
        "kind=state&sort=-name",
        lambda conference, number: DelegationFactory(
            conference=conference, kind="state", name={"en": f"Caravan {number}"}
        ),
    ),
    "registrations_secretariat:invitee-list": (
        "registrations_secretariat:invitee",
        "q=Caravan&sort=-name",
        lambda conference, number: InviteeFactory(conference=conference, name={"en": f"Caravan {number}"}),
    ),
    "outcomes_secretariat:recommendation-list": (
        "outcomes_secretariat:recommendation",
        "q=Caravan",
        lambda conference, number: recommendation(conference, texts={"en": f"Caravan {number}"}),
    ),
    "agenda_secretariat:room-list": (
        "agenda_secretariat:room-change",
        "sort=-name",
        lambda conference, number: RoomFactory(conference=conference, name={"en": f"Caravan {number}"}),
    ),
}


@pytest.mark.parametrize("name", WALKED)
def test_a_record_leads_on_through_its_list_as_it_was_filtered_and_sorted(
    name: str, owner_client: Client, conference: Conference, owner: Any, django_assert_max_num_queries: Any
) -> None:
    page, query, make = WALKED[name]
    for number in range(3):
        make(conference, number)
        KINDS[page](conference, owner)
    address = f"{reverse(name, args=[conference.slug])}?{query}"
    shown = [row.record for row in owner_client.get(address).context["table"].paginated_rows]
    keys = [getattr(row, "pk", row) for row in shown]
    assert len(keys) == (6 if "q=" not in query and "kind=" not in query else 3)
    root = reverse(page, args=[conference.slug, keys[0]])
    links = re.findall(rf'href="({root}\?in=[^"]+)"', owner_client.get(address).content.decode())
    walked, here = [], links[0]
    while here:
        record = owner_client.get(here)
        walked.append(re.search(r"[0-9a-f-]{36}", here)[0])  # type: ignore[index]
        assert record.context["neighbours"].url == address
        here = beside(record, "next")
    assert walked == [str(key) for key in keys]


@pytest.mark.parametrize("name", WALKED)
def test_the_list_it_came_from_costs_a_record_at_most_two_queries(
    name: str, owner_client: Client, conference: Conference
) -> None:
    page, query, make = WALKED[name]
    rows = [make(conference, number) for number in range(3)]
    record = reverse(page, args=[conference.slug, rows[1].pk])
    owner_client.get(record)
    counts = []
    for address in (record, f"{record}?{urlencode({'in': query})}"):
        with CaptureQueriesContext(connection) as asked:
            owner_client.get(address)
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 2
