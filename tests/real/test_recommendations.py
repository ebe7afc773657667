"""Recommendations of the Universal Periodic Review: thousands of rows, bare carriage returns, Mac Roman."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from django.core.management import call_command

from outcomes.models import Recommendation, Response

pytestmark = [
    pytest.mark.real,
    pytest.mark.django_db,
    pytest.mark.skipif(not os.environ.get("CONFMAN_REAL_DATA"), reason="CONFMAN_REAL_DATA is not set"),
]
MAPPING = ("To=addressee", "Text=text", "From=proposer", "Response=response", "Issue=themes")


@pytest.mark.parametrize(
    ("name", "rows", "word", "supported"),
    [("upr-sessions-1-5.csv", 6094, "Hissène Habré", 4087), ("upr-sessions-14-17.csv", 9598, "Séléka", 7105)],
    ids=["sessions 1-5", "sessions 14-17"],
)
def test_a_whole_file_is_read_right_and_fast(conference, name, rows, word, supported):
    path = Path(os.environ["CONFMAN_REAL_DATA"]) / "recommendations" / name
    began = time.monotonic()
    mapping = [argument for pair in MAPPING for argument in ("--map", pair)]
    call_command("importrecommendations", conference.slug, str(path), *mapping, "--stage", "adopted")
    assert time.monotonic() - began < 20
    assert Recommendation.objects.of(conference).count() == rows
    assert Recommendation.objects.of(conference).search(word).exists()
    found = next(row for row in Recommendation.objects.search(word) if word in row.current_version.opening)
    assert word in found.current_version.opening
    assert Response.objects.of(conference).filter(answer="supported").count() == supported
    assert Recommendation.objects.of(conference).order_by("-number").first().number == rows
