"""Importing a list of people: what would happen, and doing it, all or nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.web.errors import Refused
from confman.web.uploads.imports import UploadTurn, import_summary
from registrations.core.models.category import Category
from registrations.imports.exchange.bulk_insert import prepare_import
from registrations.imports.exchange.resource import PeoplePlan, PeopleResource
from registrations.spreadsheets.exchange.columns import PEOPLE, ColumnTarget, ListFields, ListSheet
from registrations.spreadsheets.exchange.row_reader import ListRefused, RowProblem
from registrations.spreadsheets.exchange.uploads import PlannedListImport, Progress
from registrations.spreadsheets.models import ListUpload

SHOWN_PROBLEMS = 20


@dataclass(frozen=True)
class PeopleReport:
    """A report of what an import did, or (`dry_run`) would have done."""

    added: int
    changed: int
    unchanged: int
    repeated: int
    registered: int
    delegations: int
    problems: tuple[RowProblem, ...]

    def __str__(self) -> str:
        repeated = ngettext(
            "%d line about someone named before", "%d lines about people named before", self.repeated
        )
        return import_summary(
            (self.added, ngettext("%d person added", "%d people added", self.added)),
            (self.changed, ngettext("%d person changed", "%d people changed", self.changed)),
            (self.delegations, ngettext("%d delegation added", "%d delegations added", self.delegations)),
            unchanged=self.unchanged,
            left=[(self.repeated, repeated)],
            skipped=len({problem.line for problem in self.problems}),
        )


def import_people(
    conference: Conference,
    table: ListSheet,
    mapping: Mapping[int, ColumnTarget],
    *,
    by: User,
    category: Category | None = None,
    approve: bool = False,
    skip_bad: bool = False,
    dry_run: bool = False,
    language: str = "",
    first: Callable[[], None] = lambda: None,
) -> PeopleReport:
    """Import persons, their registrations and the delegations they name; those on record are updated.

    `category` is for rows that name none (else the conference's first). With `approve` new people, and those
    who wait for a decision, are approved, with a place in every counter. Nobody is written to. `first` is called in the
    transaction, before the writing. Raises ListRefused where a line is wrong, unless `skip_bad`; CapacityExceeded
    where there are fewer places than people.
    """
    PEOPLE.check(mapping)
    resource = PeopleResource(conference, table, mapping, language=language)
    plan = resource.read()
    if plan.problems and not skip_bad:
        raise ListRefused(plan.problems)
    return write_people(resource, by=by, category=category, approve=approve, dry_run=dry_run, first=first)


def write_people(
    resource: PeopleResource,
    *,
    by: User,
    category: Category | None = None,
    approve: bool = False,
    dry_run: bool = False,
    first: Callable[[], None] = lambda: None,
    along: Callable[[PeopleReport], None] = lambda _report: None,
) -> PeopleReport:
    """Write what a resource has read, without invalid rows; the last step of `import_people`.

    In its transaction `first` is called before, and `along` after the writing: where it is kept that the list was
    imported.
    """
    conference, plan = resource.conference, resource.plan
    usual = category or Category.objects.of(conference).first()
    if usual is None:
        raise Refused(_("The conference has no category. Add one first."))
    prepared = None if dry_run else prepare_import(resource, plan, usual, approve=approve, by=by)
    report = PeopleReport(
        added=len(plan.in_state("new")),
        changed=len(plan.in_state("changed")),
        unchanged=len(plan.in_state("unchanged")),
        repeated=plan.repeated,
        registered=len(prepared.registrations) if prepared else 0,
        delegations=len(plan.delegations),
        problems=tuple(plan.problems),
    )
    if prepared:
        with transaction.atomic():
            first()
            prepared.write()
            along(report)
    return report


class PeopleListImport(PlannedListImport):
    """Imports persons, their registrations and the delegations they name."""

    kind = "people"
    permission = "registrations.import_people"
    task = "registrations.imports.exchange.plan.run_people_upload"
    verbs = ("registrations.people_imported",)
    max_at_once = 1000

    def fields(self, conference: Conference) -> ListFields:
        return PEOPLE

    def plan(self, upload: ListUpload, table: ListSheet, progress: Progress) -> PeopleResource:
        language = upload.choices["language"]
        resource = PeopleResource(
            upload.conference, table, self.mapping(upload), language=language, progress=progress
        )
        resource.read()
        return resource

    def write(self, upload: ListUpload, plan: PeopleResource, turn: UploadTurn) -> None:
        category = Category.objects.of(upload.conference).filter(pk=upload.choices["category"]).first()
        if category is None:
            raise Refused(_("The category for rows that name none was deleted meanwhile. Choose another."))

        def told(report: PeopleReport) -> None:
            undo = _("You can undo it on the page “Import a list”.") if report.registered else ""
            turn.done(f"{report} {undo}".strip())

        write_people(
            plan,
            by=upload.user,
            category=category,
            approve=upload.choices["approve"],
            first=turn.take,
            along=told,
        )

    def counts(self, plan: PeoplePlan) -> list[tuple[str, int]]:
        *others, wrong = super().counts(plan)
        return [*others, (_("New delegations"), len(plan.delegations)), wrong]


PEOPLE_LISTS = PeopleListImport()
# The task of the worker.
run_people_upload = PEOPLE_LISTS.run
