"""Importing a list of people: what would happen, and making it happen, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.audit.domain import audit_entries, record_audit, record_audit_in_bulk
from confman.conferences.models import Conference
from confman.people.domain.records import purge_rendered
from confman.web.bulk import BulkInserts
from confman.web.errors import Refused
from registrations.domain.changing import change_registration
from registrations.domain.places import take_places
from registrations.domain.tickets import new_ticket_token
from registrations.exchange.columns import Target, check_columns
from registrations.exchange.people import PeoplePlan, PeopleResource, PlannedRow, Problem
from registrations.exchange.tables import Table
from registrations.exchange.values import delegation_kind
from registrations.models import Category, Delegation, Registration, RegistrationStatus, Source

SHOWN_PROBLEMS = 20


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or (`dry_run`) would have done."""

    added: int
    changed: int
    unchanged: int
    repeated: int
    registered: int
    delegations: int
    problems: tuple[Problem, ...]

    def __str__(self) -> str:
        parts = [
            ngettext("%d person added", "%d people added", self.added) % self.added,
            _("%d changed") % self.changed,
            _("%d unchanged") % self.unchanged,
            ngettext("%d delegation added", "%d delegations added", self.delegations) % self.delegations,
        ]
        if self.repeated:
            parts.append(
                ngettext(
                    "%d line about someone named before", "%d lines about people named before", self.repeated
                )
                % self.repeated
            )
        if self.problems:
            wrong = len({problem.line for problem in self.problems})
            parts.append(ngettext("%d line skipped", "%d lines skipped", wrong) % wrong)
        return ", ".join(parts) + "."


class ImportRefused(Refused):
    """Something in the file is wrong, and nothing was written. `problems` says what and where."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        shown = " ".join(f"{problem}" for problem in problems[:3])
        more = len(problems) - 3
        rest = ngettext(" And %d more.", " And %d more.", more) % more if more > 0 else ""
        super().__init__(_("Nothing was imported. %(problems)s%(rest)s") % {"problems": shown, "rest": rest})


def plan_people(
    conference: Conference, table: Table, mapping: Mapping[int, Target], *, language: str = ""
) -> PeoplePlan:
    """What importing this table would do; nothing is written. Raises Refused for columns that cannot do."""
    check_columns(mapping)
    return PeopleResource(conference, table, mapping, language=language).read()


def import_people(
    conference: Conference,
    table: Table,
    mapping: Mapping[int, Target],
    *,
    by: Any,
    category: Category | None = None,
    approve: bool = False,
    skip_bad: bool = False,
    dry_run: bool = False,
    language: str = "",
) -> ImportReport:
    """Make persons, their registrations and the delegations they name; those on record are brought up to date.

    `category` is for rows that name none (else the conference's first). With `approve` who is new, and who waits
    for a decision, is approved, with a place in every counter. Nobody is written to. Raises ImportRefused where
    a line is wrong, unless `skip_bad`; NoPlace where there are fewer places than people.
    """
    check_columns(mapping)
    resource = PeopleResource(conference, table, mapping, language=language)
    plan = resource.read()
    if plan.problems and not skip_bad:
        raise ImportRefused(plan.problems)
    usual = category or Category.objects.of(conference).first()
    if usual is None:
        raise Refused(_("The conference has no category. Add one first."))
    registered = 0
    if not dry_run:
        prepared = _prepare(resource, plan, usual, approve=approve, by=by)
        with transaction.atomic():
            _write(resource, plan, prepared, approve=approve, by=by)
        registered = len(prepared.registrations)
    return ImportReport(
        added=len(plan.in_state("new")),
        changed=len(plan.in_state("changed")),
        unchanged=len(plan.in_state("unchanged")),
        repeated=plan.repeated,
        registered=registered,
        delegations=len(plan.delegations),
        problems=tuple(plan.problems),
    )


@dataclass(frozen=True)
class Prepared:
    """What an import will add, with its SQL made: the transaction that writes it is short."""

    registrations: list[Registration]
    delegations: Mapping[str, Delegation]  # by folded name, with those that were there
    inserts: BulkInserts


def _prepare(
    resource: PeopleResource, plan: PeoplePlan, usual: Category, *, approve: bool, by: Any
) -> Prepared:
    conference = resource.conference
    inserts = BulkInserts()
    added = resource.create_instances
    inserts.add(added)
    inserts.add(audit_entries("people.added", by=by, conference=conference, targets=added))
    delegations = _delegations(resource, plan)
    new = [each for folded, each in delegations.items() if folded in plan.delegations]
    inserts.add(new)
    inserts.add(audit_entries("registrations.delegation_added", by=by, conference=conference, targets=new))
    registrations = _new_registrations(plan, usual, delegations, approve=approve)
    inserts.add(registrations)
    details = {"status": RegistrationStatus.APPROVED if approve else RegistrationStatus.SUBMITTED}
    inserts.add(
        audit_entries(
            "registrations.imported", by=by, conference=conference, targets=registrations, details=details
        )
    )
    return Prepared(registrations, delegations, inserts)


def _write(resource: PeopleResource, plan: PeoplePlan, prepared: Prepared, *, approve: bool, by: Any) -> None:
    conference = resource.conference
    changed = resource.write_changes()
    record_audit_in_bulk("people.changed", by=by, conference=conference, targets=changed)
    waiting = _to_approve(plan) if approve else []
    if approve:
        take_places([*prepared.registrations, *waiting])
    prepared.inserts.run()
    _approve_waiting(waiting, by=by)
    _change_registrations(plan, prepared.delegations, by=by)
    record_audit(
        "registrations.people_imported",
        by=by,
        conference=conference,
        target=conference,
        details={
            "lines": plan.lines,
            "added": len(resource.create_instances),
            "changed": len(changed),
            "skipped": plan.wrong_lines,
        },
    )
    if changed:
        purge_rendered(conference)


def _delegations(resource: PeopleResource, plan: PeoplePlan) -> dict[str, Delegation]:
    """Folded name -> delegation, with those the file names for the first time, not written yet. Protocol approves
    their names.
    """
    known: dict[str, Delegation] = dict(resource.known_delegations)
    for folded, name in plan.delegations.items():
        kind, country = delegation_kind(str(name))
        known[folded] = Delegation(conference=resource.conference, name=name, kind=kind, country=country)
        known[folded].prepare_search()
    return known


def _new_registrations(
    plan: PeoplePlan, usual: Category, delegations: Mapping[str, Delegation], *, approve: bool
) -> list[Registration]:
    now = timezone.now()
    return [
        Registration(
            conference=row.person.conference,
            person=row.person,
            category=row.category or usual,
            delegation=delegations.get(row.delegation),
            function=row.function if row.delegation else "",
            status=RegistrationStatus.APPROVED if approve else RegistrationStatus.SUBMITTED,
            source=Source.IMPORT,
            is_practice=row.person.conference.is_practice,
            submitted_at=now,
            # A list of the secretariat's vouches for the people on it.
            confirmed_at=now,
            decided_at=now if approve else None,
            ticket_token=new_ticket_token() if approve else None,
        )
        for row in plan.rows
        if row.registration is None and row.is_registered_anew
    ]


def _to_approve(plan: PeoplePlan) -> list[Registration]:
    """Of those who were registered before, who waits for a decision."""
    ids = [row.registration.pk for row in plan.rows if row.registration]
    open_states = (RegistrationStatus.SUBMITTED, RegistrationStatus.WAITING)
    found: list[Registration] = []
    for start in range(0, len(ids), 500):
        batch = Registration.objects.filter(pk__in=ids[start : start + 500], status__in=open_states)
        found += batch.select_for_update()
    return found


def _approve_waiting(registrations: list[Registration], *, by: Any) -> None:
    now = timezone.now()
    for registration in registrations:
        registration.status = RegistrationStatus.APPROVED
        registration.confirmed_at = registration.confirmed_at or now
        registration.decided_at = now
        registration.waiting_since = None
        registration.ticket_token = registration.ticket_token or new_ticket_token()
    fields = ["status", "confirmed_at", "decided_at", "waiting_since", "ticket_token"]
    Registration.objects.bulk_update(registrations, fields, batch_size=200)
    if registrations:
        conference = registrations[0].conference
        record_audit_in_bulk("registrations.approved", by=by, conference=conference, targets=registrations)


def _change_registrations(plan: PeoplePlan, delegations: Mapping[str, Delegation], *, by: Any) -> None:
    """Who was registered before and now has another category, delegation or function."""
    for row in plan.rows:
        if row.registration is None or not _concerns_registration(row):
            continue
        changes: dict[str, Any] = {}
        if row.category:
            changes["category"] = row.category
        if row.delegation:
            changes["delegation"] = delegations[row.delegation]
        if row.function:
            changes["function"] = row.function
        change_registration(row.registration, by=by, **changes)


def _concerns_registration(row: PlannedRow) -> bool:
    return any(name in ("category", "delegation", "function") for name, _before, _after in row.changes)
