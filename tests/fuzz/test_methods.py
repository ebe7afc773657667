"""Whatever the method, no address answers with a fault of ours."""

from tests.fuzz.answers import answer, is_signed_in
from tests.fuzz.conversation import ODD_METHODS, Request
from tests.fuzz.findings import Findings


def test_no_method_at_any_address_is_a_fault_of_ours(world, talk, pytestconfig):
    """A long run tries every odd method at every address, as visitor and as owner; the suite one at each fourth."""
    findings = Findings(pytestconfig.option)
    every = [
        Request(actor, method, url)
        for url in talk.addresses
        for method in ODD_METHODS
        for actor in ("visitor", "owner")
    ]
    # A step that shares no factor with the number of methods and actors comes by each of them.
    for one in every if findings.options.fuzz_count else every[:: 8 * len(ODD_METHODS) + 1]:
        if findings.is_over:
            break
        findings.trying("method", one.shown, lambda one=one: answer(one, world))
    print(findings.summary("odd methods"))
    assert not findings.found, findings.report()
    assert is_signed_in(world)
