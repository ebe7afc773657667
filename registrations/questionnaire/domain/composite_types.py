"""Questions whose answer has several parts: a journey, a room, a passport, a visa."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registrations.core.models.registration import RoomKind
from registrations.questionnaire.models import FieldType

T = FieldType


@dataclass(frozen=True)
class AnswerPart:
    """One part. `kind` is text, long-text, country, date, moment, yes-no, checkbox or choice.

    `says_no`: an answer of no is meaningful, and is shown.
    """

    name: str
    label: Promise | str
    kind: str = "text"
    max_length: int = 120
    choices: tuple[tuple[str, Promise | str], ...] = ()
    help_text: Promise | str = ""
    says_no: bool = False


@dataclass(frozen=True)
class Composite:
    """`needed` are the parts without which there is no answer; `ordered` are two of which the second is not earlier."""

    parts: tuple[AnswerPart, ...]
    needed: tuple[str, ...]
    ordered: tuple[str, str] | None = None


COMPOSITES: dict[str, Composite] = {
    T.ARRIVAL: Composite(
        (
            AnswerPart("arrives_at", _("day and hour of arrival"), "moment", help_text=_("By the clock of the place.")),
            AnswerPart("arrival_flight", _("flight or train"), max_length=40),
            AnswerPart("arrives_from", _("comes from")),
            AnswerPart("arrival_place", _("airport or station of arrival")),
            AnswerPart("needs_transfer", _("wants to be met and driven, both ways"), "checkbox"),
        ),
        ("arrives_at",),
    ),
    T.DEPARTURE: Composite(
        (
            AnswerPart(
                "departs_at", _("day and hour of departure"), "moment", help_text=_("By the clock of the place.")
            ),
            AnswerPart("departure_flight", _("flight or train"), max_length=40),
            AnswerPart("departure_place", _("airport or station of departure")),
        ),
        ("departs_at",),
    ),
    T.ACCOMMODATION: Composite(
        (
            AnswerPart("check_in", _("night from"), "date"),
            AnswerPart("check_out", _("until"), "date"),
            AnswerPart("room_kind", _("room"), "choice", choices=tuple(RoomKind.choices)),
            AnswerPart("shares_with", _("shares the room with"), max_length=200),
        ),
        ("check_in", "check_out"),
        ("check_in", "check_out"),
    ),
    T.PASSPORT: Composite(
        (
            AnswerPart("number", _("number of the passport"), max_length=40),
            AnswerPart("nationality", _("country of nationality"), "country"),
            AnswerPart("issued_on", _("issued on"), "date"),
            AnswerPart("valid_until", _("valid until"), "date"),
            AnswerPart("issued_by", _("issued by")),
            AnswerPart("born_on", _("date of birth"), "date"),
            AnswerPart("born_in", _("place of birth")),
        ),
        ("number", "nationality", "valid_until"),
        ("issued_on", "valid_until"),
    ),
    T.VISA: Composite(
        (
            AnswerPart("needs_visa", _("needs a visa"), "yes-no", says_no=True),
            AnswerPart("consulate", _("consulate where you apply"), max_length=200),
            AnswerPart(
                "notes",
                _("what the consulate should know"),
                "long-text",
                1000,
                help_text=_("Another nationality, an earlier refusal, a visa you have already."),
            ),
        ),
        ("needs_visa",),
    ),
}  # fmt: skip
