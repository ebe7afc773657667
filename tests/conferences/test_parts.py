"""Themes, partners, pages and tasks: added, changed, deleted; each with its history."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from confman.audit.models import AuditEntry
from confman.conferences.models import Conference, Page, Partner, Task, Theme
from tests.factories import PageFactory, PartnerFactory, TaskFactory, ThemeFactory

PARTS = [
    pytest.param("themes", Theme, ThemeFactory, {"name_en": "New name", "colour": "#aa0000"}, id="theme"),
    pytest.param("partners", Partner, PartnerFactory, {"name_en": "New name", "role": "donor"}, id="partner"),
    pytest.param("pages", Page, PageFactory, {"title_en": "New name", "kind": "page"}, id="page"),
    pytest.param("checklist", Task, TaskFactory, {"what_en": "New name", "days_before": "3"}, id="task"),
]


@pytest.fixture
def desk(conference: Conference) -> str:
    return f"/{conference.slug}/secretariat/"


@pytest.mark.parametrize(("part", "model", "factory", "typed"), PARTS)
def test_added_changed_and_deleted(
    owner_client: Client, conference: Conference, desk: str, part: str, model: Any, factory: Any, typed: Any
) -> None:
    model.objects.all().delete()
    assert owner_client.get(f"{desk}{part}/add/").status_code == 200
    assert owner_client.post(f"{desk}{part}/add/", typed).status_code == 302
    made = model.objects.get()
    assert made.conference == conference
    assert str(made) == "New name"
    assert "New name" in owner_client.get(f"{desk}{part}/").content.decode()
    name = next(name for name in typed if name.endswith("_en"))
    changed = {**typed, name: "Another name", "position": "4", "slug": "another"}
    assert owner_client.get(f"{desk}{part}/{made.pk}/").status_code == 200
    assert owner_client.post(f"{desk}{part}/{made.pk}/", changed).status_code == 302
    assert "Another name" in owner_client.get(f"{desk}{part}/").content.decode()
    assert "Another name" in owner_client.get(f"{desk}{part}/{made.pk}/delete/").content.decode()
    assert owner_client.post(f"{desk}{part}/{made.pk}/delete/").status_code == 302
    assert not model.objects.exists()
    verbs = AuditEntry.objects.about(made).order_by("at").values_list("verb", flat=True)
    assert [verb.rpartition("_")[2] for verb in verbs] == ["added", "changed", "deleted"]


@pytest.mark.parametrize(("part", "model", "factory", "typed"), PARTS)
def test_a_form_without_a_name_is_refused_and_kept(
    owner_client: Client, desk: str, part: str, model: Any, factory: Any, typed: dict[str, str]
) -> None:
    model.objects.all().delete()
    name = next(name for name in typed if name.endswith("_en"))
    response = owner_client.post(f"{desk}{part}/add/", {**typed, name: "  "})
    assert name.removesuffix("_en") in response.context["form"].errors
    assert not model.objects.exists()


@pytest.mark.parametrize(("part", "model", "factory", "typed"), PARTS)
@pytest.mark.parametrize("action", ["", "delete/"])
def test_what_belongs_to_another_conference_is_not_found(
    owner_client: Client,
    other_conference: Conference,
    desk: str,
    part: str,
    model: Any,
    factory: Any,
    typed: dict[str, str],
    action: str,
) -> None:
    foreign = factory(conference=other_conference)
    assert owner_client.post(f"{desk}{part}/{foreign.pk}/{action}", typed).status_code == 404


@pytest.mark.parametrize(("part", "model", "factory", "typed"), PARTS)
def test_lists_ask_a_constant_number_of_queries(
    owner_client: Client,
    conference: Conference,
    desk: str,
    assert_constant_queries: Any,
    part: str,
    model: Any,
    factory: Any,
    typed: dict[str, str],
) -> None:
    assert_constant_queries(f"{desk}{part}/", lambda: factory(conference=conference), client=owner_client)


@pytest.mark.parametrize(
    ("role", "part", "status"),
    [
        ("programme", "themes", 200),
        ("programme", "pages", 200),
        ("programme", "partners", 403),
        ("rapporteur", "themes", 200),
        ("check-in", "pages", 403),
        ("check-in", "checklist", 200),
        ("observer", "checklist", 403),
    ],
)
def test_who_may(
    desk: str, member: Callable[..., Any], client_as: Callable[..., Client], role: str, part: str, status: int
) -> None:
    assert client_as(member(role)).get(f"{desk}{part}/").status_code == status


# --- Partners -------------------------------------------------------------------------------------------


def test_a_partners_logo_stands_on_the_site_and_its_old_file_goes(
    owner_client: Client,
    client: Client,
    conference: Conference,
    desk: str,
    django_capture_on_commit_callbacks: Any,
) -> None:
    written = io.BytesIO()
    Image.new("RGBA", (30, 30), "green").save(written, "PNG")
    typed = {"name_en": "Donor", "role": "donor"}
    logo = SimpleUploadedFile("a.png", written.getvalue())
    owner_client.post(f"{desk}partners/add/", {**typed, "logo": logo})
    partner = Partner.objects.get()
    address = f"/{conference.slug}/partners/{partner.pk}/logo"
    assert address in client.get(f"/{conference.slug}/en/").content.decode()
    assert client.get(address)["Content-Type"] == "image/webp"
    storage, old = partner.logo.storage, partner.logo.name
    replaced = {**typed, "position": "1", "logo": SimpleUploadedFile("b.png", written.getvalue())}
    with django_capture_on_commit_callbacks(execute=True):
        owner_client.post(f"{desk}partners/{partner.pk}/", replaced)
    partner.refresh_from_db()
    assert storage.exists(partner.logo.name)
    assert not storage.exists(old)


# --- Pages ----------------------------------------------------------------------------------------------


def test_a_page_is_published_and_withdrawn(
    owner_client: Client, client: Client, conference: Conference, desk: str
) -> None:
    page = PageFactory(conference=conference, slug="place", title={"en": "The place"})
    public = f"/{conference.slug}/en/pages/place/"
    assert client.get(public).status_code == 404
    owner_client.post(f"{desk}pages/{page.pk}/publish/", {"publish": "1"})
    assert client.get(public).status_code == 200
    owner_client.post(f"{desk}pages/{page.pk}/publish/")
    assert client.get(public).status_code == 404


def test_the_address_of_a_page_is_made_from_its_title_and_is_its_own(
    owner_client: Client, conference: Conference, desk: str
) -> None:
    owner_client.post(f"{desk}pages/add/", {"title_ru": "Как добраться", "kind": "page"})
    assert Page.objects.get().slug == "kak-dobratsya"
    response = owner_client.post(f"{desk}pages/add/", {"title_ru": "Как добраться", "kind": "news"})
    assert "slug" in response.context["form"].errors


def test_markdown_is_shown_and_html_is_not_run(
    owner_client: Client, client: Client, conference: Conference, desk: str
) -> None:
    text = "# Big\n\n**bold** <script>alert(1)</script> [x](javascript:alert(1)) ![p](https://elsewhere.example/a.png)"
    page = PageFactory(conference=conference, slug="p", body={"en": text}, published_at=timezone.now())
    public = client.get(f"/{conference.slug}/en/pages/{page.slug}/").content.decode()
    preview = owner_client.post(f"{desk}pages/preview/", {"body_en": text, "title_en": "T"}).content.decode()
    assert "<h2>Big</h2>" in public
    assert "<h4>Big</h4>" in preview
    for content in (public, preview):
        assert "<strong>bold</strong>" in content
        assert "<script>alert" not in content
        assert 'href="javascript' not in content
        assert "<img src" not in content


# --- The checklist --------------------------------------------------------------------------------------


def test_a_task_is_ticked_and_opened_again(owner_client: Client, conference: Conference, desk: str) -> None:
    task = TaskFactory(conference=conference)
    owner_client.post(f"{desk}checklist/{task.pk}/tick/", {"done": "1"})
    task.refresh_from_db()
    assert task.done_at
    owner_client.post(f"{desk}checklist/{task.pk}/tick/")
    task.refresh_from_db()
    assert task.done_at is None


def test_what_the_data_answer_is_done_when_they_say_so(
    owner_client: Client, conference: Conference, desk: str
) -> None:
    def is_done() -> bool:
        lines = owner_client.get(f"{desk}checklist/").context["lines"]
        return next(line for line in lines if line.key == "conferences.partners").done

    assert not is_done()
    PartnerFactory(conference=conference)
    assert is_done()


def test_its_owner_and_day_can_be_set(
    owner_client: Client, conference: Conference, desk: str, member: Callable[..., Any]
) -> None:
    colleague = member("programme")
    address = f"{desk}checklist/line/conferences.partners/"
    assert owner_client.get(address).status_code == 200
    owner_client.post(address, {"owner": str(colleague.pk), "days_before": "7"})
    line = next(
        line
        for line in owner_client.get(f"{desk}checklist/").context["lines"]
        if line.key == "conferences.partners"
    )
    assert (line.owner, line.due_on) == (colleague, dt.date(2027, 3, 23))
    assert owner_client.get(f"{desk}checklist/line/nothing/").status_code == 404


def test_the_checklist_has_views_with_counts_and_is_searched_in_any_script(
    owner_client: Client, conference: Conference, desk: str, member: Callable[..., Any]
) -> None:
    colleague = member("programme")
    task = TaskFactory(conference=conference, what={"en": "Water the plants"}, owner=colleague)
    page = owner_client.get(f"{desk}checklist/")
    counts = {str(view["label"]): view["count"] for view in page.context["views"]}
    assert counts["All"] == len(page.context["lines"]) > 20
    assert counts["All"] == counts["To do"] + counts.get("Done", 0)
    assert next(view for view in page.context["views"] if view["active"])["label"] == "To do"

    def found(**asked: str) -> list[str]:
        return [line.label for line in owner_client.get(f"{desk}checklist/", asked).context["table"].shown]

    assert found(q="plants") == found(owner=str(colleague.pk)) == ["Water the plants"]
    owner_client.post(f"{desk}checklist/{task.pk}/tick/", {"done": "1"})
    assert "Water the plants" in found(state="done")
    assert "Water the plants" not in found(all="") and "Water the plants" in found(state="all")
    assert "There are no matches here" in owner_client.get(f"{desk}checklist/", {"q": "xyz"}).content.decode()


def test_a_view_of_the_checklist_that_was_saved_as_open_still_shows_what_is_to_do(
    owner_client: Client, conference: Conference, desk: str
) -> None:
    TaskFactory(conference=conference, what={"en": "Water the plants"})
    saving = reverse(
        "conferences_secretariat:saved-view-add", args=[conference.slug, "conferences_secretariat:checklist"]
    )
    owner_client.post(f"{saving}?in=state%3Dopen", {"name": "Mine"})
    page = owner_client.get(f"{desk}checklist/", {"state": "open"})
    assert "no longer exists" not in page.content.decode()
    rows = [line.label for line in page.context["table"].shown]
    assert "Water the plants" in rows
    assert rows == [line.label for line in owner_client.get(f"{desk}checklist/?all").context["table"].shown]


def test_the_checklist_shows_what_is_open_before_what_is_done(
    owner_client: Client, conference: Conference, desk: str
) -> None:
    early = TaskFactory(conference=conference, what={"en": "Order the flags"}, days_before=900)
    late = TaskFactory(conference=conference, what={"en": "Return the flags"}, days_before=-90)

    def lines() -> list[str]:
        page = owner_client.get(f"{desk}checklist/", {"state": "all"})
        return [line.label for line in page.context["table"].shown]

    assert lines()[0] == "Order the flags"
    owner_client.post(f"{desk}checklist/{early.pk}/tick/", {"done": "1"})
    done = [line.done for line in owner_client.get(f"{desk}checklist/?all").context["lines"]]
    assert done == sorted(done) and lines().index(str(late.what)) < lines().index(str(early.what))


# --- Today ----------------------------------------------------------------------------------------------


def test_the_dashboard_shows_what_is_due_with_owner_and_deadline(
    owner_client: Client, conference: Conference, desk: str, owner: Any
) -> None:
    TaskFactory(conference=conference, what={"en": "Order the flags"}, owner=owner, days_before=30)
    TaskFactory(conference=conference, what={"en": "Far away"}, days_before=1)
    with time_machine.travel(dt.datetime(2027, 3, 2, tzinfo=dt.UTC)):
        owner_client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
        groups = owner_client.get(desk).context["groups"]
    decisions = [decision for group in groups for decision in group.decisions]
    titles = [decision.title for decision in decisions]
    assert "Far away" not in titles
    late = next(decision for decision in decisions if decision.title == "Order the flags")
    assert (late.owner, late.due, late.urgent) == (str(owner), dt.date(2027, 2, 28), True)


def test_an_observer_sees_no_task_and_no_decision(
    member: Callable[..., Any], client_as: Callable[..., Client], conference: Conference, desk: str
) -> None:
    TaskFactory(conference=conference, what={"en": "Order the flags"}, days_before=3000)
    response = client_as(member("observer")).get(desk)
    assert response.status_code == 200
    assert "Order the flags" not in response.content.decode()
    assert not response.context["groups"]


def test_the_dashboard_asks_a_constant_number_of_queries(
    owner_client: Client, conference: Conference, desk: str, assert_constant_queries: Any
) -> None:
    assert_constant_queries(
        desk, lambda: TaskFactory(conference=conference, days_before=3000), client=owner_client
    )


def test_pages_are_moved_by_buttons_and_the_menu_follows(
    owner_client: Client, client: Client, conference: Conference, desk: str
) -> None:
    Page.objects.all().delete()
    for position, slug in enumerate(("hotels", "place", "visas")):
        PageFactory(
            conference=conference, slug=slug, title={"en": slug.title()}, in_menu=True, position=position,
            published_at=timezone.now(), picture=f"pages/{slug}.png",
        )  # fmt: skip
    news = PageFactory(conference=conference, slug="begun", kind="news", title={"en": "Begun"}, position=1)

    def order() -> list[str]:
        return list(Page.objects.filter(kind="page").values_list("slug", flat=True))

    listed = owner_client.get(f"{desk}pages/").content.decode()
    assert "Move “Place” up" in listed and "Move “Begun” up" not in listed
    place = Page.objects.get(slug="place")
    assert owner_client.post(f"{desk}pages/{place.pk}/move/", {"up": "1"}).url == f"{desk}pages/"
    assert order() == ["place", "hotels", "visas"]
    # There is none above the first.
    owner_client.post(f"{desk}pages/{place.pk}/move/", {"up": "1"})
    assert order() == ["place", "hotels", "visas"]
    owner_client.post(f"{desk}pages/{place.pk}/move/")
    owner_client.post(f"{desk}pages/{place.pk}/move/")
    assert order() == ["hotels", "visas", "place"]
    home = client.get(f"/{conference.slug}/en/").content.decode()
    assert home.index(">Hotels</a>") < home.index(">Visas</a>") < home.index(">Place</a>")
    place.refresh_from_db()
    news.refresh_from_db()
    assert place.picture.name == "pages/place.png" and news.position == 1
    assert AuditEntry.objects.filter(verb="conferences.page_moved").count() == 3


def test_news_stand_in_the_menu_where_there_are_any(client: Client, conference: Conference) -> None:
    address = f"/{conference.slug}/en/news/"
    assert f'href="{address}"' not in client.get(f"/{conference.slug}/en/contact/").content.decode()
    news = PageFactory(conference=conference, slug="begun", kind="news", title={"en": "Begun"})
    assert f'href="{address}"' not in client.get(f"/{conference.slug}/en/contact/").content.decode()
    Page.objects.filter(pk=news.pk).update(published_at=timezone.now())
    assert f'href="{address}"' in client.get(f"/{conference.slug}/en/contact/").content.decode()
