"""ApiToken: with what a person's program, or another system, comes to the API."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.web.models import OfConferenceQuerySet, UUIDModel
from confman.web.status import toned


@toned(good="good", bad="withdrawn", warn="expired")
class TokenState(models.TextChoices):
    GOOD = "good", _("in use")
    EXPIRED = "expired", _("expired")
    WITHDRAWN = "withdrawn", pgettext_lazy("of a token", "withdrawn")


class ApiTokenQuerySet(OfConferenceQuerySet["ApiToken"]):
    def of_person(self, user: User) -> ApiTokenQuerySet:
        """Return the tokens that a person made for themselves, the newest first."""
        return self.filter(owner=user, is_service=False)


class ApiToken(UUIDModel):
    """A token of a person, or of a service that the owner of a conference vouches for.

    The secret itself is nowhere: `digest` recognizes it, `prefix` is its beginning, by which people do. It may do what
    its `scopes` name in its `conference`, without one in all of its owner's, and never more than `owner` may. Where a
    second factor is asked of `owner`, it may nothing unless it was made with one (`second_factor`).
    """

    State = TokenState

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("owner"), on_delete=models.CASCADE, related_name="api_tokens"
    )
    conference = models.ForeignKey(
        Conference,
        verbose_name=_("conference"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="api_tokens",
        help_text=_("Empty: all in which you have a role."),
    )
    is_service = models.BooleanField(default=False, editable=False)
    name = models.CharField(
        pgettext_lazy("of a token", "name"),
        max_length=100,
        help_text=_("The system that uses it, as in “Website of the ministry”."),
    )
    scopes = models.JSONField(_("what it may do"), default=list, blank=True)
    prefix = models.CharField(_("begins with"), max_length=16, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    second_factor = models.BooleanField(null=True, editable=False)
    expires_on = models.DateField(_("last day"), help_text=_("Afterwards it opens nothing."))
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    used_at = models.DateTimeField(_("last used"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(pgettext_lazy("of a token", "withdrawn"), null=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "id"]
        verbose_name = _("token")
        verbose_name_plural = _("tokens")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_service=False) | models.Q(conference__isnull=False),
                name="api_token_of_service_has_conference",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> TokenState:
        """Return its state: it is good until it is withdrawn or its last day is over, everywhere on earth in UTC."""
        if self.withdrawn_at:
            return TokenState.WITHDRAWN
        return TokenState.EXPIRED if self.expires_on < timezone.now().date() else TokenState.GOOD
