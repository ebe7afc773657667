"""Those who have a role in the agenda, as an audience of mailings."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agenda.materials.domain import lacks_presentation
from agenda.sessions.models.session import SessionRole
from confman.conferences.models import Conference
from confman.conferences.web.forms import ConferenceForm
from confman.people.models import Person
from confman.people.models.person import PersonQuerySet

PRESENTATION = "presentation"


class SpeakerAudienceForm(ConferenceForm):
    """Chooses roles; it never includes people who declined, and proposed ones only where that is chosen."""

    role = forms.ChoiceField(
        label=_("Role"), required=False, choices=[("", _("all")), *SessionRole.Role.choices]
    )
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[
            ("", _("all except proposed")),
            *(choice for choice in SessionRole.Status.choices if choice[0] != SessionRole.Status.DECLINED),
        ],
    )
    lacking = forms.ChoiceField(
        label=_("Lacking"), required=False, choices=[("", _("all")), (PRESENTATION, _("a presentation"))]
    )


def people_of(conference: Conference, options: Mapping[str, Any]) -> PersonQuerySet:
    """Return the people with such roles in sessions."""
    roles = SessionRole.objects.filter(session__conference=conference).not_declined()
    if not options.get("status"):
        # Nobody may have asked them yet.
        roles = roles.exclude(status=SessionRole.Status.PROPOSED)
    if options.get("lacking") == PRESENTATION:
        roles = roles.filter(lacks_presentation())
    lookups = {name: options[name] for name in ("role", "status") if options.get(name)}
    return Person.objects.filter(pk__in=roles.filter(**lookups).order_by().values("person"))
