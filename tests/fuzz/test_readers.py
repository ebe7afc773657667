"""All code that reads files: a new reader is written down here, goes through the guard and into the list of ways in."""

import ast
from pathlib import Path

from confman.web.uploads.guard import read_json
from tests.modules import FLOORS, modules_with, texts

ROOT = Path(__file__).parents[2]
# Functions that take files, or texts of a format, apart.
PARSERS = (
    "csv",
    "docx",
    "docxtpl",
    "filetype",
    "icalendar",
    "lxml",
    "openpyxl",
    "PIL",
    "pikepdf",
    "tablib",
    "zipfile",
)
# Readers of what comes in. What each raises becomes a sentence: by `reader_guard` in it, or in the module named.
READERS = {
    "agenda/programme/exchange/calendar_properties.py": "agenda/imports/exchange/uploads.py",
    "agenda/imports/exchange/calendar_reader.py": "agenda/imports/exchange/uploads.py",
    "agenda/imports/exchange/frab_xml_reader.py": "agenda/imports/exchange/uploads.py",
    "confman/web/spreadsheets/workbooks.py": "confman/web/spreadsheets/workbooks.py",
    "confman/web/spreadsheets/reader.py": "confman/web/spreadsheets/reader.py",
    "confman/web/uploads/fields.py": "confman/web/uploads/fields.py",
    "confman/web/uploads/limits.py": "confman/web/uploads/limits.py",
    "confman/web/uploads/pdfs.py": "confman/web/uploads/pdfs.py",
    "outcomes/register/domain/files.py": "outcomes/register/domain/files.py",
    "registrations/source_systems/exchange/files.py": "registrations/source_systems/exchange/files.py",
    "outcomes/drafting/exchange/word_text.py": "outcomes/drafting/exchange/text_import.py",
    # A letterhead is filled in a process of its own, which says what was wrong with it (BadTemplateError).
    "confman/documents/word/template_filler.py": "",
    "confman/documents/word/remote_content.py": "",
    # A backup is brought by the operator alone; it says itself what is wrong with it (test_backups.py).
    "confman/backups/domain/archive.py": "",
    "confman/archives/domain/bag.py": "confman/archives/domain/bag.py",
}
# They read what we have written or looked through ourselves.
OURS = {
    "confman/documents/rendering/card_engine.py",
    "confman/web/uploads/stored_files.py",
    # A value that the operator wrote into a variable.
    "confman/accounts/oidc_settings.py",
    "outcomes/publication/documents/annexes.py",
    "registrations/badges/documents/preview.py",
    "registrations/core/domain/photos.py",
    "registrations/spreadsheets/exchange/row_reader.py",
    # They are given the table that a reader has read.
    "registrations/imports/exchange/resource.py",
    "registrations/invitations/exchange.py",
}
# They write; and so does whatever stands in a room of documents.
WRITERS = {
    "agenda/programme/exchange/calendar_writer.py",
    "agenda/programme/exchange/frab_writers.py",
    "outcomes/publication/exchange/akoma_ntoso.py",
    "outcomes/publication/exchange/akoma_ntoso_head.py",
    "outcomes/imports/exchange/resource.py",
    "registrations/lists/exchange.py",
    "registrations/imports/exchange/bulk_insert.py",
}


def rooms_of(name: str) -> set[str]:
    """The folders of a module, and itself, which may be a room of one file."""
    return set(name.removesuffix(".py").split("/"))


def imported(code: ast.Module) -> set[str]:
    """The packages that a module imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(code):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0])
    return found


def test_every_reader_is_known():
    imports = rf"^ *(?:from|import) .*\b(?:{'|'.join(PARSERS)})\b"
    using = {path for path, _text, code in modules_with(imports) if imported(code) & set(PARSERS)}
    unknown = {name for name in using - READERS.keys() - OURS - WRITERS if "documents" not in rooms_of(name)}
    assert unknown == set(), (
        "Does it read what comes in? Then it goes through confman.web.uploads.guard and tests/fuzz."
    )


def test_every_reader_goes_through_the_guard():
    for name, guarded in READERS.items():
        assert (ROOT / name).exists(), name
        assert not guarded or "reader_guard" in (ROOT / guarded).read_text(encoding="utf-8"), name


def test_json_of_strangers_is_read_in_one_place():
    """Elsewhere `json.loads` takes what we have written ourselves; the search reads columns of the database so."""
    found = {
        path
        for floor in FLOORS
        for path, text in texts(floor).items()
        if {"exchange", "web"} & rooms_of(path) and "/migrations/" not in path and "json.load" in text
    }
    assert found == {"confman/web/uploads/guard.py", "confman/conferences/web/search/records.py"}


def test_half_of_a_surrogate_pair_comes_in_nowhere():
    """JSON can write one as an escape; no page and no database can hold it."""
    assert read_json('{"a\\ud800": ["b\\udfffc", "\\ud83d\\ude00"]}') == {"a": ["bc", "😀"]}
    assert read_json(b'"x\\uDBFFy"') == "xy"
