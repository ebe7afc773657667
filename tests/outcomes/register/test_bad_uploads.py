"""Files that readers could not open, in each form that takes documents: a clear answer, and what was typed stays."""

import io
import zipfile

import pikepdf
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from outcomes.speakers_lists.domain import speakers_list as speaking
from registrations.core.domain.personal_links import focal_point_link
from tests.factories import DelegationFactory, FocalPointFactory, SessionFactory
from tests.outcomes.recommendation_samples import pdf_of
from tests.outcomes.register.samples import series_of

TYPED = "Position on hotlines"


def _locked_pdf():
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_of(1))) as pdf:
        pdf.save(target, encryption=pikepdf.Encryption(user="secret", owner="owner"))
    return target.getvalue()


def _word(text, *, part="document"):
    return _archive(
        {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w:p/>", f"word/{part}.xml": text}
    )


def _archive(files):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for name, text in files.items():
            made.writestr(name, text)
    return target.getvalue()


LOCKED_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le")
BAD = {
    "a locked PDF": ("paper.pdf", _locked_pdf(), "locked with a password"),
    "a locked Word file": ("paper.docx", LOCKED_WORD, "locked with a password"),
    "open changes": ("paper.docx", _word('<w:ins w:id="1"/>'), "has tracked changes"),
    "open changes in a note": (
        "paper.docx",
        _word('<w:del w:id="1"/>', part="footnotes"),
        "has tracked changes",
    ),
    "open changes of its form": ("paper.docx", _word('<w:rPrChange w:id="1"/>'), "has tracked changes"),
    "open changes in OpenDocument": (
        "paper.odt",
        _archive(
            {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<text:changed-region>"}
        ),
        "has tracked changes",
    ),
    "an archive of something else": (
        "paper.docx",
        _archive({"notes.txt": "Notes"}),
        "named .docx, but it is something else",
    ),
    "too large": ("paper.pdf", b"%PDF-1.7" + bytes(51 * 1024 * 1024), "at most 50.0\xa0MB fit"),
}


@pytest.fixture
def forms(register, owner, owner_client, client):
    """Each form with the browser that may send it, its address, and what is typed beside the file."""
    session = SessionFactory(conference=register, title={"en": "Plenary"})
    speakers = speaking.open_list(session, by=owner)
    delegation = DelegationFactory(conference=register)
    asked = speaking.ask_for_the_floor(speakers, by=owner, speaker=speaking.Speaker(delegation=delegation))
    focal_point = FocalPointFactory(delegation=delegation)
    client.get(focal_point_link(focal_point, register).removeprefix(settings.BASE_URL))
    series_of_delegations = series_of(register, "CRP")

    def at(name, *parts):
        return reverse(name, args=[register.slug, *parts])

    return {
        "register": (
            owner_client,
            at("outcomes_secretariat:registered-document-add"),
            {
                "title_en": TYPED, "series": str(series_of_delegations.pk), "kind": "original",
                "distribution": "general",
            },
        ),
        "delegation": (
            client,
            at("outcomes_delegation:document-hand-in", delegation.pk),
            {"title": TYPED, "series": str(series_of_delegations.pk)},
        ),
        "statement at the desk": (owner_client, at("outcomes_secretariat:statement-add", asked.pk), {}),
        "statement": (client, at("outcomes_delegation:statement-hand-in", delegation.pk, asked.pk), {}),
        "presentation": (
            owner_client,
            at("agenda_secretariat:session-materials", session.pk),
            {"title_en": TYPED, "visibility": "public"},
        ),
    }  # fmt: skip


@pytest.mark.parametrize(("name", "content", "said"), BAD.values(), ids=BAD)
def test_it_is_said_what_is_the_matter_and_what_was_typed_stays(forms, name, content, said):
    for form, (browser, address, typed) in forms.items():
        file = SimpleUploadedFile(name, content)
        answer = browser.post(address, {"language": "en", **typed, "file": file})
        page = answer.content.decode()
        assert answer.status_code in (200, 422) and said in page, form
        assert (TYPED in page) == (TYPED in typed.values()), form
