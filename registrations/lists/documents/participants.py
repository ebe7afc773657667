"""The list of participants: those who may be listed, by delegation, in the order of protocol.

A person who is not to be listed leaves no gap, no number and no initial. The list says "persons listed",
never "attended".
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from confman.conferences.hook_registries import Query, answers
from confman.conferences.models import Conference
from confman.documents.domain.mastheads import document_meta
from confman.documents.domain.texts import date_in_text, ended_once, in_document, mentions
from confman.documents.meta import DocumentMeta
from confman.documents.rendering.spreadsheets import Sheet
from confman.people.models import PersonLevel, Sector
from confman.people.privacy import Audience, listed_through
from confman.translation.collation import collation_key
from confman.translation.languages import language_name, reading_in
from confman.translation.marks import in_either, unmarked
from confman.web.search import fold
from registrations.core.domain.names import delegation_titles, listed_name, name_of, readable
from registrations.core.models.delegation import Delegation, DelegationKind
from registrations.core.models.registration import FUNCTION_ORDER, Function, Registration
from registrations.lists.domain import by_own_word, lists_go_by_own_word

# In a delegation an ambassador comes before a director, where protocol has not ranked them.
LEVELS = tuple(PersonLevel.values)
AUDIENCES = {"public": Audience.PUBLIC, "participants": Audience.PARTICIPANTS}


@dataclass(frozen=True)
class ListedPerson:
    name: str
    function: str  # in the delegation; '' for a plain delegate
    details: str  # job title, and the organization where it is not the delegation
    # The same in the list's second language, where it has one and says something else there.
    name_also: str = ""
    details_also: str = ""
    suggested: bool = False  # whether the name is transliterated, and nobody has confirmed it


@dataclass(frozen=True)
class ListedDelegation:
    name: str  # '' for those who belong to none
    people: tuple[ListedPerson, ...]
    name_also: str = ""


@dataclass(frozen=True)
class ListedGroup:
    title: str
    delegations: tuple[ListedDelegation, ...]


@dataclass(frozen=True)
class ListOfParticipants:
    meta: DocumentMeta
    groups: tuple[ListedGroup, ...]
    persons_listed: str
    corrections: str
    second_language: str = ""


def build_list_of_participants(
    conference: Conference, *, language: str, options: Mapping[str, Any]
) -> ListOfParticipants:
    """Build the list for an audience.

    `options`: audience (public, participants), own_word (only who agreed themselves, see `listed_groups`),
    provisional, corrections_by (ISO), second_language (a code).
    """
    audience = AUDIENCES[options.get("audience") or "participants"]
    second = options.get("second_language") or ""
    if second == language or second not in conference.languages:
        second = ""
    with in_either(language, second):
        groups, persons_listed = listed_groups(
            conference, language, audience, second=second, own_word=options.get("own_word")
        )
    provisional = bool(options.get("provisional"))
    return ListOfParticipants(
        meta=document_meta(
            conference,
            language=language,
            title=_("Provisional list of participants") if provisional else _("List of participants"),
            symbol="".join(
                answers(
                    Query.DOCUMENT_SYMBOL,
                    conference,
                    "registrations.participants",
                    language,
                    provisional=provisional,
                )
            ),
            distribution=_("General") if audience == Audience.PUBLIC else _("Participants only"),
        ),
        groups=groups,
        persons_listed=persons_listed,
        corrections=_corrections(conference, language, options) if provisional else "",
        second_language=language_name(second, language) if second else "",
    )


def listed_groups(
    conference: Conference,
    language: str,
    audience: Audience,
    *,
    second: str = "",
    own_word: bool | None = None,
) -> tuple[tuple[ListedGroup, ...], str]:
    """Return the groups listed and the number of persons, for the list of participants and for annexes.

    For the public, only those who agreed themselves are named. For participants `own_word` says whether it is so; None
    stands for what is usual in this conference.
    """
    if own_word is None:
        own_word = lists_go_by_own_word(conference)
    own_word = own_word or audience == Audience.PUBLIC
    approved = Registration.objects.of(conference).approved()
    if own_word and not conference.is_practice:
        approved = approved.filter(is_practice=False)
    rows: Any = by_own_word(approved, audience) if own_word else listed_through(approved, audience)
    people = list(rows.select_related("person").prefetch_related("category", "delegation"))
    note = _("Persons listed: %(number)d") % {"number": len(people)} + "."
    note += " " + _(
        "The list names the persons whose registration was approved and who may be listed, including staff, "
        "interpreters and press; it is not a record of attendance."
    )
    if own_word:
        note += " " + _("Only persons who have given their own consent are named.")
    groups = _groups(people, conference, language, second)
    if any(person.suggested for group in groups for part in group.delegations for person in part.people):
        note += " " + _("Names with an asterisk are transliterated.")
    return groups, note


def _corrections(conference: Conference, language: str, options: Mapping[str, Any]) -> str:
    address = conference.contact_email
    sentence = _("Please send corrections to the secretariat%(address)s%(until)s.")
    until = options.get("corrections_by")
    day = dt.date.fromisoformat(str(until)[:10]) if until else None
    return ended_once(
        sentence
        % {
            "address": f" ({address})" if address else "",
            "until": _(" by %(day)s") % {"day": date_in_text(day, language)} if day else "",
        }
    )


def _groups(
    rows: list[Registration], conference: Conference, language: str, second: str
) -> tuple[ListedGroup, ...]:
    """Return States, UN system, IGOs, NGOs, institutions, media, others, secretariat; empty ones are left out."""
    titles: dict[str, str] = {
        **delegation_titles(),
        "without": _("Other participants"),
        "secretariat": _("Secretariat and services"),
    }
    by_group: dict[str, dict[Delegation | None, list[Registration]]] = {key: {} for key in titles}
    delegations_by_name = {
        fold(name): row.delegation for row in rows if row.delegation for name in row.delegation.name.values()
    }
    for row in rows:
        # People of an organization with a delegation stand with it, as an ambassador with the embassy.
        folded_names = (fold(name) for name in row.person.organization.values())
        row.delegation = row.delegation or next(
            (delegations_by_name[name] for name in folded_names if name in delegations_by_name), None
        )
        if row.delegation:
            key: str = row.delegation.kind
        elif row.person.sector == Sector.MEDIA:
            # Like staff the press is left out of figures, but it does not belong to the secretariat.
            key = DelegationKind.MEDIA
        else:
            key = "without" if row.category.in_figures else "secretariat"
        by_group[key].setdefault(row.delegation, []).append(row)
    return tuple(
        ListedGroup(titles[key], _delegations(delegations, conference, language, second))
        for key, delegations in by_group.items()
        if delegations
    )


def _delegations(
    delegations: Mapping[Delegation | None, Iterable[Registration]],
    conference: Conference,
    language: str,
    second: str,
) -> tuple[ListedDelegation, ...]:
    def place(delegation: Delegation | None) -> tuple[bool, int, str]:
        if delegation is None:
            return True, 0, ""
        name = (delegation.sort_name or delegation.name).in_language(language, conference.languages)
        return delegation.precedence is None, delegation.precedence or 0, collation_key(name, language)

    return tuple(
        ListedDelegation(
            name=_formal(delegation, conference, language),
            name_also=_other(
                _formal(delegation, conference, language),
                _formal(delegation, conference, second) if second else "",
            ),
            people=tuple(
                _listed(row, conference, language, second)
                for row in sorted(delegations[delegation], key=lambda row: _rank(row, conference, language))
            ),
        )
        for delegation in sorted(delegations, key=place)
    )


def _formal(delegation: Delegation | None, conference: Conference, language: str) -> str:
    if delegation is None:
        return ""
    return in_document(delegation.formal_name or delegation.name, conference, language)


def _other(first: str, second: str) -> str:
    """Return the text in the second language, or '' if it is the same."""
    return "" if second == first else second


def _rank(row: Registration, conference: Conference, language: str) -> tuple[int, int, int, str]:
    """Return the place in a delegation. Those without a function are delegates: they stand before the alternates."""
    family = readable(row.person.family_name.in_language(language, conference.languages), language).text
    name = name_of(row.person, conference, language)
    return (
        FUNCTION_ORDER.get(row.function, FUNCTION_ORDER[Function.DELEGATE]),
        row.person.rank or 10_000,
        LEVELS.index(row.person.level) if row.person.level in LEVELS else len(LEVELS),
        collation_key(f"{family} {name}".strip(), language),
    )


def _listed(row: Registration, conference: Conference, language: str, second: str) -> ListedPerson:
    name, details = listed_name(row.person, conference, language), _details(row, conference, language)
    name_also = details_also = ""
    if second:
        with reading_in(second, language):
            name_also = listed_name(row.person, conference, second).text
            details_also = _details(row, conference, second)
    return ListedPerson(
        name=f"{name.text}*" if name.suggested else name.text,
        suggested=name.suggested,
        function=capfirst(row.get_function_display())
        if row.delegation and row.function != Function.DELEGATE
        else "",
        details=details,
        name_also=_other(name.text, name_also),
        details_also=_other(details, details_also),
    )


def _details(row: Registration, conference: Conference, language: str) -> str:
    person = row.person
    organization = in_document(person.organization, conference, language)
    if row.delegation and unmarked(organization) in row.delegation.name.values():
        organization = ""
    function = in_document(person.job_title, conference, language)
    parts = (function, "" if mentions(function, organization) else organization)
    return capfirst(", ".join(part for part in parts if part))


def participants_sheet(data: ListOfParticipants) -> Sheet:
    """Return the same as a spreadsheet, a line for each person."""
    rows = [
        [
            group.title,
            delegation.name,
            person.name,
            person.function,
            person.details,
            *([delegation.name_also, person.name_also, person.details_also] if data.second_language else []),
        ]
        for group in data.groups
        for delegation in group.delegations
        for person in delegation.people
    ]
    columns = [
        _("Group"),
        _("Delegation"),
        pgettext("of a person", "Name"),
        _("Function in the delegation"),
        _("Function and organization"),
    ]
    if data.second_language:
        columns += [f"{title} ({data.second_language})" for title in (columns[1], columns[2], columns[4])]
    return Sheet(data.meta.title, columns, rows)
