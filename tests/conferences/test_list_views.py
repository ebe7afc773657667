"""Views of any list under a name, and how each user sees a list."""

from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from confman.conferences.domain.team import remove_member
from confman.conferences.models import ListChoice, SavedView
from confman.conferences.web.resources.views import VIEWS_IN_ROW
from tests import factories

KEY = "registrations_secretariat:invitee-list"


def at(name, conference, *arguments, **query):
    address = reverse(f"conferences_secretariat:{name}", args=[conference.slug, *arguments])
    return f"{address}?{urlencode(query)}" if query else address


@pytest.fixture
def listed(conference):
    for name, kind in (("Ministry", "state"), ("Institute", "academia"), ("Court", "state")):
        factories.InviteeFactory(conference=conference, name={"en": name}, kind=kind, reply="silent")
    return reverse(KEY, args=[conference.slug])


def save(client, conference, query, name="States", **values):
    return client.post(at("saved-view-add", conference, KEY, **{"in": query}), {"name": name, **values})


def labels(answer, name="saved_views"):
    return [view["label"] for view in answer.context[name]]


def test_a_view_of_any_list_is_saved_shown_renamed_and_deleted(conference, owner_client, listed):
    page = owner_client.get(listed, {"kind": "state", "page": "2"})
    assert at("saved-view-add", conference, KEY) in page.content.decode()
    answer = save(owner_client, conference, "kind=state&page=2")
    assert answer.url == f"{listed}?kind=state"
    shown = owner_client.get(answer.url)
    assert [(view["label"], view["active"]) for view in shown.context["saved_views"]] == [("States", True)]
    assert at("saved-view-add", conference, KEY) not in shown.content.decode()
    view = SavedView.objects.get()
    managed = owner_client.get(at("saved-views", conference, KEY)).content.decode()
    assert at("saved-view-change", conference, view.pk) in managed
    owner_client.post(at("saved-view-change", conference, view.pk), {"name": "Governments"})
    assert labels(owner_client.get(listed, {"kind": "state"})) == ["Governments"]
    # A view of one list is none of another.
    themes = reverse("conferences_secretariat:theme-list", args=[conference.slug])
    assert labels(owner_client.get(themes)) == []
    owner_client.post(at("saved-view-delete", conference, view.pk))
    assert not SavedView.objects.exists()


def test_a_view_is_ones_own_until_it_is_shared(conference, owner_client, member, client_as, listed):
    colleague = client_as(member("registration"))
    save(owner_client, conference, "kind=state")
    view = SavedView.objects.get()
    assert labels(colleague.get(listed)) == []
    assert colleague.get(at("saved-view-change", conference, view.pk)).status_code == 404
    owner_client.post(at("saved-view-change", conference, view.pk), {"name": "States", "is_shared": "on"})
    assert labels(colleague.get(listed)) == ["States"]
    refused = colleague.post(at("saved-view-change", conference, view.pk), {"name": "Mine"})
    assert "colleague" in refused.content.decode()
    colleague.post(at("saved-view-delete", conference, view.pk))
    assert SavedView.objects.get().name == "States"


def test_what_somebody_shared_who_left_stays_with_the_team_and_owners_may_delete_it(
    conference, owner, owner_client, member, client_as, listed
):
    user = member("registration")
    colleague = client_as(user)
    save(colleague, conference, "kind=state", is_shared="on")
    save(colleague, conference, "kind=academia", name="Mine")
    colleague.get(f"{listed}?kind=state")
    remove_member(conference.memberships.get(user=user), by=owner)
    assert SavedView.objects.get().name == "States" and not ListChoice.objects.exists()
    delete = at("saved-view-delete", conference, SavedView.objects.get().pk)
    assert delete in owner_client.get(at("saved-views", conference, KEY)).content.decode()
    other = client_as(member("registration"))
    assert delete not in other.get(at("saved-views", conference, KEY)).content.decode()
    other.post(delete)
    assert SavedView.objects.exists()
    owner_client.post(delete)
    assert not SavedView.objects.exists()


def test_a_second_view_does_not_take_the_name_of_another(conference, owner_client, listed):
    save(owner_client, conference, "kind=state")
    save(owner_client, conference, "kind=academia", name="Science")
    view = SavedView.objects.get(name="Science")
    answer = owner_client.post(at("saved-view-change", conference, view.pk), {"name": "States"})
    assert "You have a view of this name already." in answer.content.decode()


def test_views_beyond_the_line_stand_under_more_but_for_the_current_one(conference, owner_client, listed):
    for number in range(9):
        save(owner_client, conference, f"q={number}", name=f"View {number}")
    first, more = owner_client.get(listed, {"q": "8"}).context["shown_views"]
    assert first[-1]["label"] == "View 8" and len(first) <= VIEWS_IN_ROW + 1 and more
    assert len(first) + len(more) == len({view["url"] for view in first + more})


def test_saved_views_are_counted_after_the_page(conference, owner_client, listed, assert_constant_queries):
    save(owner_client, conference, "kind=state")
    view = SavedView.objects.get()
    page = owner_client.get(listed, {"kind": "state"}).content.decode()
    counts = f"{at('saved-view-counts', conference, KEY)}?view={view.pk}"
    assert f'hx-get="{counts}&amp;"' in page and f'<span class="count" id="view-{view.pk}"></span>' in page
    told = owner_client.get(counts).content.decode()
    assert f'<span class="count" id="view-{view.pk}" hx-swap-oob="true">2</span>' in told

    number = iter(range(9))
    assert_constant_queries(
        f"{listed}?q=x",
        lambda: save(owner_client, conference, "kind=academia", name=f"Other {next(number)}"),
        client=owner_client,
    )


def test_only_the_views_above_the_list_are_counted_once_a_minute(conference, owner_client, listed):
    """The cost does not grow with the views that are saved."""
    for number in range(12):
        save(owner_client, conference, f"q={number}", name=f"View {number:02}")
    answer = owner_client.get(listed, {"q": "11"})
    page = html.fromstring(answer.content)
    first, _more = answer.context["shown_views"]
    counts = page.xpath("string(//nav[@hx-get]/@hx-get)")
    told = owner_client.get(counts).context["counts"]
    assert [row.name for row, _count in told] == [view["label"] for view in first if "pk" in view]
    assert told[-1][0].name == "View 11" and len(told) <= VIEWS_IN_ROW
    every = "&".join(f"view={key}" for key in SavedView.objects.values_list("pk", flat=True))
    asked = owner_client.get(f"{at('saved-view-counts', conference, KEY)}?{every}&view=nothing")
    assert len(asked.context["counts"]) == VIEWS_IN_ROW + 1
    with CaptureQueriesContext(connection) as queries:
        owner_client.get(counts)
    assert not [query for query in queries if "COUNT" in query["sql"] and "invitee" in query["sql"]]


def test_the_view_last_used_opens_next_time_until_it_is_gone(conference, owner_client, listed):
    save(owner_client, conference, "kind=state")
    assert owner_client.get(listed).status_code == 200
    owner_client.get(f"{listed}?kind=state")
    assert owner_client.get(listed).url == "?kind=state"
    # A search alone is no view.
    owner_client.get(f"{listed}?q=court")
    assert owner_client.get(listed).url == "?kind=state"
    assert owner_client.get(f"{listed}?all").status_code == 200
    assert owner_client.get(listed).status_code == 200
    owner_client.get(f"{listed}?kind=state")
    owner_client.post(at("saved-view-delete", conference, SavedView.objects.get().pk))
    assert owner_client.get(listed).status_code == 200


def test_to_look_again_at_the_same_view_writes_nothing(conference, owner_client, listed):
    save(owner_client, conference, "kind=state")
    owner_client.get(f"{listed}?kind=state")
    with CaptureQueriesContext(connection) as asked:
        owner_client.get(f"{listed}?kind=state")
    writes = [
        query["sql"]
        for query in asked
        if "listchoice" in query["sql"] and not query["sql"].startswith("SELECT")
    ]
    assert not writes


@pytest.mark.parametrize(
    "query", ["theme=00000000-0000-0000-0000-000000000000", "kind=gone", "gone=x", "kind=gone&sort=name"]
)
def test_a_view_that_names_what_is_gone_shows_nobody_and_says_so(
    conference, owner, owner_client, listed, query
):
    SavedView.objects.create(conference=conference, user=owner, list_key=KEY, name="Old", query=query)
    view = SavedView.objects.get()
    for asked in (query, f"{query}&page=1", f"{query}&sort=-name"):
        page = owner_client.get(f"{listed}?{asked}")
        assert page.context["page"].paginator.count == 0
        assert "This view names something that no longer exists" in page.content.decode()
    told = owner_client.get(at("saved-view-counts", conference, KEY, view=view.pk)).content.decode()
    assert f'id="view-{view.pk}" hx-swap-oob="true">0<' in told


@pytest.mark.parametrize("key", ["nothing", "conferences_secretariat:dashboard", "admin:index", KEY + ",x"])
def test_what_is_no_list_has_no_views(conference, owner_client, key):
    assert owner_client.get(at("saved-views", conference, key)).status_code == 404


def heads(page):
    return [
        " ".join(head.text_content().split()) for head in html.fromstring(page.content).xpath("//thead//th")
    ]


def arrange(client, conference, **values):
    return client.post(at("list-arrange", conference, KEY, **{"in": "kind=state"}), values)


def test_columns_and_height_are_chosen_for_oneself(conference, owner_client, member, client_as, listed):
    page = owner_client.get(listed)
    shown = [column.name for column, is_shown in page.context["table"].choosable if is_shown]
    label = "Reply"
    assert "reply" in shown and label in heads(page)
    kept = [name for name in shown if name != "reply"]
    answer = arrange(owner_client, conference, was=shown, column=kept, height="compact")
    assert answer.url == f"{listed}?kind=state"
    page = owner_client.get(listed)
    assert label not in heads(page) and "table-compact" in page.content.decode()
    # The rows are still sorted by what is not shown, and colleagues see what they chose.
    assert owner_client.get(listed, {"sort": "name"}).status_code == 200
    other = client_as(member("registration")).get(listed)
    assert label in heads(other) and "table-compact" not in other.content.decode()
    arrange(owner_client, conference, usual="")
    page = owner_client.get(listed)
    assert label in heads(page) and "table-compact" not in page.content.decode()


def test_more_rows_stand_on_a_page_for_whoever_wants_them(
    conference, owner_client, member, client_as, assert_constant_queries
):
    listed = reverse(KEY, args=[conference.slug])
    factories.InviteeFactory.create_batch(50, conference=conference, delegation=None)
    assert 'name="rows"' not in owner_client.get(listed).content.decode(), "all stand on one page"
    factories.InviteeFactory.create_batch(70, conference=conference, delegation=None)
    arrange(owner_client, conference, rows="100")
    page = owner_client.get(listed)
    assert len(page.context["page"]) == 100 and 'value="100" checked' in page.content.decode()
    assert len(owner_client.get(listed, {"page": 2}).context["page"]) == 20
    assert len(client_as(member("registration")).get(listed).context["page"]) == 50
    arrange(owner_client, conference, rows="200", height="compact")
    arrange(owner_client, conference, rows="1000000")
    assert len(owner_client.get(listed).context["page"]) == 120, "as chosen before: the number is not offered"
    assert_constant_queries(
        listed, lambda: factories.InviteeFactory(conference=conference, delegation=None), client=owner_client
    )


def test_a_column_that_says_nothing_in_any_row_is_shown_once_it_does(conference, owner_client):
    listed = reverse(KEY, args=[conference.slug])
    factories.InviteeFactory(conference=conference, name={"en": "Court"}, delegation=None)
    assert "Delegation" not in heads(owner_client.get(listed))
    delegation = factories.DelegationFactory(conference=conference)
    factories.InviteeFactory(conference=conference, name={"en": "Ministry"}, delegation=delegation)
    assert "Delegation" in heads(owner_client.get(listed))


def test_what_was_left_as_it_stood_is_no_decision(conference, owner_client, listed):
    page = owner_client.get(listed)
    shown = [column.name for column, is_shown in page.context["table"].choosable if is_shown]
    arrange(owner_client, conference, was=shown, column=[*shown, "password"], height="usual")
    assert ListChoice.objects.get().columns == {}
