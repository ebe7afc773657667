"""Statements and presentations in the register: read where they are kept, for whom their own rules say."""

import datetime as dt
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.core.files.base import ContentFile
from django.db.models.fields.files import FieldFile
from django.urls import reverse

from agenda.materials.domain import add_material, change_material, check_material, hand_in
from agenda.materials.models import Material
from agenda.releases.domain.publication import publish_agenda
from outcomes.register.domain.documents import issue_document
from outcomes.register.models import RegisteredDocument
from outcomes.speakers_lists.domain import speakers_list as speaking
from outcomes.statements import domain as statements
from outcomes.statements.models import Statement
from tests.factories import (
    DelegationFactory,
    ItemFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
    SessionRoleFactory,
)
from tests.outcomes.recommendation_samples import pdf_of
from tests.outcomes.register.samples import paper, registered


@pytest.fixture
def item(register):
    start = dt.datetime.combine(register.starts_on, dt.time(9), register.zone)
    session = SessionFactory(
        conference=register, title={"en": "Plenary"}, start=start, end=start + dt.timedelta(hours=1),
        visibility="public",
    )  # fmt: skip
    return ItemFactory(session=session, number=3, title={"en": "Hotlines"})


@pytest.fixture
def asked(register, owner, item):
    """A delegation on the list of speakers, which has handed in its statement."""
    publish_agenda(register, by=owner)
    speakers = speaking.open_list(item.session, by=owner, item=item)
    delegation = DelegationFactory(conference=register, name={"en": "Ruritania"})
    request = speaking.ask_for_the_floor(speakers, by=owner, speaker=speaking.Speaker(delegation=delegation))
    statements.hand_in_statement(request, by=owner, language="en", file=paper(3))
    return request


@pytest.fixture
def slides(register, owner, item):
    """The statement that a speaker has handed in for the item."""
    person = PersonFactory(conference=register, name={"en": "Anna Speaker"})
    SessionRoleFactory(session=item.session, item=item, person=person)
    return hand_in(
        person, item.session, by=owner, item=item, title={"en": "Slides on hotlines"}, language="en",
        file=ContentFile(pdf_of(12), "slides.pdf"),
    )  # fmt: skip


def deliver(asked, owner):
    speaking.give_the_floor(asked, by=owner, seen=None)
    speaking.end_speaking(asked, by=owner)


def release(slides, owner, visibility="public"):
    check_material(slides, by=owner, visibility=visibility)
    publish_agenda(slides.session.conference, by=owner)


def said(response):
    return response.content.decode()


def public(name, conference, *parts):
    return reverse(f"outcomes_public:{name}", args=[conference.slug, "en", *parts])


def lines_of(client, conference, **asked):
    page = client.get(reverse("outcomes_secretariat:registered-document-list", args=[conference.slug]), asked)
    assert page.status_code == 200
    return {str(line.title): line for line in page.context["table"].data.data}


def test_the_register_has_them_beside_its_documents(register, owner, owner_client, asked, slides, item):
    registered(register, "INF", by=owner)
    lines = lines_of(owner_client, register)
    statement, presentation = lines["Statement of Ruritania"], lines["Slides on hotlines"]
    assert {"Document INF", "Statement of Ruritania", "Slides on hotlines"} == lines.keys()
    assert (statement.item, statement.pages, statement.state, statement.distribution) == (
        item, 3, "handed-in", "general",
    )  # fmt: skip
    assert (presentation.item, presentation.pages, presentation.state, presentation.distribution) == (
        item, 12, "handed-in", "restricted",
    )  # fmt: skip
    assert presentation.submitted_by == "Anna Speaker"
    page = said(
        owner_client.get(reverse("outcomes_secretariat:registered-document-list", args=[register.slug]))
    )
    assert "once it has been delivered" in page
    assert reverse("agenda_secretariat:session-materials", args=[register.slug, item.session_id]) in page
    # Only documents of the register are issued here.
    assert page.count('name="selected"') == 1


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"kind": "statement"}, {"Statement of Ruritania"}),
        ({"kind": "document"}, {"Document INF"}),
        ({"state": "to-check"}, {"Slides on hotlines"}),
        ({"q": "ruritania"}, {"Statement of Ruritania"}),
        ({"distribution": "restricted"}, {"Slides on hotlines"}),
        ({"missing": "en", "kind": "presentation"}, {"Slides on hotlines"}),
    ],
    ids=str,
)
def test_they_are_found_as_documents_are(register, owner, owner_client, asked, slides, filters, found):
    registered(register, "INF", by=owner)
    assert lines_of(owner_client, register, **filters).keys() == found


def test_they_are_found_by_their_agenda_item_and_sorted(register, owner, owner_client, asked, slides, item):
    registered(register, "INF", by=owner)
    assert lines_of(owner_client, register, item=item.pk).keys() == {
        "Statement of Ruritania",
        "Slides on hotlines",
    }
    Material.objects.update(downloads=3)
    assert next(iter(lines_of(owner_client, register, sort="-downloads"))) == "Slides on hotlines"
    assert next(iter(lines_of(owner_client, register, sort="symbol"))) == "Document INF"


def test_when_it_came_and_its_downloads_are_columns_to_choose(register, owner, owner_client):
    registered(register, "INF", by=owner)
    address = reverse("outcomes_secretariat:registered-document-list", args=[register.slug])

    def columns(**asked):
        table = owner_client.get(address, asked).context["table"]
        offered = {column.name for column, _is_shown in table.choosable}
        assert {"received", "downloads"} <= offered
        return {column.name for column in table.shown_columns} & {"received", "downloads"}

    assert columns() == set()
    # The value by which a list is sorted is seen in it.
    assert columns(sort="-downloads") == {"downloads"}
    owner_client.post(
        reverse(
            "conferences_secretariat:list-arrange",
            args=[register.slug, "outcomes_secretariat:registered-document-list"],
        ),
        {"column": ["received"]},
    )
    assert columns() == {"received"}


def test_the_rest_of_the_team_knows_of_a_statement_once_it_was_delivered(
    register, owner, member, client_as, asked, slides
):
    client = client_as(member("logistics", register))
    assert "Statement of Ruritania" not in lines_of(client, register)
    assert "Slides on hotlines" in lines_of(client, register)
    deliver(asked, owner)
    assert lines_of(client, register)["Statement of Ruritania"].state == "issued"


def test_what_was_delivered_stands_under_its_item_and_is_counted(register, owner, client, asked, item):
    made = Statement.objects.get()
    page, file = public("document-list", register), public("statement-document", register, made.pk)
    assert "Ruritania" not in said(client.get(page)) and client.get(file).status_code == 404
    deliver(asked, owner)
    with time_machine.travel(item.session.start, tick=False):
        answer = client.get(page)
        assert [str(part.heading) for part in answer.context["parts"]] == ["3. Hotlines"]
        assert [str(part.heading) for part in answer.context["today"]] == ["09:00 Plenary"]
    assert file in said(answer) and 'lang="en">Statement of Ruritania' in said(answer)
    assert client.get(file).status_code == 200
    assert client.get(public("statement-file", register, made.pk)).status_code == 200
    made.refresh_from_db()
    assert made.downloads == 2
    # A wrong click on the list of speakers is undone.
    speaking.put_back(asked, by=owner)
    assert "Ruritania" not in said(client.get(page)) and client.get(file).status_code == 404


@pytest.mark.parametrize("hidden", [{"visibility": "participants"}, {"chatham_house": True}])
def test_what_was_said_among_few_stands_in_no_readers_list(
    register, owner, owner_client, client, asked, hidden
):
    session = asked.speakers_list.session
    for name, value in hidden.items():
        setattr(session, name, value)
    session.save()
    publish_agenda(register, by=owner)
    deliver(asked, owner)
    assert "Ruritania" not in said(client.get(public("document-list", register)))
    assert lines_of(owner_client, register)["Statement of Ruritania"].distribution == "restricted"


def test_a_presentation_is_read_by_whom_it_is_visible_to_once_it_is_released(
    register, owner, client, client_as, slides, django_user_model
):
    user = django_user_model.objects.create_user(email="taking.part@example.org")
    mine = RegistrationFactory(
        conference=register, status="approved", person__user=user, person__conference=register
    )
    participant = client_as(user)
    here = public("document-list", register), public("presentation-document", register, slides.pk)
    own = (
        reverse("outcomes_portal:own-documents", args=[register.slug, mine.pk]),
        reverse("outcomes_portal:own-presentation-document", args=[register.slug, mine.pk, slides.pk]),
    )

    def readers():
        return [
            "Slides on hotlines" in said(who.get(page)) and who.get(file).status_code == 200
            for who, (page, file) in ((client, here), (participant, own))
        ]

    check_material(slides, by=owner, visibility="participants")
    assert readers() == [False, False]
    publish_agenda(register, by=owner)
    assert readers() == [False, True]
    release(slides, owner)
    assert readers() == [True, True]
    assert Material.objects.get().downloads == 3
    # Behind a door at once, whatever was released.
    change_material(slides, by=owner, visibility="closed")
    assert readers() == [False, False]


def test_an_undo_leaves_the_downloads(register, owner, client, slides, item):
    from agenda.history.domain.undo import undo

    add_material(item.session, by=owner, title={"en": "Plan"}, file=ContentFile(pdf_of(1), "plan.pdf"))
    plan = Material.objects.get(title__en="Plan")
    publish_agenda(register, by=owner)
    change_material(plan, by=owner, title={"en": "New plan"})
    assert client.get(public("presentation-document", register, plan.pk)).status_code == 200
    undo(register, by=owner)
    plan.refresh_from_db()
    assert (str(plan.title), plan.downloads) == ("Plan", 1)


def test_the_list_asks_as_many_queries_for_three_as_for_one(
    register, owner, owner_client, asked, slides, item, assert_constant_queries
):
    def add():
        speakers = asked.speakers_list
        delegation = DelegationFactory(conference=register)
        request = speaking.ask_for_the_floor(
            speakers, by=owner, speaker=speaking.Speaker(delegation=delegation)
        )
        statements.hand_in_statement(request, by=owner, language="en", file=paper())
        add_material(item.session, by=owner, title={"en": "More"}, file=ContentFile(pdf_of(1), "more.pdf"))
        registered(register, "INF", by=owner)

    page = reverse("outcomes_secretariat:registered-document-list", args=[register.slug])
    assert_constant_queries(page, add, client=owner_client)


@pytest.fixture
def many(register, owner, asked, slides, item):
    """Two documents, two statements and two presentations, entered in no order."""
    for code in ("INF", "L"):
        registered(register, code, by=owner, title={"en": f"About {code}", "ru": f"О {code}"}, item=item)
    delegation = DelegationFactory(conference=register, name={"en": "Atlantis"})
    speaker = speaking.Speaker(delegation=delegation)
    request = speaking.ask_for_the_floor(asked.speakers_list, by=owner, speaker=speaker)
    statements.hand_in_statement(request, by=owner, language="en", file=paper())
    add_material(item.session, by=owner, link="https://example.org/slides", symbol="CONF/2017/9")
    return register


@pytest.mark.parametrize(
    ("order", "first"),
    [
        ("symbol", ["About INF", "About L", "Slides on hotlines", "https://example.org/slides"]),
        ("title", ["About INF", "About L", "https://example.org/slides", "Slides on hotlines"]),
        ("-title", ["Statement of Ruritania", "Statement of Atlantis", "Slides on hotlines"]),
        ("item", ["https://example.org/slides"]),
        ("-received", ["Statement of Atlantis"]),
    ],
)
def test_lines_of_all_kinds_are_in_one_order(many, owner_client, order, first):
    titles = list(lines_of(owner_client, many, sort=order))
    assert len(titles) == 6 and titles[: len(first)] == first


def test_a_page_shows_its_part_of_the_order_and_reads_no_other(many, owner_client, monkeypatch):
    page = reverse("outcomes_secretariat:registered-document-list", args=[many.slug])
    whole = list(lines_of(owner_client, many))
    with monkeypatch.context() as patched:
        patched.setattr("outcomes.register.web.views.register_list.RegisterListView.rows_a_page", 2)
        for number in (1, 2, 3):
            table = owner_client.get(page, {"page": number}).context["table"]
            assert [str(line.title) for line in table.shown] == whole[2 * number - 2 : 2 * number]


def test_the_size_of_a_file_is_known_without_asking_the_store(many, owner, client, item, monkeypatch):
    for name in ("INF", "L"):
        issue_document(RegisteredDocument.objects.get(series__code=name), by=owner)
    publish_agenda(many, by=owner)
    monkeypatch.setattr(FieldFile, "size", property(lambda file: pytest.fail("The store is asked.")))
    with time_machine.travel(item.session.start, tick=False):
        today = client.get(public("document-list", many)).context["offline"]["of_today"]
    assert today["files"] == 2 and today["bytes"] == 2 * len(pdf_of(1))


@pytest.mark.parametrize(
    ("migration", "model"),
    [
        ("agenda.migrations.0011_sizes_of_kept_files", Material),
        ("outcomes.migrations.0016_sizes_of_kept_files", Statement),
    ],
)
def test_a_size_is_noted_once_unless_another_file_came_meanwhile(
    register, asked, slides, monkeypatch, migration, model
):
    """The store is asked while pages are served."""
    row = model.objects.get()
    size, note = row.size, import_module(migration).note_sizes
    model.objects.update(size=None)
    note(apps, None)
    assert model.objects.get().size == size

    def replaced_meanwhile(file):
        model.objects.update(file="newer.pdf", size=7)
        return size

    monkeypatch.setattr(FieldFile, "size", property(replaced_meanwhile))
    note(apps, None)
    assert model.objects.get().size == 7
