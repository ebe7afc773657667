"""The secretariat's pages of mail."""

import html
import re
from email.utils import formataddr
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from confman.accounts.signed_links import make_token
from confman.mail.models import MailTemplate, Message
from tests.factories import ConferenceFactory, MembershipFactory, MessageFactory, UserFactory

pytestmark = pytest.mark.django_db
SLUG = "tashkent2027"


def address(name, *arguments):
    return reverse(f"mail_secretariat:{name}", args=[SLUG, *arguments])


def action(client, message, name):
    return client.post(address("message-action", message.pk, name), follow=True)


def test_the_outbox_is_empty_at_first_and_says_what_to_do(owner_client):
    page = owner_client.get(address("outbox")).content.decode()
    assert "No mail yet" in page and address("template-list") in page


def test_the_outbox_finds_by_status_kind_and_words(owner_client, conference, welcome, other_conference):
    MessageFactory(conference=conference, status="failed", subject="First", last_error="550 no such user")
    MessageFactory(conference=conference, key="tests.welcome", subject="Second", to_name="Anna Karimova")
    MessageFactory(conference=other_conference, subject="Of another conference")

    def subjects(**query):
        return {
            message.subject for message in owner_client.get(address("outbox"), query).context["table"].shown
        }

    assert subjects(day=timezone.localdate(timezone=conference.zone).isoformat()) == {"First", "Second"}
    assert subjects(status="failed") == {"First"}
    assert subjects(kind="tests.welcome") == {"Second"}
    assert subjects(q="karimova") == {"Second"}
    assert subjects(q="nobody") == set()
    assert "550 no such user" in owner_client.get(address("outbox"), {"status": "failed"}).content.decode()


def test_the_outbox_folds_mails_of_one_kind_and_day(owner_client, conference, welcome):
    MessageFactory.create_batch(3, conference=conference, key="tests.welcome", status="sent")
    MessageFactory(conference=conference, key="tests.welcome", status="failed", to="anna@example.org")
    MessageFactory(conference=conference, key="tests.gone", status="held")

    page = owner_client.get(address("outbox"))
    rows = {
        row["key"]: (row["count"], row["sent"], row["failed"], row["held"])
        for row in page.context["table"].shown
    }
    assert rows == {"tests.welcome": (4, 3, 1, 0), "tests.gone": (1, 0, 0, 1)}
    # From the outbox to the failed mail, and to sending it again: three clicks.
    failed = next(
        link for link in re.findall(r'href="([^"]+)"', page.content.decode()) if "status=failed" in link
    )
    unfolded = owner_client.get(address("outbox") + html.unescape(failed))
    assert [mail.to for mail in unfolded.context["table"].shown] == ["anna@example.org"]


def test_the_outbox_has_a_constant_number_of_queries(owner_client, conference, assert_constant_queries):
    for query in ("", "?status=queued"):
        assert_constant_queries(
            address("outbox") + query,
            lambda: MessageFactory(conference=conference, last_error="x"),
            client=owner_client,
        )


def test_a_mail_is_shown_whole_with_its_history(owner_client, conference):
    message = MessageFactory(
        conference=conference, status="failed", body_html="<p>Good <strong>day</strong></p>",
        last_error="550 no such user", attempts=1, cc=["copy@example.org"],
    )  # fmt: skip
    page = action(owner_client, message, "retry").content.decode()
    assert "<p>Good <strong>day</strong></p>" in page
    assert "550 no such user" in page and "copy@example.org" in page
    assert "Mail tried again" in page
    message.refresh_from_db()
    assert message.status == "queued"


def test_a_text_without_html_is_shown_as_text(owner_client, conference):
    message = MessageFactory(conference=conference, body_text="<b>1 & 2</b>")
    assert "&lt;b&gt;1 &amp; 2&lt;/b&gt;" in owner_client.get(address("message", message.pk)).content.decode()


@pytest.mark.parametrize(
    ("before", "name", "after"),
    [("queued", "hold", "held"), ("held", "release", "queued"), ("queued", "cancel", "cancelled"),
     ("cancelled", "retry", "queued")],
)  # fmt: skip
def test_staff_act_on_a_mail(owner_client, conference, before, name, after):
    message = MessageFactory(conference=conference, status=before)
    action(owner_client, message, name)
    message.refresh_from_db()
    assert message.status == after


def test_an_action_that_is_not_possible_is_said(owner_client, conference):
    message = MessageFactory(conference=conference, status="sent")
    assert "nothing was changed" in action(owner_client, message, "cancel").content.decode()


def test_several_are_acted_on_at_once_and_what_refuses_is_counted(owner_client, conference, other_conference):
    waiting = MessageFactory.create_batch(2, conference=conference)
    sent = MessageFactory(conference=conference, status="sent")
    foreign = MessageFactory(conference=other_conference)
    chosen = [message.pk for message in (*waiting, sent, foreign)]
    listed = f"{address('outbox')}?q=example"
    page = owner_client.post(listed, {"selected": chosen, "action": "hold"}, follow=True)
    # The list stays as it was filtered.
    assert page.redirect_chain == [(listed, 302)]
    assert "2 done, 1 not" in page.content.decode()
    assert Message.objects.filter(status="held").count() == 2
    foreign.refresh_from_db()
    assert foreign.status == "queued"


@pytest.mark.parametrize("data", [{"selected": "nonsense", "action": "hold"}, {"action": "delete"}])
def test_nonsense_changes_nothing(owner_client, conference, data):
    MessageFactory(conference=conference)
    assert owner_client.post(f"{address('outbox')}?q=example", data).status_code == 302
    assert Message.objects.get().status == "queued"


def test_all_failed_mails_are_tried_again(owner_client, conference):
    MessageFactory.create_batch(2, conference=conference, status="failed")
    assert "Try 2 failed mails again" in owner_client.get(address("outbox")).content.decode()
    owner_client.post(address("retry-failed"))
    assert Message.objects.filter(status="queued").count() == 2


def test_failed_mail_is_a_decision_of_today(owner, conference):
    from confman.mail.dashboard import decisions_on_mail

    assert not list(decisions_on_mail(conference, owner))
    MessageFactory(conference=conference, status="failed")
    (decision,) = decisions_on_mail(conference, owner)
    assert decision.title == "1 mail was not sent" and decision.url.endswith("?status=failed")


def test_the_demo_says_that_its_mail_is_not_sent(client_as):
    demo = ConferenceFactory(slug="sample", is_sample=True)
    client = client_as(MembershipFactory(conference=demo).user)
    message = MessageFactory(conference=demo, status="held")
    for page in ("outbox", "message"):
        arguments = ["sample"] if page == "outbox" else ["sample", message.pk]
        text = client.get(reverse(f"mail_secretariat:{page}", args=arguments)).content.decode()
        assert "never sent" in text
    client.post(reverse("mail_secretariat:message-action", args=["sample", message.pk, "release"]))
    message.refresh_from_db()
    assert message.status == "held"


def test_a_mail_is_shown_without_the_way_in_to_its_readers_pages(owner_client, conference):
    token = make_token("registration", uuid4(), 3)
    link = f"https://example.org/{SLUG}/me/link/{token}/"
    fragment = f'<p>See you at 10:30. <a href="{link}">Your page</a></p>'
    message = MessageFactory(conference=conference, body_text=f"See you. {link}", body_html=fragment)
    page = owner_client.get(address("message", message.pk)).content.decode()
    assert "See you at 10:30." in page and f"/{SLUG}/me/link/…/" in page
    assert token not in page and token.rpartition(":")[2] not in page
    Message.objects.filter(pk=message.pk).update(body_html="")
    page = owner_client.get(address("message", message.pk)).content.decode()
    assert "See you." in page and token.rpartition(":")[2] not in page


# --- Words ----------------------------------------------------------------------------------------------


def form_data(**texts):
    data = {f"{name}_{code}": "" for name in ("subject", "body") for code in ("en", "ru", "uz")}
    return {**data, **texts}


def test_every_kind_of_mail_is_listed(owner_client, conference, owner, welcome, assert_constant_queries):
    MailTemplate.objects.create(conference=conference, key=welcome.key, body={"ru": "Свои слова"})
    page = owner_client.get(address("template-list")).content.decode()
    assert "Welcome" in page and "own: ru" in page and "Invitation to the team" in page


def test_mail_texts_are_searched_and_have_views_with_counts(owner_client, conference, welcome):
    MailTemplate.objects.create(conference=conference, key=welcome.key, body={"ru": "Свои слова"})
    page = owner_client.get(address("template-list"))
    counts = {str(view["label"]): view["count"] for view in page.context["views"]}
    assert counts["Own words"] == 1 and counts["All"] == counts["Standard words"] + 1

    def found(**asked):
        return [row.key for row in owner_client.get(address("template-list"), asked).context["table"].shown]

    assert found(words="own") == [welcome.key]
    assert "registrations.waiting" in found(q="waiting list")
    assert found(q="nothing like it") == []


def test_the_words_are_shown_and_previewed_in_each_language(owner_client, conference, welcome):
    page = owner_client.get(address("template-edit", welcome.key)).content.decode()
    assert "Your number is {number}." in page
    assert "Your number is 17." in page
    assert page.count('class="card-body"') == 3
    assert "Conference tashkent2027" in page and "Конференция tashkent2027" in page


def test_a_preview_saves_nothing(owner_client, conference, welcome):
    data = form_data(body_ru="Проба {number}", preview="1")
    page = owner_client.post(address("template-edit", welcome.key), data).content.decode()
    assert "<p>Проба 17</p>" in page
    assert not MailTemplate.objects.exists()


def test_own_words_are_saved_and_taken_back(owner_client, conference, welcome):
    data = form_data(subject_ru="Тема", body_ru="Номер {number}")
    owner_client.post(address("template-edit", welcome.key), data)
    assert MailTemplate.objects.get().body == {"ru": "Номер {number}"}
    page = owner_client.get(address("template-edit", welcome.key)).content.decode()
    assert "Back to the standard words" in page
    owner_client.post(address("template-reset", welcome.key))
    assert not MailTemplate.objects.exists()


def test_who_saves_words_that_someone_has_changed_meanwhile_sees_both(owner_client, conference, welcome):
    page = address("template-edit", welcome.key)
    first, second = (owner_client.get(page).context["form"].initial["seen"] for _each in range(2))
    mine, theirs = form_data(body_en="Mine {number}"), form_data(body_ru="Их {number}")
    assert owner_client.post(page, {**theirs, "seen": first}).status_code == 302
    refused = owner_client.post(page, {**mine, "seen": second})
    assert refused.status_code == 409 and "Saved meanwhile" in refused.text
    assert MailTemplate.objects.get().body == {"ru": "Их {number}"}
    again = refused.context["form"]["seen"].value()
    assert owner_client.post(page, {**mine, "seen": again}).status_code == 302
    assert MailTemplate.objects.get().body == {"en": "Mine {number}"}


def test_words_in_a_language_that_was_given_up_stay(owner_client, conference, welcome):
    MailTemplate.objects.create(conference=conference, key=welcome.key, body={"fr": "Bonjour {number}"})
    owner_client.post(address("template-edit", welcome.key), form_data(body_en="Hello {number}"))
    assert MailTemplate.objects.get().body == {"fr": "Bonjour {number}", "en": "Hello {number}"}


def test_an_unknown_placeholder_is_said_at_the_field_and_what_was_typed_stays(
    owner_client, conference, welcome
):
    response = owner_client.post(address("template-edit", welcome.key), form_data(body_en="Hello {salary}"))
    assert response.status_code == 200
    assert "{salary}" in str(response.context["form"].errors["body"])
    assert "{number}" in str(response.context["form"].errors["body"])
    assert "Hello {salary}" in response.content.decode()
    assert not MailTemplate.objects.exists()


# --- Access ---------------------------------------------------------------------------------------------

PAGES = {
    "outbox": ("get", ()),
    "message": ("get", ("message",)),
    "message-action": ("post", ("message", "hold")),
    "retry-failed": ("post", ()),
    "template-list": ("get", ()),
    "template-edit": ("get", ("conferences.invitation",)),
    "template-reset": ("post", ("conferences.invitation",)),
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("who", "expected"),
    [("anonymous", 302), ("stranger", 403), ("registration", 200), ("programme", 403), ("observer", 403),
     ("registration-elsewhere", 403)],
)  # fmt: skip
def test_only_owner_and_registration_read_mail(
    client, client_as, member, stranger, conference, other_conference, page, who, expected
):
    method, arguments = PAGES[page]
    message = MessageFactory(conference=conference)
    url = address(page, *(message.pk if part == "message" else part for part in arguments))
    user = {"anonymous": None, "stranger": stranger}.get(who, ...)
    if user is ...:
        role = who.removesuffix("-elsewhere")
        user = member(role, other_conference if who.endswith("elsewhere") else None)
    answer = getattr(client_as(user) if user else client, method)(url)
    if who == "registration" and method == "post":
        expected = 302
    assert answer.status_code == expected
    if who == "anonymous":
        assert reverse("account_login") in answer.headers["Location"]


@pytest.mark.parametrize("page", ["message", "message-action"])
def test_another_conferences_mail_is_not_found(owner_client, other_conference, page):
    foreign = MessageFactory(conference=other_conference)
    arguments = [foreign.pk, "hold"] if page == "message-action" else [foreign.pk]
    answer = getattr(owner_client, PAGES[page][0])(address(page, *arguments))
    assert answer.status_code == 404
    foreign.refresh_from_db()
    assert foreign.status == "queued"


@pytest.mark.parametrize("arguments", [("template-edit", "no.such"), ("message", uuid4())])
def test_what_is_not_there_is_not_found(owner_client, conference, arguments):
    assert owner_client.get(address(*arguments)).status_code == 404


def test_whoever_runs_the_server_reads_the_whole_outbox_and_changes_nothing(client_as):
    message = MessageFactory(conference=None, subject="Of no conference")
    client = client_as(UserFactory(is_staff=True, is_superuser=True))
    assert "Of no conference" in client.get(reverse("admin:mail_message_changelist")).content.decode()
    page = client.get(reverse("admin:mail_message_change", args=[message.pk])).content.decode()
    assert "Of no conference" in page and "_save" not in page


def test_the_sender_is_shown_as_people_read_it(owner_client, conference):
    name = "Конференция по социальному партнёрству — “Вместе”"
    sender = formataddr((name, "office@example.org"), charset="utf-8")
    message = MessageFactory(conference=conference, from_email=sender)
    page = owner_client.get(address("message", message.pk)).content.decode()
    assert f"{name} &lt;office@example.org&gt;" in page
