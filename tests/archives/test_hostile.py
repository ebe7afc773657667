"""A bag made to get more than the conference in it: an account that was blocked, mail that leaves, foreign history."""

import json
import shutil
import zipfile
from pathlib import Path
from uuid import UUID

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError
from django.db import transaction

from confman.accounts.models import User
from confman.accounts.signed_links import make_token, open_links, seal_links
from confman.archives.domain import orders
from confman.archives.domain.contents import archived_fields
from confman.archives.models import Archive
from confman.audit.models import AuditEntry
from confman.backups.domain.archive import plain
from confman.conferences.domain.deletion import delete_conference
from confman.conferences.models import Conference
from confman.mail.models import Message
from registrations.core.models.registration import Registration
from registrations.source_systems.models import SourceReference, Takeover
from tests.archives.conftest import TOP, archived, edited, unarchive
from tests.factories import RegistrationFactory, UserFactory


@pytest.fixture
def whole(db, demo_bag, tmp_path, settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return Path(shutil.copy(demo_bag, tmp_path / "whole.zip"))


def lines_of(parts: dict[str, bytes], label: str) -> list[dict]:
    return [json.loads(line) for line in parts[f"data/rows/{label}.jsonl"].splitlines()]


def write(parts: dict[str, bytes], label: str, lines: list[dict]) -> None:
    parts[f"data/rows/{label}.jsonl"] = b"".join(json.dumps(line).encode() + b"\n" for line in lines)


def history(**values: object):
    def change(parts: dict[str, bytes]) -> None:
        first, *rest = lines_of(parts, "audit.AuditEntry")
        write(parts, "audit.AuditEntry", [{**first, **values}, *rest])

    return change


def mail(*, of_conference: bool = True, **values: object):
    """Add a mail; it waits for the worker."""

    def change(parts: dict[str, bytes]) -> None:
        said = json.loads(parts["data/archive.json"])
        mail = Message(
            to="victim@example.org", subject="Hello", language="en", message_id="<1@x>", status="queued"
        )
        line = {field.name: plain(getattr(mail, field.attname)) for field in archived_fields(Message)}
        line["conference"] = said["conference"] if of_conference else None
        write(parts, "mail.Message", [line | values])
        said["rows"]["mail.Message"] = 1
        parts["data/archive.json"] = json.dumps(said).encode()

    return change


def test_an_account_that_was_blocked_here_stays_blocked(whole, tmp_path):
    members = []

    def note(parts: dict[str, bytes]) -> None:
        accounts = {each["number"]: each["email"] for each in lines_of(parts, "accounts")}
        members.extend(accounts[each["user"]] for each in lines_of(parts, "conferences.Membership"))

    file = edited(whole, tmp_path / "0.zip", note)
    blocked, *others = sorted({email for email in members if not email.endswith(".invalid")})
    UserFactory(email=blocked, is_active=False)
    unarchive(file)
    assert not User.objects.get(email=blocked).is_active
    assert others and all(User.objects.get(email=email).is_active for email in others)


@pytest.mark.parametrize(
    "change",
    [mail(of_conference=False), mail(), history(conference=None), history(verb="archives.restored")],
    ids=["mail of nobody", "mail that waits", "history of the installation", "history of archives"],
)
def test_a_row_that_no_archive_has_is_refused(whole, tmp_path, change):
    with pytest.raises(CommandError, match="is in no archive"):
        unarchive(edited(whole, tmp_path / "0.zip", change))
    assert not any(model.objects.exists() for model in (Conference, Message, AuditEntry))


def test_a_mail_brings_no_link_to_what_is_in_another_conference(whole, tmp_path):
    """The links of a mail are signed as it leaves: a failed one is tried again by the owners of its conference."""
    with zipfile.ZipFile(whole) as bag:
        content = bag.read(f"{TOP}data/rows/registrations.Registration.jsonl")
    own, foreign = UUID(json.loads(content.splitlines()[0])["id"]), RegistrationFactory()
    there: list[str] = []
    for key in (own, foreign.pk):
        seal_links(f"https://x.example.org/me/{make_token('registration', key)}/", there)
    strange = ["registration", f"{there[0]}\n", there[0].replace(":", ":W10:"), there[0].replace("reg", "no")]
    file = edited(whole, tmp_path / "0.zip", mail(status="failed", links=[*there, *strange]))
    unarchive(file)
    found = Message.objects.exclude(conference=foreign.conference).get()
    assert found.links == [there[0], "", "", "", "", ""]
    assert open_links("~personal-link-1~", found.links) == "~personal-link-1~"


def test_links_that_are_none_are_refused(whole, tmp_path):
    with pytest.raises(CommandError, match="cannot be restored"):
        unarchive(edited(whole, tmp_path / "0.zip", mail(status="failed", links=[1])))


@pytest.mark.parametrize("email", ["nobody@system.invalid", "no address", "a" * 200 + "@b"])
def test_an_account_that_nobody_can_have_is_refused(whole, tmp_path, email):
    def change(parts: dict[str, bytes]) -> None:
        *rest, last = lines_of(parts, "accounts")
        write(parts, "accounts", [*rest, {**last, "email": email, "is_system": False}])

    with pytest.raises(CommandError, match="nobody can have such an account"):
        unarchive(edited(whole, tmp_path / "0.zip", change))
    assert not Conference.objects.exists()


def test_what_another_system_said_of_people_is_in_no_archive_without_them(demo, tmp_path):
    report = {"figures": {}, "refused": ["line 1: Zebulon Pike"], "messages": [], "leftovers": [
        {"path": "attendee.email", "count": 1, "example": "zebulon@example.net"}
    ]}  # fmt: skip
    Takeover.objects.create(conference=demo, source="pretix", files=["zebulon.json"], report=report)
    SourceReference.objects.create(
        registration=Registration.objects.of(demo).order_by("id").first(), source="pretix", code="ZEBUL"
    )
    assert b"Zebulon" in b"".join(archived(tmp_path / "0.zip").values())
    told = b"".join(archived(tmp_path / "1.zip", "--without-personal-data").values()).lower()
    assert b"zebul" not in told


def test_no_archive_stays_of_a_conference_that_was_deleted_while_it_was_made(demo, monkeypatch):
    order = Archive.objects.create(conference=demo, requested_by=UserFactory(is_superuser=True))
    made = []

    def archive_then_lose(conference, target, **options):
        target.write_bytes(b"all of it")
        made.append(target)
        with transaction.atomic():
            delete_conference(conference)
        return type("Made", (), {"size": 9})

    monkeypatch.setattr(orders, "archive_conference", archive_then_lose)
    monkeypatch.setattr(orders, "recheck_permission", lambda *_args: None)
    orders.make_ordered(order.pk)
    assert made and not made[0].exists() and not default_storage.exists(made[0].name)
