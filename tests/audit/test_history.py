"""The history is written in the verb's transaction and never changed afterwards."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from agenda.releases.domain.publication import publish_agenda
from confman.audit.domain.recorder import record_audit, record_audit_in_bulk
from confman.audit.labels import with_names
from confman.audit.models import AuditEntry
from confman.translation.languages import set_reading_languages
from outcomes.register.domain.series import add_usual_series
from registrations.questionnaire.domain.builder import add_field
from registrations.questionnaire.models import FieldType
from tests.factories import (
    CategoryFactory,
    ConferenceFactory,
    PersonFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    UserFactory,
)
from tests.outcomes.register.samples import registered


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_a_mistake():
    user = UserFactory()
    with pytest.raises(transaction.TransactionManagementError):
        record_audit("people.changed", by=user)
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_act_and_entry_stand_or_fall_together():
    user = UserFactory()
    with pytest.raises(RuntimeError), transaction.atomic():
        record_audit("people.changed", by=user)
        raise RuntimeError
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
def test_entries_cannot_be_changed_or_removed():
    entry = record_audit("people.changed", by=UserFactory())
    entry.verb = "something.else"
    for change in (
        entry.save,
        entry.delete,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(verb="something.else"),
    ):
        with pytest.raises(TypeError):
            change()
    assert AuditEntry.objects.get().verb == "people.changed"


@pytest.mark.django_db
def test_history_of_one_object_newest_first():
    person, user = PersonFactory(), UserFactory()
    for verb in ("people.added", "people.changed"):
        record_audit(verb, by=user, conference=person.conference, target=person)
    record_audit("people.added", by=user, target=PersonFactory(conference=person.conference))
    assert [entry.verb for entry in AuditEntry.objects.about(person)] == ["people.changed", "people.added"]


@pytest.mark.django_db
def test_an_entry_is_of_the_conference_of_what_it_is_about():
    person, user = PersonFactory(), UserFactory()
    assert record_audit("people.changed", by=user, target=person).conference == person.conference
    assert record_audit("accounts.signed_in", by=user, target=user).conference is None
    conference = person.conference
    assert record_audit("conferences.changed", by=user, target=conference).conference == conference


@pytest.mark.django_db
def test_bulk_actions_leave_an_entry_for_each_object():
    conference, user = ConferenceFactory(), UserFactory()
    people = PersonFactory.create_batch(3, conference=conference)
    record_audit_in_bulk("people.imported", by=user, conference=conference, targets=people)
    assert {entry.target_id for entry in AuditEntry.objects.of(conference)} == {
        person.pk for person in people
    }


def test_a_long_history_of_a_record_goes_on_on_a_page_of_its_own(conference, client_as, member):
    person, other = (PersonFactory(conference=conference) for _each in range(2))
    with transaction.atomic():
        for number in range(31):
            record_audit("people.changed", by=UserFactory(), target=person, reason=f"reason {number}")
        record_audit("people.changed", by=UserFactory(), target=other, reason="of somebody else")
    page = reverse("people_secretariat:person", args=[conference.slug, person.pk])
    way = f"{reverse('conferences_secretariat:history', args=[conference.slug])}?about={person.pk}"
    team = client_as(member("owner"))
    assert way in team.get(page).content.decode()
    told = team.get(way).content.decode()
    assert "reason 0" in told and "of somebody else" not in told
    assert "of somebody else" in team.get(way.partition("?")[0] + "?about=nonsense").content.decode()


@pytest.mark.django_db
def test_the_history_says_what_each_entry_is_about(conference, client_as, member):
    with transaction.atomic():
        by = member("programme")
        for label in ("Theme A", "Theme A", "Theme B"):
            record_audit("conferences.theme_changed", by=by, target=conference, label=label)
    page = reverse("conferences_secretariat:history", args=[conference.slug])
    told = client_as(member("owner")).get(page).content.decode()
    assert told.count("<bdi>Theme A</bdi>") == 1 and told.count("<bdi>Theme B</bdi>") == 1


@pytest.mark.django_db
def test_the_history_calls_things_in_the_readers_language(conference, client_as, member):
    conference.languages = ["en", "ru"]
    conference.save()
    room = RoomFactory(conference=conference, name={"en": "Great hall", "ru": "Большой зал"})
    session = SessionFactory(conference=conference, room=room, title={"en": "Opening", "ru": "Открытие"})
    renamed = RoomFactory(conference=conference, name={"en": "Room 2", "ru": "Зал 2"})
    gone = RoomFactory(conference=conference, name={"en": "Room 3", "ru": "Зал 3"})
    publish_agenda(conference, by=member("owner"), label="provisional")
    with transaction.atomic():
        by = member("programme")
        for verb, target, label in (
            ("agenda.room_changed", room, "Great hall"),
            ("agenda.session_changed", session, "Открытие"),
            ("agenda.room_changed", renamed, "Old name"),
            ("agenda.room_deleted", gone, "Room 3"),
            # The owner of the row gives the name.
            ("agenda.cues_changed", session, "Great hall"),
        ):
            record_audit(verb, by=by, target=target, label=label)
    gone.delete()
    page = reverse("conferences_secretariat:history", args=[conference.slug])

    def said(language):
        reader = client_as(member("owner"))
        reader.cookies["django_language"] = language
        return [entry.about for entry in reader.get(page).context["entries"]][::-1]

    assert said("ru") == [
        "1. предварительная",
        "Большой зал",
        "Открытие",
        "Old name",
        "Room 3",
        "Большой зал",
    ]
    assert said("en") == ["1. provisional", "Great hall", "Opening", "Old name", "Room 3", "Great hall"]


def test_the_history_asks_as_much_for_three_things_as_for_one(conference, client_as, member):
    reader, by = client_as(member("owner")), member("programme")
    page = reverse("conferences_secretariat:history", args=[conference.slug])

    def note():
        session = SessionFactory(conference=conference, title={"en": "Opening"})
        registration = RegistrationFactory(conference=conference)
        with transaction.atomic():
            record_audit("agenda.session_changed", by=by, target=session, label="Opening")
            record_audit("registrations.declined", by=by, target=registration, label="Someone")

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert reader.get(page).status_code == 200
        read = [query for query in queries if 'FROM "registrations_registration"' in query["sql"]]
        assert len(read) == 1, "for the right to read of them, and for what they are called"
        return len(queries)

    note()
    reader.get(page)
    for_one = asked()
    note()
    note()
    assert asked() == for_one


@pytest.mark.django_db
def test_keys_of_questions_and_codes_of_targets_are_read_as_their_labels(owner, django_assert_num_queries):
    conference = ConferenceFactory(languages=["en", "ru"])
    other = ConferenceFactory()
    add_field(
        conference, by=owner, type=FieldType.TEXT, key="hotel",
        label={"en": "Do you need a hotel?", "ru": "Нужна ли вам гостиница?"},
    )  # fmt: skip
    category = CategoryFactory(conference=conference, name={"en": "Observer", "ru": "Наблюдатель"})
    for target in (conference, conference, other):
        record_audit(
            "registrations.answered", by=owner, target=target, details={"questions": ["hotel", "gone"]}
        )
    targets = [
        "approved/country/KZ",
        "approved/sex/female",
        f"approved/category/{category.pk}",
        "registered/total",
    ]
    record_audit("registrations.targets_set", by=owner, target=conference, details={"targets": targets})
    entries = AuditEntry.objects.filter(verb__in=["registrations.answered", "registrations.targets_set"])
    with translation.override("ru"), django_assert_num_queries(4):
        set_reading_languages("ru")
        told = {str(fact) for entry in with_names(entries) for fact in entry.facts}
    assert told == {
        "('вопросы', 'Нужна ли вам гостиница?, gone')",
        "('вопросы', 'hotel, gone')",
        "('целевые значения', 'Одобрено: Казахстан, Одобрено: женский, Одобрено: Наблюдатель, Зарегистрировано: все')",
    }


@pytest.mark.django_db
def test_who_may_not_read_a_record_reads_no_words_about_it(conference, client_as, member, owner):
    person = PersonFactory(conference=conference)
    registration = RegistrationFactory(conference=conference, person=person)
    add_usual_series(conference, by=owner)
    registered(conference, "INF", by=owner, distribution="restricted", title={"en": "Budget"})
    with transaction.atomic():
        record_audit("registrations.declined", by=owner, target=registration, reason="The host objects")
    pages = [
        reverse("conferences_secretariat:history", args=[conference.slug]),
        reverse("conferences_secretariat:dashboard", args=[conference.slug]),
        reverse("people_secretariat:person", args=[conference.slug, person.pk]),
    ]
    for role, words in (
        ("owner", {"The host objects", "Budget"}),
        ("protocol", {"The host objects"}),
        ("rapporteur", {"Budget"}),
        ("check-in", set()),
    ):
        reader = client_as(member(role))
        history, dashboard, record = (reader.get(page).content.decode() for page in pages)
        assert {word for word in ("The host objects", "Budget") if word in history} == words, role
        assert ("The host objects" in record) == ("The host objects" in words), role
        assert ("The host objects" in dashboard) <= ("The host objects" in words), role
        assert "declined" in history.lower(), "that it was done is no secret"
