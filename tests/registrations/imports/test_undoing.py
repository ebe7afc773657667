"""An import of people is undone by its user: people whom nobody has used since go, all others stay."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agenda.sessions.models.session import SessionRole
from confman.accounts.models import User
from confman.accounts.system_users import system_user
from confman.conferences.models import Conference
from confman.people.domain.people import add_person, change_person
from confman.people.models import Person
from registrations.core.domain.capacity import locked
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import Registration
from registrations.delegations.domain.delegations import add_delegation, change_delegation
from registrations.imports.domain import undo_import, undoable_import
from registrations.lifecycle.domain.decisions import approve_registration
from tests.factories import CategoryFactory, PersonFactory, SessionFactory
from tests.registrations.people_lists import bring_in, csv
from tests.submissions import submission

pytestmark = pytest.mark.django_db
NAMES = ("Ada", "Bob", "Cleo", "Dan")


@pytest.fixture
def ready(conference: Conference) -> Conference:
    CategoryFactory(conference=conference, name={"en": "Participant"}, letter="P")
    return conference


def people() -> set[str]:
    return {str(person) for person in Person.objects.all()}


def import_list(conference: Conference, by: User, *names: str, **options: Any) -> None:
    lines = [f"{name} Sample,{name.lower()}@example.org,UNODC" for name in names]
    bring_in(conference, csv("name,email,delegation", *lines), by=by, **options)


def test_all_that_nobody_used_is_taken_back_on_the_page(
    ready: Conference, owner: User, owner_client: Client
) -> None:
    PersonFactory(conference=ready, name={"en": "Ada Sample"}, email="ada@example.org")
    import_list(ready, owner, *NAMES, approve=True)
    page = owner_client.get(reverse("registrations_secretariat:import", args=[ready.slug])).content.decode()
    undo = reverse("registrations_secretariat:import-undo", args=[ready.slug])
    assert "Your last import added 4 people" in page and undo in page
    assert "4 registrations that it added" in owner_client.get(undo).content.decode()
    answer = owner_client.post(undo, follow=True).content.decode()
    assert "4 registrations were taken back." in answer
    assert not Registration.objects.exists() and not Delegation.objects.exists()
    assert people() == {"Ada Sample"}
    ready.refresh_from_db()
    assert ready.taken == 0 and not ready.categories.get().taken
    assert undoable_import(ready, by=owner) is None
    assert "There is nothing to undo." in owner_client.post(undo, follow=True).content.decode()


def test_the_end_of_an_import_says_where_it_is_undone(ready: Conference, owner_client: Client) -> None:
    start = reverse("registrations_secretariat:import", args=[ready.slug])
    for said in (True, False):
        file = SimpleUploadedFile("list.csv", csv("name,email", "Ada Sample,ada@example.org"))
        address = owner_client.post(start, {"file": file, **submission(owner_client.get(start))}).url
        form = owner_client.get(address).context["form"]
        values = {field.html_name: field.value() for field in form if field.value()}
        answer = owner_client.post(address, {**values, "action": "import"}, follow=True).content.decode()
        assert ("You can undo it on the page “Import a list”." in answer) == said, (
            "only what registered somebody"
        )


def test_what_was_used_since_stays_and_is_named(ready: Conference, owner: User, owner_client: Client) -> None:
    import_list(ready, owner, *NAMES)
    approve_registration(Registration.objects.get(person__email="ada@example.org"), by=owner)
    SessionRole.objects.create(
        session=SessionFactory(conference=ready), person=Person.objects.get(email="bob@example.org")
    )
    page = owner_client.get(reverse("registrations_secretariat:import", args=[ready.slug])).content.decode()
    assert "Your last import added 4 people" in page
    page = owner_client.get(
        reverse("registrations_secretariat:import-undo", args=[ready.slug])
    ).content.decode()
    assert "2 registrations that it added" in page
    assert "Used since, and kept:" in page and "Ada Sample" in page and "Bob Sample" in page
    assert undo_import(ready, by=owner) == 2
    assert people() == {"Ada Sample", "Bob Sample"} and Registration.objects.count() == 2
    assert Delegation.objects.get().name == {"en": "UNODC"}
    ready.refresh_from_db()
    assert ready.taken == 1


def test_who_was_entered_by_hand_before_stays(ready: Conference, owner: User) -> None:
    add_person(ready, by=owner, name={"en": "Ada Sample"}, email="ada@example.org")
    add_delegation(ready, by=owner, name={"en": "UNODC"})
    import_list(ready, owner, *NAMES)
    assert undo_import(ready, by=owner) == 4
    assert people() == {"Ada Sample"} and Delegation.objects.get().name == {"en": "UNODC"}


def test_only_ones_own_last_import_is_undone(ready: Conference, owner: User) -> None:
    import_list(ready, owner, "Ada")
    import_list(ready, owner, "Bob")
    import_list(ready, system_user("command"), "Cleo")
    assert undo_import(ready, by=owner) == 1
    assert people() == {"Ada Sample", "Cleo Sample"}
    assert undoable_import(ready, by=owner) is None


def test_many_rows_need_as_many_queries_as_a_few(ready: Conference, owner: User) -> None:
    counts = []
    for names in (NAMES[:1], [f"Person{number}" for number in range(20)]):
        import_list(ready, owner, *names)
        with CaptureQueriesContext(connection) as captured:
            undo_import(ready, by=owner)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def registration_of(name: str) -> Registration:
    return Registration.objects.get(person__email=f"{name.lower()}@example.org")


@pytest.mark.postgres
class TestAtOnce:
    """Somebody uses what an import added while it is undone: whoever is first has done it, the other hears so."""

    @pytest.fixture
    def imported(self, ready: Conference, owner: User) -> Conference:
        import_list(ready, owner, *NAMES)
        return ready

    @pytest.fixture
    def undo(self, imported: Conference, owner: User) -> Callable[[], int]:
        return partial(undo_import, imported, by=owner)

    def test_who_is_approved_meanwhile_stays(
        self, imported: Conference, owner: User, undo: Callable[[], int], beside: Callable[..., Any]
    ) -> None:
        ada = registration_of("Ada")
        assert beside(lambda: locked(ada), partial(approve_registration, by=owner), undo) == 3
        assert people() == {"Ada Sample"} and Registration.objects.get() == ada
        imported.refresh_from_db()
        assert imported.taken == 1

    def test_who_is_corrected_meanwhile_stays(
        self, owner: User, undo: Callable[[], int], beside: Callable[..., Any]
    ) -> None:
        bob = Person.objects.get(email="bob@example.org")
        undone = beside(
            lambda: change_person(bob, by=owner, name={"en": "Bob Corrected"}), lambda _: None, undo
        )
        assert undone == 3 and people() == {"Bob Corrected"}

    def test_a_role_for_someone_who_goes_is_refused(
        self, imported: Conference, undo: Callable[[], int], beside: Callable[..., Any]
    ) -> None:
        session = SessionFactory(conference=imported)
        cleo = Person.objects.get(email="cleo@example.org")

        def give_role() -> None:
            with pytest.raises(IntegrityError):
                SessionRole.objects.create(session=session, person=cleo)

        beside(undo, lambda _: None, give_role)
        assert not Person.objects.exists() and not SessionRole.objects.exists()

    def test_a_delegation_that_is_used_meanwhile_stays(
        self, owner: User, undo: Callable[[], int], beside: Callable[..., Any]
    ) -> None:
        delegation = Delegation.objects.get()
        undone = beside(
            lambda: change_delegation(delegation, by=owner, name={"en": "UNODC, Vienna"}),
            lambda _: None,
            undo,
        )
        assert undone == 4 and Delegation.objects.get().name == {"en": "UNODC, Vienna"}

    @pytest.mark.parametrize("address", ["decide", "registration-change"])
    def test_whoever_comes_too_late_hears_that_it_is_gone(
        self,
        imported: Conference,
        owner_client: Client,
        undo: Callable[[], int],
        beside: Callable[..., Any],
        address: str,
    ) -> None:
        place = [imported.slug, registration_of("Ada").pk, *(["approve"] if address == "decide" else [])]
        page = reverse(f"registrations_secretariat:{address}", args=place)
        form = owner_client.get(page).context["form"]
        values = {field.html_name: field.value() for field in form if field.value()}
        answer = beside(
            undo, lambda _: None, lambda: owner_client.post(page, values | {"job_title_en": "Chief"})
        )
        assert "Someone else changed the same records meanwhile" in answer.content.decode()
        assert not Registration.objects.exists() and not Person.objects.exists()

    def test_whoever_approves_the_name_of_a_delegation_that_goes_hears_so(
        self,
        imported: Conference,
        owner_client: Client,
        undo: Callable[[], int],
        beside: Callable[..., Any],
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        place = [imported.slug, Delegation.objects.get().pk]
        page = reverse("registrations_secretariat:approve-name", args=place)
        answer = beside(undo, lambda _: None, lambda: owner_client.post(page))
        assert "Someone else changed the same records meanwhile" in answer.content.decode()
        assert not Delegation.objects.exists()
        assert "could not be used: DoesNotExist in " in caplog.text, "it may be a fault of ours as well"

    def test_of_two_who_undo_at_once_one_does_it(
        self, undo: Callable[[], int], beside: Callable[..., Any]
    ) -> None:
        assert str(beside(undo, lambda _: None, undo)) == "There is nothing to undo."
        assert not Registration.objects.exists() and not Person.objects.exists()
