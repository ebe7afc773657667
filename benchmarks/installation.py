"""An empty installation for measurements in this process, which is thrown away."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def installed(**environment: str) -> Iterator[Path]:
    """Set up Django in a data folder of its own, which is yielded, and make the tables.

    On SQLite there; where CONFMAN_DATABASE_URL names another database, in that one.
    """
    with tempfile.TemporaryDirectory(prefix="confman-benchmark-") as folder:
        Path(folder, "static").mkdir()
        os.environ.update(CONFMAN_DATA=folder, DJANGO_SETTINGS_MODULE="confman.settings", **environment)
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        yield Path(folder)
