"""What tests of this floor share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections


@pytest.fixture
def shared_database(tmp_path: Path, transactional_db: Any) -> Any:
    """The address of a database that other processes see, and what brings their work back to this one.

    The embedded SQLite of a test lies in memory: it is written to a file, and looked at there.
    """
    if connection.vendor == "postgresql":
        parts = connection.settings_dict
        host = parts["HOST"] or ""
        login = f"{parts['USER']}:{parts['PASSWORD']}@" if parts["USER"] else ""
        port = f":{parts['PORT']}" if parts["PORT"] else ""
        yield lambda: f"postgres://{login}{host.replace('/', '%2F')}{port}/{parts['NAME']}"
        return
    file = tmp_path / "shared.sqlite3"
    before = connections["default"]

    def address() -> str:
        with before.cursor() as cursor:
            cursor.execute(f"VACUUM INTO '{file}'")
        return f"sqlite:///{file}"

    yield address
    # The clients' work came into a copy; nothing is to be cleared here.
