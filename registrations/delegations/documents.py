"""The list of a delegation for its authority to sign, and protocol's report on delegations and credentials."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.documents.domain.mastheads import document_meta
from confman.documents.domain.texts import date_in_text, in_document
from confman.documents.meta import DocumentMeta
from confman.documents.rendering.spreadsheets import Sheet
from confman.translation.collation import collation_key
from confman.translation.marks import marked_by_letters
from registrations.core.domain.names import delegation_titles, listed_name
from registrations.core.models.delegation import Credentials, Delegation
from registrations.core.models.registration import Function, Registration
from registrations.delegations.domain.members import place_in_the_list
from registrations.delegations.models import DelegationPaper
from registrations.lifecycle.table import ADMISSIBLE


@dataclass(frozen=True)
class SignedMember:
    number: int
    name: str
    job_title: str
    function: str


@dataclass(frozen=True)
class SignedList:
    """One delegation; `heading` is empty for a single one, whose name is the title."""

    heading: str
    note: str
    members: tuple[SignedMember, ...]


@dataclass(frozen=True)
class DelegationLists:
    meta: DocumentMeta
    lists: tuple[SignedList, ...]


# Of a member and their person, who has forty columns.
_SHOWN = (
    *"delegation function status created_at".split(),
    *(
        f"person__{name}"
        for name in "name family_name family_name_first title sex level rank country job_title".split()
    ),
)


def build_delegation_lists(
    conference: Conference, *, language: str, options: Mapping[str, Any]
) -> DelegationLists:
    """List one delegation (`options`: delegation, an id), else all that have named anyone, a page each.

    Names of delegations are as invited. One that protocol has not approved makes the document a draft.
    """
    key = options.get("delegation")
    rows = [row for row in _ordered(conference, language, key) if key or _coming(row)]
    single = bool(key) and len(rows) == 1
    return DelegationLists(
        meta=document_meta(
            conference,
            language=language,
            title=_("List of the delegation") if single else _("Lists of delegations"),
            subtitle=_formal_name(rows[0], conference, language) if single else "",
            draft=any(row.approved_at is None for row in rows),
        ),
        lists=tuple(_signed_list(row, conference, language, single) for row in rows),
    )


def _ordered(conference: Conference, language: str, key: str | None = None) -> list[Delegation]:
    """Return delegations with papers and the members who come, in the order of a list of participants."""
    rows = Delegation.objects.of(conference).prefetch_related(
        Prefetch(
            "registrations",
            Registration.objects.alive().select_related("person").only(*_SHOWN),
            to_attr="coming",
        ),
        Prefetch("papers", DelegationPaper.objects.order_by("uploaded_at", "id")),
    )
    kinds = list(delegation_titles())

    def place(row: Delegation) -> tuple[int, bool, int, str]:
        name = (row.sort_name or row.name).in_language(language, conference.languages)
        return (
            kinds.index(row.kind),
            row.precedence is None,
            row.precedence or 0,
            collation_key(name, language),
        )

    return sorted(rows.filter(pk=key) if key else rows, key=place)


def _coming(delegation: Delegation) -> list[Registration]:
    """Return the members who come, as fetched by `_ordered`."""
    return delegation.coming  # type: ignore[attr-defined]


def _formal_name(delegation: Delegation, conference: Conference, language: str) -> str:
    return in_document(delegation.formal_name or delegation.name, conference, language)


def _signed_list(delegation: Delegation, conference: Conference, language: str, single: bool) -> SignedList:
    members = sorted(_coming(delegation), key=place_in_the_list)
    return SignedList(
        heading="" if single else _formal_name(delegation, conference, language),
        note=""
        if delegation.approved_at
        else _("Protocol has not approved the name of this delegation yet."),
        members=tuple(
            SignedMember(
                number=number,
                name=listed_name(row.person, conference, language).text,
                job_title=capfirst(in_document(row.person.job_title, conference, language)),
                function=capfirst(row.get_function_display()),
            )
            for number, row in enumerate(members, start=1)
        ),
    )


# --- the report ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReportedDelegation:
    name: str
    head: str  # '' where none is named
    named: int
    approved: int
    quota: str  # a number; '–' without a limit
    credentials: str  # '' in an expert meeting
    is_flagged: bool  # whether deficient, or objected to
    note: str
    papers: tuple[str, ...]  # each with the date on which it was received


@dataclass(frozen=True)
class ReportedGroup:
    title: str
    delegations: tuple[ReportedDelegation, ...]
    named: int
    approved: int


@dataclass(frozen=True)
class CredentialsTotal:
    state: str
    number: int


@dataclass(frozen=True)
class DelegationsReport:
    meta: DocumentMeta
    groups: tuple[ReportedGroup, ...]
    has_credentials: bool
    credentials: tuple[CredentialsTotal, ...]
    delegations: int
    named: int
    approved: int
    definition: str


def build_delegations_report(
    conference: Conference, *, language: str, options: Mapping[str, Any]
) -> DelegationsReport:
    """List every delegation by kind; three queries in all."""
    rows = _ordered(conference, language)
    with_credentials = conference.is_intergovernmental
    title = _("Delegations and credentials") if with_credentials else _("Delegations")
    groups = tuple(
        _group(name, of_kind, conference, language)
        for key, name in delegation_titles().items()
        if (of_kind := [row for row in rows if row.kind == key])
    )
    states = Counter(row.credentials for row in rows)
    return DelegationsReport(
        meta=document_meta(
            conference, language=language, title=title, distribution=_("Secretariat and protocol only")
        ),
        groups=groups,
        has_credentials=with_credentials,
        credentials=tuple(
            CredentialsTotal(capfirst(str(state.label)), states[state.value])
            for state in Credentials
            if with_credentials and states[state.value]
        ),
        delegations=len(rows),
        named=sum(group.named for group in groups),
        approved=sum(group.approved for group in groups),
        definition=_(
            "Nominated: persons whom the delegation has named and who have not been withdrawn, replaced or declined. "
            "Approved: those of them who hold a place. The quota is the number of persons whom the delegation may name."
        ),
    )


def _group(title: str, rows: Sequence[Delegation], conference: Conference, language: str) -> ReportedGroup:
    reported = tuple(_reported(row, conference, language) for row in rows)
    return ReportedGroup(
        title=title,
        delegations=reported,
        named=sum(row.named for row in reported),
        approved=sum(row.approved for row in reported),
    )


def _reported(delegation: Delegation, conference: Conference, language: str) -> ReportedDelegation:
    coming = _coming(delegation)
    heads = [row for row in coming if row.function == Function.HEAD]
    shows = conference.is_intergovernmental
    return ReportedDelegation(
        name=_formal_name(delegation, conference, language),
        head=", ".join(listed_name(row.person, conference, language).text for row in heads),
        named=len(coming),
        approved=sum(row.status in ADMISSIBLE for row in coming),
        quota="–" if delegation.capacity is None else str(delegation.capacity),
        credentials=capfirst(delegation.get_credentials_display()) if shows else "",
        is_flagged=shows and delegation.credentials in (Credentials.DEFICIENT, Credentials.OBJECTED),
        note=marked_by_letters(delegation.credentials_note) if shows else "",
        papers=tuple(
            f"{capfirst(paper.get_kind_display())}, "
            + date_in_text(conference.local(paper.uploaded_at).date(), language)
            for paper in delegation.papers.all()
        ),
    )


def delegations_sheet(data: DelegationsReport) -> Sheet:
    """Return the report as a spreadsheet, one line per delegation."""
    columns = [
        _("Group"),
        _("Delegation"),
        _("Head of delegation"),
        _("Nominated"),
        _("Approved"),
        _("Quota"),
    ]
    if data.has_credentials:
        columns += [_("Credentials"), _("Note on the credentials")]
    columns.append(_("Papers"))
    rows = []
    for group in data.groups:
        for line in group.delegations:
            row: list[object] = [group.title, line.name, line.head, line.named, line.approved]
            row.append(int(line.quota) if line.quota.isdigit() else None)
            if data.has_credentials:
                row += [line.credentials, line.note]
            rows.append([*row, "; ".join(line.papers)])
    return Sheet(data.meta.title, columns, rows)
