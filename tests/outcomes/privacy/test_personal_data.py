"""Personal data in outcomes are given, erased and merged."""

import pytest

from confman.accounts.system_users import system_user
from confman.people.registries import person_records
from outcomes.drafting.domain.discussion import accept_proposal, comment_on_draft
from outcomes.follow_up.models.follow_up import FollowUpAction
from outcomes.plenary.models import Adoption
from outcomes.records.models import SessionRecord
from tests.factories import AddresseeFactory, ItemFactory, PersonFactory, SessionFactory
from tests.outcomes.recommendation_samples import recommendation


@pytest.fixture
def person(conference):
    person = PersonFactory(conference=conference)
    AddresseeFactory(conference=conference, focal_point=person)
    row = recommendation(conference, stage="adopted")
    Adoption.objects.update(chair=person)
    FollowUpAction.objects.create(recommendation=row, what={"en": "Do"}, focal_point=person)
    item = ItemFactory(session=SessionFactory(conference=conference))
    SessionRecord.objects.create(
        session=item.session,
        item=item,
        speaker=person,
        capacity="Head of a body",
        points="Said this.",
        written_by=system_user("demo"),
    )
    return person


def test_it_is_all_given(person):
    kinds = [entry["kind"] for entry in person_records.get("outcomes").collect(person)]
    assert kinds == [
        "session record", "focal point of an addressee", "focal point of an action", "chaired an adoption",
    ]  # fmt: skip


def test_erasure_leaves_what_was_said_without_a_speaker(person):
    person_records.get("outcomes").erase(person, by=system_user("command"))
    record = SessionRecord.objects.get()
    assert (record.speaker, record.capacity, record.points) == (None, "", "Said this.")
    assert person_records.get("outcomes").collect(person) == []


def test_merging_moves_it(person, conference):
    kept = PersonFactory(conference=conference)
    person_records.get("outcomes").merge(kept, person, by=system_user("command"))
    assert len(person_records.get("outcomes").collect(kept)) == 4


def test_what_was_said_and_written_in_a_groups_room_goes_with_the_person(conference):
    writer, proposer = (
        PersonFactory(conference=conference, name={"en": name}) for name in ("Ann", "Bob Ray")
    )
    by = system_user("demo")
    row = recommendation(conference)
    paragraph = row.current_version.body[0].id
    proposal = comment_on_draft(
        row, by=by, person=proposer, version=row.current_version, language="en", paragraph=paragraph,
        proposed_text="Fund it.",
    )  # fmt: skip
    version = accept_proposal(proposal, by=by, person=writer)
    assert version.reason == "Proposed by Bob Ray"
    held = person_records.get("outcomes")
    assert [entry["kind"] for entry in held.collect(proposer)] == ["comment on a draft"]
    assert [entry["version"] for entry in held.collect(writer)] == [2]
    held.merge(PersonFactory(conference=conference), writer, by=by)
    for person in (writer, proposer):
        held.erase(person, by=by)
        assert held.collect(person) == []
    proposal.refresh_from_db()
    kept = type(version).objects.get(pk=version.pk)
    assert (proposal.text, proposal.proposed_text, kept.reason) == ("", "Fund it.", "Proposed by …")
