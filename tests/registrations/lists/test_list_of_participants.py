"""The list of participants is an INF document: symbol, courtesy titles, SURNAMES, order by the document's alphabet."""

import io

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from confman.documents.domain.builder import build_data, build_document
from confman.documents.registry import document_kinds
from confman.translation.languages import reading_in
from confman.translation.scripts import usual_script
from registrations.core.domain.names import courteous_name
from tests.factories import DelegationFactory, PersonFactory, RegistrationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

KIND = "registrations.participants"


@pytest.fixture(autouse=True)
def languages(conference):
    conference.languages, conference.symbol_prefix = ["en", "ru", "uz"], "CONF/2027"
    conference.save()


def comes(conference, name, *, delegation=None, function="delegate", **person):
    return RegistrationFactory(
        conference=conference, status="approved", delegation=delegation, function=function,
        person=PersonFactory(conference=conference, name=name, **person),
    )  # fmt: skip


def listed(conference, language="en", **options):
    return build_data(document_kinds.get(KIND), conference, language=language, options=options)


def names(conference, language="en", **options):
    data = listed(conference, language, **options)
    return [person.name for group in data.groups for part in group.delegations for person in part.people]


def test_it_has_a_symbol_of_the_series_of_information(conference):
    comes(conference, {"en": "Karim Saidov"})
    assert listed(conference).meta.masthead.symbol == "CONF/2027/INF.1"
    assert listed(conference, provisional=True).meta.masthead.symbol == "CONF/2027/INF.1/Prov.1"
    conference.symbol_prefix = ""
    conference.save()
    assert listed(conference).meta.masthead.symbol == ""


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "Ms. Nargiza GʻAFUROVA"), ("ru", "Г-жа ГАФУРОВА Наргиза"), ("uz", "Xonim GʻAFUROVA Nargiza")],
)
def test_surnames_are_in_capitals_behind_a_courtesy_title(conference, language, written):
    comes(
        conference, {"en": "Nargiza Gʻafurova", "ru": "Гафурова Наргиза", "uz": "Gʻafurova Nargiza"}, sex="female",
        family_name={"en": "Gʻafurova", "ru": "Гафурова", "uz": "Gʻafurova"},
    )  # fmt: skip
    assert names(conference, language) == [written]


@pytest.mark.parametrize(
    ("language", "written"), [("en", "Ms. Lola"), ("ru", "г-жа Лола"), ("uz", "xonim Lola")]
)
def test_a_courtesy_title_is_small_within_a_sentence(conference, language, written):
    lola = PersonFactory(name={"en": "Lola", "ru": "Лола", "uz": "Lola"}, sex="female")
    with reading_in(language):
        assert courteous_name(lola, conference, language) == written


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", ["Yerbol SARSENOV (sample)", "Zakhid Abdukayumovich DUSANOV", "WANG Fang"]),
        ("ru", ["СӘРСЕНОВ Ербол (образец)", "ДУСАНОВ Захид Абдукаюмович", "ВАН Фан"]),
    ],
)
def test_names_stand_in_one_order_whatever_the_order_on_record(conference, language, written):
    for rank, (name, family, country) in enumerate(
        [
            (
                {"en": "Yerbol Sarsenov (sample)", "ru": "Ербол Сәрсенов (образец)"},
                {"en": "Sarsenov", "ru": "Сәрсенов"}, "KZ",
            ),
            (
                {"en": "Dusanov Zakhid Abdukayumovich", "ru": "Дусанов Захид Абдукаюмович"},
                {"en": "Dusanov", "ru": "Дусанов"}, "UZ",
            ),
            ({"en": "Wang Fang", "ru": "Ван Фан"}, {"en": "Wang", "ru": "Ван"}, "CN"),
        ],
        start=1,
    ):  # fmt: skip
        comes(conference, name, family_name=family, country=country, rank=rank)
    assert names(conference, language) == written


@pytest.mark.parametrize(
    ("said", "country", "written"),
    [
        # A name without its parts on record: the word in front is the family name.
        ("yes", "UZ", {"en": "LI Ming", "ru": "ЛИ Мин", "uz": "LI Ming"}),
        ("no", "SG", {"en": "Li Ming", "ru": "Ли Мин", "uz": "Li Ming"}),
    ],
)
def test_a_person_says_once_that_the_family_name_comes_first(conference, said, country, written):
    comes(
        conference,
        {"en": "Li Ming", "ru": "Ли Мин", "uz": "Li Ming"},
        family_name_first=said,
        country=country,
    )
    assert {language: names(conference, language) for language in written} == {
        language: [name] for language, name in written.items()
    }


def test_what_the_person_says_goes_before_country_and_language(conference):
    family = {"en": "Nagy", "ru": "Надь", "uz": "Nagy"}
    for rank, said in enumerate(("", "yes", "no"), start=1):
        comes(
            conference, {"en": "István Nagy", "ru": "Иштван Надь"}, family_name=family, country="HU", rank=rank,
            family_name_first=said,
        )  # fmt: skip
    assert names(conference) == ["István NAGY", "NAGY István", "István NAGY"]
    assert names(conference, "ru") == ["НАДЬ Иштван"] * 3
    comes(
        conference,
        {"en": "Lee John"},
        family_name={"en": "Lee"},
        country="SG",
        rank=4,
        family_name_first="no",
    )
    assert names(conference)[-1] == "John LEE"


def test_the_list_is_sorted_by_the_family_name_wherever_it_stands(conference):
    for name, family, said in (
        ("Zoltán Nagy", "Nagy", "yes"), ("Anna Olsen", "Olsen", ""), ("Ming Li", "Li", "yes"),
    ):  # fmt: skip
        comes(conference, {"en": name}, family_name={"en": family}, family_name_first=said)
    assert names(conference) == ["LI Ming", "NAGY Zoltán", "Anna OLSEN"]


def test_who_is_on_record_in_latin_letters_alone_stands_at_the_place_of_the_sound_in_a_russian_list(
    conference,
):
    conference.languages = ["en", "ru"]
    conference.save()
    for family in ("Бойко", "Weber", "Гусев", "Smith", "Шульц"):
        language = "en" if family.isascii() else "ru"
        comes(conference, {language: f"A. {family}"}, family_name={language: family})
    assert [name.split(" ")[0] for name in names(conference, "ru")] == [
        "БОЙКО", "WEBER", "ГУСЕВ", "SMITH", "ШУЛЬЦ",
    ]  # fmt: skip


def test_the_capital_of_a_turkish_i_keeps_its_dot(conference):
    comes(conference, {"en": "Çağrı Şahin"}, family_name={"en": "Şahin"}, country="TR")
    assert names(conference) == ["Çağrı ŞAHİN"]


def test_in_uzbek_spelling_the_capital_of_a_turkish_i_has_no_dot(conference):
    conference.languages = ["uz", "en"]
    conference.save()
    comes(conference, {"uz": "Chagʻri Shahin"}, family_name={"uz": "Shahin"}, country="TR")
    assert names(conference, "uz") == ["SHAHIN Chagʻri"]


def test_titles_are_only_as_far_as_the_record_knows(conference):
    comes(conference, {"en": "Aziz Minister"}, sex="male", level="minister", rank=1)
    comes(conference, {"en": "Bek Titled"}, sex="male", title={"en": "Dr."}, rank=2)
    comes(conference, {"en": "Chori Unknown"}, rank=3)
    assert names(conference) == ["H.E. Mr. Aziz Minister", "Dr. Bek Titled", "Chori Unknown"]


def test_countries_stand_in_the_order_of_the_alphabet_of_the_document(conference):
    countries = [
        {"en": "Austria", "ru": "Австрия", "uz": "Avstriya"}, {"en": "China", "ru": "Китай", "uz": "Xitoy"},
        {"en": "Sweden", "ru": "Швеция", "uz": "Shvetsiya"}, {"en": "Japan", "ru": "Япония", "uz": "Yaponiya"},
    ]  # fmt: skip
    for name in countries:
        comes(
            conference,
            {"en": "One"},
            delegation=DelegationFactory(conference=conference, kind="state", name=name),
        )

    def order(language):
        return [part.name for part in listed(conference, language).groups[0].delegations]

    assert order("en") == ["Austria", "China", "Japan", "Sweden"]
    assert order("ru") == ["Австрия", "Китай", "Швеция", "Япония"]
    assert order("uz") == ["Avstriya", "Xitoy", "Yaponiya", "Shvetsiya"], "sh follows z"


def test_heads_come_first_and_who_comes_for_the_same_body_stands_with_it(conference):
    embassy = DelegationFactory(conference=conference, kind="institution", name={"en": "Embassy of Austria"})
    comes(conference, {"en": "An Adviser"}, delegation=embassy, function="adviser")
    comes(conference, {"en": "The Head"}, delegation=embassy, function="head")
    comes(conference, {"en": "The Ambassador"}, organization={"en": "embassy of Austria"}, level="ambassador")
    [group] = listed(conference).groups
    [part] = group.delegations
    assert [person.name for person in part.people] == ["The Head", "The Ambassador", "An Adviser"]


def test_delegates_stand_before_alternates_and_these_before_advisers(conference):
    delegation = DelegationFactory(conference=conference, kind="state", name={"en": "Ruritania"})
    for function in ("delegate", "adviser", "alternate", "head"):
        comes(conference, {"en": function}, delegation=delegation, function=function)
    assert names(conference) == ["head", "delegate", "alternate", "adviser"]


def test_an_ambassador_without_a_function_stands_above_the_alternates(conference):
    delegation = DelegationFactory(conference=conference, kind="state", name={"en": "Ruritania"})
    for name, function in (("alternate", "alternate"), ("head", "head"), ("deputy", "deputy")):
        comes(conference, {"en": name}, delegation=delegation, function=function)
    comes(conference, {"en": "ambassador"}, delegation=delegation, function="delegate", level="ambassador")
    assert names(conference) == ["head", "deputy", "ambassador", "alternate"]


def test_a_cyrillic_name_in_latin_letters_is_the_persons_own_or_marked_as_ours(conference):
    comes(conference, {"ru": "Ғафуров Қодир"}, rank=1)
    comes(conference, {"ru": "Ким Ольга", "en": "Olga Kim"}, rank=2)
    data = listed(conference, "uz")
    assert names(conference, "uz") == ["Gʻafurov Qodir*", "Olga Kim"]
    assert "Yulduzcha" in data.persons_listed
    assert (
        names(conference, "ru") == ["Ғафуров Қодир", "Ким Ольга"]
        and "*" not in listed(conference, "ru").persons_listed
    )


def test_the_capitals_of_a_family_name_in_our_spelling_are_capitals_throughout(conference):
    comes(conference, {"ru": "Юсупов Шерзод"}, family_name={"ru": "Юсупов"}, country="UZ", rank=1)
    assert names(conference, "en") == ["Sherzod YUSUPOV*"]


@pytest.mark.parametrize(
    ("language", "script"),
    [
        ("sr", "CYRILLIC"),
        ("ru-KZ", "CYRILLIC"),
        ("uz-Cyrl", "CYRILLIC"),
        ("kk-Latn", "LATIN"),
        ("en-GB", "LATIN"),
    ],
)
def test_the_script_of_readers_is_that_of_the_language_or_the_one_its_code_names(language, script):
    assert usual_script(language) == script


def test_pages_after_the_first_carry_the_delegation_that_continues(conference):
    crowd = DelegationFactory(conference=conference, kind="state", name={"en": "Ruritania"})
    for number in range(80):
        comes(conference, {"en": f"Member {number:02}"}, delegation=crowd)
    pages = [
        page.extract_text()
        for page in PdfReader(
            io.BytesIO(build_document(KIND, conference, language="en", format="pdf").content)
        ).pages
    ]
    assert len(pages) > 1
    assert "Ruritania (continued)" not in pages[0]
    assert all("Ruritania (continued)" in page for page in pages[1:])


def test_word_says_the_same(conference):
    comes(conference, {"en": "Karim Saidov"}, sex="male", family_name={"en": "Saidov"})
    document = Document(io.BytesIO(build_document(KIND, conference, language="en", format="docx").content))
    # A courtesy title stays in the line of its name.
    name = "Mr.\u00a0Karim SAIDOV"
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert name in cells and "CONF/2027/INF.1" in cells
    assert document.tables[-1].rows[0].cells[0].text == name, "no head of a line"


def test_in_word_a_long_list_has_a_head_that_is_repeated_on_each_page(conference):
    for _number in range(11):
        comes(conference, {"en": "Karim Saidov"})
    document = Document(io.BytesIO(build_document(KIND, conference, language="en", format="docx").content))
    listed = document.tables[-1].rows[0]
    assert [cell.text for cell in listed.cells] == ["Name", "Function"]
    assert listed._tr.trPr.find(qn("w:tblHeader")) is not None
