"""Registration: a person's participation, with its status; and their travel, stay and entry into the country."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.conferences.models import Conference
from confman.people.models import Person
from confman.people.privacy import Audience
from confman.web.models import UUIDModel, toned
from confman.web.search import words_of

# The session's key for the registrations whose pages this browser has opened.
REGISTRATIONS = "opened_registrations"


class RegistrationStatus(models.TextChoices):
    INVITED = "invited", _("invited")
    NOMINATED = "nominated", _("nominated")
    DRAFT = "draft", pgettext_lazy("of a registration", "draft")
    SUBMITTED = "submitted", _("submitted")
    WAITING = "waiting", _("on the waiting list")
    OFFERED = "offered", _("place offered")
    APPROVED = "approved", _("approved")
    NO_SHOW = "no-show", _("no-show")
    DECLINED = "declined", pgettext_lazy("of a registration", "declined")
    REPLACED = "replaced", _("replaced")
    CANCELLED = "cancelled", pgettext_lazy("of a registration", "cancelled")


# Statuses that hold a place in every counter.
HOLDING_A_PLACE = (RegistrationStatus.APPROVED, RegistrationStatus.NO_SHOW, RegistrationStatus.OFFERED)
# Final statuses; a person may have any number of such registrations, but only one other.
ENDED = (RegistrationStatus.DECLINED, RegistrationStatus.REPLACED, RegistrationStatus.CANCELLED)


APPROVED = Q(status=RegistrationStatus.APPROVED)
_UNCONFIRMED = Q(status=RegistrationStatus.SUBMITTED, confirmed_at=None)


class Function(models.TextChoices):
    """A person's function in the delegation, in the order of a list of participants."""

    HEAD = "head", _("head of delegation")
    DEPUTY = "deputy", _("deputy head of delegation")
    ALTERNATE = "alternate", _("alternate")
    ADVISER = "adviser", _("adviser")
    DELEGATE = "delegate", _("delegate")
    OBSERVER = "observer", _("observer")


# Sorts functions in the database in the order of a list of participants.
FUNCTION_ORDER: dict[str, int] = {
    Function.HEAD: 0,
    Function.DEPUTY: 1,
    Function.DELEGATE: 2,
    Function.ALTERNATE: 3,
    Function.ADVISER: 4,
    Function.OBSERVER: 5,
}


class Mode(models.TextChoices):
    IN_PERSON = "in-person", _("in person")
    ONLINE = "online", _("online")


class RegistrationSource(models.TextChoices):
    PUBLIC = "public", _("public form")
    DELEGATION = "delegation", _("focal point")
    SECRETARIAT = "secretariat", _("secretariat")
    IMPORT = "import", _("import")


@toned(good="sent", bad="objected")
class Vetting(models.TextChoices):
    """The result of the host's vetting, visible to the roles that vet, exported only to the named recipient."""

    NOT_STARTED = "not-started", pgettext_lazy("vetting", "not started")
    SENT = "sent", _("sent to be vetted")
    CLEARED = "cleared", _("cleared")
    OBJECTED = "objected", pgettext_lazy("vetting", "objected to")


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def of(self, conference: Conference | UUID) -> RegistrationQuerySet:
        rows = self.filter(conference=conference)
        rows._add_hints(conference=conference)  # type: ignore[attr-defined]
        return rows

    def approved(self) -> RegistrationQuerySet:
        return self.filter(APPROVED)

    def attended(self) -> RegistrationQuerySet:
        """Return the approved registrations with a scan or a signed sheet: the meaning of "attended" everywhere."""
        return self.approved().filter(self._seen())

    def never_seen(self) -> RegistrationQuerySet:
        """Return the approved registrations without scans or signed sheets."""
        return self.approved().exclude(self._seen())

    def _seen(self) -> Exists:
        field: Any = self.model._meta.get_field("scans")
        return Exists(field.related_model.objects.admitted().filter(registration=OuterRef("pk")))

    def counted(self) -> RegistrationQuerySet:
        """Exclude staff, interpreters and press, whom reports do not count."""
        return self.filter(category__in_figures=True)

    def alive(self) -> RegistrationQuerySet:
        """Exclude declined, replaced and cancelled registrations."""
        return self.exclude(status__in=ENDED)

    def holding_a_place(self) -> RegistrationQuerySet:
        return self.filter(status__in=HOLDING_A_PLACE)

    def to_review(self) -> RegistrationQuerySet:
        """Return submitted registrations with a confirmed e-mail (or a reason instead), which wait for a decision."""
        return self.filter(status=RegistrationStatus.SUBMITTED, confirmed_at__isnull=False)

    def unconfirmed(self) -> RegistrationQuerySet:
        return self.filter(_UNCONFIRMED)

    def without_unconfirmed(self) -> RegistrationQuerySet:
        """Leave out those whose e-mail a stranger may have typed."""
        return self.exclude(_UNCONFIRMED)

    def status_counts(self) -> dict[str, int]:
        """Return how many there are in each status; and among them, as said above, `unconfirmed` and `never-seen`."""
        unseen = APPROVED & ~Q(self._seen())
        # Rows of a status stand together in an index: grouping them compares each once, not with every status.
        groups = (
            self.order_by()
            .values_list("status")
            .annotate(
                number=Count("status"),
                unconfirmed=Count("status", filter=_UNCONFIRMED),
                never_seen=Count("status", filter=unseen),
            )
        )
        counts = dict.fromkeys([*RegistrationStatus.values, "unconfirmed", "never-seen"], 0)
        for status, number, unconfirmed, never_seen in groups:
            counts[status] = number
            counts["unconfirmed"] += unconfirmed
            counts["never-seen"] += never_seen
        return counts

    def in_line(self) -> RegistrationQuerySet:
        """Return the waiting list, first in line first."""
        return self.filter(status=RegistrationStatus.WAITING).order_by("waiting_since", "id")

    def practice(self) -> RegistrationQuerySet:
        return self.filter(is_practice=True)

    def search(self, query: str) -> RegistrationQuerySet:
        """Return those whose person or delegation has all the words, in whatever script."""
        registrations, having = self, Registration.objects.order_by().values("pk")
        # Named by `of`, else asked for: then PostgreSQL asks again with each person.
        named = self._hints.get("conference")  # type: ignore[attr-defined]
        of = {"conference": named} if named else {"conference__in": self.order_by().values("conference")}
        for word in words_of(query):
            people, delegations = (
                model.objects.filter(search_text__contains=word, **of)
                for model in (Person, apps.get_model("registrations.Delegation"))
            )
            # The few that have the word are found once, which takes a fraction of looking up those of each.
            registrations = registrations.filter(
                pk__in=having.filter(person__in=people).union(having.filter(delegation__in=delegations))
            )
        return registrations

    def with_names(self) -> RegistrationQuerySet:
        """Fetch everything that a line of a list shows, in one query."""
        return self.select_related("person", "person__contact", "category", "delegation", "conference")

    def with_shared_names(self) -> RegistrationQuerySet:
        """Fetch what `with_names` does for many: what they have in common is read once, by a query of its own."""
        shared = ("category", "delegation", "conference")
        return self.select_related("person", "person__contact").prefetch_related(*shared)


class Registration(UUIDModel):
    """`confirmed_at` is when the e-mail was confirmed, or when someone else's word replaced that.

    Raising `link_version` revokes earlier personal links. `ticket_token` is the content of the QR code.
    """

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="registrations"
    )
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="registrations")
    category = models.ForeignKey(
        "registrations.Category",
        verbose_name=_("category"),
        on_delete=models.PROTECT,
        related_name="registrations",
    )
    delegation = models.ForeignKey(
        "registrations.Delegation",
        verbose_name=_("delegation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="registrations",
    )
    function = models.CharField(_("function in the delegation"), max_length=12, choices=Function, blank=True)
    mode = models.CharField(_("takes part"), max_length=12, choices=Mode, default=Mode.IN_PERSON)
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=RegistrationStatus,
        default=RegistrationStatus.DRAFT,
        editable=False,
    )
    decision_reason = models.TextField(_("reason given"), blank=True, max_length=2000, editable=False)
    # Counts changes by the secretariat: a form that has seen an earlier one is refused.
    revision = models.PositiveIntegerField(default=1, editable=False)
    notes = models.TextField(_("notes of the secretariat"), blank=True, max_length=5000)
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    # Unsent input on the person's own page, as the form posted it.
    draft = models.JSONField(default=dict, blank=True, editable=False)
    vetting = models.CharField(
        _("vetting"), max_length=12, choices=Vetting, default=Vetting.NOT_STARTED, editable=False
    )
    vetting_note = models.CharField(_("note on the vetting"), max_length=500, blank=True, editable=False)
    vetted_at = models.DateTimeField(_("vetted"), null=True, editable=False)
    source = models.CharField(
        _("came by"), max_length=12, choices=RegistrationSource, default=RegistrationSource.SECRETARIAT
    )
    # The key of the form shown, so that a form posted twice makes one registration.
    form_key = models.UUIDField(null=True, blank=True, editable=False)
    is_practice = models.BooleanField(_("practice"), default=False, editable=False)
    link_version = models.PositiveIntegerField(default=0, editable=False)
    # Raising it revokes the address of the person's calendar.
    calendar_version = models.PositiveIntegerField(default=0, editable=False)
    ticket_token = models.CharField(max_length=40, null=True, blank=True, unique=True, editable=False)
    replaces = models.OneToOneField(
        "self",
        verbose_name=_("stands in for"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="replaced_by",
    )
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    confirmed_at = models.DateTimeField(_("e-mail confirmed"), null=True, editable=False)
    waiting_since = models.DateTimeField(_("in line since"), null=True, editable=False)
    offered_until = models.DateTimeField(_("offered until"), null=True, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["person__sort_key", "id"]
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=~Q(status__in=ENDED), name="registration_alive_once"
            ),
            models.UniqueConstraint(
                fields=["conference", "form_key"],
                condition=Q(form_key__isnull=False),
                name="registration_once_per_form",
            ),
        ]
        indexes = [
            models.Index(fields=["conference", "status", "submitted_at"]),
            # The first page of the list, and the numbers at its views, without reading the rows.
            models.Index(fields=["conference", "-submitted_at", "-id"]),
            models.Index(fields=["conference", "status", "confirmed_at"]),
            models.Index(fields=["conference", "waiting_since"]),
            # The head of each delegation, and how many it has, without reading the rows.
            models.Index(fields=["delegation", "function", "status"]),
        ]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def is_approved(self) -> bool:
        return self.status == RegistrationStatus.APPROVED

    @property
    def audience(self) -> Audience:
        """Return as whom the person reads the conference: as participants do once approved, until then as everyone."""
        return Audience.PARTICIPANTS if self.is_approved else Audience.PUBLIC

    @property
    def is_invited(self) -> bool:
        """Return whether the person has an invitation and has not completed the registration."""
        return self.status == RegistrationStatus.INVITED

    @property
    def is_undecided(self) -> bool:
        """Return whether it was sent, and nobody has decided on it."""
        return self.status == RegistrationStatus.SUBMITTED

    @property
    def is_nominated(self) -> bool:
        """Return whether a focal point has named the person, who has not completed the registration."""
        return self.status == RegistrationStatus.NOMINATED

    @property
    def is_unconfirmed(self) -> bool:
        """Return whether it was sent from an e-mail address that nobody has confirmed."""
        return self.is_undecided and self.confirmed_at is None

    @property
    def is_to_review(self) -> bool:
        """Return whether it waits for a decision."""
        return self.is_undecided and self.confirmed_at is not None

    @property
    def may_be_reminded(self) -> bool:
        """Return whether the person has the link to it and something left to complete or confirm."""
        return self.status in (RegistrationStatus.NOMINATED, RegistrationStatus.DRAFT) or self.is_unconfirmed

    @property
    def is_over(self) -> bool:
        """Return whether it is declined, replaced or cancelled."""
        return self.status in ENDED

    @property
    def holds_a_place(self) -> bool:
        return self.status in HOLDING_A_PLACE


class RoomKind(models.TextChoices):
    SINGLE = "single", _("single room")
    DOUBLE = "double", _("double room")
    TWIN = "twin", _("shared room")
    SUITE = "suite", _("suite")


class Travel(UUIDModel):
    """Arrival, departure and bed of one participant. Times are those of the conference's place."""

    registration = models.OneToOneField(
        "registrations.Registration", on_delete=models.CASCADE, related_name="travel"
    )
    arrives_at = models.DateTimeField(_("arrives"), null=True, blank=True)
    arrival_flight = models.CharField(_("flight or train of arrival"), max_length=40, blank=True)
    arrives_from = models.CharField(_("comes from"), max_length=120, blank=True)
    arrival_place = models.CharField(_("airport or station of arrival"), max_length=120, blank=True)
    departs_at = models.DateTimeField(_("departs"), null=True, blank=True)
    departure_flight = models.CharField(_("flight or train of departure"), max_length=40, blank=True)
    departure_place = models.CharField(_("airport or station of departure"), max_length=120, blank=True)
    needs_transfer = models.BooleanField(_("is met and driven"), default=False)
    transfer = models.CharField(_("car or bus"), max_length=120, blank=True)
    hotel = models.CharField(_("hotel"), max_length=200, blank=True)
    room_kind = models.CharField(pgettext_lazy("hotel", "room"), max_length=8, choices=RoomKind, blank=True)
    room_number = models.CharField(_("number of the room"), max_length=20, blank=True)
    check_in = models.DateField(_("night from"), null=True, blank=True)
    check_out = models.DateField(_("until"), null=True, blank=True)
    shares_with = models.CharField(_("shares the room with"), max_length=200, blank=True)
    remarks = models.CharField(_("remarks"), max_length=500, blank=True)

    @property
    def nights(self) -> int | None:
        """The number of nights in the hotel, if both days are known."""
        return (self.check_out - self.check_in).days if self.check_in and self.check_out else None

    @property
    def way_in(self) -> str:
        """The route of arrival: Vienna – Tashkent, terminal 2."""
        return " – ".join(filter(None, (self.arrives_from, self.arrival_place)))

    class Meta:
        verbose_name = _("travel")
        verbose_name_plural = _("travel")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(check_in=None)
                | models.Q(check_out=None)
                | models.Q(check_out__gte=models.F("check_in")),
                name="travel_checks_out_after_check_in",
                violation_error_message=_("The last night is before the first."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.registration_id}"


class VisaStatus(models.TextChoices):
    NOT_NEEDED = "not-needed", _("no visa needed")
    NEEDED = "needed", _("needed")
    LETTER_SENT = "letter-sent", _("supporting letter sent")
    APPLIED = "applied", _("applied for")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", pgettext_lazy("visa", "refused")


class VisaCase(UUIDModel):
    """The state of a participant's visa. The passport's data are protected answers of the form."""

    registration = models.OneToOneField(
        "registrations.Registration", on_delete=models.CASCADE, related_name="visa_case"
    )
    state = models.CharField(_("state"), max_length=12, choices=VisaStatus, default=VisaStatus.NEEDED)
    consulate = models.CharField(_("consulate"), max_length=200, blank=True)
    applied_on = models.DateField(_("applied for on"), null=True, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    remarks = models.CharField(_("remarks"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("visa")
        verbose_name_plural = _("visas")

    def __str__(self) -> str:
        return f"{self.registration_id}"
