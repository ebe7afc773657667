"""A file that a command restores, and the outcome."""

import io
import shutil
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction


def restored(command: str, path: Path, content: bytes) -> str:
    """Return the outcome, or the one line that refuses the file by name. Taken back."""
    path.write_bytes(content)
    try:
        with transaction.atomic():
            call_command(command, str(path), stdout=io.StringIO(), stderr=io.StringIO())
            transaction.set_rollback(True)
        return "restored"
    except CommandError as error:
        assert path.name in str(error), "It does not say which file."
        assert len(str(error).splitlines()) == 1, "It is not one line."
        return "refused"
    finally:
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
