"""The demo's organization with its address book, from which the demo conference comes and to which it gives."""

from django.db import transaction

from confman.accounts.models import User
from confman.conferences.demo_rows import DemoRow, DemoText, read_rows
from confman.conferences.domain.organizations import adopt_conference, found_organization
from confman.conferences.models import Conference, Membership, Role
from confman.people.domain.address_book import add_contact, add_institution, enter_institution, enter_person
from confman.people.domain.people import change_person, record_consent
from confman.people.models import Consent, Person
from registrations.correspondence.models import Invitee

# Of the conference's people, whose names are made up: those who agreed to be kept.
KEPT = ("sample1@example.org", "sample2@example.org", "sample3@example.org", "sample4@example.org")


class DemoInstitution(DemoRow):
    kind: str
    country: str
    language: str
    by_note: bool
    email: str
    rank: str
    name: DemoText
    office: DemoText


class DemoContact(DemoRow):
    sex: str
    country: str
    email: str
    languages: list[str]
    consent_source: str
    name: DemoText
    job_title: DemoText
    institution: DemoText


class DemoBook(DemoRow):
    name: DemoText
    institutions: list[DemoInstitution]
    contacts: list[DemoContact]


def load(conference: Conference, *, by: User) -> None:
    """Found the organization and fill its address book. Does nothing if the conference belongs to one already."""
    owner = Membership.objects.filter(conference=conference, role=Role.OWNER, user__is_system=False)
    administrator = owner.select_related("user").order_by("user__email").first()
    if conference.organization_id or administrator is None:
        return
    with transaction.atomic():
        demo = read_rows(DemoBook, __file__)
        adopt_conference(
            found_organization(demo.name, by=administrator.user), conference, by=administrator.user
        )
        conference.refresh_from_db()
        _fill(conference, demo, by)


def _fill(conference: Conference, demo: DemoBook, by: User) -> None:
    for institution in demo.institutions:
        add_institution(conference, by=by, **institution.given())
    for invitee in Invitee.objects.of(conference).filter(is_practice=False).select_related("conference"):
        enter_institution(invitee, by=by)
    for contact in demo.contacts:
        add_contact(conference, by=by, **contact.given())
    for person in Person.objects.of(conference).filter(email__in=KEPT).order_by("email"):
        record_consent(person, Consent.Kind.NEXT, given=True, by=by, source="SAMPLE")
        enter_person(person, by=by)
    # One of them has another function since: a correction that waits for a decision.
    first = Person.objects.of(conference).filter(email=KEPT[0]).first()
    if first:
        change_person(
            first,
            by=by,
            job_title={"en": "Head of department", "ru": "Начальник управления", "uz": "Boshqarma boshligʻi"},
        )
