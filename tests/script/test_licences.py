"""Licences that may run with confman: permissive, MPL or LGPL, by whichever alternative is offered."""

import pytest

from script.tooling.licences import may_run, npm_licences, python_licences


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("MIT", True),
        ("MIT AND OFL-1.1", True),
        ("(MIT OR CC0-1.0)", True),
        ("GPL-3.0-or-later OR MIT", True),
        ("GNU General Public License v2 or later (GPLv2+)", False),
        ("MIT AND GPL-2.0-only", False),
        ("AGPL-3.0-only", False),
        ("none stated", False),
        ("UNKNOWN", False),
        ("", False),
    ],
)
def test_a_licence_is_judged_by_its_alternatives(licence, allowed):
    assert may_run(licence) is allowed


def test_both_worlds_are_read():
    assert python_licences()["Django"] == "BSD-3-Clause"
    assert npm_licences()["bootstrap"] == "MIT"
    assert "axe-core" not in npm_licences()
