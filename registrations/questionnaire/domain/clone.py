"""Questions that come along to the next conference."""

from confman.conferences.models import Conference
from registrations.questionnaire.models import FormField, FormFieldQuerySet


def questions_of(conference: Conference) -> FormFieldQuerySet:
    """Return the questions on the form: those taken off it are kept for the answers given there."""
    return FormField.objects.of(conference).asked()
