"""Two people side by side: what agrees, what differs, and what each has, in words."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.accounts.models import Visitor
from confman.conferences.models import Conference
from confman.people.domain.duplicates import duplicates_of
from confman.people.domain.likeness import Reason
from confman.people.fields import FIELD_NAMED, PERSON_FIELDS, in_order
from confman.people.models import Person, PossibleDuplicate, Sex
from confman.people.registries import person_records
from confman.translation.languages import language_name

REASONS = {
    Reason.SAME_EMAIL: gettext_lazy("the same e-mail"),
    Reason.SAME_PHONE: gettext_lazy("the same telephone"),
    Reason.SAME_NAME: gettext_lazy("the same name"),
    Reason.OTHER_SCRIPT: gettext_lazy("the same name in another script"),
    Reason.OTHER_ORDER: gettext_lazy("the same name, its parts in another order"),
    Reason.OTHER_SPELLING: gettext_lazy("the name spelled otherwise"),
    Reason.TYPING_ERROR: gettext_lazy("nearly the same name, perhaps a typing error"),
    Reason.MISSING_PART: gettext_lazy("a part of the name is missing"),
    Reason.INITIALS: gettext_lazy("an initial in place of a name"),
    Reason.SAME_DELEGATION: gettext_lazy("the same delegation"),
    Reason.SAME_ORGANIZATION: gettext_lazy("the same organization"),
    Reason.SAME_COUNTRY: gettext_lazy("the same country"),
}
_COMPARED = in_order((field for field in PERSON_FIELDS if field.compared), "name")


@dataclass(frozen=True)
class ComparedField:
    """A field of two people as a reader sees it."""

    name: str
    label: str
    first: Any
    second: Any
    differs: bool


def reasons_in_words(reasons: Iterable[str]) -> list[str]:
    """List why two people may be one, the strongest first; unknown reasons of older releases are left out."""
    return [str(REASONS[Reason(reason)]) for reason in reasons if reason in Reason.__members__.values()]


def shown(person: Person, name: str) -> Any:
    """Return a field's value as a reader sees it: a text in all its languages, a photo as a picture."""
    value = getattr(person, name)
    if not value or (name == "sex" and value == Sex.NOT_STATED):
        return ""
    if FIELD_NAMED[name].is_country:
        return value.name
    if name == "photo":
        address = reverse("people_secretariat:person-photo", args=[person.conference.slug, person.pk])
        return format_html('<img class="person-photo" src="{}" alt="{}">', address, _("Photo"))
    if name == "languages":
        return ", ".join(language_name(code) for code in value)
    if name == "language":
        return language_name(value)
    if isinstance(value, dict):
        return " · ".join(dict.fromkeys(value.values()))
    label = getattr(person, f"get_{name}_display", None)
    return capfirst(label()) if label else value


def side_by_side(first: Person, second: Person) -> list[ComparedField]:
    """Return the fields that at least one of them has, the name first."""
    rows = []
    for field in _COMPARED:
        name = field.name
        mine, theirs = shown(first, name), shown(second, name)
        if mine or theirs:
            rows.append(ComparedField(name, field.heading, mine, theirs, _contradict(first, second, name)))
    return rows


def _contradict(first: Person, second: Person, name: str) -> bool:
    """Tell whether both have a value and the values conflict; a missing value conflicts with nothing."""
    mine, theirs = getattr(first, name), getattr(second, name)
    if name == "sex" and Sex.NOT_STATED in (mine, theirs):
        return False
    if isinstance(mine, dict):
        mine, theirs = set(mine.values()), set(theirs.values())
        return bool(mine and theirs) and not (mine <= theirs or theirs <= mine)
    return bool(mine and theirs and mine != theirs)


def summaries(people: Collection[UUID], user: Visitor, conference: Conference) -> dict[UUID, list[str]]:
    """Return what each of these people has on the upper floors, as far as the user may see it."""
    lines_by_person: dict[UUID, list[str]] = defaultdict(list)
    entries = (entry.summary for entry in person_records if entry.summary)
    for summary in sorted(entries, key=lambda summary: summary.position):
        if user.has_perm(summary.permission, conference):
            for person, lines in summary.summarize(people).items():
                lines_by_person[person] += lines
    return lines_by_person


def pairs_in_words(
    pairs: Iterable[PossibleDuplicate], user: Visitor, conference: Conference
) -> list[dict[str, Any]]:
    """Return what a list of pairs shows for each, in a fixed number of queries."""
    pairs = list(pairs)
    has = summaries({key for pair in pairs for key in (pair.first_id, pair.second_id)}, user, conference)
    return [
        {
            "pair": pair,
            "first": pair.first,
            "second": pair.second,
            "reasons": reasons_in_words(pair.reasons),
            "rows": side_by_side(pair.first, pair.second),
            "has": (has.get(pair.first_id, []), has.get(pair.second_id, [])),
        }
        for pair in pairs
    ]


def duplicates_in_words(person: Person) -> list[dict[str, Any]]:
    """List the people who may be the same, for a note on the person's page."""
    return [
        {
            "person": duplicate.person,
            "reasons": reasons_in_words(duplicate.reasons),
            "is_likely": duplicate.is_likely,
        }
        for duplicate in duplicates_of(person)
    ]


def also_known_in_words(person: Person) -> list[str]:
    """List values of records merged into this one that differ from the present ones."""
    return [
        ", ".join(
            " · ".join(value.values()) if isinstance(value, dict) else str(value)
            for field in PERSON_FIELDS
            if field.known_by and (value := identity.get(field.name))
        )
        for identity in person.also_known
    ]
