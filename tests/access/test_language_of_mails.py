"""Anyone who has a mail sent from a public page is written to in the language of that page."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from confman.mail.models import Message
from tests.access import table
from tests.access.pages import WRITTEN, forms_of, undone
from tests.access.test_matrix import ALL_ROWS, ROUTES, address
from tests.factories import PersonFactory, RegistrationFactory, UserFactory
from tests.registrations.forms import send_open_form

MAILBOX = WRITTEN["email"]


def pages(world: Any) -> Iterator[tuple[str, str]]:
    """The pages with a form that anybody may send, and those of accounts."""
    for name, parts, answered in ALL_ROWS:
        if answered == table.EVERYONE and hasattr(ROUTES[name].view_class, "post"):
            yield name, address(world, name, parts)
    for page in ("signup", "login/code", "password/reset"):
        yield page, f"/accounts/{page}/"


def sent_from(page: str, language: str) -> Iterator[Any]:
    """The mails to the one who fills in the form of a page that is read in a language."""
    client = Client(headers={"accept-language": language})
    page = re.sub("^(/[^/]+)/en/", rf"\1/{language}/", page)
    if "/me/" in page or "/delegation/" in page:
        page += f"?language={language}"
    shown = client.get(page, follow=True)
    here = shown.request["PATH_INFO"]
    for form in forms_of(shown):
        if form.address == here and MAILBOX in dict(form.fields).values():
            before = set(Message.objects.values_list("pk", flat=True))
            send_open_form(client, here, form.data)
            yield from Message.objects.exclude(pk__in=before).filter(to=MAILBOX)


@pytest.mark.parametrize("language", ["en", "ru", "uz"])
def test_every_public_page_that_mails_does_it_in_its_own_language(world, language):
    person = PersonFactory(conference=world.conference, email=MAILBOX, user=None)
    RegistrationFactory(conference=world.conference, person=person, status="approved")
    UserFactory(email=MAILBOX).add_address(verified=True)
    sending, wrong = set(), []
    for name, page in pages(world):
        with undone(Client()):
            for letter in sent_from(page, language):
                sending.add(name)
                if letter.language != language:
                    wrong.append(f"{name}: {letter.kind} in {letter.language}")
    assert not wrong
    assert sending >= {
        "registrations_public:register",
        "registrations_public:link-request",
        "people_portal:sign-in",
        "signup",
        "login/code",
        "password/reset",
    }
