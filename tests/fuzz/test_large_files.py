"""Whatever file is brought, no request takes long: it is small, the worker's, or refused before it is taken apart."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from django_q.models import OrmQ

from confman.web.models import WorkedUpload
from confman.web.uploads.fields import DocumentField, ImageField
from tests.access.actors import client_of
from tests.fuzz import worst_files
from tests.fuzz.answers import taken_back
from tests.fuzz.test_files import READ_NOWHERE, Pages, forms_on, sent, subclasses, ways
from tests.fuzz.worst_files import AT_ONCE, REFUSED, WORKER
from tests.worker_days import works_off_the_queue

# A second is short everywhere. The longest request, else, in the time that the processor needs for ten million
# additions. The worst take five of them where nothing else runs, and twice as many beside the other half of the suite.
SHORT = 1
MAX_SECONDS = 15
# The ways by which the worst files of each reader are brought. Pictures and documents are read by their fields, in
# whatever form.
WAYS = {
    "ScheduleFileForm": worst_files.SCHEDULES,
    "ListUploadForm-people": worst_files.LISTS,
    "ListUploadForm-invitees": worst_files.INVITEES,
    "ListUploadForm-recommendations": worst_files.RECOMMENDATIONS,
    "SourceFilesForm": worst_files.SYSTEMS,
    "VoteForm": worst_files.VOTES,
    "TextImportForm": worst_files.TEXTS,
    "EditedCopyForm": worst_files.COPIES,
    "WordTemplateForm": worst_files.TEMPLATES,
    "PersonForm": worst_files.PICTURES,
    "PaperForm": worst_files.DOCUMENTS,
    "VerifyFileForm": worst_files.SEALED,
}


def test_every_reader_is_tried():
    """A form with a file of another kind reads it by itself: the files that it takes longest for go to WAYS."""
    assert get_resolver().url_patterns
    reading = {
        form.__name__
        for form in subclasses(forms.BaseForm)
        for field in getattr(form, "base_fields", {}).values()
        if not form.__module__.startswith("tests.")
        and isinstance(field, forms.FileField)
        and not isinstance(field, (ImageField, DocumentField))
    }
    assert reading - {name.partition("-")[0] for name in WAYS} == READ_NOWHERE


def test_every_list_is_tried(world):
    """Each kind of list is planned and written in a way of its own."""
    named = {way.name for way in ways(world) if way.name.startswith("ListUploadForm-")} - {
        "ListUploadForm-pasted"
    }
    assert named <= WAYS.keys()


def of_each_fate() -> Iterator[Any]:
    """Name every file of every reader; the suite tries one with each form, by turns of another fate."""
    forms_tried, fates = set(), Counter()
    for name, files in WAYS.items():
        form = name.partition("-")[0]
        chosen = "" if form in forms_tried else min(files, key=lambda file: fates[files[file].fate])
        if chosen:
            forms_tried.add(form)
            fates[files[chosen].fate] += 1
        for file in files:
            yield pytest.param(name, file, marks=[] if file == chosen else [pytest.mark.nightly])


@pytest.mark.sqlite
@pytest.mark.parametrize(("name", "file"), list(of_each_fate()))
def test_no_request_takes_long_whatever_file_is_brought(world, monkeypatch, name, file):
    worst = WAYS[name][file]
    monkeypatch.setattr(Pages, "bring", bring)
    [way] = [way for way in ways(world) if way.name == name]
    content = worst.make()
    with taken_back(world):
        fate, longest = way.bring(f"file.{worst.extension}", content)
    assert fate == worst.fate
    assert longest < SHORT or longest < MAX_SECONDS * additions()


@pytest.mark.nightly
@pytest.mark.sqlite
@pytest.mark.parametrize("name", [name for name, files in WAYS.items() if "examples" in files])
def test_little_is_kept_to_tell_the_columns_of_a_table_by(world, monkeypatch, name):
    monkeypatch.setattr(Pages, "bring", lambda _pages, *asked: asked)
    [way] = [way for way in ways(world) if way.name == name]
    actor, url, field, file, _more = way.bring("file.ods", worst_files.examples())
    client = client_of(actor, world)
    with taken_back(world):
        OrmQ.objects.all().delete()
        [form] = [form for form in forms_on(client.get(url)) if field in form.files]
        page = client.post(url, {**sent(form), field: file}).url
        works_off_the_queue()
        begun = worked()
        assert client.get(page).status_code == 200
        took = worked() - begun
        assert took < SHORT or took < MAX_SECONDS * additions()
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{page}?part=progress", headers={"HX-Request": "true"})
        assert not [query["sql"] for query in asked if '"table"' in query["sql"]]
        kept = [one.table for model in WorkedUpload.__subclasses__() for one in model.objects.all()]
        assert len(json.dumps(kept)) < 2 * worst_files.MEGABYTE


def worked() -> float:
    """Return the seconds that the process has worked by itself: what a system needs to give memory is its own."""
    return os.times().user


def additions() -> float:
    """Return the seconds that the processor needs for ten million additions just now."""
    begun, number = worked(), 0
    for each in range(10_000_000):
        number += each
    return worked() - begun


def bring(
    pages: Pages, actor: str, url: str, field: str, value: Any, more: dict[str, str]
) -> tuple[str, float]:
    """Send the form of a page with a file in it, and press the buttons of its own pages that follow.

    Returns what became of the file, and how long the longest request took.
    """
    client, took = client_of(actor, pages.world), []

    def timed(ask: Any) -> Any:
        begun = worked()
        answer = ask()
        took.append(worked() - begun)
        assert answer.status_code < 400, answer.status_code
        return answer

    form = next(form for form in forms_on(client.get(url)) if field in [*dict(form.pairs), *form.files])
    page, response = url, timed(lambda: client.post(url, {**sent(form), **more, field: value}))
    for action in ("preview", "import"):
        if response.status_code == 302 and response.url.startswith(url):
            page = response.url
            response = timed(lambda page=page: client.get(page))
        form = next(
            (form for form in forms_on(response) if ("action", action.encode()) in form.choices), None
        )
        if form is None:
            break
        pressed = sent(form) | {"action": action}
        response = timed(lambda page=page, pressed=pressed: client.post(page, pressed))
    context = response.context or {}
    if context.get("is_working"):
        return WORKER, max(took)
    wrong = getattr(context.get("form"), "errors", None) or context.get("refused")
    return REFUSED if wrong else AT_ONCE, max(took)
