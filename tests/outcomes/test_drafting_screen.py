"""The drafting screen: what stands on it, who may change that, and that only its address shows it."""

from __future__ import annotations

import pytest

from confman.web.errors import Refused
from outcomes.domain.drafting import ParagraphText
from outcomes.domain.screen import (
    drop_oral_text,
    oral_text,
    renew_screen_address,
    screen_of,
    show_on_screen,
    type_oral_text,
)
from tests.factories import PersonFactory, UserFactory, WorkingGroupFactory
from tests.outcomes.making import recommendation


@pytest.fixture
def staff(member):
    return member("rapporteur")


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
