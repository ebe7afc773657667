"""WorkingGroup, and who does what in it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.translation.fields import TranslatedField
from confman.web.models import OfConferenceQuerySet, UUIDModel


class WorkingGroup(UUIDModel):
    """A group that meets in one or more sessions and drafts recommendations."""

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="working_groups"
    )
    code = models.CharField(_("code"), max_length=12, help_text=_("As in WG1."))
    name = TranslatedField(_("name"), max_length=300)
    mandate = TranslatedField(_("mandate"), blank=True, multiline=True)
    capacity = models.PositiveIntegerField(
        _("places"), null=True, blank=True, help_text=_("Empty: no limit.")
    )
    taken = models.PositiveIntegerField(default=0, editable=False)
    drafts_for_seats = models.BooleanField(_("drafts open to everyone with a place"), default=False)
    position = models.PositiveIntegerField(_("position"), default=0)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = OfConferenceQuerySet.as_manager()

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("working group")
        verbose_name_plural = _("working groups")
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "code"],
                name="working_group_code_once",
                violation_error_message=_("Another working group has this code."),
            ),
            models.CheckConstraint(
                condition=models.Q(capacity=None) | models.Q(taken__lte=models.F("capacity")),
                name="working_group_taken_within_capacity",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()


class GroupRoleKind(models.TextChoices):
    CHAIR = "chair", _("chair")
    VICE_CHAIR = "vice-chair", _("vice-chair")
    RAPPORTEUR = "rapporteur", _("rapporteur")
    DRAFTING = "drafting", _("drafting committee")
    MEMBER = "member", _("member")


class GroupRole(UUIDModel):
    """A role in a working group. Rapporteurs write its recommendations, chairs agree to them."""

    Role = GroupRoleKind

    person = models.ForeignKey(
        "people.Person", verbose_name=_("person"), on_delete=models.CASCADE, related_name="group_roles"
    )
    group = models.ForeignKey(
        WorkingGroup, verbose_name=_("working group"), on_delete=models.CASCADE, related_name="roles"
    )
    role = models.CharField(_("role"), max_length=12, choices=GroupRoleKind, default=GroupRoleKind.MEMBER)
    position = models.PositiveIntegerField(default=0, editable=False)
    # No link is sent for the role itself; raising this closes what a mailed code has opened.
    link_version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("role in a working group")
        verbose_name_plural = _("roles in working groups")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "group", "role"],
                name="group_role_once",
                violation_error_message=_("This person has this role already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}"
