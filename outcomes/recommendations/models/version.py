"""RecommendationVersion: the text of a recommendation as someone saved it; never changed."""

from operator import attrgetter
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from confman.translation.languages import reading_languages
from confman.web.models import UUIDModel
from outcomes.recommendations.models.paragraphs import Paragraph, status_of_text
from outcomes.recommendations.models.recommendation import Recommendation


class RecommendationVersionQuerySet(models.QuerySet["RecommendationVersion"]):
    """Versions are only read and appended: none is ever changed, or deleted without its conference."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("Versions are immutable.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Versions are immutable.")

    def delete(self) -> NoReturn:
        raise TypeError("Versions are kept.")


class RecommendationVersion(UUIDModel):
    """The text as someone saved it. Any change makes another version."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    paragraphs = models.JSONField(default=list)
    original_language = models.CharField(max_length=16, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("author")
    )
    # The writer, if they used a personal link: `author` is then the system user of such links.
    person = models.ForeignKey(
        "people.Person",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="written_versions",
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    merged_from = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="merged_into")
    split_from = models.ForeignKey(
        "self", on_delete=models.RESTRICT, null=True, blank=True, related_name="split_into"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RecommendationVersionQuerySet.as_manager()

    class Meta:
        ordering = ["recommendation", "number"]
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "number"], name="version_number_once")
        ]

    def __str__(self) -> str:
        return gettext("Version %(number)d") % {"number": self.number}

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("Versions are immutable.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Versions are kept.")

    conference = property(attrgetter("recommendation.conference"))

    @property
    def written_by(self) -> str:
        """The name of the writer, for those who may read drafts."""
        return str(self.person or self.author)

    @property
    def body(self) -> list[Paragraph]:
        """The paragraphs in their order."""
        if "_body" not in self.__dict__:
            self.__dict__["_body"] = [Paragraph.from_json(data) for data in self.paragraphs]
        return list(self.__dict__["_body"])

    @property
    def languages(self) -> list[str]:
        """The languages in which there is any text."""
        return sorted({code for paragraph in self.body for code in paragraph.texts})

    @property
    def opening(self) -> str:
        """The text of the first paragraph in the language being read, else in the best other."""
        languages = reading_languages()
        return next((text for paragraph in self.body if (text := paragraph.best(languages)[1])), "")

    @property
    def opening_language(self) -> str:
        """The language in which `opening` stands."""
        languages = reading_languages()
        return next((code for paragraph in self.body if (code := paragraph.best(languages)[0])), "")

    def status_of(self, language: str) -> str:
        """Return 'missing', 'stale', 'draft', 'reviewed' or 'official': the lowest of its paragraphs."""
        return status_of_text(self.body, language)
