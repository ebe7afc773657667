"""News by mail: the mailboxes that want none, and the links by which they say so."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from confman.accounts.models import User
from confman.accounts.signed_links import make_token, read_token
from confman.conferences.models import Conference
from confman.people.domain.people import record_consent
from confman.people.models import Consent, Person
from confman.people.models.person import PersonQuerySet

PURPOSE = "news"
SHARED = "somebody who shares the mailbox"


def mailboxes_without_news(conference: Conference) -> set[str]:
    """Return the mailboxes that want no news, in lower case."""
    people = Person.objects.of(conference).known().refusing_news().with_mailbox()
    return {address.lower() for address in people.order_by().values_list("mail_goes_to", flat=True)}


def receives_news(person: Person) -> bool:
    """Tell whether news goes to the person's mailbox. Who has said nothing gets it."""
    return not _sharing(person).refusing_news().exists()


@transaction.atomic
def choose_news(person: Person, wants: bool, *, by: User, source: str) -> None:
    """Record whether news is wanted in the person's mailbox, for all who share it; nothing if it is so already.

    `source` says on whose word; for the others it was someone who shares their mailbox.
    """
    people = _sharing(person)
    refusing = set(people.refusing_news().values_list("pk", flat=True))
    for sharer in people.select_related("conference"):
        if (sharer.pk not in refusing) != wants:
            word_of = source if sharer == person else SHARED
            record_consent(sharer, Consent.Kind.NEWS, given=wants, by=by, source=word_of)


def stop_after_complaint(person: Person, *, by: User) -> None:
    """Stop news to the mailbox of someone who has marked a mail of ours as unwanted."""
    choose_news(person, False, by=by, source="a complaint to the provider of mail")


def news_address(person: Person) -> str:
    """Return the whole address by which the person stops news."""
    path = reverse("mailings_portal:news", args=[person.conference.slug, make_token(PURPOSE, person.pk)])
    return f"{settings.BASE_URL}{path}"


def reader_of(conference: Conference, token: str) -> Person:
    """Return the person whose link this is. Raises LinkInvalid; Person.DoesNotExist for one who was erased."""
    subject = read_token(PURPOSE, token)
    return Person.objects.of(conference).known().select_related("contact", "conference").get(pk=subject.id)


def _sharing(person: Person) -> PersonQuerySet:
    """Return the people of the mailbox, or the person alone if they have none."""
    people = Person.objects.of(person.conference).known()
    if not person.mailbox:
        return people.filter(pk=person.pk)
    return people.with_mailbox().filter(mail_goes_to__iexact=person.mailbox)
