"""The report of the Credentials Committee: how many and which States have presented formal credentials, and which not.

The states of credentials are those that protocol has set. What the committee may decide is a proposal: that it has met
is said only where someone chooses so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.documents.domain.mastheads import document_meta
from confman.documents.domain.texts import (
    by_its_title,
    date_in_text,
    dates_in_text,
    ended_once,
    in_document,
    number_in_text,
)
from confman.documents.meta import DocumentMeta
from confman.translation.collation import collation_key
from confman.translation.marks import quotable
from outcomes.register.domain.made_documents import symbol_to_print
from outcomes.reports.documents.blocks import Drafted, ReportBlock, ReportPart, listed, numbered, paragraph
from registrations.core.models.delegation import Credentials, Delegation, DelegationKind
from registrations.delegations.models import DelegationPaper, PaperKind

# Papers by which a delegation names its representatives without formal credentials.
_INFORMING_PAPERS = (PaperKind.CREDENTIALS, PaperKind.NOTE_VERBALE, PaperKind.LETTER)

TITLE = gettext_lazy("Report of the Credentials Committee")


@dataclass(frozen=True)
class StateOfCredentials:
    """A line of the summary: what was presented, and by how many."""

    label: str
    number: int


@dataclass(frozen=True)
class CredentialsReport:
    meta: DocumentMeta
    parts: tuple[ReportPart, ...]
    summary: tuple[StateOfCredentials, ...]
    total: int


@dataclass
class _NamesByCredentials:
    """The names of the delegations, by what each has presented."""

    formal: Sequence[str]
    informed: Sequence[str]
    nothing: Sequence[str]
    deficient: Sequence[str]
    objected: Sequence[str]

    @property
    def total(self) -> int:
        return sum(map(len, vars(self).values()))


def build_credentials_report(
    conference: Conference, *, language: str, options: Mapping[str, Any]
) -> CredentialsReport:
    """Build the report from the delegations of States; a draft unless `options["state"]` is "adopted".

    Organizations are listed apart, as far as protocol has noted credentials of theirs.
    """
    informed = DelegationPaper.objects.filter(kind__in=_INFORMING_PAPERS)
    papers = Prefetch("papers", informed if conference.is_practice else informed.filter(is_practice=False))
    rows = list(Delegation.objects.of(conference).prefetch_related(papers))
    of_states = [row for row in rows if row.kind == DelegationKind.STATE]
    states = _by_what_they_presented(of_states, conference, language)
    other_delegations = [
        row for row in rows if row not in of_states and row.credentials != Credentials.NOT_RECEIVED
    ]
    others = _by_what_they_presented(other_delegations, conference, language)
    adopted = options.get("state") == "adopted"
    return CredentialsReport(
        meta=document_meta(
            conference,
            language=language,
            title=str(TITLE),
            symbol=symbol_to_print(conference, "outcomes.credentials-report", language),
            distribution=_("General"),
            original_language=conference.default_language,
            draft=not adopted,
        ),
        parts=numbered(
            [
                Drafted(_("Introduction"), [*_introduction(conference, language)]),
                Drafted(_("Credentials of representatives of States"), [*_presented(states)]),
                Drafted(_("Other delegations"), [*_of_others(others)]),
                Drafted(_("Recommendation of the Committee"), [*_recommended(states, adopted=adopted)]),
            ]
        ),
        summary=tuple(_summary(states)) if states.total else (),
        total=states.total,
    )


def _by_what_they_presented(
    rows: Sequence[Delegation], conference: Conference, language: str
) -> _NamesByCredentials:
    names_by_group: dict[str, list[str]] = {group.name: [] for group in fields(_NamesByCredentials)}
    for row in rows:
        names_by_group[_group_of(row)].append(in_document(row.formal_name or row.name, conference, language))
    for names in names_by_group.values():
        names.sort(key=lambda name: collation_key(name, language))
    return _NamesByCredentials(**names_by_group)


def _group_of(row: Delegation) -> str:
    if row.credentials in (Credentials.ORIGINAL, Credentials.ACCEPTED):
        return "formal"
    if row.credentials == Credentials.DEFICIENT:
        return "deficient"
    if row.credentials == Credentials.OBJECTED:
        return "objected"
    return "informed" if row.credentials == Credentials.COPY or row.papers.all() else "nothing"


def _introduction(conference: Conference, language: str) -> Iterator[ReportBlock]:
    dates = dates_in_text(conference.starts_on, conference.ends_on, language)
    place = ", ".join(part for part in (str(conference.city), dates) if part)
    yield paragraph(
        by_its_title(
            _(
                "This report concerns the credentials of representatives to the conference “%(title)s” (%(place)s)."
            ),
            str(conference.title),
        )
        % {"title": quotable(conference.title), "place": place}
    )
    yield paragraph(
        ended_once(
            _("It reflects the credentials received by the secretariat as at %(date)s.")
            % {"date": date_in_text(conference.today(), language)}
        )
    )


def _presented(states: _NamesByCredentials) -> Iterator[ReportBlock]:
    if not states.total:
        yield paragraph(_("No State has announced a delegation yet."))
        return
    sentences = (
        (
            states.formal,
            ngettext(
                "Formal credentials, issued by the head of State or Government or by the minister for foreign affairs, "
                "were presented by the following State:",
                "Formal credentials, issued by the head of State or Government or by the minister for foreign affairs, "
                "were presented by the following %(count)s States:",
                len(states.formal),
            ),
        ),
        (
            states.informed,
            ngettext(
                "Information on the appointment of its representatives was communicated by the following State, by "
                "means of a copy of the credentials, a note verbale or a letter:",
                "Information on the appointment of their representatives was communicated by the following %(count)s "
                "States, by means of a copy of the credentials, a note verbale or a letter:",
                len(states.informed),
            ),
        ),
        (
            states.deficient,
            ngettext(
                "The credentials of the following State are not in the form required:",
                "The credentials of the following %(count)s States are not in the form required:",
                len(states.deficient),
            ),
        ),
        (
            states.objected,
            ngettext(
                "An objection was made to the credentials of the following State:",
                "Objections were made to the credentials of the following %(count)s States:",
                len(states.objected),
            ),
        ),
        (
            states.nothing,
            ngettext(
                "The following State has communicated no information on its representatives:",
                "The following %(count)s States have communicated no information on their representatives:",
                len(states.nothing),
            ),
        ),
    )
    for names, sentence in sentences:
        yield from _named(names, sentence)


def _named(names: Sequence[str], sentence: str) -> Iterator[ReportBlock]:
    if names:
        yield paragraph(sentence % {"count": number_in_text(len(names), get_language() or "en")})
        yield listed([f"{'; '.join(names)}."])


def _of_others(others: _NamesByCredentials) -> Iterator[ReportBlock]:
    yield from _named(others.formal, _("Formal credentials were also presented by:"))
    yield from _named(others.informed, _("Information on their representatives was also communicated by:"))
    yield from _named(
        [*others.deficient, *others.objected],
        _("Deficient credentials, or credentials objected to, were received from:"),
    )


def _recommended(states: _NamesByCredentials, *, adopted: bool) -> Iterator[ReportBlock]:
    if not (states.formal or states.informed):
        return
    yield paragraph(
        _("The Committee recommends the following decision to the conference:")
        if adopted
        else _("The Committee may wish to recommend the following decision to the conference:")
    )
    yield listed(
        [
            _(
                "“The conference, having considered the report of the Credentials Committee and its recommendation, "
                "accepts the credentials of the representatives of the States concerned, on the understanding that "
                "formal credentials that are still outstanding will be communicated to the secretariat as soon as "
                "possible.”"
            )
            if states.informed
            else _(
                "“The conference, having considered the report of the Credentials Committee and its recommendation, "
                "accepts the credentials of the representatives of the States concerned.”"
            )
        ]
    )


def _summary(states: _NamesByCredentials) -> Iterator[StateOfCredentials]:
    for label, names in (
        (_("Formal credentials presented"), states.formal),
        (_("Information communicated"), states.informed),
        (_("Not in the form required"), states.deficient),
        (_("Objected to"), states.objected),
        (_("No information"), states.nothing),
    ):
        if names:
            yield StateOfCredentials(label, len(names))
