"""Participants are named to those to whom they agreed, found by the columns shown, written to without their address."""

import re
from itertools import count

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from lxml import html

from confman.accounts.system_users import system_user
from confman.audit.models import AuditEntry
from confman.mail.domain.delivery import deliver_outbox
from confman.mail.models import Message
from confman.mailings.domain.news import choose_news, receives_news
from confman.people.domain.people import change_person, record_consent, set_listing
from confman.people.domain.privacy import erase_person, person_data_file
from registrations.core.domain.capacity import claim_places
from registrations.core.domain.personal_links import registration_link
from registrations.core.models.registration import Registration
from registrations.core.models.settings import RegistrationSettings
from registrations.lists.domain import may_be_written_to
from tests.factories import CategoryFactory, ConsentFactory, PersonFactory, RegistrationFactory

pytestmark = pytest.mark.django_db(transaction=True)
_numbers = count(1)


def shows_to(conference, readers):
    RegistrationSettings.objects.update_or_create(conference=conference, defaults={"list_readers": readers})


def participant(conference, name, *, listing="participants", said=True, written_to=True, **fields):
    row = {key: fields.pop(key) for key in ("status", "is_practice") if key in fields}
    person = PersonFactory(
        conference=conference,
        name={"en": name},
        listing=listing,
        **{"email": f"hidden{next(_numbers)}@secret.example", "phone": "+998901234567", **fields},
    )
    if said:
        ConsentFactory(person=person)
        if written_to:
            ConsentFactory(person=person, kind="contact")
    return RegistrationFactory(conference=conference, person=person, **{"status": "approved", **row})


def pages_of(registration):
    """A browser in which the personal link was opened."""
    browser = Client()
    browser.get("/" + registration_link(registration).split("/", 3)[3])
    return browser


def own_list(reader, **query):
    url = reverse("registrations_portal:participants", args=[reader.conference.slug, reader.pk])
    return pages_of(reader).get(url, query)


def public_list(conference, **query):
    return Client().get(reverse("registrations_public:participants", args=[conference.slug, "en"]), query)


def names(response):
    assert response.status_code == 200
    text = response.content.decode()
    return re.findall(r'<h2 class="speaker-name"><bdi>(.*?)</bdi>', text)


def write(writer, addressee, **changes):
    url = reverse(
        "registrations_portal:participant-write", args=[writer.conference.slug, writer.pk, addressee.pk]
    )
    words = {"subject": "Water", "body": "Could we meet?", "tells_address": "on", **changes}
    return pages_of(writer).post(url, words)


@pytest.fixture
def people(conference):
    """One of each: who is named, and who is not."""
    shows_to(conference, "public")
    return {
        "reader": participant(conference, "Reader Sample"),
        "public": participant(conference, "Public Sample", listing="public"),
        "hidden": participant(conference, "Hidden Sample", listing="secretariat"),
        "counted": participant(conference, "Counted Sample", listing="counted-only"),
        "unasked": participant(conference, "Unasked Sample", said=False),
        "waiting": participant(conference, "Waiting Sample", status="waiting"),
        "practice": participant(conference, "Practice Sample", is_practice=True),
    }


def test_only_who_is_approved_and_agreed_is_named(conference, people):
    assert names(own_list(people["reader"])) == ["Public Sample", "Reader Sample"]
    assert names(public_list(conference)) == ["Public Sample"]


def test_what_the_secretariat_chose_on_nobodys_word_is_no_answer(conference, people):
    person, staff = people["unasked"].person, system_user("command")
    change_person(person, by=staff, listing="secretariat")
    change_person(person, by=staff, listing="participants")
    assert "Unasked Sample" not in names(own_list(people["reader"]))
    set_listing(person, "public", by=staff, source="the person, by telephone")
    assert "Unasked Sample" in names(public_list(conference))


def test_name_function_organization_and_country_are_shown_and_nothing_else(conference, people):
    person = people["public"].person
    for response in (own_list(people["reader"]), public_list(conference)):
        text = response.content.decode()
        assert "Head of unit" in text and "Ministry of Justice" in text and "Uzbekistan" in text
        assert person.email not in text and person.phone not in text


def test_the_conference_decides_who_reads_it(conference, people):
    shows_to(conference, "participants")
    assert public_list(conference).status_code == 404
    assert names(own_list(people["reader"]))
    home = reverse("registrations_portal:registration", args=[conference.slug, people["reader"].pk])
    assert "Who takes part" in pages_of(people["reader"]).get(home).content.decode()
    shows_to(conference, "nobody")
    assert own_list(people["reader"]).status_code == 404
    assert write(people["reader"], people["public"]).status_code == 404
    assert "Who takes part" not in pages_of(people["reader"]).get(home).content.decode()


@pytest.mark.parametrize("who", ["waiting", "practice"])
def test_who_is_not_approved_or_rehearses_reads_nothing(people, who):
    assert own_list(people[who]).status_code == 404


def test_the_public_site_leads_to_it_where_there_is_one(conference, people):
    home = reverse("conferences_public:home", args=[conference.slug, "en"])
    there = reverse("registrations_public:participants", args=[conference.slug, "en"])
    assert there in Client().get(home).content.decode()
    shows_to(conference, "participants")
    assert there not in Client().get(home).content.decode()


def test_who_takes_it_back_is_gone_at_once(conference, people):
    assert names(public_list(conference)) == ["Public Sample"]
    answer = public_list(conference)
    assert "no-store" in answer["Cache-Control"] and answer["X-Robots-Tag"] == "noindex"
    own = people["public"]
    data = reverse("registrations_portal:privacy", args=[conference.slug, own.pk])
    pages_of(own).post(data, {"listing": "secretariat"})
    assert names(public_list(conference)) == []
    assert names(own_list(people["reader"])) == ["Reader Sample"]


def test_it_is_searched_in_any_script_by_what_it_shows(conference, people):
    participant(
        conference,
        "Гульнора Рахимова",
        organization={"ru": "Академия наук"},
        country="KZ",
        job_title={"ru": "Советник"},
    )
    reader = people["reader"]
    for words in ("Rahimova", "raximova", "Рахимова", "akademiya", "sovetnik", "gulnora kazakhstan"):
        assert names(own_list(reader, q=words)) == ["Гульнора Рахимова"], words
    assert names(own_list(reader, country="KZ")) == ["Гульнора Рахимова"]
    assert len(names(own_list(reader, country="XX"))) == 3, "an unknown country narrows nothing"


def test_a_country_is_found_as_the_reader_names_it(conference, people):
    """The text of the search names it in the language of the person who saved the person."""
    with override("ru"):
        participant(conference, "Hans Sample", country="DE")
    assert names(own_list(people["reader"], q="hans germany")) == ["Hans Sample"]


def test_nobody_is_found_by_an_address(people):
    """It was so: the text that is searched holds the address, too."""
    reader = people["reader"]
    assert names(own_list(reader, q=people["public"].person.email)) == []
    assert names(own_list(reader, q="secret")) == []
    assert names(own_list(reader, q="Hidden")) == []


def test_a_long_list_has_pages_and_costs_no_more_queries(conference, people):
    reader = people["reader"]
    browser = pages_of(reader)
    own = reverse("registrations_portal:participants", args=[conference.slug, reader.pk])
    site = reverse("registrations_public:participants", args=[conference.slug, "en"])

    def asked():
        found = []
        for url in (own, f"{own}?q=sample", site):
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(url).status_code == 200
            found.append(len(queries))
        return found

    browser.get(own)
    before = asked()
    for number in range(64):
        participant(conference, f"Sample Guest{number:02}", listing="public")
    assert asked() == before
    assert len(names(browser.get(own))) == 60
    assert len(names(browser.get(own, {"page": 2}))) == 6


def test_a_mail_reaches_the_person_whose_address_is_not_shown(conference, people):
    writer, addressee = people["reader"], people["public"]
    response = write(writer, addressee, body="See https://bad.example/ and <b>me</b>")
    assert response.status_code == 302
    deliver_outbox()
    [letter] = mail.outbox
    assert addressee.person.email in letter.to[0] and letter.reply_to == [writer.person.email]
    assert letter.alternatives == [], "no HTML: nothing in it becomes a link"
    assert "https://bad.example/ and <b>me</b>" in letter.body and "Reader Sample" in letter.subject
    assert "Auto-Submitted" not in letter.extra_headers
    assert writer.person.email not in letter.from_email
    [row] = Message.objects.of(conference)
    assert row.key == "registrations.from_participant" and row.recipient == addressee.person
    assert AuditEntry.objects.filter(verb="registrations.participant_written_to").count() == 1


def test_the_writer_agrees_that_their_address_is_told(conference, people):
    url = reverse(
        "registrations_portal:participant-write",
        args=[conference.slug, people["reader"].pk, people["public"].pk],
    )
    page = pages_of(people["reader"]).get(url).content.decode()
    assert people["reader"].person.email in page and people["public"].person.email not in page
    response = write(people["reader"], people["public"], tells_address="")
    assert "Could we meet?" in response.content.decode(), "what was typed is still there"
    assert not Message.objects.exists()


def test_who_does_not_wish_it_is_not_written_to(conference, people):
    """A person who said nothing, one who took it back, one who is not named, and oneself."""
    reader, other = people["reader"], people["public"]
    silent = participant(conference, "Silent Sample", written_to=False)
    assert "Write" in own_list(reader, q="Public").content.decode()
    data = reverse("registrations_portal:privacy", args=[conference.slug, other.pk])
    pages_of(other).post(data, {"listing": "public", "initial-contact_consent": "True"})
    for addressee in (other, silent, reader, people["hidden"], people["waiting"], people["practice"]):
        assert write(reader, addressee).status_code == 404, addressee
    page = own_list(reader).content.decode()
    own = reverse("registrations_portal:participants", args=[conference.slug, reader.pk])
    assert not re.search(rf"{own}[0-9a-f-]+/", page), "nobody is left to be written to"
    assert not Message.objects.exists()
    pages_of(other).post(data, {"listing": "public", "contact_consent": "on"})
    assert write(reader, other).status_code == 302


def test_twice_the_same_words_are_one_mail_and_there_is_an_end_to_them(conference, people):
    writer, addressee = people["reader"], people["public"]
    for _again in range(2):
        assert write(writer, addressee).status_code == 302
    assert Message.objects.count() == 1
    for number in range(9):
        assert write(writer, addressee, subject=f"Again {number}").status_code == 302
    refused = write(writer, addressee, subject="Once more")
    assert refused.status_code == 429 and "Could we meet?" in refused.content.decode()
    assert Message.objects.count() == 10


def test_who_has_no_address_of_their_own_is_told_so(conference, people):
    writer = participant(conference, "Postless Sample", email="")
    response = write(writer, people["public"])
    assert "You have no e-mail address of your own" in response.content.decode()
    assert not Message.objects.exists()


def test_what_was_written_goes_with_who_wrote_it(conference, people):
    write(people["reader"], people["public"], body="My own words")
    by = system_user("command")
    assert "My own words" in person_data_file(people["reader"].person, by=by, for_themselves=True).decode()
    claim_places(Registration.objects.holding_a_place())
    erase_person(people["reader"].person, by=by)
    assert not Message.objects.filter(key="registrations.from_participant").exists()


def test_the_form_asks_whether_others_may_write_where_there_is_a_list(conference, client):
    conference.registration_mode = "open"
    conference.save()
    CategoryFactory(conference=conference)
    url = reverse("registrations_public:register", args=[conference.slug, "en"])
    assert "contact_consent" not in client.get(url).content.decode()
    shows_to(conference, "participants")
    assert "contact_consent" in client.get(url).content.decode()


def test_a_word_recorded_by_the_secretariat_counts(conference, people):
    """Anyone who is set to public on their word is named, though they never filled in a form."""
    by = system_user("command")
    set_listing(people["unasked"].person, "public", by=by, source="by telephone")
    assert "Unasked Sample" in names(public_list(conference))
    record_consent(people["unasked"].person, "contact", given=True, by=by, source="by telephone")
    assert write(people["reader"], people["unasked"]).status_code == 302


def test_what_was_left_as_a_page_showed_it_is_no_answer(conference, people):
    """The page is open while news is stopped by the link in a mail; then who may read of them is chosen on it."""
    own, source = people["public"], "the link in a mail"
    data = reverse("registrations_portal:privacy", args=[conference.slug, own.pk])
    browser = pages_of(own)
    form = html.fromstring(browser.get(data).content).xpath("//form[.//input[@name='news']]")[0]
    choose_news(own.person, False, by=system_user("visitor"), source=source)
    record_consent(own.person, "contact", given=False, by=system_user("visitor"), source=source)
    browser.post(data, dict(form.form_values()) | {"listing": "participants"})
    assert names(public_list(conference)) == []
    assert not receives_news(own.person) and not may_be_written_to(own.person)
    browser.post(data, dict(form.form_values()) | {"initial-news": "False"})
    assert receives_news(own.person), "to tick the box is an answer"


def test_the_printed_list_names_whom_the_page_names_or_says_what_it_is(conference, people):
    from registrations.lists.documents.participants import build_list_of_participants
    from registrations.lists.web.forms import ListSettingsForm

    shows_to(conference, "participants")
    assert ListSettingsForm(conference=conference).initial["own_word"] is True

    def printed(**options):
        document = build_list_of_participants(
            conference, language="en", options={"audience": "participants", **options}
        )
        listed = {
            person.name for group in document.groups for part in group.delegations for person in part.people
        }
        return listed, document.persons_listed

    on_the_page = set(names(own_list(people["reader"])))
    listed, said = printed(own_word=True)
    assert listed == on_the_page and "Only persons who have given their own consent are named." in said
    assert printed()[0] == listed, "as the page, where nobody has chosen otherwise"
    wider, said = printed(own_word=False)
    assert listed < wider and "Only those who agreed" not in said
    shows_to(conference, "nobody")
    assert ListSettingsForm(conference=conference).initial["own_word"] is False
    assert printed()[0] == wider


def test_a_list_for_everyone_names_only_who_agreed_themselves(conference, people):
    from confman.people.privacy import Audience
    from registrations.lists.documents.participants import build_list_of_participants, listed_groups

    participant(conference, "Imported Sample", listing="public", said=False)
    shows_to(conference, "public")
    on_the_page = names(public_list(conference))
    listed = str(listed_groups(conference, "en", Audience.PUBLIC))
    asked_for = build_list_of_participants(
        conference, language="en", options={"audience": "public", "own_word": False}
    )
    for text in (listed, str(asked_for)):
        assert "Imported Sample" not in text and all(name in text for name in on_the_page)


def test_the_box_is_not_ticked_while_the_conference_is_in_practice_mode(conference):
    from registrations.lists.web.forms import ListSettingsForm

    shows_to(conference, "participants")
    conference.registration_mode = "test"
    conference.save()
    assert ListSettingsForm(conference=conference).initial["own_word"] is False
