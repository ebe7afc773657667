"""Whom the code of a ticket or a badge leads to, as the secretariat's search finds them; the whole code is needed."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.conferences.search_registries import SearchHit
from registrations.attendance.domain.code_reader import token_in
from registrations.badges.models import BadgePrint
from registrations.core.models.registration import Registration


def find_code(conference: Conference, user: Any, words: str) -> list[SearchHit]:
    """Return the registration whose ticket has the code or for which a badge with it was printed."""
    token, _why = token_in(words, conference)
    if not token:
        return []
    printed = BadgePrint.objects.of(conference).filter(token=token).values("registration")
    rows = Registration.objects.of(conference).filter(Q(ticket_token=token) | Q(pk__in=printed))
    return [
        SearchHit(
            str(row.person),
            reverse("registrations_secretariat:registration", args=[conference.slug, row.pk]),
            row.get_status_display() if row.ticket_token == token else _("this badge was replaced"),
            keys=(words,),
        )
        for row in rows.select_related("person")
    ]
