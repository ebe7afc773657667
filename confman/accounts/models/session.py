"""Session: a browser's session, with what its user needs to recognize it, and when it ends."""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.accounts.models.user import Visitor


class UserSessionQuerySet(models.QuerySet["Session"]):
    """The queries that find sessions by their user."""

    def of(self, user: Visitor) -> UserSessionQuerySet:
        """Return the user's sessions that have not expired, the last used first."""
        return self.filter(user=user, expire_date__gt=timezone.now()).order_by("-seen_at")


class SessionManager(BaseSessionManager.from_queryset(UserSessionQuerySet)):  # type: ignore[misc]
    """Django's manager, which can encode and decode the data of a session."""


class Session(AbstractBaseSession):
    """Django's session and, for its user: browser and system in words, part of the address, two times.

    `number` identifies it on pages. The row's key is a digest of the session key, which is the secret, and the data are
    encrypted (confman.accounts.sessions). A session without a user was opened by personal links.
    """

    number = models.UUIDField(unique=True, default=uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        related_name="sessions",
        verbose_name=gettext_lazy("user"),
    )
    browser = models.CharField(gettext_lazy("browser"), max_length=40, blank=True)
    system = models.CharField(gettext_lazy("system"), max_length=40, blank=True)
    network = models.CharField(gettext_lazy("network"), max_length=50, blank=True)
    begun_at = models.DateTimeField(gettext_lazy("begun"), default=timezone.now)
    seen_at = models.DateTimeField(gettext_lazy("last used"), default=timezone.now)

    objects: ClassVar[Any] = SessionManager()

    class Meta(AbstractBaseSession.Meta):
        indexes = [models.Index(fields=["user", "-seen_at"], name="accounts_session_of_user")]

    @classmethod
    def get_session_store_class(cls) -> Any:
        return import_module(settings.SESSION_ENGINE).SessionStore

    @property
    def device(self) -> str:
        """The device in words: "Firefox on Windows"."""
        if self.browser and self.system:
            return _("%(browser)s on %(system)s") % {"browser": self.browser, "system": self.system}
        return self.browser or self.system or _("A browser we do not know")

    @property
    def limits(self) -> tuple[dt.timedelta, dt.timedelta]:
        """The time the session may be idle, and the time it may last: shorter for the operators of the server."""
        kind = (
            "link"
            if self.user is None
            else "staff"
            if self.user.is_staff or self.user.is_superuser
            else "account"
        )
        return settings.CONFMAN_SESSION_LIMITS[kind]

    @property
    def ends_at(self) -> dt.datetime:
        """The moment the session ends unless it is used before."""
        idle, whole = self.limits
        return min(self.seen_at + idle, self.begun_at + whole)
