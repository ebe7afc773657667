"""Users who sign in, and the named system users that commands and jobs act as."""

from __future__ import annotations

from typing import Any, ClassVar, TypeAlias
from uuid import uuid4

from django.contrib.auth.models import AbstractUser, AnonymousUser, BaseUserManager
from django.db import models, transaction
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from confman.accounts.given_names import shown_name

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
