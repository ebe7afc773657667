"""Undo an import of people: rows that it added and nobody has used since are deleted."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.audit.models import AuditEntry
from confman.conferences.models import Conference
from confman.people.models import Consent, Person, PossibleDuplicate
from confman.web.errors import Refused
from registrations.core.domain.capacity import lock_all, move_places
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import Registration, RegistrationSource
from registrations.lifecycle.domain.decisions import offer_places

# Details by which the history tells whom and what a list has added from all that was entered by hand.
BY_IMPORT = {"source": RegistrationSource.IMPORT.value}
IMPORTED, UNDONE = "registrations.people_imported", "registrations.import_undone"
# Rows that come with a person without anybody's doing.
CAME_ALONG = (Consent, PossibleDuplicate)


@dataclass(frozen=True)
class UndoableImport:
    """The registrations that the user's last import added: those that nobody has used since, and the others."""

    unused: list[Registration]
    used: list[Registration]


@dataclass(frozen=True)
class LastImport:
    """An import that was not undone, with its user's entries since the import before: its rows are among them."""

    act: AuditEntry
    entries: QuerySet[AuditEntry]

    @cached_property
    def number(self) -> int:
        """Return how many registrations it added."""
        return self.entries.filter(verb="registrations.imported").count()

    def of(self, verb: str, **details: str) -> set[UUID]:
        """Return what it added by the verb."""
        named = {f"details__{name}": value for name, value in details.items()}
        targets = self.entries.filter(verb=verb, **named).values_list("target_id", flat=True)
        return {target for target in targets if target}


def last_import(conference: Conference, *, by: User) -> LastImport | None:
    """Return the user's last import of people; None if there is none, or it was undone."""
    acts = AuditEntry.objects.of(conference).filter(by=by, verb__in=(IMPORTED, UNDONE)).order_by("-at")
    last, *before = acts[:2] or (None,)
    if last is None or last.verb == UNDONE:
        return None
    entries = AuditEntry.objects.of(conference).filter(by=by, at__lte=last.at)
    return LastImport(last, entries.filter(at__gt=before[0].at) if before else entries)


def undoable_import(conference: Conference, *, by: User) -> UndoableImport | None:
    """Return what undoing the user's last import would delete and leave; None if there is none, or it was undone."""
    if (found := last_import(conference, by=by)) is None:
        return None
    added = found.of("people.added", **BY_IMPORT)
    rows = list(
        Registration.objects.of(conference)
        .filter(pk__in=found.of("registrations.imported"))
        .select_related("person__contact", "delegation")
    )
    unused = _unused(Registration, {row.pk for row in rows}, "registrations.imported")
    # People who were here before the import stay, whatever they are used for.
    people = {row.person_id for row in rows if row.person_id in added}
    busy = people - _unused(Person, people, "people.added", Registration, *CAME_ALONG)
    kept = [row.pk in unused and row.person_id not in busy for row in rows]
    return UndoableImport(
        [row for row, is_unused in zip(rows, kept, strict=True) if is_unused],
        [row for row, is_unused in zip(rows, kept, strict=True) if not is_unused],
    )


def undo_import(conference: Conference, *, by: User) -> int:
    """Delete what the user's last import added and nobody has used since; return how many registrations.

    Places become free and are offered as after any other act. What the import changed in people who were here before
    stays. Raises Refused where there is nothing to undo.
    """
    with transaction.atomic():
        found = last_import(conference, by=by)
        if found is not None:
            # Registrations are locked first, as by every verb.
            lock_all(Registration.objects.filter(pk__in=found.of("registrations.imported")))
            lock_all(Person.objects.filter(pk__in=found.of("people.added", **BY_IMPORT)))
        # Of two who undo at once the second finds that it is done.
        undoable = undoable_import(conference, by=by)
        if found is None or undoable is None or not undoable.unused:
            raise Refused(_("There is nothing to undo."))
        rows = undoable.unused
        Registration.objects.filter(pk__in=[row.pk for row in rows]).delete()
        people = {row.person_id for row in rows} & found.of("people.added", **BY_IMPORT)
        Person.objects.filter(pk__in=people).delete()
        freed = [row for row in rows if row.holds_a_place]
        move_places(freed=freed)
        delegations = found.of("registrations.delegation_added", **BY_IMPORT)
        lock_all(Delegation.objects.filter(pk__in=delegations))
        empty = _unused(Delegation, delegations, "registrations.delegation_added")
        Delegation.objects.filter(pk__in=empty).delete()
        offer_places(conference, by=by, limit=len(freed))
        record_audit(UNDONE, by=by, target=conference, details={"count": len(rows)})
    return len(rows)


def _unused(model: type[models.Model], keys: set[UUID], verb: str, *apart: type[models.Model]) -> set[UUID]:
    """Return which rows have no entry in the history but their first, and nothing that refers to them."""
    entries = AuditEntry.objects.filter(target_id__in=keys).exclude(verb=verb)
    unused = keys - set(entries.values_list("target_id", flat=True))
    relations: list[Any] = [
        field
        for field in model._meta.get_fields(include_hidden=True)
        if field.auto_created and field.is_relation
    ]
    for relation in relations:
        if not relation.concrete and relation.related_model not in apart:
            name = relation.field.attname if not relation.many_to_many else relation.field.name
            users = relation.related_model._base_manager.filter(**{f"{name}__in": unused})
            unused -= set(users.values_list(name, flat=True))
    return unused
