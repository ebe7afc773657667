"""Statement: the text of what a speaker is to say, in one language; BoothAddress: where interpreters read it."""

from operator import attrgetter
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agenda.sessions.models.session import Session
from confman.web.models import OfConferenceQuerySet, UUIDModel
from outcomes.speakers_lists.models import SpeakingRequest


class StatementQuerySet(OfConferenceQuerySet["Statement"]):
    conference_path = "request__speakers_list__session__conference"

    def of_session(self, session: Session) -> Self:
        """Return the statements of those who are on the lists of a session, and did not withdraw."""
        return self.filter(request__speakers_list__session=session).expected()

    def expected(self) -> Self:
        """Leave out those of the person who withdrew."""
        return self.exclude(request__state=SpeakingRequest.Status.WITHDRAWN)

    def delivered(self) -> Self:
        """Return what was said in sessions that everybody may see: the speaker had the floor, and has finished."""
        return self.filter(
            request__state=SpeakingRequest.Status.SPOKEN,
            request__speakers_list__session__visibility=Session.Visibility.PUBLIC,
            request__speakers_list__session__chatham_house=False,
        )

    def with_speakers(self) -> Self:
        """Fetch what a line about a statement shows."""
        return self.select_related(
            "request__delegation", "request__person", "request__speakers_list__session__conference",
            "request__speakers_list__item",
        )  # fmt: skip


class Statement(UUIDModel):
    """It follows the request for the floor: a click on the list of speakers that is undone takes it back as well."""

    request = models.ForeignKey(SpeakingRequest, on_delete=models.CASCADE, related_name="statements")
    language = models.CharField(_("language"), max_length=16)
    file = models.FileField(_("file"), upload_to="statements/", max_length=300)
    name = models.CharField(_("name of the file"), max_length=200)
    pages = models.PositiveIntegerField(_("pages"), null=True, blank=True)
    size = models.PositiveBigIntegerField(null=True, editable=False)  # in bytes
    downloads = models.PositiveIntegerField(null=True, editable=False)
    handed_in_at = models.DateTimeField(_("handed in"), editable=False)
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["language", "id"]
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        constraints = [
            models.UniqueConstraint(fields=["request", "language"], name="statement_language_once")
        ]

    def __str__(self) -> str:
        return f"{self.request} ({self.language})"

    conference = property(attrgetter("request.conference"))


class BoothAddress(UUIDModel):
    """The address for a session's booths: a row that is new has another, so none of an earlier one comes back."""

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="booth_address")
    renewed = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("address for the booths")
        verbose_name_plural = _("addresses for the booths")

    def __str__(self) -> str:
        return str(self.session)

    conference = property(attrgetter("session.conference"))
