"""The names of mailings, by which the outbox calls their mails."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.mailings.models import Mailing
from confman.mailings.registries import audiences

_PREFIX = "mailings."


def names_of_mailings(conference: Conference, keys: Collection[str]) -> dict[str, str]:
    """Return the names of the mailings among these kinds of mail, and of their tests, by the kind; one query."""
    key_by_pk: dict[UUID, str] = {}
    names: dict[str, str] = {}
    for key in keys:
        if key.startswith(_PREFIX) and (audience := key.removeprefix(_PREFIX)) in audiences:
            names[key] = _("Test: %(audience)s") % {"audience": audiences.get(audience).label}
            continue
        try:
            key_by_pk[UUID(key.removeprefix(_PREFIX))] = key
        except ValueError:
            continue
    if key_by_pk:
        rows = Mailing.objects.of(conference).filter(pk__in=key_by_pk).values_list("pk", "name")
        names |= {key_by_pk[pk]: name for pk, name in rows}
    return names
