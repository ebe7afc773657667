"""Session: one browser's way in, with what its user needs to know it by, and when it ends."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class SessionQuerySet(models.QuerySet["Session"]):
    """The queries that find sessions by their user."""

    def of(self, user: Any) -> SessionQuerySet:
        """Return the user's sessions that are not over, the last used first."""
        return self.filter(user=user, expire_date__gt=timezone.now()).order_by("-seen_at")


class SessionManager(BaseSessionManager.from_queryset(SessionQuerySet)):  # type: ignore[misc]
    """Django's manager, which knows how to write and to read what a session holds."""


class Session(AbstractBaseSession):
    """The session of Django and, for its user: browser and system in words, part of the address, two times.

    `number` stands for it in pages. The row's key is a digest of the session's, which is the secret, and its data are
    sealed (confman.accounts.sessions). A session without a user is one of personal links.
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
        from confman.accounts.sessions import SessionStore

        return SessionStore

    @property
    def device(self) -> str:
        """The device on which it is used, in words: "Firefox on Windows"."""
        if self.browser and self.system:
            return _("%(browser)s on %(system)s") % {"browser": self.browser, "system": self.system}
        return self.browser or self.system or _("A browser we do not know")

    @property
    def limits(self) -> tuple[dt.timedelta, dt.timedelta]:
        """The time the session may rest, and the time it may last: shorter for those who run the server."""
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
        """The moment the session ends, unless it is used before."""
        idle, whole = self.limits
        return min(self.seen_at + idle, self.begun_at + whole)
