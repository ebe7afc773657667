"""What holds for a channel by which letters go is defined once."""

import ast
from pathlib import Path

from django.conf import settings

from registrations.core.models.invitation import CHANNELS, MAILS, NOTES, ON_PAPER, LetterChannel
from tests.named_choices import by_name

ROOT = Path(settings.BASE_DIR)
# The table, and what lists of people call each channel.
OWNERS = (
    ROOT / "registrations/core/models/invitation.py",
    ROOT / "registrations/spreadsheets/exchange/cell_values.py",
)


def test_each_channel_has_its_facts_and_goes_by_mail_or_on_paper():
    assert {*CHANNELS} == {*LetterChannel}
    assert {*MAILS} ^ {*ON_PAPER} == {*LetterChannel} and {*NOTES} <= {*ON_PAPER}


def test_nobody_but_the_table_compares_or_lists_channels():
    places = [
        f"{path.relative_to(ROOT)}:{line}"
        for floor in ("registrations", "outcomes")
        for path in (ROOT / floor).rglob("*.py")
        if path not in OWNERS and "migrations" not in path.parts
        for line in by_name(ast.parse(path.read_text()), "Channel")
    ]
    assert not places
