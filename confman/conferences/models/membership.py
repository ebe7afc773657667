"""The team of a conference: who belongs to it, in which role."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.web.models import UUIDModel


class Role(models.TextChoices):
    OWNER = "owner", _("owner")
    PROGRAMME = "programme", _("programme (agenda)")
    REGISTRATION = "registration", _("registration")
    PROTOCOL = "protocol", _("protocol (delegations, invitees)")
    RAPPORTEUR = "rapporteur", _("rapporteur (outcomes)")
    CHECK_IN = "check-in", _("check-in")
    OBSERVER = "observer", _("observer (a donor)")


class Membership(UUIDModel):
    """A role of a user in a conference; a user may have several."""

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="memberships"
    )
    # No personal link is sent for it; the team's page only shows the way there.
    link_version = 0

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role)
    created_at = models.DateTimeField(auto_now_add=True)
    # Set when the member first opened the team's pages. Before, the inviter knows only their address.
    accepted_at = models.DateTimeField(null=True, editable=False)
    # The kinds and keys of the records that the member opened last, the latest first; alike in all of their roles.
    opened = models.JSONField(default=list, blank=True, editable=False)

    class Meta:
        ordering = ["user__email", "role"]
        verbose_name = _("member of the team")
        verbose_name_plural = _("team")
        constraints = [models.UniqueConstraint(fields=["conference", "user", "role"], name="membership_once")]

    @property
    def who(self) -> str:
        """The member's name once they have accepted; until then the address that was invited."""
        return str(self.user) if self.accepted_at else self.user.email

    def __str__(self) -> str:
        return f"{self.who}: {self.get_role_display()}"
