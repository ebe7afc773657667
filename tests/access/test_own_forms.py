"""A conference's own Word templates may take long to fill: the worker does that, and whoever asked has the file then.

All addresses there are, each asked by someone who gets it, in a conference that has a template of its own for every
document.
"""

import re
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils.module_loading import import_string
from django_q.models import OrmQ
from docx import Document
from docxtpl import DocxTemplate

from confman.accounts.system_users import system_user
from confman.documents.domain.jobs import run_document_job
from confman.documents.models import CustomTemplate, DocumentJob
from confman.documents.registry import document_kinds
from confman.people.domain.people import set_listing
from tests.access.actors import GET_MOST, client_of
from tests.access.test_matrix import address, groups, permitted
from tests.documents.own_templates import template_with

# By hand: where a document is asked for, and had, at one address. A new one stands here, and needs no more.
FILES = [
    ("agenda_public:docx", "slug language", "visitor"),
    ("outcomes_public:docx", "slug language", "visitor"),
    ("outcomes_public:issue-docx", "slug language issue", "visitor"),
    ("registrations_secretariat:list-docx", "slug pk=delegation", "owner"),
    ("registrations_delegation:list-docx", "slug pk=delegation", "focal-point"),
]
# And where one is asked for, and had on the page of its job.
ASKED_FOR = [
    ("outcomes_secretariat:transmittal-file", "slug pk=transmittal format='docx", "owner"),
    ("registrations_secretariat:letter-file", "slug pk=letter format='docx", "owner"),
]


@pytest.fixture
def have_forms(world: Any, settings: Any) -> Any:
    """`have_forms(text)`: replace every document's template by one with this text.

    The files are shared by all tests of this module: files made for another test are deleted.
    """
    for app in ("agenda", "outcomes", "registrations"):
        for file in files_of(world, settings, app):
            file.unlink()

    def make(text: str) -> bytes:
        content = template_with(text)
        for kind in document_kinds:
            for language in world.conference.languages if kind.has_word_template else ():
                own = CustomTemplate(conference=world.conference, kind=kind.key, language=language)
                own.file.save("own.docx", ContentFile(content))
        OrmQ.objects.all().delete()  # Requested while this world was built.
        return content

    return make


def asked(world: Any, name: str, parts: str, actor: str) -> Any:
    return client_of(actor, world).get(address(world, name, parts))


def the_worker_works() -> int:
    """Carry out queued tasks for kept documents; return how many."""
    rows = [row for row in OrmQ.objects.all() if "cache_document" in row.task["func"]]
    for row in rows:
        import_string(row.task["func"])(*row.task["args"])
        row.delete()
    return len(rows)


# Names of addresses that give a document away; each night all addresses are asked.
FILES_BY_NAME = re.compile("file|document|format|docx|pdf|letter|download")


def _asked() -> Iterator[Any]:
    for group, rows in sorted(groups().items()):
        if named := [row for row in rows if FILES_BY_NAME.search(f"{row[0]} {row[1]}")]:
            yield pytest.param(group, named, id=f"{group}-files")
        yield pytest.param(group, rows, id=f"{group}-all", marks=pytest.mark.nightly)


@pytest.mark.sqlite
@pytest.mark.parametrize(("group", "rows"), list(_asked()))
def test_no_page_waits_until_a_form_is_filled(world, have_forms, monkeypatch, group, rows):
    own, filled, waiting = have_forms("OWN FORM"), [], set()
    communicate, opened = subprocess.Popen.communicate, DocxTemplate.__init__

    def watched(process: Any, input: Any = None, timeout: Any = None) -> Any:
        if own in (input or b""):
            filled.append(name)
            return b"", b""
        return communicate(process, input, timeout)

    def looked_at(template: Any, file: Any) -> None:
        if isinstance(file, BytesIO) and file.getvalue() == own:
            filled.append(name)
        opened(template, file)

    monkeypatch.setattr(subprocess.Popen, "communicate", watched)
    monkeypatch.setattr(DocxTemplate, "__init__", looked_at)
    for name, parts, answered in rows:
        for actor in [one for one in permitted(answered) if one in GET_MOST][:1]:
            if asked(world, name, parts, actor).status_code == 202:
                waiting.add(name)
    assert filled == []
    assert waiting == {name for name, *_rest in FILES if name.startswith(f"{group}:")}


@pytest.mark.parametrize(("name", "parts", "actor"), FILES)
def test_whoever_asks_again_has_it_on_the_form(world, have_forms, name, parts, actor):
    have_forms("OWN FORM of {{ meta.title }}")
    page = asked(world, name, parts, actor)
    assert page.status_code == 202 and "begins automatically" in page.content.decode()
    assert asked(world, name, parts, actor).status_code == 202
    assert the_worker_works() == 1, "the worker is asked once, however many wait"
    answer = asked(world, name, parts, actor)
    assert answer.status_code == 200
    assert Document(BytesIO(answer.content)).paragraphs[0].text.startswith("OWN FORM of ")
    assert the_worker_works() == 0


@pytest.mark.parametrize(("name", "parts", "actor"), ASKED_FOR)
def test_a_letter_has_a_job_and_is_on_the_form(world, have_forms, name, parts, actor):
    have_forms("OWN FORM of {{ meta.title }}")
    page = asked(world, name, parts, actor)
    job = DocumentJob.objects.of(world.conference).unfinished().get(format="docx")
    assert page["Location"] == reverse("documents_secretariat:job", args=[world.values["slug"], job.pk])
    run_document_job(job.pk)
    answer = client_of(actor, world).get(f"{page['Location']}file")
    content = b"".join(answer.streaming_content)
    assert Document(BytesIO(content)).paragraphs[0].text.startswith("OWN FORM of ")


@pytest.mark.parametrize(("name", "parts", "actor"), FILES)
def test_whoever_asks_again_is_told_what_is_wrong_with_the_form(world, have_forms, name, parts, actor):
    have_forms("To {{ document.nobody }}")
    asked(world, name, parts, actor)
    the_worker_works()
    answer = asked(world, name, parts, actor)
    assert answer.status_code == 409
    assert "Near “To {{ document.nobody }}”" in answer.content.decode()


def test_the_page_asks_again_for_the_same_by_itself_and_keeps_no_session_alive(world, have_forms):
    have_forms("OWN FORM")
    url = reverse(
        "registrations_secretariat:list-docx", args=[world.values["slug"], world.values["delegation"]]
    )
    page = client_of("owner", world).get(url, {"language": "ru"})
    assert page["Refresh"] == "3; url=?language=ru&X-Poll=1"
    assert '<a class="btn btn-primary" href="?language=ru&amp;X-Poll=1">' in page.content.decode()
    the_worker_works()
    answer = client_of("owner", world).get(f"{url}?language=ru&X-Poll=1")
    assert answer.status_code == 200 and "-ru.docx" in answer["Content-Disposition"]


def test_of_whom_is_hidden_no_filled_form_is_kept(
    world, have_forms, settings, django_capture_on_commit_callbacks
):
    have_forms("{{ document }}")
    for file in FILES:
        asked(world, *file)
    assert the_worker_works() == len(FILES) - 1, "the list of the delegation is one document for both"
    kept = [app for app in ("agenda", "outcomes", "registrations") if files_of(world, settings, app)]
    assert kept == ["agenda", "outcomes", "registrations"]
    with django_capture_on_commit_callbacks(execute=True):
        set_listing(
            world.people["participant"], "counted-only", by=system_user("command"), source="the person"
        )
    assert not [app for app in kept if files_of(world, settings, app)]


def files_of(world: Any, settings: Any, app: str) -> list[Path]:
    return list((Path(settings.MEDIA_ROOT) / app / str(world.conference.pk)).glob("*.docx"))
