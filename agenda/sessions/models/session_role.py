"""SessionRole: who does what in a session or in one of its items."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from agenda.sessions.models.item import Item
from agenda.sessions.models.session import Session
from confman.web.models import UUIDModel
from confman.web.status import toned

# In `extra` of a role or a material: an import made it, and an import may remove it again.
IMPORTED = "imported"


class SessionRoleKind(models.TextChoices):
    CHAIR = "chair", _("chair")
    CO_CHAIR = "co-chair", _("co-chair")
    MODERATOR = "moderator", _("moderator")
    WELCOME = "welcome", _("welcoming speech")
    KEYNOTE = "keynote", _("keynote")
    SPEAKER = "speaker", _("speaker")
    PANELLIST = "panellist", _("panellist")
    DISCUSSANT = "discussant", _("discussant")
    RAPPORTEUR = "rapporteur", _("rapporteur")
    INTERPRETER = "interpreter", _("interpreter")


@toned(good="confirmed", warn="invited", bad="declined", note="proposed")
class SessionRoleStatus(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    INVITED = "invited", _("invited")
    CONFIRMED = "confirmed", _("confirmed")
    DECLINED = "declined", _("declined")


# Anyone who has such a role has not answered yet.
UNANSWERED = (SessionRoleStatus.PROPOSED, SessionRoleStatus.INVITED)
# Those who have such a role are expected to hand in a presentation; on a panel people talk, and may hand one in.
PRESENTING = (SessionRoleKind.KEYNOTE, SessionRoleKind.SPEAKER)
LEADING = (SessionRoleKind.CHAIR, SessionRoleKind.CO_CHAIR, SessionRoleKind.MODERATOR)


class SessionRoleQuerySet(models.QuerySet["SessionRole"]):
    def not_declined(self) -> SessionRoleQuerySet:
        """Exclude the roles that were declined."""
        return self.exclude(status=SessionRoleStatus.DECLINED)

    def unanswered(self) -> SessionRoleQuerySet:
        return self.filter(status__in=UNANSWERED)

    def chairing(self) -> SessionRoleQuerySet:
        """Return the roles of those who lead a session that takes place, and have confirmed it."""
        confirmed = self.filter(role__in=LEADING, status=SessionRoleStatus.CONFIRMED)
        return confirmed.exclude(session__status=Session.Status.CANCELLED)


class SessionRole(UUIDModel):
    """A person's role. Until it is confirmed it is published as "to be confirmed", without a name."""

    Role = SessionRoleKind
    Status = SessionRoleStatus

    person = models.ForeignKey(
        "people.Person", verbose_name=_("person"), on_delete=models.CASCADE, related_name="session_roles"
    )
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="roles")
    item = models.ForeignKey(
        Item, verbose_name=_("item"), on_delete=models.CASCADE, null=True, blank=True, related_name="roles"
    )
    role = models.CharField(
        _("role"), max_length=12, choices=SessionRoleKind, default=SessionRoleKind.SPEAKER
    )
    status = models.CharField(
        _("status"), max_length=10, choices=SessionRoleStatus, default=SessionRoleStatus.PROPOSED
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True, editable=False)
    decline_reason = models.TextField(_("reason for declining"), blank=True, max_length=2000)
    position = models.PositiveIntegerField(default=0)
    # Further data of an imported file on the person: its own identifiers.
    extra = models.JSONField(default=dict, blank=True, editable=False)

    objects = SessionRoleQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("role in a session")
        verbose_name_plural = _("roles in sessions")
        constraints = [
            # Two constraints, because SQLite regards nulls as distinct.
            models.UniqueConstraint(
                fields=["person", "session", "item", "role"],
                name="session_role_once_in_an_item",
                violation_error_message=_("This person has this role already."),
            ),
            models.UniqueConstraint(
                fields=["person", "session", "role"],
                condition=models.Q(item=None),
                name="session_role_once_in_a_session",
                violation_error_message=_("This person has this role already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}"

    @property
    def is_unanswered(self) -> bool:
        return self.status in UNANSWERED

    @property
    def is_confirmed(self) -> bool:
        return self.status == SessionRoleStatus.CONFIRMED

    @property
    def is_declined(self) -> bool:
        return self.status == SessionRoleStatus.DECLINED
