"""What a backup holds comes back, row by row and file by file, on either database."""

from __future__ import annotations

import contextlib

from django.apps import apps
from django.core.management import call_command
from django.db import connection

from tests.backups.comparing import everything, without_the_restore
from tests.backups.filled import fill

# On a server of PostgreSQL the copy goes on to SQLite and back: every way between the two is walked.
JOURNEY = ["sqlite", "sqlite"] if connection.vendor == "sqlite" else ["postgresql", "sqlite", "postgresql"]


def test_everything_comes_back_on_either_database(installation, tmp_path, capsys):
    fill()
    # All that is stored belongs to rows: made documents that nothing refers to would not be in the backup.
    before, file = everything(), tmp_path / "0.zip"
    assert [label for label, rows in before.items() if not rows] == []
    call_command("backup", output=str(file))
    assert "Read back and found whole" in capsys.readouterr().out
    with contextlib.ExitStack() as stack:
        for number, vendor in enumerate(JOURNEY, start=1):
            stack.enter_context(installation(vendor))
            call_command("restorebackup", str(file))
            after = without_the_restore(everything())
            for label in before:
                assert after[label] == before[label], f"{label} on {vendor}"
            # What the database counts goes on after what came back.
            through = apps.get_model("outcomes", "Recommendation").themes.through
            assert through.objects.create(
                recommendation=apps.get_model("outcomes", "Recommendation").objects.first(),
                theme=apps.get_model("conferences", "Theme").objects.create(
                    conference=apps.get_model("conferences", "Conference").objects.first(), name={"en": "New"}
                ),
            )
            through.objects.latest("pk").delete()
            apps.get_model("conferences", "Theme").objects.filter(name={"en": "New"}).delete()
            file = tmp_path / f"{number}.zip"
            call_command("backup", output=str(file))
            capsys.readouterr()
