"""The record of a session, kept live: speakers and their capacities, points made, proposals."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.sessions.models.session import Session
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.web.database.changes import claim_revision, delete_row
from confman.web.errors import Refused
from outcomes.recommendations.domain.transitions import may
from outcomes.records.models import SessionRecord

SAID = ("item", "speaker", "delegation", "capacity", "points", "proposal", "language", "not_for_attribution")


def _require(session: Session, by: User) -> None:
    if not may(by, "outcomes.keep_record", session):
        raise Refused(
            _("You may not keep the record of this session; the rapporteur’s office and its rapporteurs may.")
        )


def _check(values: Mapping[str, Any]) -> None:
    if not (values.get("points") or values.get("proposal") or "").strip():
        raise Refused(_("Say what was said: points, or a proposal."))


def record_intervention(session: Session, *, by: User, values: Mapping[str, Any]) -> SessionRecord:
    """Add an entry at the end of the session's record. `values` are fields of `SAID`.

    Raises Refused for an empty entry, for an item of another session, and for users who may not keep the record.
    """
    _require(session, by)
    _check(values)
    if values.get("item") and values["item"].session_id != session.pk:
        raise Refused(_("The item belongs to another session."))
    with transaction.atomic():
        last = session.records.aggregate(last=Max("position"))["last"]
        record = SessionRecord.objects.create(
            session=session, position=(last or 0) + 1, written_by=by, spoken_at=timezone.now(),
            **{name: value for name, value in values.items() if name in SAID},
        )  # fmt: skip
        record_audit(
            "outcomes.intervention_recorded", by=by, conference=session.conference, target=record,
            label=str(session.title),
        )  # fmt: skip
    return record


def change_intervention(
    record: SessionRecord, *, by: User, values: Mapping[str, Any], revision: int
) -> SessionRecord:
    """Change an entry that was read at `revision`. Raises StaleRevision if it was saved since, and Refused."""
    session = record.session
    _require(session, by)
    _check({**{name: getattr(record, name) for name in SAID}, **values})
    changed = {name: value for name, value in values.items() if name in SAID}
    with transaction.atomic():
        claim_revision(record, revision)
        SessionRecord.objects.filter(pk=record.pk).update(changed_at=timezone.now(), **changed)
        record_audit(
            "outcomes.intervention_changed", by=by, conference=session.conference, target=record,
            label=str(session.title), details={"fields": sorted(changed)},
        )  # fmt: skip
    record.refresh_from_db()
    return record


def remove_intervention(record: SessionRecord, *, by: User) -> None:
    """Delete an entry. Reports built from it keep their text and say that its source is gone."""
    _require(record.session, by)
    delete_row(record, "outcomes.intervention_removed", by=by, label=str(record.session.title))


def may_attribute(record: SessionRecord) -> bool:
    """Tell whether a text may name the speaker: not under the Chatham House Rule, nor against their wish."""
    return not (record.not_for_attribution or record.session.chatham_house)
