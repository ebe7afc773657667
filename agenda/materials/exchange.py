"""The presentations of a room as one ZIP: files in running order, and a list that says what is missing.

It is streamed while it is read from disk, so its size costs neither memory nor waiting.
"""

from collections.abc import Iterator
from pathlib import PurePath

from anyascii import anyascii
from django.utils.text import get_valid_filename, slugify
from django.utils.translation import gettext as _
from zipstream import ZIP_STORED, ZipStream

from agenda.materials.domain import ExpectedMaterial, RoomPresentations
from agenda.materials.models import Material
from confman.conferences.models import Conference

# Names in a ZIP that old Windows computers at the lectern can unpack, too.
MAX_NAME_LENGTH = 90


def stream_presentations(conference: Conference, room: RoomPresentations) -> Iterator[bytes]:
    """Yield the bytes of the archive. Presentations are compressed already, so they are stored as they are."""
    archive = ZipStream(compress_type=ZIP_STORED)
    lines = []
    number = 0
    for expected in room.expected:
        head = _heading(conference, expected)
        if expected.is_missing:
            lines.append(f"      {head}: {_('MISSING')}")
        for material in expected.materials:
            if material.file:
                number += 1
                name = _file_name(conference, number, expected, material)
                archive.add(_chunks(material), name)
                lines.append(f"{number:03d}   {head}: {name}")
            else:
                lines.append(f"      {head}: {material.link}")
    title = f"{conference.title}: {room.room or _('without a room')}"
    text = "\r\n".join([title, "", *lines, ""])
    archive.add(text.encode("utf-8-sig"), "000_contents.txt")
    yield from archive


def archive_name(conference: Conference, room: RoomPresentations) -> str:
    """Return tashkent2017-main-hall.zip."""
    name = slugify(anyascii(str(room.room))) if room.room else "no-room"
    return f"{conference.slug}-{name or 'room'}.zip"


def _heading(conference: Conference, expected: ExpectedMaterial) -> str:
    start = expected.session.start
    when = f"{conference.local(start):%d.%m, %H:%M}" if start else ""
    speakers = ", ".join(str(person) for person in expected.speakers)
    title = str(expected.item or expected.session)
    return f"{when} {title}" + (f" ({speakers})" if speakers else "")


def _file_name(conference: Conference, number: int, expected: ExpectedMaterial, material: Material) -> str:
    """Return 003_0330-1030_Sample_National_legislation.pptx: sorted by name, files are in running order."""
    start = expected.session.start
    when = f"{conference.local(start):%m%d-%H%M}" if start else "0000"
    speaker = anyascii(str(expected.speakers[0])) if expected.speakers else ""
    title = anyascii(str(expected.item or expected.session))
    stem = get_valid_filename(f"{number:03d}_{when}_{speaker}_{title}".replace("/", "-"))[:MAX_NAME_LENGTH]
    return stem.rstrip("._") + PurePath(material.file.name or "").suffix


def _chunks(material: Material) -> Iterator[bytes]:
    """Read a file when its turn comes. One that is missing becomes an empty file; the list of contents has its name."""
    try:
        with material.file.open("rb") as source:
            yield from source.chunks()
    except FileNotFoundError:
        return
