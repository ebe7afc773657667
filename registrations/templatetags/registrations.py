"""Template tags and filters about registrations."""

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from confman.conferences.models import Conference
from confman.web.templatetags.confman_web import status_badge
from registrations.core.models.registration import Registration, RegistrationStatus
from registrations.core.web import offline
from registrations.lifecycle.table import STATUSES, StatusFacts

register = template.Library()


@register.filter
def status_facts(registration: Registration) -> StatusFacts:
    """Return the facts about the status of a registration, from the table of its life."""
    return STATUSES[registration.status]


@register.simple_tag
def registration_badge(registration: Registration) -> SafeString:
    """The status of a registration as a badge."""
    tone = status_facts(registration).tone
    return status_badge(registration.status, RegistrationStatus(registration.status).label, tone)


@register.simple_tag(takes_context=True)
def offline_mark(context: Context) -> str:
    """Return the settings of a portal page for its script, about the copy for use without a network."""
    conference = context["conference"]
    if not isinstance(conference, Conference):
        # The sample of the style guide.
        return ""
    return offline.offline_mark(context["request"], conference, context.get("own_registration"))
