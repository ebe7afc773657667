"""Data of single readers and speakers: starred sessions, a calendar of their own, a speaker's page."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agenda.sessions.models.session import Session
from confman.accounts.models import User
from confman.people.models import Person
from confman.web.models import UUIDModel


class StarQuerySet(models.QuerySet["StarredSession"]):
    def of(self, *, person: Person | None = None, user: User | UUID | None = None) -> StarQuerySet:
        """Return the stars of a person, with those of the account; without a person, of the account alone."""
        of_person = models.Q(person=person) if person else models.Q(pk=None)
        return self.filter(of_person | models.Q(user=user) if user else of_person)


class StarredSession(UUIDModel):
    """A session that a reader wants to attend: a person of the conference, else the person who has the account."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="starred_sessions"
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.CASCADE, null=True, related_name="starred_sessions"
    )
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="stars")

    objects = StarQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("starred session")
        verbose_name_plural = _("starred sessions")
        constraints = [
            models.UniqueConstraint(fields=["user", "session"], name="session_starred_once"),
            models.UniqueConstraint(fields=["person", "session"], name="session_starred_once_by_person"),
            models.CheckConstraint(
                condition=models.Q(user=None, person__isnull=False)
                | models.Q(user__isnull=False, person=None),
                name="star_of_person_or_user",
            ),
        ]


class PersonalCalendar(UUIDModel):
    """The secret address for subscribing to a reader's own agenda; a new one revokes the old.

    Found by the SHA-256 of its token. The token itself is sealed, so that its owner can see it again and
    nobody reads it here; it is empty for an address made before tokens were kept.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendars")
    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="personal_calendars"
    )
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    sealed_token = models.TextField(blank=True, editable=False)

    class Meta:
        ordering = ["id"]
        verbose_name = _("personal calendar")
        verbose_name_plural = _("personal calendars")
        constraints = [models.UniqueConstraint(fields=["user", "conference"], name="personal_calendar_once")]


class SpeakerProfile(UUIDModel):
    """Data that a speaker enters for the secretariat on the page opened by a personal link.

    Raising `link_version` revokes the links given out.
    """

    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, related_name="speaker_profile")
    equipment = models.TextField(
        _("equipment needed"), blank=True, max_length=2000, help_text=_("As in clicker, sound, own laptop.")
    )
    remarks = models.TextField(_("remarks"), blank=True, max_length=2000)
    link_version = models.PositiveIntegerField(default=0, editable=False)
    invited_at = models.DateTimeField(_("link sent"), null=True, blank=True, editable=False)
    answered_at = models.DateTimeField(_("last answer"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ["person"]
        verbose_name = _("speaker’s page")
        verbose_name_plural = _("speakers’ pages")

    def __str__(self) -> str:
        return f"{self.person}"


# In the session: which speakers' pages this browser has opened.
SPEAKERS = "opened_speakers"
