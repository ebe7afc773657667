"""Writing together, translating, splitting, and texts that come in as files."""

import io
import time
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given
from hypothesis import strategies as st

from confman.web.errors import Refused
from outcomes.drafting.domain.group_stages import parts_of, split_recommendation
from outcomes.drafting.domain.translation_status import missed_changes, set_text_status
from outcomes.drafting.exchange.text_import import read_text
from outcomes.drafting.exchange.text_rows import ImportedRow, drafts_of
from outcomes.drafting.web.forms import suggested_parts
from outcomes.recommendations.domain.origins import became_of, origins_of
from outcomes.recommendations.domain.plain_text import ParagraphText
from outcomes.recommendations.domain.versions import revise_recommendation
from outcomes.recommendations.domain.wording import bracketed, passages, settled_text
from outcomes.recommendations.models.addressee import Addressee
from outcomes.recommendations.models.recommendation import Recommendation
from tests.factories import WorkingGroupFactory
from tests.outcomes.recommendation_samples import recommendation

TWO = {
    "en": "Fund the hotline.\n\nReport every year.",
    "ru": "Финансировать линию.\n\nОтчитываться ежегодно.",
}


@pytest.fixture
def browser(staff, client_as):
    return client_as(staff)


def fresh(row):
    return Recommendation.objects.select_related("current_version", "conference").get(pk=row.pk)


def text_page(row, language="en"):
    kwargs = {"slug": row.conference.slug, "pk": row.pk, "language": language}
    return reverse("outcomes_secretariat:text", kwargs=kwargs)


def typed(version, *texts, **more):
    """The form of the page: the paragraphs in their order, in the language of the page."""
    sent = {
        "base": version.pk,
        "status": "draft",
        "p-TOTAL_FORMS": len(texts),
        "p-INITIAL_FORMS": len(version.body),
    }
    for number, text in enumerate(texts):
        key = version.body[number].id if number < len(version.body) else ""
        sent |= {
            f"p-{number}-id": key,
            f"p-{number}-level": 0,
            f"p-{number}-text": text,
            f"p-{number}-ORDER": number + 1,
        }
    return sent | more


# --- Together -------------------------------------------------------------------------------------------


def test_two_writers_in_different_paragraphs_are_both_kept(conference, browser):
    row = recommendation(conference, texts=TWO)
    base = row.current_version
    browser.post(text_page(row), typed(base, "Fund the hotline well.", "Report every year."))
    answer = browser.post(text_page(row), typed(base, "Fund the hotline.", "Report every quarter."))
    assert answer.status_code == 302
    newest = fresh(row).current_version
    assert [p.text("en") for p in newest.body] == ["Fund the hotline well.", "Report every quarter."]
    assert newest.number == 3


def test_two_writers_in_one_paragraph_see_both_texts_and_lose_none(conference, browser):
    row = recommendation(conference, texts=TWO)
    base = row.current_version
    browser.post(
        text_page(row), typed(base, "Fund it for three years.", "Report every year.", "Theirs is new.")
    )
    answer = browser.post(
        text_page(row), typed(base, "Fund it for five years.", "Report every year.", reason="Mine")
    )
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert (
        "Fund it for five years." in shown
        and "<del>five</del><ins>three</ins>" in shown
        and "Theirs is new." in shown
    )
    assert fresh(row).current_version.number == 2
    # Saved again as it stands there, it follows the newest version, and the other's new paragraph stays.
    newest = fresh(row).current_version
    browser.post(
        text_page(row), typed(newest, "Fund it for five years.", "Report every year.", "Theirs is new.")
    )
    assert [p.text("en") for p in fresh(row).current_version.body][0::2] == [
        "Fund it for five years.",
        "Theirs is new.",
    ]


# --- Translation ----------------------------------------------------------------------------------------


def test_a_stale_language_says_what_it_has_missed_until_it_is_brought_in_line(conference, staff, browser):
    row = recommendation(conference, texts={"en": "Fund the hotline.", "ru": "Финансировать линию."})
    for text in ("Fund the hotline for three years.", "Fund the hotline for five years."):
        base = fresh(row).current_version
        written = [ParagraphText(text, 0, base.body[0].id)]
        revise_recommendation(fresh(row), by=staff, base=base, language="en", written=written)
    with pytest.raises(Refused, match="bring it into line first"):
        set_text_status(
            fresh(row), by=staff, base=fresh(row).current_version, language="ru", status="official"
        )
    page = browser.get(text_page(row, "ru") + "?beside=en").content.decode()
    assert "Fund the hotline<ins> for five years</ins>." in page
    version = fresh(row).current_version
    browser.post(text_page(row, "ru"), typed(version, "Финансировать линию пять лет.", status="reviewed"))
    version = fresh(row).current_version
    assert version.status_of("ru") == "reviewed"
    assert missed_changes([v.body for v in row.versions.order_by("number")], "ru", "en") == {}
    status = {"slug": conference.slug, "pk": row.pk, "language": "ru"}
    browser.post(
        reverse("outcomes_secretariat:text-status", kwargs=status), {"base": version.pk, "status": "official"}
    )
    assert fresh(row).current_version.status_of("ru") == "official"


# --- Splitting ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("stage", "becomes"), [("draft", "draft"), ("agreed", "consolidated")])
def test_a_split_keeps_the_original_and_each_part_says_where_it_comes_from(
    conference, staff, browser, stage, becomes
):
    row = recommendation(conference, texts=TWO, stage=stage, priority="high")
    first, second = row.current_version.body
    url = reverse("outcomes_secretariat:split", args=[conference.slug, row.pk])
    browser.post(url, {f"part-{first.id}": 1, f"part-{second.id}": 2})
    row = fresh(row)
    parts = became_of(row)
    assert (row.stage, row.versions.count(), [part.stage for part in parts]) == ("split", 1, [becomes] * 2)
    assert [part.current_version.body[0].text("ru") for part in parts] == [
        p.text("ru") for p in (first, second)
    ]
    assert parts[0].priority == "high" and list(parts[0].addressees.all()) == list(row.addressees.all())
    assert [(o.recommendation, o.version, o.how) for o in origins_of(parts[1])] == [(row, 1, "split")]
    page = browser.get(reverse("outcomes_secretariat:recommendation", args=[conference.slug, parts[1].pk]))
    assert row.working_ref in page.content.decode()
    with pytest.raises(Refused):
        split_recommendation(row, by=staff, parts=[[first], [second]])


@pytest.mark.parametrize(
    ("levels", "parts"),
    [([0, 0], [1, 2]), ([0, 1, 0], [1, 1, 2]), ([0, 1, 2, 1], [0, 1, 1, 2]), ([1, 0], [1, 2]), ([0], [1])],
)
def test_a_split_foresees_what_belongs_together(levels, parts):
    assert suggested_parts(levels) == parts


def test_a_split_loses_no_paragraph(conference, staff):
    row = recommendation(conference, texts=TWO)
    first, second = row.current_version.body
    for parts in ([[first], [first]], [[first, second]], [[first, second], []]):
        with pytest.raises(Refused):
            split_recommendation(row, by=staff, parts=parts)
    assert parts_of([first, second], {first.id: 0, second.id: 4}) == [[first, second]]
    assert fresh(row).stage == "draft"


# --- Brackets -------------------------------------------------------------------------------------------


@given(st.text(alphabet="ab []", max_size=30))
def test_settling_every_passage_ends_without_brackets(text):
    assert len(passages(text)) == len(bracketed(text))
    for _attempt in range(100):
        if not passages(text):
            break
        text = settled_text(text, 0, "keep")
    assert not passages(text)


# --- Files ----------------------------------------------------------------------------------------------


def word(*paragraphs):
    """A Word file of paragraphs: (text, style)."""
    document = Document()
    for text, style in paragraphs:
        document.add_paragraph(text, style=style)
    return document


def saved(document):
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def kinds(content):
    return [(row.kind, row.text) for row in read_text(content).rows]


def test_words_own_numbers_and_typed_ones_begin_drafts():
    document = word(
        ("Prevention", "Heading 1"), ("Fund the hotline.", "List Number"), ("in all regions,", None)
    )
    # A list of letters of its own, as Word's button makes it.
    numbering = document.part.numbering_part.element
    numbering.insert(
        0,
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77"><w:lvl w:ilvl="0"><w:numFmt w:val="lowerLetter"/>'
            "</w:lvl></w:abstractNum>"
        ),
    )
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    properties = document.paragraphs[-1]._p.get_or_add_pPr()
    properties.append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr>')
    )
    document.add_paragraph("2. Report:")
    document.add_paragraph("(a) every year;")
    document.add_paragraph("(i) to parliament.")
    assert kinds(saved(document)) == [
        ("out", "Prevention"), ("draft", "Fund the hotline."), ("a", "in all regions,"),
        ("draft", "Report:"), ("a", "every year;"), ("i", "to parliament."),
    ]  # fmt: skip


def test_plain_text_in_any_encoding_with_broken_lines():
    text = "РЕКОМЕНДАЦИИ\n\n1. Финансировать горячую линию с\n2018. года и далее;\na) в регионах.\n\n2) Отчитываться."
    expected = [
        ("out", "РЕКОМЕНДАЦИИ"), ("draft", "Финансировать горячую линию с 2018. года и далее;"),
        ("a", "в регионах."), ("draft", "Отчитываться."),
    ]  # fmt: skip
    assert kinds(text.encode()) == kinds(text.encode("cp1251")) == kinds(text.encode("utf-16")) == expected


def test_tracked_changes_tables_and_notes_are_said_and_read_as_if_accepted():
    document = word(("1. Fund the ", None))
    paragraph = document.paragraphs[0]._p
    for tag, text_tag, words in (("w:del", "w:delText", "old line"), ("w:ins", "w:t", "hotline.")):
        change, run, text = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text_tag)
        text.text = words
        run.append(text)
        change.append(run)
        paragraph.append(change)
    outer = document.add_table(1, 1)
    outer.cell(0, 0).text = "2. In a cell."
    outer.cell(0, 0).add_table(1, 1).cell(0, 0).text = "3. Further in."
    read = read_text(saved(document))
    assert [row.text for row in read.rows if row.kind == "draft"] == [
        "Fund the hotline.",
        "In a cell.",
        "Further in.",
    ]
    assert len(read.notes) == 2 and "2 tracked changes" in read.notes[0] and "within a table" in read.notes[1]


def test_a_file_of_many_styles_is_read_at_once():
    """Each of them based on the one before: what a style inherits is looked up, not searched for."""
    document = word(("A paragraph", None))
    for number in range(2_000):
        document.styles.element.append(
            parse_xml(
                f'<w:style {nsdecls("w")} w:type="paragraph" w:styleId="S{number}"><w:name w:val="S{number}"/>'
                f'<w:basedOn w:val="S{number - 1}"/></w:style>'
            )
        )
    content = saved(document)
    begun = time.process_time()
    assert read_text(content).rows
    assert time.process_time() - begun < 2


def test_files_that_cannot_be_taken_say_why():
    plain = saved(word(("1. Text.", None)))

    def changed(**entries):
        file = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(plain)) as old,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for entry in old.infolist():
                new.writestr(entry, entries.pop(entry.filename, None) or old.read(entry))
            for name, content in entries.items():
                new.writestr(name, content)
        return file.getvalue()

    for content, said in (
        (changed(**{"word/vbaProject.bin": b"macro"}), "macros"),
        (changed(**{"word/media/bomb.bin": b"\0" * 70_000_000}), "unpacks to more than"),
        (plain[:2000], "not a Word file"),
        (changed(**{"word/document.xml": b"<not-closed"}), "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Word format"),
        (b"MZ\x00\x00\x00", "neither Word"),
        (b" \n ", "no text"),
    ):
        with pytest.raises(Refused, match=said):
            read_text(content)


def test_the_preview_splits_joins_and_leaves_out():
    rows = [
        ImportedRow("out", "Heading"), ImportedRow("draft", "One.\r\n\r\nTwo."), ImportedRow("a", "below two"),
        ImportedRow("join", "and on"), ImportedRow("paragraph", "Another."),
    ]  # fmt: skip
    drafts = [[(p.level, p.text("ru")) for p in body] for body in drafts_of(rows, "ru")]
    assert drafts == [[(0, "One.")], [(0, "Two."), (1, "below two and on"), (0, "Another.")]]
    with pytest.raises(ValueError, match="first"):
        drafts_of([ImportedRow("a", "first")], "en")


def test_import_of_a_file_page_by_page(conference, browser):
    group = WorkingGroupFactory(conference=conference, code="WG1")
    url = reverse("outcomes_secretariat:room-import", args=[conference.slug, group.code])
    hostile = "<script>alert(1)</script> & “more”"
    file = SimpleUploadedFile(
        "drafts.docx", saved(word((f"1. {hostile}", None), ("2. " + "x" * 100_000, None)))
    )
    page = browser.post(url, {"file": file})
    formset = page.context["rows"]
    assert "&lt;script&gt;" in page.content.decode() and not Recommendation.objects.exists()
    sent = {"language": "ru", "source": "drafts.docx", "rows-TOTAL_FORMS": 2, "rows-INITIAL_FORMS": 2}
    for number, row in enumerate(formset.initial):
        sent |= {f"rows-{number}-kind": row["kind"], f"rows-{number}-text": row["text"]}
    # All or nothing: one that stands below nothing stops all, and what was corrected stands there still.
    wrong = browser.post(url, sent | {"rows-0-kind": "a"})
    assert "with no draft above it" in wrong.content.decode() and not Recommendation.objects.exists()
    assert browser.post(url, sent).status_code == 302
    first, second = Recommendation.objects.order_by("working_ref").select_related("current_version")
    assert first.current_version.body[0].text("ru") == hostile
    assert (first.source, len(second.current_version.body[0].text("ru"))) == ("drafts.docx", 100_000)


def test_details_take_a_new_addressee_and_only_real_targets(conference, browser):
    row = recommendation(conference)
    url = reverse("outcomes_secretariat:details", args=[conference.slug, row.pk])
    known = Addressee.objects.get()
    sent = {"addressees": [known.pk], "visibility": "group", "sdg_targets": "16.2, 16.a 16.2"}
    assert "16.99" in browser.post(url, sent | {"sdg_targets": "16.99"}).content.decode()
    browser.post(url, sent | {"new_addressees": f"National commission\n{str(known.name).upper()}"})
    row = fresh(row)
    assert sorted(str(each.name) for each in row.addressees.all()) == sorted(
        [str(known.name), "National commission"]
    )
    assert row.sdg_targets == ["16.2", "16.a"]
    browser.post(url, sent | {"new_themes": "Prevention\nPREVENTION\nVictims"})
    made = list(fresh(row).themes.all())
    assert [str(theme.name) for theme in made] == ["Prevention", "Victims"]
    assert len({theme.colour for theme in made}) == 2, "each has a colour of its own"
