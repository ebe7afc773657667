"""From the files of another system to the description of its conference."""

from collections.abc import Iterable

from agenda.imports.exchange.file_types import clean_characters
from agenda.programme.exchange.schedule import require_reasonable
from confman.web.uploads.guard import reader_guard
from confman.web.uploads.limits import RequestTooLarge
from registrations.source_systems.exchange.description import SourceConference
from registrations.source_systems.exchange.files import INDICO, PRETALX, SourceFile, SourceFiles, read_files
from registrations.source_systems.exchange.indico_reader import read_indico
from registrations.source_systems.exchange.pretalx_reader import read_pretalx
from registrations.source_systems.exchange.pretix_reader import read_pretix

# Rows that are written within a second or two; more is work for the worker.
MAX_AT_ONCE = 600


def read_conference(
    files: Iterable[SourceFile], *, source: str = "", at_once: bool = False
) -> SourceConference:
    """Return what the files say. `source` is what the user says they are of; otherwise their content tells.

    Raises Refused, which names the file; with `at_once`, for someone who waits, RequestTooLarge.
    """
    source_files = read_files(files, source=source, at_once=at_once)
    with reader_guard():
        incoming = _reader(source_files)
        require_reasonable(incoming.schedule)
        clean_characters(incoming.schedule)
    incoming.files = source_files.names
    if at_once and incoming.size > MAX_AT_ONCE:
        raise RequestTooLarge
    return incoming


def _reader(source_files: SourceFiles) -> SourceConference:
    if source_files.source == INDICO:
        return read_indico(source_files)
    return read_pretalx(source_files) if source_files.source == PRETALX else read_pretix(source_files)
