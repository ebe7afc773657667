"""Session: an entry of the agenda, a frab event, a VEVENT; its items, who does what in it, its interpreters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from agenda.rooms.models import Photography, Room, WorkingGroup
from confman.conferences.models import Conference
from confman.translation.fields import TranslatedField
from confman.web.links import LinkField
from confman.web.models import OfConferenceQuerySet, UUIDModel, toned
from confman.web.search import SearchableModel, SearchableQuerySet, words_of


class SessionKind(models.TextChoices):
    OPENING = "opening", _("opening")
    PLENARY = "plenary", _("plenary")
    WORKING_GROUP = "working-group", _("working group")
    PARALLEL = "parallel", _("parallel session")
    PANEL = "panel", _("panel")
    SIDE_EVENT = "side-event", _("side event")
    BREAK = "break", _("break")
    MEAL = "meal", _("meal")
    SOCIAL = "social", _("social event")
    PRESS = "press", _("press")
    CLOSING = "closing", _("closing")


# Nobody speaks in these: they need no chair and no speaker.
PAUSES = frozenset({SessionKind.BREAK, SessionKind.MEAL, SessionKind.SOCIAL})
# For everybody.
PLENARIES = frozenset({SessionKind.OPENING, SessionKind.PLENARY, SessionKind.CLOSING})


class SessionVisibility(models.TextChoices):
    PUBLIC = "public", _("everyone")
    PARTICIPANTS = "participants", _("participants")
    CLOSED = "closed", _("closed: those concerned and the secretariat")


class SessionStatus(models.TextChoices):
    TENTATIVE = "tentative", _("tentative")
    CONFIRMED = "confirmed", _("confirmed")
    CANCELLED = "cancelled", _("cancelled")


def new_guid() -> str:
    """Return the identifier by which calendars and other programs know a session of ours."""
    return str(uuid4())


class SessionQuerySet(SearchableQuerySet):
    def scheduled(self) -> SessionQuerySet:
        """Return the sessions that have a time."""
        return self.exclude(start=None)

    def on_day(self, conference: Conference, day: dt.date | None) -> SessionQuerySet:
        """Return the sessions of a day, also those after its midnight; without a day, those not scheduled."""
        if day is None:
            return self.filter(start=None)
        midnight = dt.datetime.combine(day, dt.time(), tzinfo=conference.zone)
        begins = models.Q(day=None, start__gte=midnight, start__lt=midnight + dt.timedelta(days=1))
        return self.filter(begins | models.Q(day=day))

    def taking_place(self) -> SessionQuerySet:
        """Exclude cancelled sessions."""
        return self.exclude(status=SessionStatus.CANCELLED)

    def spoken_in(self) -> SessionQuerySet:
        """Return the sessions in which people take the floor: no pauses, and no cancelled ones."""
        return self.taking_place().exclude(kind__in=PAUSES)

    def without_room(self) -> SessionQuerySet:
        """Return the sessions in which people take the floor but which have neither a room nor an address online."""
        return self.spoken_in().filter(room=None, online_link="")

    def with_everything(self) -> SessionQuerySet:
        """Fetch each with its room, theme, group, items, roles and persons, in a constant number of queries."""
        roles = Session.roles.rel.related_model._default_manager.select_related("person")
        return self.select_related("room", "theme", "working_group").prefetch_related(
            models.Prefetch("roles", queryset=roles), "items", "materials"
        )


class Session(SearchableModel, UUIDModel):
    """One entry of the working agenda. Without a start it waits to be scheduled.

    `day` is set where a session belongs to another day of the conference than the date of its start, as one
    after midnight does. `extra` keeps what an imported file said and we have no field for. `revision` rises
    with every change of the session, its items and its roles.
    """

    Kind = SessionKind
    Visibility = SessionVisibility
    Status = SessionStatus

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="sessions"
    )
    guid = models.CharField(max_length=250, default=new_guid, editable=False)
    kind = models.CharField(_("kind"), max_length=16, choices=SessionKind, default=SessionKind.PLENARY)
    title = TranslatedField(_("title"), max_length=1000)
    subtitle = TranslatedField(_("subtitle"), blank=True, max_length=500)
    summary = TranslatedField(_("summary"), blank=True, multiline=True)
    description = TranslatedField(_("description"), blank=True, multiline=True)
    start = models.DateTimeField(_("start"), null=True, blank=True)
    end = models.DateTimeField(_("end"), null=True, blank=True)
    # Its minutes when it was taken off the schedule: as many as when it comes back.
    length = models.PositiveIntegerField(null=True, editable=False)
    day = models.DateField(_("day of the conference"), null=True, blank=True, editable=False)
    fixed = models.BooleanField(
        _("fixed time"),
        default=False,
        help_text=_("A guest of honour, a broadcast, lunch: shifting what comes before does not move it."),
    )
    room = models.ForeignKey(
        Room,
        verbose_name=_("room"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="sessions",
    )
    online_link = LinkField(_("link for remote participants"), max_length=500, blank=True)
    working_group = models.ForeignKey(
        WorkingGroup,
        verbose_name=_("working group"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="sessions",
    )
    theme = models.ForeignKey(
        "conferences.Theme",
        verbose_name=_("theme"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="sessions",
    )
    floor_languages = models.JSONField(_("languages spoken"), default=list, blank=True)
    listening_languages = models.JSONField(_("interpretation into"), default=list, blank=True)
    links = models.JSONField(_("links"), default=list, blank=True)  # [{"url": …, "title": …}]
    visibility = models.CharField(
        _("visible to"), max_length=12, choices=SessionVisibility, default=SessionVisibility.PUBLIC
    )
    chatham_house = models.BooleanField(
        _("Chatham House rule"),
        default=False,
        help_text=_("Participants may use what is said, but may not reveal who said it."),
    )
    photography = models.CharField(
        _("photographs"),
        max_length=8,
        choices=Photography,
        blank=True,
        help_text=_("Where it differs from the room’s. Empty: as in the room."),
    )
    sign_up = models.BooleanField(_("participants sign up for it"), default=False)
    capacity = models.PositiveIntegerField(
        _("places"), null=True, blank=True, help_text=_("Empty: no limit.")
    )
    taken = models.PositiveIntegerField(default=0, editable=False)
    status = models.CharField(
        _("status"), max_length=12, choices=SessionStatus, default=SessionStatus.CONFIRMED
    )
    revision = models.PositiveIntegerField(default=1, editable=False)
    extra = models.JSONField(default=dict, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = [models.F("start").asc(nulls_last=True), "room__position", "end", "id"]
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        indexes = [models.Index(fields=["conference", "start"])]
        constraints = [
            models.UniqueConstraint(fields=["conference", "guid"], name="session_guid_once"),
            models.CheckConstraint(
                condition=models.Q(start=None) | models.Q(end=None) | models.Q(end__gt=models.F("start")),
                name="session_ends_after_start",
                violation_error_message=_("The end is not after the start."),
            ),
            models.CheckConstraint(
                condition=models.Q(capacity=None) | models.Q(taken__lte=models.F("capacity")),
                name="session_taken_within_capacity",
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def search_sources(self) -> Iterable[object]:
        return (self.title, self.subtitle, self.summary)

    @property
    def is_cancelled(self) -> bool:
        return self.status == SessionStatus.CANCELLED

    @property
    def duration(self) -> dt.timedelta | None:
        """Return how long it lasts, where both ends are known."""
        return self.end - self.start if self.start and self.end else None

    @property
    def conference_day(self) -> dt.date | None:
        """Return the day of the conference it belongs to."""
        if self.day or self.start is None:
            return self.day
        return self.conference.local(self.start).date()


class ItemKind(models.TextChoices):
    STATEMENT = "statement", _("statement")
    WELCOME = "welcome", _("welcoming speech")
    PRESENTATION = "presentation", _("presentation")
    DISCUSSION = "discussion", _("discussion")
    QUESTIONS = "questions", _("questions and answers")
    ADOPTION = "adoption", _("adoption")
    ORGANIZATION = "organization", _("organization of work")
    OTHER = "other", _("other")


class ItemQuerySet(SearchableQuerySet):
    conference_path = "session__conference"


class Item(SearchableModel, UUIDModel):
    """An item of the agenda. Its number is given when it is first published, and then never changes."""

    Kind = ItemKind

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField(default=0)
    number = models.PositiveIntegerField(_("number"), null=True, blank=True, editable=False)
    title = TranslatedField(_("title"), max_length=500)
    kind = models.CharField(_("kind"), max_length=16, choices=ItemKind, default=ItemKind.PRESENTATION)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    symbol = models.CharField(_("document symbol"), max_length=60, blank=True)
    background = TranslatedField(
        _("background"),
        blank=True,
        multiline=True,
        help_text=_("For the annotated agenda: how the item came up, mandates, earlier decisions."),
    )
    expected_action = TranslatedField(
        _("expected action"),
        blank=True,
        multiline=True,
        help_text=_("For the annotated agenda: what the meeting is asked to do."),
    )

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        indexes = [models.Index(fields=["session", "position"])]

    def __str__(self) -> str:
        return str(self.title)

    def search_sources(self) -> Iterable[object]:
        return self.title, self.symbol


# In `extra` of a role or a material: an import made it, and an import may remove it again.
IMPORTED = "imported"


class SessionRoleKind(models.TextChoices):
    CHAIR = "chair", _("chair")
    CO_CHAIR = "co-chair", _("co-chair")
    MODERATOR = "moderator", _("moderator")
    WELCOME = "welcome", _("welcoming speech")
    KEYNOTE = "keynote", _("keynote")
    SPEAKER = "speaker", _("speaker")
    PANELLIST = "panellist", _("panellist")
    DISCUSSANT = "discussant", _("discussant")
    RAPPORTEUR = "rapporteur", _("rapporteur")
    INTERPRETER = "interpreter", _("interpreter")


@toned(good="confirmed", warn="invited", bad="declined", note="proposed")
class SessionRoleStatus(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    INVITED = "invited", _("invited")
    CONFIRMED = "confirmed", _("confirmed")
    DECLINED = "declined", _("declined")


# Anyone who has such a role has not answered yet.
UNANSWERED = (SessionRoleStatus.PROPOSED, SessionRoleStatus.INVITED)
# Those who have such a role are expected to hand in a presentation; on a panel people talk, and may hand one in.
PRESENTING = (SessionRoleKind.KEYNOTE, SessionRoleKind.SPEAKER)
LEADING = (SessionRoleKind.CHAIR, SessionRoleKind.CO_CHAIR, SessionRoleKind.MODERATOR)


class SessionRoleQuerySet(models.QuerySet["SessionRole"]):
    def not_declined(self) -> SessionRoleQuerySet:
        """Exclude the roles that were declined."""
        return self.exclude(status=SessionRoleStatus.DECLINED)

    def unanswered(self) -> SessionRoleQuerySet:
        return self.filter(status__in=UNANSWERED)

    def search(self, words: str) -> SessionRoleQuerySet:
        """Return the roles whose person, item or session has all the words, in whatever script they were typed."""
        matching = self
        for word in words_of(words):
            matching = matching.filter(
                models.Q(person__search_text__contains=word)
                | models.Q(item__search_text__contains=word)
                | models.Q(session__search_text__contains=word)
            )
        return matching

    def chairing(self) -> SessionRoleQuerySet:
        """Return the roles of those who lead a session that takes place, and have confirmed it."""
        confirmed = self.filter(role__in=LEADING, status=SessionRoleStatus.CONFIRMED)
        return confirmed.exclude(session__status=Session.Status.CANCELLED)


class SessionRole(UUIDModel):
    """A person's role. Until it is confirmed it is published as "to be confirmed", without a name."""

    Role = SessionRoleKind
    Status = SessionRoleStatus

    person = models.ForeignKey(
        "people.Person", verbose_name=_("person"), on_delete=models.CASCADE, related_name="session_roles"
    )
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="roles")
    item = models.ForeignKey(
        Item, verbose_name=_("item"), on_delete=models.CASCADE, null=True, blank=True, related_name="roles"
    )
    role = models.CharField(
        _("role"), max_length=12, choices=SessionRoleKind, default=SessionRoleKind.SPEAKER
    )
    status = models.CharField(
        _("status"), max_length=10, choices=SessionRoleStatus, default=SessionRoleStatus.PROPOSED
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True, editable=False)
    decline_reason = models.TextField(_("reason for declining"), blank=True, max_length=2000)
    position = models.PositiveIntegerField(default=0)
    # Further data of an imported file on the person: its own identifiers.
    extra = models.JSONField(default=dict, blank=True, editable=False)

    objects = SessionRoleQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("role in a session")
        verbose_name_plural = _("roles in sessions")
        constraints = [
            # Two constraints, because SQLite regards nulls as distinct.
            models.UniqueConstraint(
                fields=["person", "session", "item", "role"],
                name="session_role_once_in_an_item",
                violation_error_message=_("This person has this role already."),
            ),
            models.UniqueConstraint(
                fields=["person", "session", "role"],
                condition=models.Q(item=None),
                name="session_role_once_in_a_session",
                violation_error_message=_("This person has this role already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}"

    @property
    def is_unanswered(self) -> bool:
        return self.status in UNANSWERED

    @property
    def is_confirmed(self) -> bool:
        return self.status == SessionRoleStatus.CONFIRMED

    @property
    def is_declined(self) -> bool:
        return self.status == SessionRoleStatus.DECLINED


class BoothShiftQuerySet(OfConferenceQuerySet["BoothShift"]):
    conference_path = "session__conference"


class BoothShift(UUIDModel):
    """An interpreter's turn in a session: the whole of it, or from `start` to `end`.

    Languages are BCP 47. With `relay` the booth does not hear the floor but the interpretation into that
    language. Without an interpreter it is still to be filled. `both_ways`: the booth also interprets in the
    other direction.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="booth_shifts")
    booth = models.CharField(_("booth"), max_length=20, blank=True, help_text=_("As in 1, or Russian booth."))
    source_language = models.CharField(_("from"), max_length=16)
    target_language = models.CharField(_("into"), max_length=16)
    both_ways = models.BooleanField(_("both ways"), default=True)
    relay = models.CharField(
        _("relay"),
        max_length=16,
        blank=True,
        help_text=_("The language it is taken from, if not the floor’s."),
    )
    interpreter = models.ForeignKey(
        "people.Person",
        verbose_name=_("interpreter"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="booth_shifts",
    )
    start = models.DateTimeField(_("from"), null=True, blank=True)
    end = models.DateTimeField(_("until"), null=True, blank=True)
    position = models.PositiveIntegerField(default=0, editable=False)

    objects = BoothShiftQuerySet.as_manager()

    class Meta:
        ordering = ["session", "position", "id"]
        verbose_name = _("interpreter’s turn")
        verbose_name_plural = _("interpreters’ turns")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(start=None) | models.Q(end=None) | models.Q(end__gt=models.F("start")),
                name="booth_shift_ends_after_start",
                violation_error_message=_("The end is not after the start."),
            ),
            models.CheckConstraint(
                condition=~models.Q(source_language=models.F("target_language")),
                name="booth_shift_between_two_languages",
                violation_error_message=_("Choose two different languages."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_language}–{self.target_language}"
