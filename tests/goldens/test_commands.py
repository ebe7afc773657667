"""The words of every command on the demo, and the files that it makes."""

import io
import itertools

import pytest
from django.core.management import CommandError, call_command, get_commands, load_command_class

from agenda.management.commands.exportagenda import DOCUMENT_FORMATS
from agenda.releases.registries import export_formats
from confman.documents.rendering.spreadsheets import SPREADSHEET_FORMATS
from outcomes.management.commands.exportrecommendations import DOCUMENTS
from outcomes.management.commands.report import KINDS
from tests.access.table import COMMANDS, MAINTENANCE
from tests.goldens.content import text_of_content

SLUG = "tashkent2017"
RUNS = [
    f"checkagenda {SLUG}",
    f"publishagenda {SLUG}",
    f"forget {SLUG} --expired",
    "demo",
    "demo --accounts",
    "newconference new2028 --title=New --starts=2028-03-30 --ends=2028-03-31 --timezone=Asia/Tashkent",
    f"cloneconference {SLUG} tashkent2019 --starts=2019-03-30",
    "archive --schema",
    *(
        f"exportagenda {SLUG} --format={format} -o out"
        for format in (*(each.key for each in export_formats), *DOCUMENT_FORMATS)
    ),
    f"exportagenda {SLUG} --format=frab-xml --internal -o out",
    *(f"exportpeople {SLUG} --format={format} -o out" for format in ("csv", "xlsx", "ods", "json")),
    *(
        f"exportrecommendations {SLUG} --format={format} -o out"
        for format in (*DOCUMENTS, *SPREADSHEET_FORMATS)
    ),
    f"exportrecommendations {SLUG} --format=docx --beside=ru --published -o out",
    *(
        f"report {SLUG} --kind={kind} --format={format} -o out"
        for kind, format in itertools.product(KINDS, ("pdf", "docx", "xlsx"))
    ),
    f"badges {SLUG} -o out",
    # A file that was written is read.
    f"exportagenda {SLUG} --format=frab-xml -o read.xml && importagenda {SLUG} read.xml --dry-run",
    f"exportpeople {SLUG} --format=csv -o read.csv && importpeople {SLUG} read.csv --dry-run",
    f"exportrecommendations {SLUG} --format=csv -o read.csv && importrecommendations {SLUG} read.csv --dry-run",
]


@pytest.fixture(scope="module")
def demo(kept):
    kept(lambda: call_command("demo", verbosity=0, stdout=io.StringIO()))


@pytest.mark.parametrize("run", RUNS)
def test_runs(demo, kept, db, settings, golden, tmp_path, monkeypatch, run):
    settings.MEDIA_ROOT = kept.files
    monkeypatch.chdir(tmp_path)
    said = io.StringIO()
    for line in run.split(" && "):
        name, *arguments = line.split()
        try:
            call_command(name, *arguments, stdout=said, stderr=said)
        except CommandError as error:
            said.write(f"CommandError: {error}\n")
    made = [text_of_content(path.read_bytes()) for path in sorted(tmp_path.iterdir()) if path.is_file()]
    golden(f"commands/{run}", "\n\n".join([said.getvalue(), *made]))


@pytest.mark.parametrize("name", sorted(COMMANDS | MAINTENANCE))
def test_help(golden, name):
    command = load_command_class(get_commands()[name], name)
    golden(f"commands/help {name}", command.create_parser("manage.py", name).format_help())
