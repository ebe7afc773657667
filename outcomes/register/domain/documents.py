"""The life of a document: entered or handed in, checked, issued, returned or withdrawn; and texts as documents."""

from collections.abc import Mapping
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from agenda.rooms.domain import code_in_words
from agenda.sessions.models.session import Item
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.documents.domain.jobs import purge_documents
from confman.mail.domain.dispatch import send_to_person
from confman.translation.languages import reading_in
from confman.translation.text import TranslatedText
from confman.web.database.changes import apply_changes, delete_file_on_commit
from confman.web.errors import Refused
from outcomes.recommendations.models.paragraphs import TextStatus
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.version import RecommendationVersion
from outcomes.register.domain.files import new_file, put_language, require_open, symbol_on
from outcomes.register.domain.made_documents import kind_of_symbol, series_of_symbol, take_symbol, whole_of
from outcomes.register.domain.series import DRAFTS, OF_TEXTS, give_symbol
from outcomes.register.mail_kinds import ISSUED, RETURNED
from outcomes.register.models import (
    Distribution,
    DocumentFile,
    DocumentSeries,
    DocumentStatus,
    FileStatus,
    OpenTo,
    RegisteredDocument,
    RegisteredDocumentQuerySet,
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

    An addendum, corrigendum or revision is in the series of its parent, and stands under its agenda item unless another
    is given. Without a distribution it has that of its parent, else the usual one of its series. `symbol` is the one
    that the file bears: the document takes it now, and no other. That of a file made here and brought by hand is read
    from the file, and determines the series and the kind of document.

    Raises ValidationError; Refused for a symbol that something else has, and for a document made here that has an entry
    already, unless it is to be part of that.
    """
    if file and not values.get("made_from") and (borne := symbol_on(file, conference)):
        symbol, series = borne, series_of_symbol(conference, borne) or series
        kind = kind_of_symbol(conference, borne)
        values |= {"parent": None, "kind": RegisteredDocument.Kind.ORIGINAL, "made_from": kind and f"{kind}:"}
    parent = values.get("parent")
    if parent and not values.get("item"):
        values["item"] = parent.item
    if not values.get("distribution"):
        values["distribution"] = (parent or whole_of(conference, symbol) or series).distribution
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


def issue_document(document: RegisteredDocument, *, by: User) -> RegisteredDocument:
    """Issue the document in the languages that are there, and notify its delegation of the symbol. Return it with that.

    Languages in translation follow one by one. Raises Refused if no language is there, or for a closed document.
    """
    with transaction.atomic():
        row = _locked(document)
        if row.state == Status.ISSUED:
            return row
        now = timezone.now()
        files = DocumentFile.objects.filter(document=row, state=FileStatus.RECEIVED)
        if not files.update(state=FileStatus.ISSUED, issued_at=now):
            raise Refused(_("There is no file yet in any language. Enter one, then issue the document."))
        give_symbol(row)
        row.issued_at = now
        _move(row, Status.ISSUED, "register_issued", by)
        mail_delegation(ISSUED, row, by=by)
    return row


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


Kind = RegisteredDocument.Kind
TITLE_LENGTH = 120


def series_of_texts(conference: Conference) -> QuerySet[DocumentSeries]:
    """Return the series in which texts are issued: draft decisions first."""
    return DocumentSeries.objects.of(conference).originally(*OF_TEXTS)


def may_be_issued(recommendation: Recommendation) -> bool:
    """Tell whether the text is still before the conference."""
    return not (recommendation.is_closed or recommendation.is_followed_up)


def languages_of(version: RecommendationVersion) -> list[str]:
    """Return the languages of the conference in which the text goes out: not where it is missing or stale."""
    left_out = ("missing", TextStatus.STALE)
    return [code for code in version.conference.languages if version.status_of(code) not in left_out]


def draft_symbol_of(recommendation: Recommendation) -> str:
    """Return the symbol under which the text was last issued as a draft decision; empty if it was not."""
    rows = RegisteredDocument.objects.of_text(recommendation).of_series(DRAFTS)
    row = rows.exclude(symbol="").first()
    return row.symbol if row else ""


def draft_decisions_of(conference: Conference) -> RegisteredDocumentQuerySet:
    """Return the draft decisions as they were issued last, except for restricted ones."""
    rows = RegisteredDocument.objects.of(conference).of_series(DRAFTS)
    return rows.latest_texts().not_restricted()


def enter_text(
    recommendation: Recommendation, *, by: User, series: DocumentSeries, item: Item | None = None
) -> RegisteredDocument:
    """Enter the text as it reads now, with its symbol; what is in the series already is revised.

    A revision is for the readers of what it revises, under the same embargo and, unless another is given, the same
    agenda item. An entry whose issue was interrupted is taken up again. Raises Refused for a text that is decided, has
    no words that can go out, or was issued as it is.
    """
    version = recommendation.current_version
    if not may_be_issued(recommendation):
        raise Refused(
            _("%(what)s has been decided and is no longer a draft.") % {"what": recommendation.label}
        )
    if version is None or not languages_of(version):
        raise Refused(_("It has no text yet."))
    with transaction.atomic():
        # Two who issue it at once: the second finds what the first has entered.
        series = DocumentSeries.objects.select_for_update().select_related("conference").get(pk=series.pk)
        latest = RegisteredDocument.objects.of_text(recommendation).filter(series=series).first()
        if latest and latest.state == DocumentStatus.ISSUED and latest.text_version_id == version.pk:
            raise Refused(
                _("%(version)s is issued already as %(symbol)s. Change the text, then issue it again.")
                % {"version": version, "symbol": latest.symbol}
            )
        if latest and latest.state != DocumentStatus.ISSUED:
            latest.text_version = version
            latest.save(update_fields=["text_version"])
            return latest
        document = RegisteredDocument(
            conference=series.conference, series=series, item=item or (latest and latest.item),
            text_version=version, replaces=latest, parent=latest and (latest.parent or latest),
            kind=Kind.REVISION if latest else Kind.ORIGINAL, title=_title(recommendation),
            distribution=(latest or series).distribution,
            embargo=latest and latest.embargo, state=DocumentStatus.CHECKED, received_at=timezone.now(),
            handed_in_by=by, is_practice=series.conference.is_practice,
        )  # fmt: skip
        document.full_clean()
        give_symbol(
            document, recommendation.symbol if series.original_code == DRAFTS and latest is None else ""
        )
        document.save(force_insert=True)
        record_audit("outcomes.register_text_entered", by=by, target=document, label=str(document))
    return document


def issue_text(document: RegisteredDocument, files: Mapping[str, Any], *, by: User) -> None:
    """Issue a text with its file in each language; the other languages of the conference are awaited."""
    with transaction.atomic():
        for language in {*document.conference.languages, *files}:
            put_language(document, by=by, language=language, file=files.get(language))
        issue_document(document, by=by)


def _title(recommendation: Recommendation) -> TranslatedText:
    """Return in each language of the conference the working reference and the first words."""
    title = {}
    for code in recommendation.conference.languages:
        with reading_in(code, *recommendation.conference.languages):
            opening = Truncator(recommendation.opening).chars(TITLE_LENGTH)
            title[code] = _("Draft recommendation %(reference)s: %(opening)s") % {
                "reference": code_in_words(recommendation.working_ref), "opening": opening,
            }  # fmt: skip
    return TranslatedText(title)
