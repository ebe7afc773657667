"""A file of ours that an editor opens, changes and saves in LibreOffice, read back: its paragraphs are the same."""

import io
import re
import shutil
import subprocess
import zipfile

import pytest
from docx import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from confman.documents.domain.builder import build_document
from confman.translation.text import TranslatedText
from outcomes.drafting.exchange.text_import import read_text
from outcomes.records.domain import record_intervention
from outcomes.reports.domain.narrative_builder import PassageEdit, apply_copy, start_report
from outcomes.reports.exchange import read_copy, texts_by_passage
from tests.factories import SessionFactory, WorkingGroupFactory
from tests.outcomes.recommendation_samples import recommendation

SOFFICE = shutil.which("soffice")
pytestmark = [
    pytest.mark.nightly,
    pytest.mark.sqlite,
    pytest.mark.skipif(not SOFFICE, reason="LibreOffice (soffice) is not installed"),
]

TEXTS = [
    {"en": "Fund the hotline:\n\n(a) in all regions;\n\n(b) by 2030:\n\n(i) from the budget;\n\n(ii) from donors.",
     "ru": "Финансировать линию:\n\n(a) во всех регионах;\n\n(b) к 2030 году:\n\n(i) из бюджета;\n\n(ii) из взносов.",
     "uz": "Liniyaga pul berish:\n\n(a) barcha hududlarda;\n\n(b) 2030-yilgacha:\n\n(i) davlatdan;\n\n(ii) aʼzodan."},
    {"en": "Report every year.", "ru": "Отчитываться ежегодно.", "uz": "Har yili hisobot berish."},
    # Its dates and numbers have firm spaces and joiners in the file.
    {"en": "Meet on 30–31 March 2030 with non-governmental bodies, see items 4–8 of letter No. 5.",
     "ru": "Встретиться 30–31 марта 2030 г. с УНП ООН, см. пункты 4–8 письма № 5.",
     "uz": "2030-yil 30–31-mart kunlari oʻzaro uchrashish, 5-xatning 4–8-bandlariga qarang."},
]  # fmt: skip
DATED = "They meet on 30–31 March 2030, at 09:30, says letter No. 5 (items 4–8)."
FIRM = re.compile("[\u00a0\u202f\u2060]")


def through_libreoffice(content, folder):
    """Return the document as LibreOffice saves it again."""
    source = folder / "text.docx"
    source.write_bytes(content)
    subprocess.run(
        [SOFFICE, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to",
         "docx:MS Word 2007 XML", "--outdir", str(folder / "saved"), str(source)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return (folder / "saved" / "text.docx").read_bytes()


def rows(content):
    return [(row.kind, row.text) for row in read_text(content).rows]


@pytest.fixture
def texts(conference):
    conference.languages = ["en", "ru", "uz"]
    conference.save()
    for each in TEXTS:
        recommendation(conference, texts=each, stage="adopted")
    return conference


@pytest.mark.parametrize("language", ["en", "ru", "uz"])
def test_paragraphs_keep_their_identity(texts, language, tmp_path):
    content = build_document("outcomes.recommendations", texts, language=language, format="docx").content
    before = rows(content)
    assert FIRM.search("".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs))
    assert [kind for kind, _text in before if kind != "out"][:5] == ["draft", "a", "a", "i", "i"]
    saved = through_libreoffice(content, tmp_path)
    assert [row for row in rows(saved) if row[0] != "out"] == [row for row in before if row[0] != "out"]

    edited = Document(io.BytesIO(saved))
    [changed] = [p for p in edited.paragraphs if p.text == before[-1][1]] or [edited.paragraphs[-1]]
    changed.add_run(" More.")
    target = io.BytesIO()
    edited.save(target)
    again = rows(through_libreoffice(target.getvalue(), tmp_path))
    differing = [row for row in again if row not in before]
    assert len(differing) == 1 and differing[0][1].endswith("More.")


@pytest.mark.parametrize("language", ["en", "ru", "uz"])
def test_a_report_that_libreoffice_saved_is_known_again(conference, member, tmp_path, language):
    """Also of a conference whose first language is another than English."""
    conference.languages = [language]
    conference.save()
    user, group = member("rapporteur"), WorkingGroupFactory(conference=conference, code="WG1")
    session = SessionFactory(conference=conference, working_group=group)
    record_intervention(session, by=user, values={"points": f"Nights are hard. {DATED}"})
    report = start_report(conference, by=user, kind="session", session=session)
    content = build_document(
        "outcomes.narrative", conference, language=language, format="docx", options={"report": str(report.pk)}
    ).content
    assert FIRM.search("".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs))
    saved = through_libreoffice(content, tmp_path)
    assert read_copy(report, saved).changes == []

    document = Document(io.BytesIO(saved))
    [paragraph] = [p for p in document.paragraphs if "Nights are hard" in p.text]
    paragraph.add_run(" Days are not.")
    target = io.BytesIO()
    document.save(target)
    [change] = read_copy(report, through_libreoffice(target.getvalue(), tmp_path)).changes
    assert change.words.endswith(f"Nights are hard. {DATED} Days are not.") and not change.is_stale


@pytest.mark.parametrize(
    ("language", "typed", "words"),
    [
        ("ru", "Ночи трудны до 31\u00a0марта\u00a02030\u00a0г.", "Ночи трудны до 31 марта 2030 г."),
        ("uz", "Tunlar 2030-yil\u00a031-martgacha ogʻir.", "Tunlar 2030-yil 31-martgacha ogʻir."),
    ],
)
def test_a_translation_that_libreoffice_saved_is_known_again(
    conference, member, tmp_path, language, typed, words
):
    """The other language of a report is edited as a file of its own: its passages are those of the original."""
    conference.languages = ["en", language]
    conference.save()
    user, group = member("rapporteur"), WorkingGroupFactory(conference=conference, code="WG1")
    session = SessionFactory(conference=conference, working_group=group)
    for points in (f"Nights are hard. {DATED}", f"Days are long. {DATED}"):
        record_intervention(session, by=user, values={"points": points})
    report = start_report(conference, by=user, kind="session", session=session)
    content = build_document(
        "outcomes.narrative", conference, language=language, format="docx", options={"report": str(report.pk)}
    ).content
    assert FIRM.search("".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs))
    saved = through_libreoffice(content, tmp_path)
    assert read_copy(report, saved).changes == []

    document = Document(io.BytesIO(saved))
    [paragraph] = [p for p in document.paragraphs if "Nights are hard" in p.text]
    for run in paragraph.runs:
        run.text = ""
    paragraph.runs[-1].text = typed
    target = io.BytesIO()
    document.save(target)
    [change] = read_copy(report, through_libreoffice(target.getvalue(), tmp_path)).changes
    assert (change.language, change.words, change.is_stale) == (language, words, False)
    edit = PassageEdit(
        change.passage,
        TranslatedText({**change.passage.text, language: change.words}),
        change.passage.revision,
    )
    apply_copy(report, by=user, edited=[edit], left_out=[])
    texts = {
        code: [text.text for text in texts_by_passage(report, code).values()] for code in ("en", language)
    }
    assert words in texts[language] and words not in texts["en"]
    assert any("Nights are hard" in text for text in texts["en"])


def test_tracked_changes_stay_open_and_are_said(texts, tmp_path):
    document = Document()
    document.add_paragraph("1. Fund the ")
    paragraph = document.paragraphs[0]._p
    for kind, tag, words in (("w:del", "w:delText", "old line"), ("w:ins", "w:t", "hotline.")):
        change, run, text = (paragraph.makeelement(qn(name)) for name in (kind, "w:r", tag))
        change.set(qn("w:author"), "An editor")
        change.set(qn("w:id"), "1")
        text.text = words
        run.append(text)
        change.append(run)
        paragraph.append(change)
    target = io.BytesIO()
    document.save(target)
    read = read_text(through_libreoffice(target.getvalue(), tmp_path))
    assert [row.text for row in read.rows] == ["Fund the hotline."]
    assert "2 tracked changes" in read.notes[0]


def with_a_footnote(content, words):
    """Return the file with a footnote behind the paragraph of these words."""
    document = Document(io.BytesIO(content))
    notes = (
        f'<w:footnotes {nsdecls("w")}><w:footnote w:id="-1" w:type="separator"><w:p><w:r><w:separator/></w:r></w:p>'
        '</w:footnote><w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>Noted by an editor.</w:t></w:r>'
        "</w:p></w:footnote></w:footnotes>"
    )
    part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, notes.encode())
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    [paragraph] = [p for p in document.paragraphs if words in p.text]
    paragraph._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>'))
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def test_a_footnote_in_a_draft_changes_no_paragraph_and_is_said(texts, tmp_path):
    content = build_document("outcomes.recommendations", texts, language="en", format="docx").content
    saved = through_libreoffice(with_a_footnote(content, "Report every year"), tmp_path)
    with zipfile.ZipFile(io.BytesIO(saved)) as archive:
        assert b"Noted by an editor." in archive.read("word/footnotes.xml")
    read = read_text(saved)
    assert [row for row in rows(saved) if row[0] != "out"] == [
        row for row in rows(content) if row[0] != "out"
    ]
    assert not any("Noted by an editor" in row.text for row in read.rows)
    assert any("1 footnote is not taken over." in note for note in read.notes)


def test_a_footnote_in_a_report_changes_no_passage_and_is_said(conference, member, tmp_path):
    user, group = member("rapporteur"), WorkingGroupFactory(conference=conference, code="WG1")
    session = SessionFactory(conference=conference, working_group=group)
    record_intervention(session, by=user, values={"points": f"Nights are hard. {DATED}"})
    report = start_report(conference, by=user, kind="session", session=session)
    content = build_document(
        "outcomes.narrative", conference, language="en", format="docx", options={"report": str(report.pk)}
    ).content
    read = read_copy(report, through_libreoffice(with_a_footnote(content, "Nights are hard"), tmp_path))
    assert read.changes == [] and any("1 footnote is not taken over." in note for note in read.notes)
