"""Public pages are rendered once for all readers, and answered from the store; nobody's own page is among them."""

import datetime as dt
import gzip
import re
from concurrent.futures import ThreadPoolExecutor

import brotli
import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from confman.conferences.domain.changes import change_conference
from confman.conferences.models import Conference
from confman.conferences.web.views.public import HomeView
from confman.people.domain.people import change_person
from confman.readers import web
from confman.web.forms import base
from registrations.core.domain.capacity import claim_places, free_places
from tests.factories import (
    CategoryFactory,
    PageFactory,
    RegistrationFactory,
    SessionFactory,
    SessionRoleFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]


@pytest.fixture
def home(conference):
    return reverse("conferences_public:home", args=[conference.slug, "en"])


@pytest.fixture
def rendered(monkeypatch):
    """Return the list of addresses for which the home page was rendered."""
    found = []
    whole = HomeView.get_context_data

    def counted(self, **kwargs):
        found.append(self.request.get_full_path())
        return whole(self, **kwargs)

    monkeypatch.setattr(HomeView, "get_context_data", counted)
    return found


def test_a_page_is_rendered_once_and_answered_with_one_query(home, rendered, django_assert_num_queries):
    first = Client().get(home)
    with django_assert_num_queries(1):
        second = Client().get(home)
    assert len(rendered) == 1 and second.content == first.content
    assert second["Content-Security-Policy"] == first["Content-Security-Policy"]
    assert second["Cache-Control"] == "public, no-cache" and not second.cookies
    assert second["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("accepted", "encoding", "unpack"),
    [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
        ("", None, bytes),
    ],
)
def test_it_is_sent_in_the_best_encoding_that_is_taken(home, accepted, encoding, unpack):
    for _time in range(2):
        answer = Client().get(home, headers={"Accept-Encoding": accepted})
        assert answer.get("Content-Encoding") == encoding
        assert b"</html>" in unpack(answer.content)
        assert answer["Content-Length"] == str(len(answer.content))


def test_who_has_it_already_is_told_so(home):
    first = Client().get(home)
    for condition in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        answer = Client().get(home, headers=condition)
        assert answer.status_code == 304 and answer.content == b""
        assert answer["ETag"] == first["ETag"]


def test_an_act_is_seen_at_once(conference, owner, home):
    Client().get(home)
    change_conference(conference, by=owner, city={"en": "Samarkand"})
    assert "Samarkand" in Client().get(home).content.decode()


def test_whoever_is_hidden_stands_in_no_answer(conference, owner, published_agenda_of):
    speaker, address = published_agenda_of(conference)
    assert "Anna Sample" in Client().get(address).content.decode()
    change_person(speaker, by=owner, listing="counted-only")
    assert "Anna Sample" not in Client().get(address).content.decode()


@pytest.fixture
def published_agenda_of(owner):
    from agenda.releases.domain.publication import publish_agenda

    def make(conference):
        session = SessionFactory(conference=conference, visibility="public")
        role = SessionRoleFactory(
            session=session, status="confirmed", person__conference=conference,
            person__name={"en": "Anna Sample"}, person__listing="public",
        )  # fmt: skip
        publish_agenda(conference, by=owner)
        return role.person, reverse("agenda_public:speaker-list", args=[conference.slug, "en"])

    return make


def test_nothing_of_who_asked_first_is_kept(home, owner_client):
    owner_client.cookies["django_language"] = "ru"
    first = owner_client.get(home, headers={"Accept-Language": "ru", "User-Agent": "Strange/1.0"})
    second = Client().get(home)
    assert second.content == first.content and b'lang="en"' in second.content
    assert b"Strange" not in second.content


def test_a_draft_is_kept_for_nobody(conference, owner_client, home, store):
    conference.status = "draft"
    conference.save()
    assert owner_client.get(home).status_code == 200
    assert Client().get(home).status_code == 404
    assert owner_client.get(home).status_code == 200


def test_what_only_its_editors_see_is_not_kept(conference, owner_client):
    page = PageFactory(conference=conference, published_at=None)
    address = reverse("conferences_public:page", args=[conference.slug, "en", page.slug])
    assert Client().get(address).status_code == 404
    assert owner_client.get(address).status_code == 200
    assert Client().get(address).status_code == 404


def test_a_query_of_ones_own_is_not_kept(home, rendered):
    for _time in range(2):
        Client().get(f"{home}?utm_source=newsletter")
    assert len(rendered) == 2


@pytest.fixture(params=["conferences_public:contact", "registrations_public:register"])
def form_page(request, conference, category):
    """The address of a form that anyone may send."""
    return reverse(request.param, args=[conference.slug, "en"])


@pytest.fixture
def category(conference):
    Conference.objects.filter(pk=conference.pk).update(registration_mode="open")
    return CategoryFactory(conference=conference)


def token_in(page):
    return re.search(r'name="shown" value="([^"]+)"', page)[1]


def test_a_form_is_kept_but_for_the_token_of_each(form_page, django_assert_num_queries):
    pages = [Client().get(form_page).content.decode()]
    with django_assert_num_queries(2):
        for _time in range(2):
            pages.append(Client().get(form_page).content.decode())
    tokens = [token_in(page) for page in pages]
    assert len(set(tokens)) == 3
    assert len({page.replace(token, "") for page, token in zip(pages, tokens, strict=True)}) == 1
    packed = Client().get(form_page, headers={"Accept-Encoding": "br, gzip"})
    assert token_in(gzip.decompress(packed.content).decode()) not in tokens
    # Nobody else may give it to two.
    assert packed["Cache-Control"] == "private, no-cache" and "ETag" not in packed
    assert packed["Content-Length"] == str(len(packed.content))


def test_whoever_was_sent_the_kept_form_registers_once(conference, category, monkeypatch):
    monkeypatch.setattr(base, "FASTEST_SECONDS", -1)
    address = reverse("registrations_public:register", args=[conference.slug, "en"])
    for name in ("anna", "bruno"):
        typed = {
            "name": f"{name.title()} Sample", "organization": "Institute", "email": f"{name}@example.org",
            "category": str(category.pk), "mode": "in-person",
            "sex": "not-stated", "listing": "participants", "data_consent": "on",
            "shown": token_in(Client().get(address).content.decode()),
        }  # fmt: skip
        for _finger in range(2):
            assert Client().post(address, typed).status_code == 302
    assert sorted(conference.registrations.values_list("person__email", flat=True)) == [
        "anna@example.org",
        "bruno@example.org",
    ]


def test_the_kept_form_says_at_once_that_all_places_are_taken_and_that_one_is_free(conference, category):
    category.capacity = 2
    category.save()
    address = reverse("registrations_public:register", args=[conference.slug, "en"])
    first, second = RegistrationFactory.create_batch(2, conference=conference, category=category)
    claim_places([first])
    assert "1 place left" in Client().get(address).content.decode()
    claim_places([second])
    assert "full – waiting list" in Client().get(address).content.decode()
    free_places([first])
    assert "1 place left" in Client().get(address).content.decode()


def test_another_host_and_a_new_version_are_rendered_anew(home, rendered, settings, monkeypatch):
    settings.ALLOWED_HOSTS = ["one.example.org", "two.example.org"]
    for host in ("one.example.org", "two.example.org", "one.example.org"):
        Client(HTTP_HOST=host).get(home)
    assert len(rendered) == 2
    assert Client(HTTP_HOST="three.example.org").get(home).status_code == 400
    monkeypatch.setattr(web, "code_mark", lambda: "newer")
    Client(HTTP_HOST="one.example.org").get(home)
    assert len(rendered) == 3


def test_two_versions_beside_each_other_answer_with_their_own_pages(conference, home, monkeypatch):
    whole = HomeView.get_context_data
    for version in ("older", "newer", "older", "newer"):

        def made(self, version=version, **kwargs):
            self.conference.city = {"en": f"City of the {version}"}
            return whole(self, **kwargs)

        monkeypatch.setattr(HomeView, "get_context_data", made)
        monkeypatch.setattr(web, "code_mark", lambda version=version: version)
        assert f"City of the {version}" in Client().get(home).content.decode()


def test_a_body_in_the_form_of_another_version_is_made_anew(home, rendered, store, monkeypatch, caplog):
    kept, faults = [], []
    monkeypatch.setattr(web, "store_body", lambda key, body, _seconds: kept.append((key, body)))
    monkeypatch.setattr(web, "count", lambda *labels: faults.append(labels))
    first = Client().get(home)
    key, body = kept[-1]
    del body.__dict__["made_at"]
    store.set(key, (key, body))
    assert Client().get(home).content == first.content
    assert len(rendered) == 2
    assert "a body of another version" in caplog.text
    assert set(faults) == {("confman_cache_faults", "ValueError")}


def test_a_body_under_the_key_of_another_is_made_anew(
    conference, owner, published_agenda_of, home, store, monkeypatch
):
    """As after someone exchanged two files of the store."""
    _speaker, speakers = published_agenda_of(conference)
    kept, faults = {}, []
    monkeypatch.setattr(web, "count", lambda *labels: faults.append(labels))
    whole = web.store_body

    def noted(key, body, seconds):
        kept[key] = (key, body)
        whole(key, body, seconds)

    monkeypatch.setattr(web, "store_body", noted)
    pages = [Client().get(address).content for address in (home, speakers)]
    (first, of_first), (second, of_second) = kept.items()
    store.set(first, of_second)
    store.set(second, of_first)
    assert [Client().get(address).content for address in (home, speakers)] == pages
    assert ("confman_cache_faults", "ValueError") in faults


def test_it_is_kept_until_the_minute_is_over(home, rendered, monkeypatch, time_machine):
    time_machine.move_to(dt.datetime(2027, 1, 15, 8, 0, 42, 500_000, tzinfo=dt.UTC), tick=False)
    kept = []
    monkeypatch.setattr(web, "store_body", lambda _key, _body, seconds: kept.append(seconds))
    Client().get(home)
    assert set(kept) == {17.5}


def test_a_damaged_store_is_made_anew(home, store, tmp_path):
    first = Client().get(home)
    for file in tmp_path.glob("*.djcache"):
        file.write_bytes(b"nothing of ours")
    answer = Client().get(home)
    assert answer.status_code == 200 and answer.content == first.content


@pytest.mark.django_db(transaction=True)
def test_of_a_rush_one_renders_and_all_are_answered(home, rendered):
    def read(_number):
        try:
            return Client().get(home).content
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(read, range(24)))
    assert len(rendered) == 1 and len(set(answers)) == 1


def test_the_mark_of_the_code_is_that_of_another_process(settings):
    web.code_mark.cache_clear()
    first = web.code_mark()
    web.code_mark.cache_clear()
    assert first == web.code_mark()
    settings.BASE_URL = "https://elsewhere.example.org"
    web.code_mark.cache_clear()
    assert first != web.code_mark()
    web.code_mark.cache_clear()


def test_who_waits_for_a_rendering_leaves_a_thread_for_health_checks(settings):
    order = settings.MIDDLEWARE
    limit = order.index("confman.web.faults.pages.ThreadLimitMiddleware")
    assert order[limit + 1] == "confman.readers.web.OneRenderingMiddleware"


def test_a_long_agenda_is_kept_and_a_long_file_is_not():
    content = b"x" * 3 * 1024 * 1024
    assert web.is_cacheable(HttpResponse(content))
    assert not web.is_cacheable(HttpResponse(content, content_type="application/pdf"))
    assert not web.is_cacheable(HttpResponse(content * 3))
