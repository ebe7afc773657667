"""The drafting screen: what stands on it, who may change that, and that only its address shows it."""

import pytest
from django.test import Client
from django.urls import reverse

from confman.accounts.system_users import system_user
from confman.web.errors import Refused
from outcomes.drafting.domain.discussion import comment_on_draft
from outcomes.drafting.domain.screen import (
    drop_oral_text,
    oral_text,
    renew_screen_address,
    screen_of,
    show_on_screen,
    type_oral_text,
)
from outcomes.recommendations.domain.plain_text import ParagraphText
from tests.factories import PersonFactory, UserFactory, WorkingGroupFactory
from tests.outcomes.recommendation_samples import recommendation


@pytest.fixture
def group(conference):
    return WorkingGroupFactory(conference=conference)


def role_in(group, role):
    """A user who has that role in the group."""
    person = PersonFactory(conference=group.conference, user=UserFactory())
    group.roles.create(person=person, role=role)
    return person.user


def test_each_change_of_the_screen_lets_its_revision_grow(conference, group, staff):
    screen, row = screen_of(conference, group), recommendation(conference, working_group=group)
    show_on_screen(screen, by=staff, recommendation=row, language="ru", second_language="en", text_size=9)
    again = screen_of(conference, group)
    assert (again.pk, again.revision, again.language, again.text_size) == (screen.pk, 2, "ru", 6)
    assert again.paragraph == row.current_version.body[0].id
    show_on_screen(again, by=staff, recommendation=row, paragraph="gone", shows="changes")
    assert (again.revision, again.language, again.second_language, again.shows) == (3, "ru", "en", "changes")
    assert again.paragraph == row.current_version.body[0].id


def test_a_text_typed_as_the_chair_reads_it_is_not_lost_by_going_on(conference, staff):
    screen, row, other = screen_of(conference), recommendation(conference), recommendation(conference)
    with pytest.raises(Refused, match="Put a recommendation"):
        type_oral_text(screen, by=staff, paragraphs=[ParagraphText("Anything.")])
    show_on_screen(screen, by=staff, recommendation=row, language="en")
    first = row.current_version.body[0].id
    type_oral_text(screen, by=staff, paragraphs=[ParagraphText(" As\tread. ", 0, first), ParagraphText("  ")])
    assert oral_text(screen_of(conference)) == [ParagraphText("As read.", 0, first)]
    with pytest.raises(Refused, match="Confirm it or drop it"):
        show_on_screen(screen, by=staff, recommendation=other)
    show_on_screen(screen, by=staff, recommendation=row, shows="blank")
    drop_oral_text(screen, by=staff)
    show_on_screen(screen, by=staff, recommendation=other)
    assert screen_of(conference).recommendation == other


def test_who_writes_for_the_group_operates_its_screen_and_no_other(conference, group, other_conference):
    screen, row = screen_of(conference, group), recommendation(conference, working_group=group)
    show_on_screen(screen, by=role_in(group, "rapporteur"), recommendation=row)
    elsewhere = role_in(WorkingGroupFactory(conference=conference), "chair")
    for user in (role_in(group, "member"), elsewhere, UserFactory()):
        with pytest.raises(Refused, match="may not operate"):
            show_on_screen(screen, by=user, recommendation=row)
    with pytest.raises(Refused, match="not open to you"):
        show_on_screen(
            screen, by=role_in(group, "chair"), recommendation=recommendation(other_conference), language="en"
        )


def test_a_renewed_address_leaves_the_old_one(conference, staff):
    screen = screen_of(conference)
    before = screen.token
    renew_screen_address(screen, by=staff)
    assert screen_of(conference).token not in ("", before)


# --- Its pages ------------------------------------------------------------------------------------------


def part(screen):
    return reverse("outcomes_onsite:screen-part", args=[screen.conference.slug, screen.token])


def operator(group):
    return reverse("outcomes_secretariat:room-screen", args=[group.conference.slug, group.code])


@pytest.fixture
def browser(staff, client_as):
    return client_as(staff)


def test_the_screen_says_what_its_operator_has_put_there_and_304_until_that_changes(
    conference, group, browser
):
    row = recommendation(
        conference,
        working_group=group,
        texts={"en": "Fund the [hotline].\n\nReport.", "ru": "Финансировать.\n\nДа."},
    )
    wall, screen = Client(), screen_of(conference, group)
    nothing = wall.get(part(screen)).json()["part"]
    assert "hotline" not in nothing
    browser.post(operator(group), {"recommendation": row.pk, "language": "en", "second_language": "ru"})
    shown = wall.get(part(screen))
    assert '<mark class="bracket">[hotline]</mark>' in shown.json()["part"]
    assert "Финансировать." in shown.json()["part"] and "1 passage in brackets" in shown.json()["part"]
    assert wall.get(part(screen), headers={"If-None-Match": shown["ETag"]}).status_code == 304
    # A key of the operator, a version that someone saves, a proposal: each is on the wall at the next question.
    browser.post(operator(group), {"step": "next-paragraph"}, headers={"HX-Request": "true"})
    assert screen_of(conference, group).paragraph == row.current_version.body[1].id
    browser.post(operator(group), {"step": "amendments"})
    before = wall.get(part(screen))["ETag"]
    comment_on_draft(
        row, by=system_user("demo"), version=row.current_version, language="en",
        paragraph=row.current_version.body[0].id, proposed_text="Fund the hotline for years.",
    )  # fmt: skip
    changed = wall.get(part(screen), headers={"If-None-Match": before})
    assert "<ins>" in changed.json()["part"]
    browser.post(operator(group), {"step": "blank"})
    assert "hotline" not in wall.get(part(screen)).json()["part"]
    assert not wall.get(part(screen)).cookies


def test_what_is_typed_stands_on_the_wall_and_counts_once_it_is_saved(conference, group, browser):
    row = recommendation(conference, working_group=group)
    screen = screen_of(conference, group)
    browser.post(operator(group), {"recommendation": row.pk, "language": "en"})
    typed = {"paragraph": row.current_version.body[0].id, "oral": "Strengthen the national hotline."}
    browser.post(operator(group), typed | {"action": "type"}, headers={"HX-Request": "true"})
    wall = Client().get(part(screen)).json()["part"]
    assert "<ins>national </ins>" in wall and "counts once it is confirmed" in wall
    row.refresh_from_db()
    assert row.current_version.number == 1
    browser.post(operator(group), typed | {"action": "save"})
    row.refresh_from_db()
    assert row.current_version.body[0].text("en") == "Strengthen the national hotline."
    assert not screen_of(conference, group).oral


def test_the_old_address_shows_nothing_once_it_is_renewed(conference, group, browser):
    screen = screen_of(conference, group)
    old = part(screen)
    browser.post(operator(group), {"action": "renew"})
    assert Client().get(old).status_code == 404
    assert Client().get(part(screen_of(conference, group))).status_code == 200
