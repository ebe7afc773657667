"""Mailings: to whom, words, look, send; nobody twice, and nothing unseen."""

import datetime as dt
import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agenda.materials.models import Material
from confman.accounts.models import SYSTEM_DOMAIN
from confman.accounts.system_users import system_user
from confman.audit.models import AuditEntry
from confman.conferences.models import Membership, SavedView
from confman.mail.domain.closed_outbox import close_outbox
from confman.mail.domain.delivery import deliver_outbox
from confman.mail.domain.queue import hold_message
from confman.mail.models import Message, MessageQuerySet
from confman.mailings.domain.dispatch import begin_due_mailings, carry_out_mailing
from confman.mailings.domain.letters import values_for, write_letter
from confman.mailings.domain.personal_data import merge_mailings
from confman.mailings.domain.recipients import plan_recipients
from confman.mailings.models import Mailing
from confman.web.errors import Refused
from registrations.seats.models import Seat
from tests.factories import (
    CategoryFactory,
    CheckpointFactory,
    DelegationFactory,
    FocalPointFactory,
    ItemFactory,
    MailingFactory,
    PersonFactory,
    RegistrationFactory,
    ScanFactory,
    SessionFactory,
    SessionRoleFactory,
    WorkingGroupFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def tasks(monkeypatch):
    """The tasks that the worker would get."""
    given = []
    monkeypatch.setattr(
        "confman.mailings.domain.dispatch.queue_job",
        lambda name, *arguments, **options: given.append(arguments),
    )
    return given


LINK = "https://example.org/slides"
REVIEW_LIST = "registrations_secretariat:registration-list"


def at(name, conference, *arguments):
    return reverse(f"mailings_secretariat:mailing-{name}", args=[conference.slug, *arguments])


def begun(client, conference, audience="registrations.registrations", **options):
    """A mailing made as someone makes it, with its people chosen."""
    client.post(at("add", conference), {"name": "The bus", "audience": audience})
    mailing = Mailing.objects.latest("created_at")
    answer = client.post(
        at("change", conference, mailing.pk), {"name": "The bus", "once_a_mailbox": "on", **options}
    )
    assert answer.url == at("words", conference, mailing.pk)
    return mailing


TEXTS = {
    "subject_en": "The bus of {name}",
    "subject_ru": "Автобус",
    "body_en": "{greeting},\n\nit leaves at *8:30*. [Your page]({link})",
    "body_ru": "{greeting}!\n\nОтправление в 8:30.",
}


def written(client, conference, **options):
    mailing = begun(client, conference, **options)
    answer = client.post(at("words", conference, mailing.pk), TEXTS)
    assert answer.url == at("preview", conference, mailing.pk)
    return mailing


def approve(client, conference, mailing):
    mailing.refresh_from_db()
    seen = {"revision": mailing.revision, "people": len(plan_recipients(mailing).sent_to)}
    return client.post(at("preview", conference, mailing.pk), seen, follow=True)


def sent(client, conference, tasks, **options):
    mailing = written(client, conference, **options)
    approve(client, conference, mailing)
    client.post(at("send", conference, mailing.pk), {"when": "now"})
    while tasks:
        carry_out_mailing(*tasks.pop())
    mailing.refresh_from_db()
    return mailing


def participant(conference, **values):
    return RegistrationFactory(conference=conference, status="approved", **values)


def test_each_gets_their_mail_in_their_language_and_nobody_twice(owner_client, conference, tasks):
    participant(conference, person__email="en@example.org", person__language="en")
    participant(conference, person__email="ru@example.org", person__language="ru")
    participant(conference, person__email="")
    mailing = sent(owner_client, conference, tasks)
    mails = {mail.to: mail for mail in Message.objects.of(conference)}
    assert set(mails) == {"en@example.org", "ru@example.org"}
    assert mails["ru@example.org"].subject == "Автобус" and mails["ru@example.org"].language == "ru"
    assert "<em>8:30</em>" in mails["en@example.org"].body_html
    assert mails["en@example.org"].links and "~personal-link-0~" in mails["en@example.org"].body_text
    assert mailing.status == "done"
    tasks.append((str(mailing.pk),))
    carry_out_mailing(*tasks.pop())
    assert Message.objects.of(conference).count() == 2
    assert AuditEntry.objects.filter(verb="mailings.sent").count() == 1


def test_no_mail_leaves_with_a_placeholder_that_is_none(owner_client, conference):
    participant(conference)
    mailing = begun(owner_client, conference)
    words = at("words", conference, mailing.pk)
    page = owner_client.post(words, {**TEXTS, "body_en": "Dear {{ name }}"}).content.decode()
    assert "Unknown:" in page and "{{ name }}" in page
    mailing.refresh_from_db()
    assert not mailing.body
    # The same while it is typed, without anything being saved.
    told = owner_client.post(f"{words}?part=check", {**TEXTS, "body_en": "Dear {nmae}"}).content.decode()
    assert "Unknown: {nmae}." in told and "<form" not in told
    assert "Unknown" not in owner_client.post(f"{words}?part=check", TEXTS).content.decode()


def test_nobody_sends_what_nobody_has_looked_at(owner_client, conference, tasks):
    row = participant(conference, person__email="anna@example.org")
    mailing = written(owner_client, conference)
    page = owner_client.post(at("send", conference, mailing.pk), {"when": "now"}).content.decode()
    assert "Nobody has approved the finished mails yet" in page and not tasks
    look = owner_client.get(at("preview", conference, mailing.pk)).content.decode()
    assert str(row.person.name) in look and "<em>8:30</em>" in look
    approve(owner_client, conference, mailing)
    # A mailing that was changed has to be looked at again; nobody approves it if it has changed since they looked.
    old = mailing.revision
    owner_client.post(at("words", conference, mailing.pk), {**TEXTS, "subject_en": "The other bus"})
    page = owner_client.post(
        at("preview", conference, mailing.pk), {"revision": old}, follow=True
    ).content.decode()
    assert "The mailing was changed meanwhile" in page
    page = owner_client.post(at("send", conference, mailing.pk), {"when": "now"}).content.decode()
    assert "Nobody has approved the finished mails yet" in page and not tasks


def test_a_preview_shows_nobody_s_personal_link(owner_client, conference):
    participant(conference, person__language="en")
    mailing = written(owner_client, conference)
    page = owner_client.get(at("preview", conference, mailing.pk)).content.decode()
    assert "personal link" in page and "/me/link/" not in page


def test_the_look_counts_and_warns(owner_client, conference):
    participant(conference, person__email="same@example.org", person__language="en")
    names = {"none": {"en": "Nobody Reached"}, "ru": {"en": "Olga Reader"}}
    participant(conference, person__email="Same@example.org", person__language="en")
    lost = participant(conference, person__email="", person__name=names["none"])
    participant(conference, person__email="ru@example.org", person__language="ru", person__name=names["ru"])
    mailing = begun(owner_client, conference)
    owner_client.post(at("words", conference, mailing.pk), {"subject_en": "Bus", "body_en": "Today"})
    page = owner_client.get(at("preview", conference, mailing.pk)).content.decode()
    assert "1 person has no e-mail address and is left out." in page
    assert "1 person shares a mailbox" in page
    assert "1 person gets the mail in a language other than their own" in page
    assert "2 mails." in page
    # Each warning names whom it is about, and leads to where an address is entered.
    person = reverse("people_secretariat:person", args=[conference.slug, lost.person_id])
    assert f'<a href="{person}">Nobody Reached</a>' in page
    assert "Olga Reader" in page.partition("a language other than their own")[2].partition("</div>")[0]


def test_a_warning_names_the_first_and_counts_the_others(owner_client, conference, monkeypatch):
    monkeypatch.setattr("confman.mailings.web.views.dispatch.MOST_NAMED", 1)
    participant(conference, person__email="one@example.org")
    for number in range(3):
        participant(conference, person__email="", person__name={"en": f"Lost {number}"})
    page = owner_client.get(at("preview", conference, written(owner_client, conference).pk)).text
    said = page.partition("3 people have no e-mail address")[2].partition("</div>")[0]
    assert "Lost 0</a>" in said and "and 2 more" in said and "Lost 1" not in said


def test_several_people_of_a_mailbox_are_each_written_to_where_that_is_wanted(owner_client, conference):
    contact = PersonFactory(conference=conference, email="ministry@example.org")
    for _number in range(3):
        participant(conference, person__contact=contact)
    mailing = begun(owner_client, conference)
    assert len(plan_recipients(mailing).sent_to) == 1
    owner_client.post(at("change", conference, mailing.pk), {"name": "The bus"})
    mailing.refresh_from_db()
    assert len(plan_recipients(mailing).sent_to) == 3


def test_a_test_goes_to_oneself_alone_with_nobody_s_link(owner_client, conference, owner):
    participant(conference, person__email="anna@example.org")
    mailing = written(owner_client, conference, is_news="True")
    owner_client.post(at("test", conference, mailing.pk))
    mails = list(Message.objects.of(conference))
    assert all("/me/news/…" in mail.body_text and mail.body_text.count("-- \n") == 1 for mail in mails)
    assert {mail.to for mail in mails} == {owner.email} and {mail.language for mail in mails} == {"en", "ru"}
    assert not any(mail.links for mail in mails)


def test_at_an_hour(owner_client, conference, tasks, time_machine):
    participant(conference, person__email="anna@example.org")
    mailing = written(owner_client, conference)
    approve(owner_client, conference, mailing)
    send = at("send", conference, mailing.pk)
    assert "Enter a day" in owner_client.post(send, {"when": "later", "at": ""}).content.decode()
    hour = timezone.now() + dt.timedelta(hours=5)
    said = timezone.localtime(hour, conference.zone).strftime("%Y-%m-%dT%H:%M")
    owner_client.post(send, {"when": "later", "at": said})
    assert not tasks and begin_due_mailings() == 0
    time_machine.move_to(hour + dt.timedelta(minutes=1))
    assert begin_due_mailings() == 1
    carry_out_mailing(*tasks.pop())
    assert Message.objects.of(conference).count() == 1


def test_who_no_longer_sends_mailings_sends_none_at_its_hour(
    owner_client, client_as, member, conference, tasks, time_machine
):
    """Speakers are for the whole team to read; to write to them takes the role that sends mailings."""
    sender = member("registration")
    role = SessionRoleFactory(session__conference=conference, person__email="anna@example.org")
    desk = client_as(sender)
    mailing = begun(desk, conference, "agenda.speakers")
    desk.post(
        at("words", conference, mailing.pk), {"subject_en": "Your session", "body_en": "Please come early."}
    )
    approve(desk, conference, mailing)
    hour = timezone.now() + dt.timedelta(hours=5)
    said = timezone.localtime(hour, conference.zone).strftime("%Y-%m-%dT%H:%M")
    desk.post(at("send", conference, mailing.pk), {"when": "later", "at": said})
    membership = Membership.objects.get(user=sender)
    owner_client.post(
        reverse("conferences_secretariat:member-role", args=[conference.slug, membership.pk]),
        {"role": "check-in"},
    )
    time_machine.move_to(hour + dt.timedelta(minutes=1))
    assert begin_due_mailings() == 1
    carry_out_mailing(*tasks.pop())
    mailing.refresh_from_db()
    assert mailing.status == "paused"
    assert not Message.objects.of(conference).filter(to=role.person.email).exists()


def test_an_hour_is_taken_back(owner_client, conference, tasks):
    participant(conference)
    mailing = written(owner_client, conference)
    approve(owner_client, conference, mailing)
    said = (timezone.now() + dt.timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    owner_client.post(at("send", conference, mailing.pk), {"when": "later", "at": said})
    owner_client.post(at("action", conference, mailing.pk, "unschedule"))
    mailing.refresh_from_db()
    assert mailing.status == "ready" and mailing.send_at is None


def test_a_paused_mailing_sends_nothing_until_it_goes_on(owner_client, conference, tasks, letterbox):
    for number in range(3):
        participant(conference, person__email=f"guest{number}@example.org")
    mailing = sent(owner_client, conference, tasks)
    owner_client.post(at("action", conference, mailing.pk, "pause"))
    deliver_outbox()
    assert not letterbox.taken
    page = owner_client.get(at("send", conference, mailing.pk)).content.decode()
    assert "0 of 3" in page and "Sent or failed" in page
    owner_client.post(at("action", conference, mailing.pk, "resume"))
    carry_out_mailing(*tasks.pop())
    deliver_outbox()
    assert len(letterbox.taken) == 3


def test_who_failed_is_written_to_again_at_the_address_they_have_now(
    owner_client, conference, tasks, letterbox
):
    wrong = participant(conference, person__email="wrong@example.org").person
    participant(conference, person__email="right@example.org")
    letterbox.refuse["wrong@example.org"] = "550 no such user"
    mailing = sent(owner_client, conference, tasks)
    deliver_outbox()
    page = owner_client.get(at("send", conference, mailing.pk), {"state": "failed"}).content.decode()
    assert "550 no such user" in page and "right@example.org" not in page
    wrong.email = "new@example.org"
    wrong.save()
    owner_client.post(at("action", conference, mailing.pk, "resend"))
    page = owner_client.get(at("send", conference, mailing.pk), {"all": 1}).content.decode()
    assert "Being sent" in page and "1 of 2" in page, "until the outbox has sent it"
    deliver_outbox()
    page = owner_client.get(at("send", conference, mailing.pk), {"all": 1}).content.decode()
    assert "Being sent" not in page and "2 of 2" in page
    assert sorted(envelope.rcpt_tos[0] for envelope in letterbox.taken) == [
        "new@example.org",
        "right@example.org",
    ]


def test_who_left_since_their_mail_failed_is_not_written_to_again(owner_client, conference, tasks, letterbox):
    row = participant(conference, person__email="wrong@example.org")
    letterbox.refuse["wrong@example.org"] = "550 no such user"
    mailing = sent(owner_client, conference, tasks)
    deliver_outbox()
    row.status = "cancelled"
    row.save()
    letterbox.refuse.clear()
    owner_client.post(at("action", conference, mailing.pk, "resend"))
    deliver_outbox()
    assert not letterbox.taken and Message.objects.get().status == "cancelled"
    page = owner_client.get(at("send", conference, mailing.pk)).content.decode()
    assert "no longer among the people" in page


def test_whoever_leaves_meanwhile_is_not_written_to(owner_client, conference, tasks):
    row = participant(conference)
    mailing = written(owner_client, conference)
    approve(owner_client, conference, mailing)
    row.status = "cancelled"
    row.save()
    owner_client.post(at("send", conference, mailing.pk), {"when": "now"})
    carry_out_mailing(*tasks.pop())
    assert not Message.objects.of(conference).exists()
    assert (
        "no longer among the people" in owner_client.get(at("send", conference, mailing.pk)).content.decode()
    )


def test_the_worker_sends_for_nobody_who_may_not_send_any_more(owner_client, conference, owner, tasks):
    participant(conference)
    mailing = written(owner_client, conference)
    approve(owner_client, conference, mailing)
    owner_client.post(at("send", conference, mailing.pk), {"when": "now"})
    Membership.objects.filter(user=owner).delete()
    carry_out_mailing(*tasks.pop())
    mailing.refresh_from_db()
    assert mailing.status == "paused" and not Message.objects.of(conference).exists()


def test_a_participant_is_found_by_what_was_chosen(owner_client, conference):
    press = CategoryFactory(conference=conference)
    chosen = participant(conference, category=press)
    participant(conference)
    RegistrationFactory(conference=conference, category=press, status="submitted")
    mailing = begun(owner_client, conference, category=str(press.pk), status="approved")
    mailing.refresh_from_db()
    assert [row.pk for row in plan_recipients(mailing).sent_to] == [chosen.person_id]


@pytest.mark.parametrize(
    "segment", ["signed up", "lacking credentials", "not checked in", "a view of the team"]
)
def test_a_segment_of_the_participants_is_written_to_and_nobody_else(owner, conference, segment):
    meant, other = participant(conference), participant(conference)
    options = {}
    if segment == "signed up":
        group = WorkingGroupFactory(conference=conference)
        Seat.objects.create(registration=meant, group=group)
        options = {"place": str(group.pk)}
    elif segment == "lacking credentials":
        for row, state in ((meant, "not-received"), (other, "accepted")):
            row.delegation = DelegationFactory(conference=conference, credentials=state)
            row.save()
        options = {"lacking": "credentials"}
    elif segment == "not checked in":
        ScanFactory(checkpoint=CheckpointFactory(conference=conference), registration=other)
        options = {"status": "never-seen"}
    else:
        query = f"category={meant.category_id}"
        view = SavedView.objects.create(
            conference=conference, user=owner, name="Press", list_key=REVIEW_LIST, query=query, is_shared=True
        )
        options = {"view": str(view.pk)}
    mailing = MailingFactory(conference=conference, options=options)
    assert [row.pk for row in plan_recipients(mailing).sent_to] == [meant.person_id]


def test_a_mailing_that_was_sent_is_neither_changed_nor_deleted(owner_client, conference, tasks):
    participant(conference)
    mailing = sent(owner_client, conference, tasks)
    owner_client.post(at("words", conference, mailing.pk), {**TEXTS, "subject_en": "Other"})
    owner_client.post(at("delete", conference, mailing.pk))
    mailing.refresh_from_db()
    assert mailing.subject["en"] == TEXTS["subject_en"]


def test_the_list_and_the_log_have_a_constant_number_of_queries(
    owner_client, conference, tasks, assert_constant_queries
):
    participant(conference)
    mailing = sent(owner_client, conference, tasks)

    def more():
        person = PersonFactory(conference=conference)
        mailing.recipients.create(person=person, address=person.email, language="en")

    assert_constant_queries(at("send", conference, mailing.pk), more, client=owner_client)
    assert_constant_queries(
        at("list", conference),
        lambda: Mailing.objects.create(conference=conference, name="x", audience="registrations.chosen"),
        client=owner_client,
    )
    other = written(owner_client, conference)
    assert_constant_queries(
        at("preview", conference, other.pk), lambda: participant(conference), client=owner_client
    )


@pytest.mark.parametrize("status", ["failed", "returned"])
def test_what_failed_is_sent_again_in_as_many_queries_for_five_as_for_two(
    owner_client, conference, tasks, monkeypatch, status
):
    """Red while each hundred of recipients was rewritten, though nothing of them had changed."""
    monkeypatch.setattr("confman.mailings.domain.dispatch.BATCH", 1)
    counts = []
    for number in (2, 5):
        for _each in range(number):
            participant(conference)
        mailing = sent(owner_client, conference, tasks)
        Message.objects.filter(key=mailing.message_key).update(status=status)
        with CaptureQueriesContext(connection) as made:
            owner_client.post(at("action", conference, mailing.pk, "resend"))
        counts.append(len(made))
        assert not Message.objects.filter(status=status).exists()
    assert counts[0] == counts[1] <= 35, counts


def recipients(mailing):
    mailing.refresh_from_db()
    return {row.address for row in plan_recipients(mailing).sent_to}


def test_a_choice_that_is_gone_means_nobody(owner_client, conference):
    press = CategoryFactory(conference=conference)
    participant(conference)
    mailing = begun(owner_client, conference, category=str(press.pk))
    press.delete()
    assert not recipients(mailing)
    # Nor is it saved again as if all were meant.
    first = at("change", conference, mailing.pk)
    assert "(no longer there)" in owner_client.get(first).content.decode()
    page = owner_client.post(first, {"name": "The bus", "category": str(press.pk)}).content.decode()
    assert "Your choice is no longer available" in page


@pytest.mark.parametrize("query", ["status=approved", "category={gone}", "answer_gone=x", "unanswered=gone"])
def test_a_view_that_is_gone_or_names_what_is_gone_means_nobody(owner_client, owner, conference, query):
    participant(conference)
    gone = CategoryFactory(conference=conference)
    view = SavedView.objects.create(
        conference=conference,
        list_key=REVIEW_LIST,
        user=owner,
        name="Press",
        is_shared=True,
        query=query.format(gone=gone.pk),
    )
    mailing = begun(owner_client, conference, view=str(view.pk))
    (view if query == "status=approved" else gone).delete()
    assert not recipients(mailing)


def test_a_view_by_vetting_is_no_reason_to_write_to_anybody(owner_client, owner, conference):
    participant(conference)
    view = SavedView.objects.create(
        conference=conference,
        list_key=REVIEW_LIST,
        user=owner,
        name="Cleared",
        is_shared=True,
        query="vetting=cleared",
    )
    mailing = begun(owner_client, conference)
    assert "Cleared" not in owner_client.get(at("change", conference, mailing.pk)).content.decode()
    mailing.options = {"view": str(view.pk)}
    mailing.save()
    assert not recipients(mailing)


def test_a_view_with_columns_and_an_order_is_a_view(owner_client, owner, conference):
    participant(conference, person__email="anna@example.org")
    view = SavedView.objects.create(
        conference=conference,
        list_key=REVIEW_LIST,
        user=owner,
        name="All",
        is_shared=True,
        query="column=x&sort=-name&status=approved",
    )
    assert recipients(begun(owner_client, conference, view=str(view.pk))) == {"anna@example.org"}


def test_nobody_approves_more_mails_than_they_saw(owner_client, conference):
    participant(conference)
    mailing = written(owner_client, conference)
    look = at("preview", conference, mailing.pk)
    assert 'name="people" value="1"' in owner_client.get(look).content.decode()
    participant(conference)
    mailing.refresh_from_db()
    seen = {"revision": mailing.revision, "people": 1}
    page = owner_client.post(look, seen, follow=True).content.decode()
    assert "there are 2 now. Review the mails again." in page
    mailing.refresh_from_db()
    assert mailing.status == "draft" and not mailing.recipients.exists()


def test_who_serves_several_delegations_gets_the_name_and_link_of_one_that_was_chosen(
    owner_client, conference, tasks
):
    early = FocalPointFactory(delegation__conference=conference, delegation__credentials="accepted")
    late = FocalPointFactory(delegation__conference=conference, person=early.person)
    mailing = begun(
        owner_client, conference, "registrations.focal_points", credentials=late.delegation.credentials
    )
    mailing.refresh_from_db()
    values = values_for(mailing, [early.person_id])
    assert values[early.person_id]["delegation"] == late.delegation.name


def test_looking_at_a_scheduled_mailing_again_leaves_its_hour(owner_client, conference, tasks):
    participant(conference)
    mailing = written(owner_client, conference)
    approve(owner_client, conference, mailing)
    said = (timezone.now() + dt.timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    owner_client.post(at("send", conference, mailing.pk), {"when": "later", "at": said})
    assert (
        "Approve these mails" not in owner_client.get(at("preview", conference, mailing.pk)).content.decode()
    )
    assert "Cancel the set time" in approve(owner_client, conference, mailing).content.decode()
    mailing.refresh_from_db()
    assert mailing.status == "scheduled" and mailing.send_at


def test_a_mailing_that_was_sent_shows_what_became_of_it_and_no_look(owner_client, conference, tasks):
    participant(conference)
    mailing = sent(owner_client, conference, tasks)
    answer = owner_client.get(at("preview", conference, mailing.pk))
    assert answer.url == at("send", conference, mailing.pk)
    assert at("preview", conference, mailing.pk) not in owner_client.get(answer.url).content.decode()


def test_from_each_view_of_the_log_there_is_a_way_to_all_also_while_mails_wait(
    owner_client, conference, tasks
):
    participant(conference)
    participant(conference, person__email="")
    mailing = sent(owner_client, conference, tasks)
    page = owner_client.get(at("send", conference, mailing.pk), {"state": "left-out"}).content.decode()
    assert re.search(r'<a href="\?[^"]*"[^>]*>All *<span class="count">2<', page)
    assert re.search(r'<a href="[^"]*" aria-current="page">Left out *<span class="count">1<', page)
    # The request that the page makes meanwhile keeps the view.
    poll = html.unescape(re.search(r'id="mailing-progress"[^>]*hx-get="([^"]+)"', page)[1])
    part = owner_client.get(poll).content.decode()
    assert 'id="list-views" hx-swap-oob="true"' in part and "<table" not in part
    assert re.search(r'aria-current="page">Left out *<span class="count">1<', part)


def test_who_cannot_be_written_to_stops_nobody_else(owner_client, conference, tasks):
    participant(conference, person__email=f"visitor@{SYSTEM_DOMAIN}")
    participant(conference, person__email="anna@example.org")
    mailing = sent(owner_client, conference, tasks)
    assert [mail.to for mail in Message.objects.of(conference)] == ["anna@example.org"]
    assert mailing.status == "done"
    page = owner_client.get(at("send", conference, mailing.pk)).content.decode()
    assert "the mail could not be written" in page


def test_a_letter_that_is_refused_stops_nobody_else(owner_client, conference, tasks, monkeypatch):
    bad = participant(conference, person__email="bad@example.org").person
    participant(conference, person__email="anna@example.org")

    def write(mailing, person, values):
        if person == bad:
            raise Refused("No.")
        return write_letter(mailing, person, values)

    monkeypatch.setattr("confman.mailings.domain.dispatch.write_letter", write)
    assert sent(owner_client, conference, tasks).status == "done"
    assert [mail.to for mail in Message.objects.of(conference)] == ["anna@example.org"]


def test_what_somebody_held_back_singly_stays_so(owner_client, owner, conference, tasks, letterbox):
    for number in range(2):
        participant(conference, person__email=f"guest{number}@example.org")
    mailing = sent(owner_client, conference, tasks)
    hold_message(Message.objects.get(to="guest0@example.org"), by=owner)
    owner_client.post(at("action", conference, mailing.pk, "pause"))
    owner_client.post(at("action", conference, mailing.pk, "resume"))
    deliver_outbox()
    assert [envelope.rcpt_tos for envelope in letterbox.taken] == [["guest1@example.org"]]


def test_a_mail_that_was_cancelled_meanwhile_is_not_sent_again(owner_client, conference, tasks, monkeypatch):
    participant(conference)
    mailing = sent(owner_client, conference, tasks)
    Message.objects.update(status="failed")
    bulk_update = MessageQuerySet.bulk_update

    def cancelled_first(rows, *arguments, **options):
        Message.objects.update(status="cancelled")
        return bulk_update(rows, *arguments, **options)

    monkeypatch.setattr(MessageQuerySet, "bulk_update", cancelled_first)
    owner_client.post(at("action", conference, mailing.pk, "resend"))
    assert Message.objects.get().status == "cancelled"


def test_a_mail_sent_again_names_who_gets_it_now(owner_client, conference, tasks):
    person = participant(conference).person
    mailing = sent(owner_client, conference, tasks)
    Message.objects.update(status="failed")
    person.contact = PersonFactory(conference=conference, email="ministry@example.org", name={"en": "Bela"})
    person.save()
    owner_client.post(at("action", conference, mailing.pk, "resend"))
    mail = Message.objects.get()
    assert (mail.to, mail.to_name) == ("ministry@example.org", "Bela")


def test_names_are_found_in_any_script(owner_client, conference, tasks):
    participant(conference, person__name={"ru": "Нодира Рахимова"})
    participant(conference, person__name={"en": "Anna Sample"})
    mailing = sent(owner_client, conference, tasks)
    found = owner_client.get(at("send", conference, mailing.pk), {"q": "Рахимова"}).content.decode()
    assert "Нодира" in found and "Anna Sample" not in found
    Mailing.objects.create(conference=conference, name="Письмо", audience="registrations.chosen")
    found = owner_client.get(at("list", conference), {"q": "письмо"}).content.decode()
    assert "Письмо" in found and "The bus" not in found


def test_the_outbox_calls_tests_by_words(owner_client, conference):
    participant(conference)
    mailing = written(owner_client, conference)
    owner_client.post(at("test", conference, mailing.pk))
    page = owner_client.get(reverse("mail_secretariat:outbox", args=[conference.slug])).content.decode()
    assert "Test: Participants" in page


def test_a_mailing_that_the_worker_pauses_says_why(owner_client, conference, owner, tasks):
    participant(conference)
    mailing = written(owner_client, conference)
    approve(owner_client, conference, mailing)
    owner_client.post(at("send", conference, mailing.pk), {"when": "now"})
    Membership.objects.filter(user=owner).delete()
    carry_out_mailing(*tasks.pop())
    entry = AuditEntry.objects.get(verb="mailings.paused")
    assert entry.target_id == mailing.pk and entry.by.is_system and entry.reason


def test_whose_address_nobody_confirmed_is_written_to_only_where_that_is_chosen(owner_client, conference):
    participant(conference, person__email="anna@example.org")
    RegistrationFactory(conference=conference, person__email="stranger@example.org", confirmed_at=None)
    assert recipients(begun(owner_client, conference)) == {"anna@example.org"}
    chosen = begun(owner_client, conference, status="unconfirmed")
    assert recipients(chosen) == {"stranger@example.org"}


def test_whom_nobody_has_asked_to_speak_is_written_to_only_where_that_is_chosen(owner_client, conference):
    SessionRoleFactory(session__conference=conference, person__email="anna@example.org", status="invited")
    SessionRoleFactory(session__conference=conference, person__email="idea@example.org", status="proposed")
    assert recipients(begun(owner_client, conference, "agenda.speakers")) == {"anna@example.org"}
    chosen = begun(owner_client, conference, "agenda.speakers", status="proposed")
    assert recipients(chosen) == {"idea@example.org"}


def test_speakers_whose_presentation_is_missing_are_written_to_and_nobody_else(owner_client, conference):
    """As the page of presentations has it: also of one item, and not who sent theirs for another."""
    session = SessionFactory(conference=conference)
    item, other = (ItemFactory(session=session, position=place) for place in (1, 2))

    def speaker(name, **fields):
        fields = {"session": session, "role": "speaker", "status": "confirmed", **fields}
        return SessionRoleFactory(person__email=f"{name}@example.org", **fields).person

    speaker("whole"), speaker("item", item=item), speaker("chair", role="chair")
    speaker("done", item=other)
    Material.objects.create(session=session, item=other, link=LINK)
    speaker("unscheduled", session=SessionFactory(conference=conference, start=None, end=None))
    Material.objects.create(session=session, item=item, link=LINK, uploaded_by=speaker("sent"))
    assert recipients(begun(owner_client, conference, "agenda.speakers", lacking="presentation")) == {
        "whole@example.org"
    }
    Material.objects.filter(item=item).delete()
    assert recipients(begun(owner_client, conference, "agenda.speakers", lacking="presentation")) == {
        "whole@example.org", "item@example.org", "sent@example.org",
    }  # fmt: skip
    Material.objects.create(session=session, link=LINK)
    assert recipients(begun(owner_client, conference, "agenda.speakers", lacking="presentation")) == {
        "item@example.org"
    }


def test_required_answers_are_judged_for_the_people_asked_about_alone(conference, monkeypatch):
    rows = [participant(conference) for _number in range(3)]
    judged = []

    def missing(registrations):
        judged.extend(registrations)
        return {row.pk: ["Passport"] for row in registrations}

    monkeypatch.setattr("registrations.desk.web.audience.missing_answers_of", missing)
    mailing = MailingFactory(conference=conference, options={"lacking": "answers"})
    assert values_for(mailing, [rows[0].person_id]).keys() == {rows[0].person_id}
    assert judged == [rows[0]]


@pytest.mark.parametrize("first", ["kept", "merged"])
def test_of_two_merged_recipients_the_one_who_waits_stays(conference, owner, first):
    mailing = MailingFactory(conference=conference, status="sending")
    kept, merged = PersonFactory.create_batch(2, conference=conference)
    waits, other = (kept, merged) if first == "kept" else (merged, kept)
    mailing.recipients.create(person=waits, address="anna@example.org")
    mailing.recipients.create(person=other, state="left-out", left_out="no-address")
    merge_mailings(kept, merged, by=owner)
    row = mailing.recipients.get()
    assert (row.person, row.state, row.address) == (kept, "waiting", "anna@example.org")


def test_a_language_given_up_after_approval_ends_the_mailing_instead_of_stopping_it(
    owner_client, conference, tasks
):
    participant(conference)
    mailing = written(owner_client, conference)
    approve(owner_client, conference, mailing)
    conference.languages = ["uz"]
    conference.save()
    owner_client.post(at("send", conference, mailing.pk), {"when": "now"})
    while tasks:
        carry_out_mailing(*tasks.pop())
    mailing.refresh_from_db()
    assert mailing.status == "done" and mailing.recipients.get().left_out == "refused"
    assert not Message.objects.of(conference).exists()


def test_after_a_restore_a_paused_mailing_that_goes_on_releases_nothing(owner_client, conference, tasks):
    participant(conference)
    mailing = sent(owner_client, conference, tasks)
    action = "mailings_secretariat:mailing-action"
    owner_client.post(reverse(action, args=[conference.slug, mailing.pk, "pause"]))
    close_outbox(by=system_user("command"))
    owner_client.post(reverse(action, args=[conference.slug, mailing.pk, "resume"]))
    assert Message.objects.of(conference).get().status == "held"
