"""Surveys: an evaluation, a test before and after, a poll of visitors; their questions and answers.

Who answered (`SurveyInvitation`) and what was answered (`SurveyResponse`, `SurveyAnswer`) are two records
without any link between them: no key, no time of day, no order (docs/features/surveys.md).
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.translation.fields import TranslatedField
from confman.web.models import OfConferenceQuerySet, UUIDModel
from registrations.questionnaire.models import QuestionRow


class SurveyKind(models.TextChoices):
    EVALUATION = "evaluation", _("evaluation")
    PRE_TEST = "pre-test", _("pre-test")
    POST_TEST = "post-test", _("post-test")
    POLL = "poll", _("visitors’ poll")


TESTS = (SurveyKind.PRE_TEST, SurveyKind.POST_TEST)


class SurveyStatus(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("of a survey", "draft")
    OPEN = "open", pgettext_lazy("of a survey", "open")
    CLOSED = "closed", pgettext_lazy("of a survey", "closed")


class Answered(models.TextChoices):
    """The way in which the answers of one person are tied together."""

    ANONYMOUS = "anonymous", _("anonymously")
    PSEUDONYMOUS = "pseudonymous", _("under a code")


class SurveyAudience(models.TextChoices):
    APPROVED = "approved", _("participants whose registration is approved")
    ATTENDED = "attended", _("participants who attended")
    PUBLIC = "public", _("visitors of the public site")


class PollResults(models.TextChoices):
    """The time at which a visitor sees the votes of the others."""

    ALWAYS = "always", _("always")
    AFTER_VOTE = "after-vote", _("after voting")
    CLOSED = "closed", _("when the poll is closed")


class GroupDimension(models.TextChoices):
    """A dimension that may be noted about a respondent beside the answers, in groups of at least five."""

    CATEGORY = "category", _("category")
    SEX = "sex", _("sex")
    SECTOR = "sector", _("sector")
    DELEGATION_KIND = "delegation-kind", _("kind of delegation")


class SurveyQuestionType(models.TextChoices):
    SECTION = "section", _("heading of a section")
    RATING = "rating", _("rating on a scale")
    CHOICE = "choice", _("choice of one")
    CHOICES = "choices", _("choice of several")
    YES_NO = "yes-no", _("yes or no")
    TEXT = "text", _("text")
    LONG_TEXT = "long-text", _("long text")
    NUMBER = "number", pgettext_lazy("kind of answer", "number")


# Types whose answers can be counted: a poll may ask one of them.
COUNTED_TYPES = (
    SurveyQuestionType.RATING,
    SurveyQuestionType.CHOICE,
    SurveyQuestionType.CHOICES,
    SurveyQuestionType.YES_NO,
)


class SurveyQuerySet(OfConferenceQuerySet["Survey"]):
    def for_participants(self) -> SurveyQuerySet:
        return self.exclude(kind=SurveyKind.POLL)

    def polls(self) -> SurveyQuerySet:
        return self.filter(kind=SurveyKind.POLL)

    def answerable(self) -> SurveyQuerySet:
        """Return those that are open, and within their time."""
        now = timezone.now()
        return self.filter(
            Q(opens_at=None) | Q(opens_at__lte=now),
            Q(closes_at=None) | Q(closes_at__gt=now),
            state=SurveyStatus.OPEN,
        )

    def overdue(self) -> SurveyQuerySet:
        """Return those that are open although their time is over."""
        return self.filter(state=SurveyStatus.OPEN, closes_at__lte=timezone.now())

    def released(self) -> SurveyQuerySet:
        """Return those whose totals an observer may see."""
        return self.exclude(released_at=None)

    def with_results(self, *, in_full: bool) -> SurveyQuerySet:
        """Return those whose results may be seen: the released ones; in full, all but drafts."""
        return self.exclude(state=SurveyStatus.DRAFT) if in_full else self.released()

    def with_counts(self) -> SurveyQuerySet:
        """Annotate `response_count` and `question_count`, for a list."""
        condition = Q(questions__archived_at=None) & ~Q(questions__type=SurveyQuestionType.SECTION)
        return self.annotate(
            response_count=Count("responses", distinct=True),
            question_count=Count("questions", filter=condition, distinct=True),
        )


class Survey(UUIDModel):
    """A survey among participants or visitors. `secret` makes the codes; once it is gone, nobody can make them.

    `grouped_by` are the dimensions noted with every response. The settings that concern a respondent's
    privacy (`answered`, `grouped_by`, `audience`) stay as promised once someone has answered.
    """

    conference = models.ForeignKey("conferences.Conference", on_delete=models.CASCADE, related_name="surveys")
    kind = models.CharField(_("kind of survey"), max_length=12, choices=SurveyKind)
    title = TranslatedField(_("title"), max_length=200)
    introduction = TranslatedField(
        _("introduction"), blank=True, multiline=True, max_length=3000, help_text=_("Read before answering.")
    )
    thanks = TranslatedField(
        _("words of thanks"),
        blank=True,
        multiline=True,
        max_length=3000,
        help_text=_("Read after answering."),
    )
    opens_at = models.DateTimeField(
        _("opens"), null=True, blank=True, help_text=_("Empty: as soon as you open it.")
    )
    closes_at = models.DateTimeField(
        _("closes"), null=True, blank=True, help_text=_("Empty: when you close it.")
    )
    state = models.CharField(_("state"), max_length=8, choices=SurveyStatus, default=SurveyStatus.DRAFT)
    answered = models.CharField(_("is answered"), max_length=12, choices=Answered, default=Answered.ANONYMOUS)
    audience = models.CharField(
        _("for"), max_length=8, choices=SurveyAudience, default=SurveyAudience.APPROVED
    )
    session = models.ForeignKey(
        "agenda.Session",
        verbose_name=_("about the session"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="surveys",
    )
    group = models.ForeignKey(
        "agenda.WorkingGroup",
        verbose_name=_("about the working group"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="surveys",
    )
    paired_with = models.OneToOneField(
        "self",
        verbose_name=_("is compared with"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="post_test",
        help_text=_("The pre-test whose answers are compared with these, person by person, by their code."),
    )
    grouped_by = models.JSONField(_("noted with each response"), default=list, blank=True)
    shows_score = models.BooleanField(_("after closing, show each person their own score"), default=False)
    results_shown = models.CharField(
        _("visitors see the results"), max_length=10, choices=PollResults, default=PollResults.AFTER_VOTE
    )
    released_at = models.DateTimeField(_("totals released to observers"), null=True, editable=False)
    secret = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")

    def __str__(self) -> str:
        return str(self.title)

    def clean(self) -> None:
        super().clean()
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": _("It closes before it opens.")})
        if self.session_id and self.group_id:
            raise ValidationError({"group": _("Choose either a session or a working group.")})

    @property
    def is_poll(self) -> bool:
        return self.kind == SurveyKind.POLL

    @property
    def is_test(self) -> bool:
        return self.kind in TESTS

    @property
    def is_anonymous(self) -> bool:
        return self.answered == Answered.ANONYMOUS

    @property
    def code_source(self) -> Survey:
        """Return the survey whose secret makes the codes: for a pair, the pre-test."""
        return self.paired_with or self

    @property
    def is_over(self) -> bool:
        """Tell whether it is closed, or its time is over."""
        return self.state == SurveyStatus.CLOSED or bool(self.closes_at and self.closes_at <= timezone.now())

    @property
    def is_answerable(self) -> bool:
        has_begun = not self.opens_at or self.opens_at <= timezone.now()
        return self.state == SurveyStatus.OPEN and has_begun and not self.is_over


class SurveyQuestionQuerySet(models.QuerySet["SurveyQuestion"]):
    def asked(self) -> SurveyQuestionQuerySet:
        """Return those in the survey; questions taken out are kept for the answers given."""
        return self.filter(archived_at=None)


class SurveyQuestion(QuestionRow):
    """One question. Once it was answered its `key`, `type` and `scale` never change.

    A test marks the right `options` with "correct". A rating goes from 1 to `scale`; its ends are labelled.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    type = models.CharField(
        _("kind of answer"), max_length=12, choices=SurveyQuestionType, default=SurveyQuestionType.RATING
    )
    scale = models.PositiveSmallIntegerField(
        _("the scale goes from 1 to"), default=5, validators=[MinValueValidator(2), MaxValueValidator(10)]
    )
    low_label = TranslatedField(_("what 1 means"), blank=True, max_length=80)
    high_label = TranslatedField(_("what the highest number means"), blank=True, max_length=80)

    objects = SurveyQuestionQuerySet.as_manager()

    class Meta(QuestionRow.Meta):
        abstract = False
        verbose_name = _("question of a survey")
        verbose_name_plural = _("questions of surveys")
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "key"],
                name="survey_question_key_once",
                violation_error_message=_("Another question has this short name."),
            )
        ]

    @property
    def conference(self) -> Any:
        return self.survey.conference


class SurveyInvitation(UUIDModel):
    """Records that someone was asked, and on which day they answered. It has no link to a response."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="invitations")
    registration = models.ForeignKey(
        "registrations.Registration", on_delete=models.CASCADE, related_name="survey_invitations"
    )
    mailed_on = models.DateField(null=True, editable=False)
    reminded_on = models.DateField(null=True, editable=False)
    answered_on = models.DateField(null=True, editable=False)

    class Meta:
        verbose_name = _("invitation to a survey")
        verbose_name_plural = _("invitations to surveys")
        constraints = [
            models.UniqueConstraint(fields=["survey", "registration"], name="survey_invitation_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class SurveyResponse(UUIDModel):
    """The response of one person. `code` and `submitted_on` are empty if it is anonymous; no time is kept.

    `groups` notes the dimensions of `Survey.grouped_by`, groups of under five people as "others-together".
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="responses")
    code = models.CharField(max_length=12, blank=True, editable=False)
    language = models.CharField(max_length=20)
    groups = models.JSONField(default=dict, blank=True)
    submitted_on = models.DateField(null=True, editable=False)
    is_practice = models.BooleanField(default=False, editable=False)

    class Meta:
        # Ordered by a random key, not by arrival.
        ordering = ["id"]
        verbose_name = _("response to a survey")
        verbose_name_plural = _("responses to surveys")
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "code"], condition=~Q(code=""), name="survey_response_code_once"
            )
        ]

    def __str__(self) -> str:
        return self.code or str(self.pk)

    def answers_by_key(self) -> dict[str, Any]:
        """Map keys of questions to what was answered. One query."""
        return dict(self.answers.order_by().values_list("question__key", "value"))


class SurveyAnswer(UUIDModel):
    """One answer. `value`: a number of the scale, the key of an option, a list of them, true or false, text."""

    response = models.ForeignKey(SurveyResponse, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(SurveyQuestion, on_delete=models.CASCADE, related_name="answers")
    value = models.JSONField()

    class Meta:
        ordering = ["id"]
        verbose_name = _("answer in a survey")
        verbose_name_plural = _("answers in surveys")
        constraints = [models.UniqueConstraint(fields=["response", "question"], name="survey_answer_once")]

    def __str__(self) -> str:
        return str(self.pk)
