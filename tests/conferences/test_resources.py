"""Rules of every list with forms (confman/conferences/web/resources): rights, queries, a row in the table."""

import re
from collections.abc import Callable, Iterator, Mapping
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.db.models import CharField
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, resolve, reverse
from lxml import html

from agenda.rooms.models import Room, WorkingGroup
from agenda.screens.models import VenueScreen
from confman.api.models import ApiToken
from confman.conferences.models import Conference, Organization, Page, Partner, Theme
from confman.conferences.web.resources.filters import ResourceFilter
from confman.conferences.web.resources.resource import Resource, resources
from confman.conferences.web.resources.tables import ResourceTable
from confman.mailings.models import Mailing
from confman.people.models import Contact, Institution
from confman.translation.fields import TranslatedField
from confman.translation.text import TranslatedText
from confman.webhooks.models import Webhook
from outcomes.recommendations.models.addressee import Addressee
from outcomes.register.models import DocumentSeries, RegisteredDocument
from registrations.attendance.models import CheckInDevice
from registrations.core.models.category import Category
from registrations.core.models.delegation import Delegation
from registrations.correspondence.models import Correspondence, Invitee, Signatory
from registrations.protocol.models import Hotel
from tests import factories
from tests.access import table
from tests.access.pages import form_at
from tests.access.routes import own_routes

# A key in a statement.
KEY = re.compile(r"'[0-9a-f-]{32,36}'")
ROUTES = {route.name: route for route in own_routes()}
FACTORIES: dict[Any, Callable[[Conference], Any]] = {
    Room: lambda conference: factories.RoomFactory(conference=conference),
    WorkingGroup: lambda conference: factories.GroupRoleFactory(group__conference=conference),
    VenueScreen: lambda conference: VenueScreen.objects.create(
        conference=conference,
        name="Foyer",
        languages=["en"],
        room=factories.RoomFactory(conference=conference),
    ),
    Category: lambda conference: factories.CategoryFactory(conference=conference),
    Signatory: lambda conference: factories.SignatoryFactory(conference=conference),
    Addressee: lambda conference: factories.AddresseeFactory(conference=conference),
    CheckInDevice: lambda conference: factories.CheckInDeviceFactory(
        conference=conference, checkpoint=factories.CheckpointFactory(conference=conference)
    ),
    Delegation: lambda conference: factories.FocalPointFactory(
        delegation=factories.DelegationFactory(conference=conference)
    ),
    Invitee: lambda conference: factories.InviteeFactory(
        conference=conference, delegation=factories.DelegationFactory(conference=conference)
    ),
    Correspondence: lambda conference: factories.CorrespondenceFactory(
        conference=conference, invitee=factories.InviteeFactory(conference=conference)
    ),
    Theme: lambda conference: factories.ThemeFactory(conference=conference),
    Partner: lambda conference: factories.PartnerFactory(conference=conference),
    ApiToken: lambda conference: factories.ApiTokenFactory(conference=conference),
    Hotel: lambda conference: factories.HotelFactory(conference=conference),
    Mailing: lambda conference: factories.MailingFactory(conference=conference),
    Page: lambda conference: factories.PageFactory(conference=conference),
    RegisteredDocument: lambda conference: (
        factories.DocumentFileFactory(
            document__conference=conference,
            document__item__session__conference=conference,
            document__delegation=factories.DelegationFactory(conference=conference),
        ).document
    ),
    Webhook: lambda conference: factories.WebhookFactory(conference=conference),
    DocumentSeries: lambda conference: factories.DocumentSeriesFactory(conference=conference),
    Institution: lambda conference: factories.InstitutionFactory(
        organization=organization_of(conference), by_note=True, name={"en": "Ministry"}
    ),
    Contact: lambda conference: factories.ContactFactory(
        organization=organization_of(conference), name={"en": "Ada Sample"}
    ),
}

each = pytest.mark.parametrize("resource", resources, ids=lambda resource: resource.name)
each_list = pytest.mark.parametrize(
    "resource", [resource for resource in resources if resource.table], ids=lambda resource: resource.name
)

each_record = pytest.mark.parametrize(
    "resource", [resource for resource in resources if resource.detail], ids=lambda resource: resource.name
)


def organization_of(conference: Conference) -> Organization:
    """Return the organization whose address book is listed; the conference's owners work for it."""
    if conference.organization is None:
        conference.organization = factories.OrganizationFactory()
        conference.save(update_fields=["organization"])
    for membership in conference.memberships.filter(role="owner"):
        conference.organization.members.get_or_create(user=membership.user)
    return conference.organization


def rows_of(resource: Resource, conference: Conference) -> Any:
    rows = resource.get_rows(conference).order_by().values("pk")
    return resource.model._default_manager.filter(pk__in=rows)


def pages(resource: Resource) -> dict[str, str]:
    """The url names of its pages, and what each has to ask for."""
    looks = resource.view_permission or resource.edit_permission
    asked = {"add": resource.edit_permission, "change": resource.edit_permission}
    if resource.delete:
        asked["delete"] = resource.edit_permission
    found = {f"{resource.namespace}:{resource.name}-{page}": right for page, right in asked.items()}
    if resource.table:
        found[f"{resource.namespace}:{resource.list_url_name}"] = looks
    return found | ({f"{resource.namespace}:{resource.name}": looks} if resource.detail else {})


@each
def test_each_page_asks_the_right_to_look_or_to_edit(resource: Resource) -> None:
    assert {name: ROUTES[name].view_class.permission for name in pages(resource)} == pages(resource)


@each
def test_each_page_has_a_row_in_the_table_of_who_gets_what(resource: Resource) -> None:
    assert set(pages(resource)) <= {row[0] for row in table.ROWS}


@each_list
def test_a_list_asks_as_many_queries_for_three_rows_as_for_one(
    resource: Resource, conference: Conference, owner_client: Client, assert_constant_queries: Any
) -> None:
    rows_of(resource, conference).delete()
    assert_constant_queries(
        address_of(resource, conference), lambda: FACTORIES[resource.model](conference), client=owner_client
    )


@each_list
def test_a_list_without_rows_says_what_to_do_first(
    resource: Resource, conference: Conference, owner_client: Client
) -> None:
    FACTORIES[resource.model](conference)  # what it cannot be without is there
    rows_of(resource, conference).delete()
    page = owner_client.get(address_of(resource, conference)).content.decode()
    assert resource.empty is not None
    assert str(resource.empty.title) in page
    assert reverse(f"{resource.namespace}:{resource.name}-add", args=[conference.slug]) in page
    # One button is coloured: beside the words, not in the head as well.
    assert page.partition("</main>")[0].count("btn-primary") <= 1


@each_list
def test_fifty_rows_stand_on_a_page_and_each_on_one(
    resource: Resource, conference: Conference, owner_client: Client
) -> None:
    rows_of(resource, conference).delete()
    for _number in range(51):
        FACTORIES[resource.model](conference)
    address = address_of(resource, conference)
    with CaptureQueriesContext(connection) as asked:
        pages = [owner_client.get(address, {"page": number}) for number in (1, 2)]
    of_rows = f'SELECT "{resource.model._meta.db_table}"."'
    listed = [query["sql"] for query in asked if query["sql"].startswith(of_rows)]
    assert len(listed) == 2
    # The register's lines stand in several tables: their keys are put in order together, then asked for.
    is_of_several = resource.model is RegisteredDocument
    for sql, number in zip(listed, (50, 1), strict=True):
        keys = KEY.findall(sql.rpartition(" IN (")[2])
        assert len(keys) == number if is_of_several else " LIMIT " in sql, "The whole list is fetched."
    shown = [[row.record.pk for row in page.context["table"].paginated_rows] for page in pages]
    assert [len(keys) for keys in shown] == [50, 1]
    assert len({key for keys in shown for key in keys}) == 51
    assert "1–50 of 51" in pages[0].content.decode()


@each_list
@pytest.mark.parametrize("asked", ["page=0", "page=x", "sort=password", "sort=-", "sort=", "selected=x"])
def test_what_no_list_offers_changes_nothing(
    resource: Resource, conference: Conference, owner_client: Client, asked: str
) -> None:
    FACTORIES[resource.model](conference)
    answer = owner_client.get(f"{address_of(resource, conference)}?{asked}")
    assert answer.status_code == 200
    assert len(answer.context["table"].rows)


@each_list
def test_each_head_that_sorts_does_so_both_ways_to_the_last_row(
    resource: Resource, conference: Conference, owner_client: Client
) -> None:
    for _number in range(3):
        FACTORIES[resource.model](conference)
    address = address_of(resource, conference)
    for column in owner_client.get(address).context["table"].columns:
        name = column.name
        if not column.orderable:
            continue
        # Rows that are equal in all else stand in one order, or one would be on two pages.
        assert column.column.order_by[-1] in ("id", "place"), name
        shown = []
        for asked in (name, f"-{name}"):
            page = owner_client.get(address, {"sort": asked})
            assert page.context["table"].order_by == (asked,)
            shown.append([row.record.pk for row in page.context["table"].paginated_rows])
        assert len(shown[0]) >= 3
        assert shown[0] == shown[1][::-1], name


@each_record
def test_a_record_asks_as_many_queries_for_a_list_of_four_as_of_two(
    resource: Resource, conference: Conference, owner_client: Client, assert_constant_queries: Any
) -> None:
    FACTORIES[resource.model](conference)
    assert_constant_queries(
        record_of(resource, conference), lambda: FACTORIES[resource.model](conference), client=owner_client
    )


@each_record
def test_a_record_leads_to_those_beside_it_and_offers_what_its_reader_may_do(
    resource: Resource, conference: Conference, owner_client: Client
) -> None:
    for _number in range(2):
        FACTORIES[resource.model](conference)
    page = html.fromstring(owner_client.get(record_of(resource, conference)).content)
    assert page.xpath("//nav[@class='neighbours']//a[@rel='next' or @rel='prev']")
    links = page.xpath("//div[@class='page-actions']//a/@href")
    assert {owner_client.get(link).status_code for link in links} == {200}
    sent_to = page.xpath("//div[@class='page-actions']//form/@action")
    assert all(resolve(address) for address in sent_to)
    assert links or sent_to


def tables(of: type[ResourceTable] = ResourceTable) -> Iterator[type[ResourceTable]]:
    for kind in of.__subclasses__():
        yield kind
        yield from tables(kind)


def test_whatever_a_table_draws_is_a_column_of_it() -> None:
    """Else a column that was renamed would show a bare value, and say nothing."""
    assert get_resolver().url_patterns  # all are imported
    drawn = {
        f"{kind.__name__}.{name}"
        for kind in tables()
        for name in dir(kind)
        if name.startswith("render_") and name.removeprefix("render_") not in kind.base_columns
    }
    assert not drawn


def record_of(resource: Resource, conference: Conference) -> str:
    row = rows_of(resource, conference).first()
    assert row is not None
    return reverse(f"{resource.namespace}:{resource.name}", args=[conference.slug, row.pk])


def address_of(resource: Resource, conference: Conference) -> str:
    return reverse(f"{resource.namespace}:{resource.list_url_name}", args=[conference.slug])


@pytest.mark.parametrize(
    "resource",
    [resource for resource in resources if resource.filter and resource.filter.view_name()],
    ids=lambda resource: resource.name,
)
def test_the_number_of_a_view_is_that_of_its_rows(
    resource: Resource, conference: Conference, owner_client: Client
) -> None:
    for _number in range(3):
        FACTORIES[resource.model](conference)
    address = address_of(resource, conference)
    views = owner_client.get(address).context["views"]
    assert sum(view["count"] for view in views[1:])
    for view in views:
        shown = owner_client.get(f"{address}{view['url']}")
        assert shown.context["page"].paginator.count == view["count"], view["label"]
        assert [each["label"] for each in shown.context["views"] if each["active"]] == [view["label"]]


@pytest.mark.django_db
def test_a_row_to_which_several_others_lead_is_counted_once_and_nothing_is_none(
    conference: Conference,
) -> None:
    for name in ("Water", "Energy"):
        Theme.objects.create(conference=conference, name={"en": name})
    rows = Conference.objects.filter(themes__in=Theme.objects.filter(conference=conference))
    filters = ResourceFilter(QueryDict(), rows, conference=conference)
    view = SimpleNamespace(filter=lambda found, value: found.none() if value else found)
    assert rows.count() == 2 and filters.count_views(view, ["", "none"]) == [1, 0]


def test_what_is_set_is_taken_off_one_by_one(conference: Conference, owner_client: Client) -> None:
    factories.InviteeFactory(conference=conference, name={"en": "Ministry"}, reply="silent", kind="state")
    address = reverse("registrations_secretariat:invitee-list", args=[conference.slug])
    page = owner_client.get(address, {"q": "ministry", "kind": "state", "state": "unsent", "page": "1"})
    assert len(page.context["table"].rows) == 1
    chips = html.fromstring(page.content).find_class("filter-chip")
    # The search shows itself what it looks for.
    assert [chip.get("href") for chip in chips] == ["?q=ministry&state=unsent"]
    assert [" ".join(chip.text_content().split()[:2]) for chip in chips] == ["Kind: State"]


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", ["Submitted from: 30 March 2017", "Takes part: online"]),
     ("ru", ["Форма участия: онлайн", "Подано с: 30 марта 2017 г."])],
)  # fmt: skip
def test_what_is_set_is_told_in_words_of_the_reader(
    language: str, said: list[str], conference: Conference, owner: Any
) -> None:
    client = Client(headers={"accept-language": language})
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("registrations_secretariat:registration-list", args=[conference.slug])
    page = client.get(address, {"since": "2017-03-30", "mode": "online"})
    chips = html.fromstring(page.content).find_class("filter-chip")
    told = [" ".join(chip.text_content().split()) for chip in chips]
    assert all(any(each.startswith(words) for each in told) for words in said), told


def test_a_language_is_told_by_its_name(conference: Conference, owner_client: Client) -> None:
    address = reverse("agenda_secretariat:session-list", args=[conference.slug])
    page = html.fromstring(owner_client.get(address, {"language": "en"}).content)
    assert [" ".join(chip.text_content().split()[:2]) for chip in page.find_class("filter-chip")] == [
        "Language: English"
    ]


@pytest.mark.parametrize(
    "resource",
    [resource for resource in resources if resource.model in FACTORIES],
    ids=lambda resource: resource.name,
)
def test_of_two_edits_at_once_both_versions_are_shown(
    resource: Resource, conference: Conference, owner_client: Client
) -> None:
    """An edit that someone else has saved meanwhile is not written over, and nothing that was typed is lost."""
    FACTORIES[resource.model](conference)
    row = rows_of(resource, conference).first()
    assert row is not None
    address = reverse(f"{resource.namespace}:{resource.name}-change", args=[conference.slug, row.pk])
    filled = form_at(address, owner_client.get(address))
    name, theirs = change_by_somebody_else(row, filled)

    stale = owner_client.post(address, filled)

    assert stale.status_code == 409
    assert [each.theirs for each in stale.context["stale"]], "their version is shown"
    row.refresh_from_db()
    assert getattr(row, name) == theirs
    again = form_at(address, stale)
    assert {key: again[key] for key in filled if key not in CARRIED} == {
        key: filled[key] for key in filled if key not in CARRIED
    }
    answer = owner_client.post(address, again)
    assert answer.status_code == 302, answer.context["form"].errors


# Fields that name the version that was seen, and let the form be sent once.
CARRIED = {"seen", "revision", "submission", "csrfmiddlewaretoken"}


def change_by_somebody_else(row: Any, filled: Mapping[str, Any]) -> tuple[str, Any]:
    """Change a text of the row that the form shows; return its name and value."""
    for field in row._meta.concrete_fields:
        if isinstance(field, TranslatedField) and f"{field.name}_en" in filled:
            value: Any = TranslatedText({**getattr(row, field.name), "en": "Theirs"})
        elif isinstance(field, CharField) and field.name in filled and not field.choices:
            value = "Theirs"
        else:
            continue
        changed = {field.name: value} | ({"revision": row.revision + 1} if hasattr(row, "revision") else {})
        type(row)._base_manager.filter(pk=row.pk).update(**changed)
        return field.name, value
    raise AssertionError(f"{row} has no text")
