"""Recommendations in and out: read liberally, refused by line, the same record after a round trip."""

import datetime as dt
import json
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command

from agenda.rooms.models import WorkingGroup
from confman.accounts.system_users import system_user
from confman.documents.rendering.spreadsheets import SPREADSHEET_FORMATS
from confman.web.errors import Refused
from outcomes.follow_up.domain.actions import record_response, set_follow_up
from outcomes.follow_up.models.follow_up import Response
from outcomes.imports.exchange.bulk_insert import apply_import
from outcomes.imports.exchange.plan import plan_import
from outcomes.imports.exchange.resource import export_recommendations
from outcomes.imports.exchange.rows import RowNumbers, recommendation_rows
from outcomes.plenary.domain.adoption import PlenaryDecision, adopt_recommendation, adopt_recommendations
from outcomes.plenary.models import Adoption
from outcomes.publication.domain.issues import publish_recommendations
from outcomes.recommendations.domain.outcome_documents import (
    NumbersTaken,
    change_document,
    recommendations_document,
)
from outcomes.recommendations.domain.plain_text import ParagraphText, paragraphs_of
from outcomes.recommendations.domain.versions import change_details, revise_recommendation
from outcomes.recommendations.models.document import OutcomeDocument, Section
from outcomes.recommendations.models.recommendation import Recommendation
from tests.factories import (
    AddresseeFactory,
    ConferenceFactory,
    DelegationFactory,
    SessionFactory,
    ThemeFactory,
)
from tests.moments import interleaved
from tests.outcomes.recommendation_samples import recommendation

UPR = ["--map", "To=addressee", "--map", "Text=text", "--map", "From=proposer", "--map", "Response=response",
       "--map", "Issue=themes"]  # fmt: skip
# As such files come: bare carriage returns, Mac Roman, columns of their own.
MACINTOSH = (
    "To,To-Rgrp,Text,From,Response,Issue\r"
    'Sénégal,Africa,"Reconsider its position vis-à-vis Mr. Hissène Habré, at once",Liechtenstein,Accepted,'
    '"Justice,Impunity"\r'
    "Canada,WEOG,Ratify the instrument,Åland,Noted,International instruments\r"
).encode("mac_roman")


@pytest.fixture
def file(tmp_path):
    def write(content, name="table.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return write


def run(*args):
    call_command("importrecommendations", *args)


def test_a_macintosh_file_is_read_letter_by_letter(conference, file):
    run(conference.slug, file(MACINTOSH), *UPR, "--stage", "adopted")
    first, second = Recommendation.objects.in_order()
    assert (
        first.current_version.body[0].text("en")
        == "Reconsider its position vis-à-vis Mr. Hissène Habré, at once"
    )
    assert [str(addressee) for addressee in first.addressees.all()] == ["Sénégal"]
    assert first.proposed_by == "Liechtenstein" and second.proposed_by == "Åland"
    assert {str(theme) for theme in first.themes.all()} == {"Justice", "Impunity"}
    assert [r.answer for r in Response.objects.order_by("recommendation__number")] == ["supported", "noted"]
    assert (first.number, second.number, OutcomeDocument.objects.get().last_number) == (1, 2, 2)
    assert Adoption.objects.filter(method="").count() == 2


def test_adoption_goes_on_after_imported_numbers(conference, file, member):
    run(conference.slug, file("number,text_en,addressee\n7,Do this,Ministry\n"), "--stage", "adopted")
    row = recommendation(conference, stage="agreed")
    adopt_recommendation(row, by=member("rapporteur"), decision=PlenaryDecision(method="consensus"))
    assert row.number == 8


def test_numbers_taken_while_a_file_is_made_ready_are_given_once(conference, file, member, monkeypatch):
    """A colleague drafts and adopts between the moment the numbers are foreseen and the moment they are taken."""
    predict = RowNumbers.predict
    colleague = iter([True])

    def foresee_and_be_overtaken(numbers):
        predict(numbers)
        if next(colleague, False):
            recommendation(conference, stage="adopted")

    monkeypatch.setattr(RowNumbers, "predict", foresee_and_be_overtaken)
    run(conference.slug, file("text_en,addressee\nDo this,A\nDo that,B\n"), "--stage", "adopted")
    rows = Recommendation.objects.order_by("number").values_list("number", "working_ref", "source")
    assert [(number, ref) for number, ref, _source in rows] == [(1, "PL/R01"), (2, "PL/R02"), (3, "PL/R03")]
    assert rows[0][2] == ""


def test_what_others_write_between_two_statements_of_a_reading_is_in_it_whole_or_not_at_all(db):
    by = system_user("demo")
    made, rows = {}, []

    def begin():
        conference = made["conference"] = ConferenceFactory(languages=["en"])
        made["gone"] = ThemeFactory(conference=conference, name={"en": "Gone"})
        made["row"] = recommendation(
            conference, by=by, stage="published", themes=[made["gone"]],
            addressees=[AddresseeFactory(conference=conference, name={"en": "Old"})],
        )  # fmt: skip

    def write():
        conference, row = made["conference"], made["row"]
        made["gone"].delete()
        new = AddresseeFactory(conference=conference, name={"en": "New"})
        row.addressees.add(new)
        row.themes.add(ThemeFactory(conference=conference, name={"en": "New"}))
        row.proposers.add(DelegationFactory(conference=conference, name={"en": "New"}))
        record_response(row, by=by, addressee=new, values={"answer": "supported"})

    def read():
        rows[:] = recommendation_rows(
            Recommendation.objects.of(made["conference"]).order_by("pk"), made["conference"]
        )

    for number in interleaved(begin, read, write):
        [row] = rows
        assert set(row.addressees) in ({"Old"}, {"Old", "New"}), f"before statement {number}"
        assert set(row.themes or ()) <= {"Gone", "New"} and set(row.proposers or ()) <= {"New"}
        assert set(row.response or ()) <= {"", "Old", "New"}


def test_where_numbers_are_always_taken_nothing_is_written(conference, file, monkeypatch):
    def overtaken(numbers):
        raise NumbersTaken

    monkeypatch.setattr(RowNumbers, "take", overtaken)
    with pytest.raises(CommandError, match="Try it again"):
        run(conference.slug, file("text_en,addressee,working_group\nDo this,A,WG9\n"))
    assert not Recommendation.objects.exists() and not WorkingGroup.objects.filter(code="WG9").exists()


def test_what_someone_changes_while_a_file_is_read_is_not_written_over(conference, member):
    user = member("rapporteur")
    row = recommendation(conference, by=user)
    table = f"id,working_ref,priority\n{row.pk},{row.working_ref},high\n".encode()
    written = [ParagraphText("Strengthen the hotline at night.", 0, row.current_version.body[0].id)]
    for change in (
        lambda: change_details(row, by=user, details={"due_on": dt.date(2028, 1, 2)}),
        lambda: change_details(row, by=user, details={}, addressees=[]),
        lambda: revise_recommendation(
            row, by=user, base=row.current_version, language="en", written=written, status="reviewed"
        ),
    ):
        plan = plan_import(conference, table)
        assert len(plan.changed) == 1
        change()
        with pytest.raises(Refused, match=f"acted on {row.working_ref} meanwhile"):
            apply_import(plan, by=user)
    row.refresh_from_db()
    assert not row.priority and "at night" in row.opening and row.due_on and not row.addressees.exists()
    apply_import(plan_import(conference, table), by=user)
    row.refresh_from_db()
    assert row.priority == "high" and "at night" in row.opening


def test_an_import_and_an_adoption_at_once_do_not_wait_for_each_other(conference, member, at_once):
    user, wanted = member("rapporteur"), PlenaryDecision(method="consensus")
    keys = [recommendation(conference, by=user, stage="agreed").pk for _number in range(3)]
    lines = [f"{key},agreed,Strengthen the hotline.,high" for key in keys]
    table = "\n".join(["id,stage,text_en,priority", *lines, ",adopted,Do this.,high"]).encode()
    plan = plan_import(conference, table)
    rows = [Recommendation.objects.get(pk=key) for key in sorted(keys, reverse=True)]
    results = at_once(
        lambda: apply_import(plan, by=user), lambda: adopt_recommendations(rows, by=user, decision=wanted)
    )
    # Whoever comes second goes on with what the first has left, or says that it has changed.
    assert not isinstance(results[1], Refused)
    assert Recommendation.objects.filter(stage="adopted").count() == 3 + (not isinstance(results[0], Refused))


def test_a_file_publishes_nothing_in_a_document_that_is_not_for_everyone(conference, member):
    user = member("rapporteur")
    change_document(
        recommendations_document(conference, by=user), by=user, values={"distribution": "restricted"}
    )
    plan = plan_import(conference, b"text_en,stage\nDo this,published\n")
    with pytest.raises(Refused, match="then publish"):
        apply_import(plan, by=user)
    assert not Recommendation.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("text_en,response\nDo this,Perhaps\n", r"line 2, response: “Perhaps” is not one of"),
        ("text_en,due\n\nDo this,soon\n", r"line 3, due: “soon” is not a date"),
        ("text_en,text_ru\nOne.,\"Раз.\n\nДва.\"\n", r"line 2, text_en: .*number of paragraphs"),
        ("text_en\nDo this\n-\n", r"line 3, text_en: there is no text"),
        ("text_en,number\nDo this,1\nDo that,1\n", r"line 3, number: it is in line 2 already"),
        (f"id,text_en\n{UUID(int=7)},Do this\n{UUID(int=7)},Do that\n", r"line 3, id: it is in line 2 already"),
        ("text_en,stage\nDo this,merged\n", r"line 2, stage: what it was merged into"),
        ("text_en,working_group\nDo this,WORKING-GROUP-ONE\n", r"line 2, working_group: 17 .*the 12 that fit"),
        (f"text_en,working_ref\nDo this,{'a' * 256}/1\n", r"line 2, working_ref: 258 .*the 40 that fit"),
        (f"text_en,addressees\nDo this,{'a' * 301}\n", r"line 2, addressees: 301 .*the 300 that fit"),
        ("name,size\na,1\n", r"no column holds the text"),
        ("text_en,text_en\na,b\n", r"“text_en” appears twice"),
        ('text_en\n"Do this\n', r"line 2: a quotation mark"),
        ("text_en,a\nx,y,z\n", r"line 2 has 3 cells"),
        (b"\x00\x01\x02binary", "neither a text file nor a spreadsheet"),
        ("", "the file is empty"),
        ('[{"text_en": ]', "line 1, column 14: this is not JSON"),
    ],
    ids=[
        "unknown response", "bad date", "paragraphs differ", "no text", "number twice", "id twice",
        "merged into nothing", "long code", "long reference", "long addressee", "no text column", "column twice",
        "open quotation mark", "too many cells", "binary", "empty", "torn JSON",
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_whole_with_its_line(conference, file, content, said):
    with pytest.raises(CommandError, match=said):
        run(conference.slug, file(content), "--stage", "adopted")
    assert not Recommendation.objects.exists()


def test_bad_lines_can_be_left_out(conference, file, capsys):
    path = file("text_en,response\nDo this,Perhaps\nDo that,Accepted\n")
    run(conference.slug, path, "--skip-bad")
    captured = capsys.readouterr()
    assert Recommendation.objects.count() == 1
    assert "line 2" in captured.err and "1 new" in captured.out and "1 left out" in captured.out


def test_a_dry_run_writes_nothing(conference, file, capsys):
    run(conference.slug, file("text_en\nDo this\n"), "--dry-run")
    assert "1 new" in capsys.readouterr().out
    assert not Recommendation.objects.exists()


def test_a_mapping_that_names_what_is_not_is_refused(conference, file):
    for pair, said in (
        ("Nothing=text", "no column “Nothing”"),
        ("a=colour", "no field “colour”"),
        ("a", "COLUMN=FIELD"),
    ):
        with pytest.raises(CommandError, match=said):
            run(conference.slug, file("a,text_en\n1,Do this\n"), "--map", pair)


@pytest.fixture
def full(conference, member):
    """A conference with one recommendation of every kind of detail."""
    user = member("rapporteur")
    group = WorkingGroup.objects.create(conference=conference, code="WG1", name={"en": "First group"})
    texts = {
        "en": "=Set out the procedure:\n\n(a) appoint an officer;\n\n(b) fix limits.",
        "ru": "Закрепить порядок:\n\n(a) назначить лицо;\n\n(b) установить сроки.",
    }
    row = recommendation(
        conference, texts=texts, stage="agreed", working_group=group, priority="high", sdg_targets=["5.2", "16.a"],
        concerned_groups=["women"], proposed_by="Expert, one; Expert two", due_on=dt.date(2028, 1, 2),
    )  # fmt: skip
    adopt_recommendation(
        row, by=user, decision=PlenaryDecision(method="consensus", decided_on=dt.date(2027, 3, 31))
    )
    publish_recommendations([row], by=user)
    record_response(
        row, by=user, addressee=row.addressees.get(),
        values={"answer": "in-part", "letter_number": "12/34", "letter_date": dt.date(2027, 5, 6)},
    )  # fmt: skip
    set_follow_up(row, by=user, status="in-progress")
    # Two addressees that answered differently, names in two languages, a comma, a vote, a section, a status a language.
    session = SessionFactory(conference=conference)
    both = [
        AddresseeFactory(
            conference=conference, name={"en": "Justice, Ministry of", "ru": "Министерство юстиции"}
        ),
        AddresseeFactory(conference=conference, name={"en": "Parliament"}),
    ]
    voted = recommendation(
        conference, stage="agreed", addressees=both, visibility="participants",
        themes=[ThemeFactory(conference=conference, name={"en": "Courts; law", "ru": "Суды"})],
        section=Section.objects.create(
            document=OutcomeDocument.objects.get(), title={"en": "Prevention", "ru": "Предупреждение"}
        ),
        session=session,
    )  # fmt: skip
    voted.proposers.add(DelegationFactory(conference=conference, name={"en": "Åland, Islands of"}))
    adopt_recommendation(
        voted, by=user,
        decision=PlenaryDecision(method="recorded-vote", votes_for=1, votes_against=0, abstentions=0, session=session),
    )  # fmt: skip
    record_response(voted, by=user, addressee=both[0], values={"answer": "noted", "letter_number": "=7/8"})
    recommendation(conference, texts={"uz": "Ishonch telefoni [uch] yil moliyalashtirilsin; “yaxshi”."})
    return conference


def record(conference):
    """The part that must be the same, as plain data."""
    return [
        (
            row.working_ref, row.number, row.stage, row.working_group.code if row.working_group else None,
            [(p.level, {c: (t.text, t.status) for c, t in p.texts.items()}) for p in row.current_version.body],
            sorted(dict(a.name).items() for a in row.addressees.all()),
            sorted(dict(t.name).items() for t in row.themes.all()),
            row.priority, row.sdg_targets, row.concerned_groups, row.proposed_by, row.due_on, row.follow_up,
            [(r.answer, r.letter_number, r.letter_date) for r in row.responses.all()],
            [
                (a.method, a.decided_on, a.outcome, a.votes_for, a.votes_against, a.abstentions)
                for a in row.adoptions.all()
            ],
            row.visibility, dict(row.section.title) if row.section else None,
            sorted(str(delegation.name) for delegation in row.proposers.all()),
        )
        for row in Recommendation.objects.of(conference).order_by("working_ref")
    ]  # fmt: skip


def exported(conference, format):
    return export_recommendations(
        Recommendation.objects.of(conference).in_document_order(), conference, format=format
    )


@pytest.mark.parametrize("format", SPREADSHEET_FORMATS)
def test_what_was_exported_imports_again_unchanged(full, format):
    before = record(full)
    plan = plan_import(full, exported(full, format), name=f"table.{format}")
    assert (plan.problems, plan.new, plan.changed, plan.unchanged) == ([], [], [], 3)
    apply_import(plan, by=system_user("command"))
    assert record(full) == before
    assert [row.versions.count() for row in Recommendation.objects.of(full).in_order()] == [2, 2, 1]


@pytest.mark.parametrize("format", SPREADSHEET_FORMATS)
def test_an_export_makes_the_same_record_elsewhere(full, format):
    other = ConferenceFactory(slug="elsewhere")
    # This table does not decide on participants: a delegation that is not there stays a name.
    DelegationFactory(conference=other, name={"en": "Åland, Islands of"})
    plan = plan_import(other, exported(full, format), name=f"table.{format}")
    assert not plan.problems
    apply_import(plan, by=system_user("command"))
    assert record(other) == record(full)


def test_a_changed_cell_becomes_a_new_version(full):
    rows = json.loads(exported(full, "json"))
    [draft] = [row for row in rows if row["stage"] == "draft"]
    del draft["paragraphs"]
    draft["text_uz"] = "Ishonch telefoni besh yil moliyalashtirilsin."
    plan = plan_import(full, json.dumps(rows).encode())
    assert (len(plan.changed), plan.unchanged, plan.problems) == (1, 2, [])
    apply_import(plan, by=system_user("command"))
    row = Recommendation.objects.get(stage="draft")
    assert row.versions.count() == 2 and "besh" in row.opening


def test_a_frozen_text_is_not_changed_by_an_import(full):
    rows = json.loads(exported(full, "json"))
    [published] = [row for row in rows if row["stage"] == "published"]
    del published["paragraphs"]
    published["text_en"] = published["text_en"].replace("officer", "office")
    plan = plan_import(full, json.dumps(rows).encode())
    assert "frozen" in plan.problems[0].message


def test_another_conference_is_not_touched(full, other_conference):
    plan = plan_import(other_conference, exported(full, "csv"))
    assert len(plan.new) == 3
    apply_import(plan, by=system_user("command"))
    assert Recommendation.objects.of(full).count() == 3


def test_the_command_writes_published_ones_alone_when_asked(full, tmp_path):
    target = tmp_path / "out.json"
    call_command("exportrecommendations", full.slug, "--format", "json", "--published", "-o", str(target))
    assert [row["stage"] for row in json.loads(target.read_text())] == ["published"]


def test_a_conference_that_begins_with_another_language_takes_each_name_in_its_own(full):
    other = ConferenceFactory(slug="elsewhere", languages=["uz", "en"])
    plan = plan_import(other, exported(full, "csv"), name="table.csv")
    assert not plan.problems and all(column.endswith("_ru") for column in plan.ignored)
    apply_import(plan, by=system_user("command"))
    names = {name for row in other.addressees.all() for name in row.name}
    assert names == {"en"}
    assert {row.name["en"] for row in other.addressees.all()} == {
        row.name["en"] for row in full.addressees.all()
    }


def test_paragraphs_may_not_be_split_by_a_table(full):
    rows = json.loads(exported(full, "json"))
    [draft] = [row for row in rows if row["stage"] == "draft"]
    del draft["paragraphs"]
    draft["text_uz"] = "Bir.\n\nIkki."
    plan = plan_import(full, json.dumps(rows).encode())
    assert "had 1 paragraphs and has 2" in plan.problems[0].message
    assert paragraphs_of({"uz": "Bir.\n\nIkki."})
