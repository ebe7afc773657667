"""What waits for whoever looks after the people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.conferences.models import Conference
from confman.conferences.registries import Decision
from confman.people.models import PossibleDuplicate


def duplicate_decisions(conference: Conference, user: Any) -> Iterator[Decision]:
    """For the dashboard: how many pairs are likely, from what is stored."""
    number = PossibleDuplicate.objects.of(conference).open().likely().count()
    if number:
        yield Decision(
            title=ngettext(
                "%(number)d person is probably in the list twice",
                "%(number)d people are probably in the list twice",
                number,
            )
            % {"number": number},
            url=reverse("people_secretariat:duplicate-list", args=[conference.slug]),
            action=_("Compare"),
        )
