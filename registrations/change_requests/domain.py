"""Requests to change an approved registration; seat and ticket stay until the decision."""

from collections.abc import Mapping
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.compiled_queries import CompiledQuery
from confman.mail.domain.dispatch import send_to_person
from confman.people.domain.address_book_copies import correct_own_entry
from confman.people.domain.people import change_person
from confman.people.fields import PERSON_FIELDS, PRINTED
from confman.translation.text import TranslatedText
from confman.web.errors import Refused
from registrations.core.domain.capacity import locked
from registrations.core.domain.personal_links import registration_link
from registrations.core.models.category import Category
from registrations.core.models.change_request import ChangeRequest
from registrations.core.models.change_request import ChangeRequestStatus as Status
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import Function, Mode, Registration
from registrations.lifecycle.domain.changes import change_registration, may_edit_now

# Fields of the person, then of the registration, in the order in which they are shown.
LABELS: dict[str, str | Promise] = {
    **{field.name: field.heading for field in PERSON_FIELDS if field.printed},
    "category": gettext_lazy("Category"),
    "delegation": gettext_lazy("Delegation"),
    "function": gettext_lazy("Function in the delegation"),
    "mode": gettext_lazy("Takes part"),
}
ANSWER = "answers."


def may_ask_for(registration: Registration) -> frozenset[str]:
    """Return the fields this person may request to change: none while a request waits, or after the deadline."""
    if not (registration.is_approved and may_edit_now(registration)) or open_request(registration):
        return frozenset()
    fields = {*PRINTED, "category", "mode"}
    return frozenset(fields | {"function"} if registration.delegation_id else fields)


_open = CompiledQuery(
    lambda registration: ChangeRequest.objects.open().filter(registration=registration), models.UUIDField()
)


def open_request(registration: Registration) -> ChangeRequest | None:
    """Return the request that waits for a decision."""
    return _open.get_or_none(registration.pk)


def request_change(
    registration: Registration, *, new_values: Mapping[str, Any], by: User, reason: str = ""
) -> ChangeRequest | None:
    """Request a change: `new_values` maps fields to values as the verbs take them. Return None if nothing would differ.

    Raises Refused if the registration is not approved, or another request waits.
    """
    with transaction.atomic():
        current = locked(registration)
        if not current.is_approved:
            raise Refused(
                _("Change requests are for approved registrations only. Please make the change directly.")
            )
        if open_request(current):
            raise Refused(_("Another change waits to be decided. Withdraw it, then ask again."))
        changes = {}
        for field, value in new_values.items():
            before, after = value_of(current, field), plain(value)
            if before != after:
                changes[field] = [before, after]
        if not changes:
            return None
        request = ChangeRequest.objects.create(registration=current, changes=changes, reason=reason)
        _record("change_requested", request, by=by)
        return request


def withdraw_change(request: ChangeRequest, *, by: User) -> None:
    """Withdraw a request of the person. Safe to repeat; a decided request stays decided."""
    with transaction.atomic():
        if _decide(request, Status.WITHDRAWN, by=by):
            _record("change_withdrawn", request, by=by)


def refuse_change(request: ChangeRequest, *, by: User, reason: str = "") -> None:
    """Refuse a request: registration and ticket stay, the reason is mailed. Raises Refused if decided before."""
    with transaction.atomic():
        request = _fresh(request)
        _require_open(request, Status.REFUSED, by=by, reason=reason)
        _record("change_refused", request, by=by, reason=reason)
        _send_decision("refused", request, by=by)


def accept_change(request: ChangeRequest, *, by: User, reason: str = "", overwrite: bool = False) -> None:
    """Make the change through the verbs that change a person and a registration: all of it, or nothing.

    Raises Refused if someone has changed one of the fields since (unless `overwrite`), the request was decided before,
    or the registration is over; CapacityExceeded if the new category is full.
    """
    with transaction.atomic():
        registration, request = locked(request.registration), _fresh(request)
        _require_open(request, Status.ACCEPTED, by=by, reason=reason)
        if registration.is_over:
            raise Refused(_("The registration is over; nothing is changed in it."))
        if not overwrite and (stale := stale_fields(request)):
            raise Refused(
                _("Changed by someone else since it was asked: %(fields)s. Look at both, then decide.")
                % {"fields": ", ".join(str(label_of(field)) for field in stale)}
            )
        new_values = {field: after for field, (_before, after) in request.changes.items()}
        person = {field: value for field, value in new_values.items() if field in PRINTED}
        if person:
            change_person(registration.person, by=by, **person)
            correct_own_entry(registration.person, person, by=by)
        changes: dict[str, Any] = {
            field: _as_object(registration, field, new_values[field])
            for field in _OF_REGISTRATION
            if field in new_values
        }
        if changes:
            change_registration(registration, by=by, **changes)
        answers = {
            field.removeprefix(ANSWER): value
            for field, value in new_values.items()
            if field.startswith(ANSWER)
        }
        if answers:
            registration.answers = {**registration.answers, **answers}
            registration.save(update_fields=["answers"])
        _record("change_accepted", request, by=by, reason=reason)
        _send_decision("accepted", request, by=by)


_OF_REGISTRATION = ("category", "delegation", "function", "mode")


def stale_fields(request: ChangeRequest) -> list[str]:
    """Return the fields that have changed since the request."""
    registration = request.registration
    return [
        field
        for field, (before, after) in request.changes.items()
        if value_of(registration, field) not in (before, after)
    ]


def value_of(registration: Registration, field: str) -> object:
    """Return the present value of a field, as a request stores it."""
    if field.startswith(ANSWER):
        return registration.answers.get(field.removeprefix(ANSWER))
    owner = registration.person if field in PRINTED else registration
    return plain(getattr(owner, f"{field}_id" if field in ("category", "delegation") else field))


def plain(value: object) -> object:
    """Return a value as JSON: texts by language, codes, ids."""
    if isinstance(value, Mapping):
        return {key: text for key, text in value.items() if text}
    if isinstance(value, (list, bool, int, float)) or value is None:
        return value
    return str(getattr(value, "pk", None) or getattr(value, "code", value) or "")


def label_of(field: str) -> str | Promise:
    return LABELS.get(field, field.removeprefix(ANSWER))


def in_words(field: str, value: object) -> str:
    """Return a stored value in words."""
    if value in (None, "", {}):
        return "–"
    if field == "country":
        return countries.name(str(value)) or str(value)
    if field in ("category", "delegation"):
        model = Category if field == "category" else Delegation
        return str(model._default_manager.filter(pk=value).first() or "–")
    if field in ("function", "mode"):
        return str(dict((Function if field == "function" else Mode).choices).get(str(value), value))
    return str(TranslatedText(value)) if isinstance(value, dict) else str(value)


def lines_of(request: ChangeRequest) -> list[dict[str, Any]]:
    """Return, for pages, the old, the requested and, if different, the present values."""
    stale = set(stale_fields(request))
    order = [*LABELS, *(field for field in request.changes if field not in LABELS)]
    return [
        {
            "label": label_of(field),
            "before": in_words(field, request.changes[field][0]),
            "after": in_words(field, request.changes[field][1]),
            "now": in_words(field, value_of(request.registration, field)) if field in stale else "",
        }
        for field in order
        if field in request.changes
    ]


def _as_object(registration: Registration, field: str, value: object) -> object:
    if field not in ("category", "delegation") or not value:
        return value or ("" if field == "function" else None)
    model = Category if field == "category" else Delegation
    instance = model._default_manager.filter(conference=registration.conference, pk=value).first()
    if instance is None:
        raise Refused(_("The field to be changed no longer exists: %(field)s.") % {"field": label_of(field)})
    return instance


def _fresh(request: ChangeRequest) -> ChangeRequest:
    """Return a fresh copy; the caller's instance stays unchanged, whatever is rolled back."""
    rows = ChangeRequest.objects.select_related("registration__person", "registration__conference")
    return rows.get(pk=request.pk)


def _decide(request: ChangeRequest, state: str, *, by: User, reason: str = "") -> bool:
    """Decide by one conditional UPDATE: if two users decide at once, only one succeeds."""
    decided = ChangeRequest.objects.open().filter(pk=request.pk)
    number = decided.update(state=state, decided_at=timezone.now(), decided_by=by, decision_reason=reason)
    request.refresh_from_db()
    return bool(number)


def _require_open(request: ChangeRequest, state: str, *, by: User, reason: str) -> None:
    if not _decide(request, state, by=by, reason=reason):
        raise Refused(
            _("This change was decided meanwhile: %(state)s.") % {"state": request.get_state_display()}
        )


def _send_decision(state: str, request: ChangeRequest, *, by: User) -> None:
    registration = request.registration
    send_to_person(
        f"registrations.change_{state}",
        person=registration.person,
        conference=registration.conference,
        context={
            "fields": ", ".join(str(label_of(field)) for field in request.changes),
            "reason": request.decision_reason,
            "link": registration_link(registration),
        },
        by=by,
    )


def _record(verb: str, request: ChangeRequest, *, by: User, reason: str = "") -> None:
    record_audit(
        f"registrations.{verb}",
        by=by,
        target=request.registration,
        reason=reason,
        details={"fields": sorted(request.changes)},
    )
