"""A stranger can do little to a mailbox that is not theirs, and nothing in their own words."""

import datetime as dt
import email
import email.policy
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from confman.accounts.models import RateLimitCount
from confman.mail.domain.delivery import deliver_outbox
from confman.mail.models import Message
from registrations.core.models.registration import Registration
from tests.factories import CategoryFactory, PersonFactory, RegistrationFactory
from tests.registrations.forms import send_open_form

pytestmark = pytest.mark.django_db
VICTIM = "victim@example.org"


@pytest.fixture
def open_conference(conference: Any) -> Any:
    conference.registration_mode = "open"
    conference.save()
    CategoryFactory(conference=conference)
    return conference


def register_at(conference: Any) -> str:
    return reverse("registrations_public:register", args=[conference.slug, "en"])


def typed(**more: Any) -> dict[str, Any]:
    return {
        "name": "Anna Sample", "organization": "Sample", "country": "UZ", "email": VICTIM, "sex": "not-stated",
        "mode": "in-person", "listing": "participants", "data_consent": "on", **more,
    }  # fmt: skip


def shown_form(address: str) -> dict[str, str]:
    """The hidden token of one form, as shown half a minute ago."""
    with time_machine.travel(timezone.now() - dt.timedelta(seconds=30)):
        form = Client().get(address).context["form"]
    return {"shown": str(form["shown"].value()), "category": next(iter(form.fields["category"].choices))[0]}


@pytest.mark.parametrize(("taken", "words"), [(4, "Register"), (5, "Join the waiting list")])
def test_the_button_of_a_full_conference_leads_to_the_waiting_list(open_conference, taken, words):
    open_conference.capacity, open_conference.taken = 5, taken
    open_conference.save()
    page = html.fromstring(Client().get(register_at(open_conference)).content)
    assert [
        button.text_content()
        for button in page.xpath('//form[@novalidate]/div[@class="form-actions"]/button')
    ] == [words]


def test_the_form_says_beforehand_how_many_places_each_category_has_left(open_conference):
    for name, capacity, taken in (("Observer", 12, 5), ("Media", 8, 7), ("Guest", 3, 3)):
        CategoryFactory(
            conference=open_conference, name={"en": name}, capacity=capacity, taken=taken, approval="review"
        )

    def offered():
        page = html.fromstring(Client().get(register_at(open_conference)).content)
        return [
            " ".join(label.text_content().split())
            for label in page.xpath("//label[starts-with(@for, 'id_category_')]")
        ]

    without_limit, *limited = sorted(offered(), key=lambda label: "·" in label)
    assert "·" not in without_limit
    assert sorted(limited) == [
        "Guest · full – waiting list",
        "Media · 1 place left",
        "Observer · 7 places left",
    ]
    # The conference itself takes no more than this.
    open_conference.capacity, open_conference.taken = 100, 98
    open_conference.save()
    assert {label.partition("·")[2] for label in offered()} == {
        " 2 places left",
        " 1 place left",
        " full – waiting list",
    }


def test_thirty_registrations_with_one_form_are_one_and_all_answered_alike(open_conference):
    address = register_at(open_conference)
    token = shown_form(address)
    answers = {
        Client().post(address, typed(name=f"Anna Sample {number}", **token))["Location"]
        for number in range(30)
    }
    assert answers == {reverse("registrations_public:registered", args=[open_conference.slug, "en"])}
    assert Registration.objects.count() == 1 and Message.objects.count() == 1


def test_of_whoever_is_registered_one_form_sends_one_link(open_conference):
    RegistrationFactory(
        conference=open_conference,
        person=PersonFactory(conference=open_conference, name={"en": "Anna Sample"}, email=VICTIM),
    )
    address = register_at(open_conference)
    token = shown_form(address)
    for _time in range(3):
        assert Client().post(address, typed(**token)).status_code == 302
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=20)):
        Client().post(address, typed(**token))
    assert Message.objects.count() == 1


def register(conference: Any, name: str, **more: Any) -> Any:
    category = conference.categories.first().pk
    return send_open_form(Client(), register_at(conference), typed(name=name, category=category, **more))


def mails_of(mailbox: str) -> Any:
    return Message.objects.filter(to__iexact=mailbox)


def test_a_mailbox_gets_three_mails_an_hour_from_strangers_over_all_kinds_and_conferences(
    open_conference, other_conference, settings
):
    settings.CONFMAN_OPEN_SIGNUP = True
    other_conference.registration_mode = "open"
    other_conference.save()
    CategoryFactory(conference=other_conference)
    answers = [
        register(open_conference, "First Name"),
        register(other_conference, "Second Name"),
        Client().post(reverse("account_signup"), {"email": VICTIM.upper(), "password1": "kestrel-9-oaks-8"}),
        register(open_conference, "Third Name"),
        Client().post(reverse("account_signup"), {"email": VICTIM, "password1": "kestrel-9-oaks-8"}),
    ]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 302, 429]
    deliver_outbox()
    assert len(mail.outbox) == 3


def test_registrations_are_all_kept_and_their_mails_come_hour_by_hour(open_conference):
    for number in range(8):
        answer = register(open_conference, f"Member Number{number}")
        assert answer.status_code == 302
    assert "three such mails an hour" in Client().get(answer["Location"]).content.decode()
    assert Registration.objects.filter(status="submitted").count() == 8
    sent = []
    for hour in range(4):
        with time_machine.travel(timezone.now() + dt.timedelta(hours=hour, minutes=1)):
            deliver_outbox()
        sent.append(len(mail.outbox))
    assert sent == [3, 6, 8, 8]
    assert mails_of(VICTIM).filter(status="sent").count() == 8


def test_the_mail_that_would_wait_half_a_day_is_held_back_and_comes_when_it_is_asked_for(open_conference):
    for number in range(3):
        register(open_conference, f"Member Number{number}")
    RateLimitCount.objects.filter(number=3).update(ends_at=timezone.now() + dt.timedelta(hours=12))
    assert register(open_conference, "Anna Sample").status_code == 302
    held = mails_of(VICTIM).get(status="held")
    assert held.next_attempt_at is None and Registration.objects.count() == 4
    ask = reverse("registrations_public:link-request", args=[open_conference.slug, "en"])
    send_open_form(Client(), ask, {"email": VICTIM})
    assert mails_of(VICTIM).exclude(status="held").count() > 3


def test_what_strangers_register_leaves_the_owner_codes_and_links(open_conference):
    for number in range(5):
        register(open_conference, f"Member Number{number}")
    deliver_outbox()
    mail.outbox.clear()
    sign_in = reverse("people_portal:sign-in", args=[open_conference.slug])
    assert Client().post(sign_in, {"email": VICTIM}).status_code == 302
    ask = reverse("registrations_public:link-request", args=[open_conference.slug, "en"])
    assert send_open_form(Client(), ask, {"email": VICTIM}).status_code == 302
    assert Client().post(reverse("account_request_login_code"), {"email": VICTIM}).status_code == 302
    deliver_outbox()
    assert len(mail.outbox) >= 3


def test_links_are_three_an_hour_and_who_asks_again_is_told_where_to_look(open_conference):
    RegistrationFactory(
        conference=open_conference, person=PersonFactory(conference=open_conference, email=VICTIM)
    )
    ask = reverse("registrations_public:link-request", args=[open_conference.slug, "en"])
    with time_machine.travel("2027-03-01T12:00:00Z", tick=False) as clock:
        for _time in range(12):
            for _again in range(2):
                page = send_open_form(Client(), ask, {"email": VICTIM})
            clock.shift(dt.timedelta(minutes=4, seconds=59))
    assert page.status_code == 302
    told = Client().get(page["Location"]).content.decode()
    assert "stay good" in told and "/me/sign-in/" in told
    assert mails_of(VICTIM).count() == 3


def test_a_mailbox_that_serves_a_delegation_gets_no_more(open_conference):
    contact = PersonFactory(conference=open_conference, email=VICTIM)
    for number in range(6):
        person = PersonFactory(
            conference=open_conference, email="", contact=contact, name={"en": f"Member {number}"}
        )
        RegistrationFactory(conference=open_conference, person=person)
    ask = reverse("registrations_public:link-request", args=[open_conference.slug, "en"])
    assert send_open_form(Client(), ask, {"email": VICTIM}).status_code == 302
    assert send_open_form(Client(), ask, {"email": VICTIM}).status_code == 302
    assert Message.objects.count() == 3


@pytest.mark.parametrize(
    "name",
    [
        "Visit www.evil.example now to win",
        "Anna evil\N{FULLWIDTH FULL STOP}example Win\N{IDEOGRAPHIC FULL STOP}example",
        '=HYPERLINK("http://evil.example","Win")',
        "Anna https://evil.example/win Sample",
        "[Win](https://evil.example)",
        "mailto:win@evil.example",
        "Anna https\N{FULLWIDTH COLON}\N{FULLWIDTH SOLIDUS}\N{FULLWIDTH SOLIDUS}evil.example/win",
        "Anna win\N{FULLWIDTH COMMERCIAL AT}evil.example",
        "Anna win\N{SMALL COMMERCIAL AT}evil\N{SMALL FULL STOP}example",
        "Anna evil.भारत Win",
        "Anna evil.\N{SOFT HYPHEN}com Win",
        "Anna\r\nBcc: other@evil.example",
    ],
)
def test_what_a_stranger_typed_as_a_name_is_no_link_and_no_sentence_in_the_mail(open_conference, name):
    category = CategoryFactory(conference=open_conference)
    sent = send_open_form(Client(), register_at(open_conference), typed(name=name, category=category.pk))
    if sent.status_code == 200:
        assert sent.context["form"].errors, "refused at the form"
        return
    deliver_outbox()
    [message] = mail.outbox
    whole = email.message_from_bytes(message.message().as_bytes(), policy=email.policy.default)
    parts = [part.get_content() for part in whole.walk() if not part.is_multipart()]
    read = " ".join([str(whole["To"]), str(whole["Subject"]), *parts])
    assert "evil" not in read and "Win" not in read and "HYPERLINK" not in read
    assert str(whole["To"]) == VICTIM and whole["Bcc"] is None
    # Confirmed, it is the words of the person who reads this mailbox; a link it is not even then.
    registration = Registration.objects.get()
    from confman.accounts.system_users import system_user
    from registrations.lifecycle.domain.enrolment import confirm_email

    confirm_email(registration, by=system_user("participant"))
    later = Message.objects.exclude(key="registrations.confirm").get()
    written = f"{later.to_name} {later.subject} {later.body_text} {later.body_html}"
    for linked in ("www.evil", "evil.example", "://evil", "win@"):
        assert linked not in written


def test_the_page_after_a_practice_form_says_how_to_go_on(open_conference, owner_client):
    address = reverse("registrations_public:registered", args=[open_conference.slug, "en"])
    assert "We have sent you a mail" in Client().get(address).content.decode()
    open_conference.registration_mode = "test"
    open_conference.save()
    page = Client().get(address).content.decode()
    assert "no mail leaves" in page and "We have sent you a mail" not in page
    listed = reverse("registrations_secretariat:registration-list", args=[open_conference.slug])
    assert f'href="{listed}"' not in page
    assert f'href="{listed}"' in owner_client.get(address).content.decode()


def test_the_page_after_the_form_is_the_same_for_everyone(open_conference):
    """Thousands open it while registration opens: so it is kept, and asks for no session."""
    address = reverse("registrations_public:registered", args=[open_conference.slug, "en"])
    assert "Cookie" not in Client().get(address).get("Vary", "")
