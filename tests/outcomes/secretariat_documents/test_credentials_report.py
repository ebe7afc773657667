"""The credentials committee's report counts and names the States by what each has presented."""

import pytest

from outcomes.register.domain.series import add_usual_series
from tests.factories import DelegationFactory, DelegationPaperFactory
from tests.outcomes.secretariat_documents.samples import data_of, lines_of, queries_of, words_of

pytestmark = pytest.mark.django_db

KIND = "outcomes.credentials-report"


@pytest.fixture
def delegations(conference):
    rows = {}
    for name, credentials in (
        ("Zambia", "original"), ("Austria", "accepted"), ("Borduria", "copy"), ("Chad", "deficient"),
        ("Denmark", "objected"), ("Estonia", "not-received"), ("Fiji", "not-received"),
    ):  # fmt: skip
        rows[name] = DelegationFactory(
            conference=conference, kind="state", name={"en": name}, credentials=credentials
        )
    DelegationPaperFactory(delegation=rows["Fiji"])
    DelegationFactory(conference=conference, kind="igo", name={"en": "A union"}, credentials="original")
    DelegationFactory(conference=conference, kind="ngo", name={"en": "A hotline"})
    return conference


def following(lines, beginning):
    """The line below the paragraph that begins so."""
    return lines[next(number for number, line in enumerate(lines) if line.startswith(beginning)) + 1]


def test_states_are_named_by_what_they_presented(delegations):
    lines = lines_of(data_of(KIND, delegations).parts)
    assert following(lines, "Formal credentials, issued") == "Austria; Zambia."
    assert following(lines, "Information on the appointment") == "Borduria; Fiji."
    assert following(lines, "The credentials of the following State are not") == "Chad."
    assert following(lines, "An objection was made") == "Denmark."
    assert following(lines, "The following State has communicated no") == "Estonia."
    assert following(lines, "Formal credentials were also presented by") == "A union."
    assert not any("A hotline" in line for line in lines)


def test_the_numbers_add_up(delegations):
    data = data_of(KIND, delegations)
    assert [(row.label, row.number) for row in data.summary] == [
        ("Formal credentials presented", 2),
        ("Information communicated", 2),
        ("Not in the form required", 1),
        ("Objected to", 1),
        ("No information", 1),
    ]
    assert data.total == sum(row.number for row in data.summary) == 7


def test_paragraphs_are_numbered_throughout(delegations):
    parts = data_of(KIND, delegations).parts
    numbers = [block.number for part in parts for block in part.blocks if block.number]
    assert numbers == list(range(1, len(numbers) + 1))
    assert [part.title for part in parts] == [
        "I. Introduction",
        "II. Credentials of representatives of States",
        "III. Other delegations",
        "IV. Recommendation of the Committee",
    ]


def test_it_is_a_draft_until_the_committee_adopts_it(delegations):
    draft, adopted = data_of(KIND, delegations), data_of(KIND, delegations, state="adopted")
    assert draft.meta.draft and not adopted.meta.draft
    assert "may wish to recommend" in str(draft.parts) and "may wish" not in str(adopted.parts)


def test_it_takes_the_symbol_of_the_main_series(delegations, owner):
    delegations.symbol_prefix, delegations.profile = "CONF/2027", "intergovernmental"
    delegations.save()
    add_usual_series(delegations, by=owner)
    masthead = data_of(KIND, delegations).meta.masthead
    assert (masthead.symbol, masthead.distribution) == ("CONF/2027/2", "General")


@pytest.mark.parametrize(
    ("language", "title", "empty"),
    [
        ("en", "Report of the Credentials Committee", "No State has announced a delegation yet."),
        ("ru", "Доклад Комитета по проверке полномочий", "Ни одно государство пока не сообщило о своей делегации."),
        ("uz", "Vakolatnomalarni tekshirish qoʻmitasining hisoboti", "Hozircha hech bir davlat oʻz delegatsiyasi"),
    ],
)  # fmt: skip
def test_a_conference_without_states_says_so(conference, language, title, empty):
    words = words_of(KIND, conference, language)
    assert title in words and empty in words


def test_russian_agrees_with_the_number(conference):
    for number in range(2):
        DelegationFactory(
            conference=conference, kind="state", name={"ru": f"Страна {number}"}, credentials="original"
        )
    assert "представили два государства:" in words_of(KIND, conference, "ru")


def test_three_states_take_as_many_queries_as_one(conference):
    for number in range(3):
        row = DelegationFactory(conference=conference, kind="state")
        DelegationPaperFactory(delegation=row)
        if number == 0:
            before = queries_of(KIND, conference)
    assert queries_of(KIND, conference) == before
