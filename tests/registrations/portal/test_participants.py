"""From the public form to the ticket, and what a person may do on their own pages."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from confman.audit.models import AuditEntry
from confman.conferences.models import Conference
from confman.mail.domain.delivery import deliver_outbox
from confman.people.domain.people import change_person
from confman.people.models import Person
from registrations.change_requests.domain import open_request
from registrations.core.domain.personal_links import registration_link
from registrations.core.models.registration import Registration, RegistrationStatus
from registrations.core.models.settings import RegistrationSettings
from registrations.lifecycle.domain.decisions import approve_registration, cancel_registration
from tests.factories import CategoryFactory, RegistrationFactory, UserFactory
from tests.registrations.forms import send_open_form

S = RegistrationStatus


@pytest.fixture
def open_conference(conference, time_machine):
    """It takes registrations, and lies ahead."""
    time_machine.move_to(dt.datetime(2027, 1, 15, 12, tzinfo=dt.UTC))
    conference.registration_mode = "open"
    conference.save()
    CategoryFactory(conference=conference)
    return conference


def filled(conference, **changes):
    return {
        "category": str(conference.categories.first().pk),
        "mode": "in-person",
        "name": "Гульнора Каримова",
        "job_title": "Начальник отдела",
        "organization": "Министерство юстиции",
        "country": "UZ",
        "email": "gulnora@example.org",
        "sex": "female",
        "languages": ["ru"],
        "listing": "participants",
        "data_consent": "on",
        **changes,
    }


def register(client, conference, **changes):
    url = reverse("registrations_public:register", args=[conference.slug, "ru"])
    return send_open_form(client, url, filled(conference, **changes))


def path_of(link):
    return "/" + link.split("/", 3)[3]


@pytest.mark.django_db(transaction=True)
def test_from_the_form_to_the_ticket(client, open_conference, owner):
    response = register(client, open_conference)
    assert response.status_code == 302, response.context["form"].errors
    deliver_outbox()
    [sent] = mail.outbox
    assert "gulnora@example.org" in sent.to[0]
    link = re.search(r"https?://\S+/me/link/[^\s)>]+", sent.body).group()

    response = client.get(path_of(link), follow=True)
    assert "Гульнора Каримова" in response.content.decode()
    registration = Registration.objects.get()
    assert registration.confirmed_at is None, "opening a link confirms nothing: robots open links"

    client.post(reverse("registrations_portal:confirm", args=[open_conference.slug, registration.pk]))
    registration.refresh_from_db()
    assert registration.status == S.SUBMITTED
    assert registration.confirmed_at

    approve_registration(registration, by=owner)
    page = client.get(reverse("registrations_portal:ticket", args=[open_conference.slug, registration.pk]))
    assert 'class="qr"' in page.content.decode()
    ticket = client.get(
        reverse("registrations_portal:ticket-file", args=[open_conference.slug, registration.pk])
    )
    assert ticket["Content-Type"] == "application/pdf"
    assert ticket.content.startswith(b"%PDF")


@pytest.mark.django_db
def test_the_same_form_sent_twice_registers_once(client, open_conference):
    key = "6c0b1a39-9a67-4b0e-9a31-0b1f5f4a4c11"
    register(client, open_conference, form_key=key)
    register(client, open_conference, form_key=key)
    assert Registration.objects.count() == Person.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"name": ""}, "name", id="no name"),
        pytest.param({"email": "not an address"}, "email", id="no address"),
        pytest.param({"data_consent": ""}, "data_consent", id="no consent"),
        pytest.param({"name": "x" * 500}, "name", id="a name of 500 characters"),
        pytest.param({"category": "6c0b1a39-9a67-4b0e-9a31-0b1f5f4a4c11"}, "category", id="no such category"),
    ],
)
def test_a_wrong_form_says_so_at_the_field_and_keeps_what_was_typed(client, open_conference, changes, field):
    response = register(client, open_conference, **changes)
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert "Министерство юстиции" in response.content.decode()
    assert not Registration.objects.exists()


@pytest.mark.django_db
def test_no_colon_follows_a_label_that_ends_a_sentence(client, open_conference):
    page = html.fromstring(register(client, open_conference, data_consent="", name="").content)
    lines = [line.text_content() for line in page.xpath("//div[@class='form-summary']//li")]
    assert sum(": " in line for line in lines) == 1 and not any(".:" in line for line in lines), lines


@pytest.mark.django_db
def test_what_is_wrong_is_listed_in_the_order_of_the_page(client, open_conference):
    page = html.fromstring(register(client, open_conference, category="", name="", data_consent="").content)
    listed = [link.get("href") for link in page.xpath("//div[@class='form-summary']//a")]
    assert listed == ["#id_category_group", "#id_name", "#id_data_consent"]
    assert all(page.xpath("//*[@id=$id]", id=link[1:]) for link in listed)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "country", "kept"),
    [
        ("8 (495) 123-45-67", "RU", "+74951234567"),
        ("90 123 45 67", "UZ", "+998901234567"),
        ("+41 44 668 18 00", "UZ", "+41446681800"),
    ],
)
def test_a_telephone_is_of_the_country_of_the_person(client, open_conference, typed, country, kept):
    assert register(client, open_conference, phone=typed, country=country).status_code == 302
    assert Person.objects.get().phone == kept


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["call me", "+998 1", "12"])
def test_a_wrong_telephone_is_said_and_nothing_else_is_lost(client, open_conference, typed):
    response = register(client, open_conference, phone=typed)
    assert "phone" in response.context["form"].errors
    page = response.content.decode()
    assert "Гульнора Каримова" in page and f'value="{typed}"' in page
    assert not Registration.objects.exists()


@pytest.mark.django_db
def test_the_form_says_to_browsers_what_each_field_is(client, open_conference):
    page = client.get(
        reverse("registrations_public:register", args=[open_conference.slug, "en"])
    ).content.decode()
    tokens = {
        "title": "honorific-prefix", "name": "name", "job_title": "organization-title", "organization": "organization",
        "country": "country", "email": "email", "phone": "tel", "sex": "sex",
    }  # fmt: skip
    for name, token in tokens.items():
        [control] = re.findall(rf'<(?:input|select)[^>]* name="{name}"[^>]*>', page)
        assert f'autocomplete="{token}"' in control, name


@pytest.mark.django_db
def test_closed_registration_takes_nothing(client, open_conference):
    open_conference.registration_mode = "closed"
    open_conference.save()
    response = register(client, open_conference)
    assert response.status_code == 200
    assert not Registration.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["cut off", "of another conference", "revoked"])
def test_a_link_that_is_no_good_says_what_to_do(client, conference, other_conference, kind):
    registration = RegistrationFactory(conference=conference)
    link = path_of(registration_link(registration))
    if kind == "cut off":
        link = link[:-9] + "/"
    elif kind == "of another conference":
        link = link.replace(conference.slug, other_conference.slug)
    else:
        Registration.objects.update(link_version=1)
    response = client.get(link, follow=True)
    assert response.status_code == 410
    assert "register/link" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("status", [S.INVITED, S.SUBMITTED, S.OFFERED, S.APPROVED])
def test_a_scanner_of_mail_that_opens_the_link_first_changes_nothing(client, conference, status):
    registration = RegistrationFactory(conference=conference, status=status, confirmed_at=None)
    before = Registration.objects.values().get()
    response = client.get(path_of(registration_link(registration)), follow=True)
    assert response.status_code == 200
    for name in ("confirm", "accept", "complete", "cancel"):
        client.get(reverse(f"registrations_portal:{name}", args=[conference.slug, registration.pk]))
    assert Registration.objects.values().get() == before
    assert set(AuditEntry.objects.values_list("verb", flat=True)) == {"people.page_opened"}


@pytest.mark.django_db
def test_a_link_that_a_browser_opens_first_writes_its_session_once(client, conference, settings):
    settings.CONFMAN_KEEPS_BODIES = True
    registration = RegistrationFactory(conference=conference)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path_of(registration_link(registration)))
    assert answer.status_code == 303
    statements = [query["sql"] for query in queries]
    assert sum('"accounts_session"' in each and not each.startswith("SELECT") for each in statements) == 1
    # Nor is a page of one person looked for among those kept for all.
    assert not any("readers_editionstep" in each for each in statements)
    page = client.get(answer["Location"])["Location"]
    assert page == reverse("registrations_portal:registration", args=[conference.slug, registration.pk])
    assert client.get(page).status_code == 200


@pytest.mark.django_db
def test_one_person_sees_nothing_of_another(client, client_as, conference):
    mine, other = RegistrationFactory.create_batch(2, conference=conference, status="approved")
    client.get(path_of(registration_link(mine)))
    names = ("registration", "details", "ticket", "ticket-file", "privacy", "data", "cancel")
    for name in names:
        url = reverse(f"registrations_portal:{name}", args=[conference.slug, other.pk])
        response = client.get(url)
        assert response.status_code == 302, name
        assert response["Location"] == reverse("people_portal:index", args=[conference.slug])
    signed_in = client_as(UserFactory())
    assert (
        signed_in.get(reverse("registrations_portal:data", args=[conference.slug, other.pk])).status_code
        == 404
    )


@pytest.mark.django_db
def test_one_mailbox_may_serve_several_people(client, conference):
    rows = RegistrationFactory.create_batch(2, conference=conference)
    for row in rows:
        client.get(path_of(registration_link(row)))
    page = client.get(reverse("people_portal:index", args=[conference.slug])).content.decode()
    assert all(str(row.person.name) in page for row in rows)


@pytest.mark.django_db
def test_a_person_decides_who_may_see_them(client, conference):
    registration = RegistrationFactory(conference=conference, status="approved")
    client.get(path_of(registration_link(registration)))
    url = reverse("registrations_portal:privacy", args=[conference.slug, registration.pk])
    client.post(url, {"listing": "public"})
    registration.person.refresh_from_db()
    assert registration.person.listing == "public"
    assert registration.person.consents.filter(kind="listing").exists()
    client.post(url, {"listing": "counted-only"})
    registration.person.refresh_from_db()
    assert registration.person.listing == "public", "what is not offered is not taken"


@pytest.mark.django_db
def test_what_is_held_on_me_as_a_file(client, conference):
    registration = RegistrationFactory(conference=conference, status="approved")
    client.get(path_of(registration_link(registration)))
    file = client.get(reverse("registrations_portal:data", args=[conference.slug, registration.pk]))
    held = file.json()
    assert held["person"]["email"] == registration.person.email
    assert held["registrations.registrations"]


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["nominated", "submitted", "waiting", "offered", "approved", "no-show"])
def test_after_the_conference_nothing_is_cancelled_and_nothing_asked_for(client, conference, status):
    over = conference.today() - dt.timedelta(days=2)
    Conference.objects.filter(pk=conference.pk).update(starts_on=over, ends_on=over)
    conference.refresh_from_db()
    registration = RegistrationFactory(conference=conference, status=status)
    client.get(path_of(registration_link(registration)))

    def address(name):
        return reverse(f"registrations_portal:{name}", args=[conference.slug, registration.pk])

    page = client.get(address("registration")).content.decode()
    assert "The conference is over" in page
    for act in ("cancel", "complete", "accept", "confirm"):
        assert address(act) not in page
    for act in ("cancel", "accept", "confirm"):
        assert "The conference is over" in client.post(address(act), follow=True).content.decode()
    for act in ("complete", "answers"):
        client.post(address(act), {"name": "Late"})
    registration.refresh_from_db()
    assert registration.status == status and str(registration.person.name) != "Late"


@pytest.mark.django_db
def test_what_a_person_left_as_it_stood_is_not_written_over_what_the_desk_said_since(
    client, conference, owner
):
    registration = RegistrationFactory(conference=conference, person__phone="+998711111111")
    client.get(path_of(registration_link(registration)))
    address = reverse("registrations_portal:details", args=[conference.slug, registration.pk])
    [form] = [form for form in html.fromstring(client.get(address).content).forms if "phone" in form.fields]
    change_person(registration.person, by=owner, phone="+998712222222")
    client.post(address, {**dict(form.form_values()), "job_title": "Minister"})
    registration.person.refresh_from_db()
    assert (registration.person.phone, str(registration.person.job_title)) == ("+998712222222", "Minister")


@pytest.mark.django_db
def test_after_the_days_a_person_reads_their_details_whatever_day_the_settings_name(
    client, conference, time_machine
):
    """Dates that were moved may leave a last day of changes behind them that is after the end."""
    registration = RegistrationFactory(conference=conference, status="approved")
    last_day = conference.ends_on + dt.timedelta(days=9)
    RegistrationSettings.objects.update_or_create(conference=conference, defaults={"edit_until": last_day})

    def address(name):
        return reverse(f"registrations_portal:{name}", args=[conference.slug, registration.pk])

    def change(**values):
        page = client.get(address("details"))
        form = page.context["form"] if page.status_code == 200 else ()
        shown = {field.html_name: field.value() for field in form if field.value()}
        client.post(address("details"), {**shown, **values})
        registration.person.refresh_from_db()
        return registration.person.phone

    time_machine.move_to(dt.datetime.combine(conference.ends_on, dt.time(12), tzinfo=dt.UTC))
    client.get(path_of(registration_link(registration)))
    assert address("details") in client.get(address("registration")).content.decode()
    assert change(phone="+998 71 200 00 00") == "+998712000000"
    time_machine.shift(dt.timedelta(days=1))
    own = client.get(address("registration")).content.decode()
    assert str(registration.person.name) in own and address("details") not in own
    assert "write to the secretariat" in client.get(address("details"), follow=True).content.decode()
    assert change(phone="+998 71 300 00 00", name="Late") == "+998712000000"
    assert open_request(registration) is None
    # Participants say at any time who may see them.
    client.post(address("privacy"), {"listing": "public"})
    registration.person.refresh_from_db()
    assert registration.person.listing == "public"


@pytest.mark.django_db
def test_cancelling_asks_first_and_then_does_it(client, conference):
    registration = RegistrationFactory(conference=conference)
    client.get(path_of(registration_link(registration)))
    url = reverse("registrations_portal:cancel", args=[conference.slug, registration.pk])
    assert client.get(url).status_code == 200
    registration.refresh_from_db()
    assert registration.status == S.SUBMITTED
    client.post(url)
    registration.refresh_from_db()
    assert registration.status == S.CANCELLED


@pytest.mark.django_db
def test_a_page_after_the_end_offers_nothing_to_do(client, conference, owner):
    registration = RegistrationFactory(conference=conference)
    client.get(path_of(registration_link(registration)))
    cancel_registration(registration, by=owner)
    page = client.get(reverse("registrations_portal:registration", args=[conference.slug, registration.pk]))
    assert "/cancel/" not in page.content.decode()
    assert "/details/" not in page.content.decode()


def test_whoever_took_part_is_not_told_to_come(client, conference):
    registration = RegistrationFactory(conference=conference, status="approved")
    client.get(path_of(registration_link(registration)))
    page = reverse("registrations_portal:registration", args=[conference.slug, registration.pk])
    conference.starts_on = conference.ends_on = conference.today()
    conference.save()
    assert "Show it at the entrance." in client.get(page).content.decode()
    conference.starts_on = conference.ends_on = conference.today() - dt.timedelta(days=1)
    conference.save()
    shown = client.get(page).content.decode()
    assert "Show it at the entrance." not in shown and "Bring your ticket" not in shown
    assert "The conference is over." in shown
