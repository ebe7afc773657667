"""Users who sign in, their sessions, counters of what is limited; system users, for what no person does."""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from typing import Any, ClassVar, TypeAlias
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from confman.accounts.system_names import shown_name
from confman.compiled_inserts import CompiledInserts

# RFC 2606: such a domain never exists. Nobody signs in with an address there, and no mail goes to it.
SYSTEM_DOMAIN = "system.invalid"


class UserManager(BaseUserManager["User"]):
    """The manager that creates users who sign in by e-mail."""

    use_in_migrations = True

    def create_user(
        self, email: str, password: str | None = None, *, email_verified: bool = False, **fields: Any
    ) -> User:
        """Create a user with this e-mail; without a password they sign in by a mailed code.

        `email_verified`: the caller knows that the address is theirs, so they can sign in at once.
        """
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        with transaction.atomic(using=self._db):
            user.save(using=self._db)
            user.add_address(verified=email_verified)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a user who runs the server and may use /admin/."""
        return self.create_user(
            email, password, is_staff=True, is_superuser=True, email_verified=True, **fields
        )

    def hold_conferences(self) -> models.QuerySet[User]:
        """Return the users who may create and announce conferences, without samples (RFC 2606: nobody's addresses)."""
        return self.filter(models.Q(may_hold_conferences=True) | models.Q(is_superuser=True)).exclude(
            email__endswith="@example.org"
        )

    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email__iexact=email)


class User(AbstractUser):
    """A user, who signs in by e-mail. `is_system` marks those that commands and jobs act as; these never sign in."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=200, blank=True)
    language = models.CharField(_("interface language"), max_length=16, blank=True)
    is_system = models.BooleanField(default=False, editable=False)
    may_hold_conferences = models.BooleanField(
        _("may hold conferences"),
        default=False,
        help_text=_("Makes conferences and announces them. Owners without it prepare what others made."),
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        ordering = ["email"]
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return shown_name(self.email, self.name) or (
            gettext("Deleted account") if self.is_deleted else self.email
        )

    @property
    def is_deleted(self) -> bool:
        """Return whether the user has deleted the account: what they did still stands under their name."""
        return self.email == f"{self.pk}@{SYSTEM_DOMAIN}"

    def clean(self) -> None:
        super().clean()
        self.email = self.email.lower()

    get_full_name = get_short_name = __str__

    def is_of_a_team(self) -> bool:
        """Tell whether the user is in the team of a conference, or administers an organization."""
        administers = self.organization_members.filter(is_administrator=True)
        return self.memberships.exists() or administers.exists()

    def add_address(self, *, verified: bool) -> None:
        """Record the address for allauth, as sign-up does: one mailed code confirms it and signs in."""
        from allauth.account.models import EmailAddress

        EmailAddress.objects.get_or_create(
            user=self, email=self.email, defaults={"primary": True, "verified": verified}
        )


# Anyone who a page is shown to: someone signed in, or nobody known.
Visitor: TypeAlias = User | AnonymousUser


class UserSessionQuerySet(models.QuerySet["Session"]):
    """The queries that find sessions by their user."""

    def of(self, user: Visitor) -> UserSessionQuerySet:
        """Return the user's sessions that have not expired, the last used first."""
        return self.filter(user=user, expire_date__gt=timezone.now()).order_by("-seen_at")


class SessionManager(BaseSessionManager.from_queryset(UserSessionQuerySet)):  # type: ignore[misc]
    """Django's manager, which can encode and decode the data of a session."""


class Session(CompiledInserts, AbstractBaseSession):
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
        verbose_name=_("user"),
    )
    browser = models.CharField(_("browser"), max_length=40, blank=True)
    system = models.CharField(_("system"), max_length=40, blank=True)
    network = models.CharField(_("network"), max_length=50, blank=True)
    begun_at = models.DateTimeField(_("begun"), default=timezone.now)
    seen_at = models.DateTimeField(_("last used"), default=timezone.now)

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
            return gettext("%(browser)s on %(system)s") % {"browser": self.browser, "system": self.system}
        return self.browser or self.system or gettext("A browser we do not know")

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


class RateLimitCountQuerySet(models.QuerySet["RateLimitCount"]):
    def expired(self, now: dt.datetime) -> RateLimitCountQuerySet:
        """Return the expired counts, which limit nothing any more."""
        return self.filter(ends_at__lte=now)


class RateLimitCount(models.Model):
    """A count. `key` is a keyed hash of the limit and of who tried: it recognizes them without revealing them."""

    key = models.CharField(max_length=64, primary_key=True)
    number = models.PositiveIntegerField(default=1)
    ends_at = models.DateTimeField(db_index=True)

    objects = RateLimitCountQuerySet.as_manager()

    class Meta:
        ordering = ["ends_at", "key"]
