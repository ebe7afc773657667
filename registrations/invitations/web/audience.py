"""Invitees, as an audience of mailings: by their kind, by what they answered, whether they are invited yet."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy

from confman.conferences.models import Conference
from confman.conferences.web.forms import ConferenceForm
from confman.documents.domain.texts import date_in_text
from confman.mailings.registries import OtherAddressee
from confman.translation.languages import reading_in
from registrations.core.models.delegation import DelegationKind
from registrations.correspondence.domain.forms_of_address import salutation
from registrations.correspondence.models import Invitee, InviteeQuerySet, Reply


class InviteeAudienceForm(ConferenceForm):
    """Chooses the invitees of an audience."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        required=False,
        choices=[("", gettext_lazy("all")), *DelegationKind.choices],
    )
    letter = forms.ChoiceField(
        label=gettext_lazy("Letter of invitation"),
        required=False,
        choices=[
            ("", gettext_lazy("sent")),
            ("not-sent", gettext_lazy("not sent yet")),
            ("any", gettext_lazy("sent or not")),
        ],
    )
    reply = forms.ChoiceField(
        label=gettext_lazy("Reply"), required=False, choices=[("", gettext_lazy("all")), *Reply.choices]
    )


def addressees_of(conference: Conference, options: Mapping[str, Any]) -> Iterable[OtherAddressee]:
    """Return such invitees, in their order."""
    rows = _invitees(conference, options).only("name", "email", "language", "sort_key")
    return [OtherAddressee(row.pk, row.name, row.email, row.language) for row in rows]


def _invitees(conference: Conference, options: Mapping[str, Any]) -> InviteeQuerySet:
    rows = Invitee.objects.of(conference).order_by("sort_key", "id")
    if not (letter := options.get("letter")):
        rows = rows.invited()
    elif letter == "not-sent":
        rows = rows.filter(sent_on=None)
    elif letter != "any":
        rows = rows.none()
    return rows.filter(**{name: options[name] for name in ("kind", "reply") if options.get(name)})


def values_of(
    conference: Conference, options: Mapping[str, Any], keys: Collection[UUID]
) -> dict[UUID, dict[str, object]]:
    """Return what mails to these invitees may say: the institution, its own salutation, the day to reply by."""
    return {
        row.pk: _values(row, conference) for row in _invitees(conference, options).filter(pk__in=list(keys))
    }


def _values(row: Invitee, conference: Conference) -> dict[str, object]:
    row.conference = conference
    language = row.letter_language()
    with reading_in(language, *conference.languages):
        return {
            "name": row.name,
            "greeting": salutation(row, language).rstrip(" ,!"),
            "institution": row.name,
            "deadline": date_in_text(row.deadline, language) if row.deadline else "",
        }
