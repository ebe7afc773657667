"""Addresses of the registrations' pages in the secretariat."""

from typing import Any

from django.urls import reverse


def address(conference: Any, name: str, *arguments: Any) -> str:
    """Return the address of a page by its name."""
    return reverse(f"registrations_secretariat:{name}", args=[conference.slug, *arguments])
