"""Statements: handed in before the floor, at once for interpreters, public when delivered."""

import datetime as dt

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from agenda.history.domain.undo import undo
from agenda.releases.domain.publication import publish_agenda
from agenda.releases.domain.restore import restore_release
from agenda.releases.models import AgendaRelease
from agenda.sessions.domain.sessions import delete_session
from agenda.sessions.models.session import Session
from confman.audit.models import AuditEntry
from confman.conferences.models import Conference
from confman.people.domain.privacy import collect_person_data, erase_person
from confman.web.errors import Refused
from outcomes.speakers_lists.domain import speakers_list as speaking
from outcomes.statements import domain as statements
from outcomes.statements.models import Statement
from registrations.core.domain.capacity import claim_places
from registrations.core.domain.personal_links import focal_point_link, registration_link
from registrations.core.models.registration import Registration
from tests.factories import (
    DelegationFactory,
    FocalPointFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
    SessionRoleFactory,
    UserFactory,
)
from tests.outcomes.register.samples import paper
from tests.outcomes.secretariat_documents.samples import data_of, words_of


@pytest.fixture
def session(conference, owner):
    start = dt.datetime.combine(conference.starts_on, dt.time(9), conference.zone)
    made = SessionFactory(
        conference=conference, title={"en": "Plenary"}, start=start, end=start + dt.timedelta(hours=1),
        visibility="public",
    )  # fmt: skip
    publish_agenda(conference, by=owner)
    return made


@pytest.fixture
def ask(session, owner):
    """`ask(delegation=…)`: someone asks for the floor."""
    speakers = speaking.open_list(session, by=owner)
    return lambda **who: speaking.ask_for_the_floor(speakers, by=owner, speaker=speaking.Speaker(**who))


@pytest.fixture
def focal_point(conference):
    return FocalPointFactory(delegation__conference=conference)


@pytest.fixture
def opened(client, conference, focal_point):
    client.get(focal_point_link(focal_point, conference).removeprefix(settings.BASE_URL))
    return client


def own(name, focal_point, *parts):
    delegation = focal_point.delegation
    return reverse(f"outcomes_delegation:{name}", args=[delegation.conference.slug, delegation.pk, *parts])


def public(name, conference, *parts):
    return reverse(f"outcomes_public:{name}", args=[conference.slug, "en", *parts])


def booth(session, name="statements", *parts):
    token = statements.booth_token(session)
    return reverse(f"outcomes_onsite:{name}", args=[session.conference.slug, token, *parts])


def said(response):
    return response.content.decode()


def deliver(asked, owner):
    speaking.give_the_floor(asked, by=owner, seen=None)
    speaking.end_speaking(asked, by=owner)


def test_a_delegation_on_the_list_hands_in_and_interpreters_have_it_at_once(
    conference, session, ask, focal_point, opened
):
    home = reverse("registrations_delegation:delegation", args=[conference.slug, focal_point.delegation.pk])
    assert own("statements", focal_point) not in said(opened.get(home))
    asked = ask(delegation=focal_point.delegation)
    assert own("statements", focal_point) in said(opened.get(home))
    form = own("statement-hand-in", focal_point, asked.pk)
    assert form in said(opened.get(own("statements", focal_point)))
    answer = opened.post(form, {"language": "en", "file": paper(3)}, follow=True)
    assert "The interpreters have your statement." in said(answer)
    assert "The interpreters have your text." in said(opened.get(home))
    made = Statement.objects.get()
    assert (made.request, made.pages) == (asked, 3)
    in_the_booth = said(Client().get(booth(session)))
    assert str(focal_point.delegation) in in_the_booth and "Check against delivery" in in_the_booth
    file = Client().get(booth(session, "statement-file", made.pk))
    assert file.status_code == 200 and file["Cache-Control"].startswith(("no-cache", "private"))


def test_the_page_of_the_booth_asks_for_what_is_new(session, ask, owner, focal_point):
    statements.renew_booth_address(session, by=owner)
    asked = ask(delegation=focal_point.delegation)
    mark = Client().get(booth(session)).context["mark"]
    part = f"{booth(session, 'statements-part')}?mark={mark}"
    assert Client().get(part, headers={"HX-Request": "true"}).status_code == 204
    statements.hand_in_statement(asked, by=owner, language="en", file=paper())
    answer = Client().get(part, headers={"HX-Request": "true"})
    assert answer.status_code == 200 and str(focal_point.delegation) in said(answer)


def test_it_is_public_once_it_was_delivered_and_not_before(conference, ask, owner, focal_point, client):
    asked = ask(delegation=focal_point.delegation)
    made = statements.hand_in_statement(asked, by=owner, language="en", file=paper())
    file = public("statement-file", conference, made.pk)
    speaking.give_the_floor(asked, by=owner, seen=None)
    assert client.get(file).status_code == 404
    assert str(focal_point.delegation) not in said(client.get(public("statement-list", conference)))
    speaking.end_speaking(asked, by=owner)
    page = said(client.get(public("statement-list", conference)))
    assert str(focal_point.delegation) in page and file in page and "Check against delivery" in page
    assert client.get(file).status_code == 200
    # A wrong click on the list of speakers is undone.
    speaking.put_back(asked, by=owner)
    assert client.get(file).status_code == 404


@pytest.mark.parametrize(
    "hidden", [{"visibility": "participants"}, {"visibility": "closed"}, {"chatham_house": True}]
)
def test_nothing_said_in_a_session_that_is_not_public_is(
    conference, session, ask, owner, focal_point, client, hidden
):
    asked = ask(delegation=focal_point.delegation)
    made = statements.hand_in_statement(asked, by=owner, language="en", file=paper())
    deliver(asked, owner)
    for name, value in hidden.items():
        setattr(session, name, value)
    session.save()
    assert client.get(public("statement-file", conference, made.pk)).status_code == 404


def test_a_session_that_was_not_published_shows_no_statement(conference, owner, focal_point, client):
    hidden = SessionFactory(conference=conference, visibility="public")
    speakers = speaking.open_list(hidden, by=owner)
    who = speaking.Speaker(delegation=focal_point.delegation)
    asked = speaking.ask_for_the_floor(speakers, by=owner, speaker=who)
    made = statements.hand_in_statement(asked, by=owner, language="en", file=paper())
    deliver(asked, owner)
    assert client.get(public("statement-file", conference, made.pk)).status_code == 404


def test_who_has_spoken_hands_in_no_more_but_the_secretariat_does(
    conference, ask, owner, focal_point, opened, client_as
):
    asked = ask(delegation=focal_point.delegation)
    deliver(asked, owner)
    answer = opened.post(own("statement-hand-in", focal_point, asked.pk), {"language": "en", "file": paper()})
    assert "is no longer on the list of speakers" in said(answer)
    add = reverse("outcomes_secretariat:statement-add", args=[conference.slug, asked.pk])
    client_as(owner).post(add, {"language": "en", "file": paper()})
    assert Statement.objects.get().request == asked


def test_a_new_text_replaces_the_other_and_is_taken_back_before_delivery(ask, owner, focal_point, opened):
    asked = ask(delegation=focal_point.delegation)
    for number in (1, 2):
        opened.post(
            own("statement-hand-in", focal_point, asked.pk), {"language": "en", "file": paper(number)}
        )
    made = Statement.objects.get()
    assert made.pages == 2
    opened.post(own("statement-take-back", focal_point, made.pk))
    assert not Statement.objects.exists()
    made = statements.hand_in_statement(asked, by=owner, language="en", file=paper())
    deliver(asked, owner)
    with pytest.raises(Refused, match="no longer"):
        statements.withdraw_statement(made, by=owner)


def test_after_the_conference_its_speakers_hand_in_and_take_back_nothing(
    conference, ask, owner, focal_point, opened, client_as
):
    asked = ask(delegation=focal_point.delegation)
    kept = statements.hand_in_statement(asked, by=owner, language="en", file=paper())
    over = conference.today() - dt.timedelta(days=2)
    Conference.objects.filter(pk=conference.pk).update(starts_on=over, ends_on=over)
    acts = own("statement-hand-in", focal_point, asked.pk), own("statement-take-back", focal_point, kept.pk)
    page = said(opened.get(own("statements", focal_point)))
    for act in acts:
        assert act not in page
        answer = opened.post(act, {"language": "en", "file": paper(2)}, follow=True)
        assert "The conference is over" in said(answer)
    kept.refresh_from_db()
    assert kept.pages == 1
    add = reverse("outcomes_secretariat:statement-add", args=[conference.slug, asked.pk])
    client_as(owner).post(add, {"language": "en", "file": paper(2)})
    kept.refresh_from_db()
    assert kept.pages == 2, "the secretariat still completes its records"


def test_another_delegation_reaches_nothing_of_it(conference, ask, owner, focal_point, opened):
    asked = ask(delegation=FocalPointFactory(delegation__conference=conference).delegation)
    made = statements.hand_in_statement(asked, by=owner, language="en", file=paper())
    assert opened.get(own("statement-hand-in", focal_point, asked.pk)).status_code == 404
    assert opened.post(own("statement-take-back", focal_point, made.pk)).status_code == 404


def test_a_participant_hands_in_and_is_named_only_as_they_chose(
    conference, ask, owner, client_as, django_user_model
):
    user = django_user_model.objects.create_user(email="taking.part@example.org")
    mine = RegistrationFactory(
        conference=conference, status="approved", person__user=user, person__conference=conference,
        person__name={"en": "Anna Sample"}, person__organization={"en": "Sample House"},
        person__listing="hidden",
    )  # fmt: skip
    asked = ask(person=mine.person)
    client = client_as(user)
    page = reverse("outcomes_portal:own-statements", args=[conference.slug, mine.pk])
    assert page in said(
        client.get(reverse("registrations_portal:registration", args=[conference.slug, mine.pk]))
    )
    form = reverse("outcomes_portal:own-statement-hand-in", args=[conference.slug, mine.pk, asked.pk])
    client.post(form, {"language": "en", "file": paper()})
    deliver(asked, owner)
    listed = said(Client().get(public("statement-list", conference)))
    assert "Sample House" in listed and "Anna Sample" not in listed
    kinds = [row["kind"] for row in collect_person_data(mine.person)["outcomes"]]
    assert "statement" in kinds
    claim_places(Registration.objects.holding_a_place())
    erase_person(mine.person, by=owner)
    assert not Statement.objects.exists()


def test_who_was_withdrawn_speaks_for_the_delegation_no_more(conference, session, ask, client):
    mine = RegistrationFactory(
        conference=conference, status="approved", delegation=DelegationFactory(conference=conference),
        person__conference=conference,
    )  # fmt: skip
    asked = ask(person=mine.person)
    assert asked.delegation == mine.delegation
    client.get(registration_link(mine).removeprefix(settings.BASE_URL))
    pages = [
        reverse(f"outcomes_portal:own-{name}", args=[conference.slug, mine.pk, *keys])
        for name, keys in (("statements", []), ("statement-hand-in", [asked.pk]))
    ]
    assert str(asked) in said(client.get(pages[0]))
    mine.status = "cancelled"
    mine.save(update_fields=["status"])
    client.post(pages[1], {"language": "en", "file": paper()})
    assert not Statement.objects.exists() and pages[1] not in said(client.get(pages[0]))


@pytest.mark.parametrize(
    ("listing", "in_the_booth", "in_public"),
    [("public", True, True), ("participants", True, False), ("counted-only", False, False)],
)
def test_the_booth_has_the_names_that_the_room_hears(
    conference, session, ask, owner, listing, in_the_booth, in_public
):
    mine = RegistrationFactory(
        conference=conference, status="approved", person__conference=conference,
        person__name={"en": "Anna Sample"}, person__listing=listing,
    )  # fmt: skip
    asked = ask(person=mine.person)
    statements.hand_in_statement(asked, by=owner, language="en", file=paper())
    assert ("Anna Sample" in said(Client().get(booth(session)))) == in_the_booth
    deliver(asked, owner)
    assert ("Anna Sample" in said(Client().get(public("statement-list", conference)))) == in_public


def test_the_secretariat_sees_all_of_them_with_the_address_for_the_booths(
    conference, session, ask, owner, focal_point, owner_client
):
    asked = ask(delegation=focal_point.delegation)
    made = statements.hand_in_statement(asked, by=owner, language="en", file=paper())
    listed = said(owner_client.get(reverse("outcomes_secretariat:statement-list", args=[conference.slug])))
    assert booth(session) in listed
    file = reverse("outcomes_secretariat:statement-file", args=[conference.slug, made.pk])
    assert file in listed and owner_client.get(file).status_code == 200


def test_an_address_for_the_booths_that_got_into_other_hands_is_given_anew(
    conference, session, ask, owner, focal_point, owner_client
):
    asked = ask(delegation=focal_point.delegation)
    made = statements.hand_in_statement(asked, by=owner, language="en", file=paper())
    old = [booth(session, *parts) for parts in (("statements",), ("statement-file", made.pk))]
    page = reverse("outcomes_secretariat:booth-address-renew", args=[conference.slug, session.pk])
    listed = reverse("outcomes_secretariat:statement-list", args=[conference.slug])
    assert page in said(owner_client.get(listed))
    for _time in range(2):
        assert "stops working at once" in said(owner_client.get(page))
        assert "have a new address" in said(owner_client.post(page, follow=True))
        assert [Client().get(address).status_code for address in old] == [404, 404]
        session = Session.objects.get(pk=session.pk)
        old.append(booth(session))
        assert old[-1] in said(owner_client.get(listed)) and Client().get(old.pop()).status_code == 200
    entries = AuditEntry.objects.filter(verb="outcomes.booth_address_renewed", target_id=session.pk)
    assert entries.count() == 2


@pytest.mark.parametrize("way", ["undo", "release"])
def test_an_address_that_was_withdrawn_does_not_come_back_with_its_session(
    conference, session, ask, owner, owner_client, way
):
    speaker = FocalPointFactory(delegation__conference=conference).delegation
    statements.hand_in_statement(ask(delegation=speaker), by=owner, language="en", file=paper())
    withdrawn = booth(session)
    statements.renew_booth_address(session, by=owner)
    last = booth(session)
    session.refresh_from_db()
    delete_session(session, by=owner, revision=session.revision)
    if way == "undo":
        undo(conference, by=owner)
        assert [Client().get(address).status_code for address in (withdrawn, last)] == [404, 200]
        return
    # A release brings back the session, but neither its speakers nor their statements.
    restore_release(AgendaRelease.objects.latest_of(conference), by=owner)
    session = Session.objects.get(pk=session.pk)
    asked = speaking.ask_for_the_floor(
        speaking.open_list(session, by=owner), by=owner, speaker=speaking.Speaker(delegation=speaker)
    )
    listed = reverse("outcomes_secretariat:statement-list", args=[conference.slug])
    assert "The booths have no address yet" in said(owner_client.get(listed))
    statements.hand_in_statement(asked, by=owner, language="en", file=paper())
    session = Session.objects.get(pk=session.pk)
    addresses = (withdrawn, last, booth(session))
    assert [Client().get(address).status_code for address in addresses] == [404, 404, 200]


def test_the_list_of_speakers_leads_who_keeps_statements_to_the_page_of_the_booth(
    conference, session, ask, owner, focal_point, owner_client, client_as
):
    asked = ask(delegation=focal_point.delegation)
    chair = reverse("outcomes_secretariat:speakers-list", args=[conference.slug, asked.speakers_list_id])
    assert "/statements/" not in said(owner_client.get(chair))
    statements.hand_in_statement(asked, by=owner, language="en", file=paper())
    assert booth(session) in said(owner_client.get(chair))
    user = UserFactory()
    SessionRoleFactory(
        session=session,
        person=PersonFactory(conference=conference, user=user),
        role="chair",
        status="confirmed",
    )
    answer = client_as(user).get(chair)
    assert answer.status_code == 200 and booth(session) not in said(answer)


def test_the_interpreters_pack_names_the_statements_that_are_there(conference, session, ask, owner):
    session.floor_languages, session.listening_languages = ["en"], ["ru"]
    session.save()
    asked = ask(delegation=FocalPointFactory(delegation__conference=conference).delegation)
    for language in ("en", "ru"):
        statements.hand_in_statement(asked, by=owner, language=language, file=paper())
    gone = ask(delegation=FocalPointFactory(delegation__conference=conference).delegation)
    statements.hand_in_statement(gone, by=owner, language="en", file=paper())
    speaking.withdraw_request(gone, by=owner)
    [part] = data_of("agenda.pack", conference).sessions
    assert part.statements == (f"{asked.delegation} · English, Russian",)
    assert "Check against delivery" in words_of("agenda.pack", conference)


@pytest.mark.parametrize("page", ["booth", "list", "public"])
def test_pages_ask_as_many_queries_for_three_statements_as_for_one(
    conference, session, ask, owner, owner_client, assert_constant_queries, page
):
    def add():
        asked = ask(delegation=FocalPointFactory(delegation__conference=conference).delegation)
        statements.hand_in_statement(asked, by=owner, language="en", file=paper())
        deliver(asked, owner)

    statements.renew_booth_address(session, by=owner)
    address = {
        "booth": booth(session),
        "list": reverse("outcomes_secretariat:statement-list", args=[conference.slug]),
        "public": public("statement-list", conference),
    }[page]
    assert_constant_queries(address, add, client=owner_client)
