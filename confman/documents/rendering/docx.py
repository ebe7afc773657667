"""Word documents from a template and a document's dataclass."""

import dataclasses
import datetime as dt
import io
import json
import pickle
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.documents.meta import AS_IT_IS, DocumentData, DocumentMeta
from confman.documents.plain_values import plain
from confman.documents.rendering.page_reader import read_page
from confman.documents.rendering.pdf import (
    render_page,
    whole_prepositions,
    with_firm_spaces,
    with_whole_prepositions,
)
from confman.documents.word import template_filler
from confman.documents.word.body import word_body
from confman.documents.word.styles import word_language
from confman.translation.languages import language_direction, reading_in
from confman.web.errors import Refused
from confman.web.uploads.limits import is_locked_word, locked_words


@dataclass(frozen=True)
class RenderingLimits:
    """Seconds that an uploaded template may take: of processor time, and in all on a busy machine."""

    processor: int
    clock: int


_MISSING = re.compile(r"has no attribute .(\w+).$|^.(\w+). is undefined$")
_CHANGES = re.compile(r"<w:(?:ins|del|moveFrom|moveTo)\s[^>]*w:author=")
# Fields that Word fills in from a list of its own. A code may be split over several runs.
_MERGED = re.compile(r"\bMERGEFIELD(?:<[^>]*>|\s|&quot;|\")+(\w+)|\b(?:ADDRESSBLOCK|GREETINGLINE)\b")
# A template is filled in where a placeholder or a loop begins.
_FILLED_IN = re.compile(r"\{[{%]")
# The parts of a .docx that a reader sees.
_MAIN = re.compile(r"word/document\.xml")
_READ = re.compile(r"word/(?:document|header\d*|footer\d*)\.xml")
LIMITS, TRIAL_LIMITS = RenderingLimits(30, 60), RenderingLimits(5, 60)


def render_docx(
    template: bytes, data: DocumentData, *, language: str, page: str = "", custom: bool = False
) -> bytes:
    """Fill a .docx template.

    It sees `document` (the dataclass) and `meta` as plain values, and as `body` the content of the HTML template
    `page`. A `custom` template, which someone has uploaded, is filled by a separate process, sandboxed and limited in
    time and memory; this is the worker's task, too long for a page. Raises Refused, with the place of the fault, if a
    template cannot be filled.
    """
    job = _job(template, data, language, page, custom=custom)
    try:
        return _fill_in_subprocess(job, LIMITS) if custom else template_filler.fill(**job)
    except template_filler.BadTemplateError as error:
        raise _refusal(error, LIMITS) from error


def try_docx(template: bytes, data: DocumentData, *, language: str, page: str = "") -> bytes:
    """Return the document that an uploaded template makes of `data`.

    Raises Refused as `render_docx` does, and if the template is too slow with these data or those of a large
    conference.
    """
    job = _job(template, data, language, page, custom=True)
    try:
        content = _fill_in_subprocess(job, TRIAL_LIMITS)
    except template_filler.BadTemplateError as error:
        raise _refusal(error, TRIAL_LIMITS) from error
    try:
        # The text comes from our own template, so its length is not the uploaded one's fault.
        _fill_in_subprocess(_job(template, enlarged(data), language) | {"body": job["body"]}, TRIAL_LIMITS)
    except template_filler.LimitError as error:
        raise _refusal(error, TRIAL_LIMITS) from error
    except template_filler.BadTemplateError:
        pass  # Made-up rows may not suit the template; only the time counts here.
    return content


def check_template(template: bytes) -> None:
    """Check a .docx without filling it.

    Raises Refused if it is not a .docx, is locked, is too large, has macros, fields of a mail merge, which nobody would
    fill in, tracked changes that are open: each document made of it would have them, too; or no place for the text.
    """
    if is_locked_word(template):
        raise Refused(locked_words())
    try:
        template_filler.check_archive(template)
    except template_filler.BadTemplateError as error:
        raise _refusal(error, LIMITS) from error
    text = text_of(template, _READ)
    if merged := _MERGED.search(text):
        raise Refused(
            _(
                "The file has fields of Word’s mail merge, such as “%(name)s”. They are not filled in here. In their "
                "place write what stands in {{ }} in the standard template, and upload it again."
            )
            % {"name": merged[1] or merged[0]}
        )
    if number := len(_CHANGES.findall(text)):
        raise Refused(
            ngettext(
                "The file has %(count)d tracked change that is still open. Accept or reject it in Word, save the file "
                "and upload it again.",
                "The file has %(count)d tracked changes that are still open. Accept or reject them in Word, save the "
                "file and upload it again.",
                number,
            )
            % {"count": number}
        )
    if not _FILLED_IN.search(_words_of(template)):
        raise Refused(
            _(
                "The file has no place for the text: all documents made from it would be empty. Write {{ body }} where "
                "the text is to stand, save the file and upload it again."
            )
        )


def text_of(content: bytes, parts: re.Pattern[str] = _MAIN) -> str:
    """Return the main part of a template, or the parts of these names, as XML; "" if it is no .docx."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [name for name in archive.namelist() if parts.fullmatch(name)]
            return "".join(archive.read(name).decode("utf-8", errors="replace") for name in names)
    except zipfile.BadZipFile:
        return ""


def is_wide(content: bytes) -> bool:
    """Tell whether the pages of a template are landscape."""
    return 'w:orient="landscape"' in text_of(content)


def takes_body(content: bytes) -> bool:
    """Tell whether a template is a letterhead: it marks the place of the text, and has no content of its own."""
    return re.search(r"\{\{\s*" + template_filler.BODY + r"\b", _words_of(content)) is not None


def _words_of(content: bytes) -> str:
    """Return the words of the main part: Word may split a placeholder over several runs."""
    return re.sub(r"<[^>]+>", "", text_of(content))


def _job(
    template: bytes, data: DocumentData, language: str, page: str = "", *, custom: bool = False
) -> dict[str, Any]:
    right_to_left = language_direction(language) == "rtl"
    body = None
    with reading_in(language):
        if page and takes_body(template):
            html = render_page(page, data, language=language, word=True, own_letterhead=custom)
            blocks = read_page(with_whole_prepositions(with_firm_spaces(html, language), language))
            body = word_body(blocks, language=language, wide=is_wide(template))
        # A template of one's own reads the words as they are.
        meta = data.meta if custom else _headed(data.meta, language)
        return {
            "content": template,
            "context": {"document": plain(data), "meta": plain(meta)},
            "language_tag": word_language(language),
            "languages": {words: word_language(code) for words, code in data.meta.passages},
            "right_to_left": right_to_left,
            "made_at": timezone.now(),
            "body": body,
        }


def _headed(meta: DocumentMeta, language: str) -> DocumentMeta:
    """Return what stands in the head of a letterhead as headings do, with no preposition at the end of a line."""
    conference = whole_prepositions(str(meta.masthead.conference), language)
    return dataclasses.replace(
        meta,
        title=whole_prepositions(str(meta.title), language),
        masthead=dataclasses.replace(meta.masthead, conference=conference),
    )


# The process that fills it: apart from the interpreter's own it finds our modules alone.
_ROOT = Path(template_filler.__file__).parents[3]
_FILLER = (
    f"import sys; sys.path.append(sys.argv[1]); from {template_filler.__name__} import main; "
    "sys.exit(main(int(sys.argv[2])))"
)


def _fill_in_subprocess(job: dict[str, Any], limits: RenderingLimits) -> bytes:
    try:
        process = subprocess.run(
            [sys.executable, "-I", "-c", _FILLER, str(_ROOT), str(limits.processor)],
            input=pickle.dumps(job),
            capture_output=True,
            timeout=limits.clock,
            env={"PATH": "", "LC_ALL": "C.UTF-8"},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise template_filler.LimitError from error
    if process.returncode == 0:
        return process.stdout
    if process.returncode == template_filler.FAULTY:
        raise template_filler.BadTemplateError(*json.loads(process.stdout))
    # Killed by the system, it could not report where it was.
    raise template_filler.LimitError(
        process.stdout.decode() if process.returncode == template_filler.LIMITED else ""
    )


def _refusal(error: template_filler.BadTemplateError, limits: RenderingLimits) -> Refused:
    fault = error.fault.rstrip(".")
    if missing := _MISSING.search(fault):
        fault = _("there is no “%(name)s” to fill in") % {"name": missing.group(1) or missing.group(2)}
    if isinstance(error, template_filler.LimitError):
        fault = _(
            "filling it took too long, or too much memory. It has %(seconds)d seconds and 1 GB, also with as many rows "
            "as a large conference has: write fewer loops within loops"
        ) % {"seconds": limits.processor}
    if error.place:
        return Refused(
            _(
                "The Word template cannot be used. Near “%(place)s”: %(fault)s. Correct it there and upload it again."
            )
            % {"place": error.place, "fault": fault}
        )
    return Refused(
        _("The Word template cannot be used: %(fault)s. Upload another, or go back to the standard one.")
        % {"fault": fault}
    )


# The number of rows in its lists, including nested lists; and in a list that is made up.
ROWS = 3000
FEW = 3

# The text is a language code, since some fields need one.
_SAMPLES: dict[Any, Any] = {
    str: "en", bytes: b"", bool: True, int: 1, float: 1.0, Decimal: Decimal(1), dt.date: dt.date(2017, 3, 30),
}  # fmt: skip


def enlarged(data: Any) -> Any:
    """Return the dataclass with its rows multiplied; an empty list gets rows made up by their type.

    It is the size of a large conference, to test how long a new Word template takes with it.
    """
    hints = get_type_hints(type(data))
    lists = {
        field.name: getattr(data, field.name) or _made_up(hints[field.name])
        for field in dataclasses.fields(data)
        if _is_list(hints[field.name]) and field.metadata != AS_IT_IS
    }
    share = ROWS // max(1, len(lists))
    longer = {name: rows * max(1, share // max(1, _rows_in(rows))) for name, rows in lists.items()}
    return dataclasses.replace(data, **longer)


def _rows_in(value: Any) -> int:
    return sum(1 + sum(map(_rows_in, _lists_of(row))) for row in value)


def _lists_of(row: Any) -> Iterator[tuple[Any, ...]]:
    if dataclasses.is_dataclass(row):
        values = (getattr(row, field.name) for field in dataclasses.fields(row))
        yield from (value for value in values if isinstance(value, tuple))


def _is_list(hint: Any) -> bool:
    return get_origin(hint) is tuple and Ellipsis in get_args(hint)


def _made_up(hint: Any) -> Any:
    """Return a made-up value of a type: FEW items for a list, and always a value for an optional type."""
    inner = [part for part in get_args(hint) if part not in (NoneType, Ellipsis)]
    if get_origin(hint) is tuple:
        return tuple(map(_made_up, inner * FEW if _is_list(hint) else inner))
    if NoneType in get_args(hint):
        return _made_up(inner[0])
    if dataclasses.is_dataclass(hint):
        hints = get_type_hints(hint)
        return hint(**{field.name: _made_up(hints[field.name]) for field in dataclasses.fields(hint)})  # type: ignore[operator]
    return _SAMPLES.get(hint)
