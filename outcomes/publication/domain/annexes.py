"""Annexes of an outcome document: added, changed, reordered and removed, until it is published."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.web.database.changes import apply_changes, delete_file_on_commit
from confman.web.errors import Refused
from outcomes.publication.domain.issues import delete_files
from outcomes.recommendations.domain.outcome_documents import lock_document
from outcomes.recommendations.models.document import Annex, OutcomeDocument


def add_annex(document: OutcomeDocument, *, by: User, values: Mapping[str, Any]) -> Annex:
    """Add an annex at the end: title, and a text or a file. Raises Refused once the document is published."""
    with transaction.atomic():
        _check(document, values.get("text"), values.get("file"))
        last = document.annexes.aggregate(last=Max("position"))["last"]
        annex = Annex(document=document, position=0 if last is None else last + 1, **values)
        annex.full_clean()
        annex.save()
        _record("added", annex, by)
    return annex


def change_annex(annex: Annex, *, by: User, values: Mapping[str, Any]) -> None:
    """Change title, text or file. A file that is replaced is deleted. Raises Refused as `add_annex` does."""
    with transaction.atomic():
        _check(annex.document, values.get("text", annex.text), values.get("file", annex.file))
        if apply_changes(annex, values):
            _record("changed", annex, by)


def move_annex(annex: Annex, *, by: User, earlier: bool) -> None:
    """Move an annex one place up, or down; do nothing at either end."""
    with transaction.atomic():
        _check_open(annex.document)
        order = list(annex.document.annexes.select_for_update())
        index = [row.pk for row in order].index(annex.pk)
        other = index - 1 if earlier else index + 1
        if not 0 <= other < len(order):
            return
        order[index], order[other] = order[other], order[index]
        for position, row in enumerate(order):
            if row.position != position:
                row.position = position
                row.save(update_fields=["position"])
        _record("moved", annex, by)


def remove_annex(annex: Annex, *, by: User) -> None:
    """Take an annex away, with its file. Raises Refused once the document is published."""
    with transaction.atomic():
        _check_open(annex.document)
        delete_file_on_commit(annex.file)
        _record("removed", annex, by)
        annex.delete()


def _check_open(document: OutcomeDocument) -> None:
    lock_document(document)
    if document.is_published:
        raise Refused(
            _("The document is published: its annexes were issued with it and can no longer be changed.")
        )


def _check(document: OutcomeDocument, text: object, file: object) -> None:
    _check_open(document)
    if not text and not file:
        raise Refused(_("An annex needs a text or a file."))


def _record(verb: str, annex: Annex, by: User) -> None:
    record_audit(f"outcomes.annex_{verb}", by=by, target=annex.document, label=str(annex.title))
    delete_files(annex.document.conference)
