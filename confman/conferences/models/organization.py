"""Organizations above conferences, with their team."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.accounts.models import Visitor
from confman.conferences.models.membership import Role
from confman.translation.fields import TranslatedField
from confman.web.colours import IS_COLOUR
from confman.web.models import UUIDModel


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def administered_by(self, user: Visitor) -> OrganizationQuerySet:
        """Return the organizations whose team and conferences the user decides on."""
        return self.filter(members__user=user.pk, members__is_administrator=True)


class Organization(UUIDModel):
    """An organization above its conferences. Colour, logo and e-mail are what a new conference begins with."""

    slug = models.SlugField(_("short name in the address"), max_length=60, unique=True, editable=False)
    name = TranslatedField(_("name"), max_length=300)
    colour = models.CharField(_("colour"), max_length=7, default="#1f4e79", validators=[IS_COLOUR])
    logo = models.FileField(_("logo"), upload_to="logos/", blank=True)
    contact_email = models.EmailField(_("e-mail of the secretariat"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")

    def __str__(self) -> str:
        return str(self.name) or self.slug

    def get_absolute_url(self) -> str:
        return f"/organizations/{self.slug}/"


class OrganizationMember(UUIDModel):
    """A user who works on all conferences of an organization, in this role. An administrator decides on its team."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="organization_members"
    )
    role = models.CharField(_("role in its conferences"), max_length=12, choices=Role, default=Role.PROGRAMME)
    is_administrator = models.BooleanField(
        _("administrator"), default=False, help_text=_("Decides on the team and takes conferences in.")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["user__email"]
        verbose_name = _("member of the organization")
        verbose_name_plural = _("members of the organization")
        constraints = [
            models.UniqueConstraint(fields=["organization", "user"], name="organization_member_once")
        ]

    def __str__(self) -> str:
        return f"{self.user.email}: {self.get_role_display()}"
