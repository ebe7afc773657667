"""Word documents from a template and a document's dataclass."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from confman.documents.meta import DocumentData
from confman.documents.plain import plain
from confman.documents.word import filling
from confman.documents.word.languages import word_language
from confman.translation.languages import language_direction
from confman.translation.reading import reading_in
from confman.web.errors import Refused

TIME_LIMIT = 60


def render_docx(template: bytes, data: DocumentData, *, language: str, custom: bool = False) -> bytes:
    """Fill a .docx template, which sees `document` (the dataclass) and `meta` as plain values.

    A `custom` template, one that someone has uploaded, is filled by a process of its own, sandboxed and
    limited in time and memory. Raises Refused, with the place of the fault, where a template cannot be
    filled.
    """
    with reading_in(language):
        job: dict[str, Any] = {
            "content": template,
            "context": {"document": plain(data), "meta": plain(data.meta)},
            "language_tag": word_language(language),
            "right_to_left": language_direction(language) == "rtl",
        }
    try:
        return _fill_apart(job) if custom else filling.fill(**job)
    except filling.BadTemplateError as error:
        raise Refused(_refusal(error.fault.rstrip("."), error.place)) from error


def check_template(template: bytes) -> None:
    """What can be said of a .docx without filling it. Raises Refused for what is none, too large, or has macros."""
    try:
        filling.check_archive(template)
    except filling.BadTemplateError as error:
        raise Refused(_refusal(error.fault, error.place)) from error


def _fill_apart(job: dict[str, Any]) -> bytes:
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(Path(filling.__file__))],
            input=pickle.dumps(job),
            capture_output=True,
            timeout=TIME_LIMIT,
            env={"PATH": "", "LC_ALL": "C.UTF-8"},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise filling.BadTemplateError("it takes too long") from error
    if done.returncode == 0:
        return done.stdout
    if done.returncode == 3:
        fault, place = json.loads(done.stdout)
        raise filling.BadTemplateError(fault, place)
    raise filling.BadTemplateError("it takes too long or needs too much memory")


def _refusal(fault: str, place: str) -> str:
    if place:
        return _(
            "The Word template cannot be used. Near “%(place)s”: %(fault)s. "
            "Mend it there and upload it again."
        ) % {"place": place, "fault": fault}
    return _(
        "The Word template cannot be used: %(fault)s. Upload another, or go back to the standard one."
    ) % {"fault": fault}
