"""The report of the conference has the form of the United Nations: from the record, on paper and in Word alike."""

import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import gettext
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook
from pypdf import PdfReader

from agenda.releases.domain.publication import publish_agenda
from agenda.sessions.models.session import Session
from confman.accounts.system_users import system_user
from confman.documents.domain.builder import build_data, build_document
from confman.documents.domain.texts import hours_in_text
from confman.documents.registry import document_kinds
from confman.translation.languages import reading_in
from outcomes.plenary.domain.adoption import PlenaryDecision, adopt_recommendations
from outcomes.plenary.models import Adoption
from outcomes.records.domain import record_intervention
from outcomes.reports.domain.figures import _OUTCOMES
from tests.documents.inspection import assert_sound_pdf
from tests.factories import (
    DelegationFactory,
    GroupRoleFactory,
    ItemFactory,
    PartnerFactory,
    PersonFactory,
    RegisteredDocumentFactory,
    RegistrationFactory,
    ScanFactory,
    SessionFactory,
    SessionRoleFactory,
    WorkingGroupFactory,
)
from tests.outcomes.recommendation_samples import recommendation

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

KIND = "outcomes.conference-report"


def report(conference, language="en", **options):
    return build_data(document_kinds.get(KIND), conference, language=language, options=options)


def made(conference, format, language="en"):
    return build_document(KIND, conference, language=language, format=format).content


def paper(conference, language="en"):
    pages = PdfReader(io.BytesIO(made(conference, "pdf", language))).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


@pytest.fixture
def held(conference):
    """A conference of last week: an opening, a group's session, a closing; three delegations; one recommendation."""
    today = conference.today()
    conference.starts_on, conference.ends_on = today - dt.timedelta(7), today - dt.timedelta(6)
    conference.languages, conference.symbol_prefix = ["en", "ru", "uz"], "CONF/2027"
    conference.save()
    user = system_user("command")
    start = timezone.now() - dt.timedelta(7)
    chair = PersonFactory(conference=conference, name={"en": "Aziza Chair"}, title={"en": "Ms."})
    rapporteur = PersonFactory(conference=conference, name={"en": "Bek Rapporteur"}, listing="public")
    group = WorkingGroupFactory(conference=conference, code="WG1", name={"en": "Hotlines"})
    GroupRoleFactory(group=group, person=rapporteur, role="rapporteur")
    sessions = [
        SessionFactory(conference=conference, kind=kind, title={"en": title}, working_group=of,
                       start=start + dt.timedelta(hours=hour), end=start + dt.timedelta(hours=hour + 1))
        for hour, (kind, title, of) in enumerate(
            (("opening", "The opening", None), ("working-group", "Hotlines", group), ("closing", "The closing", None))
        )
    ]  # fmt: skip
    for session in sessions:
        SessionRoleFactory(session=session, person=chair, role="chair", status="confirmed")
    ItemFactory(session=sessions[0], title={"en": "Election of officers"})
    publish_agenda(conference, by=user)
    for kind, name in (("ngo", "A hotline"), ("state", "Zambia"), ("state", "Austria")):
        RegistrationFactory(
            conference=conference, status="approved", person__conference=conference,
            delegation=DelegationFactory(conference=conference, kind=kind, name={"en": name}),
        )  # fmt: skip
    record_intervention(sessions[1], by=user, values={"points": "Горячие линии нужны.", "language": "ru"})
    row = recommendation(conference, texts={"en": "Fund the hotlines."}, stage="agreed", working_group=group)
    adopt_recommendations([row], by=user, decision=PlenaryDecision(method="consensus", decided_on=today))
    return conference


def test_the_session_of_an_adoption_is_named_if_everybody_may_see_it(held):
    session = SessionFactory(conference=held, title={"en": "Meeting of the heads"}, visibility="closed")
    Adoption.objects.update(session=session)
    for visibility in ("closed", "participants", "public"):
        Session.objects.filter(pk=session.pk).update(visibility=visibility)
        told = " ".join(report(held).adoption)
        assert "by consensus" in told and ("Meeting of the heads" in told) == (visibility == "public")


def test_parts_stand_in_their_order_and_paragraphs_are_numbered_throughout(held):
    data = report(held)
    assert [part.title for part in data.parts] == [
        "I. Opening of the conference",
        "II. Attendance",
        "III. Officers",
        "IV. Agenda and organization of work",
        "V. Proceedings",
        "VI. Adoption of the recommendations",
        "VII. Closure of the conference",
    ]
    numbers = [block.number for part in data.parts for block in part.blocks if block.number]
    assert numbers == list(range(1, len(numbers) + 1))
    text = paper(held)
    assert f"{len(numbers)}. " in text and text.index("I. Opening") < text.index("VII. Closure")


def test_in_uzbek_the_language_of_the_original_is_named_as_a_language(held):
    assert report(held, "uz").meta.masthead.original_language == "ingliz"


def test_its_masthead_has_symbol_distribution_date_and_original_language(held):
    masthead = report(held).meta.masthead
    assert masthead.symbol == "CONF/2027/2", "after the agenda, CONF/2027/1"
    assert masthead.distribution == "General" and masthead.date and masthead.original_language == "English"
    assert "CONF/2027/2" in paper(held) and "Distr.: General" in paper(held)


def test_officers_are_whom_the_agenda_and_the_groups_name(held):
    lines = [line for block in report(held).parts[2].blocks for line in block.lines]
    assert lines[0].startswith("Chair: Ms. Aziza Chair")
    assert any(line.startswith("Rapporteur: Bek Rapporteur") for line in lines)


def test_in_uzbek_the_number_of_a_group_is_joined_to_the_word(held):
    assert "1-ishchi guruhning (“Hotlines [inglizcha]”) mansabdor shaxslari:" in paper(held, "uz")


def test_organizers_and_donors_are_named_without_an_article(held):
    PartnerFactory(conference=held, role="organizer", name={"en": "Ministry of Justice"})
    PartnerFactory(conference=held, role="donor", name={"en": "European Union"})
    said = paper(held)
    assert "The conference was organized by the following: Ministry of Justice." in said
    assert "The conference was supported by the following: European Union." in said


def test_in_russian_one_that_supports_is_one_and_several_are_several(held):
    PartnerFactory(conference=held, role="donor", name={"ru": "Европейский союз"})
    assert "Конференция проведена при поддержке следующего партнёра: Европейский союз." in paper(held, "ru")
    PartnerFactory(conference=held, role="partner", name={"ru": "Центр «Опора»"})
    assert "Конференция проведена при поддержке следующих партнёров: " in paper(held, "ru")


def test_attendance_goes_by_kinds_and_by_the_alphabet(held):
    lines = [line for block in report(held).parts[1].blocks for line in block.lines]
    assert lines == ["States: Austria; Zambia.", "Non-governmental organizations: A hotline."]


def test_text_that_is_on_record_in_another_language_only_says_which(held):
    data = report(held)
    [block] = [block for part in data.parts for block in part.blocks if block.mark]
    assert (block.language, block.mark) == ("ru", "Russian")
    assert "on record in that language only" in data.meta.note
    assert "Горячие линии нужны. [Russian]" in paper(held)
    assert not [block for part in report(held, "ru").parts for block in part.blocks if block.mark]


def test_annexes_are_numbered_in_order_and_refer_to_the_list_of_participants(held):
    titles = [title for title in report(held).annexes.values() if title]
    assert titles[:3] == [
        "Annex I. Recommendations adopted by the conference",
        "Annex II. List of documents",
        "Annex III. List of participants",
    ]
    text = paper(held)
    assert "The text of the recommendations is contained in annex I." in text
    assert "The list of participants is contained in document CONF/2027/INF.1." in text
    assert [line.symbol for line in report(held).documents] == [
        "CONF/2027/1", "CONF/2027/1/Add.1", "CONF/2027/2", "CONF/2027/INF.1",
    ]  # fmt: skip


def test_word_counts_the_same_paragraphs_under_the_same_headings(held):
    document = Document(io.BytesIO(made(held, "docx")))
    data = report(held)
    headings = [p.text.replace("\u00a0", " ") for p in document.paragraphs if p.style.name == "Heading 1"]
    assert headings == [*(part.title for part in data.parts), *(t for t in data.annexes.values() if t)]
    agenda = {title for part in data.parts for block in part.blocks for _number, title in block.items}
    counted = [
        p
        for p in document.paragraphs
        if p._p.pPr is not None and p._p.pPr.numPr is not None and p.text.replace("\u00a0", " ") not in agenda
    ]
    numbered = [block for part in data.parts for block in part.blocks if block.number]
    assert [p.text.replace("\u00a0", " ") for p in counted[: len(numbered)]] == [
        f"{block.text} [{block.mark}]" if block.mark else block.text for block in numbered
    ]
    assert len({p._p.pPr.numPr.numId.val for p in counted[: len(numbered)]}) == 1, "one list throughout"


def test_a_head_of_a_table_is_never_parted_from_its_rows_in_word(held):
    document = Document(io.BytesIO(made(held, "docx")))
    heads = [row for table in document.tables for row in table.rows if row._tr.trPr is not None
             and row._tr.trPr.find(qn("w:tblHeader")) is not None]  # fmt: skip
    assert heads and all(
        p.paragraph_format.keep_with_next for row in heads for c in row.cells for p in c.paragraphs
    )


def test_no_empty_paragraph_of_word_stands_for_a_space(held):
    body = list(Document(io.BytesIO(made(held, "docx"))).element.body)
    tables = 0
    for before, element, after in zip(body, body[1:], body[2:], strict=False):
        tables += element.tag == qn("w:tbl")
        if element.tag == qn("w:p") and not list(element.iter(qn("w:t"))):
            # Two tables would be one without it, and a body ends with a paragraph.
            assert before.tag == qn("w:tbl") and after.tag in (qn("w:tbl"), qn("w:sectPr"))
    assert tables >= 3


@pytest.mark.parametrize("language", ["en", "ru", "uz"])
def test_it_is_sound_in_every_language(held, language):
    assert_sound_pdf(made(held, "pdf", language))


def test_what_the_record_lacks_is_left_out(conference):
    conference.starts_on = conference.ends_on = conference.today() - dt.timedelta(3)
    conference.symbol_prefix = ""
    conference.save()
    data = report(conference)
    assert [part.title for part in data.parts] == ["I. Opening of the conference"]
    assert not any(data.annexes.values()) and data.meta.masthead.symbol == ""
    assert "There is nothing on record about its sessions, participants and outcome." in paper(conference)
    assert "Annex" not in paper(conference)


def test_nobody_is_named_who_is_not_public_in_that_role(held):
    hidden = PersonFactory(conference=held, name={"en": "Hidden Chair"}, listing="secretariat")
    closed = SessionFactory(
        conference=held, title={"en": "Behind closed doors"}, visibility="closed",
        start=timezone.now() - dt.timedelta(6), end=None,
    )  # fmt: skip
    SessionRoleFactory(
        session=held.sessions.get(kind="opening"), person=hidden, role="co-chair", status="confirmed"
    )
    SessionRoleFactory(
        session=closed, role="chair", status="confirmed",
        person=PersonFactory(conference=held, name={"en": "Secret Chair"}),
    )  # fmt: skip
    text = str(report(held))
    assert "Hidden Chair" not in text and "Behind closed doors" not in text and "Secret Chair" not in text


def test_what_the_register_has_issued_for_everyone_is_among_the_documents(held):
    RegisteredDocumentFactory(conference=held, symbol="CONF/2027/7", title={"en": "Rules of procedure"})
    RegisteredDocumentFactory(
        conference=held, symbol="CONF/2027/8", title={"en": "A secret"}, distribution="restricted"
    )
    lines = {line.symbol: line.title for line in report(held).documents}
    assert lines["CONF/2027/7"] == "Rules of procedure" and "A secret" not in lines.values()
    # The report itself takes a number that no document has.
    assert lines["CONF/2027/9"] == "Report of the conference"


def test_its_annex_and_the_list_of_documents_name_the_same(held):
    RegisteredDocumentFactory(conference=held, symbol="CONF/2027/7", title={"en": "Rules of procedure"})
    session = held.sessions.get(kind="opening")
    ItemFactory(session=session, title={"ru": "Проект решения"}, symbol="CONF/2027/L.2")
    closed = SessionFactory(conference=held, visibility="closed", start=timezone.now(), end=None)
    ItemFactory(session=closed, title={"en": "A secret"}, symbol="CONF/2027/L.3")
    ItemFactory(session=session, title={"en": "Held back"}, symbol="CONF/2027/9")
    RegisteredDocumentFactory(conference=held, symbol="CONF/2027/9", issued_at=None)
    publish_agenda(held, by=system_user("command"))
    ItemFactory(session=session, title={"en": "Not published yet"}, symbol="CONF/2027/L.4")
    data = build_data(document_kinds.get("outcomes.list-of-documents"), held, language="en")
    listed = {row.symbol: row.title for series in data.series for row in series.documents}
    annexed = {line.symbol: line.title for line in report(held).documents}
    own = {"CONF/2027/10": "Report of the conference", "CONF/2027/INF.1": "List of participants"}
    assert annexed == listed | own
    assert listed["CONF/2027/L.2"] == "Проект решения [Russian]"
    assert not {"A secret", "Held back", "Not published yet"} & set(listed.values())
    series = {series.title: [row.symbol for row in series.documents] for series in data.series}
    assert series["Draft decisions"] == ["CONF/2027/L.2"]
    assert series["Documents of the conference"] == ["CONF/2027/1", "CONF/2027/1/Add.1"]


def test_it_asks_a_constant_number_of_queries(held, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries():
        with CaptureQueriesContext(connection) as asked:
            report(held)
        return len(asked)

    before = queries()
    for number in range(3):
        session = SessionFactory(
            conference=held, start=timezone.now() - dt.timedelta(6, hours=number), end=None,
            working_group=WorkingGroupFactory(conference=held, code=f"WG{number + 2}"),
        )  # fmt: skip
        SessionRoleFactory(session=session, person__conference=held, role="speaker", status="confirmed")
    assert queries() == before


def test_the_donors_report_numbers_its_paragraphs_and_chapters_too(held):
    held.description = {"en": "The aim was to fund hotlines."}
    held.save()
    made = build_document("outcomes.donor-report", held, language="en", format="pdf").content
    text = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(made)).pages)
    assert "I. The conference 1. The aim was to fund hotlines." in text
    made = build_document("outcomes.donor-report", held, language="en", format="docx").content
    counted = [
        p.text
        for p in Document(io.BytesIO(made)).paragraphs
        if p._p.pPr is not None and p._p.pPr.numPr is not None
    ]
    assert counted[0] == "The aim was to fund hotlines."


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("outcomes.follow-up-report", "No recommendation has been adopted yet."),
        ("outcomes.follow-up", "No recommendation has been adopted yet."),
        ("outcomes.recommendations", "No recommendation has been adopted yet."),
        ("registrations.participants", "Nobody is listed yet."),
    ],
)
def test_a_document_of_a_conference_without_a_record_says_so_once(conference, kind, sentence):
    made = build_document(kind, conference, language="en", format="docx").content
    lines = [p.text for p in Document(io.BytesIO(made)).paragraphs]
    assert lines.count(sentence) == 1 and not any(
        line.startswith(("0 ", "Of 0", "Persons")) for line in lines
    )


def test_a_matrix_names_the_language_of_what_is_in_another(held):
    [row] = held.recommendations.all()
    data = build_data(document_kinds.get("outcomes.follow-up"), held, language="ru")
    assert data.rows[0].mark == "английский" and "только на этом языке" in data.meta.note, row
    assert not build_data(document_kinds.get("outcomes.follow-up"), held, language="en").rows[0].mark


@pytest.mark.parametrize(
    ("sex", "chaired", "spoke"),
    [
        ("male", "Председательствовал г-н Ким", "с заявлением выступил г-н Ким"),
        ("female", "Председательствовала г-жа Ким", "с заявлением выступила г-жа Ким"),
        ("", "Председатель: Ким", "заслушано заявление следующего участника: Ким"),
    ],
)
def test_russian_verbs_agree_with_who_chaired_and_spoke(held, sex, chaired, spoke):
    session = held.sessions.get(kind="opening")
    person = PersonFactory(conference=held, name={"ru": "Ким Светлый"}, sex=sex, listing="public")
    session.roles.update(person=person)
    SessionRoleFactory(
        session=session, item=session.items.get(), person=person, role="speaker", status="confirmed"
    )
    words = paper(held, "ru").replace("‐ ", "")
    assert chaired in words and spoke in words
    assert "(а)" not in words


def test_a_function_in_place_of_a_name_has_its_article(held):
    session = held.sessions.get(kind="opening")
    office = {"en": "Representative of the Ministry of Justice"}
    person = PersonFactory(conference=held, name=office, sex="female", listing="public")
    session.roles.update(person=person)
    SessionRoleFactory(session=session, person=person, role="speaker", status="confirmed")
    lines = [block.text for part in report(held).parts for block in part.blocks]
    assert any(line.endswith("chaired by the Representative of the Ministry of Justice.") for line in lines)
    assert "A statement was made by the Representative of the Ministry of Justice." in lines


def test_people_have_their_courtesy_title_and_no_brackets_within_brackets(held):
    office = {"en": "United Nations Office on Drugs and Crime (UNODC)"}
    person = PersonFactory(
        conference=held, name={"en": "Nargiza Karimova"}, sex="female", listing="public", organization=office
    )
    session = held.sessions.get(kind="opening")
    session.roles.update(person=person)
    SessionRoleFactory(session=session, person=person, role="speaker", status="confirmed")
    lines = [block.text for part in report(held).parts for block in part.blocks]
    assert any("chaired by Ms. Nargiza Karimova" in line for line in lines)
    assert f"A statement was made by Ms. Nargiza Karimova, {office['en']}." in lines


def test_a_proposal_is_labelled_in_the_language_in_which_it_was_noted(held):
    values = {"points": "Линии нужны.", "proposal": "Создать фонд.", "language": "ru"}
    record_intervention(held.sessions.get(kind="opening"), by=system_user("command"), values=values)
    lines = [block.text for part in report(held).parts for block in part.blocks]
    assert "Линии нужны. Предложение: Создать фонд." in lines


def test_attendance_is_told_in_sentences(held):
    for number in range(8):
        row = RegistrationFactory(
            conference=held,
            status="approved",
            person__country=("UZ", "KZ")[number % 2],
            person__conference=held,
        )
        ScanFactory(registration=row)
    words = paper(held)
    assert "The conference was attended by eight participants" in words
    assert "A total of 11 persons had registered; all the registrations had been approved." in words
    assert "Registered: 11;" not in words


def test_reports_and_the_matrix_say_to_whom_they_go(held):
    kinds = {
        "outcomes.donor-report": "Restricted",
        "outcomes.follow-up": "General",
        "outcomes.follow-up-report": "General",
    }
    for kind, distribution in kinds.items():
        data = build_data(document_kinds.get(kind), held, language="en")
        assert data.meta.masthead.distribution == distribution
        content = build_document(kind, held, language="ru", format="pdf").content
        words = PdfReader(io.BytesIO(content)).pages[0].extract_text()
        assert "Распространение:" in words or "Distr" in words


def test_a_figure_and_a_heading_have_their_own_russian():
    with reading_in("ru"):
        assert str(_OUTCOMES["adopted"][0]) == "Принято рекомендаций"
        assert gettext("Recommendations adopted") == "Принятые рекомендации"


def test_times_of_sessions_stand_in_their_sentences_and_groups_are_named_in_words(held):
    session = held.sessions.get(kind="opening")
    start, end = (held.local(moment) for moment in (session.start, session.end))
    hours = {"en": "from {} to {}".format(*hours_in_text(start, end, "en")), "ru": f"с {start:%H:%M} до {end:%H:%M}",
             "uz": f"soat {start:%H:%M} dan {end:%H:%M} gacha"}  # fmt: skip
    groups = {
        "en": "Working group 1: Hotlines",
        "ru": "Рабочая группа 1: Hotlines",
        "uz": "1-ishchi guruh: Hotlines",
    }
    for language, said in hours.items():
        blocks = [block for part in report(held, language).parts for block in part.blocks]
        assert any(said in block.text for block in blocks)
        assert any(block.text.startswith(groups[language]) for block in blocks if block.level in (3, 4))


@pytest.mark.parametrize(
    ("language", "place"), [("en", "annex I."), ("ru", "приложении I."), ("uz", "1-ilovada")]
)
def test_the_text_of_the_recommendations_is_in_the_annex_that_has_it(held, language, place):
    assert place in paper(held, language)


def test_the_annexes_begin_on_a_new_page_on_paper_and_in_word(held):
    pages = PdfReader(io.BytesIO(made(held, "pdf"))).pages
    (page,) = [page for page in pages if "Annex I. " in page.extract_text()]
    assert "Closure" not in page.extract_text()
    parts = [p for p in Document(io.BytesIO(made(held, "docx"))).paragraphs if p.style.name == "Heading 1"]
    assert [p.text[:8] for p in parts if p.paragraph_format.page_break_before] == ["Annex\u00a0I."]


def test_in_word_the_agenda_is_a_list_that_counts_beside_the_paragraphs(held):
    word = Document(io.BytesIO(made(held, "docx")))
    counted = [p.text for p in word.paragraphs if p._p.pPr is not None and p._p.pPr.numPr is not None]
    assert "Election of officers" in counted
    lists = {p.text: p._p.pPr.numPr.numId.val for p in word.paragraphs if p.text in counted}
    paragraphs = [lists[text] for text in counted if text.startswith(("The conference", "The agenda"))]
    assert len(set(paragraphs)) == 1 and lists["Election of officers"] not in paragraphs


def test_the_spreadsheet_holds_the_figures_and_reads_nothing_for_the_text(held):
    with CaptureQueriesContext(connection) as asked:
        content = made(held, "xlsx")
    assert not any('"outcomes_registereddocument"' in query["sql"] for query in asked)
    sheets = load_workbook(io.BytesIO(content)).sheetnames
    tables = [table.title for table in report(held).breakdowns]
    assert sheets[-1] == "Definitions" and set(tables) <= set(sheets)
