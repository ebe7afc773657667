"""The rules of a channel by which letters go are defined once."""

from registrations.core.models.invitation import CHANNELS, MAILS, NOTES, ON_PAPER, LetterChannel
from tests.modules import modules_with
from tests.named_choices import by_name

# The table, and what lists of people call each channel.
OWNERS = ("registrations/core/models/invitation.py", "registrations/spreadsheets/exchange/cell_values.py")


def test_each_channel_has_its_facts_and_goes_by_mail_or_on_paper():
    assert {*CHANNELS} == {*LetterChannel}
    assert {*MAILS} ^ {*ON_PAPER} == {*LetterChannel} and {*NOTES} <= {*ON_PAPER}


def test_nobody_but_the_table_compares_or_lists_channels():
    places = [
        f"{path}:{line}"
        for path, _text, code in modules_with("Channel", ["registrations", "outcomes"])
        if path not in OWNERS
        for line in by_name(code, "Channel")
    ]
    assert not places
