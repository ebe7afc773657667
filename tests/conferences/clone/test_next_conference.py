"""The next conference takes over what was chosen, moved to its days, and nothing of people who did not agree."""

import datetime as dt

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.urls import reverse

from agenda.rooms.models import Availability, Room
from agenda.sessions.models.session import Item, Session, SessionStatus
from confman.accounts.system_users import system_user
from confman.audit.models import AuditEntry
from confman.conferences.domain.clone.conference import clone_conference, undo_clone, why_not_undone
from confman.conferences.domain.clone.rows import ConferenceCopy
from confman.conferences.domain.deletion import belongs_to_a_conference, models_of_conferences
from confman.conferences.domain.parts import add_part
from confman.conferences.models import Conference, Membership, Page, Partner, Series, Status, Task, Theme
from confman.conferences.registries import clone_steps
from confman.people.domain.people import record_consent
from confman.people.models import Consent, Listing, Person
from confman.web.errors import Refused
from registrations.attendance.models import Checkpoint
from registrations.core.models.category import Category
from registrations.core.models.delegation import Credentials, Delegation
from registrations.core.models.settings import RegistrationSettings
from registrations.correspondence.models import Invitee, Reply
from registrations.questionnaire.models import FormField
from tests.backups.filled import fill
from tests.conferences.clone.left_behind import LEFT_BEHIND
from tests.factories import (
    AddresseeFactory,
    CategoryFactory,
    CheckpointFactory,
    ConsentFactory,
    DelegationFactory,
    FormFieldFactory,
    InviteeFactory,
    MembershipFactory,
    PageFactory,
    PartnerFactory,
    PersonFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SignatoryFactory,
    TaskFactory,
    UserFactory,
)

EVERYTHING = object()
LATER = dt.date(2029, 4, 3)


def prepare(conference, by, *, take=EVERYTHING, **more):
    keys = [step.key for step in clone_steps] if take is EVERYTHING else take
    return clone_conference(conference, by=by, **{"starts_on": LATER, "take": keys, **more}).target


# Every act adds rows to these, also the act that undoes another.
OF_ACTS = ("audit.AuditEntry", "audit.Submission", "readers.EditionStep")


# --- every model ------------------------------------------------------------------------------------------


def labels():
    return {model._meta.label for model in models_of_conferences()}


def taken_along():
    """The models of all steps, with the tables that join them to others."""
    named = {label for step in clone_steps for label in step.models}
    found = [apps.get_model(label) for label in named]
    joining = {
        link.remote_field.through._meta.label for model in found for link in model._meta.local_many_to_many
    }
    return named | joining


def labels_left_behind():
    return {
        f"{app}.{name}"
        for apps in LEFT_BEHIND.values()
        for app, names in apps.items()
        for name in names.split()
    }


def test_every_model_of_a_conference_comes_along_or_is_said_never_to():
    come = taken_along() - {"conferences.Conference"}
    assert labels() - come - labels_left_behind() == set(), (
        "say in a CloneStep or in LEFT_BEHIND what becomes of it"
    )


def test_nothing_is_said_twice_or_of_what_there_is_not():
    assert taken_along() & labels_left_behind() == set()
    assert (taken_along() | labels_left_behind()) - {"conferences.Conference"} <= labels()


@pytest.fixture
def whole(db):
    """A conference with a row of every model, and its owner."""
    fill()
    conference = (
        Conference.objects.order_by("pk").annotate(n=models.Count("sessions")).order_by("-n", "slug").first()
    )
    owner = conference.memberships.filter(role="owner", user__is_active=True).order_by("pk").first().user
    return conference, owner


def test_no_row_of_the_new_conference_leads_to_one_of_the_old(whole):
    """Every foreign key, and every link, stays within the conference; no file is shared."""
    conference, owner = whole
    before = {
        model: set(model._base_manager.values_list("pk", flat=True)) for model in models_of_conferences()
    }
    new = prepare(conference, owner)
    made = {
        model: list(model._base_manager.exclude(pk__in=keys))
        for model, keys in before.items()
        if model._meta.label not in OF_ACTS
    }
    assert sum(map(len, made.values())) > 30
    assert {model._meta.label for model, rows in made.items() if rows} <= taken_along()
    strangers, shared = [], []
    old_files = set(stored_files(before))
    for model, rows in made.items():
        for row in rows:
            for field in model._meta.concrete_fields:
                value = getattr(row, field.attname)
                if field.is_relation and belongs_to_a_conference(field.related_model) and value is not None:
                    within = value == new.pk or value not in before.get(field.related_model, {conference.pk})
                    strangers += [] if within else [str(field)]
                elif isinstance(field, models.FileField) and value:
                    shared += [str(field)] if value.name in old_files else []
                    assert default_storage.exists(value.name)
    assert (strangers, shared) == ([], [])


def stored_files(rows):
    for model, keys in rows.items():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField):
                held = model._base_manager.filter(pk__in=keys).exclude(**{field.name: ""})
                yield from held.values_list(field.name, flat=True)


def test_undone_nothing_of_it_is_left_and_nothing_of_the_old_is_lost(
    whole, django_capture_on_commit_callbacks
):
    conference, owner = whole
    before = {
        model: model._base_manager.count()
        for model in models_of_conferences()
        if model._meta.label not in OF_ACTS
    }
    new = prepare(conference, owner)
    logo = new.partners.exclude(logo="").first()
    with django_capture_on_commit_callbacks(execute=True):
        undo_clone(new, by=owner)
    assert {model: model._base_manager.count() for model in before} == before
    assert not Conference.objects.filter(slug=new.slug).exists()
    assert logo is None or not default_storage.exists(logo.logo.name)


def test_a_reference_to_what_does_not_come_along_is_a_mistake_of_the_step(conference):
    FormFieldFactory(conference=conference).categories.add(CategoryFactory(conference=conference))
    copy = ConferenceCopy(conference, Conference(slug="next", starts_on=LATER))
    with pytest.raises(LookupError, match=r"registrations\.Category"):
        copy.rows(FormField.objects.of(conference))


# --- what comes along -------------------------------------------------------------------------------------


def test_the_conference_is_a_draft_on_its_days_in_its_series(conference, owner):
    conference.symbol_prefix, conference.capacity, conference.taken = "CONF/2027", 10, 3
    conference.registration_opens_on = dt.date(2027, 1, 30)
    conference.registration_mode = "open"
    conference.save()
    new = prepare(conference, owner, title={"en": "The second", "ru": "Вторая"})
    assert (new.starts_on, new.ends_on) == (LATER, LATER + dt.timedelta(days=1))
    assert new.registration_opens_on == dt.date(2029, 2, 3)
    assert (new.status, new.registration_mode, new.taken, new.capacity) == (Status.DRAFT, "closed", 0, 10)
    assert (new.symbol_prefix, dict(new.title)) == ("CONF/2029", {"en": "The second", "ru": "Вторая"})
    assert new.series.conferences.count() == 2
    assert new.venue == conference.venue
    assert new.memberships.get().user == owner


def test_without_a_title_and_an_address_it_has_those_of_the_last_with_the_new_year(conference, owner):
    Conference.objects.filter(pk=conference.pk).update(slug="tashkent-2027")
    conference.refresh_from_db()
    new = prepare(conference, owner)
    assert (new.slug, new.title) == ("tashkent-2029", conference.title)


def test_a_place_that_is_not_chosen_stays_open(conference, owner):
    new = prepare(conference, owner, take=["conferences.look"])
    assert (dict(new.city), str(new.country.code or ""), new.timezone) == ({}, "", "Asia/Tashkent")


def test_an_address_that_is_taken_is_refused(conference, owner):
    with pytest.raises(ValidationError) as refused:
        prepare(conference, owner, slug=conference.slug)
    assert "slug" in refused.value.message_dict
    assert Conference.objects.count() == 1


def test_the_frame_of_the_agenda_is_at_the_same_hours(conference, owner):
    room = RoomFactory(conference=conference)
    start = dt.datetime(2027, 3, 30, 9, 30, tzinfo=conference.zone)
    Availability.objects.create(room=room, start=start, end=start + dt.timedelta(hours=8))
    session = SessionFactory(
        conference=conference,
        room=room,
        start=start,
        end=start + dt.timedelta(hours=1),
        title={"ru": "Открытие"},
    )
    SessionFactory(conference=conference, status=SessionStatus.CANCELLED)
    Item.objects.create(session=session, title={"en": "Welcome"}, number=4, symbol="CONF/2027/4")
    new = prepare(conference, owner)
    copied = Session.objects.get(conference=new)
    assert new.local(copied.start).replace(tzinfo=None) == dt.datetime(2029, 4, 3, 9, 30)
    assert (copied.title, copied.room.conference, copied.guid != session.guid) == (session.title, new, True)
    assert "otkrytie" in copied.search_text
    item = Item.objects.get(session=copied)
    assert (dict(item.title), item.number, item.symbol) == ({"en": "Welcome"}, None, "")
    hours = Availability.objects.get(room=copied.room)
    assert new.local(hours.end).hour == 17
    assert hours.end - hours.start == dt.timedelta(hours=8)


def test_without_the_rooms_the_frame_waits_for_new_ones(conference, owner):
    SessionFactory(conference=conference, room=RoomFactory(conference=conference))
    new = prepare(conference, owner, take=["agenda.frame"])
    assert Session.objects.get(conference=new).room is None
    assert not Room.objects.filter(conference=new).exists()


def test_the_form_brings_its_categories_along(conference, owner):
    category = CategoryFactory(conference=conference, letter="Z", capacity=20, taken=7)
    FormFieldFactory(conference=conference, key="diet").categories.add(category)
    new = prepare(conference, owner, take=["registrations.form"])
    copied = Category.objects.get(conference=new)
    assert (copied.letter, copied.capacity, copied.taken) == ("Z", 20, 0)
    assert list(FormField.objects.of(new).get().categories.all()) == [copied]


def test_what_a_conference_cannot_be_without_it_has(conference, owner):
    new = prepare(conference, owner, take=[])
    assert Category.objects.get(conference=new).letter == "P"
    assert Checkpoint.objects.filter(conference=new).count() == 1
    assert new.tasks.exists()


def test_doors_come_along_in_place_of_the_usual_one(conference, owner):
    CheckpointFactory(conference=conference, name={"en": "South gate"})
    new = prepare(conference, owner, take=["registrations.checkpoints"])
    assert [str(row.name) for row in Checkpoint.objects.filter(conference=new)] == ["South gate"]


def test_invitees_are_addressed_again_and_have_not_replied(conference, owner):
    invitee = InviteeFactory(
        conference=conference,
        signatory=SignatoryFactory(conference=conference),
        delegation=DelegationFactory(conference=conference, credentials=Credentials.ACCEPTED, taken=2),
        deadline=dt.date(2027, 2, 28),
        sent_on=dt.date(2027, 1, 5),
        reply=Reply.NOMINATES,
        reply_note="They come.",
    )
    InviteeFactory(conference=conference, is_practice=True)
    new = prepare(conference, owner)
    copied = Invitee.objects.get(conference=new)
    assert (copied.name, copied.email, copied.search_text) == (
        invitee.name,
        invitee.email,
        invitee.search_text,
    )
    assert (copied.sent_on, copied.reply, copied.reply_note) == (None, Reply.SILENT, "")
    assert copied.deadline == dt.date(2029, 3, 4)
    assert copied.signatory.conference == new
    assert (copied.delegation.credentials, copied.delegation.taken) == (Credentials.NOT_RECEIVED, 0)
    only = prepare(conference, owner, take=["registrations.invitees"], slug="only")
    assert Invitee.objects.get(conference=only).delegation is None
    assert not Delegation.objects.filter(conference=only).exists()


def test_letters_are_numbered_anew(conference, owner):
    RegistrationSettings.objects.create(conference=conference, letter_prefix="L/2027/", last_letter=44)
    new = prepare(conference, owner)
    settings = RegistrationSettings.objects.get(conference=new)
    assert (settings.letter_prefix, settings.last_letter) == ("L/2029/", 0)


def test_pages_are_not_published_and_partners_have_no_grant(conference, owner):
    PageFactory(conference=conference, slug="visa")
    PageFactory(conference=conference, slug="news", kind=Page.Kind.NEWS)
    partner = PartnerFactory(conference=conference, grant_number="G-1")
    partner.logo.save("logo.png", ContentFile(b"logo"))
    new = prepare(conference, owner)
    assert [(page.slug, page.published_at) for page in new.pages.all()] == [("visa", None)]
    copied = Partner.objects.get(conference=new)
    assert (copied.grant_number, copied.logo.read()) == ("", b"logo")
    assert copied.logo.name != partner.logo.name


def test_the_team_comes_along_without_those_who_left_and_who_observe(conference, owner):
    MembershipFactory(conference=conference, role="programme", opened=[["a", "b"]])
    MembershipFactory(conference=conference, role="observer")
    MembershipFactory(conference=conference, role="protocol", user=UserFactory(is_active=False))
    TaskFactory(conference=conference, what={"en": "Buy pens"}, owner=owner, days_before=5)
    new = prepare(conference, owner)
    assert sorted(new.memberships.values_list("role", flat=True)) == ["owner", "programme"]
    assert new.memberships.get(role="programme").opened == []
    task = Task.objects.get(conference=new, key="")
    assert (task.owner, task.done_at, task.due_on) == (owner, None, LATER - dt.timedelta(days=5))


# --- people -----------------------------------------------------------------------------------------------


def test_only_who_agreed_to_be_kept_comes_along(conference, owner):
    kept = PersonFactory(
        conference=conference, listing=Listing.PUBLIC, email="kept@example.org", user=UserFactory()
    )
    record_consent(kept, Consent.Kind.NEXT, given=True, by=owner)
    asked_back = PersonFactory(conference=conference)
    record_consent(asked_back, Consent.Kind.NEXT, given=True, by=owner)
    record_consent(asked_back, Consent.Kind.NEXT, given=False, by=owner)
    practice = PersonFactory(conference=conference, is_practice=True)
    record_consent(practice, Consent.Kind.NEXT, given=True, by=owner)
    RegistrationFactory(conference=conference, person=kept)
    ConsentFactory(person=PersonFactory(conference=conference), kind=Consent.Kind.DATA)
    new = prepare(conference, owner)
    copied = Person.objects.get(conference=new)
    assert (copied.email, copied.listing, copied.user) == ("kept@example.org", Listing.SECRETARIAT, None)
    assert [(row.kind, row.given) for row in copied.consents.all()] == [("next", True)]
    assert not new.registrations.exists()


# --- one act ----------------------------------------------------------------------------------------------


def test_it_is_one_entry_of_the_history(conference, owner):
    CategoryFactory(conference=conference)
    new = prepare(conference, owner, take=["registrations.categories", "registrations.checkpoints"])
    entries = AuditEntry.objects.of(new)
    assert entries.exclude(target_type="conferences.membership").get().details["source"] == conference.slug


def test_who_prepared_it_undoes_it_while_nobody_else_has_worked_on_it(conference, owner):
    new = prepare(conference, owner)
    other = MembershipFactory(conference=new, role="owner").user
    with pytest.raises(Refused):
        undo_clone(new, by=other)
    assert why_not_undone(new, by=owner) == ""
    undo_clone(new, by=owner)
    assert not Conference.objects.filter(pk=new.pk).exists()
    assert not Series.objects.exists()
    assert Conference.objects.get(pk=conference.pk).series is None
    assert AuditEntry.objects.of(conference).get(verb="conferences.clone_undone").target_label == new.slug


def test_once_somebody_else_has_worked_on_it_it_stays(conference, owner, owner_client):
    new = prepare(conference, owner)
    other = MembershipFactory(conference=new, role="programme").user
    add_part(Theme, new, by=other, name={"en": "Work"}, colour="#112233")
    with pytest.raises(Refused, match="Somebody else"):
        undo_clone(new, by=owner)
    page = owner_client.get(reverse("conferences_secretariat:undo-clone", args=[new.slug])).text
    assert (
        "Somebody else has since worked on the conference." in page
        and "Delete the conference</button>" not in page
    )


def test_what_the_command_line_prepared_an_owner_undoes(conference, owner):
    new = prepare(conference, system_user("command"))
    undo_clone(new, by=owner)
    assert not Conference.objects.filter(pk=new.pk).exists()


def test_an_announced_conference_stays(conference, owner):
    new = prepare(conference, owner)
    Conference.objects.filter(pk=new.pk).update(status=Status.ANNOUNCED)
    with pytest.raises(Refused, match="announced"):
        undo_clone(new, by=owner)


def test_a_conference_that_was_not_prepared_from_another_is_not_undone(conference, owner):
    with pytest.raises(Refused):
        undo_clone(conference, by=owner)


def test_what_fails_leaves_neither_rows_nor_files(conference, owner, monkeypatch):
    PartnerFactory(conference=conference).logo.save("logo.png", ContentFile(b"logo"))
    before = set(default_storage.listdir("partners")[1])

    def fail(*args, **kwargs):
        raise RuntimeError("no room")

    monkeypatch.setattr("confman.conferences.domain.clone.conference.record_audit", fail)
    with pytest.raises(RuntimeError):
        prepare(conference, owner)
    assert Conference.objects.count() == 1
    assert set(default_storage.listdir("partners")[1]) == before
    assert not Membership.objects.exclude(conference=conference).exists()


def test_an_addressee_comes_along_as_an_office_and_never_as_a_person(conference, owner):
    for name, by_office in (("The Minister", True), ("Mr. John Sample", False)):
        InviteeFactory(conference=conference, addressee={"en": name}, by_office=by_office, sex="male")
        AddresseeFactory(conference=conference, recipient={"en": name}, by_office=by_office, sex="male")
    new = prepare(conference, owner, take=["registrations.invitees", "outcomes.addressees"])
    invited = {(str(row.addressee), row.sex) for row in new.invitees.all()}
    asked = {(str(row.recipient), row.sex) for row in new.addressees.all()}
    assert invited == asked == {("The Minister", "male"), ("", "not-stated")}
