"""A member of the secretariat, among what one mailbox may be in a conference. They still sign in with their account."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from confman.conferences.models import Membership
from confman.people.registries import HatKind, hat_kinds


def register() -> None:
    """Fill the registry; called once, when the app is ready."""
    hat_kinds.register(
        HatKind(
            "opened_memberships",
            _("With your account and password"),
            "house",
            rows=lambda: Membership.objects.select_related("conference"),
            page=lambda row: reverse("conferences_secretariat:dashboard", args=[row.conference.slug]),
            name=lambda row: _("Secretariat"),
            conference="conference",
            mailbox=lambda address: Q(user__email__iexact=address),
            account=lambda user: Q(user=user.pk),
            position=90,
        )
    )
