"""A personal link and a code are in the mail that leaves, and nowhere else: in no table, no file, no line of a log."""

import logging
import re
from itertools import cycle

import pytest
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.urls import reverse

from confman.accounts.signed_links import LIFETIMES, make_token, read_token
from confman.mail.domain.delivery import deliver_outbox
from confman.mail.domain.dispatch import send_to_address, send_to_person
from confman.mail.domain.queue import queue_message
from confman.mail.models import Message
from confman.mail.registry import BuiltAttachment, mail_kinds
from tests.factories import PersonFactory, RegistrationFactory, UserFactory

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r"[\w-]+:[0-9A-Za-z]+:[\w-]{43}")


def everything_kept() -> str:
    """All values of all rows, and all files."""
    rows = [str(row) for model in apps.get_models() for row in model._base_manager.values()]
    files = [path.read_bytes().decode("latin-1") for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    return "\n".join([*rows, *files])


def letters() -> list[str]:
    """Each mail as it arrived, subject and both texts."""
    return [
        "\n".join([one.subject, one.body, *(str(alternative.content) for alternative in one.alternatives)])
        for one in mail.outbox
    ]


def test_after_a_round_of_every_kind_no_link_is_kept_anywhere(conference, owner, owner_client, caplog):
    caplog.set_level(logging.DEBUG)
    person = PersonFactory(conference=conference, email="anna@example.org")
    for kind, purpose in zip(list(mail_kinds), cycle(LIFETIMES), strict=False):
        token = make_token(purpose, person.pk, 2)
        context = {
            each.name: f"https://example.org/here/me/link/{token}/" if "link" in each.name else each.sample
            for each in kind.placeholders
        }
        send_to_person(kind, person=person, conference=conference, context=context, by=owner)
        send_to_address(kind, address="office@example.org", conference=conference, context=context, by=owner)
    # One that a floor writes itself, as plain text.
    queue_message(
        kind="own", conference=conference, to="a@example.org", subject="A letter", text=f"See /{token}/.", by=owner,
        language="en", attachments=[BuiltAttachment("a.txt", "text/plain", b"Good day")],
    )  # fmt: skip
    waiting = everything_kept()
    deliver_outbox(limit=10_000)

    sent = {token for letter in letters() for token in TOKEN.findall(letter)}
    assert len(sent) >= len(LIFETIMES)
    assert all(any(is_good(purpose, token) for purpose in LIFETIMES) for token in sent)
    for kept in (waiting, everything_kept(), caplog.text):
        assert not [token for token in sent if token in kept or token.rpartition(":")[2] in kept]

    outbox = reverse("mail_secretariat:outbox", args=[conference.slug])
    shown = owner_client.get(outbox, {"status": "sent"}).content.decode()
    for message in Message.objects.filter(links__0__isnull=False)[:20]:
        page = reverse("mail_secretariat:message", args=[conference.slug, message.pk])
        shown += owner_client.get(page).content.decode()
    assert "personal link" in shown and not TOKEN.search(shown) and "~personal-link" not in shown


def is_good(purpose: str, token: str) -> bool:
    try:
        return bool(read_token(purpose, token))
    except Exception:
        return False


@pytest.mark.parametrize("way", ["account_request_login_code", "account_reset_password", "participant"])
def test_no_code_is_kept_while_its_mail_waits_nor_after(client, conference, owner_client, caplog, way):
    caplog.set_level(logging.DEBUG)
    UserFactory(email="anna@example.org")
    RegistrationFactory(conference=conference, person__email="anna@example.org", status="approved")
    own = reverse("people_portal:sign-in", args=[conference.slug])
    address = own if way == "participant" else reverse(way)
    assert client.post(address, {"email": "anna@example.org"}).status_code == 302
    waiting = everything_kept()
    deliver_outbox()
    [letter] = letters()
    pattern = {
        "participant": r"\b\d{3} \d{3} \d{3}\b",
        "account_request_login_code": r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$",
        "account_reset_password": r"/password/reset/key/([^/\s]+)/",
    }[way]
    code = re.search(pattern, letter, re.MULTILINE)[0].strip()
    outbox = reverse("mail_secretariat:outbox", args=[conference.slug])
    shown = owner_client.get(outbox, {"status": "sent"}).content.decode()
    for kept in (waiting, everything_kept(), caplog.text, shown):
        assert code not in kept and code.replace(" ", "") not in kept
    if way == "participant":
        assert "… is your code" in shown
