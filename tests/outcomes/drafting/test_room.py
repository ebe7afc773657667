"""A group's room: who sees, says and writes what, with an account and by personal link."""

import pytest
from django.test import Client
from django.urls import reverse

from outcomes.drafting.models import Comment
from outcomes.recommendations.models.recommendation import Recommendation
from registrations.core.domain.personal_links import registration_link
from tests.factories import PersonFactory, RegistrationFactory, UserFactory, WorkingGroupFactory
from tests.outcomes.recommendation_samples import recommendation


@pytest.fixture
def group(conference):
    return WorkingGroupFactory(conference=conference, code="WG1")


@pytest.fixture
def draft(conference, group):
    return recommendation(
        conference, working_group=group, texts={"en": "Fund the [hotline].", "ru": "Финансировать [линию]."}
    )


def by_link(group, role, **person):
    """A browser of someone without an account, who has that role and has opened the personal link."""
    someone = PersonFactory(conference=group.conference, **person)
    group.roles.create(person=someone, role=role)
    registration = RegistrationFactory(conference=group.conference, person=someone, status="approved")
    client = Client()
    client.get(registration_link(registration))
    return client, someone


def room(area, group):
    return reverse(f"outcomes_{area}:room", args=[group.conference.slug, group.code])


def page(area, row, name="discussion", **kwargs):
    return reverse(f"outcomes_{area}:{name}", kwargs={"slug": row.conference.slug, "pk": row.pk, **kwargs})


def say(client, row, area="portal", **data):
    version = row.current_version
    given = {"version": version.pk, "language": "en", "paragraph": version.body[0].id, **data}
    return client.post(page(area, row), given)


def test_a_member_without_an_account_proposes_and_the_rapporteur_takes_it_over_with_one_click(group, draft):
    member, person = by_link(group, "member", name={"en": "Mona Member"})
    writer, author = by_link(group, "rapporteur")
    assert draft.working_ref in member.get(room("portal", group)).content.decode()
    assert (
        say(member, draft, text="Too vague.", proposed_text="Fund the hotline for five years.").status_code
        == 302
    )
    comment = Comment.objects.get()
    assert (comment.person, comment.language) == (person, "en")
    # A reader who only comments neither takes over nor writes.
    take = page("portal", draft, "comment", comment=comment.pk, action="take-over")
    member.post(take)
    assert Recommendation.objects.get(pk=draft.pk).current_version.number == 1
    assert member.get(page("portal", draft, "text", language="en")).status_code == 302
    assert "for five years" in writer.get(page("portal", draft)).content.decode()
    writer.post(take)
    version = Recommendation.objects.get(pk=draft.pk).current_version
    assert version.body[0].text("en") == "Fund the hotline for five years."
    assert (version.reason, version.person, version.status_of("ru")) == (
        "Proposed by Mona Member",
        author,
        "stale",
    )
    comment.refresh_from_db()
    assert comment.state == "taken-over"


def test_the_record_of_the_secretariat_has_the_discussion_at_its_side(group, draft, client_as, member):
    """Read and written there; what is said there leads back to it."""
    mine, _person = by_link(group, "member", name={"en": "Mona Member"})
    say(mine, draft, text="Too vague.")
    writer = client_as(member("rapporteur"))
    shown = writer.get(page("secretariat", draft, "recommendation")).content.decode()
    assert "Too vague." in shown and '<span class="count">1</span>' in shown
    answered = say(
        writer,
        draft,
        "secretariat",
        text="I agree.",
        answer_to=Comment.objects.get().pk,
        back="recommendation",
    )
    assert answered.url.startswith(page("secretariat", draft, "recommendation") + "#p-")
    assert "I agree." in writer.get(answered.url).content.decode()
    nothing = say(writer, draft, "secretariat", text="", back="recommendation")
    assert nothing.status_code == 200 and Comment.objects.count() == 2


def test_a_draft_is_discussed_in_the_readers_language_if_it_has_that(draft, client_as, member, settings):
    browser = client_as(member("rapporteur"))

    def discussed(reading, **asked):
        browser.cookies[settings.LANGUAGE_COOKIE_NAME] = reading
        return browser.get(page("secretariat", draft), asked).context["language_facts"]["code"]

    assert [discussed(reading) for reading in ("en", "ru", "uz")] == ["en", "ru", "en"]
    assert discussed("ru", language="uz") == "uz"


def test_the_room_is_closed_to_everyone_else(group, draft, conference, client_as, stranger):
    other, _person = by_link(WorkingGroupFactory(conference=conference, code="WG2"), "chair")
    for url in (room("portal", group), page("portal", draft)):
        assert Client().get(url).status_code == 302
        assert other.get(url).status_code == 302
        assert client_as(stranger).get(url).status_code == 404
    assert client_as(stranger).get(room("secretariat", group)).status_code == 403
    say(other, draft, text="Let me in.")
    assert not Comment.objects.exists()


def test_a_link_that_is_over_opens_nothing(group, draft):
    client, person = by_link(group, "rapporteur")
    assert client.get(room("portal", group)).status_code == 200
    person.registrations.update(status="cancelled")
    assert client.get(room("portal", group)).status_code == 302


def test_whoever_is_not_listed_for_participants_stays_unnamed_among_them(group, draft, client_as, member):
    hidden, _person = by_link(group, "member", name={"en": "Hidden Henry"}, listing="secretariat")
    say(hidden, draft, text="Said by someone.")
    reader, _other = by_link(group, "member")
    shown = reader.get(page("portal", draft)).content.decode()
    assert "Said by someone." in shown and "Henry" not in shown
    assert "Hidden Henry" in client_as(member("rapporteur")).get(page("secretariat", draft)).content.decode()


def test_comments_are_answered_settled_and_taken_back(group, draft, client_as, member):
    mine, _person = by_link(group, "member")
    chair, _other = by_link(group, "chair")
    say(mine, draft, text="First.")
    say(mine, draft, text="Second.", language="ru")
    first, second = Comment.objects.order_by("created_at")
    say(chair, draft, text="An answer.", answer_to=first.pk)
    assert "An answer." in mine.get(page("portal", draft)).content.decode()
    mine.post(page("portal", draft, "comment", comment=first.pk, action="settle"))
    assert Comment.objects.get(pk=first.pk).state == "open"
    chair.post(page("portal", draft, "comment", comment=first.pk, action="settle"))
    chair.post(page("portal", draft, "comment", comment=second.pk, action="remove"))
    mine.post(page("portal", draft, "comment", comment=second.pk, action="remove"))
    assert [row.state for row in Comment.objects.filter(answer_to=None).order_by("created_at")] == [
        "settled",
        "removed",
    ]
    # The secretariat reads who settled it, and when; others, when.
    settled = Comment.objects.get(pk=first.pk)
    Comment.objects.filter(pk=first.pk).update(settled_by=UserFactory(name="Settling Sue"))
    team = client_as(member("rapporteur")).get(page("secretariat", draft)).content.decode()
    assert (
        "settled (Settling Sue, " in team
        and "Settling Sue" not in chair.get(page("portal", draft)).content.decode()
    )
    Comment.objects.filter(pk=first.pk).update(settled_by=settled.settled_by)
    # An empty comment is refused, and nothing typed is lost.
    empty = say(mine, draft, text=" ", proposed_text="Fund the [hotline].")
    assert empty.status_code == 200 and "Write a comment" in empty.content.decode()


def test_a_bracket_is_cleared_by_a_click_in_every_language_that_has_it(group, draft):
    chair, _person = by_link(group, "chair")
    version = draft.current_version
    given = {"base": version.pk, "paragraph": version.body[0].id, "language": "en", "number": 0}
    assert "1 passage in square brackets" in chair.get(page("portal", draft)).content.decode()
    chair.post(page("portal", draft, "bracket"), given | {"action": "keep"})
    newest = Recommendation.objects.get(pk=draft.pk).current_version
    assert newest.body[0].text("en") == "Fund the hotline."
    assert (newest.body[0].text("ru"), newest.status_of("ru")) == ("Финансировать линию.", "draft")
    assert newest.reason == "“hotline” kept, its brackets removed"
    # Someone else's click on what is gone overwrites nothing.
    again = chair.post(page("portal", draft, "bracket"), given | {"action": "delete"}, follow=True)
    assert "Someone else saved" in again.content.decode()


def test_rapporteur_and_chair_bring_a_draft_through_the_group(group, conference):
    row = recommendation(conference, working_group=group)
    rapporteur, _one = by_link(group, "rapporteur")
    chair, _two = by_link(group, "chair")
    rapporteur.post(page("portal", row, "action", action="submit"))
    assert rapporteur.post(page("portal", row, "action", action="agree")).status_code == 403
    chair.post(page("portal", row, "action", action="return"), {"reason": "Name the ministry."})
    rapporteur.post(page("portal", row, "action", action="submit"))
    chair.post(page("portal", row, "action", action="agree"))
    assert Recommendation.objects.get(pk=row.pk).stage == "agreed"


def test_a_writer_without_an_account_drafts_and_reads_a_constant_number_of_queries(
    group, conference, assert_constant_queries
):
    writer, person = by_link(group, "drafting")
    writer.post(
        reverse("outcomes_portal:room-new", args=[conference.slug, "WG1"]),
        {"text_en": "Report\n\n(a) yearly"},
    )
    made = Recommendation.objects.get()
    assert (made.current_version.person, made.working_ref, made.working_group) == (person, "WG1/R01", group)

    def add():
        row = recommendation(conference, working_group=group)
        say(writer, row, text="So it is.")

    assert_constant_queries(room("portal", group), add, client=writer)
    assert_constant_queries(page("portal", made), lambda: say(writer, made, text="More."), client=writer)
