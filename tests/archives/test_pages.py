"""Owners order an archive on the page, take it away, and decide what becomes of the conference."""

import datetime as dt
import io
import zipfile
from pathlib import Path

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.test import Client
from lxml import html

from confman.archives.domain.holds import change_legal_hold
from confman.archives.domain.orders import expire_archives, make_ordered
from confman.archives.models import Archive
from confman.audit.models import AuditEntry
from confman.conferences.domain.changes import change_status
from confman.conferences.domain.deletion import what_deletion_removes
from confman.conferences.models import Conference
from confman.mail.domain.queue import hold_messages, release_messages, resend_messages, retry_failed_messages
from confman.mail.models import Message
from confman.people.domain.privacy import erase_expired, erase_person
from confman.people.models import Person
from confman.web.errors import Refused
from tests.factories import (
    ConferenceFactory,
    MembershipFactory,
    MessageFactory,
    PageFactory,
    PersonFactory,
    RegistrationFactory,
    ThemeFactory,
    UserFactory,
)

PASSPHRASE = "correct horse battery"


@pytest.fixture
def conference(transactional_db):
    return ConferenceFactory(slug="tashkent2027", status="announced")


@pytest.fixture
def owner(conference):
    return MembershipFactory(conference=conference, role="owner").user


@pytest.fixture
def client(owner):
    client = Client()
    client.force_login(owner)
    return client


def page(conference, name: str = "") -> str:
    return f"/{conference.slug}/secretariat/archive/{name}"


def test_an_archive_is_ordered_made_taken_away_and_gone_after_three_days(client, conference, owner):
    PersonFactory(conference=conference)
    answer = client.post(page(conference), {"personal_data": "1", "passphrase": ""}, follow=True)
    assert "The archive is being made." in answer.content.decode()
    archive = Archive.objects.get()
    assert (
        "hx-get" in client.get(page(conference, "progress/"), headers={"HX-Request": "true"}).content.decode()
    )
    make_ordered(archive.pk)
    make_ordered(archive.pk)  # the queue may hand it out again
    archive.refresh_from_db()
    assert (archive.status, archive.progress, archive.message) == ("done", 100, "")
    answer = client.get(page(conference, f"{archive.pk}/file/"))
    assert "no-store" in answer["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as bag:
        assert "tashkent2027/data/rows/people.Person.jsonl" in bag.namelist()
    said = AuditEntry.objects.filter(conference=conference, verb__startswith="archives.", by=owner)
    assert sorted(said.values_list("verb", flat=True)) == [
        "archives.archived",
        "archives.downloaded",
        "archives.ordered",
    ]
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=4)):
        assert expire_archives() == 1
        assert expire_archives() == 0
    assert not Path(default_storage.path(archive.file.name)).exists()
    assert client.get(page(conference, f"{archive.pk}/file/")).status_code == 404


def test_a_passphrase_is_nowhere_in_the_database_afterwards(client, conference):
    client.post(page(conference), {"personal_data": "1", "passphrase": PASSPHRASE})
    archive = Archive.objects.get()
    assert PASSPHRASE not in archive.passphrase
    make_ordered(archive.pk)
    archive.refresh_from_db()
    assert (archive.status, archive.passphrase) == ("done", "")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"personal_data": "0", "passphrase": PASSPHRASE}, "leave out one or the other"),
        ({"personal_data": "1", "passphrase": "short"}, "at least 12 characters"),
        ({"personal_data": "x"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_made_is_said_at_the_form(client, conference, values, said):
    assert said in client.post(page(conference), values).content.decode()
    assert not Archive.objects.exists()


def test_one_archive_is_made_at_a_time(client, conference):
    client.post(page(conference), {"personal_data": "1"})
    answer = client.post(page(conference), {"personal_data": "0"})
    assert "An archive is being made already." in answer.content.decode()


def test_whoever_is_no_owner_any_more_gets_none(client, conference, owner):
    client.post(page(conference), {"personal_data": "1"})
    owner.memberships.update(role="observer")
    make_ordered(Archive.objects.get().pk)
    archive = Archive.objects.get()
    assert archive.status == "failed" and "no longer has the right to do so" in archive.message
    assert not archive.file


def test_an_archived_conference_is_read_and_not_changed(client, conference, owner):
    change_status(conference, "closed", by=owner)
    theme = ThemeFactory(conference=conference)
    themes = f"/{conference.slug}/secretariat/themes/"
    client.post(f"/{conference.slug}/secretariat/settings/status/", {"status": "archived"})
    conference.refresh_from_db()
    assert conference.is_read_only
    # Forms are not offered, and what is sent all the same is refused.
    assert client.get(f"/{conference.slug}/secretariat/").status_code == 200
    assert client.get(f"/{conference.slug}/secretariat/people/").status_code == 200
    assert client.post(f"{themes}{theme.pk}/delete/").status_code == 403
    answer = client.post(f"/{conference.slug}/secretariat/settings/", {"slug": "other"})
    assert answer.status_code == 409 and "This conference is archived" in answer.content.decode()
    assert conference.themes.filter(pk=theme.pk).exists()
    # An owner reopens it.
    client.post(f"/{conference.slug}/secretariat/settings/status/", {"status": "closed"})
    assert client.post(f"{themes}{theme.pk}/delete/").status_code == 302
    assert AuditEntry.objects.filter(verb="conferences.status_changed").count() == 3


def test_visitors_and_participants_change_nothing_in_it_either(conference, owner):
    registration = RegistrationFactory(conference=conference, person__email="p@example.org")
    Conference.objects.filter(pk=conference.pk).update(status="archived")
    for path, values in (
        (f"/{conference.slug}/en/contact/", {"name": "A", "email": "a@example.org", "body": "Hello"}),
        (f"/{conference.slug}/en/register/", {}),
    ):
        assert Client().post(path, values).status_code in (404, 409), path
    assert not conference.contact_messages.exists()
    # Their pages open as before: the code is mailed.
    answer = Client().post(f"/{conference.slug}/me/sign-in/", {"email": registration.person.email})
    assert answer.status_code in (200, 302, 404)


def test_a_superuser_changes_nothing_in_it_either(conference):
    Conference.objects.filter(pk=conference.pk).update(status="archived")
    client = Client()
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    theme = ThemeFactory(conference=conference)
    answer = client.post(f"/{conference.slug}/secretariat/themes/{theme.pk}/delete/")
    assert answer.status_code in (302, 409) and conference.themes.exists()


def test_the_deletion_says_what_goes_and_wants_the_address(client, conference, owner):
    people = [PersonFactory(conference=conference) for _number in range(3)]
    other = PersonFactory()
    PageFactory(conference=conference)
    picture = default_storage.save("photos/x.png", io.BytesIO(b"x"))
    Person.objects.filter(pk=people[0].pk).update(photo=picture)
    refused = client.get(page(conference, "delete/")).content.decode()
    assert "Only a draft, or a conference that is archived" in refused
    client.post(page(conference, "delete/"), {"address": conference.slug})
    assert Conference.objects.filter(pk=conference.pk).exists()
    Conference.objects.filter(pk=conference.pk).update(status="archived")
    assert ("people", 3) in what_deletion_removes(conference)
    tally = html.fromstring(client.get(page(conference, "delete/")).content).xpath("//dl[@class='tally']/div")
    assert ["people", "3"] in [[each.text_content() for each in row] for row in tally]
    answer = client.post(page(conference, "delete/"), {"address": "other"})
    assert "Nothing was deleted" in answer.content.decode()
    answer = client.post(page(conference, "delete/"), {"address": conference.slug})
    assert answer.status_code == 302
    assert list(Person.objects.all()) == [other]
    assert not Conference.objects.filter(pk=conference.pk).exists()
    assert not default_storage.exists(picture)
    entry = AuditEntry.objects.get(verb="conferences.deleted")
    assert (entry.target_label, entry.by) == ("tashkent2027", owner)


def test_a_legal_hold_stops_retention_erasure_and_deletion_until_it_is_lifted(client, conference, owner):
    person = PersonFactory(conference=conference)
    Conference.objects.filter(pk=conference.pk).update(
        status="archived", starts_on="2017-01-01", ends_on="2017-01-02", retention_months=1
    )
    client.post(page(conference, "hold/"), {"reason": "Court of audit, case 7"})
    conference.refresh_from_db()
    assert conference.legal_hold == "Court of audit, case 7"
    assert erase_expired(conference, by=owner) == 0
    with pytest.raises(Refused, match="case 7"):
        erase_person(Person.objects.get(pk=person.pk), by=owner)
    client.post(page(conference, "delete/"), {"address": conference.slug})
    assert Conference.objects.filter(pk=conference.pk).exists()
    change_legal_hold(conference, "", by=owner)
    assert erase_expired(conference, by=owner) == 1, "archived, and erased all the same"
    verbs = AuditEntry.objects.filter(verb__startswith="archives.hold").order_by("at")
    assert [(entry.verb, entry.reason) for entry in verbs] == [
        ("archives.hold_set", "Court of audit, case 7"),
        ("archives.hold_lifted", "Court of audit, case 7"),
    ]


def test_mail_of_a_restored_conference_leaves_once_somebody_lets_it(client, conference, owner):
    from confman.mail.domain.queue import queue_message

    Conference.objects.filter(pk=conference.pk).update(restored_at=dt.datetime.now(dt.UTC))
    conference.refresh_from_db()

    def status(**more):
        return queue_message(
            kind="x", to="a@example.org", subject="x", text="x", language="en", by=owner,
            conference=conference, **more,
        ).status  # fmt: skip

    assert (status(), status(urgent=True)) == ("held", "queued")
    assert "was restored from an archive" in client.get(page(conference)).content.decode()
    client.post(page(conference, "mail/"))
    conference.refresh_from_db()
    assert conference.restored_at is None and status() == "queued"
    assert Message.objects.filter(status="held").count() == 1


def test_whatever_is_pressed_before_it_does_not_leave(client, conference, owner):
    """Sent again, tried again, all that failed tried again, a mailing gone on with: the way out is one."""
    failed = MessageFactory(conference=conference, status="failed")
    held, code = (
        MessageFactory(conference=conference, status="held", is_urgent=urgent) for urgent in (False, True)
    )
    Conference.objects.filter(pk=conference.pk).update(restored_at=dt.datetime.now(dt.UTC))
    conference.refresh_from_db()
    outbox = f"/{conference.slug}/secretariat/mail/"
    for path in (f"{failed.pk}/retry/", f"{held.pk}/release/", "retry-failed/"):
        answer = client.post(outbox + path, follow=True)
        assert "owner releases it here" in answer.content.decode(), path
    assert "until an owner releases it" in client.get(outbox).content.decode()
    for verb in (
        lambda: resend_messages({failed.pk: ("b@example.org", "B")}, conference=conference),
        lambda: retry_failed_messages(conference=conference, by=owner),
    ):
        with pytest.raises(Refused, match="restored from an archive"):
            verb()
    hold_messages(Message.objects.filter(pk=held.pk))
    Message.objects.filter(pk=held.pk).update(is_paused=True)
    assert release_messages(Message.objects.filter(pk=held.pk), conference=conference) == 0
    assert {*Message.objects.values_list("status", flat=True)} == {"failed", "held"}
    # A code to sign in leaves all the same.
    client.post(f"{outbox}{code.pk}/release/")
    client.post(page(conference, "mail/"))
    client.post(f"{outbox}{held.pk}/release/")
    client.post(f"{outbox}{failed.pk}/retry/")
    assert {*Message.objects.values_list("status", flat=True)} == {"queued"}
