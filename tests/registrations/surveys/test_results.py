"""The results of surveys: figures, small groups, pairs, files; who sees what."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from confman.web.errors import Refused
from registrations.core.domain.small_cells import THRESHOLD
from registrations.core.models.category import Category
from registrations.questionnaire.domain.questions import Option, Question
from registrations.surveys.documents import build_survey_report
from registrations.surveys.domain.lifecycle import close_survey, open_survey, release_totals
from registrations.surveys.domain.questions import add_survey_question, questions_of_survey
from registrations.surveys.domain.responses import code_of, submit_response
from registrations.surveys.domain.results import paired_results, survey_results
from registrations.surveys.domain.scores import compare_pairs, score_of
from registrations.surveys.exchange import export_survey
from tests.registrations.survey_samples import answer, participants, survey_with


@pytest.fixture
def evaluation(conference, owner):
    """Open, with a rating, a choice and a text; noted is the sex."""
    survey = survey_with(conference, by=owner, grouped_by=["sex"])
    add_survey_question(
        survey, by=owner, type="choice", key="best", label={"en": "What was best?"},
        options=[Option("talks", {"en": "Talks"}), Option("groups", {"en": "Groups"})],
    )  # fmt: skip
    add_survey_question(survey, by=owner, type="long-text", key="words", label={"en": "Your words"})
    return open_survey(survey, by=owner)


# --- Small cells ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_breakdown_hides_small_groups_with_another_and_small_cells(owner, conference, evaluation):
    rows = participants(conference, 12, sex="female")
    men = participants(conference, 10, sex="male")
    unknown = participants(conference, 6, sex="not-stated")
    answer(evaluation, rows, {"overall": 4, "best": "talks"}, {"overall": 5, "best": "groups"})
    answer(evaluation, men, {"overall": 2, "best": "talks"}, {"overall": 2, "best": "groups"})
    answer(evaluation, unknown[:2], {"overall": 3, "best": "talks"})
    results = survey_results(evaluation)
    rating, choice, _words = results.questions
    [by_sex] = rating.breakdowns
    shown = {row.label: (row.number, row.mean) for row in by_sex.rows}
    # Two have not stated it: with them the next smallest group is hidden, else they could be told from the whole.
    assert shown == {"female": (12, 4.5), "male": (None, None), "not stated": (None, None)}
    [by_sex] = choice.breakdowns
    cells = {row.label: row.cells for row in by_sex.rows}
    assert cells == {"female": (6, 6), "male": (None, None), "not stated": (None, None)}
    assert not any(0 < (number or 0) < THRESHOLD for numbers in cells.values() for number in numbers)


@pytest.mark.django_db
def test_an_observer_cannot_reckon_a_hidden_total_from_a_breakdown(owner, conference, evaluation):
    women, men = participants(conference, 12, sex="female"), participants(conference, 10, sex="male")
    answer(evaluation, women[:5], {"overall": 1})
    answer(evaluation, women[5:], {"overall": 5})
    answer(evaluation, men, {"overall": 5})
    [full, *_others] = survey_results(evaluation).questions
    assert full.breakdowns and full.mean is not None
    [seen, *_others] = survey_results(evaluation, suppressed=True).questions
    assert seen.breakdowns, "nothing of it is small"
    answer(evaluation, participants(conference, 1, sex="female"), {"overall": 2})
    [seen, *_others] = survey_results(evaluation, suppressed=True).questions
    assert None in [row.number for row in seen.rows] and not seen.breakdowns and seen.mean is None


@pytest.mark.django_db
def test_an_observer_does_not_learn_how_few_left_out_an_answer_that_most_chose(owner, conference):
    survey = survey_with(conference, by=owner)
    add_survey_question(
        survey, by=owner, type="choices", key="days", label={"en": "Which days?"},
        options=[Option("first", {"en": "First"}), Option("second", {"en": "Second"})],
    )  # fmt: skip
    open_survey(survey, by=owner)
    rows = participants(conference, 14)
    answer(
        survey, rows, *[{"days": ["first", "second"]}] * 8, *[{"days": ["first"]}] * 5, {"days": ["second"]}
    )
    shown = survey_results(survey, suppressed=True).questions[-1]
    assert [row.number for row in shown.rows] == [None, 9], "13 of 14, and 9 of 14"
    assert [row.number for row in survey_results(survey).questions[-1].rows] == [13, 9]


# --- Figures -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_figures_of_every_kind_with_their_definitions(owner, conference, evaluation):
    rows = participants(conference, 10)
    answer(
        evaluation,
        rows[:8],
        {"overall": 5, "best": "talks", "words": "Fine"},
        {"overall": 2, "best": "groups"},
    )
    results = survey_results(evaluation)
    assert (results.invited, results.answered, results.percent) == (10, 8, 80)
    assert any("answered ÷ asked" in text for text in results.definitions)
    rating, choice, words = results.questions
    assert (rating.mean, rating.median, rating.answered) == (3.5, 3.5, 8)
    assert [(row.label, row.number, row.percent) for row in rating.rows] == [
        ("1 – poor", 0, 0), ("2", 4, 50), ("3", 0, 0), ("4", 0, 0), ("5 – good", 4, 50),
    ]  # fmt: skip
    assert [(row.label, row.number) for row in choice.rows] == [("Talks", 4), ("Groups", 4)]
    assert words.texts == () and words.texts_held_back, "fewer than five have written"
    answer(evaluation, rows[8:], {"words": "=A1+1"})
    assert sorted(survey_results(evaluation).questions[2].texts) == ["=A1+1"] * 2 + ["Fine"] * 4
    observed = survey_results(evaluation, suppressed=True).questions
    assert [row.number for row in observed[0].rows] == [0, None, 0, 0, None]
    assert observed[0].mean is None, "with it one could reckon what is hidden"
    assert observed[2].texts == () and observed[2].texts_held_back


@pytest.mark.django_db
def test_below_five_responses_nothing_is_shown_or_given_out(owner_client, owner, conference, evaluation, to):
    answer(evaluation, participants(conference, 4), {"overall": 1, "words": "Mine alone"})
    results = survey_results(evaluation)
    assert results.too_few and not results.questions and results.answered == 4
    page = owner_client.get(to("survey-results", evaluation.pk)).content.decode()
    assert "Fewer than 5 people have answered" in page and "Mine alone" not in page
    with pytest.raises(Refused):
        export_survey(evaluation, format="csv")
    said = owner_client.post(to("survey-export", evaluation.pk), {"format": "csv"}, follow=True)
    assert "fewer than five responses" in said.content.decode()


@pytest.mark.django_db
def test_the_page_has_charts_with_a_table_beside_each(owner_client, conference, evaluation, to):
    answer(evaluation, participants(conference, 6), {"overall": 4, "best": "talks", "words": "<b>Bold</b>"})
    page = owner_client.get(to("survey-results", evaluation.pk)).content.decode()
    assert page.count('class="chart"') == 2 and page.count('<div class="counted">') == 2
    assert "&lt;b&gt;Bold" in page and "Mean 4.00, median 4" in page


@pytest.mark.django_db
def test_observers_see_totals_once_they_are_released(client_as, member, owner, conference, evaluation, to):
    answer(
        evaluation, participants(conference, 7), {"overall": 4, "words": "In my own words"}, {"overall": 2}
    )
    observer, rapporteur = client_as(member("observer")), client_as(member("rapporteur"))
    address = to("survey-results", evaluation.pk)
    assert observer.get(address).status_code == 404
    assert "Sample evaluation" not in observer.get(to("survey-list")).content.decode()
    assert "Answered by 7" in rapporteur.get(address).content.decode()
    with pytest.raises(Refused, match="Close the survey first"):
        release_totals(evaluation, by=owner)
    release_totals(close_survey(evaluation, by=owner), by=owner)
    page = observer.get(address).content.decode()
    assert "In my own words" not in page and "read by the secretariat only" in page
    assert (
        "survey-export" not in page and observer.post(to("survey-export", evaluation.pk)).status_code == 403
    )
    assert "Sample evaluation" in observer.get(to("survey-list")).content.decode()
    # Opened again its totals move, and are no longer for observers.
    open_survey(evaluation, by=owner)
    assert observer.get(address).status_code == 404
    assert rapporteur.post(to("survey-export", evaluation.pk)).status_code == 403


@pytest.mark.django_db
def test_results_ask_the_same_queries_however_many_answered(
    owner_client, conference, evaluation, to, assert_constant_queries
):
    answer(evaluation, participants(conference, 5), {"overall": 4})
    assert_constant_queries(
        to("survey-results", evaluation.pk),
        lambda: answer(evaluation, participants(conference, 1), {"overall": 4, "best": "talks"}),
        client=owner_client,
    )


# --- Pairs ---------------------------------------------------------------------------------------------------


def question(key="q", *right):
    options = tuple(Option(name, correct=name in right) for name in ("a", "b", "c"))
    return Question(key=key, type="choices" if len(right) > 1 else "choice", options=options)


@given(st.dictionaries(st.integers(0, 9).map(str), st.tuples(st.booleans(), st.booleans()), max_size=8),
       st.sets(st.integers(10, 12).map(str)), st.sets(st.integers(13, 15).map(str)))  # fmt: skip
def test_only_pairs_are_compared(pairs, only_before, only_after):
    asked = [question("q", "a")]
    before = {code: {"q": "a" if early else "b"} for code, (early, _late) in pairs.items()}
    after = {code: {"q": "a" if late else "c"} for code, (_early, late) in pairs.items()}
    before |= {code: {"q": "a"} for code in only_before}
    after |= {code: {"q": "b"} for code in only_after}
    found = compare_pairs(before, after, asked_before=asked, asked_after=asked)
    assert (found.pairs, found.only_before, found.only_after) == (
        len(pairs),
        len(only_before),
        len(only_after),
    )
    assert sum(count for _change, count in found.changes) == len(pairs)
    if pairs:
        [line] = found.questions
        assert line.right_before == sum(early for early, _late in pairs.values())
        assert line.right_after == sum(late for _early, late in pairs.values())
        assert found.mean_change == pytest.approx(
            sum(change * count for change, count in found.changes) / len(pairs)
        )


def test_of_several_exactly_the_right_ones_are_right():
    asked = [question("one", "a"), question("two", "a", "b")]
    score = score_of(asked, {"one": "a", "two": ["b", "a"]})
    assert score is not None and (score.right, score.questions, score.percent) == (2, 2, 100)
    assert score_of(asked, {"two": ["a"]}).right == 0
    assert score_of([Question(key="free", type="text")], {"free": "a"}) is None


@pytest.mark.django_db
def test_a_pair_of_tests_is_joined_by_code(owner_client, owner, conference, to):
    before = survey_with(conference, by=owner, kind="pre-test", answered="pseudonymous")
    after = survey_with(conference, by=owner, kind="post-test", answered="pseudonymous", paired_with=before)
    open_survey(after, by=owner)
    before = open_survey(before, by=owner)
    after.refresh_from_db()
    rows = participants(conference, 9)
    assert code_of(before, rows[0]) == code_of(after, rows[0]) != ""
    answer(before, rows[:7], {"knows": "wrong"})
    answer(after, rows[2:6], {"knows": "right"})
    assert (
        "The comparison is shown from 5 pairs on"
        in owner_client.get(to("survey-results", after.pk)).content.decode()
        or survey_results(after).too_few
    )
    answer(after, rows[6:], {"knows": "right"})
    found = paired_results(after)
    assert (found.pairs, found.only_before, found.only_after) == (5, 2, 2)
    assert (found.mean_before, found.mean_after, found.changes) == (0, 1, ((1, 5),))
    page = owner_client.get(to("survey-results", after.pk)).content.decode()
    assert "Before and after" in page and "5 pairs" in page and "No test of significance" in page
    assert paired_results(before) is None


@pytest.mark.django_db
@pytest.mark.parametrize(("know_more", "is_told"), [(5, True), (2, False)])
def test_an_observer_reads_a_comparison_without_small_figures_alone(
    client_as, member, owner, conference, to, know_more, is_told
):
    before = survey_with(conference, by=owner, kind="pre-test", answered="pseudonymous")
    after = survey_with(conference, by=owner, kind="post-test", answered="pseudonymous", paired_with=before)
    before, after = open_survey(before, by=owner), open_survey(after, by=owner)
    rows = participants(conference, 5 + know_more)
    answer(before, rows, {"knows": "wrong"})
    answer(after, rows[:5], {"knows": "wrong"})
    answer(after, rows[5:], {"knows": "right"})
    release_totals(close_survey(after, by=owner), by=owner)
    page = client_as(member("observer")).get(to("survey-results", after.pk)).content.decode()
    assert ("Mean change" in page) is is_told
    assert ("read by the secretariat only" in page) is not is_told


@pytest.mark.django_db
@pytest.mark.parametrize(("only_before", "is_told"), [(0, True), (1, False), (5, True)])
def test_an_observer_cannot_take_a_comparison_from_the_totals(
    client_as, member, owner, conference, to, only_before, is_told
):
    before = survey_with(conference, by=owner, kind="pre-test", answered="pseudonymous")
    after = survey_with(conference, by=owner, kind="post-test", answered="pseudonymous", paired_with=before)
    before, after = open_survey(before, by=owner), open_survey(after, by=owner)
    rows = participants(conference, 6 + only_before)
    answer(before, rows, {"knows": "wrong"})
    answer(after, rows[:6], {"knows": "right"})
    for survey in (before, after):
        release_totals(close_survey(survey, by=owner), by=owner)
    page = client_as(member("observer")).get(to("survey-results", after.pk)).content.decode()
    assert ("Mean change" in page) is is_told
    assert ("read by the secretariat only" in page) is not is_told


@pytest.mark.django_db
def test_the_report_quotes_what_was_written_only_where_asked_to(owner, conference, evaluation):
    answer(evaluation, participants(conference, 6), {"overall": 4, "words": "In my own words"})
    survey_with(conference, by=owner, title={"en": "A draft"})
    for texts in (False, True):
        options = {"survey": str(evaluation.pk), "texts": texts}
        report = build_survey_report(conference, language="en", options=options)
        [reported] = report.surveys
        assert ("In my own words" in reported.questions[2].texts) is texts
        assert (reported.summary, reported.questions[0].summary) == (
            "Of 6 asked, 6 have answered (100 per cent).",
            "Answered by 6. Mean 4.00, median 4.",
        )
    assert len(build_survey_report(conference, language="en", options={}).surveys) == 1


# --- Files ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_files_read_back_are_what_was_answered(owner_client, owner, conference, to):
    survey = survey_with(
        conference, by=owner, kind="pre-test", answered="pseudonymous", grouped_by=["category"]
    )
    add_survey_question(survey, by=owner, type="number", key="years", label={"en": "Years"})
    add_survey_question(survey, by=owner, type="yes-no", key="again", label={"en": "Again?"})
    add_survey_question(survey, by=owner, type="text", key="words", label={"en": "Words"})
    survey = open_survey(survey, by=owner)
    rows = participants(conference, 6)
    values = {"knows": "right", "years": "2.5", "again": False, "words": "=1+1"}
    answer(survey, rows, values)
    codes = {code_of(survey, row) for row in rows}
    response = owner_client.post(to("survey-export", survey.pk), {"format": "csv"})
    read = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert {row["code"] for row in read} == codes
    category = str(Category.objects.of(conference).get(registrations=rows[0]).pk)
    first = {key: value for key, value in read[0].items() if key not in ("code", "submitted_on")}
    assert first == {
        "language": "en", "category": category, "knows": "right", "years": "2.5", "again": "no", "words": "'=1+1",
    }  # fmt: skip
    for row in rows:
        assert (
            str(row.pk) not in response.content.decode()
            and str(row.person.name) not in response.content.decode()
        )
    book = load_workbook(io.BytesIO(export_survey(survey, format="xlsx")))
    answers, questions = book.worksheets
    cells = dict(zip([cell.value for cell in answers[1]], answers[2], strict=True))
    assert cells["years"].value == 2.5 and cells["words"].data_type == "s" and cells["words"].value == "=1+1"
    assert [cell.value for cell in questions["A"]][1:] == ["knows", "years", "again", "words"]
    assert owner_client.post(to("survey-export", survey.pk), {"format": "pdf"}).status_code == 302


@pytest.mark.django_db
def test_a_language_of_few_is_not_told_in_files(owner, conference, evaluation):
    answer(evaluation, participants(conference, 6), {"overall": 3})
    [row] = participants(conference, 1)
    submit_response(evaluation, row, {"overall": 3}, questions_of_survey(evaluation), language="uz")
    read = list(csv.DictReader(io.StringIO(export_survey(evaluation, format="csv").decode("utf-8-sig"))))
    assert "code" not in read[0] and {row["language"] for row in read} == {""}


@pytest.mark.django_db
def test_a_language_of_few_in_a_group_is_not_told_in_files(owner, conference, evaluation):
    questions = questions_of_survey(evaluation)
    women, men = participants(conference, 8, sex="female"), participants(conference, 8, sex="male")
    for number, row in enumerate(women):
        submit_response(evaluation, row, {"overall": 3}, questions, language="en" if number else "ru")
    for row in men:
        submit_response(evaluation, row, {"overall": 3}, questions, language="ru")
    read = list(csv.DictReader(io.StringIO(export_survey(evaluation, format="csv").decode("utf-8-sig"))))
    told = {(row["sex"], row["language"]) for row in read}
    assert told == {("female", ""), ("male", "ru")}, "one woman has answered in Russian"
