"""Attachments of mailings; news, and how someone stops it; invitees; whom nobody may read is not offered."""

import datetime as dt

import pytest
import rules
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from confman.accounts.system_users import system_user
from confman.documents.models import DocumentJob
from confman.mail.domain.delivery import deliver_outbox
from confman.mail.models import Message
from confman.mailings.domain.dispatch import carry_out_mailing
from confman.mailings.domain.news import choose_news, news_address, receives_news
from confman.mailings.domain.recipients import plan_recipients
from confman.mailings.models import Mailing, MailingFile
from confman.people.domain.privacy import collect_person_data, erase_expired
from registrations.invitations.domain.invitees import delete_invitee
from registrations.invitations.domain.personal_data import clear_practice_invitees
from registrations.invitations.web.audience import addressees_of
from tests.factories import InviteeFactory, PersonFactory
from tests.mailings.test_mailings import TEXTS, approve, at, begun, participant, sent, tasks, written

__all__ = ["tasks"]

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"0" * 200


def attach(client, conference, mailing, content=PDF, **values):
    file = {"file": SimpleUploadedFile("programme.pdf", content)} if content else {}
    page = client.post(at("files", conference, mailing.pk), {**file, **values}, follow=True)
    mailing.refresh_from_db()
    return page


def test_attachments_go_along_in_their_language(owner_client, conference, tasks, letterbox):
    participant(conference, person__email="en@example.org", person__language="en")
    participant(conference, person__email="ru@example.org", person__language="ru")
    mailing = written(owner_client, conference)
    attach(owner_client, conference, mailing)
    attach(owner_client, conference, mailing, language="ru")
    look = owner_client.get(at("preview", conference, mailing.pk)).content.decode()
    assert look.count("programme.pdf") == 3
    approve(owner_client, conference, mailing)
    owner_client.post(at("send", conference, mailing.pk), {"when": "now"})
    carry_out_mailing(*tasks.pop())
    deliver_outbox()
    assert {
        envelope.rcpt_tos[0]: envelope.content.count(b'filename="programme.pdf"')
        for envelope in letterbox.taken
    } == {"en@example.org": 1, "ru@example.org": 2}
    assert "programme.pdf" in owner_client.get(at("send", conference, mailing.pk)).content.decode()
    # A mailing that was sent keeps its attachments.
    row = mailing.files.first()
    owner_client.post(at("detach", conference, mailing.pk, row.pk))
    assert mailing.files.count() == 2
    assert b"".join(owner_client.get(at("file", conference, mailing.pk, row.pk)).streaming_content) == PDF


def test_an_attachment_has_to_be_looked_at_and_goes_with_its_file(
    owner_client, conference, django_capture_on_commit_callbacks
):
    participant(conference)
    mailing = written(owner_client, conference)
    approve(owner_client, conference, mailing)
    attach(owner_client, conference, mailing)
    assert mailing.status == "draft" and not mailing.recipients.exists()
    row = mailing.files.get()
    assert row.file.storage.exists(row.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        owner_client.post(at("detach", conference, mailing.pk, row.pk))
    assert not mailing.files.exists() and not row.file.storage.exists(row.file.name)
    attach(owner_client, conference, mailing)
    row = mailing.files.get()
    with django_capture_on_commit_callbacks(execute=True):
        owner_client.post(at("delete", conference, mailing.pk))
    assert not MailingFile.objects.exists() and not row.file.storage.exists(row.file.name)


def test_what_may_not_be_attached_is_refused(owner_client, conference, monkeypatch):
    mailing = written(owner_client, conference)
    assert "but it is something else" in attach(owner_client, conference, mailing, b"MZ\x90").content.decode()
    assert "one of them" in attach(owner_client, conference, mailing, b"").content.decode()
    monkeypatch.setattr("confman.mailings.domain.mailings.LARGEST_MAIL", 300)
    attach(owner_client, conference, mailing)
    assert "Take another file away" in attach(owner_client, conference, mailing).content.decode()
    assert mailing.files.count() == 1


def test_a_document_that_was_made_is_attached_as_it_is(owner_client, owner, conference):
    mailing = written(owner_client, conference)
    job = DocumentJob(
        conference=conference, kind="registrations.participants", format="pdf", language="en", status="done"
    )
    job.file.save("participants.pdf", ContentFile(PDF))
    page = owner_client.get(at("files", conference, mailing.pk)).content.decode()
    assert "participants.pdf" in page and "&lt;time" not in page
    attach(owner_client, conference, mailing, b"", document=str(job.pk))
    assert mailing.files.get().file.read() == PDF


def is_news(client, conference):
    """A mailing of news, with its words."""
    return written(client, conference, is_news="True")


def stop(person, **data):
    """The request that a mail program sends for its reader: no cookie, no page before it."""
    path = news_address(person).partition("//")[2].partition("/")[2]
    return Client(enforce_csrf_checks=True).post(f"/{path}", data or {"List-Unsubscribe": "One-Click"})


def test_news_names_the_way_to_stop_it_and_what_is_about_participation_does_not(
    owner_client, conference, tasks, letterbox
):
    person = participant(conference, person__email="anna@example.org", person__language="en").person
    for values in ({"is_news": "True"}, {}):
        sent(owner_client, conference, tasks, **values)
        row = Message.objects.order_by("created_at").last()
        assert news_address(person).rpartition(":")[2] not in f"{row.headers} {row.body_text}"
    deliver_outbox()
    news, other = sorted(
        (envelope.content.decode() for envelope in letterbox.taken), key=lambda raw: "List-Unsub" not in raw
    )
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in news and "/me/news/" in news
    assert "List-Unsubscribe" not in other and "/me/news/" not in other


def test_whoever_stops_news_gets_none_in_the_whole_mailbox(owner_client, conference, tasks):
    office = PersonFactory(conference=conference, email="office@example.org")
    first, second = (participant(conference, person__contact=office).person for _each in range(2))
    anna = participant(conference, person__email="anna@example.org").person
    mailing = is_news(owner_client, conference)
    approve(owner_client, conference, mailing)
    path = "/" + news_address(first).partition("//")[2].partition("/")[2]
    page = Client().get(path)
    assert "Stop news" in page.content.decode() and page["Referrer-Policy"] == "no-referrer"
    assert str(first.name) not in page.content.decode() and "office@" not in page.content.decode()
    assert receives_news(first), "looking changes nothing"
    assert "no more news" in stop(first).content.decode()
    assert not receives_news(first) and not receives_news(second) and receives_news(anna)
    assert collect_person_data(second)["consents"][0]["kind"] == "news"
    # Even where it was approved before.
    owner_client.post(at("send", conference, mailing.pk), {"when": "now"})
    carry_out_mailing(*tasks.pop())
    assert {mail.to for mail in Message.objects.of(conference)} == {"anna@example.org"}
    other = is_news(owner_client, conference)
    look = owner_client.get(at("preview", conference, other.pk)).content.decode()
    assert "2 people do not want news and are left out." in look
    assert len(plan_recipients(written(owner_client, conference)).sent_to) == 2
    # It is recorded once, however often it is sent; and can be taken back.
    stop(first)
    assert first.consents.count() == 1
    stop(first, again="1")
    assert receives_news(second)
    record = owner_client.get(reverse("people_secretariat:person", args=[conference.slug, second.pk]))
    assert "News by e-mail: given" in record.content.decode()


def test_whoever_stops_news_after_a_failure_is_not_written_to_again(
    owner_client, conference, tasks, letterbox
):
    people = [
        participant(conference, person__email=f"{name}@example.org").person for name in ("anna", "boris")
    ]
    letterbox.refuse |= {person.email: "550 no such user" for person in people}
    mailing = sent(owner_client, conference, tasks, is_news="True")
    deliver_outbox()
    letterbox.refuse.clear()
    stop(people[0])
    owner_client.post(at("action", conference, mailing.pk, "resend"))
    deliver_outbox()
    assert [envelope.rcpt_tos for envelope in letterbox.taken] == [["boris@example.org"]]
    log = owner_client.get(at("send", conference, mailing.pk), {"state": "left-out"}).content.decode()
    assert "anna@example.org" in log and "does not want news" in log
    assert not mailing.recipients.failed().exists()


@pytest.mark.parametrize("again", ["the outbox tries it again", "it was held back", "it waits"])
def test_news_that_was_stopped_leaves_the_outbox_no_more(owner_client, conference, tasks, letterbox, again):
    person = participant(conference, person__email="Anna@example.org").person
    sent(owner_client, conference, tasks, is_news="True")
    mail = Message.objects.get()
    if again != "it waits":
        Message.objects.update(status="failed" if "outbox" in again else "held", next_attempt_at=None)
        name = "retry" if "outbox" in again else "release"
        owner_client.post(reverse("mail_secretariat:message-action", args=[conference.slug, mail.pk, name]))
    stop(person)
    deliver_outbox()
    mail.refresh_from_db()
    assert not letterbox.taken and mail.status == "cancelled"


def test_the_link_to_stop_news_works_in_a_draft_whose_pages_are_hidden(conference):
    person = PersonFactory(conference=conference, email="anna@example.org")
    conference.status = "draft"
    conference.save()
    assert stop(person).status_code == 200 and not receives_news(person)
    other = reverse("mailings_portal:news", args=[conference.slug, "nobody"])
    assert Client().get(other).status_code == 404


def test_to_stop_news_deletes_no_documents_and_has_a_limit(conference):
    person = PersonFactory(conference=conference, email="anna@example.org")
    job = DocumentJob(
        conference=conference, kind="registrations.participants", format="pdf", language="en", status="done"
    )
    job.file.save("participants.pdf", ContentFile(PDF))
    assert [stop(person).status_code for _time in range(21)] == [200] * 20 + [429]
    job.refresh_from_db()
    assert job.file


def test_those_who_share_a_mailbox_are_not_said_to_have_spoken(conference):
    office = PersonFactory(conference=conference, email="office@example.org")
    anna, boris = PersonFactory.create_batch(2, conference=conference, contact=office)
    choose_news(anna, False, by=system_user("job"), source="the person, on their own page")
    assert anna.consents.get().source == "the person, on their own page"
    assert {boris.consents.get().source, office.consents.get().source} == {"somebody who shares the mailbox"}


@pytest.mark.parametrize("gone", ["detach", "delete"])
def test_a_test_mail_leaves_without_an_attachment_that_was_taken_away(
    owner_client, conference, letterbox, gone
):
    mailing = written(owner_client, conference)
    attach(owner_client, conference, mailing)
    owner_client.post(at("test", conference, mailing.pk))
    row = [mailing.files.get().pk] if gone == "detach" else []
    owner_client.post(at(gone, conference, mailing.pk, *row))
    deliver_outbox()
    assert {mail.status for mail in Message.objects.all()} == {"sent"}


@pytest.mark.parametrize("gone", ["deleted", "practice that is cleared", "no longer kept"])
def test_an_invitee_who_is_gone_stands_in_no_mailing(owner_client, owner, conference, tasks, gone):
    invitee = InviteeFactory(
        conference=conference, email="office@ministry.example", sent_on=conference.starts_on, is_practice=True
    )
    mailing = begun(owner_client, conference, "registrations.invitees")
    owner_client.post(
        at("words", conference, mailing.pk), {**TEXTS, "body_en": "{greeting},", "subject_en": "The bus"}
    )
    approve(owner_client, conference, mailing)
    assert mailing.recipients.exists()
    if gone == "deleted":
        delete_invitee(invitee, by=owner)
    elif gone == "no longer kept":
        conference.starts_on = conference.ends_on = dt.date(2001, 1, 1)
        conference.save()
        erase_expired(conference, by=owner)
    else:
        clear_practice_invitees(conference, by=owner)
    assert not mailing.recipients.exists()


def test_an_unknown_choice_of_invitees_is_nobody(conference):
    InviteeFactory(conference=conference, sent_on=conference.starts_on)
    found = [len(addressees_of(conference, {"letter": letter})) for letter in ("", "any", "not-sent", "x")]
    assert found == [1, 1, 0, 0]


def test_a_link_to_stop_news_that_is_not_ours_changes_nothing(conference):
    person = PersonFactory(conference=conference, email="anna@example.org")
    for token in ("nobody", news_address(person).rstrip("/").rpartition("/")[2][:-3]):
        address = reverse("mailings_portal:news", args=[conference.slug, token])
        assert Client().get(address).status_code == Client().post(address).status_code == 410
    assert receives_news(person)


def test_invitees_are_written_to_in_the_language_of_their_letter(owner_client, conference, tasks, letterbox):
    ministry = InviteeFactory(
        conference=conference, name={"en": "Ministry of Health"}, email="office@ministry.example", language="ru",
        salutation={"ru": "Ваше Превосходительство,"}, sent_on=conference.starts_on,
    )  # fmt: skip
    InviteeFactory(conference=conference, email="other@example.org", sent_on=None)
    InviteeFactory(conference=conference, email="", sent_on=conference.starts_on)
    mailing = begun(owner_client, conference, "registrations.invitees")
    assert "is_news" not in owner_client.get(at("change", conference, mailing.pk)).content.decode()
    words = {**TEXTS, "body_en": "{greeting}, {institution}", "body_ru": "{greeting}, {institution}"}
    owner_client.post(at("words", conference, mailing.pk), words)
    look = owner_client.get(at("preview", conference, mailing.pk)).content.decode()
    assert "Ministry of Health" in look and "1 person has no e-mail address" in look
    approve(owner_client, conference, mailing)
    owner_client.post(at("send", conference, mailing.pk), {"when": "now"})
    carry_out_mailing(*tasks.pop())
    mail = Message.objects.get()
    assert (mail.to, mail.language, mail.subject) == ("office@ministry.example", "ru", "Автобус")
    assert mail.body_text.startswith("Ваше Превосходительство, Ministry of Health")
    letterbox.refuse[mail.to] = "550 no such user"
    deliver_outbox()
    log = owner_client.get(at("send", conference, mailing.pk), {"q": "ministry"}).content.decode()
    assert "Ministry of Health" in log and "550 no such user" in log
    ministry.email = "new@ministry.example"
    ministry.save()
    owner_client.post(at("action", conference, mailing.pk, "resend"))
    assert Message.objects.get().to == "new@ministry.example"


def test_nobody_is_offered_people_whom_they_may_not_read(owner_client, conference, monkeypatch):
    assert "outcomes.focal_points" in owner_client.get(at("add", conference)).content.decode()
    monkeypatch.setitem(rules.permissions.permissions, "outcomes.view_follow_up", rules.always_deny)
    shown = owner_client.get(at("add", conference)).content.decode()
    assert "registrations.registrations" in shown and "outcomes.focal_points" not in shown
    owner_client.post(at("add", conference), {"name": "x", "audience": "outcomes.focal_points"})
    assert not Mailing.objects.exists()


def test_whose_people_one_may_not_read_that_mailing_stays_closed(
    owner_client, conference, tasks, monkeypatch
):
    participant(conference, person__email="anna@example.org")
    begins, sends = written(owner_client, conference), sent(owner_client, conference, tasks)
    monkeypatch.setitem(
        rules.permissions.permissions, "registrations.write_to_participants", rules.always_deny
    )
    for mailing in (begins, sends):
        for step in ("change", "words", "files", "preview", "send"):
            answer = owner_client.get(at(step, conference, mailing.pk))
            assert answer.status_code == 403 and b"anna@" not in answer.content, step
    assert owner_client.post(at("test", conference, begins.pk)).status_code == 403
    assert owner_client.get(at("list", conference)).status_code == 200
