"""Whatever is asked of the filters of a page, however often it says the same, nothing falls over."""

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from tests.factories import FormFieldFactory
from tests.fuzz.answers import answer
from tests.fuzz.conversation import MANY_TIMES, Form, Request, Talk
from tests.fuzz.findings import Findings
from tests.fuzz.oddities import MANY_WORDS


@pytest.fixture
def questions(world):
    """Of the kinds whose answers lists are filtered by."""
    for kind in ("text", "number", "date", "yes-no", "country", "working-group", "diet"):
        FormFieldFactory(conference=world.conference, type=kind)


def said_often(form: Form) -> Iterator[list[tuple[str, bytes | str]]]:
    """All that there is to choose at once; of each field a value it has many times over, and many words."""
    yield [*form.pairs, *form.choices]
    given = dict(form.pairs) | {name: value for name, value in form.choices if value}
    for name, value in given.items():
        yield [(name, value)] * MANY_TIMES
        yield from ([(name, words)] for words in MANY_WORDS)


def searches(talk: Talk, addresses: list[str]) -> list[Request]:
    """Of every form that looks for something, each field once."""
    found = {
        (form.action, query): Request(page.actor, "GET", f"{form.action}?{query}")
        for page in map(talk.page, addresses)
        for form in page.forms
        if form.method == "GET"
        for query in map(urlencode, said_often(form))
    }
    return list(found.values())


def test_no_filter_falls_over_what_is_said_many_times(world, questions, talk, pytestconfig):
    """Of a long run: every page. In the suite a few."""
    findings = Findings(pytestconfig.option)
    addresses = talk.addresses if findings.options.fuzz_count else talk.addresses[::40]
    for asked in searches(talk, addresses):
        if findings.is_over:
            break
        findings.trying("filter", asked.shown, lambda asked=asked: answer(asked, world))
    print(findings.summary("filters"))
    assert not findings.found, findings.report()
    assert findings.outcomes["2xx"]
