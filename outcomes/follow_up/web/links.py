"""The pages of the focal points of addressees, and the secretariat's pages about them."""

from django.urls import reverse

from outcomes.follow_up.models.transmittal import FocalPointTerm


def page_of_term(term: FocalPointTerm) -> str:
    """Return the address of the pages on which an addressee answers."""
    return reverse("outcomes_portal:follow-up", args=[term.conference.slug, term.pk])


def record_of_term(term: FocalPointTerm) -> str:
    """Return the address of the addressee's page in the secretariat."""
    return reverse("outcomes_secretariat:addressee-follow-up", args=[term.conference.slug, term.addressee_id])
