"""Files that cannot be taken: what is wrong is said, what to do, and nothing of before is lost."""

import io
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from confman.documents.domain.jobs import run_document_job, try_word_template
from confman.documents.domain.word_templates import use_word_template
from confman.documents.models import CustomTemplate, DocumentJob
from confman.documents.rendering.docx import check_template
from confman.web.errors import Refused
from confman.web.models import WorkStatus
from outcomes.drafting.exchange.text_import import read_text
from tests.documents.own_templates import template_with
from tests.outcomes.recommendation_samples import pdf_of

KIND = "agenda.test-programme"
# As Word writes a file with a password: another container, with a stream of this name.
LOCKED = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le") + bytes(512)
)


def letterhead_with(*elements: str, text: str = "{{ body }}") -> bytes:
    """A letterhead, in whose head these elements of Word stand."""
    document = Document(io.BytesIO(template_with(text)))
    for element in elements:
        tag, _, rest = element.partition(" ")
        document.sections[0].header.paragraphs[0]._p.append(parse_xml(f"{tag} {nsdecls('w')} {rest}"))
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


BY = 'w:id="1" w:author="An editor"'
OPEN_CHANGES = letterhead_with(
    f"<w:ins {BY}><w:r><w:t>word</w:t></w:r></w:ins>",
    f"<w:del {BY}><w:r><w:delText>word</w:delText></w:r></w:del>",
)
MERGED = letterhead_with('<w:fldSimple w:instr=" MERGEFIELD  First_name  \\* MERGEFORMAT "/>')
MERGED_IN_RUNS = letterhead_with(
    "<w:r ><w:instrText> MERGEFIELD</w:instrText></w:r>",
    "<w:r ><w:instrText> First_name </w:instrText></w:r>",
)
# The field in the head is on each page, and the pages are empty.
WITHOUT_A_PLACE = letterhead_with("<w:r ><w:t>{{ meta.title }}</w:t></w:r>", text="Ministry of Justice")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (OPEN_CHANGES, "2 tracked changes that are still open. Accept or reject them in Word"),
        (MERGED, "mail merge, such as “First_name”. They are not filled in here"),
        (MERGED_IN_RUNS, "such as “First_name”"),
        (LOCKED, "locked with a password. Remove the password in Word"),
        (b"%PDF-1.7", "not a Word document"),
        (WITHOUT_A_PLACE, "would be empty. Write {{ body }} where the text is to stand"),
    ],
    ids=["changes", "merge", "merge-in-runs", "locked", "pdf", "without-a-place"],
)
def test_a_letterhead_that_cannot_be_taken_says_what_to_do(content: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        check_template(content)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The file has no place for the text"),
        ("ru", "В файле не указано место для текста"),
        ("uz", "Faylda matn uchun joy koʻrsatilmagan"),
    ],
)
def test_a_letterhead_without_a_place_for_the_text_leaves_the_one_before_in_use(
    conference: Any, owner: Any, owner_client: Any, language: str, said: str
) -> None:
    kind = "registrations.visa_letter"
    use_word_template(kind, conference, language="en", content=template_with("Ours: {{ body }}"), by=owner)
    address = reverse("documents_secretariat:word-template", args=[conference.slug, kind])
    owner_client.cookies["django_language"] = language
    file = SimpleUploadedFile("letterhead.docx", WITHOUT_A_PLACE)
    answer = owner_client.post(address, {"language": "en", "file": file})
    assert answer.status_code == 200 and said in answer.content.decode()
    assert not DocumentJob.objects.exists()
    own = CustomTemplate.objects.get(conference=conference, kind=kind)
    with own.file.open("rb") as kept:
        assert Document(kept).paragraphs[0].text == "Ours: {{ body }}"


@pytest.mark.parametrize(
    "parts", [("{", "{ bo", "dy }}"), ("{% for a in document.letters %}", "{{ a }}{% endfor %}")]
)
def test_a_place_that_word_has_split_is_found(parts: tuple[str, ...]) -> None:
    document = Document()
    for part in parts:
        (document.paragraphs or [document.add_paragraph()])[0].add_run(part)
    target = io.BytesIO()
    document.save(target)
    check_template(target.getvalue())


def test_a_letterhead_with_a_fault_leaves_the_one_before_in_use(conference: Any, owner: Any) -> None:
    use_word_template(
        KIND, conference, language="en", content=template_with("Ours: {{ meta.title }}"), by=owner
    )
    job = try_word_template(
        KIND, conference, language="en", content=template_with("Dear {{ document.nmae }}"), by=owner
    )
    run_document_job(job.pk)
    job.refresh_from_db()
    assert job.status == WorkStatus.FAILED
    assert (
        "Near “Dear {{ document.nmae }}”: there is no “nmae” to fill in. Correct it there and upload it again."
        in job.message
    )
    own = CustomTemplate.objects.get(conference=conference, kind=KIND)
    with own.file.open("rb") as file:
        assert Document(file).paragraphs[0].text == "Ours: {{ meta.title }}"


@pytest.mark.parametrize("mode", ["open", "test"])
def test_a_trial_of_a_letterhead_in_practice_mode_is_practice_data(
    mode: str, conference: Any, owner: Any
) -> None:
    conference.registration_mode = mode
    job = try_word_template(
        KIND, conference, language="en", content=template_with("{{ meta.title }}"), by=owner
    )
    assert job.is_practice is (mode == "test")


def test_a_locked_text_is_no_old_word_file() -> None:
    with pytest.raises(Refused, match="locked with a password"):
        read_text(LOCKED)
    with pytest.raises(Refused, match="old Word format"):
        read_text(LOCKED.replace("EncryptedPackage".encode("utf-16-le"), b""))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda pdf: {"encryption": pikepdf.Encryption(user="a", owner="b")}, "locked with a password"),
        (None, "This PDF is damaged"),
    ],
    ids=["locked", "damaged"],
)
def test_an_annex_whose_pages_cannot_be_taken_is_refused_with_what_was_typed(
    conference: Any, owner: Any, client_as: Any, spoil: Any, said: str
) -> None:
    content = b"%PDF-1.7\n" + bytes(range(256)) * 20
    if spoil:
        target = io.BytesIO()
        with pikepdf.open(io.BytesIO(pdf_of(1))) as pdf:
            pdf.save(target, **spoil(pdf))
        content = target.getvalue()
    add = reverse("outcomes_secretariat:annex-add", args=[conference.slug])
    page = client_as(owner).post(add, {"title_en": "A map", "file": SimpleUploadedFile("a.pdf", content)})
    text = page.content.decode()
    assert page.status_code == 200 and said in text and 'value="A map"' in text


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("route", "arguments", "name", "said"),
    [
        (
            "documents_secretariat:word-template",
            ["registrations.participants"],
            "a.docx",
            "The file is over 10 MB",
        ),
        ("outcomes_secretariat:annex-add", [], "a.pdf", "at most 20.0\xa0MB fit"),
        ("outcomes_secretariat:text-import", [], "a.docx", "larger than 10 MB"),
    ],
)
def test_a_file_of_200_megabytes_is_refused_with_its_limit(
    conference: Any, owner: Any, client_as: Any, route: str, arguments: list[str], name: str, said: str
) -> None:
    start = b"%PDF-1.7" if name.endswith("pdf") else b"PK\x03\x04"
    file = SimpleUploadedFile(name, start + bytes(200 * 1024 * 1024))
    address = reverse(route, args=[conference.slug, *arguments])
    page = client_as(owner).post(address, {"language": "en", "title_en": "Large", "file": file})
    assert page.status_code == 200 and said in page.content.decode()
