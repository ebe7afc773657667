"""Warnings before registrations are approved or offered places: quotas that do not suffice, people without e-mail."""

from collections import Counter
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.conferences.models import Conference
from registrations.core.models.category import Category
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import Registration, RegistrationQuerySet

# So many names are told; the number of the rest is given.
MAX_NAMES = 12


def warnings_before(rows: RegistrationQuerySet) -> list[str]:
    """Return a sentence for each quota that these people would exceed, and one that names those without an address."""
    people = list(rows.with_names())
    return [*_too_few_places(people), *_without_address(people)]


def _too_few_places(people: Iterable[Registration]) -> Iterator[str]:
    wanting = [row for row in people if not row.holds_a_place]
    for model, field, words in (
        (Conference, "conference_id", _("The conference: places left %(left)d, needed %(wanted)d.")),
        (Category, "category_id", _("“%(name)s”: places left %(left)d, needed %(wanted)d.")),
        (Delegation, "delegation_id", _("The delegation “%(name)s”: places left %(left)d, needed %(wanted)d.")),
    ):  # fmt: skip
        wanted = Counter(key for row in wanting if (key := getattr(row, field)))
        for counter in model._default_manager.filter(pk__in=wanted, capacity__isnull=False):
            left = max((counter.capacity or 0) - counter.taken, 0)
            if wanted[counter.pk] > left:
                yield words % {"name": counter, "left": left, "wanted": wanted[counter.pk]}


def _without_address(people: Iterable[Registration]) -> Iterator[str]:
    people = list(people)
    names = [str(row.person.name) for row in people if not row.person.mailbox]
    if names and len(people) == 1:
        yield _("There is no e-mail address, so no mail tells of it.")
    elif names:
        shown = ", ".join(names[:MAX_NAMES]) + ("…" if len(names) > MAX_NAMES else "")
        yield ngettext(
            "%(count)d of them has no address, so no mail tells of it: %(names)s.",
            "%(count)d of them have no address, so no mail tells of it: %(names)s.",
            len(names),
        ) % {"count": len(names), "names": shown}
