"""Checkpoints, scans and signed sheets; devices at the doors, and cases for the help desk."""

from __future__ import annotations

import datetime as dt
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.compiled_inserts import CompiledInserts
from confman.translation.fields import TranslatedField
from confman.web.models import OfConferenceQuerySet, UUIDModel, toned


class CheckpointKind(models.TextChoices):
    ENTRANCE = "entrance", _("entrance")
    ROOM = "room", _("room")
    SESSION = "session", _("session")
    MEAL = "meal", _("meal")


class CheckpointMode(models.TextChoices):
    ONCE = "once", _("once")
    DAILY = "daily", _("once a day")
    IN_OUT = "in-out", _("in and out")


class CheckpointQuerySet(OfConferenceQuerySet["Checkpoint"]):
    def with_people(self) -> CheckpointQuerySet:
        """Annotate how many people each has admitted, as `people`."""
        admitted = models.Q(scans__result=ScanResult.ADMITTED)
        return self.annotate(people=models.Count("scans__registration", filter=admitted, distinct=True))


class Checkpoint(UUIDModel):
    """A place where people are recorded. `categories`: for whom it is; none means for all.

    People of other categories are shown with the reason.
    """

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="checkpoints"
    )
    name = TranslatedField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=CheckpointKind, default=CheckpointKind.ENTRANCE)
    mode = models.CharField(_("counts"), max_length=8, choices=CheckpointMode, default=CheckpointMode.DAILY)
    session = models.ForeignKey(
        "agenda.Session",
        verbose_name=_("session"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="checkpoints",
    )
    room = models.ForeignKey(
        "agenda.Room",
        verbose_name=pgettext_lazy("place", "room"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="checkpoints",
    )
    capacity = models.PositiveIntegerField(
        _("room for"),
        null=True,
        blank=True,
        help_text=_("People. The door and the live page say when it is reached. Empty: no limit."),
    )
    categories = models.ManyToManyField(
        "registrations.Category",
        verbose_name=_("for the categories"),
        blank=True,
        related_name="checkpoints",
        help_text=_("None chosen: for all. Others are shown in amber, with the reason."),
    )
    position = models.PositiveIntegerField(_("position"), default=0)

    # True if it is for some categories only, if the query that fetched it has determined that.
    is_for_some: bool | None = None

    objects = CheckpointQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("checkpoint")
        verbose_name_plural = _("checkpoints")

    def __str__(self) -> str:
        return str(self.name)


class Direction(models.TextChoices):
    IN = "in", _("in")
    OUT = "out", _("out")


class ScanResult(models.TextChoices):
    ADMITTED = "admitted", _("admitted")
    REPEATED = "repeated", _("recorded before")
    REFUSED = "refused", _("refused")


class Means(models.TextChoices):
    """The basis of the record."""

    TICKET = "ticket", _("ticket or badge")
    SEARCH = "search", _("found by name")
    SHEET = "sheet", _("signed sheet")
    LIAISON = "liaison", _("who receives the guest")


class ScanReason(models.TextChoices):
    """The reason for a scan that is not green. It is stored as a key; `reason_words` makes the sentence for it."""

    NONE = "", _("none")
    # Recorded, and shown in amber.
    CATEGORY = "category", _("not for this category")
    NOT_SIGNED_UP = "not-signed-up", _("not signed up")
    ONLINE = "online", _("registered to take part online")
    NOT_IN = "not-in", _("went out without having come in")
    # Counted before.
    BEFORE = "before", _("recorded before")
    # Refused: who it is.
    NOT_APPROVED = "not-approved", _("not approved")
    REPLACED = "replaced", _("someone else comes instead")
    CANCELLED = "cancelled", pgettext_lazy("of a registration", "cancelled")
    DECLINED = "declined", pgettext_lazy("of a registration", "declined")
    OLD_BADGE = "old-badge", _("badge that was replaced")
    # Refused: the code.
    UNREADABLE = "unreadable", _("code that does not read")
    UNKNOWN = "unknown", _("unknown code")
    OTHER_CONFERENCE = "other-conference", _("ticket of another conference")
    # Refused: the device.
    FUTURE = "future", _("scan from the future")
    BEFORE_ENROLMENT = "before-enrolment", _("scan from before the device was enrolled")
    NOT_TRUSTED = "not-trusted", _("found by name on a device that may not search")


# Let in, with a reason.
AMBER = (ScanReason.CATEGORY, ScanReason.NOT_SIGNED_UP, ScanReason.ONLINE)
# Faults of a device, which do not concern the person.
OF_THE_DEVICE = (ScanReason.FUTURE, ScanReason.BEFORE_ENROLMENT, ScanReason.NOT_TRUSTED)


class ScanQuerySet(OfConferenceQuerySet["Scan"]):
    conference_path = "checkpoint__conference"

    def admitted(self) -> ScanQuerySet:
        """Return those that count as attendance; a repetition repeats one that counts already."""
        return self.filter(result=ScanResult.ADMITTED)

    def counted(self) -> ScanQuerySet:
        """Return those whose order determines which of them are attendance: all but the refused."""
        return self.exclude(result=ScanResult.REFUSED)

    def with_names(self) -> ScanQuerySet:
        """Fetch all that a line of a list shows, in one query."""
        return self.select_related(
            "checkpoint",
            "device",
            "recorded_by",
            "registration__person",
            "registration__category",
            "registration__delegation",
        )


class Scan(CompiledInserts):
    """A sighting of a person. Its id is made by the recording client, so that what is sent twice counts once.

    `at` is when it happened, by the server's clock; `told_at` what the device's clock said. `shown` is what
    the device showed at that moment, `result` what the record says now that everything has arrived. A code
    that leads to nobody is a row without a registration. `slot` is the place in the record that an admission
    takes: the first of a day, the third sighting. It is unique, so two doors cannot both be the first.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.CASCADE, related_name="scans")
    registration = models.ForeignKey(
        "registrations.Registration", on_delete=models.CASCADE, null=True, blank=True, related_name="scans"
    )
    device = models.ForeignKey(
        "registrations.CheckInDevice", on_delete=models.SET_NULL, null=True, blank=True, related_name="scans"
    )
    at = models.DateTimeField(_("time"), default=timezone.now)
    told_at = models.DateTimeField(_("time by the device"), null=True, editable=False)
    direction = models.CharField(_("direction"), max_length=3, choices=Direction, default=Direction.IN)
    result = models.CharField(_("result"), max_length=10, choices=ScanResult)
    shown = models.CharField(
        _("shown at the door"), max_length=10, choices=ScanResult, blank=True, editable=False
    )
    reason = models.CharField(_("reason"), max_length=20, choices=ScanReason, blank=True, editable=False)
    means = models.CharField(_("recorded by"), max_length=8, choices=Means, default=Means.TICKET)
    # The digest of a code that leads to nobody, to recognize the same one.
    code_digest = models.CharField(max_length=32, blank=True, editable=False)
    slot = models.CharField(max_length=12, null=True, editable=False)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    objects = ScanQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        constraints = [
            models.UniqueConstraint(
                fields=["checkpoint", "registration", "slot"],
                condition=models.Q(slot__isnull=False),
                name="scan_slot_once",
            ),
            models.CheckConstraint(
                condition=models.Q(registration__isnull=False) | models.Q(result="refused"),
                name="scan_of_nobody_is_refused",
            ),
        ]
        indexes = [
            models.Index(fields=["registration", "result"]),
            models.Index(fields=["checkpoint", "at"]),
            # Counted live: the people inside, at one checkpoint, on one day.
            models.Index(
                fields=["checkpoint", "at", "direction", "reason"],
                condition=models.Q(result="admitted"),
                name="scan_admitted_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.checkpoint}: {self.registration or self.get_reason_display()}"

    @property
    def tone(self) -> str:
        """Return the tone of its mark: good where there is no remark."""
        if self.result == ScanResult.REFUSED:
            return "bad"
        return "good" if self.result == ScanResult.ADMITTED and not self.reason else "warn"

    @property
    def note(self) -> str:
        """Return four letters that a person takes to the help desk: the beginning of the id, easy to write down.

        The device can compute it without a network; it is shown beside the reason.
        """
        return note_of(self.id)


NOTE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32, as on tickets


def note_of(scan_id: UUID) -> str:
    """Return the note of a scan: the first 20 bits of its id, five to a letter."""
    bits = scan_id.int >> 108
    return "".join(NOTE_ALPHABET[(bits >> shift) & 31] for shift in (15, 10, 5, 0))


def ids_of_note(note: str) -> tuple[UUID, UUID]:
    """Return the first and the last id that a note may stand for. Raises ValueError for an invalid note."""
    letters = note.strip().upper().translate(str.maketrans("OIL", "011"))
    if len(letters) != 4:
        raise ValueError(note)
    bits = 0
    for letter in letters:
        bits = bits << 5 | NOTE_ALPHABET.index(letter)
    return UUID(int=bits << 108), UUID(int=(bits + 1 << 108) - 1)


# A clock that is wrong by more than this is reported on the device, and on its row.
CLOCK_WARNING = dt.timedelta(minutes=2)


@toned(good="active", warn="waiting", bad="revoked")
class DeviceState(models.TextChoices):
    WAITING = "waiting", _("not enrolled yet")
    ACTIVE = "active", _("enrolled")
    EXPIRED = "expired", pgettext_lazy("of a device", "expired")
    REVOKED = "revoked", pgettext_lazy("of a device", "revoked")


class CheckInDeviceQuerySet(OfConferenceQuerySet["CheckInDevice"]):
    def working_first(self) -> CheckInDeviceQuerySet:
        """Sort by `state`: working devices, those that wait to be enrolled, revoked or expired ones."""
        over = models.Case(
            models.When(revoked_at__isnull=False, then=3),
            models.When(expires_at__lte=timezone.now(), then=2),
            models.When(enrolled_at=None, then=1),
            default=0,
        )
        return self.order_by(over, "created_at", "id")


class CheckInDevice(UUIDModel):
    """Identified by a secret, of which only the digest is kept; handed over once, through a QR code."""

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="check_in_devices"
    )
    name = models.CharField(
        _("name"), max_length=80, help_text=_("As one calls it: “Phone 3, main entrance”.")
    )
    checkpoint = models.ForeignKey(
        "registrations.Checkpoint",
        verbose_name=_("checkpoint"),
        on_delete=models.CASCADE,
        related_name="devices",
    )
    trusted = models.BooleanField(
        _("belongs to the secretariat"),
        default=False,
        help_text=_("Only such a device may search by name and show photographs."),
    )
    expires_at = models.DateTimeField(
        _("until"), help_text=_("Then it records nothing any more, and what lies on it is wiped.")
    )
    secret_digest = models.CharField(max_length=64, null=True, unique=True, editable=False)
    code_digest = models.CharField(max_length=64, null=True, unique=True, editable=False)
    code_until = models.DateTimeField(null=True, editable=False)
    enrolled_at = models.DateTimeField(_("enrolled"), null=True, editable=False)
    last_seen_at = models.DateTimeField(_("last seen"), null=True, editable=False)
    # Seconds; above zero the device is ahead.
    clock_error = models.IntegerField(_("error of the clock"), null=True, editable=False)
    # The last request after it was revoked or had expired.
    turned_away_at = models.DateTimeField(_("turned away"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    user_agent = models.CharField(_("browser"), max_length=300, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CheckInDeviceQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = _("check-in device")
        verbose_name_plural = _("check-in devices")

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> DeviceState:
        if self.revoked_at:
            return DeviceState.REVOKED
        if self.expires_at <= timezone.now():
            return DeviceState.EXPIRED
        return DeviceState.ACTIVE if self.enrolled_at else DeviceState.WAITING

    @property
    def state_label(self) -> str:
        return str(self.state.label)

    @property
    def clock_is_wrong(self) -> bool:
        return abs(self.clock_error or 0) > CLOCK_WARNING.total_seconds()


class CaseOutcome(models.TextChoices):
    """The outcome for a person who was sent to the help desk."""

    APPROVED = "approved", _("approved")
    SUBSTITUTE = "substitute", _("registered as a substitute")
    REPRINTED = "reprinted", _("given a new badge")
    LET_IN = "let-in", _("let in")
    SENT_AWAY = "sent-away", _("not let in")
    NONE = "none", _("nothing to do")


class CaseClosure(UUIDModel):
    """Closes the case that an amber or red scan opens. A case is open while its scan has none."""

    scan = models.OneToOneField("registrations.Scan", on_delete=models.CASCADE, related_name="closure")
    outcome = models.CharField(_("what was done"), max_length=12, choices=CaseOutcome)
    at = models.DateTimeField(_("closed"), auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("case of the help desk")
        verbose_name_plural = _("cases of the help desk")

    def __str__(self) -> str:
        return f"{self.scan_id}: {self.outcome}"
