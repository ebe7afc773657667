"""Personal data: export for the person, and erasure, of which owners are warned beforehand."""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.accounts.models import User
from confman.audit.domain.erasure import erase_from_history
from confman.audit.domain.recorder import record_audit
from confman.conferences.domain.changes import ERASURE_NOTICE
from confman.conferences.domain.mail import send_mail
from confman.conferences.hook_registries import Event, run_hooks
from confman.conferences.models import Conference, Role
from confman.people.domain.address_book import contacts_of, leave_address_book
from confman.people.domain.links import links_follow_the_mailbox
from confman.people.fields import BOOKKEEPING, PERSON_FIELDS
from confman.people.models import Listing, OpenPage, Person, PossibleDuplicate
from confman.people.registries import person_records
from confman.web.database.changes import delete_file_on_commit
from confman.web.errors import Refused


def keys_of_belongings(person: Person) -> set[UUID]:
    """Return the keys of the person, of records merged into theirs, and of their rows on all floors."""
    keys = {person.pk, *person.merge_records.values_list("merged_id", flat=True)}
    _gather(Person, [person.pk], keys)
    return keys


def _gather(model: type[models.Model], keys: Iterable[Any], gathered: set[UUID]) -> None:
    for relation in model._meta.related_objects:
        if relation.on_delete is models.CASCADE and isinstance(
            relation.related_model._meta.pk, models.UUIDField
        ):
            rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": keys})
            below = list(rows.values_list("pk", flat=True))
            if new := set(below) - gathered:
                gathered |= new
                _gather(relation.related_model, below, gathered)


def collect_person_data(person: Person, *, for_themselves: bool = False) -> dict[str, Any]:
    """Collect all data held on a person as plain data: their record, consents, and what each floor has.

    Data that the team may not see are included only `for_themselves`; otherwise the file says what is left out.
    """
    entries = [entry for entry in person_records if for_themselves or not entry.for_themselves]
    left_out = [entry.key for entry in person_records if entry not in entries]
    return {
        "conference": {"slug": person.conference.slug, "title": dict(person.conference.title)},
        "person": {
            field.name: _plain(field.value_from_object(person))
            for field in person._meta.concrete_fields
            if field.name not in BOOKKEEPING
        },
        "consents": list(person.consents.values("kind", "given", "text_version", "at", "source")),
        "merged_records": list(person.merge_records.values("data", "replaced", "folded", "merged_at")),
        **{entry.key: entry.collect(person) for entry in entries},
        **({"given on their own page only": left_out} if left_out else {}),
    }


def person_data_file(person: Person, *, by: User, for_themselves: bool = False) -> bytes:
    """Return a person's data as a JSON file (UTF-8). Every copy is recorded in the history."""
    content = json.dumps(
        collect_person_data(person, for_themselves=for_themselves),
        cls=DjangoJSONEncoder,
        ensure_ascii=False,
        indent=2,
    )
    with transaction.atomic():
        record_audit("people.data_given", by=by, target=person)
    return content.encode()


def erase_person(person: Person, *, by: User, reason: str = "") -> None:
    """Erase a person: their record, their photo, what each floor holds on them, and their entry in the address book.

    The row stays without anything that identifies them, so that the totals of reports remain true. This cannot be
    undone. Raises Refused if it was done before.
    """
    if person.forgotten_at:
        raise Refused(_("This person was erased before."))
    if hold := person.conference.legal_hold:
        raise Refused(
            _("A legal hold is on the conference, so nothing is erased: %(reason)s") % {"reason": hold}
        )
    # People whose mail went to this person get it themselves from now on: their links end here.
    with transaction.atomic(), links_follow_the_mailbox(*person.contact_of.all(), by=by):
        for contact in contacts_of(person):
            leave_address_book(contact, by=by)
        _erase(person, by=by, reason=reason)
        _run_erasure_hooks(person.conference)


def _erase(person: Person, *, by: User, reason: str) -> None:
    belongings = keys_of_belongings(person)
    for entry in person_records:
        entry.erase(person, by=by)
    person.refresh_from_db()
    person.consents.all().delete()
    person.contact_of.update(contact=None)
    for record in person.merge_records.all():
        delete_file_on_commit(record.photo)
    person.merge_records.all().delete()
    PossibleDuplicate.objects.about(person).delete()
    OpenPage.objects.filter(subject_id__in=belongings).delete()
    delete_file_on_commit(person.photo)
    # The remaining fields are for totals, which identify nobody: small cells are suppressed.
    for field in PERSON_FIELDS:
        if not field.outlives_erasure:
            setattr(person, field.column.attname, field.column.get_default())
    person.photo, person.entry, person.as_taken = "", None, {}
    person.listing = Listing.COUNTED_ONLY
    person.forgotten_at = timezone.now()
    person.save()
    # The reason for declining someone is about them, too.
    erase_from_history(belongings, by=by, conference=person.conference, target=person)
    record_audit("people.forgotten", by=by, target=person, reason=reason)


def people_to_expire(conference: Conference) -> models.QuerySet[Person]:
    """Return the people whom `erase_expired` erases: all who did not choose to be public."""
    return Person.objects.of(conference).known().exclude(listing=Listing.PUBLIC)


def erase_expired(conference: Conference, *, by: User) -> int:
    """Erase them, and visitors' messages to the secretariat. Return how many people were erased.

    Data that a floor above keeps for a shorter time (dietary needs, passports) are erased when that time is over. A
    legal hold stops all of it.
    """
    if conference.legal_hold:
        return 0
    for entry in person_records:
        if entry.expire:
            entry.expire(conference, by=by)
    if conference.today() <= conference.retained_until:
        return 0
    people = list(people_to_expire(conference))
    for person in people:
        # A short transaction for each: a conference may have ten thousand.
        with transaction.atomic():
            _erase(person, by=by, reason="expired")
    with transaction.atomic():
        messages, _by_model = conference.contact_messages.all().delete()
        if people or messages:
            record_audit(
                "people.expired_forgotten",
                by=by,
                target=conference,
                details={"people": len(people), "messages": messages},
            )
            _run_erasure_hooks(conference)
    return len(people)


def _run_erasure_hooks(conference: Conference) -> None:
    for event in (Event.NAMES_CHANGED, Event.PEOPLE_ERASED):
        run_hooks(event, conference)


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return dict(value)
    return str(value) if value is not None and not isinstance(value, (str, int, float, bool, list)) else value


# The time before the erasure at which it appears among the owners' decisions.
SHOWN = dt.timedelta(days=30)


@dataclass(frozen=True)
class UpcomingErasure:
    """The day of the erasure, and how many people it erases."""

    day: dt.date
    people: int


def upcoming_erasure(conference: Conference, within: dt.timedelta = SHOWN) -> UpcomingErasure | None:
    """Return the erasure that is due within this many days; None if there is none, or nobody to erase.

    A sample is never erased, nor what a legal hold is on.
    """
    day = conference.retained_until + dt.timedelta(days=1)
    if conference.is_sample or conference.legal_hold or conference.today() < day - within:
        return None
    people = people_to_expire(conference).count()
    return UpcomingErasure(day, people) if people else None


def warn_of_erasure(conference: Conference, *, by: User) -> None:
    """Write to the owners two weeks before; once for each date that was set, however often it is called."""
    coming = upcoming_erasure(conference, ERASURE_NOTICE)
    if coming is None or coming.day <= conference.today():
        return
    owners = conference.memberships.filter(role=Role.OWNER, user__is_active=True).select_related("user")
    with transaction.atomic():
        for owner in owners.order_by("pk"):
            send_mail(
                "people.coming_erasure",
                conference=conference,
                address=owner.user.email,
                # The team may read the account's name once the owner has accepted.
                name=owner.user.name if owner.accepted_at else "",
                language=owner.user.language,
                by=by,
                context={
                    "day": _in_words(coming.day, "DATE_FORMAT"),
                    "data": lazy(_personal_data_of, str)(coming.people),
                    "link": f"{settings.BASE_URL}/{conference.slug}/secretariat/",
                    "settings_link": f"{settings.BASE_URL}/{conference.slug}/secretariat/settings/",
                },
                idempotency_key=f"coming-erasure-{coming.day}-{owner.user_id}",
                to_team=True,
            )


_in_words = lazy(date_format, str)


def _personal_data_of(count: int) -> str:
    return ngettext(
        "the personal data of %(count)d person", "the personal data of %(count)d people", count
    ) % {"count": count}
