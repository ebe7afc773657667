"""Whatever is asked, nothing falls over: no exception, no 5xx."""

from random import Random

from tests.fuzz.answers import answer, is_signed_in
from tests.fuzz.findings import Findings


def test_no_request_is_answered_with_a_fault_of_ours(world, talk, pytestconfig):
    findings = Findings(pytestconfig.option, few=30)
    for number in findings.numbers():
        asked = talk.ask(Random(f"{findings.options.fuzz_seed}/{number}"))
        findings.trying(f"request-{number}", asked.shown, lambda asked=asked: answer(asked, world))
    print(findings.summary("requests"))
    assert not findings.found, findings.report()
    assert is_signed_in(world)
