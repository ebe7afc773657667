import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command


@pytest.fixture
def move_in(tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Move files in by the command; return its report, with what it said as `said`."""

    def command(source: str, files: dict[str, bytes], *options: str, slug: str = "aral") -> dict[str, Any]:
        for name, content in files.items():
            (tmp_path / name).write_bytes(content)
        out, report = io.StringIO(), tmp_path / "report.out"
        paths = [str(tmp_path / name) for name in files]
        arguments = [slug, *paths, "--from", source, "--report", str(report), *options]
        call_command("importconference", *arguments, stdout=out, stderr=out)
        return {**json.loads(report.read_text(encoding="utf-8")), "said": out.getvalue()}

    return command


@pytest.fixture
def pretalx_schedule() -> bytes:
    """A schedule.json as pretalx exports it, with one talk, S1."""
    talk = {
        "guid": "92ee65f1-cd68-5e1c-bfd2-6cfeb0b320ed", "code": "S1", "id": 1, "title": "Talk S1", "room": "Hall",
        "date": "2027-05-10T09:00:00+05:00", "start": "09:00", "duration": "00:30", "language": "en", "persons": [],
    }  # fmt: skip
    day = {"index": 1, "date": "2027-05-10", "rooms": {"Hall": [talk]}}
    conference = {"acronym": "aral", "title": "Waters of the Aral", "start": "2027-05-10", "end": "2027-05-11",
                  "time_zone_name": "Asia/Tashkent", "days": [day]}  # fmt: skip
    return json.dumps({"schedule": {"version": "1.0", "conference": conference}}).encode()
