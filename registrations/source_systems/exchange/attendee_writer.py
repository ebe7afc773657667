"""Writes the attendees of another system: categories, questions, people, registrations, answers, check-ins."""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

from anyascii import anyascii
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agenda.programme.exchange.schedule import Texts, only_text
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit_in_bulk
from confman.conferences.models import Conference
from confman.translation.text import TranslatedText
from confman.web.search import fold
from registrations.attendance.domain.admission import for_checkpoint
from registrations.attendance.domain.attendance import withdrawn_scans
from registrations.attendance.domain.checkpoints import add_checkpoint
from registrations.attendance.domain.people_inside import clear_cached_count
from registrations.attendance.domain.scan_log import ReportedScan, locked, related_scans, write_scans
from registrations.attendance.models import Checkpoint, Direction
from registrations.core.models.category import Category
from registrations.core.models.registration import ENDED, Registration
from registrations.core.models.registration import RegistrationStatus as Status
from registrations.imports.exchange.bulk_insert import prepare_import
from registrations.imports.exchange.resource import PeoplePlan
from registrations.lifecycle.domain.categories import add_category
from registrations.lifecycle.domain.decisions import cancel_registration
from registrations.lifecycle.table import ADMISSIBLE
from registrations.questionnaire.domain import questions as q
from registrations.questionnaire.domain.builder import RESERVED_KEYS, add_field
from registrations.questionnaire.domain.sheet_builder import numbered
from registrations.questionnaire.models import FormField
from registrations.source_systems.exchange.description import (
    SourceAttendee,
    SourceCategory,
    SourceConference,
    SourceQuestion,
    SourceVisit,
)
from registrations.source_systems.exchange.resource import AttendeeResource
from registrations.source_systems.models import SourceReference

_BATCH = 500


class AttendeeWriter:
    """One takeover of attendees, within the caller's transaction. Nobody is written to.

    `messages` and `refused` say, a line each, what was assumed, and who was left out; `figures` what was written.
    """

    def __init__(self, conference: Conference, incoming: SourceConference, *, by: User) -> None:
        self.conference, self.incoming, self.by = conference, incoming, by
        self.messages: list[str] = []
        self.refused: list[str] = []
        self.figures: Counter[str] = Counter()
        self.resource: AttendeeResource | None = None
        self._keys: dict[str, tuple[str, dict[str, str]]] = {}

    def write(self) -> None:
        """Write everything that can be written, in the order in which one thing needs another."""
        categories = self._categories()
        for question in self.incoming.questions:
            self._add_question(question, categories)
        if not self.incoming.attendees:
            return
        for attendee in self.incoming.attendees:
            attendee.submitted_at = self._aware(attendee.submitted_at)
        references = self._references()
        self._cancel(references)
        resource = AttendeeResource(
            self.conference,
            self.incoming.attendees,
            categories=categories,
            person_ids={code: row.person_id for code, row in references.items()},
        )
        self.resource = resource
        plan = resource.read()
        self.refused += [f"{resource.place_of(problem.line)}: {problem.message}" for problem in plan.problems]
        answers = self._answers(resource)
        for row in plan.rows:
            row.facts["answers"] = answers.get(row.person.pk, {})
        usual = Category.objects.of(self.conference)[0]
        prepared = prepare_import(resource, plan, usual, approve=False, by=self.by)
        prepared.offers_places = False
        prepared.write()
        self._count(plan, len(prepared.registrations))
        registrations = self._registrations(resource)
        self._refer(registrations, references)
        self._update_answers(registrations, answers)
        self._write_visits(registrations)

    # --- What registrations need ---------------------------------------------------------------------

    def _categories(self) -> dict[str, Category]:
        """Return a category for each product: of the same name, or new."""
        existing = list(Category.objects.of(self.conference))
        by_name = {fold(name): row for row in existing for name in row.name.values()}
        letters = {row.letter for row in existing}
        position = max((row.position for row in existing), default=0)
        categories_by_code = {}
        holding = Counter(row.category for row in self.incoming.attendees if row.status == Status.APPROVED)
        for product in self.incoming.categories:
            category = by_name.get(fold(only_text(product.name)))
            if category is None:
                position += 1
                letter = _free_letter(only_text(product.name), letters)
                category = add_category(
                    self.conference,
                    by=self.by,
                    name=self._texts(product.name, 120),
                    letter=letter,
                    position=position,
                    capacity=self._capacity(product, holding[product.code]),
                )
                letters.add(letter)
                by_name[fold(only_text(product.name))] = category
                self.figures["categories"] += 1
            categories_by_code[product.code] = category
        return categories_by_code

    def _capacity(self, product: SourceCategory, number: int) -> int | None:
        if product.capacity is None or product.capacity >= number:
            return product.capacity
        self.messages.append(
            _(
                "“%(name)s” has %(taken)d registrations, more than its quota of %(quota)d: it has no limit here."
            )
            % {"name": only_text(product.name), "quota": product.capacity, "taken": number}
        )
        return None

    def _add_question(self, question: SourceQuestion, categories: Mapping[str, Category]) -> None:
        """Add a question, unless there is one of its short name; note what its options are called here."""
        if question.code in self._keys:
            return
        key = _key(question.code, {key for key, _options in self._keys.values()})
        field = FormField.objects.of(self.conference).filter(key=key).first()
        if field is None:
            options = [q.Option("", self._texts(label, 300)) for label in question.options.values()]
            field = add_field(
                self.conference,
                by=self.by,
                type=question.type,
                key=key,
                label=self._texts(question.label, 300) or {self.conference.default_language: question.code},
                help_text=self._texts(question.help_text, 1000),
                required=question.required,
                options=options,
                categories=list({categories[code] for code in question.categories if code in categories}),
            )
            self.figures["questions"] += 1
        elif field.type != question.type:
            self.messages.append(
                _("“%(question)s” is asked here in another way: its answers were left out.")
                % {"question": field.label}
            )
            return
        labels = {
            fold(name): option.key
            for option in q.read_options(field.options)
            for name in option.label.values()
        }
        options_here = {
            code: labels[fold(only_text(label))]
            for code, label in question.options.items()
            if fold(only_text(label)) in labels
        }
        self._keys[question.code] = (key, options_here)

    def _texts(self, texts: Texts, limit: int) -> TranslatedText:
        """Return a text with the languages it has; one that names none is in the conference's first."""
        usual = self.conference.default_language
        return TranslatedText({code or usual: value[:limit] for code, value in texts.items()})

    # --- Registrations -------------------------------------------------------------------------------

    def _references(self) -> dict[str, Registration]:
        """Return the registrations that were taken earlier, by their codes."""
        rows = SourceReference.objects.filter(
            registration__conference=self.conference, source=self.incoming.source
        ).select_related("registration")
        return {row.code: row.registration for row in rows}

    def _answers(self, resource: AttendeeResource) -> dict[UUID, dict[str, Any]]:
        """Return the answers of each person under the keys that the questions have here; the first of two counts."""
        answers_by_person: dict[UUID, dict[str, Any]] = defaultdict(dict)
        for attendee in resource.attendees:
            if planned := resource.planned.get(attendee.code):
                for code, value in attendee.answers.items():
                    if code in self._keys:
                        key, options = self._keys[code]
                        answers_by_person[planned.person.pk].setdefault(key, _in_own_keys(value, options))
        return answers_by_person

    def _count(self, plan: PeoplePlan, registered: int) -> None:
        for state in ("new", "changed", "unchanged"):
            self.figures[f"people_{state}"] = len(plan.in_state(state))
        self.figures["registrations"] = registered
        if plan.repeated:
            self.messages.append(
                ngettext(
                    "%(count)d registration is of somebody who has another one: a person can have only one.",
                    "%(count)d registrations are of people who have another one: a person can have only one.",
                    plan.repeated,
                )
                % {"count": plan.repeated}
            )

    def _registrations(self, resource: AttendeeResource) -> list[tuple[SourceAttendee, Registration]]:
        """Return the attendees with their registrations, the ones that are alive before ended ones."""
        rows = (
            Registration.objects.of(self.conference)
            .select_related("person", "category")
            .order_by("created_at", "id")
        )
        of_person: dict[UUID, Registration] = {}
        for row in rows:
            if row.person_id not in of_person or of_person[row.person_id].status in ENDED:
                of_person[row.person_id] = row
        return [
            (attendee, of_person[planned.person.pk])
            for attendee in resource.attendees
            if (planned := resource.planned.get(attendee.code)) and planned.person.pk in of_person
        ]

    def _refer(
        self,
        registrations: Sequence[tuple[SourceAttendee, Registration]],
        references: Mapping[str, Registration],
    ) -> None:
        SourceReference.objects.bulk_create(
            (
                SourceReference(registration=row, source=self.incoming.source, code=attendee.code[:120])
                for attendee, row in registrations
                if attendee.code not in references
            ),
            batch_size=_BATCH,
        )

    def _cancel(self, references: Mapping[str, Registration]) -> None:
        """Cancel what was cancelled there since it was taken, unless the person has another that was not.

        Before anything else: others may have got the places.
        """
        pairs = [
            (entry, references[entry.code]) for entry in self.incoming.attendees if entry.code in references
        ]
        coming = {row.pk for attendee, row in pairs if attendee.status != Status.CANCELLED}
        for attendee, row in pairs:
            if attendee.status == Status.CANCELLED and row.pk not in coming and row.status not in ENDED:
                reason = _("Cancelled in the system it came from")
                cancel_registration(row, by=self.by, reason=reason, notify=False, offers_place=False)
                self.figures["cancelled"] += 1

    def _update_answers(
        self,
        registrations: Sequence[tuple[SourceAttendee, Registration]],
        answers: Mapping[UUID, Mapping[str, Any]],
    ) -> None:
        changed = {}
        for _attendee, row in registrations:
            own_answers = answers.get(row.person_id, {})
            if any(row.answers.get(key) != value for key, value in own_answers.items()):
                row.answers = {**row.answers, **own_answers}
                changed[row.pk] = row
        Registration.objects.bulk_update(changed.values(), ["answers"], batch_size=_BATCH)
        self.figures["answered"] = len(changed)
        record_audit_in_bulk(
            "registrations.answered", by=self.by, conference=self.conference, targets=changed.values()
        )

    # --- Check-ins -----------------------------------------------------------------------------------

    def _write_visits(self, registrations: Sequence[tuple[SourceAttendee, Registration]]) -> None:
        """Record who was scanned, at a checkpoint for each list. A scan that was taken earlier is the same one."""
        now = timezone.now()
        by_door: dict[str, list[tuple[Registration, UUID, SourceVisit]]] = defaultdict(list)
        for attendee, row in registrations:
            for visit in attendee.visits:
                key = f"{self.incoming.source}:{attendee.code}:{visit.door}:{visit.at or ''}:{visit.is_exit}"
                visit = replace(visit, at=self._aware(visit.at))
                by_door[visit.door].append((row, uuid5(UUID(str(self.conference.pk)), key), visit))
        for door, visits in by_door.items():
            # By our rules only approved people can have been there; a door would have turned the others away.
            admitted = [
                (row, key, visit)
                for row, key, visit in visits
                if row.status in ADMISSIBLE and (visit.at is None or visit.at <= now)
            ]
            if len(admitted) < len(visits):
                self.messages.append(
                    _("Check-ins in the future, or of people who are not approved, were left out: %(count)d.")
                    % {"count": len(visits) - len(admitted)}
                )
            if admitted:
                checkpoint = self._checkpoint(self.incoming.doors.get(door, {}))
                self._assume_moments(admitted)
                for start in range(0, len(admitted), _BATCH):
                    self._write_batch(checkpoint, admitted[start : start + _BATCH])
                clear_cached_count(checkpoint)

    def _aware(self, moment: dt.datetime | None) -> dt.datetime | None:
        """Return a moment; one without an offset is told by the clock of the conference."""
        return moment.replace(tzinfo=self.conference.zone) if moment and moment.tzinfo is None else moment

    def _assume_moments(self, visits: Sequence[tuple[Registration, UUID, SourceVisit]]) -> None:
        unknown = [visit for _row, _key, visit in visits if visit.at is None]
        beginning = dt.datetime.combine(self.conference.starts_on, dt.time(), self.conference.zone)
        for visit in unknown:
            visit.at = min(beginning, timezone.now())
        if unknown:
            self.messages.append(
                ngettext(
                    "%(count)d check-in has no time in the files: the beginning of the conference was taken.",
                    "%(count)d check-ins have no time in the files: the beginning of the conference was taken.",
                    len(unknown),
                )
                % {"count": len(unknown)}
            )

    def _write_batch(
        self, checkpoint: Checkpoint, visits: Sequence[tuple[Registration, UUID, SourceVisit]]
    ) -> None:
        keys = {row.pk for row, _key, _visit in visits}
        rows = for_checkpoint(Registration.objects.filter(pk__in=keys), checkpoint)
        current = {row.pk: row for row in locked(rows)}
        history = related_scans([key for _row, key, _visit in visits], keys)
        recorded_ids = {scan.pk for scan in history} | withdrawn_scans(keys)
        reported = {
            key: ReportedScan(
                key,
                current[row.pk],
                visit.at or timezone.now(),
                Direction.OUT if visit.is_exit else Direction.IN,
            )
            for row, key, visit in visits
            if key not in recorded_ids
        }
        write_scans(checkpoint, list(reported.values()), history=history, by=self.by)
        self.figures["check_ins"] += len(reported)

    def _checkpoint(self, name: Texts) -> Checkpoint:
        existing = list(
            Checkpoint.objects.filter(conference=self.conference, session=None).select_related("conference")
        )
        if not name and existing:
            return existing[0]
        folded_name = fold(only_text(name))
        for checkpoint in existing:
            if folded_name in map(fold, checkpoint.name.values()):
                return checkpoint
        text = self._texts(name or {"": _("Entrance")}, 120)
        return add_checkpoint(self.conference, by=self.by, name=text, position=len(existing) + 1)


def _key(code: str, taken_keys: set[str]) -> str:
    """Return the short name of a question, as FormField requires it; of two that begin alike one has a number."""
    key = re.sub(r"[^a-z0-9]+", "_", anyascii(code).lower()).strip("_")[:30]
    return numbered(key if key[:1].isalpha() else f"question_{key}", taken_keys | RESERVED_KEYS)


def _free_letter(name: str, used_letters: set[str]) -> str:
    """Return a letter for a category: the first of its name, with a number where that is taken."""
    first = next((letter.upper() for letter in anyascii(name) if letter.isalnum()), "C")
    return next(
        letter
        for letter in (first, *(f"{first}{number}" for number in range(2, 10)), *map(str, range(10, 1000)))
        if letter not in used_letters
    )


def _in_own_keys(value: object, options: Mapping[str, str]) -> object:
    if not options:
        return value
    if isinstance(value, list):
        return [options[option] for option in value if option in options]
    return options.get(value, value) if isinstance(value, str) else value
