"""Writes a planned import: rows and their SQL are made before the transaction, so that it is short."""

from collections.abc import Mapping
from contextlib import nullcontext
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from confman.accounts.models import User
from confman.audit.domain.audit_listeners import notify_audit_listeners
from confman.audit.domain.recorder import audit_columns, record_audit, record_audit_in_bulk
from confman.conferences.access import clear_rights
from confman.conferences.hook_registries import Event, run_hooks
from confman.people.domain.links import links_follow_the_mailbox
from confman.people.fields import COMPUTED
from confman.people.models import Person
from confman.web.database.bulk import BulkInserts, BulkUpdates
from confman.web.database.rows import copies_of
from registrations.core.domain.capacity import locked, move_places
from registrations.core.domain.ticket_codes import new_ticket_token
from registrations.core.models.category import Category
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import Registration, RegistrationSource, RegistrationStatus
from registrations.imports.domain import BY_IMPORT
from registrations.imports.exchange.resource import OF_PERSON, PeoplePlan, PeopleResource, PlannedRow
from registrations.lifecycle.domain.decisions import offer_places
from registrations.lifecycle.domain.transitions import accept_unconfirmed, set_status
from registrations.lifecycle.table import TRANSITIONS
from registrations.spreadsheets.exchange.cell_values import delegation_kind

# Fields of a registration that a list may change, and the attribute that holds each.
_MOVED = {"category": "category_id", "delegation": "delegation_id", "function": "function"}
_DECIDED = ("status", "confirmed_at", "decided_at", "waiting_since", "offered_until", "ticket_token")


@dataclass(frozen=True)
class ChangedRegistration:
    """An existing registration: as it was read, as it will be, and which fields the list changes."""

    before: Registration
    after: Registration
    fields: tuple[str, ...]

    @property
    def leaves_a_place(self) -> bool:
        return self.before.holds_a_place and bool({"category", "delegation"} & set(self.fields))


@dataclass
class PreparedImport:
    """All that an import will write. Call `write` inside the transaction."""

    resource: PeopleResource
    plan: PeoplePlan
    by: User
    # True if places that become free are offered at once, which writes to those in line.
    offers_places: bool = True
    new_people: list[Person] = field(default_factory=list)
    changed_people: list[Person] = field(default_factory=list)
    registrations: list[Registration] = field(default_factory=list)
    changed: list[ChangedRegistration] = field(default_factory=list)
    inserts: BulkInserts = field(default_factory=BulkInserts)
    updates: BulkUpdates = field(default_factory=BulkUpdates)

    @property
    def moved(self) -> list[Person]:
        """Those whose e-mail the list changes: links in their earlier mailbox stop working."""
        changes = self.resource.person_changes()
        return [after for before, after in changes if before.email.lower() != after.email.lower()]

    def write(self) -> None:
        """Write everything, or nothing.

        Raises CapacityExceeded if there are fewer places than people, Refused where what was read has been
        changed meanwhile.
        """
        conference, by = self.resource.conference, self.by
        # Rows before counters, as in every verb; and the counters late, because others wait for them.
        with links_follow_the_mailbox(*self.moved, by=by) if self.moved else nullcontext():
            self.updates.run()
        self.inserts.run()
        move_places(
            freed=[change.before for change in self.changed if change.before.holds_a_place],
            taken=[
                *(row for row in self.registrations if row.holds_a_place),
                *(change.after for change in self.changed if change.after.holds_a_place),
            ],
        )
        for change in self.changed:
            # Answers on the public form count as soon as someone vouches for the mailbox.
            if (
                change.after.confirmed_at
                and not change.before.confirmed_at
                and change.before.answers.get("pending")
            ):
                current = locked(change.after)
                accept_unconfirmed(current, by=by, vouched=True)
                current.save(update_fields=["answers"])
        if self.offers_places:
            offer_places(conference, by=by, limit=sum(change.leaves_a_place for change in self.changed))
        self._record()
        if self.changed_people:
            run_hooks(Event.NAMES_CHANGED, conference)

    def _record(self) -> None:
        conference, by = self.resource.conference, self.by
        record_audit_in_bulk("people.changed", by=by, conference=conference, targets=self.changed_people)
        for fields in sorted({change.fields for change in self.changed if change.fields}):
            record_audit_in_bulk(
                "registrations.changed",
                by=by,
                conference=conference,
                targets=[change.after for change in self.changed if change.fields == fields],
                details={"fields": list(fields)},
            )
        notify_audit_listeners("registrations.imported", conference=conference, targets=self.registrations)
        approved = [change.after for change in self.changed if change.before.status != change.after.status]
        record_audit_in_bulk("registrations.approved", by=by, conference=conference, targets=approved)
        clear_rights(by)  # approved people may hold a place in a group
        record_audit(
            "registrations.people_imported",
            by=by,
            target=conference,
            details={
                "lines": self.plan.lines,
                "added": len(self.new_people),
                "changed": len(self.changed_people),
                "skipped": self.plan.wrong_lines,
            },
        )


def prepare_import(
    resource: PeopleResource, plan: PeoplePlan, usual: Category, *, approve: bool, by: User
) -> PreparedImport:
    """Make all rows and their SQL. `usual` is the category of rows that name none."""
    conference = resource.conference
    prepared = PreparedImport(resource, plan, by)
    prepared.new_people = list(resource.create_instances)
    prepared.changed_people = list(resource.update_instances)
    for person in (*prepared.new_people, *prepared.changed_people):
        person.prepare_search()
    delegations = _delegations(resource, plan)
    new_delegations = [entry for folded, entry in delegations.items() if folded in plan.delegations]
    prepared.registrations = _new_registrations(resource, plan, usual, delegations, approve=approve)
    prepared.changed = [
        change
        for row in plan.rows
        if row.registration
        and (
            change := _changed(
                row,
                row.registration,
                delegations,
                approve=approve or row.facts.get("status") == RegistrationStatus.APPROVED,
            )
        )
    ]
    groups: list[tuple[list[Any], str, dict[str, str]]] = [
        (prepared.new_people, "people.added", BY_IMPORT),
        (new_delegations, "registrations.delegation_added", BY_IMPORT),
    ]
    for status in sorted({row.status for row in prepared.registrations}):
        rows = [row for row in prepared.registrations if row.status == status]
        groups.append((rows, "registrations.imported", {"status": status}))
    for rows, verb, details in groups:
        prepared.inserts.add(rows)
        prepared.inserts.add_like(
            *audit_columns(verb, by=by, conference=conference, targets=rows, details=details)
        )
    # Registrations before people, as every verb locks them.
    prepared.updates.add(
        [(entry.before, entry.after) for entry in prepared.changed], (*_MOVED, *_DECIDED, "revision")
    )
    prepared.updates.add(resource.person_changes(), (*OF_PERSON, *COMPUTED))
    return prepared


def _delegations(resource: PeopleResource, plan: PeoplePlan) -> dict[str, Delegation]:
    """Map folded names to delegations, including those that the file names first, which are not written yet.

    Protocol approves their names.
    """
    delegations_by_name: dict[str, Delegation] = dict(resource.known_delegations)
    for folded, name in plan.delegations.items():
        kind, country = delegation_kind(str(name))
        delegations_by_name[folded] = Delegation(
            conference=resource.conference, name=name, kind=kind, country=country
        )
        delegations_by_name[folded].prepare_search()
    return delegations_by_name


def _new_registrations(
    resource: PeopleResource,
    plan: PeoplePlan,
    usual: Category,
    delegations: Mapping[str, Delegation],
    *,
    approve: bool,
) -> list[Registration]:
    conference, now = resource.conference, timezone.now()
    usual_registration = Registration(
        conference=conference,
        category=usual,
        source=RegistrationSource.IMPORT,
        is_practice=conference.is_practice,
        status=TRANSITIONS["approve" if approve else "submit"].target,
        submitted_at=now,
        decided_at=now if approve else None,
        # A list of the secretariat's vouches for the people on it.
        confirmed_at=now,
    )
    rows = [row for row in plan.rows if row.registration is None and row.is_registered_anew]
    return [
        _registration_of(row, new, delegations, approve=approve)
        for row, new in zip(rows, copies_of(usual_registration), strict=False)
    ]


def _registration_of(
    row: PlannedRow, new: Registration, delegations: Mapping[str, Delegation], *, approve: bool
) -> Registration:
    """Enter what the list says of a person into their new registration, and return it."""
    facts: dict[str, Any] = {"person": row.person}
    if row.category:
        facts["category"] = row.category
    if row.delegation:
        facts |= {"delegation": delegations.get(row.delegation), "function": row.function}
    if approve:
        facts["ticket_token"] = new_ticket_token()
    for name, value in (facts | row.facts).items():
        setattr(new, name, value)
    return new


def _changed(
    row: PlannedRow, current: Registration, delegations: Mapping[str, Delegation], *, approve: bool
) -> ChangedRegistration | None:
    """Return the change to an existing registration; None if nothing changes."""
    after = copy(current)
    if row.category:
        after.category = row.category
    if row.delegation:
        after.delegation = delegations[row.delegation]
    if row.function and after.delegation_id:
        after.function = row.function
    fields = tuple(
        name for name, attribute in _MOVED.items() if getattr(current, attribute) != getattr(after, attribute)
    )
    if fields:
        after.revision = current.revision + 1
    if approve and current.status in TRANSITIONS["approve"].sources:
        _approve(after)
    return ChangedRegistration(current, after, fields) if fields or after.status != current.status else None


def _approve(registration: Registration) -> None:
    now = timezone.now()
    set_status(
        registration,
        "approve",
        confirmed_at=registration.confirmed_at or now,
        decided_at=now,
        waiting_since=None,
        offered_until=None,
        ticket_token=registration.ticket_token or new_ticket_token(),
    )
