"""Mail to those who subscribe to series of documents: one for all that was issued together, once.

Of a language that is issued later those are told who read in it.
"""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.core.domain.groups import grouped
from confman.accounts.models import User
from confman.accounts.signed_links import make_token, read_token
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.mail.domain.dispatch import Letter, send_letter, write_to_person
from confman.translation.languages import language_in_text, reading_in
from outcomes.register.mail_kinds import NEW_DOCUMENTS
from outcomes.register.models import Distribution, DocumentSeries, DocumentSubscription, RegisteredDocument
from registrations.core.domain.personal_links import registration_link
from registrations.core.models.registration import Registration

PURPOSE = "document-mail"
# Documents issued one after the other come in one mail: it waits until nothing was issued for so long.
QUIET = dt.timedelta(minutes=2)
FOOT = gettext_lazy("You get mail about new documents. To stop it: %(address)s")


def subscribed(registration: Registration) -> set[UUID]:
    """Return the ids of the series to which the participant subscribes."""
    return set(registration.document_subscriptions.order_by().values_list("series", flat=True))


def choose_series(registration: Registration, series: Iterable[DocumentSeries], *, by: User) -> None:
    """Subscribe the participant to these series and to no others."""
    series_ids = {row.pk for row in series}
    with transaction.atomic():
        chosen_before = subscribed(
            Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
        )
        if series_ids == chosen_before:
            return
        registration.document_subscriptions.exclude(series__in=series_ids).delete()
        DocumentSubscription.objects.bulk_create(
            DocumentSubscription(registration=registration, series_id=key)
            for key in series_ids - chosen_before
        )
        record_audit(
            "outcomes.register_mail_chosen", by=by, target=registration, label=str(registration),
            conference=registration.conference,
        )  # fmt: skip


def stop_address(registration: Registration) -> str:
    """Return the whole address by which the participant stops this mail."""
    token = make_token(PURPOSE, registration.pk)
    path = reverse("outcomes_portal:document-mail-stop", args=[registration.conference.slug, token])
    return f"{settings.BASE_URL}{path}"


def subscriber_of(conference: Conference, token: str) -> Registration:
    """Return the registration of a link. Raises LinkInvalid; Registration.DoesNotExist for one that is gone."""
    subject = read_token(PURPOSE, token)
    rows = Registration.objects.of(conference).select_related("person__contact", "person__conference")
    return rows.get(pk=subject.id, person__forgotten_at=None)


def announce_documents(conference: Conference, *, by: User) -> int:
    """Tell the subscribers of what was issued since the last time, each once; return how many mails there are.

    Nothing happens while documents and languages are still being issued. One under an embargo waits for its end.
    """
    now = timezone.now()
    rows = list(RegisteredDocument.objects.of(conference).to_announce(now).with_files())
    if not rows or any(file.issued_at > now - QUIET for row in rows for file in row.issued_files):
        return 0
    letters = [
        (registration, letter)
        for registration, documents in _readers(conference, rows)
        if (letter := _letter(registration, documents)) is not None
    ]
    keys = [row.pk for row in rows]
    with transaction.atomic():
        waiting = RegisteredDocument.objects.to_announce(now).filter(pk__in=keys).order_by("pk")
        locked = waiting.select_for_update().prefetch_related("files")
        if _languages_by_document(locked) != _languages_by_document(rows):
            # Another run has told of them, or one was withdrawn or issued in a language; the next run tells the rest.
            return 0
        RegisteredDocument.objects.filter(pk__in=keys).update(announced_at=now)
        for registration, letter in letters:
            send_letter(letter, conference=conference, recipient=registration.person, by=by)
    return len(letters)


def _languages_by_document(rows: Iterable[RegisteredDocument]) -> dict[UUID, list[str]]:
    return {row.pk: [file.language for file in row.issued_files] for row in rows}


def readers_to_inform(document: RegisteredDocument) -> int:
    """Return how many subscribers to the series may read the document, and are informed of its issue."""
    return _readings([document]).count()


def _readers(
    conference: Conference, rows: list[RegisteredDocument]
) -> Iterable[tuple[Registration, list[RegisteredDocument]]]:
    """Yield each subscriber with those of the documents that they may read."""
    documents = grouped(_readings(rows))
    registrations = Registration.objects.filter(pk__in=documents).select_related("person__contact")
    for registration in registrations.order_by("pk"):
        registration.conference = registration.person.conference = conference
        yield registration, [row for row in rows if row.pk in documents[registration.pk]]


def _readings(documents: Iterable[RegisteredDocument]) -> QuerySet[DocumentSubscription, tuple[UUID, UUID]]:
    """Return registration and document for each subscriber who may read a document of a series of theirs."""
    may_read = Q(series__documents__distribution=Distribution.GENERAL) | Q(
        registration__in=Registration.objects.approved()
    )
    return (
        DocumentSubscription.objects.filter(
            may_read,
            series__documents__in=[row for row in documents if row.distribution != Distribution.RESTRICTED],
            registration__in=Registration.objects.alive().filter(person__forgotten_at=None),
        )
        .order_by()
        .values_list("registration", "series__documents")
    )


def _line(row: RegisteredDocument, language: str) -> str:
    """Return what the mail says of a document; '' for a reader who has it already in their language, or not yet."""
    if row.announced_at is None:
        replaced = row.replaces if row.replaces and row.replaces.distribution == row.distribution else None
        text = _("%(document)s (replaces %(symbol)s)") if replaced and replaced.symbol else "%(document)s"
        return text % {"document": row, "symbol": replaced and replaced.symbol}
    if language not in row.later_languages:
        return ""
    name = language_in_text(language, language)
    return _("%(document)s (new language version: %(language)s)") % {"document": row, "language": name}


def _letter(registration: Registration, documents: list[RegisteredDocument]) -> Letter | None:
    person, conference = registration.person, registration.conference
    language = person.preferred_language()
    with reading_in(language, *conference.languages):
        lines = [line for row in documents if (line := _line(row, language))]
    if not lines:
        return None
    return write_to_person(
        NEW_DOCUMENTS,
        person=person,
        conference=conference,
        context={"documents": "\n".join(lines), "link": registration_link(registration)},
        news_address=stop_address(registration),
        news_foot=FOOT,
    )
