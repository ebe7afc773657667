"""The life of a registration as docs/features/registrations.md shows it is that of the table."""

import re

import pytest

from registrations.lifecycle.table import TRANSITIONS
from tests.docs.pages import page_named, text_of

LINE = re.compile(
    r"^\| (?P<key>[\w-]+) \| (?P<sources>[^|(]+)(\((?P<extra>[^|)]+)\) )?\| (?P<target>[\w-]+) \|", re.M
)
LINES = {
    found["key"]: found
    for found in LINE.finditer(text_of(page_named("registrations.md")))
    if found["key"] in TRANSITIONS
}


def names(cell: str | None) -> set[str]:
    return set(cell.strip().split(", ")) if cell else set()


@pytest.mark.parametrize("key", TRANSITIONS)
def test_each_transition_stands_there_as_it_is(key):
    wanted, line = TRANSITIONS[key], LINES[key]
    assert names(line["sources"]) == set(wanted.sources)
    assert names(line["extra"]) == set(wanted.extra_sources)
    assert line["target"] == wanted.target
