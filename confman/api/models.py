"""Tokens of other systems, their requests, and answers that are given once."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.web.models import OfConferenceQuerySet, UUIDModel, toned


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


ANSWERS_KEPT = dt.timedelta(days=1)


class IdempotentAnswerQuerySet(models.QuerySet["IdempotentAnswer"]):
    def expired(self) -> IdempotentAnswerQuerySet:
        """Return rows whose retention has ended."""
        return self.filter(created_at__lt=timezone.now() - ANSWERS_KEPT)


class IdempotentAnswer(models.Model):
    """Written in the transaction of what was done, so that either both exist or neither."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="idempotent_answers")
    key = models.CharField(max_length=200)
    # A digest of the request: the same key is not another request's.
    request = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = IdempotentAnswerQuerySet.as_manager()

    class Meta:
        db_table = "api_keptanswer"
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="kept_answer_once")]

    def __str__(self) -> str:
        return self.key


RETENTION = dt.timedelta(days=30)


class ApiRequestQuerySet(models.QuerySet["ApiRequest"]):
    def expired(self) -> ApiRequestQuerySet:
        """Return rows whose retention has ended."""
        return self.filter(at__lt=timezone.now() - RETENTION)


class ApiRequest(models.Model):
    """One request with a token: which operation, and how it was answered. Neither what was sent nor what was read."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="requests")
    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)
    method = models.CharField(_("method"), max_length=8)
    path = models.CharField(_("address"), max_length=300)
    status = models.PositiveSmallIntegerField(_("answer"))

    objects = ApiRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["token", "-at"])]

    def __str__(self) -> str:
        return f"{self.method} {self.path}: {self.status}"
