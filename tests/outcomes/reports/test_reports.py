"""Reports to donors: figures follow the record, text is kept, targets stand against what was reached."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation
from docx import Document
from pypdf import PdfReader

from confman.documents.domain.builder import build_data, build_document
from confman.documents.registry import document_kinds
from confman.web.database.changes import StaleRevision
from confman.web.errors import Refused
from outcomes.follow_up.documents.matrix import measured
from outcomes.reports.documents.donor_report import _adopted, _follow_up_text
from outcomes.reports.documents.passages import amount
from outcomes.reports.domain.figures import results_of, satisfied_percent
from outcomes.reports.domain.inputs import (
    add_cost_line,
    add_result,
    save_grant,
    set_report_targets,
    write_report_text,
)
from outcomes.reports.models import CostLine, Grant, Report, ReportParagraph, ReportTarget
from registrations.surveys.domain.lifecycle import close_survey, open_survey, release_totals
from registrations.surveys.domain.results import survey_results
from tests.factories import (
    DelegationFactory,
    FollowUpActionFactory,
    PartnerFactory,
    RegistrationFactory,
    ScanFactory,
    SessionFactory,
    UserFactory,
)
from tests.outcomes.recommendation_samples import recommendation
from tests.registrations.survey_samples import answer, participants, survey_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def donor(conference):
    return PartnerFactory(conference=conference, role="donor", name={"en": "A Donor"}, grant_number="G-1")


@pytest.fixture
def attended(conference):
    """Twelve who attended, seven of them women, of two countries and two institutions; one who did not."""
    ministry = DelegationFactory(conference=conference, name={"en": "Ministry"}, kind="institution")
    rows = []
    for number in range(13):
        rows.append(
            RegistrationFactory(
                conference=conference, status="approved", delegation=ministry if number < 6 else None,
                person__conference=conference, person__sex="female" if number < 7 else "male",
                person__country="UZ" if number < 6 else "KZ", person__level="expert",
                person__organization={"en": "The Institute" if number % 2 else "THE INSTITUTE"},
            )
        )  # fmt: skip
    for row in rows[:12]:
        ScanFactory(registration=row, checkpoint__conference=conference)
    return rows


def address(conference, name, *args):
    return reverse(f"outcomes_secretariat:{name}", args=[conference.slug, *args])


def donor_report(conference, **options):
    return build_data(document_kinds.get("outcomes.donor-report"), conference, language="en", options=options)


def test_targets_stand_against_what_the_record_says(conference, donor, attended, member):
    SessionFactory(conference=conference, start=dt.datetime(2020, 1, 1, 9, tzinfo=dt.UTC))
    by = member("rapporteur")
    set_report_targets(
        conference,
        {"participants": Decimal(10), "women-percent": Decimal(50), "countries": Decimal(4), "sessions": Decimal(2)},
        by=by, partner=donor,
    )  # fmt: skip
    add_result(
        conference, by=by,
        **{"kind": "test", "question": {"en": "Law"}, "respondents": 10, "before_percent": Decimal(40),
                "result_percent": Decimal(70)},
    )  # fmt: skip
    set_report_targets(conference, {"learning-percent": Decimal(20)}, by=by, partner=donor)

    rows = {row[0]: row[1:] for row in donor_report(conference, partner=str(donor.pk)).targets.rows}
    assert rows == {
        "Individual participants": ("10", "12", "120%"),
        "Women among the participants, per cent": ("50", "58.3", "117%"),
        "Countries represented": ("4", "2", "50%"),
        "Sessions held": ("2", "1", "50%"),
        "Gain between the two tests, percentage points": ("20", "30", "150%"),
    }


def test_institutions_are_counted_whatever_the_spelling_and_small_ones_are_hidden(
    conference, donor, attended
):
    tables = {table.title: table for table in donor_report(conference).breakdowns}
    rows = {row[0].lower(): row[1:] for row in tables["By institution"].rows}
    assert rows == {"the institute": ("7", "7", "6"), "ministry": ("6", "6", "6")}
    assert tables["By level"].rows == (("Expert", "13", "13", "12"),)


def test_a_state_is_no_institution(conference, donor, attended):
    attended[0].delegation.kind = "state"
    attended[0].delegation.save()
    table = next(table for table in donor_report(conference).breakdowns if table.title == "By institution")
    assert {row[0].lower(): row[1] for row in table.rows} == {"the institute": "13"}


def test_no_figure_opens_people_before_anyone_has_registered(conference, member, client):
    client.force_login(member("owner"))
    page = client.get(address(conference, "report")).content.decode()
    assert "Nobody has registered yet." in page
    assert "opens the list" not in page and "report/people" not in page


def test_a_figure_opens_its_people_to_those_entitled(conference, donor, attended, member, client):
    client.force_login(member("registration"))
    page = client.get(address(conference, "report")).content.decode()
    listed = f"{address(conference, 'report-people')}?by=sex&amp;key=female&amp;measure=attended"
    assert listed in page
    people = client.get(listed.replace("&amp;", "&")).content.decode()
    assert "7 persons, attended" in people
    assert str(attended[0].person) in people and str(attended[12].person) not in people

    client.force_login(member("observer"))
    assert "report/people" not in client.get(address(conference, "report")).content.decode()
    assert client.get(listed.replace("&amp;", "&")).status_code == 403


def test_no_figure_is_a_404(conference, attended, member, client):
    client.force_login(member("owner"))
    for asked in ("by=secret", "by=sex&measure=all", "by=country&key=FR"):
        assert client.get(f"{address(conference, 'report-people')}?{asked}").status_code == 404


def test_the_list_behind_a_figure_takes_the_same_queries(conference, member, client, assert_constant_queries):
    client.force_login(member("owner"))
    assert_constant_queries(
        address(conference, "report-people"),
        lambda: RegistrationFactory(conference=conference, status="approved", person__conference=conference),
        client=client,
    )


def test_text_is_kept_while_figures_follow_the_record(conference, donor, attended, member, client):
    client.force_login(member("rapporteur"))
    where = f"{address(conference, 'report-text', 'donor', 'participants')}?donor={donor.pk}"
    answer = client.post(
        where, {"text_en": "In all {attended} people came.\n\nThey stayed <b>to the end</b>.", "revision": 0}
    )
    assert answer.status_code == 302, answer.context["form"].errors
    assert "In all 12 people came." in client.get(answer.url).content.decode()

    ScanFactory(registration=attended[12], checkpoint__conference=conference)
    document = build_document(
        "outcomes.donor-report", conference, language="en", format="docx",
        options={"partner": str(donor.pk)},
    )  # fmt: skip
    lines = [
        paragraph.text.replace("\u00a0", " ")
        for paragraph in Document(io.BytesIO(document.content)).paragraphs
    ]
    assert "In all 13 people came." in lines and "They stayed <b>to the end</b>." in lines
    pdf = build_document(
        "outcomes.donor-report", conference, language="en", format="pdf",
        options={"partner": str(donor.pk)},
    )  # fmt: skip
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.content)).pages)
    assert "In all 13 people came." in text and "By institution" in text


def test_two_who_write_at_once_lose_nothing(conference, donor, member, client):
    user = member("rapporteur")
    client.force_login(user)
    where = address(conference, "report-text", "conference", "lessons")
    client.post(where, {"text_en": "First.", "revision": 0})
    stale = client.post(where, {"text_en": "Second.", "revision": 0})
    page = stale.content.decode()
    assert stale.status_code == 409
    assert "Second." in page and "First." in page and "Compare both" in page
    assert str(ReportParagraph.objects.get().text) == "First."

    again = client.post(
        where, {"text_en": "First. Second.", "revision": stale.context["form"]["revision"].value()}
    )
    assert again.status_code == 302
    assert str(ReportParagraph.objects.get().text) == "First. Second."
    with pytest.raises(StaleRevision):
        write_report_text(
            conference, by=user, kind="conference", place="lessons", text={"en": "x"}, revision=1
        )


def test_two_who_set_the_figures_of_a_donor_first_set_them_once(conference, donor, member, at_once):
    by = member("rapporteur")
    targets = {"participants": Decimal(60), "countries": Decimal(9)}

    def save():
        save_grant(donor, by=by, values={"amount": Decimal(1640)}, award_number="G-2")
        set_report_targets(conference, targets, by=by, partner=donor)
        set_report_targets(conference, targets, by=by)

    at_once(save, save)
    assert Grant.objects.get().amount == 1640 and ReportTarget.objects.count() == 4


def test_a_figure_that_is_not_known_is_refused_with_those_that_are(conference, member, client):
    client.force_login(member("rapporteur"))
    where = address(conference, "report-text", "conference", "summary")
    page = client.post(where, {"text_en": "We had {guests}.", "revision": 0}).content.decode()
    assert "There is no figure {guests}" in page and "{attended}" in page and "We had {guests}." in page
    assert not ReportParagraph.objects.exists()


def test_costs_are_added_up_by_currency_and_payer(conference, donor, member):
    by = member("rapporteur")
    lines = (
        ("Interpretation", 12500, Decimal("11800.50"), "USD", False, donor, ""),
        ("Venue", 4000, 4000, "USD", True, None, "The host"),
        ("Coffee", 300, None, "EUR", False, donor, ""),
    )
    for label, planned, actual, currency, in_kind, payer, paid_by in lines:
        add_cost_line(
            conference, by=by,
            **{"label": {"en": label}, "planned": planned, "actual": actual, "currency": currency,
                    "in_kind": in_kind, "payer": payer, "paid_by": paid_by},
        )  # fmt: skip
    costs, by_payer = donor_report(conference).costs
    assert costs.rows[0] == ("Interpretation", "A Donor", "$12,500", "$11,800.50")
    assert costs.rows[1][0] == "Venue (in kind)"
    assert costs.rows[3:] == (("Total", "", "$16,500", "$15,800.50"), ("Total", "", "€300", "€0"))
    assert ("The host", "$4,000", "$4,000", "$4,000") in by_payer.rows
    assert [row[0] for row in by_payer.rows[-2:]] == ["Total", "Total"]
    assert [row[1:3] for row in by_payer.rows[-2:]] == [row[2:] for row in costs.rows[3:]]
    assert donor_report(conference).titles["costs"].endswith("Costs")
    kind = document_kinds.get("outcomes.conference-report")
    assert build_data(kind, conference, language="en").costs == ()


def test_surveys_held_here_stand_in_the_report_once_their_totals_are_released(
    conference, donor, owner, member, client
):
    evaluation = open_survey(survey_with(conference, by=owner, title={"en": "Evaluation"}), by=owner)
    rows = participants(conference, 20)
    answer(evaluation, rows[:14], {"overall": 4}, {"overall": 5})
    answer(evaluation, rows[14:], {"overall": 2})
    coded = {"answered": "pseudonymous"}
    before = open_survey(survey_with(conference, by=owner, kind="pre-test", **coded), by=owner)
    answer(before, rows[:10], {"knows": "right"}, {"knows": "wrong"})
    close_survey(before, by=owner)
    after = open_survey(
        survey_with(conference, by=owner, kind="post-test", title={"en": "Law", "ru": "Право"}, paired_with=before,
                    **coded),
        by=owner,
    )  # fmt: skip
    answer(after, rows[:10], {"knows": "right"})
    targets = {"satisfaction-percent": Decimal(80), "learning-percent": Decimal(40)}
    set_report_targets(conference, targets, by=owner, partner=donor)
    for survey in (evaluation, after):
        close_survey(survey, by=owner)
    assert not donor_report(conference).results, "nobody has released anything"

    for survey in (evaluation, after):
        release_totals(survey, by=owner)
    add_result(
        conference, by=owner,
        **{"kind": "satisfaction", "question": {"en": "Paper"}, "respondents": 20,
                "result_percent": Decimal(100)},
    )  # fmt: skip
    report = donor_report(conference)
    assert {table.title: table.rows for table in report.results} == {
        "Tests before and after": (("Law", "10", "50.0", "100.0", "50.0"),),
        "Satisfaction": (("Paper", "20", "100.0"), ("Evaluation: How was it?", "20", "70.0")),
    }
    assert "above the middle" in report.results[1].definition
    assert {row[0]: row[2] for row in report.targets.rows} == {
        "Favourable answers, per cent": "85",
        "Gain between the two tests, percentage points": "50",
    }
    assert report.targets.definition == "Favourable answers: their share of the answers to all questions."
    client.force_login(member("rapporteur"))
    page = client.get(address(conference, "report-basis")).content.decode()
    assert "Evaluation: How was it?" in page and page.count(address(conference, "result-add")) == 1
    russian = build_data(document_kinds.get("outcomes.donor-report"), conference, language="ru", options={})
    assert russian.results[0].rows[0][0] == "Право"


@pytest.mark.parametrize(
    ("numbers", "percent"),
    [
        ((0, 0, 0, 6, 6), Decimal(100)),
        ((6, 0, 0, 6, 8), Decimal(70)),
        ((2, 4, 0, 7, 7), Decimal(70)),  # few are hidden, all on one side: their sum is seen anyway
        ((0, 0, 6, 3, 6), None),  # four of them would be told by the sum
        ((1, 0, 0, 9, 10), None),
    ],
)
def test_the_report_tells_no_more_of_a_survey_than_its_released_totals(conference, owner, numbers, percent):
    survey = open_survey(survey_with(conference, by=owner), by=owner)
    rows = participants(conference, sum(numbers))
    given = [place for place, number in enumerate(numbers, start=1) for _one in range(number)]
    answer(survey, rows, *({"overall": value} for value in given))
    [question] = survey_results(survey, suppressed=True).questions
    assert satisfied_percent(question) == percent


def test_a_test_with_small_figures_in_it_stays_out_of_the_report(conference, owner):
    coded = {"answered": "pseudonymous"}
    before = open_survey(survey_with(conference, by=owner, kind="pre-test", **coded), by=owner)
    rows = participants(conference, 10)
    answer(before, rows, {"knows": "right"})
    close_survey(before, by=owner)
    after = open_survey(
        survey_with(conference, by=owner, kind="post-test", paired_with=before, **coded), by=owner
    )
    answer(after, rows[:9], {"knows": "right"})
    answer(after, rows[9:], {"knows": "wrong"})
    close_survey(after, by=owner)
    release_totals(after, by=owner)
    assert results_of(conference) == []


@pytest.mark.parametrize(
    ("language", "mark", "space", "sign"),
    [("en", ".", ",", "%"), ("ru", ",", "\u00a0", "\u00a0%"), ("uz", ",", "\u00a0", "%")],
)
def test_numbers_are_printed_as_the_language_writes_them(language, mark, space, sign):
    with translation.override(language):
        assert (
            amount(Decimal("12345.60"), 1) == f"12{space}345{mark}6" and amount(Decimal("100.00"), 1) == "100"
        )
        assert (
            measured(Decimal("14.50"), "%") == f"14{mark}5{sign}" and measured(Decimal("100.00"), "") == "100"
        )


def test_bad_numbers_are_refused_where_they_stand(conference, donor, member, client):
    client.force_login(member("rapporteur"))
    result = {"kind": "test", "question_en": "Law", "respondents": 10, "result_percent": 130}
    page = client.post(address(conference, "result-add"), result)
    assert page.status_code == 200 and {"__all__", "result_percent", "before_percent"} & set(
        page.context["form"].errors
    )
    page = client.post(
        address(conference, "cost-line-add"), {"label_en": "X", "planned": "-5", "currency": "USD"}
    )
    assert page.context["form"].errors["planned"]
    page = client.post(
        address(conference, "grant", donor.pk),
        {"award_number": "G-2", "currency": "USD", "period_from": "2027-05-01", "period_to": "2027-01-01"},
    )
    assert "ends before it begins" in page.content.decode()
    assert not CostLine.objects.exists()
    with pytest.raises(Refused):
        add_cost_line(conference, by=UserFactory(), label={"en": "X"})


def test_the_pages_of_the_basis_do_what_they_say(conference, donor, member, client):
    client.force_login(member("rapporteur"))
    client.post(
        address(conference, "grant", donor.pk),
        {"award_number": "G-2", "currency": "USD", "amount": "50000", "purpose_en": "Victims’ protection"},
    )
    client.post(address(conference, "donor-targets", donor.pk), {"participants": "60", "women-percent": "40"})
    client.post(address(conference, "report-targets"), {"sessions": "12"})
    client.post(
        address(conference, "cost-line-add"),
        {"label_en": "Interpretation", "planned": "900", "currency": "USD"},
    )
    client.post(
        address(conference, "result-add"),
        {
            "kind": "satisfaction",
            "question_en": "Was it useful?",
            "respondents": 40,
            "result_percent": "92.5",
        },
    )
    page = client.get(address(conference, "report-basis")).content.decode()
    for word in ("G-2", "50,000", "60", "Interpretation", "Was it useful?", "92.5", "Sessions held"):
        assert word in page, word
    line = CostLine.objects.get()
    assert client.post(address(conference, "cost-line-delete", line.pk)).status_code == 302
    assert not CostLine.objects.exists()
    data = donor_report(conference)
    assert ("Award number", "G-2") in [(fact.label, fact.value) for fact in data.grant]
    assert [table.title for table in data.results] == ["Satisfaction"]


def test_a_donor_without_a_report_waits_on_today_once_the_conference_is_over(conference, donor, owner_client):
    Grant.objects.create(partner=donor, period_to=conference.ends_on)
    page = reverse("conferences_secretariat:dashboard", args=[conference.slug])
    words = "The report to 1 donor is not begun"
    assert words not in owner_client.get(page).content.decode()
    conference.starts_on = conference.ends_on = conference.today() - dt.timedelta(3)
    conference.save()
    assert words in owner_client.get(page).content.decode()
    Report.objects.create(
        conference=conference, kind="donor", partner=donor, about=str(donor.pk), created_by=UserFactory()
    )
    assert words not in owner_client.get(page).content.decode()


@pytest.mark.parametrize(
    ("overdue", "expected"),
    [
        (
            1,
            "общее число согласованных последующих мер — две, из них выполненных — одна, просроченных — одна.",
        ),
        (0, "общее число согласованных последующих мер — 2, из них выполненных — 1, просроченных — 0."),
    ],
)
def test_numbers_of_a_sentence_are_all_in_words_or_all_in_figures(conference, overdue, expected):
    row = recommendation(conference, stage="published")
    for status, days in (("implemented", 0), ("not-started", -1 if overdue else 1)):
        FollowUpActionFactory(
            recommendation=row, status=status, due_on=conference.today() + dt.timedelta(days=days)
        )
    with translation.override("ru"):
        [sentence] = _follow_up_text([row], conference, "ru")
    assert sentence.replace("\u00a0", " ").endswith(expected)
    in_english = " was two, with one completed and {} overdue.".format("one" if overdue else "none")
    with translation.override("en"):
        [sentence] = _follow_up_text([row], conference, "en")
    assert sentence.endswith(in_english)


def test_no_line_of_a_table_ends_behind_the_mark_of_a_paragraph(conference):
    row = recommendation(
        conference, texts={"en": "Take measures:\n\na) a measure", "ru": "Принять меры:\n\na) меру"}
    )
    assert _adopted(row, conference, "ru").text == "Принять меры: a)\u00a0меру"
