"""The life of a document: entered or handed in, checked, issued under a symbol, returned or withdrawn; its mails."""

from collections.abc import Mapping
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agenda.sessions.models.item import Item
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.documents.domain.purge import purge_documents
from confman.mail.domain.dispatch import send_to_person
from confman.translation.reading_language import reading_in
from confman.web.database.changes import apply_changes, delete_file_on_commit
from confman.web.errors import Refused
from outcomes.register.domain.files import new_file, require_open, symbol_on
from outcomes.register.domain.made import kind_of_symbol, series_of_symbol, take_symbol
from outcomes.register.domain.series import give_symbol
from outcomes.register.mail_kinds import ISSUED, RETURNED
from outcomes.register.models import (
    Distribution,
    DocumentFile,
    DocumentSeries,
    DocumentStatus,
    FileStatus,
    OpenTo,
    RegisteredDocument,
)
from registrations.core.domain.personal_links import focal_point_link
from registrations.core.models.delegation import Delegation

Status = DocumentStatus


def add_document(
    conference: Conference,
    *,
    by: User,
    series: DocumentSeries,
    language: str = "",
    file: File | None = None,
    symbol: str = "",
    **values: Any,
) -> RegisteredDocument:
    """Enter a document of the secretariat, with its file in one language if that is there; it counts as checked.

    An addendum, corrigendum or revision is in the series of its parent. `symbol` is the one that the file bears: the
    document takes it now, and no other. That of a file made here and brought by hand is read from the file, and
    determines the series and the kind of document.

    Raises ValidationError; Refused for a symbol that something else has, and for a document made here that has an entry
    already, unless it is to be part of that.
    """
    if file and not values.get("made_from") and (borne := symbol_on(file, conference)):
        symbol, series = borne, series_of_symbol(conference, borne) or series
        kind = kind_of_symbol(conference, borne)
        values |= {"parent": None, "kind": RegisteredDocument.Kind.ORIGINAL, "made_from": kind and f"{kind}:"}
    parent = values.get("parent")
    origin = not (parent or symbol) and values.get("made_from")
    if origin and (entry := RegisteredDocument.objects.of(conference).made_from(origin).first()):
        raise Refused(
            _("This document is in the register already: “%(name)s”. Its other languages are added there.")
            % {"name": entry}
        )
    document = RegisteredDocument(
        conference=conference, series=parent.series if parent else series, state=Status.CHECKED, **values
    )
    return _enter(document, language, file, "outcomes.register_entered", by, symbol)


def hand_in_document(
    delegation: Delegation,
    *,
    by: User,
    series: DocumentSeries,
    title: Mapping[str, str],
    language: str,
    file: File,
    item: Item | None = None,
) -> RegisteredDocument:
    """Hand in a delegation's document, for the secretariat to check.

    Raises Refused where the series is not open to delegations, or after its deadline; ValidationError.
    """
    require_open_to_delegations(series)
    document = RegisteredDocument(
        conference=delegation.conference, series=series, state=Status.HANDED_IN, title=title, item=item,
        delegation=delegation, distribution=series.distribution,
    )  # fmt: skip
    return _enter(document, language, file, "outcomes.register_handed_in", by)


def require_open_to_delegations(series: DocumentSeries) -> None:
    """Raise Refused where delegations hand in nothing, or no more."""
    if series.open_to != OpenTo.DELEGATIONS:
        raise Refused(_("“%(series)s” takes no documents of delegations.") % {"series": series.title})
    if series.is_past_deadline(timezone.now()):
        raise Refused(
            _("“%(series)s” could be handed in until %(when)s. Please write to the secretariat.")
            % {"series": series.title, "when": deadline_in_words(series)}
        )


def deadline_in_words(series: DocumentSeries) -> str:
    """Return the deadline of a series in words, with the place of its time zone; empty without a deadline."""
    if series.deadline is None:
        return ""
    when = series.conference.local(series.deadline)
    return _("%(day)s, %(hour)s (%(zone)s)") % {
        "day": date_format(when, "DATE_FORMAT"),
        "hour": f"{when:%H:%M}",
        "zone": str(series.conference.city) or series.conference.timezone,
    }


def _enter(
    document: RegisteredDocument, language: str, file: File | None, verb: str, by: User, symbol: str = ""
) -> RegisteredDocument:
    document.received_at, document.handed_in_by = timezone.now(), by
    document.is_practice = document.conference.is_practice
    row = new_file(document, language, file) if file else None
    with transaction.atomic():
        if symbol:
            take_symbol(document, symbol)
        document.full_clean()
        document.save(force_insert=True)
        if row:
            row.full_clean(exclude=["document"])
            row.save(force_insert=True)
        record_audit(verb, by=by, target=document, label=str(document))
    return document


def change_document(document: RegisteredDocument, *, by: User, **changes: Any) -> list[str]:
    """Change what the register says of a document; if it becomes restricted, files that may have it go.

    Raises ValidationError; Refused for one that is closed. Series and parent stay once it has a symbol, which names
    them.
    """
    with transaction.atomic():
        require_open(document)
        fixed = {"series", "parent", "kind"} & changes.keys()
        stored = RegisteredDocument.objects.get(pk=document.pk)
        if stored.symbol and any(getattr(stored, name) != changes[name] for name in fixed):
            raise Refused(
                _("The document is known as %(symbol)s, so its series and what it belongs to stay.")
                % {"symbol": stored.symbol}
            )
        if changes.get("parent"):
            changes["series"] = changes["parent"].series
        changed = apply_changes(document, changes)
        if changed:
            document.save()  # with the words by which it is found
            _record("register_changed", document, by, {"fields": changed})
        if "distribution" in changed and document.distribution == Distribution.RESTRICTED:
            # Documents made before are for more readers than it is now.
            purge_documents(document.conference)
    return changed


def check_document(document: RegisteredDocument, *, by: User) -> None:
    """Note that a document that was handed in is in order. Raises Refused for one that was returned or withdrawn."""
    with transaction.atomic():
        row = _locked(document)
        if row.state == Status.HANDED_IN:
            _move(row, Status.CHECKED, "register_checked", by)


def return_document(document: RegisteredDocument, *, by: User, reason: str) -> None:
    """Return a document to its delegation, with the reason. Raises Refused once it is issued.

    A symbol that it bears already is free again: nobody knows it by that.
    """
    with transaction.atomic():
        row = _locked(document)
        if row.state == Status.ISSUED:
            raise Refused(_("The document is issued already. It can be withdrawn."))
        row.symbol, row.number = "", None
        _move(row, Status.RETURNED, "register_returned", by, reason=reason)
        mail_delegation(RETURNED, row, by=by)


def issue_document(document: RegisteredDocument, *, by: User) -> None:
    """Issue the document in the languages that are there, and notify its delegation of the symbol.

    Languages in translation follow one by one. Raises Refused if no language is there, or for a closed document.
    """
    with transaction.atomic():
        row = _locked(document)
        if row.state == Status.ISSUED:
            return
        now = timezone.now()
        files = DocumentFile.objects.filter(document=row, state=FileStatus.RECEIVED)
        if not files.update(state=FileStatus.ISSUED, issued_at=now):
            raise Refused(_("There is no file yet in any language. Enter one, then issue the document."))
        give_symbol(row)
        row.issued_at = now
        _move(row, Status.ISSUED, "register_issued", by)
        mail_delegation(ISSUED, row, by=by)


def withdraw_document(document: RegisteredDocument, *, by: User, reason: str) -> None:
    """Withdraw a document: nobody but the secretariat reads it any more, and its symbol is given to no other."""
    with transaction.atomic():
        _move(_locked(document), Status.WITHDRAWN, "register_withdrawn", by, reason=reason)


def count_practice_documents(conference: Conference) -> int:
    """Return how many documents were entered in practice mode."""
    return RegisteredDocument.objects.of(conference).filter(is_practice=True).count()


def clear_practice_documents(conference: Conference, *, by: User) -> None:
    """Delete the documents of practice mode with their files; what belongs to one of them then belongs to none."""
    rows = RegisteredDocument.objects.of(conference).filter(is_practice=True)
    for file in DocumentFile.objects.filter(document__in=rows):
        delete_file_on_commit(file.file)
    parts = RegisteredDocument.objects.filter(parent__in=rows, is_practice=False)
    parts.update(parent=None, kind=RegisteredDocument.Kind.ORIGINAL, number=None)
    rows.delete()


def _locked(document: RegisteredDocument) -> RegisteredDocument:
    """Return the document as it is now, locked for the transaction. Raises Refused for one that is closed."""
    require_open(document)
    return RegisteredDocument.objects.get(pk=document.pk)


def _move(row: RegisteredDocument, state: str, verb: str, by: User, *, reason: str = "") -> None:
    row.state, row.reason = state, reason
    row.save()
    _record(verb, row, by, reason=reason)


def _record(
    verb: str, row: RegisteredDocument, by: User, details: Mapping[str, Any] | None = None, reason: str = ""
) -> None:
    record_audit(f"outcomes.{verb}", by=by, target=row, label=str(row), details=details, reason=reason)


def mail_delegation(kind: str, document: RegisteredDocument, *, by: User) -> None:
    """Queue a mail to each focal point of the delegation, in their language; to nobody if it is another's document."""
    if document.delegation is None:
        return
    conference = document.conference
    for focal_point in document.delegation.focal_points.select_related("person__contact", "delegation"):
        person = focal_point.person
        person.conference = focal_point.delegation.conference = conference
        with reading_in(person.preferred_language(), *conference.languages):
            values = {"delegation": str(document.delegation), "title": str(document.title)}
        send_to_person(
            kind,
            person=person,
            conference=conference,
            context={
                **values,
                "reason": document.reason,
                "symbol": document.symbol,
                "link": focal_point_link(focal_point, conference),
            },
            by=by,
            idempotency_key=f"{kind}:{document.pk}:{focal_point.pk}",
        )
