"""The demo's badges: a design for all and one for media and staff, a first printing, and later reprints."""

from collections.abc import Sequence
from typing import Any

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.documents.domain.builder import build_data
from confman.documents.registry import document_kinds
from registrations.badges.documents.single_badges import reprinted_badge
from registrations.badges.domain.designs import add_badge_design, change_badge_design
from registrations.badges.domain.print_log import record_prints
from registrations.badges.models import PrintReason
from registrations.core.models.category import Category
from registrations.core.models.registration import Registration


def load_badges(conference: Conference, approved: Sequence[Registration], *, by: User) -> None:
    """Create two designs; print the badges of the delegations; reprint a lost and a damaged one."""
    add_badge_design(conference, by=by, name="Participants (sample)")
    cards = add_badge_design(conference, by=by, name="Media and staff (sample)", sheet="id1")
    staff = Category.objects.of(conference).filter(letter__in=("M", "T"))
    change_badge_design(cards, by=by, categories=staff)
    delegates = [row for row in approved if row.delegation]
    language = conference.default_language
    run: Any = build_data(
        document_kinds.get("registrations.badges"),
        conference,
        language=language,
        options={"registrations": [str(row.pk) for row in delegates]},
    )
    record_prints(conference, run.prints, by=by, language=language)
    for row, reason, note in zip(
        delegates[3:5], (PrintReason.LOST, PrintReason.DAMAGED), ("", "SAMPLE: coffee."), strict=False
    ):
        reprinted_badge(row, by=by, reason=reason, note=note, language=language)
