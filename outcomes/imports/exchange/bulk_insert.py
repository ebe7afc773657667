"""Write the rows that an import has read, all of them in one transaction.

Ten thousand rows are prepared before the transaction begins: objects, expected numbers, SQL. Inside it the numbers are
taken; if someone has taken them meanwhile, everything is prepared once more.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.rooms.domain import create_group
from agenda.rooms.models import WorkingGroup
from agenda.sessions.models.session import Session
from confman.accounts.models import User
from confman.audit.domain.audit_listeners import notify_audit_listeners
from confman.audit.domain.recorder import audit_columns, record_audit_in_bulk
from confman.audit.domain.submissions import claim_submission, claims_nothing
from confman.conferences.models import Conference, Theme
from confman.translation.text import TranslatedText
from confman.web.database.bulk import BulkInserts
from confman.web.errors import Refused
from confman.web.search import fold
from outcomes.follow_up.models.follow_up import Response
from outcomes.imports.exchange.cells import quoted
from outcomes.imports.exchange.plan import ImportPlan, locked_rows
from outcomes.imports.exchange.rows import RecommendationRow, RowNumbers, in_languages
from outcomes.plenary.models import Adoption, AdoptionOutcome
from outcomes.recommendations.domain.outcome_documents import (
    NumbersTaken,
    lock_document,
    recommendations_document,
    why_not_for_everyone,
)
from outcomes.recommendations.domain.versions import save_version
from outcomes.recommendations.models.addressee import Addressee, AddresseeKind
from outcomes.recommendations.models.document import OutcomeDocument, Section
from outcomes.recommendations.models.recommendation import Recommendation, Visibility
from outcomes.recommendations.models.stages import STAGES, FollowUpStatus
from outcomes.recommendations.models.version import RecommendationVersion
from registrations.core.models.delegation import Delegation

ATTEMPTS = 5
IMPORTED = "outcomes.recommendation_imported"


@dataclass(frozen=True)
class ImportResult:
    """The numbers of recommendations that were created, changed, and left as they were."""

    created: int
    changed: int
    unchanged: int


def apply_import(
    plan: ImportPlan,
    *,
    by: User,
    before_writing: Callable[[], None] = lambda: None,
    after_writing: Callable[[ImportResult], None] = lambda _result: None,
) -> ImportResult:
    """Write a plan, all or nothing, without its problems: ask whether there are any before.

    `before_writing` and `after_writing` are called in its transaction, to record that the plan was carried out.
    Raises Refused if others keep taking numbers of the conference meanwhile.
    """
    result = ImportResult(len(plan.new), len(plan.changed), plan.unchanged)
    if not (plan.new or plan.changed):
        after_writing(result)
        return result
    with claims_nothing():
        document = recommendations_document(plan.conference, by=by)
    numbers = RowNumbers(plan.conference, document, plan.new)
    for _attempt in range(ATTEMPTS):
        try:
            _write(plan, document, numbers, by, before_writing, lambda: after_writing(result))
            return result
        except NumbersTaken:
            continue
    raise Refused(
        _("Others are numbering recommendations at this moment, so nothing was written. Try it again.")
    )


def _write(
    plan: ImportPlan,
    document: OutcomeDocument,
    numbers: RowNumbers,
    by: User,
    before_writing: Callable[[], None],
    after_writing: Callable[[], None],
) -> None:
    """Write once. Raises NumbersTaken, with nothing written."""
    writer = _RecommendationWriter(plan.conference, document, by, plan.source)
    numbers.predict()
    writer.prepare(plan.new)
    with transaction.atomic():
        before_writing()
        claim_submission()
        if numbers.are_of_document:
            lock_document(document)
        if any(STAGES[row.stage].is_published for row in plan.new) and (
            reason := why_not_for_everyone(document)
        ):
            raise Refused(reason)
        changing = locked_rows(plan)
        numbers.take()
        writer.run()
        for row, before in plan.changed:
            writer.change(changing[before.id], row)
        after_writing()


class _Names:
    """Finds objects by their names in any language, and creates missing ones."""

    def __init__(
        self,
        named_rows: Iterable[Any],
        languages: Sequence[str],
        make: Callable[[TranslatedText], Any] | None,
    ) -> None:
        self.languages = languages
        self.make = make
        self.known: dict[str, Any] = {}
        self.made: list[Any] = []
        for named_row in named_rows:
            for name in named_row.name.values():
                self.known.setdefault(fold(name), named_row)

    def get(self, names: TranslatedText) -> Any:
        named_row = next(
            (self.known[fold(name)] for name in names.values() if fold(name) in self.known), None
        )
        if named_row is None and self.make:
            named_row = self.make(names)
            self.made.append(named_row)
            for name in names.values():
                self.known.setdefault(fold(name), named_row)
        return named_row

    def of_row(self, row: RecommendationRow, attribute: str) -> list[Any]:
        """Return the objects that a row names, in order, each once."""
        names = zip_longest(*in_languages(row, attribute, self.languages).values(), fillvalue="")
        texts = (TranslatedText(zip(self.languages, name, strict=True)) for name in names if any(name))
        return list(dict.fromkeys(map(self.get, texts)))


class _RecommendationWriter:
    def __init__(self, conference: Conference, document: OutcomeDocument, by: User, source: str) -> None:
        self.conference, self.document, self.by, self.source = conference, document, by, source
        self.inserts = BulkInserts()
        self.new_groups: list[WorkingGroup] = []
        self.new_sections: list[Section] = []
        self.imported: list[Recommendation] = []
        languages = conference.languages
        self.addressees = _Names(
            Addressee.objects.of(conference),
            languages,
            lambda name: Addressee(conference=conference, name=name, kind=AddresseeKind.OTHER),
        )
        self.themes = _Names(
            Theme.objects.filter(conference=conference),
            languages,
            lambda name: Theme(conference=conference, name=name),
        )
        self.delegations = _Names(Delegation.objects.of(conference), languages, None)
        self.sections = {
            fold(str(text)): s for s in self.document.sections.all() for text in s.title.values()
        }
        self.groups = {group.code.casefold(): group for group in WorkingGroup.objects.of(conference)}
        self.sessions = dict(Session.objects.of(conference).values_list("guid", "pk"))

    # --- New ones ------------------------------------------------------------------------------------

    def prepare(self, rows: Sequence[RecommendationRow]) -> None:
        """Prepare everything that `run` writes. The rows have their numbers."""
        if not rows:
            return
        existing_ids = set(
            Recommendation.objects.filter(pk__in=[UUID(str(row.id)) for row in rows if row.id]).values_list(
                "pk", flat=True
            )
        )
        pairs = [self._recommendation(row, existing_ids) for row in rows]
        self.imported = recommendations = [recommendation for recommendation, _version in pairs]
        self._link_mergers(rows, recommendations)
        self.inserts.add(recommendations)
        self.inserts.add(version for _recommendation, version in pairs)
        self._link(rows, recommendations)
        self._record_decisions(rows, pairs)
        self.inserts.add_like(
            *audit_columns(
                IMPORTED, by=self.by, conference=self.conference,
                targets=recommendations, details={"source": self.source},
            )
        )  # fmt: skip
        self._add_named(self.inserts)

    def run(self) -> None:
        """Write what was prepared, inside the transaction."""
        self._create_groups()
        self.inserts.run()
        notify_audit_listeners(IMPORTED, conference=self.conference, targets=self.imported)

    def _recommendation(
        self, row: RecommendationRow, existing_ids: set[UUID]
    ) -> tuple[Recommendation, RecommendationVersion]:
        key = UUID(str(row.id)) if row.id else uuid4()
        facts = STAGES[row.stage]
        recommendation = Recommendation(
            id=uuid4() if key in existing_ids else key,
            conference=self.conference,
            document=self.document,
            working_ref=row.working_ref,
            number=row.number,
            stage=row.stage,
            symbol=row.symbol or "",
            adopted_on=(row.adopted_on or self.conference.ends_on) if facts.is_adopted else None,
            published_at=timezone.now() if facts.is_published else None,
            **self._details(row),
        )
        version = RecommendationVersion(
            recommendation=recommendation,
            number=1,
            paragraphs=[paragraph.as_json() for paragraph in row.body],
            original_language=row.original_language or self._first_language(row),
            author=self.by,
            reason=self.source[:300],
        )
        recommendation.current_version = version
        recommendation.prepare_search()
        return recommendation, version

    def _first_language(self, row: RecommendationRow) -> str:
        present = {code for paragraph in row.body for code in paragraph.texts}
        return next((code for code in self.conference.languages if code in present), "")

    def _details(self, row: RecommendationRow) -> dict[str, Any]:
        """Return the plain fields that an import may set on a new or an existing recommendation."""
        delegations, others = self._proposers(row)
        row.delegations = delegations
        return {
            "working_group": self._group(row.working_group),
            "session_id": self.sessions.get(row.session or ""),
            "section": self._section(row),
            "proposed_by": "; ".join(map(quoted, others))[:300] if len(others) > 1 else "".join(others)[:300],
            "sdg_targets": row.sdg_targets or [],
            "concerned_groups": row.concerned_groups or [],
            "priority": row.priority or "",
            "visibility": row.visibility or Visibility.GROUP,
            "follow_up": row.status or FollowUpStatus.NOT_STARTED,
            "due_on": row.due,
            "source": (row.source or self.source)[:200],
        }

    def _group(self, code: str | None) -> WorkingGroup | None:
        if not code:
            return None
        if code.casefold() not in self.groups:
            name = TranslatedText({self.conference.default_language: code})
            group = WorkingGroup(conference=self.conference, code=code, name=name)
            self.groups[code.casefold()] = group
            self.new_groups.append(group)
        return self.groups[code.casefold()]

    def _create_groups(self) -> None:
        """Create the groups named for the first time, under the key by which the rows know them already."""
        for group in self.new_groups:
            create_group(self.conference, by=self.by, id=group.pk, code=group.code, name=group.name)
        self.new_groups = []

    def _section(self, row: RecommendationRow) -> Section | None:
        title = TranslatedText(in_languages(row, "section", self.conference.languages, ""))
        if not title:
            return None
        section = next(
            (self.sections[fold(text)] for text in title.values() if fold(text) in self.sections), None
        )
        if section is None:
            section = Section(document=self.document, title=title, position=len(self.sections))
            self.sections |= {fold(text): section for text in title.values()}
            self.new_sections.append(section)
        return section

    def _proposers(self, row: RecommendationRow) -> tuple[list[Delegation], list[str]]:
        delegations, others = [], []
        for name in row.proposers or []:
            delegation = self.delegations.get(TranslatedText({self.conference.languages[0]: name}))
            if delegation:
                delegations.append(delegation)
            else:
                others.append(name)
        return list(dict.fromkeys(delegations)), others

    def _add_named(self, inserts: BulkInserts) -> None:
        """Create the objects named for the first time, except working groups."""
        for addressee in self.addressees.made:
            addressee.prepare_search()
        for new_rows in (self.addressees.made, self.themes.made, self.new_sections):
            inserts.add(new_rows)
            new_rows.clear()

    def _save_named(self) -> None:
        """Write at once what a changed row names for the first time."""
        self._create_groups()
        inserts = BulkInserts()
        self._add_named(inserts)
        inserts.run()

    def _link(self, rows: Sequence[RecommendationRow], recommendations: Sequence[Recommendation]) -> None:
        targets_by_row = [
            (self.addressees.of_row(row, "addressees"), self.themes.of_row(row, "themes"), row.delegations)
            for row in rows
        ]
        links: tuple[tuple[Any, str], ...] = (
            (Recommendation.addressees.through, "addressee_id"),
            (Recommendation.themes.through, "theme_id"),
            (Recommendation.proposers.through, "delegation_id"),
        )
        for index, (through, column) in enumerate(links):
            self.inserts.add(
                through(recommendation_id=recommendation.pk, **{column: target.pk})
                for recommendation, targets in zip(recommendations, targets_by_row, strict=True)
                for target in targets[index]
            )

    def _record_decisions(
        self, rows: Sequence[RecommendationRow], pairs: Sequence[tuple[Recommendation, RecommendationVersion]]
    ) -> None:
        adoptions, responses = [], []
        for row, (recommendation, version) in zip(rows, pairs, strict=True):
            outcome = self._outcome(row)
            if outcome:
                adoptions.append(self._adoption(row, recommendation, version, outcome))
            responses += [
                Response(recommendation=recommendation, addressee=addressee, **values)
                for addressee, values in self._responses(row)
                # "No reply" in a cell is not a response: only an export writes it.
                if values != {"answer": Response.Answer.NO_REPLY}
            ]
        self.inserts.add(adoptions)
        self.inserts.add(responses)

    def _outcome(self, row: RecommendationRow) -> str:
        facts = STAGES[row.stage]
        if facts.is_rejected:
            return AdoptionOutcome.NOT_ADOPTED
        if not facts.is_adopted:
            return ""
        amended = row.orally_amended or facts.is_amended
        return AdoptionOutcome.ADOPTED_AS_AMENDED if amended else AdoptionOutcome.ADOPTED

    def _adoption(
        self,
        row: RecommendationRow,
        recommendation: Recommendation,
        version: RecommendationVersion,
        outcome: str,
    ) -> Adoption:
        return Adoption(
            recommendation=recommendation,
            version=version,
            outcome=outcome,
            method=row.method or "",
            session_id=self.sessions.get(row.adopted_in or ""),
            votes_for=row.votes_for,
            votes_against=row.votes_against,
            abstentions=row.abstentions,
            orally_amended=bool(row.orally_amended),
            linguistic_revision=bool(row.linguistic_revision),
            decided_on=row.adopted_on or self.conference.ends_on,
            recorded_by=self.by,
        )

    def _responses(self, row: RecommendationRow) -> list[tuple[Addressee, dict[str, Any]]]:
        """Return the values of a Response for each addressee with a response or a letter."""
        columns = {
            "answer": row.response or {},
            "letter_number": row.letter_number or {},
            "letter_date": row.letter_date or {},
        }
        responses = []
        for addressee in self.addressees.of_row(row, "addressees"):
            names = (*addressee.name.values(), "")
            values = {
                column: value
                for column, entries in columns.items()
                if (value := next((entries[name] for name in names if name in entries), None)) is not None
            }
            if values:
                responses.append((addressee, values))
        return responses

    def _link_mergers(
        self, rows: Sequence[RecommendationRow], recommendations: Sequence[Recommendation]
    ) -> None:
        """Link merged ones to the result of the merger: a row of the file, or an existing one."""
        references = {row.merged_into for row in rows if row.merged_into}
        if not references:
            return
        existing = Recommendation.objects.of(self.conference).filter(working_ref__in=references)
        targets = dict(existing.values_list("working_ref", "pk"))
        targets |= {recommendation.working_ref: recommendation.pk for recommendation in recommendations}
        for row, recommendation in zip(rows, recommendations, strict=True):
            if row.merged_into:
                recommendation.merged_into_id = targets.get(row.merged_into)

    # --- Existing ones -------------------------------------------------------------------------------

    def change(self, recommendation: Recommendation, row: RecommendationRow) -> None:
        """Update a recommendation from its row: details, responses, and its text if it is open."""
        details = self._details(row)
        addressees = self.addressees.of_row(row, "addressees")
        themes = self.themes.of_row(row, "themes")
        self._save_named()
        for name, value in details.items():
            setattr(recommendation, name, value)
        recommendation.save()
        recommendation.addressees.set(addressees)
        recommendation.themes.set(themes)
        recommendation.proposers.set(row.delegations)
        for addressee, values in self._responses(row):
            Response.objects.update_or_create(
                recommendation=recommendation, addressee=addressee, defaults=values
            )
        version = recommendation.current_version
        if version is not None and row.body != version.body:
            save_version(recommendation, by=self.by, base=version, body=row.body, reason=self.source)
        record_audit_in_bulk(
            "outcomes.recommendation_reimported", by=self.by, conference=self.conference, targets=[recommendation],
            details={"source": self.source},
        )  # fmt: skip
