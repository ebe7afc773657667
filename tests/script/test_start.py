"""What every process and command loads before it does anything: models, permissions, entries of registries."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from django.conf import settings

# Documents, spreadsheets, calendars, pictures and what tells their formats apart are loaded where they are used.
HEAVY = {
    "PIL", "babel", "cryptography", "django_filters", "django_tables2", "docx", "docxtpl", "fontTools", "icalendar",
    "import_export", "lxml", "nh3", "odf", "openpyxl", "pypdf", "tablib", "typst", "weasyprint", "yaml", "zxingcpp",
}  # fmt: skip
LATE = {"documents", "exchange", "forms", "views"}
OURS = {"agenda", "confman", "outcomes", "registrations"}
SAY = "import json, sys, django; django.setup(); print(json.dumps(sorted(sys.modules)))"


def test_a_command_loads_no_library_of_documents_and_no_page(tmp_path):
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "confman.settings", "CONFMAN_DATA": str(tmp_path)}
    said = subprocess.run(
        [sys.executable, "-c", SAY],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    loaded = json.loads(said)
    assert "registrations.core.models.registration" in loaded
    assert not HEAVY & {name.partition(".")[0] for name in loaded}
    # confman.documents is an app, whose models and kinds are no room.
    rooms = [name for name in loaded if name.partition(".")[0] in OURS and LATE & set(name.split(".")[2:])]
    assert not rooms
