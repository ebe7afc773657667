"""People who come along to the next conference: those who agreed to be kept for it."""

from django.db.models import QuerySet

from confman.conferences.domain.clone.rows import ConferenceCopy
from confman.conferences.models import Conference
from confman.people.models import Consent, Listing, Person
from confman.people.models.person import CONSENT_TEXT_VERSION


def people_to_keep(conference: Conference) -> QuerySet[Person]:
    """Return the people whose last word is that they may be kept for the next conferences."""
    people = Person.objects.of(conference).known().filter(is_practice=False)
    return people.with_last_consent(Consent.Kind.NEXT).filter(consented=True)


def clone_people(copy: ConferenceCopy, rows: QuerySet[Person]) -> None:
    """Take them with their contact details and portrait, without account, and hidden until they say otherwise.

    Their consent comes along: it may be taken back there, too.
    """
    copies: list[Person] = []

    def change(person: Person) -> None:
        person.listing = Listing.SECRETARIAT
        copies.append(person)

    copy.rows(
        rows, anew=("user", "also_known", "is_compared", "badge_name"), loose=("contact",), change=change
    )
    copy.add(
        [
            Consent(
                person=person,
                kind=Consent.Kind.NEXT,
                given=True,
                text_version=CONSENT_TEXT_VERSION,
                source=f"carried over from {copy.source.slug}",
            )
            for person in copies
        ]
    )
