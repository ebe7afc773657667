"""From the files of another system to the description of its conference."""

from collections.abc import Iterable

from agenda.imports.exchange.text_cleanup import clean_characters
from agenda.programme.exchange.schedule import require_reasonable
from confman.web.uploads.guard import reader_guard
from confman.web.uploads.limits import TooMuchAtOnce
from registrations.takeover.exchange.description import TakenConference
from registrations.takeover.exchange.files import INDICO, PRETALX, SourceFile, SourceFiles, read_files
from registrations.takeover.exchange.indico_reader import read_indico
from registrations.takeover.exchange.pretalx_reader import read_pretalx
from registrations.takeover.exchange.pretix_reader import read_pretix

# What is written within a second or two; more is work for the worker.
MAX_AT_ONCE = 600


def read_conference(
    files: Iterable[SourceFile], *, source: str = "", at_once: bool = False
) -> TakenConference:
    """Return what the files say. `source` is what the user says they are of; otherwise their content tells.

    Raises Refused, which names the file; with `at_once`, for someone who waits, TooMuchAtOnce.
    """
    read = read_files(files, source=source, at_once=at_once)
    with reader_guard():
        taken = _reader(read)
        require_reasonable(taken.schedule)
        clean_characters(taken.schedule)
    taken.files = read.names
    if at_once and taken.size > MAX_AT_ONCE:
        raise TooMuchAtOnce
    return taken


def _reader(read: SourceFiles) -> TakenConference:
    if read.source == INDICO:
        return read_indico(read)
    return read_pretalx(read) if read.source == PRETALX else read_pretix(read)
