"""The secretariat's pages: drafting, deciding, publishing, following up."""

import datetime as dt

import pytest
from django.urls import reverse

from agenda.rooms.models import GroupRole, WorkingGroup
from agenda.sessions.models.session import Session, SessionRole
from outcomes.follow_up.domain.actions import save_action
from outcomes.follow_up.models.follow_up import FollowUpAction, Response
from outcomes.recommendations.domain.outcome_documents import recommendations_document
from outcomes.recommendations.domain.visibility import readable_recommendations
from outcomes.recommendations.models.document import OutcomeDocument
from outcomes.recommendations.models.recommendation import Recommendation
from tests.factories import AddresseeFactory, PersonFactory, ThemeFactory, UserFactory
from tests.outcomes.recommendation_samples import recommendation


def url(name, conference, *args):
    return reverse(f"outcomes_secretariat:{name}", args=[conference.slug, *args])


def public(name, conference, language, *args):
    return reverse(f"outcomes_public:{name}", args=[conference.slug, language, *args])


# --- Drafting ---------------------------------------------------------------------------------------------


def test_a_recommendation_is_drafted_edited_agreed_adopted_and_published(conference, desk, client):
    addressee, theme = AddresseeFactory(conference=conference), ThemeFactory(conference=conference)
    answer = desk.post(
        url("recommendation-add", conference),
        {"text_en": "Set out:\n\n(a) this;\n\n(b) that.", "addressees": [addressee.pk], "themes": [theme.pk],
         "visibility": "group", "sdg_targets": "5.2, 16.A"},
    )  # fmt: skip
    row = Recommendation.objects.get()
    assert answer.url == url("recommendation", conference, row.pk)
    assert row.sdg_targets == ["5.2", "16.a"] and [p.level for p in row.current_version.body] == [0, 1, 1]

    page = desk.get(url("text", conference, row.pk, "ru"))
    data = {"base": row.current_version.pk, "status": "reviewed", "reason": "Translated",
            "p-TOTAL_FORMS": "4", "p-INITIAL_FORMS": "3"}  # fmt: skip
    texts = ["Закрепить:", "это;", "то.", ""]
    for number, form in enumerate(page.context["rows"].forms):
        data |= {f"p-{number}-id": form["id"].value() or "", f"p-{number}-level": form["level"].value() or 0,
                 f"p-{number}-text": texts[number], f"p-{number}-ORDER": number + 1}  # fmt: skip
    assert desk.post(url("text", conference, row.pk, "ru"), data).status_code == 302
    row.refresh_from_db()
    assert (row.current_version.status_of("ru"), row.current_version.status_of("en")) == ("reviewed", "draft")

    for action in ("submit", "agree"):
        assert desk.post(url(action, conference, row.pk), {"override": ""}).status_code == 302
    assert (
        desk.post(url("plenary-desk", conference), {"method": "consensus", "one": row.pk}).status_code == 302
    )
    row.refresh_from_db()
    assert (row.stage, row.number) == ("adopted", 1)
    assert client.get(public("recommendation", conference, "en", row.pk)).status_code == 404

    desk.post(url("document-publish", conference))
    answer = client.get(public("recommendation", conference, "ru", row.pk))
    assert "Закрепить:" in answer.content.decode() and not answer.cookies


def test_a_form_that_is_wrong_keeps_what_was_typed(conference, desk):
    answer = desk.post(
        url("recommendation-add", conference),
        {"text_en": "One.\n\nTwo.", "text_ru": "Раз.", "sdg_targets": "ninety", "visibility": "group"},
    )
    html = answer.content.decode()
    assert "number of paragraphs" in html and "is not an SDG target" in html and "Раз." in html
    assert not Recommendation.objects.exists()


def test_who_saves_later_is_shown_the_newest_version(conference, desk):
    row = recommendation(conference)
    data = {"base": row.current_version.pk, "status": "draft", "reason": "", "p-TOTAL_FORMS": "1",
            "p-INITIAL_FORMS": "1", "p-0-id": row.current_version.body[0].id, "p-0-level": 0,
            "p-0-text": "Mine.", "p-0-ORDER": 1}  # fmt: skip
    desk.post(url("text", conference, row.pk, "en"), data)
    answer = desk.post(url("text", conference, row.pk, "en"), data | {"p-0-text": "Theirs."})
    html = answer.content.decode()
    assert "Someone else saved" in html and "Theirs." in html and "Mine." in html
    assert row.versions.count() == 2


def test_brackets_and_differences_are_marked(conference, desk):
    row = recommendation(conference, texts={"en": "Fund it for [three] years."})
    assert (
        '<mark class="bracket">[three]</mark>'
        in desk.get(url("recommendation", conference, row.pk)).content.decode()
    )
    data = {"base": row.current_version.pk, "status": "draft", "reason": "", "p-TOTAL_FORMS": "1",
            "p-INITIAL_FORMS": "1", "p-0-id": row.current_version.body[0].id, "p-0-level": 0,
            "p-0-text": "Fund it for five years.", "p-0-ORDER": 1}  # fmt: skip
    desk.post(url("text", conference, row.pk, "en"), data)
    html = desk.get(url("compare", conference, row.pk)).content.decode()
    assert "<ins>five</ins>" in html and "<del>[three]</del>" in html


def test_obstacles_are_said_and_the_button_is_off(conference, desk):
    row = recommendation(conference)
    row.addressees.clear()
    html = desk.get(url("recommendation", conference, row.pk)).content.decode()
    assert "names no addressee" in html and "disabled" in html
    answer = desk.post(url("submit", conference, row.pk), {"override": ""})
    assert answer.status_code == 200 and "names no addressee" in answer.content.decode()


def test_a_transition_asks_for_its_reason(conference, desk):
    row = recommendation(conference, stage="submitted")
    assert desk.post(url("return", conference, row.pk), {"reason": ""}).status_code == 200
    assert desk.post(url("return", conference, row.pk), {"reason": "Too long."}).status_code == 302


def test_orally_amended_text_is_typed_into_the_projected_one(conference, desk):
    row = recommendation(conference, stage="agreed")
    page = desk.get(url("adopt", conference, row.pk) + "?amend=en")
    assert page.context["form"].initial["amended_text"] == "Strengthen the hotline."
    answer = desk.post(
        url("adopt", conference, row.pk) + "?amend=en",
        {"method": "consensus", "amended_text": "Strengthen and fund the hotline.", "reason": ""},
    )
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.stage == "adopted-as-amended"
    assert row.current_version.body[0].text("en") == "Strengthen and fund the hotline."


def test_several_are_merged_on_a_page(conference, desk):
    rows = [recommendation(conference, texts={"en": f"Do {n}."}, stage="agreed") for n in range(2)]
    address = url("merge", conference) + "?" + "&".join(f"selected={row.pk}" for row in rows)
    page = desk.get(address)
    assert page.context["form"].initial["text"]["en"] == "Do 0.\n\nDo 1."
    assert desk.post(address, {"text_en": "Do 0 and 1.", "reason": "Alike"}).status_code == 302
    assert Recommendation.objects.filter(stage="merged").count() == 2


# --- The plenary desk -------------------------------------------------------------------------------------


def test_the_desk_speaks_the_working_language_and_adopts_all(conference, desk):
    rows = [recommendation(conference, stage="agreed") for _number in range(3)]
    html = desk.get(url("plenary-desk", conference) + "?language=ru").content.decode()
    assert "Укрепить горячую линию." in html
    answer = desk.post(
        url("plenary-desk", conference),
        {
            "method": "without-vote",
            "selected": [row.pk for row in rows],
            "all": "yes",
            "decided_on": "2027-03-31",
        },
    )
    assert answer.status_code == 302
    assert sorted(Recommendation.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_the_desk_shows_what_stands_in_the_way(conference, desk, owner):
    from outcomes.drafting.domain.group_stages import agree_recommendation

    row = recommendation(conference, texts={"en": "Fund it for [three] years."}, stage="submitted")
    agree_recommendation(row, by=owner, override="The chair insists.")
    html = desk.get(url("plenary-desk", conference)).content.decode()
    assert "still stands in [square brackets]" in html
    answer = desk.post(url("plenary-desk", conference), {"method": "consensus", "selected": [row.pk]})
    assert answer.status_code == 200 and "square brackets" in answer.content.decode()


def test_an_expert_meeting_is_spared_votes(conference, desk):
    recommendation(conference, stage="agreed")
    assert "recorded-vote" not in desk.get(url("plenary-desk", conference)).content.decode()
    conference.profile = "intergovernmental"
    conference.save()
    row = Recommendation.objects.get()
    desk.post(url("table", conference, row.pk), {"symbol": "CONF/L.1"})
    assert "recorded-vote" in desk.get(url("plenary-desk", conference)).content.decode()
    assert "votes_for" in desk.get(url("vote", conference, row.pk)).content.decode()


# --- Who reads what ---------------------------------------------------------------------------------------


@pytest.fixture
def group(conference):
    return WorkingGroup.objects.create(conference=conference, code="WG1", name={"en": "First"})


def holder(conference, group=None, role="", session_role=""):
    user = UserFactory()
    person = PersonFactory(conference=conference, user=user)
    if group:
        GroupRole.objects.create(person=person, group=group, role=role)
    if session_role:
        session = Session.objects.create(conference=conference, kind="plenary", title={"en": "Plenary"})
        SessionRole.objects.create(person=person, session=session, role=session_role, status="confirmed")
    return user


def test_a_groups_rapporteur_writes_for_the_own_group_only(conference, group, client_as):
    other = WorkingGroup.objects.create(conference=conference, code="WG2", name={"en": "Second"})
    browser = client_as(holder(conference, group, "rapporteur"))
    page = browser.get(url("recommendation-add", conference))
    assert list(page.context["form"].fields["working_group"].queryset) == [group]
    mine, theirs = (
        recommendation(conference, working_group=group),
        recommendation(conference, working_group=other),
    )
    listed = browser.get(url("recommendation-list", conference)).content.decode()
    assert mine.working_ref in listed and theirs.working_ref not in listed
    assert browser.get(url("recommendation", conference, theirs.pk)).status_code == 403
    assert browser.post(url("submit", conference, mine.pk), {"override": ""}).status_code == 302
    assert browser.post(url("agree", conference, mine.pk), {"override": ""}).status_code == 403


def test_a_draft_begins_with_its_text_and_what_may_wait_is_folded(conference, desk):
    """It was 3,698 px high on a phone."""
    page = desk.get(url("recommendation-add", conference))
    sections = page.context["form"].sections
    assert [field.name for field in sections[0].fields] == ["text", "working_group", "visibility"]
    assert [section.is_folded for section in sections] == [False, True, True, True]
    sent = desk.post(url("recommendation-add", conference), {"text_en": "Fund.", "due_on": "never"})
    wrong = sent.context["form"].sections[1]
    assert wrong.label == "What it is for" and not wrong.is_folded


def test_the_views_count_by_stage_what_the_reader_may_read(conference, group, desk, client_as):
    other = WorkingGroup.objects.create(conference=conference, code="WG2", name={"en": "Second"})
    for of, stage in ((group, "draft"), (group, "agreed"), (other, "draft")):
        recommendation(conference, working_group=of, stage=stage)
    withdrawn = recommendation(conference, working_group=group)
    Recommendation.objects.filter(pk=withdrawn.pk).update(stage="withdrawn")

    def counts(browser):
        shown = browser.get(url("recommendation-list", conference)).context["shown_views"]
        return [[(view["label"], view["count"]) for view in part] for part in shown]

    assert counts(desk) == [[("All", 4), ("Draft", 2), ("Agreed in the group", 1)], [("Withdrawn", 1)]]
    own = client_as(holder(conference, group, "rapporteur"))
    assert counts(own) == [[("All", 3), ("Draft", 1), ("Agreed in the group", 1)], [("Withdrawn", 1)]]


@pytest.mark.parametrize(
    "role", ["chair", "rapporteur", "drafting", "member", "none", "plenary", "observer", "team"]
)
def test_the_list_shows_what_the_rule_grants(conference, group, member, role):
    other = WorkingGroup.objects.create(conference=conference, code="WG2", name={"en": "Second"})
    for of in (group, other, None):
        for visibility in ("secretariat", "group", "participants"):
            recommendation(conference, working_group=of, visibility=visibility)
        recommendation(conference, working_group=of, visibility="secretariat", stage="agreed")
    user = {
        "none": lambda: UserFactory(), "plenary": lambda: holder(conference, session_role="chair"),
        "observer": lambda: member("observer"), "team": lambda: member("check-in"),
    }.get(role, lambda: holder(conference, group, role))()  # fmt: skip
    listed = set(readable_recommendations(user, conference))
    granted = {
        row for row in Recommendation.objects.all() if user.has_perm("outcomes.view_recommendation", row)
    }
    assert listed == granted


def test_the_chair_of_the_plenary_adopts(conference, client_as):
    row = recommendation(conference, stage="agreed")
    browser = client_as(holder(conference, session_role="chair"))
    assert (
        browser.post(url("plenary-desk", conference), {"method": "consensus", "one": row.pk}).status_code
        == 302
    )
    row.refresh_from_db()
    assert row.number == 1
    assert browser.post(url("publish", conference, row.pk)).status_code == 403


def test_another_conferences_recommendation_is_not_found(conference, other_conference, owner_client):
    row = recommendation(other_conference)
    assert owner_client.get(url("recommendation", conference, row.pk)).status_code == 404


# --- Document, addressees, follow-up ----------------------------------------------------------------------


def test_the_document_is_edited_with_its_sections(conference, desk):
    data = {"symbol": "CONF/2027/5", "distribution": "general", "original_language": "ru", "revision": "",
            "title_en": "Recommendations", "preamble_en": "The participants,\n\nRecalling,",
            "sections_text_en": "One\nTwo", "sections_text_ru": "Раз\n–"}  # fmt: skip
    assert desk.post(url("document-edit", conference), data).status_code == 302
    document = OutcomeDocument.objects.get()
    assert [dict(section.title) for section in document.sections.all()] == [
        {"en": "One", "ru": "Раз"},
        {"en": "Two"},
    ]
    first = document.sections.first()
    answer = desk.post(url("document-edit", conference), data | {"sections_text_ru": "Раз"})
    assert "different numbers of headings" in answer.content.decode()
    desk.post(
        url("document-edit", conference),
        data | {"sections_text_en": "First\nTwo", "sections_text_ru": "Раз\nДва"},
    )
    first.refresh_from_db()
    assert first.title["en"] == "First"
    html = desk.get(url("document", conference)).content.decode()
    assert "Recalling," in html and "CONF/2027/5" in html


def test_an_addressee_that_is_named_stays(conference, desk):
    row = recommendation(conference)
    addressee = row.addressees.get()
    answer = desk.post(url("addressee-delete", conference, addressee.pk), follow=True)
    assert "is the addressee of 1 recommendations" in answer.content.decode()
    row.addressees.clear()
    desk.post(url("addressee-delete", conference, addressee.pk))
    assert not row.conference.addressees.exists()


def test_follow_up_from_action_to_progress(conference, desk):
    row = recommendation(conference, stage="published")
    addressee = row.addressees.get()
    answer = desk.post(
        url("action-add", conference, row.pk),
        {"what_en": "Draft the plan", "lead": addressee.pk, "partners": [addressee.pk], "due_on": "2020-01-01",
         "milestones-0-label": "Second draft", "milestones-1-label": "First draft",
         "milestones-1-due": "2019-06-01", "milestones-1-done": "1", "status": "not-started", "percent": "0"},
    )  # fmt: skip
    assert answer.status_code == 302
    action = FollowUpAction.objects.get()
    assert action.milestones[0] == {"due": "2019-06-01", "label": "First draft", "done": True}
    desk.post(
        url("progress", conference, row.pk, action.pk),
        {
            "period_to": "2020-06-01",
            "narrative_en": "Half done.",
            "percent": "50",
            "self_assessment": "in-progress",
        },
    )
    action.refresh_from_db()
    row.refresh_from_db()
    assert (action.percent, action.status, row.follow_up) == (50, "in-progress", "in-progress")
    html = desk.get(url("follow-up", conference), {"status": "overdue"}).content.decode()
    assert "Draft the plan" in html and "Overdue" in html
    answer = desk.post(url("action-remove", conference, row.pk, action.pk), follow=True)
    assert "mark it as superseded" in answer.content.decode()


def test_silence_is_no_reply_and_an_answer_is_recorded(conference, desk):
    row = recommendation(conference, stage="published")
    addressee = row.addressees.get()
    page = url("recommendation-follow-up", conference, row.pk)
    assert "No reply received" in desk.get(page).content.decode()
    desk.post(
        url("response", conference, row.pk, addressee.pk),
        {"answer": "supported", "letter_number": "12", "letter_date": "2027-05-01"},
    )
    assert Response.objects.get().answer == "supported"
    assert not desk.get(url("follow-up", conference), {"answer": "no-reply"}).context["table"].shown
    answer = desk.post(
        url("follow-up-status", conference, row.pk), {"status": "not-implemented", "reason": ""}
    )
    assert "does not mean not implemented" in answer.content.decode()


def test_what_is_not_adopted_is_not_followed_up(conference, desk):
    row = recommendation(conference, stage="agreed")
    answer = desk.post(
        url("action-add", conference, row.pk), {"what_en": "Do", "status": "not-started", "percent": "0"}
    )
    assert "has not been adopted" in answer.content.decode()


def test_a_wrong_percentage_is_said_at_its_field(conference, desk):
    row = recommendation(conference, stage="published")
    answer = desk.post(
        url("action-add", conference, row.pk),
        {
            "what_en": "Do",
            "status": "not-started",
            "percent": "120",
            "starts_on": "2027-05-01",
            "due_on": "2027-04-01",
        },
    )
    html = answer.content.decode()
    assert "less than or equal to 100" in html and "due before it starts" in html


def test_an_indicator_and_its_values(conference, desk):
    row = recommendation(conference, stage="published")
    desk.post(
        url("indicator-add", conference, row.pk),
        {"name_en": "Calls", "baseline": "10", "target": "20", "frequency": "yearly"},
    )
    indicator = row.indicators.get()
    for value in ("12", "14"):
        desk.post(
            url("indicator-value", conference, row.pk, indicator.pk), {"as_of": "2027-12-31", "value": value}
        )
    assert [str(entry.value) for entry in indicator.values.all()] == ["14.00"]


# --- The dashboard ----------------------------------------------------------------------------------------


def test_the_dashboard_shows_what_waits(conference, desk, staff):
    conference.starts_on, conference.ends_on = dt.date(2020, 3, 30), dt.date(2020, 3, 31)
    conference.save()
    recommendation(conference)
    recommendation(conference, stage="submitted")
    recommendation(conference, stage="agreed")
    recommendation(conference, stage="adopted")
    row = recommendation(conference, stage="published")
    save_action(row, by=staff, values={"what": {"en": "Draft"}, "due_on": dt.date(2020, 5, 1)})
    html = desk.get(reverse("conferences_secretariat:dashboard", args=[conference.slug])).content.decode()
    for said in (
        "1 draft waits to be submitted", "1 recommendation waits for the agreement", "1 recommendation is ready for",
        "1 adopted recommendation is not published", "1 follow-up action is overdue", "1 response of an addressee",
    ):  # fmt: skip
        assert said in html


# --- Constant queries -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page", ["recommendation-list", "plenary-desk", "document", "follow-up", "addressee-list", "report"]
)
def test_lists_ask_a_constant_number_of_queries(
    conference, desk, staff, group, assert_constant_queries, page
):
    recommendations_document(conference, by=staff)

    def add_row():
        row = recommendation(conference, stage="published", working_group=group)
        addressee = row.addressees.get()
        save_action(row, by=staff, partners=[addressee], values={"what": {"en": "Do"}, "lead": addressee})
        Response.objects.create(recommendation=row, addressee=addressee, answer="noted")
        recommendation(conference, stage="agreed", working_group=group)

    assert_constant_queries(url(page, conference), add_row, client=desk)


def test_a_page_of_one_asks_a_constant_number_of_queries(conference, desk, staff, assert_constant_queries):
    row = recommendation(conference, stage="published")
    addressee = row.addressees.get()

    def add_row():
        save_action(row, by=staff, partners=[addressee], values={"what": {"en": "Do"}, "lead": addressee})

    assert_constant_queries(url("recommendation-follow-up", conference, row.pk), add_row, client=desk)
