"""People by name alone, and the roles of people in working groups."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db.models.signals import post_init
from django.test import Client
from django.urls import reverse

from agenda.rooms.domain import person_by_name, set_group_roles
from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.people.models import Person
from confman.web.errors import Refused
from outcomes.recommendations.domain.visibility import group_roles_of
from tests.factories import PersonFactory, SessionFactory, UserFactory, WorkingGroupFactory

pytestmark = pytest.mark.django_db


class TestByNameAlone:
    def test_whoever_is_not_known_is_made(self, conference: Conference, by: User) -> None:
        person = person_by_name(conference, "  Nodira   Karimova ", by=by)
        assert person.name == {"en": "Nodira Karimova"}
        assert person_by_name(conference, "Karimova Nodira", by=by) == person, (
            "whatever the order of the parts"
        )

    def test_of_several_the_suggestion_decides(self, conference: Conference, by: User) -> None:
        for organization in ("Ministry", "Embassy"):
            PersonFactory(conference=conference, name={"en": "John Smith"}, organization={"en": organization})
        with pytest.raises(Refused):
            person_by_name(conference, "John Smith", by=by)
        assert str(person_by_name(conference, "John Smith, Embassy", by=by).organization) == "Embassy"
        assert Person.objects.count() == 2

    def test_only_who_may_be_meant_is_read_from_the_directory(self, conference: Conference, by: User) -> None:
        meant = PersonFactory(conference=conference, name={"en": "Rakhimova Nodira", "ru": "Рахимова Нодира"})
        PersonFactory.create_batch(5, conference=conference)
        read: list[object] = []
        post_init.connect(note := lambda instance, **_: read.append(instance.pk), sender=Person)
        try:
            found = [
                person_by_name(conference, name, by=by) for name in ("Нодира Рахимова", "Nodira Raximova")
            ]
        finally:
            post_init.disconnect(note, sender=Person)
        assert found == [meant, meant] and read == [meant.pk, meant.pk]

    def test_who_was_erased_is_not_meant(self, conference: Conference, by: User) -> None:
        PersonFactory(conference=conference, name={}, forgotten_at=conference.created_at)
        assert person_by_name(conference, "New Person", by=by).forgotten_at is None


class TestSuggestions:
    def test_whoever_is_meant_stands_there_with_their_organization(
        self, conference: Conference, owner_client: Client
    ) -> None:
        for name in ("Nodira Rakhimova", "Boris Petrov"):
            PersonFactory(conference=conference, name={"en": name}, organization={"en": "Ministry"})
        PersonFactory(name={"en": "Nodira Elsewhere"})
        address = reverse("agenda_secretariat:person-names", args=[conference.slug])
        # As htmx sends it: the field by its own name.
        found = owner_client.get(address, {"roles-2-person": "нодира"}).content.decode()
        assert re.findall(r'value="([^"]+)"', found) == ["Nodira Rakhimova, Ministry"]

    @pytest.mark.parametrize("page", ["group-add", "session-add", "interpretation-change"])
    def test_no_page_carries_the_directory(
        self, conference: Conference, owner_client: Client, page: str
    ) -> None:
        more = [SessionFactory(conference=conference).pk] if page == "interpretation-change" else []
        PersonFactory(conference=conference, name={"en": "Nodira Rakhimova"})
        shown = owner_client.get(reverse(f"agenda_secretariat:{page}", args=[conference.slug, *more]))
        names = reverse("agenda_secretariat:person-names", args=[conference.slug])
        assert f'<datalist id="people" hx-get="{names}"' in shown.content.decode()
        assert "Nodira" not in shown.content.decode()

    def test_a_name_of_several_is_refused_with_what_to_write(self, conference: Conference, by: User) -> None:
        for organization in ("Ministry", "Embassy"):
            PersonFactory(conference=conference, name={"en": "John Smith"}, organization={"en": organization})
        with pytest.raises(Refused, match=re.escape("John Smith, Embassy; John Smith, Ministry")):
            person_by_name(conference, "John Smith", by=by)


def test_whoever_gives_up_their_own_role_loses_its_rights_at_once(conference: Conference) -> None:
    by, group = UserFactory(), WorkingGroupFactory(conference=conference)
    person = PersonFactory(conference=conference, user=by)
    set_group_roles(group, [(person, "chair")], by=by)
    assert group_roles_of(by, conference) == {(group.pk, "chair")}
    set_group_roles(group, [], by=by)
    assert not group_roles_of(by, conference)


def test_roles_in_a_group_are_put_in_place_of_the_old(conference: Conference, by: User) -> None:
    group = WorkingGroupFactory(conference=conference)
    chair, member = PersonFactory.create_batch(2, conference=conference)
    set_group_roles(group, [(chair, "chair"), (member, "member")], by=by)
    set_group_roles(group, [(member, "rapporteur")], by=by)
    assert [(role.person, role.role) for role in group.roles.all()] == [(member, "rapporteur")]
    with pytest.raises(ValidationError):
        set_group_roles(group, [(member, "chair"), (member, "chair")], by=by)
