"""The demo's participants: about 120, in every status, with their delegations and scans.

Made through the verbs, and only if the demo has none yet: edits are never overwritten.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any, Literal
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from agenda.sessions.models.session import Session
from confman.accounts.models import User
from confman.conferences.domain.changes import change_registration_mode
from confman.conferences.models import Conference, RegistrationMode
from confman.people.domain.duplicates import refresh_duplicates
from confman.people.domain.people import add_person, record_consent, set_listing
from confman.people.models import Consent, Person
from registrations.attendance.domain.admission import for_checkpoint
from registrations.attendance.domain.checkpoints import add_checkpoint
from registrations.attendance.domain.scan_log import ReportedScan, locked, write_scans
from registrations.attendance.models import Checkpoint, CheckpointKind, CheckpointMode, Means
from registrations.certificates.domain import issue_certificate
from registrations.core.models.category import Category
from registrations.core.models.delegation import Delegation, FocalPoint
from registrations.core.models.registration import Registration, RegistrationSource
from registrations.delegations.domain.delegations import (
    add_delegation,
    add_focal_point,
    approve_delegation_name,
)
from registrations.delegations.domain.members import nominate
from registrations.delegations.domain.papers import send_in_paper
from registrations.delegations.models import PaperKind
from registrations.demo.check_in import load_badges, load_check_in
from registrations.demo.people import PEOPLE, DemoDelegation, marked
from registrations.demo.protocol import load_protocol
from registrations.invitations.domain.single_use_links import invite_person
from registrations.lifecycle.domain.categories import add_category
from registrations.lifecycle.domain.decisions import (
    approve_registration,
    cancel_registration,
    decline_registration,
    offer_place,
    replace_registration,
    wait_registration,
)
from registrations.lifecycle.domain.enrolment import begin_registration, confirm_email, submit_registration
from registrations.lifecycle.domain.transitions import mark_no_show
from registrations.statistics.domain.targets import set_targets

# The smallest possible page, for papers without content.
SAMPLE_PAPER = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
    b"4 0 obj<</Length 40>>stream\nBT /F 48 Tf 200 420 Td (SAMPLE) Tj ET   \nendstream endobj\n"
    b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def load(conference: Conference, *, by: User) -> None:
    """Load this floor's part. Does nothing if the conference has a registration already."""
    if Registration.objects.of(conference).exists():
        return
    with transaction.atomic():
        change_registration_mode(conference, RegistrationMode.OPEN, by=by)
        _RegistrationDemo(conference, by).load()


class _RegistrationDemo:
    """Creates the demo, and passes data from step to step."""

    def __init__(self, conference: Conference, by: User) -> None:
        self.conference = conference
        self.by = by
        self.names = _names()
        self.number = 0
        self.approved: list[Registration] = []

    def load(self) -> None:
        self.categories = {row.letter: row for row in Category.objects.of(self.conference)}
        for category in PEOPLE.categories:
            if category["letter"] not in self.categories:
                self.categories[category["letter"]] = add_category(
                    self.conference, by=self.by, position=len(self.categories), **category
                )
        self.participant = self.categories["P"]
        self._speakers()
        self._delegations()
        self._others()
        self._accounts()
        self._papers()
        self._attendance()
        self._duplicates()
        targets = {
            (row["figure"], row["dimension"], row.get("key", "")): row["target"] for row in PEOPLE.targets
        }
        set_targets(self.conference, targets, by=self.by)
        attended = Registration.objects.of(self.conference).attended().order_by("created_at", "pk")
        # Among them the account that shows a participant's view.
        sample_rows = attended.filter(person__email="participant@example.org")
        for row in dict.fromkeys([*attended[:12], *sample_rows]):
            issue_certificate(row, by=self.by)
        load_protocol(self.conference, self.approved, by=self.by)
        load_badges(self.conference, self.approved, by=self.by)
        load_check_in(self.conference, by=self.by)

    # --- who ------------------------------------------------------------------------------------------

    def _person(self, sector: str, **more: Any) -> Person:
        """Create a person with an invented name, marked as a sample."""
        self.number += 1
        fields: dict[str, Any] = {"country": "UZ", "sector": sector, **more}
        if "name" not in fields:
            fields.update(next(self.names))
        jobs = PEOPLE.jobs.get(sector, PEOPLE.jobs["government"])
        person = add_person(
            self.conference,
            by=self.by,
            email=fields.pop("email", f"sample{self.number}@example.org"),
            job_title=fields.pop("job_title", jobs[self.number % len(jobs)]),
            languages=["uz", "ru"] if fields["country"] == "UZ" else ["en"],
            **fields,
        )
        record_consent(person, Consent.Kind.DATA, given=True, by=self.by, source="SAMPLE")
        # Three of ten are public, by their own word; two are shown only to the secretariat.
        if self.number % 10 in (1, 4, 7):
            set_listing(person, "public", by=self.by, source="SAMPLE")
        elif self.number % 25 == 5:
            set_listing(person, ("secretariat", "counted-only")[self.number % 2], by=self.by, source="SAMPLE")
        return person

    def _submit(self, person: Person, category: Category, **more: Any) -> Registration:
        registration = begin_registration(person, category=category, by=self.by, **more)
        return submit_registration(registration, by=self.by, confirmed=True, notify=False)

    def _approve(self, registration: Registration) -> Registration:
        approved = approve_registration(registration, by=self.by, notify=False)
        self.approved.append(approved)
        return approved

    # --- the steps -------------------------------------------------------------------------------------

    def _speakers(self) -> None:
        """Register the speakers of the agenda, the only people without a sample name."""
        for person in Person.objects.of(self.conference):
            self._approve(self._submit(person, self.categories["S"]))

    def _delegations(self) -> None:
        self.delegations: dict[str, Delegation] = {}
        for precedence, row in enumerate(PEOPLE.delegations, start=1):
            delegation = add_delegation(
                self.conference,
                by=self.by,
                precedence=precedence if row.kind == "institution" else None,
                kind=row.kind,
                country=row.country,
                capacity=row.capacity,
                name=row.name,
            )
            if row.key not in ("network", "bulgaria"):
                approve_delegation_name(delegation, by=self.by)
            self.delegations[row.key] = delegation
            self._members(delegation, row)

    def _members(self, delegation: Delegation, row: DemoDelegation) -> None:
        guests = [guest for guest in PEOPLE.guests if guest.delegation == row.key]
        for position in range(row.size):
            function = ("head", "deputy", "alternate", "adviser")[position] if position < 4 else "delegate"
            more: dict[str, Any] = {
                "organization": delegation.name,
                "country": delegation.country.code or "CH",
            }
            if position < len(guests):
                guest = guests[position]
                more |= {
                    "name": marked(guest.name),
                    "family_name": guest.family_name,
                    "family_name_first": guest.family_name_first,
                    "sex": guest.sex,
                }
            registration = self._submit(
                self._person(row.sector, **more),
                self.participant,
                delegation=delegation,
                function=function,
                source=RegistrationSource.DELEGATION,
            )
            # The last of a large delegation still waits for a decision.
            if position < 7:
                self._approve(registration)

    def _others(self) -> None:
        """Register people without a delegation, in every status."""
        for position, target_status in enumerate(PEOPLE.statuses):
            letter = "O" if position % 6 == 3 else "M" if position % 6 == 5 else "P"
            sector = {"O": "diplomatic", "M": "media"}.get(
                letter, ("ngo", "government", "academia")[position % 3]
            )
            self._meet(target_status, self._person(sector), self.categories[letter])
        for _number in range(6):
            self._approve(self._submit(self._person("other"), self.categories["T"]))
        nominees = self.delegations["network"]
        for position in range(3):
            details = {
                **next(self.names),
                "email": f"nominee{position + 1}@example.org",
                "job_title": PEOPLE.jobs["ngo"][position],
            }
            nominate(nominees, details=details, function="delegate", category=self.participant, by=self.by)
        leaving = next(row for row in self.approved if row.delegation and row.function == "adviser")
        replaced = replace_registration(
            leaving,
            substitute=self._person("government", organization=leaving.person.organization),
            by=self.by,
            notify=False,
        )
        self.approved = [replaced if row.pk == leaving.pk else row for row in self.approved]

    def _meet(self, target_status: str, person: Person, category: Category) -> None:
        by = self.by
        if target_status == "draft":
            begin_registration(person, category=category, by=by)
            return
        if target_status == "invited":
            invite_person(
                person, category=category, by=by, expires_at=timezone.now() + dt.timedelta(days=365)
            )
            return
        registration = begin_registration(person, category=category, by=by, source=RegistrationSource.PUBLIC)
        submit_registration(registration, by=by, notify=False)
        if target_status == "unconfirmed":
            return
        registration = confirm_email(registration, by=by, notify=False)
        if registration.is_approved:  # an open category
            self.approved.append(registration)
            return
        if target_status == "approved":
            self._approve(registration)
        elif target_status == "declined":
            decline_registration(registration, by=by, reason=PEOPLE.reason)
        elif target_status == "cancelled":
            cancel_registration(registration, by=by, notify=False)
        elif target_status in ("waiting", "offered"):
            waiting = wait_registration(registration, by=by, reason=PEOPLE.reason)
            if target_status == "offered":
                offer_place(waiting, by=by, until=timezone.now() + dt.timedelta(days=365))

    def _accounts(self) -> None:
        """Create the two accounts outside the staff: a participant with a ticket, and a delegation's focal point."""
        participant = User.objects.filter(email="participant@example.org").first()
        focal_point = User.objects.filter(email="focal.point@example.org").first()
        if participant:
            name = PEOPLE.accounts.participant
            person = self._person("ngo", name=name, sex="female", email=participant.email, user=participant)
            self._approve(self._submit(person, self.participant))
        if focal_point:
            new_focal_point = add_focal_point(
                self.delegations["network"],
                name=PEOPLE.accounts.focal_point,
                email=focal_point.email,
                by=self.by,
                notify=False,
            )
            new_focal_point.person.user = focal_point
            new_focal_point.person.save(update_fields=["user"])

    def _duplicates(self) -> None:
        """Register two people twice, as happens: by the name in another script, and from another mailbox."""
        people = [row.person for row in self.approved if row.delegation and row.function == "delegate"][:2]
        for person, language, email in zip(people, ("ru", "en"), (people[0].email, ""), strict=True):
            again = add_person(
                self.conference,
                by=self.by,
                name={language: person.name[language]},
                organization=person.organization,
                country=person.country.code,
                sex=person.sex,
                email=email,
            )
            self._submit(again, self.participant, source=RegistrationSource.PUBLIC)
        refresh_duplicates(self.conference)

    def _papers(self) -> None:
        """Add a note verbale that came by post, and a letter from a focal point that nobody has reviewed."""
        focal_point = FocalPoint.objects.filter(delegation__conference=self.conference).first()
        for key, kind, sender in (
            ("turkey", PaperKind.NOTE_VERBALE, None),
            ("network", PaperKind.LETTER, focal_point),
        ):
            paper = ContentFile(SAMPLE_PAPER, name=f"SAMPLE-{kind.value}.pdf")
            send_in_paper(self.delegations[key], kind=kind, file=paper, focal_point=sender, by=self.by)

    def _attendance(self) -> None:
        """Record attendance of most approved people: daily at the entrance, some at sessions of the plenary.

        Of the others, two are marked as no-shows.
        """
        entrance = Checkpoint.objects.of(self.conference).first()
        assert entrance is not None
        attendees = [row for position, row in enumerate(self.approved) if position % 11 != 7]
        sightings = []
        for number, day in enumerate(self.conference.days):
            for position, row in enumerate(attendees):
                if number and position % 9 == 4:
                    continue
                time = dt.time(8, 30 + position % 25)
                sightings.append((row, dt.datetime.combine(day, time, tzinfo=self.conference.zone)))
        self._record(entrance, sightings, means=Means.TICKET)
        sessions = Session.objects.of(self.conference).filter(kind__in=("opening", "plenary")).scheduled()[:2]
        for session in sessions:
            checkpoint = add_checkpoint(
                self.conference,
                by=self.by,
                name=session.title,
                kind=CheckpointKind.SESSION,
                mode=CheckpointMode.ONCE,
                session=session,
                position=10,
            )
            self._record(checkpoint, [(row, session.start) for row in attendees[::2]], means=Means.SHEET)
        for row in [row for row in self.approved if row not in attendees][-2:]:
            mark_no_show(row, by=self.by)

    def _record(
        self, checkpoint: Checkpoint, sightings: list[tuple[Registration, dt.datetime]], *, means: Means
    ) -> None:
        """Record all at once, as a door or a sheet does: one by one they would take a sixth of the demo's time."""
        rows = Registration.objects.filter(pk__in={row.pk for row, _at in sightings})
        current = {row.pk: row for row in locked(for_checkpoint(rows, checkpoint))}
        reported = [ReportedScan(uuid4(), current[row.pk], at, means=means) for row, at in sightings]
        write_scans(checkpoint, reported, history=(), by=self.by)


def _names() -> Iterator[dict[str, Any]]:
    """Yield invented names, women and men in turn, without repetition."""
    for woman, man in zip(_pairs("female"), _pairs("male"), strict=False):
        yield woman
        yield man


def _pairs(sex: Literal["female", "male"]) -> Iterator[dict[str, Any]]:
    """Yield given and family names; women's end in a vowel."""
    given_names, families = getattr(PEOPLE.names, sex), PEOPLE.names.family
    endings = {"uz": "a", "ru": "а", "en": "a"} if sex == "female" else dict.fromkeys(PEOPLE.mark, "")
    for position in range(len(given_names) * len(families)):
        first = given_names[position % len(given_names)]
        # Every family name meets every given name once: the families are shifted after each round.
        last = families[(position + position // len(given_names)) % len(families)]
        family = {code: f"{name}{endings[code]}" for code, name in last.items()}
        orders = {
            "uz": (family["uz"], first["uz"]),
            "ru": (family["ru"], first["ru"]),
            "en": (first["en"], family["en"]),
        }
        yield {
            "name": marked({code: " ".join(parts) for code, parts in orders.items()}),
            "family_name": family,
            "sex": sex,
        }
