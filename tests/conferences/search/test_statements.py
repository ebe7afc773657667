"""The search whose SQL is made once finds what Django's own queries do, whatever is typed."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from confman.conferences.models import ContactMessage
from confman.conferences.search_registries import search_kinds
from confman.conferences.web.search import records
from confman.conferences.web.search.records import SearchStatement
from confman.web.search import words_of
from tests.factories import (
    ContactMessageFactory,
    DelegationFactory,
    InviteeFactory,
    PersonFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db

NAMES = [
    "Aziza Karimova",
    "Гульнора Рахимова",
    "100% \\ a_b",
    "李小龍",
    "ليلى حسن",
    "Ελένη",
    "placeofword1e Anvar",
    "x",
]
OTHERS = ["%", "_", "\\", "a", "ка", "placeofword0e", "!"]
TYPED = st.one_of(
    st.text(max_size=20),
    st.lists(st.sampled_from([*" ".join(NAMES).split(), *OTHERS]), max_size=6).map(" ".join),
)


with_what_is_there = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def everything(conference, other_conference):
    for name in NAMES:
        person = PersonFactory(conference=conference, name={"en": name})
        RegistrationFactory(conference=conference, person=person)
        PersonFactory(conference=other_conference, name={"en": name})
        for factory in (DelegationFactory, InviteeFactory, RoomFactory):
            factory(conference=conference, name={"en": name})
        SessionFactory(conference=conference, title={"en": name})
        ContactMessageFactory(conference=conference, subject=name)
    PersonFactory.create_batch(records.LOOKED_AT, conference=conference, name={"en": "Anvar"})
    return conference


def found(conference, kinds, typed):
    rows = records.rows_with_words(conference, kinds, typed)
    return {key: [(pk, str(row)) for pk, row in of_kind.items()] for key, of_kind in rows.items()}


@with_what_is_there
@given(typed=TYPED)
def test_it_finds_what_djangos_own_does(everything, monkeypatch, typed):
    kinds = list(search_kinds)
    compiled = found(everything, kinds, typed)
    with monkeypatch.context() as patched:
        patched.setattr(records, "_likeliest", lambda keys, limit, words: Uncompiled(keys, limit))
        assert compiled == found(everything, kinds, typed)


class Uncompiled:
    """The same query, made anew of the words themselves."""

    def __init__(self, keys, limit):
        self.keys, self.limit = keys, limit

    def all(self, conference, typed):
        kinds = [search_kinds.get(key) for key in self.keys]
        return records._together_with_words(kinds, self.limit, conference, typed)


@with_what_is_there
@given(typed=TYPED.filter(words_of))
def test_what_was_typed_is_looked_for_in_a_pattern_as_it_is(everything, typed):
    statement = SearchStatement(
        lambda conference, text: ContactMessage.objects.of(conference).filter(subject__icontains=text),
        len(words_of(typed)),
    )
    own = ContactMessage.objects.of(everything).filter(subject__icontains=typed)
    assert {row.pk for row in statement.all(everything, typed)} == {row.pk for row in own}
