"""The official document, the matrix and the reports: sound, true, and the same record in every format."""

import datetime as dt
import io
import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext as _
from docx import Document
from docx.oxml.ns import qn

from agenda.rooms.models import GroupRole, WorkingGroup
from confman.documents.domain.builder import build_data, build_document
from confman.documents.registry import document_kinds
from confman.translation.languages import reading_in
from outcomes.follow_up.domain.actions import report_progress, save_action
from outcomes.follow_up.domain.review import publish_assessment, show_assessment
from outcomes.plenary.domain.adoption import PlenaryDecision, adopt_recommendations
from outcomes.publication.domain.issues import publish_recommendations
from outcomes.recommendations.domain.outcome_documents import change_document, recommendations_document
from outcomes.recommendations.models.recommendation import Recommendation
from tests.documents.inspection import assert_sound_pdf
from tests.factories import (
    AddresseeFactory,
    ConsentFactory,
    DelegationFactory,
    PartnerFactory,
    PersonFactory,
    RegistrationFactory,
    ScanFactory,
    SessionFactory,
    SessionRoleFactory,
)
from tests.outcomes.recommendation_samples import recommendation

# Every document is made of the demo with both databases (tests/documents/test_every_document.py).
pytestmark = pytest.mark.sqlite

LONG = (
    "Strengthen and extend " + " ".join(f"inter-sectoral-collaboration-mechanism-{n}" for n in range(4)) + "."
)
TEXTS = [
    {
        "en": "Set out the procedure:\n\n(a) appoint an officer;\n\n(b) fix limits:\n\n(i) for calls;\n\n(ii) for aid.",
        "ru": "Закрепить порядок:\n\n(a) назначить лицо;\n\n(b) установить сроки:\n\n(i) звонков;\n\n(ii) помощи.",
        "uz": "Tartib belgilansin:\n\n(a) mas’ul tayinlansin;\n\n(b) muddatlar:\n\n(i) qo‘ng‘iroqlar;\n\n(ii) yordam.",
        "ar": "تحديد الإجراء:\n\n(a) تعيين مسؤول؛\n\n(b) تحديد المهل:\n\n(i) للمكالمات؛\n\n(ii) للمساعدة.",
        "uz-Cyrl": "Тартиб белгилансин:\n\n(a) масъул шахс;\n\n(b) муддатлар:\n\n(i) қўнғироқлар;\n\n(ii) ёрдам.",
    },
    {"en": LONG},
    {"en": "Fund <hotlines> & “shelters” {{ meta.title }}.", "ru": "Финансировать горячие линии и приюты."},
]  # fmt: skip


@pytest.fixture
def adopted(conference, member):
    """Three adopted recommendations, the first and the third published: a gap in the numbers."""
    conference.languages = ["en", "ru", "uz", "ar", "uz-Cyrl"]
    conference.is_sample = True
    conference.save()
    user = member("rapporteur")
    document = recommendations_document(conference, by=user)
    change_document(
        document, by=user,
        values={
            "symbol": "CONF/2027/5", "original_language": "en",
            "title": {"en": "Recommendations " + "on a very long subject " * 6, "ru": "Рекомендации"},
            "preamble": {"en": "The participants,\n\nRecalling the aims,", "ru": "Участники,\n\nнапоминая цели,"},
        },
        sections=[(None, {"en": "Procedures", "ru": "Порядок"})],
    )  # fmt: skip
    section = document.sections.get()
    rows = [recommendation(conference, texts=text, stage="agreed", section=section) for text in TEXTS]
    adopt_recommendations(
        rows, by=user, decision=PlenaryDecision(method="consensus", decided_on=dt.date(2027, 3, 31))
    )
    publish_recommendations([rows[0], rows[2]], by=user)
    return conference


def made(conference, kind, language, format, **options):
    return build_document(kind, conference, language=language, format=format, options=options).content


@pytest.mark.parametrize("language", ["en", "ru", "ar", "uz-Cyrl"])
def test_the_pdf_is_sound_in_every_script(adopted, language):
    assert_sound_pdf(made(adopted, "outcomes.recommendations", language, "pdf"))


def test_the_page_says_what_was_adopted_and_how(adopted):
    html = made(adopted, "outcomes.recommendations", "en", "html").decode()
    assert "The three recommendations were adopted by consensus on 31 March 2027." in html
    assert "CONF/2027/5" in html and "SAMPLE" in html and "DRAFT" in html
    assert "Fund &lt;hotlines&gt; &amp; “shelters” {{ meta.title }}." in html


def test_only_published_ones_where_asked_and_then_no_draft(adopted):
    html = made(adopted, "outcomes.recommendations", "ru", "html", published=True).decode()
    assert "Закрепить порядок" in html and "mechanism-1" not in html
    assert ">DRAFT<" not in html and "Рекомендации" in html


def test_a_missing_language_is_said(adopted):
    html = made(adopted, "outcomes.recommendations", "ru", "html").decode()
    assert re.search(r'lang="en"[^>]*>Strengthen and extend', html)
    data = build_data(document_kinds.get("outcomes.recommendations"), adopted, language="ru")
    notes = [entry.note for part in data.parts for entry in part.entries]
    assert [bool(note) for note in notes] == [False, True, False]
    assert "английский" in notes[1].lower()


def test_word_has_headings_numbers_and_language_marks(adopted):
    document = Document(io.BytesIO(made(adopted, "outcomes.recommendations", "ru", "docx")))
    paragraphs = document.paragraphs
    headings = [p.text.replace("\u00a0", " ") for p in paragraphs if p.style.name.startswith("Heading")]
    with reading_in("ru"):
        assert headings == [
            "Порядок",
            _("Adoption"),
            _("Annex. %(title)s") % {"title": _("Origin of the recommendations")},
        ]

    counted = [p for p in paragraphs if p._p.pPr is not None and p._p.pPr.find(qn("w:numPr")) is not None]
    ids = [int(p._p.pPr.find(qn("w:numPr")).find(qn("w:numId")).get(qn("w:val"))) for p in counted]
    levels = [int(p._p.pPr.find(qn("w:numPr")).find(qn("w:ilvl")).get(qn("w:val"))) for p in counted]
    assert levels == [0, 1, 1, 2, 2, 0, 0]
    assert all(p.style.name == "List Number" for p in counted)
    [one_list] = set(ids)
    [begun] = [num for num in document.part.numbering_part.element.num_lst if num.numId == one_list]
    assert [each.val for each in begun.iter(qn("w:startOverride"))] == [1], "2. and 3. go on from 1."

    marks = [p.runs[0]._r.rPr.find(qn("w:lang")).get(qn("w:val")) for p in counted]
    assert marks == ["ru-RU"] * 5 + ["en-GB", "ru-RU"]
    assert "{{ meta.title }}" not in counted[-1].text or "Fund" in counted[-1].text


@pytest.mark.parametrize("language", ["en", "ru"])
def test_sub_paragraphs_are_marked_as_the_language_does(adopted, language):
    page = made(adopted, "outcomes.recommendations", language, "html").decode()
    marks = re.findall(r">\s*(\(?(?:a|b|i|ii)\))\s*<", page)
    assert marks == (["(a)", "(b)", "(i)", "(ii)"] if language == "en" else ["a)", "b)", "i)", "ii)"])
    word = Document(io.BytesIO(made(adopted, "outcomes.recommendations", language, "docx")))
    texts = {one.get(qn("w:val")) for one in word.part.numbering_part.element.iter(qn("w:lvlText"))}
    assert ("%2)" in texts, "(%2)" in texts) == (language == "ru", language != "ru")


def test_the_numbers_are_the_same_in_every_language(adopted):
    kind = document_kinds.get("outcomes.recommendations")
    numbers = []
    for language in adopted.languages:
        data = build_data(kind, adopted, language=language)
        numbers.append([entry.number for part in data.parts for entry in part.entries])
    assert numbers == [[1, 2, 3]] * 5


def test_sections_of_one_title_in_one_language_keep_their_own_beside_it(conference, member):
    user = member("rapporteur")
    conference.languages = ["en", "ru"]
    conference.save()
    document = recommendations_document(conference, by=user)
    titles = [("General", "Первое"), ("General", "Второе"), ("Other", "Третье")]
    change_document(
        document,
        by=user,
        values={},
        sections=[(None, {"en": first, "ru": second}) for first, second in titles],
    )
    for section in document.sections.all():
        recommendation(conference, by=user, section=section)
    data = build_data(document_kinds.get("outcomes.two-columns"), conference, language="en")
    headings = [(row.first.text, row.second.text) for row in data.rows if row.kind == "heading"]
    assert [pair for pair in headings if pair in titles] == titles


def test_the_document_asks_a_constant_number_of_queries(adopted):
    kind = document_kinds.get("outcomes.recommendations")

    def queries():
        with CaptureQueriesContext(connection) as captured:
            build_data(kind, adopted, language="en")
        return len(captured)

    before = queries()
    for _number in range(3):
        recommendation(adopted, stage="adopted")
    assert queries() == before


def test_who_may_not_be_named_stands_in_no_annex(adopted):
    group = WorkingGroup.objects.create(conference=adopted, code="WG1", name={"en": "First"})
    for listing, name in (("public", "Open Person"), ("secretariat", "Hidden Person")):
        person = PersonFactory(conference=adopted, name={"en": name}, listing=listing)
        GroupRole.objects.create(person=person, group=group, role="chair")
    html = made(adopted, "outcomes.recommendations", "en", "html").decode()
    assert "Open Person" in html and "Hidden Person" not in html


@pytest.fixture
def listed(adopted):
    """Participants in every way of being listed, one of them in a delegation."""
    for listing, name in (
        ("public", "Open Person"),
        ("participants", "Shared Person"),
        ("secretariat", "Hidden Person"),
    ):
        row = RegistrationFactory(
            conference=adopted, status="approved", delegation=DelegationFactory(conference=adopted, kind="state"),
            person__conference=adopted, person__listing=listing, person__name={"en": name},
        )  # fmt: skip
        ConsentFactory(person=row.person)
    # On the record of someone who was imported the list of everyone does not rely.
    RegistrationFactory(
        conference=adopted, status="approved",
        person__conference=adopted, person__listing="public", person__name={"en": "Mute Person"},
    )  # fmt: skip
    return adopted


def test_an_annex_alone_has_no_number_and_names_the_officers_of_the_agenda(conference):
    group = WorkingGroup.objects.create(conference=conference, code="WG1", name={"en": "Hotlines"})
    session = SessionFactory(conference=conference, working_group=group)
    SessionRoleFactory(
        session=session, role="chair", status="confirmed",
        person=PersonFactory(conference=conference, name={"en": "Aziza Chair"}),
    )  # fmt: skip
    document = Document(io.BytesIO(made(conference, "outcomes.recommendations", "en", "docx")))
    assert "Annex. Working groups" in [p.text for p in document.paragraphs]
    assert "Aziza Chair" in [
        cell.text for table in document.tables for row in table.rows for cell in row.cells
    ]


@pytest.mark.parametrize(
    ("distribution", "names"),
    [("general", {"Open"}), ("limited", {"Open", "Shared", "Mute"})],
    ids=["general", "limited"],
)
def test_the_final_document_lists_participants_as_far_as_its_readers_may_know_them(
    listed, distribution, names
):
    listed.outcome_documents.update(distribution=distribution)
    html = made(listed, "outcomes.recommendations", "en", "html", published=True).decode()
    assert "List of participants" in html and f"Persons listed: {len(names)}" in html
    assert {word for word in ("Open", "Shared", "Hidden", "Mute") if f"{word} Person" in html} == names

    document = Document(io.BytesIO(made(listed, "outcomes.recommendations", "en", "docx", published=True)))
    headings = [(p.style.name, p.text) for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert ("Heading 1", "Annex\u00a0II. List of participants") in headings and (
        "Heading 2",
        "States",
    ) in headings
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert {word for word in ("Open", "Shared", "Hidden", "Mute") if f"{word} Person" in cells} == names


def test_a_draft_and_whoever_says_no_have_no_list_of_participants(listed):
    def has_list(**options):
        return "Open Person" in made(listed, "outcomes.recommendations", "en", "html", **options).decode()

    assert not has_list()
    assert not has_list(published=True, participants="no")
    assert has_list(participants="yes")


@pytest.fixture
def followed(adopted, member):
    user = member("rapporteur")
    row = Recommendation.objects.published().first()
    lead = AddresseeFactory(conference=adopted, name={"en": "Lead body"})
    action = save_action(
        row, by=user, partners=[lead],
        values={"what": {"en": "Draft the plan"}, "lead": lead, "due_on": dt.date(2027, 6, 1), "status": "in-progress"},
    )  # fmt: skip
    report = report_progress(
        action, by=user,
        values={"period_to": dt.date(2027, 5, 1), "narrative": {"en": "Half done."}, "percent": 50,
                "self_assessment": "in-progress", "verified_assessment": "partially-implemented"},
    )  # fmt: skip
    show_assessment(report, by=user)
    publish_assessment(report, by=user, reason="Agreed by telephone")
    return adopted


@pytest.mark.parametrize(
    "kind",
    [
        "outcomes.follow-up",
        "outcomes.follow-up-report",
        "outcomes.conference-report",
        "outcomes.donor-report",
    ],
)
@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.nightly), "ar"])
def test_matrix_and_reports_are_sound(followed, kind, language):
    assert_sound_pdf(made(followed, kind, language, "pdf"))
    assert made(followed, kind, language, "xlsx").startswith(b"PK")


def test_the_matrix_tells_the_reported_from_the_verified(followed):
    html = made(followed, "outcomes.follow-up", "en", "pdf")
    document = Document(io.BytesIO(made(followed, "outcomes.follow-up", "en", "docx")))
    text = "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    assert html.startswith(b"%PDF")
    assert "Reported: in progress" in text and "Verified: partially implemented" in text
    assert "no reply received" in text and "Lead: Lead body" in text
    # Progress stands on a line of its own below the action.
    assert "Draft the plan\nDone: 50%\nLead:" in text
    # Sub-paragraphs are counted by Word, as those of the recommendations are, and begin again in the next row.
    cells = [cell for row in document.tables[-1].rows for cell in row.cells]
    counted = [
        p for cell in cells for p in cell.paragraphs if p._p.pPr is not None and p._p.pPr.numPr is not None
    ]
    assert [(p.text, p._p.pPr.numPr.ilvl.val) for p in counted if p._p.pPr.numPr.ilvl.val] == [
        ("appoint an officer;", 1), ("fix limits:", 1), ("for calls;", 2), ("for aid.", 2),
    ]  # fmt: skip


def report_rows(conference, title):
    """The rows of one breakdown of the conference report, by their first cell."""
    data = build_data(document_kinds.get("outcomes.conference-report"), conference, language="en")
    table = next(table for table in data.breakdowns if table.title == title)
    said = data.totals.definition
    assert "under five are not shown" in said and "Attended: approved individuals" in said
    word = Document(io.BytesIO(made(conference, "outcomes.conference-report", "en", "docx")))
    assert sum("Attended: approved individuals" in paragraph.text for paragraph in word.paragraphs) == 1, (
        "said once"
    )
    return {row[0]: row[1:] for row in table.rows}, data


def test_the_report_defines_its_figures_hides_small_ones_and_counts_scans(followed):
    registrations = [
        RegistrationFactory(
            conference=followed, status="approved", person__sex=sex, person__conference=followed
        )
        for sex in ["female"] * 7 + ["male"] * 8 + ["other"] * 2
    ]
    rows, _data = report_rows(followed, "By sex")
    # Two are too few to show, and from the total they could be computed: the next smallest goes too.
    assert rows == {
        "Male": ("8", "8", "0"), "Female": ("–", "–", "0"), "Groups of fewer than five": ("–", "–", "0")
    }  # fmt: skip

    for registration in registrations[:6]:
        ScanFactory(registration=registration, checkpoint__conference=followed)
    _rows, data = report_rows(followed, "By sex")
    assert ("Attended", "6") in data.totals.rows
    ScanFactory(registration=registrations[8], checkpoint__conference=followed)
    _rows, data = report_rows(followed, "By sex")
    assert ("Attended", "7") in data.totals.rows


def test_the_donor_report_names_the_grant(followed):
    PartnerFactory(conference=followed, role="donor", name={"en": "A Donor"}, grant_number="S-UZ-2027-1")
    document = Document(io.BytesIO(made(followed, "outcomes.donor-report", "en", "docx")))
    text = "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    assert "S-UZ-2027-1" in text and "A Donor" in text
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert headings == ["I. The conference", "II. Participants", "III. Recommendations", "IV. Follow-up"]


@pytest.mark.parametrize(
    ("kind", "format"),
    [
        pytest.param(kind, format, marks=[] if row == column else pytest.mark.nightly)
        for row, kind in enumerate(["conference", "donor", "follow-up"])
        for column, format in enumerate(["pdf", "docx", "xlsx"])
    ],
)
def test_the_report_command_writes_a_file(followed, tmp_path, kind, format):
    target = tmp_path / f"report.{format}"
    call_command(
        "report", followed.slug, "--kind", kind, "--format", format, "--language", "ru", "-o", str(target)
    )
    assert target.read_bytes()[:2] in (b"%P", b"PK")
