"""Pages and news of the site, and messages to the secretariat, as its search finds them."""

from typing import Any

from django.db.models import QuerySet

from confman.conferences.models import Conference, ContactMessage, Page


def pages(conference: Conference) -> QuerySet[Any]:
    """Return the pages and news of the site, found by title and text."""
    return conference.pages.all()


def page_in_words(row: Page) -> tuple[Any, ...]:
    """Return the title, and whether it is a page or news."""
    return row, row.get_kind_display()


def messages(conference: Conference) -> QuerySet[Any]:
    """Return the messages to the secretariat, the latest first, found by writer, address and subject."""
    return conference.contact_messages.all()


def message_in_words(row: ContactMessage) -> tuple[Any, ...]:
    """Return the subject, the writer and the address."""
    return row.subject, row.name, row.email
