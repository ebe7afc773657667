"""A backup brings everything back, row by row and file by file, on either database."""

import contextlib
import datetime as dt
from collections import Counter

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from confman.accounts.system_users import system_user
from confman.mail.domain.queue import release_message
from tests.backups.comparison import everything, with_mail_held, without_the_restore
from tests.backups.filled import fill
from tests.databases import build_sample, made_once
from tests.factories import ConferenceFactory, MessageFactory

# On a server of PostgreSQL the copy goes to SQLite and back: that one can be restored on the same kind the two ends of
# this journey show.
JOURNEY = ["sqlite"] if connection.vendor == "sqlite" else ["sqlite", "postgresql"]


def test_everything_comes_back_on_either_database(installation, tmp_path, settings, capsys):
    # The demo, as people fill a conference, and what no demo has.
    made_once(build_sample, settings.MEDIA_ROOT)
    fill()
    # All that is stored belongs to rows: made documents that nothing refers to would not be in the backup.
    before, file = with_mail_held(everything()), tmp_path / "0.zip"
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
            # The counters of the database go on after the restored rows.
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


def test_no_mail_leaves_by_itself_after_a_restore(installation, tmp_path, capsys):
    """Waiting mail may have left since the backup was made: someone looks before it is sent."""
    conference = ConferenceFactory()
    for status, sealed in (("queued", ""), ("sending", ""), ("sending", "x"), ("sent", ""), ("failed", "")):
        MessageFactory(
            conference=conference, status=status, sealed=sealed, is_urgent=bool(sealed), claimed_by="a worker",
            claimed_at=timezone.now() - dt.timedelta(days=1),
        )  # fmt: skip
    file = tmp_path / "backup.zip"
    call_command("backup", output=str(file))
    with installation(connection.vendor):
        call_command("restorebackup", str(file))
        assert "1 mails waited to be sent and 2 were being sent" in capsys.readouterr().err
        call_command("deliveroutbox")
        assert "sent 0," in capsys.readouterr().out
        counts = Counter(apps.get_model("mail", "Message").objects.values_list("status", flat=True))
        assert counts == {"held": 3, "sent": 1, "failed": 1}
        message = apps.get_model("mail", "Message").objects.filter(status="held", sealed="").first()
        release_message(message, by=system_user("command"))
        call_command("deliveroutbox")
        assert "sent 1," in capsys.readouterr().out
