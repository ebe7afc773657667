"""Travel, rooms, visas and their letters, allowances, honours of participants: one by one, or many at once."""

import secrets
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit, record_audit_in_bulk
from confman.conferences.models import Conference
from confman.translation.languages import reading_in
from confman.web.database.changes import apply_changes, refuse_stale
from confman.web.errors import Refused
from registrations.core.domain.capacity import lock_all, locked
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import Registration, Travel, VisaCase, VisaStatus
from registrations.core.models.settings import RegistrationSettings
from registrations.correspondence.domain.correspondence import register_letter
from registrations.correspondence.models import Correspondence, CorrespondenceDirection, Signatory
from registrations.protocol.domain.seating import entities_at_the_table
from registrations.protocol.models import Allowance, Honours


def _save(
    model: type[models.Model],
    verb: str,
    registration: Registration,
    *,
    by: User,
    seen: str = "",
    **changes: Any,
) -> list[str]:
    """Save the fields of the part that is kept on a participant; return the names of those that differ now.

    `seen` is the digest of these fields as a form showed them: raises StaleRevision if someone has changed them since;
    ValidationError. What was empty and stays empty leaves no row and no entry.
    """
    with transaction.atomic():
        # Others who write about the same participant at the same moment wait here.
        locked(registration)
        row, is_new = model._default_manager.select_for_update().get_or_create(registration=registration)
        refuse_stale(row, changes, seen=seen)
        changed = apply_changes(row, changes)
        if changed:
            record_audit(verb, by=by, target=registration, details={"fields": changed})
        elif is_new:
            row.delete()
    return changed


save_travel = partial(_save, Travel, "registrations.travel_changed")
save_visa = partial(_save, VisaCase, "registrations.visa_changed")
save_allowance = partial(_save, Allowance, "registrations.allowance_changed")


def save_honours(registration: Registration, *, by: User, seen: str = "", **changes: Any) -> list[str]:
    """Save the VIP card of a guest of honour: the person who receives them, their seat, their speaking order.

    Raises ValidationError, and Refused if the place at the head table is another's.
    """
    position = changes.get("head_table_position")
    with transaction.atomic():
        locked(registration)
        if position is not None:
            # Locked, after the registration as everywhere, so that two guests cannot both be given one place.
            conference = Conference.objects.select_for_update(no_key=True).get(pk=registration.conference_id)
            places = Honours.objects.at_the_head_table(conference).exclude(registration=registration)
            if other := places.filter(head_table_position=position).first():
                raise Refused(
                    _("Place %(number)d at the head table is that of %(name)s. Give one of the two another.")
                    % {"number": position, "name": other.registration.person.name}
                )
        return _save(Honours, "registrations.honours_changed", registration, by=by, seen=seen, **changes)


def remove_from_protocol(registration: Registration, *, by: User) -> None:
    """Remove the guest of honour: what was noted for the reception is deleted."""
    with transaction.atomic():
        deleted, _rows = Honours.objects.filter(registration=registration).delete()
        if deleted:
            record_audit("registrations.honours_removed", by=by, target=registration)


def _save_many(
    model: type[models.Model], verb: str, registrations: Iterable[Registration], *, by: User, **changes: Any
) -> int:
    """Save the same for many, in a constant number of queries; what `changes` does not name stays.

    Each that differs gets an entry in the history. Returns how many those are. Raises ValidationError.
    """
    rows = list(registrations)
    fields = sorted(changes)
    with transaction.atomic():
        # Others who write about the same participants at the same moment wait here.
        lock_all(Registration.objects.filter(pk__in=[row.pk for row in rows]))
        rows_by_registration: dict[Any, Any] = {
            row.registration_id: row  # type: ignore[attr-defined]
            for row in model._default_manager.filter(registration__in=rows)
        }
        new: list[Any] = []
        changed: list[Any] = []
        targets: list[Registration] = []
        for registration in rows:
            part = rows_by_registration.get(registration.pk) or model(registration=registration)
            is_new = registration.pk not in rows_by_registration
            if not is_new and all(getattr(part, name) == changes[name] for name in fields):
                continue
            for name in fields:
                setattr(part, name, changes[name])
            part.clean_fields(exclude=["registration"])
            part.validate_constraints(exclude={"registration"})
            (new if is_new else changed).append(part)
            targets.append(registration)
        model._default_manager.bulk_create(new, batch_size=500)
        if changed:
            model._default_manager.bulk_update(changed, fields, batch_size=200)
        if targets:
            record_audit_in_bulk(
                verb, by=by, conference=targets[0].conference, targets=targets, details={"fields": fields}
            )
    return len(targets)


save_travel_of_many = partial(_save_many, Travel, "registrations.travel_changed")
save_visa_of_many = partial(_save_many, VisaCase, "registrations.visa_changed")
save_allowance_of_many = partial(_save_many, Allowance, "registrations.allowance_changed")
save_honours_of_many = partial(_save_many, Honours, "registrations.honours_changed")


def draw_first_delegation(conference: Conference, *, by: User, drawn: Delegation | None = None) -> Delegation:
    """Record the delegation from which the seating starts: the one `drawn` in the room, else one drawn here by lot.

    Raises Refused if no delegation has anyone approved.
    """
    method = "room"
    if drawn is None:
        entities = entities_at_the_table(conference)
        if not entities:
            raise Refused(_("No delegation has anyone approved yet, so there is nothing to draw from."))
        drawn, method = secrets.choice(entities), "lot"
    with transaction.atomic():
        _set_first_delegation(conference, drawn)
        record_audit(
            "registrations.seating_drawn",
            by=by,
            conference=conference,
            target=drawn,
            details={"method": method},
        )
    return drawn


def reset_draw(conference: Conference, *, by: User) -> None:
    """Seat the delegations by the alphabet again, from its beginning."""
    with transaction.atomic():
        _set_first_delegation(conference, None)
        record_audit("registrations.seating_draw_forgotten", by=by, conference=conference)


def _set_first_delegation(conference: Conference, delegation: Delegation | None) -> None:
    settings, _created = RegistrationSettings.objects.select_for_update().get_or_create(conference=conference)
    settings.first_delegation = delegation
    settings.save(update_fields=["first_delegation"])


VISA_LETTER = "visa"


def write_visa_letters(
    registrations: Iterable[Registration], *, language: str, signatory: Signatory | None, by: User
) -> list[Correspondence]:
    """Enter a letter in this language for each in the register; an existing letter and its number are kept.

    The case of a participant who needs a visa moves to "supporting letter sent". Raises Refused if
    someone is not approved; nothing is written then.
    """
    rows = list(registrations)
    for row in rows:
        if not row.is_approved:
            raise Refused(
                _("%(name)s is not approved, so there is nothing to support.") % {"name": row.person.name}
            )
    letters = []
    with transaction.atomic():
        # Locked, so that of two who write at once one finds the letters of the other.
        lock_all(Registration.objects.filter(pk__in=[row.pk for row in rows]))
        letters_by_registration = {
            letter.registration_id: letter
            for letter in Correspondence.objects.filter(
                registration__in=rows, kind=VISA_LETTER, language=language, struck_out_at=None
            ).order_by("-created_at")
        }
        cases = {case.registration_id: case for case in VisaCase.objects.filter(registration__in=rows)}
        for row in rows:
            case = cases.get(row.pk)
            letters.append(
                letters_by_registration.get(row.pk) or _register(row, case, language, signatory, by)
            )
            if case is None or case.state == VisaStatus.NEEDED:
                save_visa(row, by=by, state=VisaStatus.LETTER_SENT)
    return letters


def _register(
    row: Registration, case: VisaCase | None, language: str, signatory: Signatory | None, by: User
) -> Correspondence:
    conference = row.conference
    with reading_in(language, *conference.languages):
        # More people may read the register than may know who needs a visa: it names nobody.
        subject = _("Visa support for a participant of %(conference)s") % {"conference": conference.title}
        recipient = (case.consulate if case else "") or _("the competent consular authorities")
        return register_letter(
            conference,
            direction=CorrespondenceDirection.OUT,
            subject=str(subject),
            by=by,
            kind=VISA_LETTER,
            language=language,
            recipient=str(recipient),
            signatory=signatory,
            registration=row,
        )
