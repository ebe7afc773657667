"""Conference, and Series, which joins conferences that belong together."""

from __future__ import annotations

import datetime as dt
import zoneinfo

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils import timezone as django_timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import Country, CountryField

from confman.accounts.models import Visitor
from confman.translation.fields import LongTextField, TranslatedField
from confman.translation.languages import validate_language_codes
from confman.translation.text import TranslatedText
from confman.web.colours import IS_COLOUR
from confman.web.models import UUIDModel, toned

# A conference is near from this long before its first day.
NEAR = dt.timedelta(days=14)
# First path segments that belong to the project itself.
RESERVED_SLUGS = frozenset(
    "accounts admin api guide healthz i18n media metrics new"
    " operator organizations readyz static styleguide verify".split()
)


def validate_slug_is_free(slug: str) -> None:
    """Raise ValidationError for a slug that the project's own addresses use."""
    if slug in RESERVED_SLUGS:
        raise ValidationError(
            _("“%(slug)s” is an address of the system itself; choose another.") % {"slug": slug}
        )


def validate_timezone(name: str) -> None:
    """Raise ValidationError for a name that is not in the IANA time zone database."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(
            _("“%(name)s” is not a time zone. Write it as in Asia/Tashkent.") % {"name": name}
        )


class ConferenceProfile(models.TextChoices):
    """The degree of formality: an expert meeting needs no credentials, votes, precedence or tabling."""

    EXPERT_MEETING = "expert-meeting", _("expert meeting")
    INTERGOVERNMENTAL = "intergovernmental", _("intergovernmental")


@toned(good="running", note="announced")
class Status(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("of a conference", "draft")
    ANNOUNCED = "announced", _("announced")
    RUNNING = "running", _("running")
    CLOSED = "closed", _("closed")
    ARCHIVED = "archived", _("archived")


# Nothing is registered any more.
OVER = (Status.CLOSED, Status.ARCHIVED)


class RegistrationMode(models.TextChoices):
    CLOSED = "closed", _("closed")
    # Its value is the word that the history of conferences has for it.
    PRACTICE = "test", _("practice mode: no mail leaves, one button clears it")
    OPEN = "open", _("open")


class CoverFocus(models.TextChoices):
    """The part of the cover picture that stays in view where the picture is cut."""

    LEFT_TOP = "left-top", _("left, above")
    TOP = "top", _("above")
    RIGHT_TOP = "right-top", _("right, above")
    LEFT = "left", _("left")
    CENTRE = "centre", _("centre")
    RIGHT = "right", _("right")
    LEFT_BOTTOM = "left-bottom", _("left, below")
    BOTTOM = "bottom", _("below")
    RIGHT_BOTTOM = "right-bottom", _("right, below")


class SeriesQuerySet(models.QuerySet["Series"]):
    def offered_to(self, conference: Conference, user: Visitor) -> SeriesQuerySet:
        """Return the series a conference may join: its own, and those of conferences the user works on."""
        worked_on = models.Q(conferences__memberships__user=user)
        return self.filter(worked_on | models.Q(pk=conference.series_id)).distinct()


class Series(UUIDModel):
    """A series of conferences that follow one another."""

    slug = models.SlugField(_("short name in the address"), unique=True)
    name = models.CharField(_("name"), max_length=200)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("series")
        verbose_name_plural = _("series")

    def __str__(self) -> str:
        return self.name


class ConferenceQuerySet(models.QuerySet["Conference"]):
    def announced(self) -> ConferenceQuerySet:
        """Return the conferences the public may know of."""
        return self.exclude(status=Status.DRAFT)

    def seen_by(self, user: Visitor) -> ConferenceQuerySet:
        """Return the announced conferences, and those whose team the user belongs to."""
        if not user.is_authenticated:
            return self.announced()
        if user.is_superuser:
            return self.all()
        return self.filter(
            models.Q(pk__in=self.announced().values("pk")) | models.Q(memberships__user=user)
        ).distinct()

    def registering(self) -> ConferenceQuerySet:
        """Return the conferences for which anybody may register."""
        return self.filter(
            status__in=(Status.ANNOUNCED, Status.RUNNING), registration_mode=RegistrationMode.OPEN
        )

    def worked_on_by(self, user: Visitor) -> ConferenceQuerySet:
        """Return the conferences on whose team the user is."""
        return self.filter(memberships__user=user.pk).distinct()


class Conference(UUIDModel):
    """A conference: its days, place and languages. Everything else belongs to it."""

    series = models.ForeignKey(
        Series,
        verbose_name=_("series"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="conferences",
    )
    organization = models.ForeignKey(
        "conferences.Organization",
        verbose_name=_("organization"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="conferences",
    )
    slug = models.CharField(
        _("short name in the address"),
        max_length=60,
        unique=True,
        validators=[
            RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", _("Small letters, digits and single hyphens only.")),
            validate_slug_is_free,
        ],
        help_text=_("As in tashkent2017: small letters, digits, hyphens."),
    )
    profile = models.CharField(
        _("profile"), max_length=20, choices=ConferenceProfile, default=ConferenceProfile.EXPERT_MEETING
    )
    title = TranslatedField(_("title"), max_length=300)
    theme = TranslatedField(_("motto"), blank=True, max_length=300)
    description = LongTextField(_("description"), blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    timezone = models.CharField(_("time zone"), max_length=60, validators=[validate_timezone], default="UTC")
    venue = TranslatedField(_("venue"), blank=True, max_length=300)
    city = TranslatedField(_("city"), blank=True, max_length=120)
    country: models.Field[Country | str, Country] = CountryField(_("country"), blank=True)
    languages = models.JSONField(_("languages"), default=list, validators=[validate_language_codes])
    protocol_language = models.CharField(_("protocol language"), max_length=16, blank=True)
    symbol_prefix = models.CharField(
        _("document symbol"), max_length=40, blank=True, help_text=_("As in CONF/2017.")
    )
    capacity = models.PositiveIntegerField(
        _("places"), null=True, blank=True, help_text=_("Empty: no limit.")
    )
    taken = models.PositiveIntegerField(default=0, editable=False)
    # Events for which webhooks wait (confman.webhooks): an act for which none waits costs no query.
    wanted_events = models.JSONField(default=list, editable=False)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.DRAFT)
    registration_mode = models.CharField(
        _("registration"), max_length=8, choices=RegistrationMode, default=RegistrationMode.CLOSED
    )
    registration_opens_on = models.DateField(_("registration opens on"), null=True, blank=True)
    registration_closes_on = models.DateField(_("registration is open until"), null=True, blank=True)
    colour = models.CharField(_("colour"), max_length=7, default="#1f4e79", validators=[IS_COLOUR])
    logo = models.FileField(_("logo"), upload_to="logos/", blank=True)
    cover = models.FileField(_("cover picture"), upload_to="covers/", blank=True)
    cover_text = TranslatedField(_("what the cover picture shows"), blank=True, max_length=300)
    cover_focus = models.CharField(
        _("what of it must stay in view"), max_length=12, choices=CoverFocus, default=CoverFocus.CENTRE
    )
    address = TranslatedField(_("address of the venue"), blank=True, max_length=500, multiline=True)
    latitude = models.DecimalField(
        _("latitude"), max_digits=9, decimal_places=6, null=True, blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )  # fmt: skip
    longitude = models.DecimalField(
        _("longitude"), max_digits=9, decimal_places=6, null=True, blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )  # fmt: skip
    map_image = models.FileField(_("picture of a map"), upload_to="maps/", blank=True)
    map_text = TranslatedField(_("what the map shows"), blank=True, max_length=300)
    directions = LongTextField(_("how to get there"), blank=True)
    contact_email = models.EmailField(_("e-mail of the secretariat"), blank=True)
    retention_months = models.PositiveSmallIntegerField(
        _("months for which personal data are kept"),
        default=24,
        help_text=_(
            "Counted from the last day; afterwards people who did not choose to be public are erased."
        ),
    )
    # The reason why nothing of it may be erased or deleted: a court or an auditor asked for that. Retention waits.
    legal_hold = models.TextField(_("legal hold"), blank=True, max_length=2000, editable=False)
    is_sample = models.BooleanField(default=False, editable=False)
    # Since it was restored from an archive: its mail waits until someone lets it leave (confman.archives).
    restored_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    # Of one object alone, whose documents bear an earlier day.
    as_of: dt.date | None = None

    objects = ConferenceQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "slug"]
        verbose_name = _("conference")
        verbose_name_plural = _("conferences")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(capacity=None) | models.Q(taken__lte=models.F("capacity")),
                name="conference_taken_within_capacity",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="conference_ends_after_start",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                condition=models.Q(registration_opens_on=None)
                | models.Q(registration_closes_on=None)
                | models.Q(registration_closes_on__gte=models.F("registration_opens_on")),
                name="conference_registration_closes_after_opening",
                violation_error_message=_("Registration would close before it opens."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title) or self.slug

    @property
    def default_language(self) -> str:
        """The first of the conference's languages."""
        return self.languages[0]

    def language_near(self, language: str) -> str:
        """Return this language if it is one of the conference's, or its first."""
        return language if language in self.languages else self.default_language

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The time zone in which the conference's times are shown and typed."""
        return zoneinfo.ZoneInfo(self.timezone)

    @property
    def offset(self) -> str:
        """Return the offset of its time from UTC, at noon of its first day: "UTC+5", "UTC-3:30"."""
        apart = dt.datetime.combine(self.starts_on, dt.time(12), self.zone).utcoffset() or dt.timedelta()
        hours, minutes = divmod(abs(int(apart.total_seconds())) // 60, 60)
        sign = "-" if apart < dt.timedelta() else "+"
        return f"UTC{sign}{hours}{f':{minutes:02}' if minutes else ''}" if apart else "UTC"

    @property
    def time_zone_label(self) -> str:
        """The place whose time it is, as readers know it: the city, with the offset."""
        return ", ".join(filter(None, (str(self.city or ""), self.offset)))

    @property
    def days(self) -> list[dt.date]:
        """All days from the first to the last."""
        return [
            self.starts_on + dt.timedelta(days=number)
            for number in range((self.ends_on - self.starts_on).days + 1)
        ]

    @property
    def retained_until(self) -> dt.date:
        """The last day on which personal data are kept; they are erased from the next day on."""
        months = self.ends_on.month - 1 + self.retention_months
        day = min(self.ends_on.day, 28)
        return dt.date(self.ends_on.year + months // 12, months % 12 + 1, day)

    @property
    def is_practice(self) -> bool:
        """Return whether registration is in practice mode: nothing created now leaves the house."""
        return self.registration_mode == RegistrationMode.PRACTICE

    @property
    def is_intergovernmental(self) -> bool:
        return self.profile == ConferenceProfile.INTERGOVERNMENTAL

    @property
    def is_read_only(self) -> bool:
        """Return whether it is archived: everything can be read, nothing changed (confman.conferences.read_only)."""
        return self.status == Status.ARCHIVED

    @property
    def is_public(self) -> bool:
        """Return whether the public may read the site."""
        return self.status != Status.DRAFT

    def in_own_languages(self, text: TranslatedText) -> TranslatedText:
        """Return a standard text in the conference's languages; in English if it has none of them."""
        own_texts = TranslatedText({code: text[code] for code in self.languages if code in text})
        if own_texts or not text:
            return own_texts
        return TranslatedText({self.default_language: text["en"]})

    def local(self, moment: dt.datetime) -> dt.datetime:
        """Return a moment in the conference's time zone."""
        return moment.astimezone(self.zone)

    @property
    def reply_address(self) -> str:
        """The e-mail that letters ask to reply to: that of the secretariat, else that of the organization."""
        return self.contact_email or (self.organization.contact_email if self.organization else "")

    def today(self) -> dt.date:
        """Return today's date where the conference is held, or the day as of which this object is looked at."""
        return self.as_of or django_timezone.now().astimezone(self.zone).date()

    def phase(self) -> str:
        """Return "before", "near", "during" or "after", by the days: people forget to set the status."""
        today = self.today()
        if today < self.starts_on:
            return "near" if today >= self.starts_on - NEAR else "before"
        return "during" if today <= self.ends_on else "after"

    @property
    def opens_later(self) -> bool:
        """Return whether the day on which registration opens is still to come."""
        return self.registration_opens_on is not None and self.today() < self.registration_opens_on

    @property
    def takes_registrations(self) -> bool:
        """Return whether registration is switched on, and today within its days; practice needs no day."""
        if self.registration_mode != RegistrationMode.OPEN:
            return self.is_practice
        closes = self.registration_closes_on
        return not self.opens_later and (closes is None or self.today() <= closes)

    def get_absolute_url(self) -> str:
        return f"/{self.slug}/"

    def clean(self) -> None:
        super().clean()
        if self.protocol_language and self.protocol_language not in self.languages:
            raise ValidationError({"protocol_language": _("Choose one of the conference's languages.")})
        if (self.latitude is None) != (self.longitude is None):
            missing = "latitude" if self.latitude is None else "longitude"
            raise ValidationError({missing: _("A point on the map needs both latitude and longitude.")})
