"""Room, and the hours in which a room or a person is free; WorkingGroup, and who does what in it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.translation.fields import TranslatedField
from confman.web.models import OfConferenceQuerySet, UUIDModel


class Photography(models.TextChoices):
    """The announcement to everyone alike. It never names those who do not want to be photographed."""

    TAKEN = "taken", _("photographs are taken here")
    NONE = "none", _("no photographs")


class RoomLayout(models.TextChoices):
    THEATRE = "theatre", _("theatre")
    CLASSROOM = "classroom", _("classroom")
    U_SHAPE = "u-shape", _("U shape")
    HOLLOW_SQUARE = "hollow-square", _("hollow square")
    ROUND_TABLES = "round-tables", _("round tables")
    BOARD = "board", _("board table")
    OTHER = "other", _("other")


class Room(UUIDModel):
    """A place where sessions are held. `parallel_use` is for foyers and halls that hold several at once."""

    Layout = RoomLayout

    conference = models.ForeignKey("conferences.Conference", on_delete=models.CASCADE, related_name="rooms")
    name = TranslatedField(_("name"), max_length=200)
    capacity = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    layout = models.CharField(_("layout"), max_length=16, choices=RoomLayout, blank=True)
    booths = models.PositiveSmallIntegerField(_("interpreters' booths"), default=0)
    accessible = models.BooleanField(_("accessible by wheelchair"), default=True)
    parallel_use = models.BooleanField(
        _("several sessions at once"),
        default=False,
        help_text=_("For foyers, courtyards and exhibition halls."),
    )
    photography = models.CharField(
        _("photographs"),
        max_length=8,
        choices=Photography,
        blank=True,
        help_text=_("Announced on the agenda, door signs and screens. Empty: nothing is announced."),
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = OfConferenceQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        indexes = [models.Index(fields=["conference", "position"])]

    def __str__(self) -> str:
        return str(self.name)


class Availability(UUIDModel):
    """Hours in which a person can speak, or a room is open. Without a row they are free at all times."""

    person = models.ForeignKey(
        "people.Person", on_delete=models.CASCADE, null=True, blank=True, related_name="availabilities"
    )
    room = models.ForeignKey(
        Room, on_delete=models.CASCADE, null=True, blank=True, related_name="availabilities"
    )
    start = models.DateTimeField(_("from"))
    end = models.DateTimeField(_("until"))

    class Meta:
        ordering = ["start", "id"]
        verbose_name = _("availability")
        verbose_name_plural = _("availabilities")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, room__isnull=True)
                | models.Q(person__isnull=True, room__isnull=False),
                name="availability_of_person_or_room",
            ),
            models.CheckConstraint(
                condition=models.Q(end__gt=models.F("start")),
                name="availability_ends_after_start",
                violation_error_message=_("The end is not after the start."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.start:%Y-%m-%d %H:%M}–{self.end:%H:%M}"


class WorkingGroup(UUIDModel):
    """A group that meets in one or more sessions and drafts recommendations."""

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="working_groups"
    )
    code = models.CharField(_("code"), max_length=12, help_text=_("As in WG1."))
    name = TranslatedField(_("name"), max_length=300)
    mandate = TranslatedField(_("mandate"), blank=True, multiline=True)
    capacity = models.PositiveIntegerField(
        _("places"), null=True, blank=True, help_text=_("Empty: no limit.")
    )
    taken = models.PositiveIntegerField(default=0, editable=False)
    drafts_for_seats = models.BooleanField(_("drafts open to everyone with a place"), default=False)
    position = models.PositiveIntegerField(_("position"), default=0)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = OfConferenceQuerySet.as_manager()

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("working group")
        verbose_name_plural = _("working groups")
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "code"],
                name="working_group_code_once",
                violation_error_message=_("Another working group has this code."),
            ),
            models.CheckConstraint(
                condition=models.Q(capacity=None) | models.Q(taken__lte=models.F("capacity")),
                name="working_group_taken_within_capacity",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()


class GroupRoleKind(models.TextChoices):
    CHAIR = "chair", _("chair")
    VICE_CHAIR = "vice-chair", _("vice-chair")
    RAPPORTEUR = "rapporteur", _("rapporteur")
    DRAFTING = "drafting", _("drafting committee")
    MEMBER = "member", _("member")


class GroupRole(UUIDModel):
    """A role in a working group. Rapporteurs write its recommendations, chairs agree to them."""

    Role = GroupRoleKind

    person = models.ForeignKey(
        "people.Person", verbose_name=_("person"), on_delete=models.CASCADE, related_name="group_roles"
    )
    group = models.ForeignKey(
        WorkingGroup, verbose_name=_("working group"), on_delete=models.CASCADE, related_name="roles"
    )
    role = models.CharField(_("role"), max_length=12, choices=GroupRoleKind, default=GroupRoleKind.MEMBER)
    position = models.PositiveIntegerField(default=0, editable=False)
    # No link is sent for the role itself; raising this closes what a mailed code has opened.
    link_version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("role in a working group")
        verbose_name_plural = _("roles in working groups")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "group", "role"],
                name="group_role_once",
                violation_error_message=_("This person has this role already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}"
