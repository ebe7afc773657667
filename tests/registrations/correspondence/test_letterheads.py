"""A letterhead of the secretariat's own, put in place of ours on the page: it is used, or refused with its fault."""

import io
import time
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH

from confman.documents.domain.builder import build_document, standard_template
from confman.documents.domain.jobs import run_document_job
from confman.documents.meta import DocumentMeta, Masthead
from confman.documents.models import CustomTemplate, DocumentJob
from confman.documents.rendering import docx as rendering
from confman.documents.rendering.docx import RenderingLimits, render_docx
from confman.web.errors import Refused
from registrations.correspondence.documents.letters import LetterData, Letters, LetterSigner
from tests.documents.own_templates import template_with
from tests.factories import RegistrationFactory

KINDS = ("registrations.confirmation", "registrations.visa_letter", "registrations.rooming")
LETTERS = Letters(
    DocumentMeta("Confirmation", "en", Masthead("Organizer", "Conference", "")),
    (LetterData("1", "today", ("A consulate",), "Dear", ("Text",), "Yours", LetterSigner("Signer")),),
)
PAGE = "registrations/correspondence/documents/letters.html"
LOOP = "{% for letter in document.letters %}{{ letter.salutation }}%s{% endfor %}"


def upload(client, conference, kind, content):
    """The words of the page to which a template leads, after the worker has tried it."""
    url = reverse("documents_secretariat:word-template", args=[conference.slug, kind])
    answer = client.post(url, {"language": "en", "file": SimpleUploadedFile("letter.docx", content)})
    for job in DocumentJob.objects.unfinished():
        run_document_job(job.pk)
    return client.get(answer["Location"])


@pytest.fixture
def somebody(conference):
    return RegistrationFactory(conference=conference, status="approved", person__name={"en": "Ada Sample"})


@pytest.mark.django_db
@pytest.mark.parametrize(
    "kind", [KINDS[0], *(pytest.param(kind, marks=pytest.mark.nightly) for kind in KINDS[1:])]
)
def test_a_letterhead_is_put_on_our_template_and_used(conference, somebody, owner_client, kind):
    own = Document(io.BytesIO(standard_template(kind, "en")))
    own.paragraphs[0].insert_paragraph_before("MINISTRY OF SAMPLES", style="Organizer")
    target = io.BytesIO()
    own.save(target)

    said = upload(owner_client, conference, kind, target.getvalue()).content.decode()
    assert "in use from now on" in said
    made = build_document(kind, conference, language="en", format="docx").content
    words = "\n".join(part.text for part in Document(io.BytesIO(made)).paragraphs)
    assert "MINISTRY OF SAMPLES" in words and "{" not in words
    if kind == "registrations.confirmation":
        assert "Ada Sample" in words


@pytest.mark.parametrize("own", [False, True], ids=["ours", "own"])
def test_letters_have_one_head_that_of_the_letterhead_or_of_the_page(own):
    content = render_docx(
        standard_template("registrations.visa_letter", "en"), LETTERS, language="en", page=PAGE, custom=own
    )
    word = Document(io.BytesIO(content))
    styles = [p.style.name for p in word.paragraphs]
    assert ("Organizer" in styles) is not own
    number, *_gap, day = (cell.paragraphs[0] for cell in word.tables[0].rows[0].cells)
    assert (number.text, day.text, day.alignment) == ("No. 1", "today", WD_ALIGN_PARAGRAPH.RIGHT)
    assert styles[-3:] == ["Closing", "Normal", "Signature"], "with room to sign"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Dear {{ document.lettres }}", "Near “Dear {{ document.lettres }}”"),
        ("{% for letter in document.letters %}{{ letter.closing.whole }}{% endfor %}", "Near “{% for letter"),
        ("Dear {% if document.letters %} you", "Near “Dear {% if document.letters %} you”"),
        ("Dear {{ document.letters | mail_to }}", "Near “Dear {{ document.letters | mail_to }}”"),
        # Ways out of a sandbox that are known, each of which once worked somewhere.
        ("{{ document.__class__.__mro__ }}", "unsafe"),
        ("{{ document | attr('__class__') }}", "unsafe"),
        ("{{ document['__class__'] }}", "unsafe|no element|not subscriptable|no attribute"),
        ("{{ ''.__class__.__base__.__subclasses__() }}", "unsafe"),
        ("{{ document.letters.__init__.__globals__ }}", "unsafe|no attribute"),
        ("{{ (document.letters | map(attribute='__class__') | list)[0].__mro__ }}", "unsafe|no attribute"),
        ("{{ '%s' | format(document.__dict__) }}", "unsafe"),
        ("{{ '{0.__class__.__mro__}'.format(document) }}", "unsafe|no attribute"),
        ("{{ '{x.__class__}'.format_map({'x': document}) }}", "unsafe|no attribute"),
        ("{{ self.__init__.__globals__ }}", "unsafe|no attribute"),
        ("{{ lipsum.__globals__['os'] }}", "unsafe|undefined"),
        ("{{ joiner.__init__.__globals__ }}", "unsafe"),
        ("{% set x = document.letters.append(1) %}", "safely callable|unsafe"),
        ("{% include '/etc/passwd' %}", "no loader"),
        ("{% import 'os' as os %}", "no loader"),
        ("{% extends 'base.html' %}", "no loader"),
        ("{{ range(1000000000) | list }}", "too big|memory|range"),
    ],
)
def test_template_code_reaches_nothing_but_its_data(text, fault):
    with pytest.raises(Refused) as refused:
        render_docx(template_with(text), LETTERS, language="en")
    said = refused.value.message
    assert any(part in said for part in fault.split("|")), said
    assert "Near “" in said, "the place of the fault is named"


@pytest.mark.django_db
def test_a_bad_letterhead_is_refused_on_the_page_and_nothing_changes(conference, somebody, owner_client):
    page = upload(owner_client, conference, KINDS[0], template_with("Dear {{ document.lettres }}"))
    assert "Near “Dear {{ document.lettres }}”" in page.content.decode()
    assert not CustomTemplate.objects.exists()


@pytest.mark.django_db
def test_a_letterhead_of_nested_loops_keeps_no_page_waiting(conference, somebody, owner_client, monkeypatch):
    monkeypatch.setattr(rendering, "TRIAL_LIMITS", RenderingLimits(1, 60))
    loops = "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}{% endfor %}{% endfor %}"
    content = template_with(loops + "{% endfor %}")
    url = reverse("documents_secretariat:word-template", args=[conference.slug, KINDS[0]])
    begun = time.process_time()
    answer = owner_client.post(url, {"language": "en", "file": SimpleUploadedFile("letter.docx", content)})
    assert answer.status_code == 302 and time.process_time() - begun < 1
    (job,) = DocumentJob.objects.unfinished()
    run_document_job(job.pk)
    said = owner_client.get(answer["Location"]).content.decode()
    assert "Near “{% for a in range(9999) %}" in said and "too long" in said and "1 second" in said
    assert not CustomTemplate.objects.exists()
    assert default_storage.listdir(f"documents/{conference.pk}/{job.pk}")[1] == [], (
        "what was tried is thrown away"
    )


@pytest.mark.django_db
@pytest.mark.parametrize("people", [pytest.param(1, marks=pytest.mark.nightly), 0], ids=["one", "nobody-yet"])
def test_a_letterhead_that_is_slow_for_many_is_refused_while_there_are_few(
    conference, owner_client, monkeypatch, people
):
    """Quick for those there are, and minutes for the hundreds that will come."""
    monkeypatch.setattr(rendering, "TRIAL_LIMITS", RenderingLimits(1, 60))
    RegistrationFactory.create_batch(people, conference=conference, status="approved")
    every = "{% for a in document.letters %}"
    content = template_with("Welcome", every * 3 + "{{ a.salutation }}" + "{% endfor %}" * 3)
    said = upload(owner_client, conference, KINDS[0], content).content.decode()
    assert f"Near “{every}" in said and "1 second" in said and "fewer loops within loops" in said
    assert not CustomTemplate.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("unfolded", [61, pytest.param(400, marks=pytest.mark.nightly)])
def test_an_archive_that_unfolds_to_much_is_refused_at_once(conference, owner_client, unfolded):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("word/document.xml", b" " * unfolded * 1024 * 1024)
    url = reverse("documents_secretariat:word-template", args=[conference.slug, KINDS[0]])
    file = SimpleUploadedFile("letter.docx", packed.getvalue())
    answer = owner_client.post(url, {"language": "en", "file": file})
    assert "it is too large" in answer.context["form"].errors["file"][0]
    assert not DocumentJob.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "{% macro again() %}{{ again() }}{{ again() }}{% endmacro %}{{ again() }}",
        "{% set x = 'xxxxxxxxxx' * 1000 %}{% for a in range(99999) %}{{ x * 10000 }}{% endfor %}",
        "{{ 9 ** (9 ** 9) }}",
    ],
    ids=["recursion", "many texts", "power"],
)
def test_a_letterhead_that_would_never_end_is_stopped(monkeypatch, text):
    monkeypatch.setattr(rendering, "LIMITS", RenderingLimits(1, 60))
    with pytest.raises(Refused, match=r"too long|memory|recursion"):
        render_docx(template_with(text), LETTERS, language="en", custom=True)


@pytest.mark.django_db
def test_what_a_participant_typed_is_never_template_code(conference, owner_client):
    """A name is put into the letter as it is, whatever it looks like."""
    name = "{{ meta.title }} {% for x in y %} <b>&"
    RegistrationFactory(conference=conference, status="approved", person__name={"en": name})
    content = template_with(LOOP.replace("%s", ""))
    upload(owner_client, conference, KINDS[0], content)
    made = build_document(KINDS[0], conference, language="en", format="docx").content
    assert name in Document(io.BytesIO(made)).paragraphs[0].text
