"""A report made as a Word file, edited there and brought back: what differs is shown, and what is chosen is taken."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from confman.documents.domain.builder import build_document
from outcomes.records.domain import record_intervention
from outcomes.reports.domain import narrative_builder
from outcomes.reports.models import ReportKind, ReportParagraph
from tests.factories import (
    PartnerFactory,
    PersonFactory,
    SessionFactory,
    SessionRoleFactory,
    WorkingGroupFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def rapporteur(member):
    return member("rapporteur")


@pytest.fixture
def report(conference, rapporteur):
    conference.languages = ["en", "ru"]
    conference.save()
    PartnerFactory(conference=conference, credit_line={"en": "Held with the support of a donor."})
    group = WorkingGroupFactory(conference=conference, code="WG1", name={"en": "Hotlines", "ru": "Линии"})
    session = SessionFactory(
        conference=conference, working_group=group, title={"en": "First", "ru": "Первое"}
    )
    speaker = PersonFactory(conference=conference, name={"en": "Ana Petrova"})
    SessionRoleFactory(session=session, person=speaker, role="speaker", status="confirmed")
    for points, language in (("Nights are hard.", "en"), ("Днём легче.", "ru")):
        record_intervention(
            session, by=rapporteur, values={"points": points, "speaker": speaker, "language": language}
        )
    report = narrative_builder.start_report(conference, by=rapporteur, kind="session", session=session)
    narrative_builder.add_passage(
        report, by=rapporteur, text={"en": "The chair\n\n(a) thanked all;\n\n(b) closed the sitting."},
        after=report.paragraphs.last(),
    )  # fmt: skip
    return report


@pytest.fixture
def browser(client_as, rapporteur):
    return client_as(rapporteur)


def where(report):
    return reverse("outcomes_secretariat:narrative-edited", args=[report.conference.slug, report.pk])


def word(report, language="en"):
    return build_document(
        "outcomes.narrative", report.conference, language=language, format="docx",
        options={"report": str(report.pk)},
    ).content  # fmt: skip


def edited(content, change):
    """The file after `change(paragraphs)`, as Word would save it."""
    document = Document(io.BytesIO(content))
    change(document.paragraphs)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def saying(words, paragraphs):
    return next(paragraph for paragraph in paragraphs if words in paragraph.text.replace("\u00a0", " "))


def replace(paragraph, old, new):
    for run in paragraph.runs:
        run.text = run.text.replace(old, new)


def upload(browser, report, content):
    return browser.post(where(report), {"file": SimpleUploadedFile("edited.docx", content)})


def fields_of(page):
    """The form as the browser would send it again: every field, with ticks as they are shown."""
    text = page.content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(passages-[^"]+)" value="([^"]*)"', text))
    words = dict(re.findall(r'<textarea name="(passages-[^"]+)"[^>]*>\s?(.*?)</textarea>', text, re.DOTALL))
    ticks = {
        name: "on"
        for name, rest in re.findall(r'<input type="checkbox" name="(passages-[^"]+)"([^>]*)>', text)
        if "checked" in rest
    }
    return hidden | words | ticks


def texts(report):
    return [str(row.text) for row in report.paragraphs.filter(is_left_out=False)]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_file_that_nobody_edited_says_the_same(report, browser, language):
    assert "The file says the same" in upload(browser, report, word(report, language)).content.decode()


def test_a_credit_line_that_an_editor_corrects_is_no_text_of_the_report(report, browser):
    content = edited(word(report), lambda lines: saying("support of a donor", lines).add_run(" 2017"))
    assert "The file says the same" in upload(browser, report, content).content.decode()


def test_the_numerals_of_headings_are_no_difference(report, browser, rapporteur):
    group = report.session.working_group
    report = narrative_builder.start_report(
        report.conference, by=rapporteur, kind=ReportKind.GROUP, working_group=group
    )
    content = word(report)
    titles = [p.text for p in Document(io.BytesIO(content)).paragraphs if p.style.name == "Heading 1"]
    assert [title.split(". ")[0] for title in titles] == ["I", "II", "III"][: len(titles)] and titles
    assert "The file says the same" in upload(browser, report, content).content.decode()


def test_an_edited_passage_is_shown_and_taken(report, browser):
    before = texts(report)

    def change(paragraphs):
        replace(saying("Nights are hard", paragraphs), "hard", "long")
        saying("(b) closed", paragraphs).insert_paragraph_before("(aa) wished them well;")

    page = upload(browser, report, edited(word(report), change))
    assert "<del>hard" in page.content.decode() and "<ins>long" in page.content.decode()
    assert texts(report) == before
    answer = browser.post(where(report), fields_of(page))

    assert answer.status_code == 302
    now = texts(report)
    differing = [(old, new) for old, new in zip(before, now, strict=True) if old != new]
    assert len(differing) == 2
    assert differing[0][1].endswith("Nights are long.")
    assert (
        differing[1][1]
        == "The chair\n\n(a) thanked all;\n\n(aa) wished them well;\n\n(b) closed the sitting."
    )


def test_a_passage_on_record_in_another_language_is_changed_in_that_language(report, browser):
    def change(paragraphs):
        replace(saying("Днём легче", paragraphs), "легче", "спокойнее")

    browser.post(where(report), fields_of(upload(browser, report, edited(word(report), change))))
    [passage] = [row for row in report.paragraphs.all() if "спокойнее" in str(row.text.get("ru"))]
    assert passage.text["ru"].endswith("Днём спокойнее.")
    # A passage on record in one language alone says once, in another, which that is.
    lines = [p.text for p in Document(io.BytesIO(word(report, "ru"))).paragraphs]
    assert [line.count("[английский]") for line in lines if "closed the sitting" in line] == [1]


def test_what_was_deleted_in_the_file_is_left_out_once_that_is_chosen(report, browser):
    def change(paragraphs):
        for words in ("The chair", "(a) thanked", "(b) closed"):
            gone = saying(words, paragraphs)._p
            gone.getparent().remove(gone)

    page = upload(browser, report, edited(word(report), change))
    assert "no longer in the file" in page.content.decode()
    fields = fields_of(page)
    without = {name: value for name, value in fields.items() if not name.endswith("-take")}
    browser.post(where(report), without)
    assert any("thanked all" in text for text in texts(report))
    browser.post(where(report), fields)
    assert not any("thanked all" in text for text in texts(report))


def test_what_was_changed_here_meanwhile_is_not_lost(report, browser, rapporteur):
    content = edited(
        word(report), lambda paragraphs: replace(saying("Nights are hard", paragraphs), "hard", "long")
    )
    passage = next(row for row in report.paragraphs.all() if "Nights are hard" in str(row.text))
    narrative_builder.edit_passage(passage, by=rapporteur, text={"en": "Nights are dark."}, revision=1)

    page = upload(browser, report, content)
    assert "changed here since the file was made" in page.content.decode()
    fields = fields_of(page)
    assert not any(name.endswith("-take") for name in fields)
    browser.post(where(report), fields)
    assert "Nights are dark." in texts(report)

    # Between comparing and choosing: neither is lost, and the page says so.
    fields["passages-0-take"] = "on"
    passage.refresh_from_db()
    narrative_builder.edit_passage(
        passage, by=rapporteur, text={"en": "Nights are cold."}, revision=passage.revision
    )
    answer = browser.post(where(report), fields)
    assert "Someone has changed this meanwhile" in answer.content.decode()
    assert "long" in answer.content.decode() and "Nights are cold." in texts(report)


def test_another_file_is_refused_and_says_what_to_do(report, browser):
    other = Document()
    other.add_paragraph("1. Fund the hotline.")
    target = io.BytesIO()
    other.save(target)
    page = upload(browser, report, target.getvalue()).content.decode()
    assert "No passage of this report is marked in the file" in page
    assert ReportParagraph.objects.filter(is_edited=True).count() == 1


def test_languages_that_the_conference_has_not_are_not_read(report, browser, django_assert_max_num_queries):
    document = Document()
    for number in range(300):
        paragraph = document.add_paragraph("Text.")
        start = OxmlElement("w:bookmarkStart")
        start.set(qn("w:id"), str(number))
        start.set(qn("w:name"), f"p{number:020x}_00000000_a{chr(97 + number % 26)}")
        paragraph._p.append(start)
    target = io.BytesIO()
    document.save(target)
    browser.get(where(report))
    with django_assert_max_num_queries(40):
        page = upload(browser, report, target.getvalue()).content.decode()
    assert "No passage of this report is marked in the file" in page


def test_a_difference_of_which_nothing_was_sent_changes_nothing(report, browser):
    before = texts(report)
    sent = {"passages-TOTAL_FORMS": "1", "passages-INITIAL_FORMS": "0"}
    assert browser.post(where(report), sent).status_code == 302 and texts(report) == before


def test_a_final_report_takes_nothing(report, browser, rapporteur):
    content = edited(
        word(report), lambda paragraphs: replace(saying("Nights are hard", paragraphs), "hard", "long")
    )
    page = upload(browser, report, content)
    narrative_builder.set_final(report, by=rapporteur, final=True)
    answer = browser.post(where(report), fields_of(page))
    assert "The report is final" in answer.content.decode()
    assert any("Nights are hard" in text for text in texts(report))
