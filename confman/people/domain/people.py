"""Add and change people. Who may see a person is the person's decision: see `set_listing`."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import audit_columns, record_audit, record_audits
from confman.compiled_inserts import insert_all
from confman.compiled_queries import CompiledQuery
from confman.conferences.hook_registries import Event, run_hooks
from confman.conferences.models import Conference
from confman.people.domain.address_book import contacts_of, leave_address_book
from confman.people.domain.links import links_follow_the_mailbox
from confman.people.models import Consent, Listing, Person
from confman.people.models.person import CONSENT_TEXT_VERSION
from confman.translation.fields import TranslatedField
from confman.translation.text import TranslatedText
from confman.web.database.bulk import BulkInserts
from confman.web.database.changes import apply_changes
from confman.web.errors import Refused

# Consents on which documents rest.
_IN_DOCUMENTS = frozenset({Consent.Kind.DATA, Consent.Kind.PHOTO, Consent.Kind.LISTING})
_NOT_CHECKED = ["conference", "contact", "user", "photo"]


# In the order in which they were given.
_consents_given: CompiledQuery[tuple[str, bool]] = CompiledQuery(
    lambda person: Consent.objects.filter(person=person).order_by("at").values_list("kind", "given"),
    models.UUIDField(),
)

# The row is locked, so that what is read counts until the transaction ends.
_listing_now: CompiledQuery[str] = CompiledQuery(
    lambda person: (
        Person.objects.select_for_update(no_key=True).filter(pk=person).values_list("listing", flat=True)
    ),
    models.UUIDField(),
)


def add_person(
    conference: Conference, *, by: User, name: str | Mapping[str, str], source: str = "", **fields: Any
) -> Person:
    """Add a person; a name is enough. Plain strings are texts in the conference's first language.

    `listing="public"` needs `source`: on whose word it is set. Raises ValidationError, which names the field, and
    Refused if the source is missing.
    """
    person = _new_person(conference, {"name": name, **fields})
    _require_source(person.listing, source)
    if person.user_id:
        person.validate_constraints()
    with transaction.atomic(savepoint=False):
        person.save(force_insert=True)
        person.is_current = True
        record_audit("people.added", by=by, target=person)
        if source:
            _record_listing(person, source)
    return person


def new_people(conference: Conference, rows: Iterable[Mapping[str, Any]]) -> list[Person]:
    """Return many new people, unsaved, for an import after matching. Nobody becomes public.

    Raises ValidationError for the first invalid row.
    """
    people = [_new_person(conference, row) for row in rows]
    for person in people:
        _require_source(person.listing, "")
        person.prepare_search()
    return people


def prepare_people(conference: Conference, people: Sequence[Person], *, by: User) -> BulkInserts:
    """Return inserts that add people in few statements, prepared before the transaction that runs them."""
    inserts = BulkInserts()
    inserts.add(people)
    inserts.add_like(*audit_columns("people.added", by=by, conference=conference, targets=people))
    return inserts


def change_person(person: Person, *, by: User, source: str = "", **changes: Any) -> list[str]:
    """Change a person and return the names of the changed fields.

    If the mailbox changes, links in the old one stop working. Changing `listing` to public needs `source`, as in
    `set_listing`. Raises ValidationError, Refused.
    """
    if person.forgotten_at:
        raise Refused(_("This person was erased; there is nothing to change."))
    stored = Person.objects.select_related(None).get(pk=person.pk)
    listing = changes.get("listing", stored.listing)
    if listing != stored.listing:
        _require_source(listing, source)
    mailbox_changes = any(
        changes.get(name, stored_value := getattr(stored, name)) != stored_value
        for name in ("email", "contact")
    )
    moves = links_follow_the_mailbox(person, by=by) if mailbox_changes else nullcontext()
    with transaction.atomic(), moves:
        changed = apply_changes(person, _as_texts(person.conference, changes))
        if changed:
            record_audit("people.changed", by=by, target=person, details={"fields": changed})
            run_hooks(Event.NAMES_CHANGED, person.conference)
        if "listing" in changed:
            _record_listing(person, source)
    return changed


def set_listing(person: Person, listing: str, *, by: User, source: str) -> None:
    """Set who may see the person. `source` says whose decision it is: "the person", or how the staff know it.

    Only the person, or staff recording their word, make a person public; an import never does.
    """
    change_person(person, by=by, source=source, listing=listing)


def note_language(person: Person, language: str, *, by: User, chosen: bool) -> None:
    """Record the language in which a person uses the conference's pages, for their mails and their own pages.

    `chosen` means that the person, whose mailbox is confirmed, chose it. Otherwise it counts only if none is known: a
    stranger may have typed the address, and a browser's default is no choice.
    """
    if (
        language
        and language != person.language
        and (chosen or not person.language)
        and not person.forgotten_at
    ):
        change_person(person, by=by, language=language)


def record_consent(person: Person, kind: str, *, given: bool, by: User, source: str = "") -> None:
    """Record that a person gave or refused consent, to which version of the text, and on whose word."""
    record_consents(person, {kind: given}, by=by, source=source)


def record_consents(person: Person, answers: Mapping[str, bool], *, by: User, source: str = "") -> None:
    """Record consents of several kinds: kind -> whether it was given.

    A withdrawal deletes documents made before; that of being kept takes the person out of the address book.
    """
    source = source[:200]
    with transaction.atomic(savepoint=False):
        person.is_current = _listing_now.get_or_none(person.pk) == person.listing
        if _takes_back(person, answers):
            run_hooks(Event.NAMES_CHANGED, person.conference)
        insert_all(
            Consent(person=person, kind=kind, given=yes, text_version=CONSENT_TEXT_VERSION, source=source)
            for kind, yes in answers.items()
        )
        record_audits(
            (("people.consent_recorded", {"kind": kind, "given": yes}) for kind, yes in answers.items()),
            by=by, target=person,
        )  # fmt: skip
        if answers.get(Consent.Kind.NEXT) is False:
            # Nobody enters them meanwhile: the person who does waits for this row, and then hears the refusal.
            for contact in contacts_of(Person.objects.select_for_update(no_key=True).get(pk=person.pk)):
                leave_address_book(contact, by=by)


def has_consented(person: Person, kind: str) -> bool:
    """Tell whether the person's last word on this is yes."""
    return bool(person.consents.filter(kind=kind).order_by("-at").values_list("given", flat=True).first())


def _takes_back(person: Person, answers: Mapping[str, bool]) -> bool:
    """Tell whether a consent on which documents rest is withdrawn, or something refused that was done without one."""
    refused = [kind for kind, yes in answers.items() if not yes and kind in _IN_DOCUMENTS]
    last = dict(_consents_given.all(person.pk)) if refused else {}
    unsaid = {Consent.Kind.PHOTO: bool(person.photo)}
    return any(last.get(kind, unsaid.get(Consent.Kind(kind), False)) for kind in refused)


def _new_person(conference: Conference, fields: Mapping[str, Any]) -> Person:
    person = Person(conference=conference, **_as_texts(conference, fields))
    if not person.name:
        raise ValidationError({"name": _("A person needs a name.")})
    person.clean_fields(exclude=_NOT_CHECKED)
    return person


def _as_texts(conference: Conference, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Turn plain strings for translated fields into texts in the conference's first language."""
    result = dict(fields)
    for name, value in fields.items():
        if isinstance(Person._meta.get_field(name), TranslatedField):
            result[name] = TranslatedText.of(value, conference.default_language)
    return result


def _require_source(listing: str, source: str) -> None:
    if listing == Listing.PUBLIC and not source.strip():
        raise Refused(_("Say on whose word this person is shown to everyone: it is theirs to decide."))


def _record_listing(person: Person, source: str) -> None:
    Consent.objects.create(
        person=person,
        kind=Consent.Kind.LISTING,
        given=person.listing == Listing.PUBLIC,
        text_version=CONSENT_TEXT_VERSION,
        source=source[:200],
    )
