"""Readers of the register: their documents, places and order; downloads and feeds."""

import datetime as dt
from xml.etree import ElementTree

import pytest
import time_machine
from django.urls import reverse

from agenda.releases.domain.publication import publish_agenda
from outcomes.register.domain import documents
from outcomes.register.domain.files import issue_language, put_language
from outcomes.register.models import RegisteredDocument
from tests.factories import ItemFactory, PartnerFactory, RegistrationFactory, SessionFactory
from tests.outcomes.register.samples import fresh, paper, registered, series_of

ATOM = "{http://www.w3.org/2005/Atom}"
NOON = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def issued(register, owner):
    def issue(code="INF", **given):
        made = registered(register, code, by=owner, **given)
        documents.issue_document(made, by=owner)
        return fresh(made)

    return issue


def public(name, conference, *parts):
    return reverse(f"outcomes_public:{name}", args=[conference.slug, "en", *parts])


def said(response):
    return response.content.decode()


def test_everyone_reads_general_documents_and_nothing_else(register, issued, client):
    issued(title={"en": "For everyone"})
    hidden = [issued(title={"en": name}, distribution=name) for name in ("limited", "restricted")]
    answer = client.get(public("document-list", register))
    assert "For everyone" in said(answer) and "CONF/2017/INF.1" in said(answer)
    assert not answer.cookies
    for row in hidden:
        assert row.symbol not in said(answer)
        assert client.get(public("document-file", register, row.files.get().pk)).status_code == 404


def test_what_is_not_issued_or_is_withdrawn_is_not_there(register, owner, issued, client):
    waiting = registered(register, "INF", by=owner)
    gone = issued()
    documents.withdraw_document(gone, by=owner, reason="Sent in error")
    for row in (waiting, gone):
        assert client.get(public("document-file", register, row.files.get().pk)).status_code == 404
    assert "No document has been issued yet" in said(client.get(public("document-list", register)))


def test_an_embargo_is_kept_to_the_hour(register, issued, client):
    with time_machine.travel(NOON, tick=False):
        row = issued(embargo=NOON + dt.timedelta(hours=1))
        address = public("document-file", register, row.files.get().pk)
        assert client.get(address).status_code == 404
    with time_machine.travel(NOON + dt.timedelta(hours=1), tick=False):
        assert client.get(address).status_code == 200


def test_a_download_is_counted_once(register, issued, client):
    file = issued().files.get()
    answer = client.get(public("document-file", register, file.pk))
    assert answer["Cache-Control"] == "no-cache"
    client.get(public("document-file", register, file.pk), HTTP_IF_NONE_MATCH=answer["ETag"])
    client.head(public("document-file", register, file.pk))
    assert fresh(file).downloads == 1


@pytest.fixture
def hotlines(register):
    """An item of a session that everybody sees, on the first of March at nine."""
    start = dt.datetime(2027, 3, 1, 9, tzinfo=register.zone)
    session = SessionFactory(
        conference=register, title={"en": "Plenary"}, start=start, end=start + dt.timedelta(hours=1),
        visibility="public",
    )  # fmt: skip
    return ItemFactory(session=session, number=3, title={"en": "Hotlines"})


def headings(page, name="parts"):
    return [str(part.heading) for part in page.context[name]]


def test_documents_stand_by_published_item_and_those_for_today_first(
    register, owner, hotlines, issued, client
):
    closed = ItemFactory(
        session=SessionFactory(conference=register, visibility="closed"),
        number=4,
        title={"en": "Closed item"},
    )
    publish_agenda(register, by=owner)
    added = ItemFactory(session=hotlines.session, number=None, title={"en": "Secret item"})
    for place in (hotlines, added, closed):
        issued(item=place)
    with time_machine.travel(hotlines.session.start, tick=False):
        page = client.get(public("document-list", register))
    assert headings(page, "today") == ["09:00 Plenary"]
    assert headings(page) == ["3. Hotlines", "Information documents"]
    assert "Secret item" not in said(page) and "Closed item" not in said(page)
    with time_machine.travel(hotlines.session.start + dt.timedelta(days=1), tick=False):
        assert not client.get(public("document-list", register)).context["today"]


def test_without_a_release_no_item_is_named(register, hotlines, issued, client):
    issued(item=hotlines)
    with time_machine.travel(hotlines.session.start, tick=False):
        page = client.get(public("document-list", register))
    assert headings(page) == ["Information documents"] and not page.context["today"]


@pytest.mark.parametrize(
    ("changes", "then", "for_today"),
    [
        ({"title": {"en": "Helplines"}}, "3. Helplines", True),
        ({"visibility": "closed"}, "Information documents", False),
        ({"days": 1}, "3. Hotlines", False),
    ],
)
def test_a_change_of_the_agenda_is_seen_with_the_next_release(
    register, owner, hotlines, issued, client, changes, then, for_today
):
    issued(item=hotlines)
    publish_agenda(register, by=owner)
    session, day = hotlines.session, hotlines.session.start
    if "title" in changes:
        hotlines.title = changes["title"]
        hotlines.save()
    session.visibility = changes.get("visibility", session.visibility)
    session.start += dt.timedelta(days=changes.get("days", 0))
    session.end += dt.timedelta(days=changes.get("days", 0))
    session.save()
    with time_machine.travel(day, tick=False):
        page = client.get(public("document-list", register))
        assert headings(page) == ["3. Hotlines"] and headings(page, "today") == ["09:00 Plenary"]
        publish_agenda(register, by=owner)
        page = client.get(public("document-list", register))
    assert headings(page) == [then] and bool(page.context["today"]) == for_today


def test_each_series_has_its_feed(register, issued, client):
    issued("INF", title={"en": "Practical information"})
    issued("", title={"en": "Provisional agenda"})
    feed = client.get(public("series-feed", register, series_of(register, "INF").pk))
    assert feed["Content-Type"].startswith("application/atom+xml")
    assert "CONF/2017/INF.1 Practical information" in said(feed) and "Provisional agenda" not in said(feed)
    of_all = client.get(public("document-feed", register))
    assert "Provisional agenda" in said(of_all)
    assert client.get(public("series-feed", register, series_of(register, "NGO").pk)).status_code == 404
    home = said(client.get(public("document-list", register)))
    assert public("document-feed", register) in home and 'rel="alternate"' in home


def test_partners_stand_below_the_documents_as_on_every_page(register, issued, client):
    PartnerFactory(conference=register, name={"en": "The centre"})
    issued()
    assert "The centre" in said(client.get(public("document-list", register))).partition("<footer")[2]


def entries(feed):
    """The entries of a feed: symbol and title, dates, summary."""
    names = ("title", "published", "updated", "summary")
    return [
        tuple(entry.findtext(f"{ATOM}{name}") or "" for name in names)
        for entry in ElementTree.fromstring(feed.content).iter(f"{ATOM}entry")
    ]


def test_a_feed_has_a_document_when_readers_do_and_again_with_each_language(register, owner, issued, client):
    later, last = NOON + dt.timedelta(hours=2), NOON + dt.timedelta(hours=3)
    with time_machine.travel(NOON, tick=False):
        held_back = issued("INF", title={"en": "Held back"}, embargo=later)
        issued("INF", title={"en": "At once"}, sponsor="Ministry of Justice")
    with time_machine.travel(later, tick=False):
        first, second = entries(client.get(public("document-feed", register)))
    assert first == ("CONF/2017/INF.1 Held back", later.isoformat(), later.isoformat(), "English")
    assert second[1:] == (NOON.isoformat(), NOON.isoformat(), "Ministry of Justice · English")
    with time_machine.travel(last, tick=False):
        row = put_language(held_back, by=owner, language="ru", file=paper())
        issue_language(row, by=owner)
        first = entries(client.get(public("document-feed", register)))[0]
    assert first == ("CONF/2017/INF.1 Held back", later.isoformat(), last.isoformat(), "English, Russian")


def test_each_feed_is_one_of_its_own(register, issued, client):
    issued("INF")
    names = (("document-feed",), ("series-feed", series_of(register, "INF").pk))
    feeds = [client.get(public(name, register, *parts)) for name, *parts in names]
    assert len({ElementTree.fromstring(feed.content).findtext(f"{ATOM}id") for feed in feeds}) == 2


def test_a_feed_is_read_whatever_was_pasted_into_a_title(register, issued, client):
    register.title = {"en": "Conference\x0bin two lines"}
    register.save()
    issued("INF", title={"en": "Practical\x0binformation"})
    feed = client.get(public("document-feed", register))
    assert feed.status_code == 200
    titles = {element.text for element in ElementTree.fromstring(feed.content).iter(f"{ATOM}title")}
    assert "CONF/2017/INF.1 Practical information" in titles


def test_a_device_is_told_when_the_last_document_is_withdrawn(register, owner, issued, client):
    row = issued()
    assert "data-documents-worker" in said(client.get(public("document-list", register)))
    documents.withdraw_document(row, by=owner, reason="Sent in error")
    page = said(client.get(public("document-list", register)))
    assert "No document has been issued yet" in page and "data-documents-worker" in page


def test_the_page_asks_as_many_queries_for_three_documents_as_for_one(
    register, owner, hotlines, issued, assert_constant_queries
):
    def add():
        issued(item=ItemFactory(session=hotlines.session))
        publish_agenda(register, by=owner)

    assert_constant_queries(public("document-list", register), add)


@pytest.mark.parametrize(("status", "may"), [("approved", True), ("submitted", False)])
def test_participants_read_limited_documents_once_they_are_approved(
    register, issued, client_as, django_user_model, status, may
):
    row = issued("CRP", title={"en": "In the room"}, distribution="limited")
    user = django_user_model.objects.create_user(email="taking.part@example.org")
    mine = RegistrationFactory(
        conference=register, status=status, person__user=user, person__conference=register
    )
    client = client_as(user)
    page = reverse("outcomes_portal:own-documents", args=[register.slug, mine.pk])
    shown = said(client.get(page))
    assert ("In the room" in shown) == may and (">for approved participants<" in shown) == may
    assert ("appear here once your registration is approved" in shown) != may
    file = reverse("outcomes_portal:own-document-file", args=[register.slug, mine.pk, row.files.get().pk])
    assert (client.get(file).status_code == 200) == may
    assert RegisteredDocument.objects.get().files.get().downloads == may


def test_what_belongs_to_a_document_stands_behind_it(register, owner, owner_client, issued, client):
    first, second = issued(), issued()
    for parent, kind in ((second, "Rev"), (second, "Add"), (first, "Corr")):
        issued(parent=parent, kind=kind)
    issued(parent=RegisteredDocument.objects.get(symbol="CONF/2017/INF.2/Add.1"), kind="Corr")
    in_order = [
        f"CONF/2017/INF.{end}" for end in ("1", "1/Corr.1", "2", "2/Add.1", "2/Add.1/Corr.1", "2/Rev.1")
    ]
    page = client.get(public("document-list", register))
    assert [entry.document.symbol for entry in page.context["parts"][0].entries] == in_order
    address = reverse("outcomes_secretariat:registered-document-list", args=[register.slug])
    listed = said(owner_client.get(address))
    assert sorted(in_order, key=lambda symbol: listed.index(f">{symbol}<")) == in_order


def test_parts_of_a_document_stand_by_their_number_each_before_its_own(register, owner, issued, client):
    whole = issued()
    parts = [issued(parent=whole, kind="Add") for _ in range(11)]
    issued(parent=parts[1], kind="Corr")
    issued(parent=whole, kind="Corr")
    issued()
    ends = [f"/Add.{number}" for number in range(1, 12)]
    expected = [f"CONF/2017/INF.1{end}" for end in ("", *ends[:2], "/Add.2/Corr.1", *ends[2:], "/Corr.1")]
    expected.append("CONF/2017/INF.2")
    assert [row.symbol for row in RegisteredDocument.objects.of(register)] == expected
    (section,) = client.get(public("document-list", register)).context["parts"]
    assert [entry.document.symbol for entry in section.entries] == expected
    client.force_login(owner)
    page = client.get(reverse("outcomes_secretariat:registered-document-list", args=[register.slug]))
    assert [row.record.symbol for row in page.context["table"].rows] == expected


def test_a_replaced_document_says_by_what_those_readers_may_read(register, issued, client):
    first = issued()
    issued(replaces=first, distribution="limited")
    assert "Replaced by" not in said(client.get(public("document-list", register)))
    issued(replaces=first)
    answer = said(client.get(public("document-list", register)))
    assert "Replaced by CONF/2017/INF.3" in answer and "CONF/2017/INF.2" not in answer
    assert "Replaces CONF/2017/INF.1" in answer
