"""The recommendations as open data: what was published, and of the follow-up what was verified."""

from dataclasses import replace

import pytest

from outcomes.follow_up.domain.progress_reports import change_follow_up_settings
from outcomes.follow_up.models.follow_up import ProgressUpdate
from outcomes.plenary.domain.adoption import PlenaryDecision, adopt_recommendation
from outcomes.plenary.domain.revocation import revoke_decision
from outcomes.plenary.models import DelegationVote, Position
from outcomes.publication.domain.issues import publish_recommendations
from outcomes.recommendations.domain.versions import save_version
from outcomes.recommendations.models.paragraphs import Text
from tests.api.conftest import Program, secret_of
from tests.factories import DelegationFactory, DocumentFileFactory, FollowUpActionFactory, SessionFactory
from tests.outcomes.recommendation_samples import recommendation

pytestmark = pytest.mark.django_db


def test_everybody_reads_what_was_published_and_nothing_else(anybody, conference, owner):
    recommendation(conference, by=owner, stage="adopted", texts={"en": "Not published."})
    shown = recommendation(conference, by=owner, stage="published")
    answer = anybody.get("/recommendations")
    [row] = answer.json()["items"]
    assert row["number"] == shown.number and row["text"][0]["texts"]["en"] == "Strengthen the hotline."
    assert row["follow_up"] is None and row["actions"] == [] and row["adopted_on"]
    assert len(row["addressees"]) == len(row["themes"]) == 1
    assert anybody.get(f"/recommendations/{shown.number}").json() == row
    assert anybody.get("/recommendations/99").status_code == 404
    assert answer["Cache-Control"] == "public, max-age=60"


def test_the_follow_up_is_told_where_there_is_a_public_tracker(anybody, conference, owner):
    shown = recommendation(conference, by=owner, stage="published")
    change_follow_up_settings(conference, by=owner, public_tracker=True)
    assert anybody.get(f"/recommendations/{shown.number}").json()["follow_up"] == ""


def test_the_list_makes_as_many_queries_for_three_rows_as_for_one(
    anybody, conference, owner, assert_constant_queries
):
    change_follow_up_settings(conference, by=owner, public_tracker=True)
    assert_constant_queries(
        "/recommendations", lambda: recommendation(conference, by=owner, stage="published"), client=anybody
    )


def test_a_decision_is_told_with_its_votes(anybody, conference, owner):
    voted = recommendation(conference, by=owner, stage="agreed")
    decision = PlenaryDecision(method="recorded-vote", votes_for=3, votes_against=1, abstentions=0)
    adopt_recommendation(voted, by=owner, decision=decision)
    publish_recommendations([voted], by=owner)
    [row] = anybody.get("/recommendations").json()["items"]
    [told] = row["decisions"]
    assert (told["outcome"], told["method"]) == ("adopted", "recorded-vote")
    assert (told["votes_for"], told["votes_against"], told["abstentions"]) == (3, 1, 0)


def test_a_decision_names_no_session_that_not_everybody_may_know_of(anybody, conference, owner):
    session = SessionFactory(conference=conference, kind="plenary", visibility="public")
    row = recommendation(conference, by=owner, stage="agreed")
    adopt_recommendation(row, by=owner, decision=PlenaryDecision(method="consensus", session=session))
    publish_recommendations([row], by=owner)

    def told():
        return anybody.get(f"/recommendations/{row.number}").json()["decisions"][0]["session"]

    assert told() == str(session.pk)
    session.visibility = "closed"
    session.save()
    assert told() is None


def test_drafts_are_read_with_their_versions_by_who_may_read_them(program, conference, owner, member):
    draft = recommendation(conference, by=owner)
    change_text(draft, owner)
    [row] = program.get("/working-recommendations").json()["items"]
    assert row["working_ref"] == draft.working_ref and row["number"] is None and row["version"] == 2
    assert row["text"][0]["texts"]["en"] == "Strengthen the line."
    assert program.get(f"/working-recommendations/{draft.pk}").json() == row
    versions = program.get(f"/working-recommendations/{draft.pk}/versions").json()["items"]
    assert [each["number"] for each in versions] == [1, 2]
    assert versions[0]["text"][0]["texts"]["en"] == "Strengthen the hotline."
    observer = Program(secret_of(member("observer"), conference), program.prefix)
    assert observer.get("/working-recommendations").status_code == 403


def test_progress_is_reported_and_moves_the_action(program, conference, owner):
    action = FollowUpActionFactory(recommendation=recommendation(conference, by=owner, stage="published"))
    path = f"/actions/{action.pk}"
    seen = program.get(path)
    assert seen.json()["percent"] == 0
    sent = {"period_to": "2027-12-31", "narrative": {"en": "Begun."}, "percent": 40}
    told = program.post(f"{path}/progress", sent, If_Match=seen["ETag"])
    assert told.status_code == 201 and told.json()["state"] == "accepted", told.content
    assert program.get(path).json()["percent"] == 40
    # The state that was seen is over, and a report on it is refused with the present one.
    late = program.post(f"{path}/progress", sent, If_Match=seen["ETag"])
    assert late.status_code == 412 and late.json()["current"]["percent"] == 40
    assert [row["id"] for row in program.get(f"{path}/progress").json()["items"]] == [told.json()["id"]]
    [row] = program.get("/follow-up").json()["items"]
    assert row["status"] == "in-progress" and row["actions"][0]["id"] == str(action.pk)
    assert program.get(f"/follow-up/{row['id']}").json() == row


def test_what_no_report_can_say_is_refused(program, conference, owner):
    action = FollowUpActionFactory(recommendation=recommendation(conference, by=owner, stage="published"))
    path = f"/actions/{action.pk}/progress"
    told = {"period_to": "2027-12-31", "narrative": {"en": "Begun."}}
    for change, field in (
        ({"percent": 101}, "percent"),
        ({"narrative": {}}, "narrative"),
        ({"narrative": {"fr": "Commencé."}}, "narrative.fr"),
        ({"self_assessment": "done"}, "self_assessment"),
    ):
        answer = program.post(path, {**told, **change})
        assert answer.status_code == 422 and answer.json()["errors"][0]["field"] == field
    assert program.get(path).json()["items"] == []


def test_drafts_of_reports_are_their_authors_alone(program, conference, owner):
    action = FollowUpActionFactory(recommendation=recommendation(conference, by=owner, stage="published"))
    ProgressUpdate.objects.create(action=action, period_to="2027-12-31", author=owner, state="draft")
    assert program.get(f"/actions/{action.pk}/progress").json()["items"] == []


def test_the_register_is_read_and_its_files_are_fetched(program, conference, owner):
    file = DocumentFileFactory(document__conference=conference)
    [row] = program.get("/registered-documents").json()["items"]
    assert row["symbol"] == file.document.symbol and row["files"][0]["language"] == "en"
    fetched = program.get(f"/registered-documents/{row['id']}/files/en")
    assert fetched.status_code == 200 and b"".join(fetched.streaming_content).startswith(b"%PDF-")
    assert program.get(f"/registered-documents/{row['id']}/files/ru").status_code == 404


def test_restricted_documents_need_a_permission_of_their_own(program, conference, owner):
    kept = DocumentFileFactory(document__conference=conference, document__distribution="restricted").document
    narrow = Program(secret_of(owner, conference, scopes=["outcomes.view_register"]), program.prefix)
    assert program.get(f"/registered-documents/{kept.pk}").status_code == 200
    assert narrow.get("/registered-documents").json()["items"] == []
    for path in ("", "/files/en"):
        assert narrow.get(f"/registered-documents/{kept.pk}{path}").status_code == 404


def test_follow_up_is_narrowed_by_status_and_addressee(program, conference, owner):
    begun, open_one = (recommendation(conference, by=owner, stage="published") for _number in range(2))
    type(begun).objects.filter(pk=begun.pk).update(follow_up="in-progress")

    def found(query):
        return [row["id"] for row in program.get(f"/follow-up?{query}").json()["items"]]

    assert found("status=in-progress") == [str(begun.pk)]
    assert found(f"addressee={open_one.addressees.get().pk}") == [str(open_one.pk)]
    assert program.get("/follow-up?status=begun").status_code == 422


@pytest.mark.parametrize(
    "path",
    ["/working-recommendations", "/follow-up", "/follow-up?status=not-started", "/registered-documents"],
)
def test_a_list_makes_as_many_queries_for_three_as_for_one(
    program, conference, owner, path, assert_constant_queries
):
    def add():
        made = recommendation(conference, by=owner, stage="published")
        FollowUpActionFactory(recommendation=made)
        DocumentFileFactory(document__conference=conference)

    assert_constant_queries(path, add, client=program)


def test_reports_make_as_many_queries_for_three_as_for_one(
    program, conference, owner, assert_constant_queries
):
    action = FollowUpActionFactory(recommendation=recommendation(conference, by=owner, stage="published"))
    days = iter(("2027-12-31", "2028-06-30", "2028-12-31"))

    def report():
        ProgressUpdate.objects.create(action=action, period_to=next(days), author=owner, state="accepted")

    assert_constant_queries(f"/actions/{action.pk}/progress", report, client=program)


def test_versions_make_as_many_queries_for_three_as_for_one(
    program, conference, owner, assert_constant_queries
):
    draft = recommendation(conference, by=owner)
    texts = iter(("One.", "Two.", "Three."))

    def write():
        draft.refresh_from_db()
        change_text(draft, owner, next(texts))

    assert_constant_queries(f"/working-recommendations/{draft.pk}/versions", write, client=program)


def change_text(draft, by, text="Strengthen the line."):
    base = draft.current_version
    body = [replace(each, texts={"en": Text(text)}) for each in base.body]
    save_version(draft, by=by, base=base, body=body)


class TestWhatWasDecidedAndSaid:
    """Decisions and positions are read by whom the page of the recommendation shows them to."""

    @pytest.fixture
    def decided(self, conference, owner):
        made = recommendation(conference, by=owner, stage="agreed")
        decision = PlenaryDecision(method="recorded-vote", votes_for=2, votes_against=1, abstentions=0)
        adopt_recommendation(made, by=owner, decision=decision)
        delegation = DelegationFactory(conference=conference, name={"en": "Utopia"})
        Position.objects.create(
            recommendation=made, delegation=delegation, kind="reservation", text={"en": "We reserve."},
            made_on=conference.ends_on,
        )  # fmt: skip
        DelegationVote.objects.create(adoption=made.adoptions.get(), delegation=delegation, vote="against")
        return made

    def test_the_team_reads_them_before_the_text_is_published(self, program, decided):
        row = program.get(f"/working-recommendations/{decided.pk}").json()
        [told], [position] = row["decisions"], row["positions"]
        assert (told["outcome"], told["votes_against"], told["revoked_at"]) == ("adopted", 1, None)
        assert [vote["vote"] for vote in told["votes"]] == ["against"]
        assert (position["name"], position["kind"]) == ({"en": "Utopia"}, "reservation")
        assert program.get("/working-recommendations").json()["items"] == [row]

    def test_a_decision_that_was_revoked_says_so(self, program, decided, owner):
        revoke_decision(decided.adoptions.get(), by=owner, reason="Counted wrongly.")
        [told] = program.get(f"/working-recommendations/{decided.pk}").json()["decisions"]
        assert told["revoked_at"] and told["revoked_because"] == "Counted wrongly."

    def test_others_read_neither_until_it_is_published(self, anybody, conference, decided, owner, member):
        observer = Program(secret_of(member("observer"), conference), anybody.prefix)
        for reader in (anybody, observer):
            assert reader.get(f"/working-recommendations/{decided.pk}").status_code in (401, 403)
            assert reader.get(f"/recommendations/{decided.number}").status_code == 404
            assert b"We reserve" not in reader.get("/recommendations").content
        publish_recommendations([decided], by=owner)
        for reader in (anybody, observer):
            row = reader.get(f"/recommendations/{decided.number}").json()
            assert row["positions"][0]["text"] == {"en": "We reserve."}
            # No public page shows the vote of each delegation.
            assert row["decisions"][0]["votes_against"] == 1 and "votes" not in row["decisions"][0]
