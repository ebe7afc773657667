"""A conference with one object of every kind, and the values for addresses about them."""

import datetime as dt
import io
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.core.files.base import ContentFile
from django.db.models import UUIDField
from django.utils import timezone
from PIL import Image

from agenda.imports.exchange.uploads import SCHEDULES
from agenda.materials.domain import add_material, hand_in
from agenda.own_agenda.domain import renew_calendar
from agenda.releases.domain import publication
from agenda.rooms.domain import create_group, create_room
from agenda.rooms.models import GroupRole
from agenda.run_of_show.models import Cue
from agenda.screens.domain.screens import create_screen
from agenda.sessions.domain.sessions import ItemRow, RoleRow, create_session
from agenda.sessions.models.session import Session
from agenda.speakers.domain import profile_of, speaker_link
from confman.accounts.signed_links import make_token
from confman.accounts.system_users import system_user
from confman.archives.models import Archive
from confman.conferences.domain.list_views import save_view
from confman.conferences.domain.organizations import found_organization
from confman.conferences.models import Conference, Membership, OrganizationMember, Partner
from confman.documents.models import DocumentJob
from confman.mailings.models import MailingFile
from confman.people.models import MergeRecord, PossibleDuplicate
from outcomes.amendments.domain.checks import Party
from outcomes.circulations.models import Circulation, Objection
from outcomes.drafting.domain.discussion import comment_on_draft
from outcomes.drafting.domain.screen import screen_of
from outcomes.follow_up.domain.actions import record_response, save_action, save_indicator
from outcomes.follow_up.domain.focal_points import change_addressee, current_term, term_link
from outcomes.follow_up.domain.progress_reports import change_follow_up_settings
from outcomes.follow_up.domain.transmittals import mark_sent, write_transmittals
from outcomes.follow_up.models.follow_up import Evidence, ProgressUpdate
from outcomes.follow_up.models.reporting import FollowUpReminder
from outcomes.plenary.domain.adoption import table_recommendation
from outcomes.plenary.models import Position
from outcomes.publication.domain.annexes import add_annex
from outcomes.publication.domain.issues import Correction, issue_corrigendum, publish_document
from outcomes.records.domain import record_intervention
from outcomes.reports.domain.inputs import add_cost_line, add_result
from outcomes.reports.domain.narrative_builder import start_report
from outcomes.speakers_lists.domain.speakers_list import (
    Speaker,
    ask_for_the_floor,
    give_the_floor,
    open_list,
    screen_token,
)
from outcomes.speakers_lists.models import SpeakersList, SpeakingRequest
from outcomes.statements.domain import booth_token, renew_booth_address
from outcomes.statements.models import Statement
from registrations.badges.domain.designs import add_badge_design
from registrations.bulk.domain import begin_bulk
from registrations.certificates.domain import issue_certificate
from registrations.core.domain.personal_links import (
    calendar_token,
    focal_point_link,
    invitation_link,
    registration_link,
)
from registrations.core.models.change_request import ChangeRequest
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import Registration
from registrations.core.models.settings import RegistrationSettings
from registrations.invitations.domain.invitees import write_letters
from registrations.invitations.domain.single_use_links import invite_person
from registrations.questionnaire.models import AnswerFile
from registrations.seats.models import Seat
from registrations.surveys.domain.lifecycle import close_survey, open_survey, release_totals
from registrations.surveys.web.views.polls import SIGNER as POLL_SIGNER
from tests.access.actors import add_users
from tests.factories import (
    ApiTokenFactory,
    CategoryFactory,
    CheckInDeviceFactory,
    CheckpointFactory,
    ConferenceFactory,
    ConsentFactory,
    ContactFactory,
    ContactMessageFactory,
    CorrespondenceFactory,
    DelegationFactory,
    DelegationPaperFactory,
    DocumentFileFactory,
    FocalPointFactory,
    FollowUpActionFactory,
    FormFieldFactory,
    HotelFactory,
    InstitutionFactory,
    InviteeFactory,
    MailingFactory,
    MembershipFactory,
    MessageFactory,
    PageFactory,
    PartnerFactory,
    PersonFactory,
    RegistrationFactory,
    ScanFactory,
    SessionRoleFactory,
    SignatoryFactory,
    TaskFactory,
    ThemeFactory,
    UserFactory,
    WebhookDeliveryFactory,
)
from tests.outcomes.amendment_samples import amendment
from tests.outcomes.recommendation_samples import pdf_of, recommendation
from tests.registrations.survey_samples import survey_with

# A unique name: it must not appear on any page for those who are not entitled.
HIDDEN_NAME = "Quillifred Wexmoorthy"


@dataclass
class World:
    """`values` are the parts of addresses by name; `people` the participants with an account.

    `users` are the accounts of the actors, `clients` their browsers, opened once; `keys` those of all objects, by
    model.
    """

    conference: Conference
    elsewhere: Conference
    people: dict[str, Any] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    users: dict[str, Any] = field(default_factory=dict)
    clients: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, set[str]] = field(default_factory=dict)


def build_world(slug: str = "here") -> World:
    """Build the world through verbs and factories, within a second."""
    conference = ConferenceFactory(slug=slug, registration_mode="open", starts_on=timezone.now().date())
    world = World(conference, ConferenceFactory(slug=f"not-{slug}"))
    by = MembershipFactory(conference=conference, role="owner").user
    world.values = {"slug": conference.slug, "language": "en"}
    _add_ground_floor(world)
    hidden = PersonFactory(conference=conference, name={"en": HIDDEN_NAME}, listing="secretariat")
    world.values["hidden"] = hidden.pk
    _add_agenda(world, hidden, by)
    _add_registrations(world, hidden)
    _add_outcomes(world, hidden, by)
    add_users(world)
    _add_organization(world)
    # The factories count no places, so the counters are corrected here.
    for model in apps.get_models():
        if {"taken", "capacity"} <= {field.name for field in model._meta.fields}:
            model._default_manager.update(taken=1000, capacity=None)
    world.keys = _all_keys()
    return world


def _add_organization(world: World) -> None:
    organization = found_organization(
        {"en": f"Organization {world.conference.slug}"}, by=world.users["owner"]
    )
    world.values["organization"] = organization.slug
    # Of the team of the conference, only its owner works for the organization, too.
    world.conference.organization = organization
    world.conference.save(update_fields=["organization"])
    world.values["institution"] = InstitutionFactory(organization=organization).pk
    world.values["other_institution"] = InstitutionFactory(organization=organization).pk
    world.values["entry"] = ContactFactory(organization=organization).pk
    world.values["other_entry"] = ContactFactory(organization=organization).pk
    world.values["organization_member"] = OrganizationMember.objects.create(
        organization=organization, user=UserFactory(), role="programme"
    ).pk


def _all_keys() -> dict[str, set[str]]:
    """Return the keys of all objects, by model."""
    return {
        model._meta.label: {str(key) for key in model._default_manager.values_list("pk", flat=True)}
        for model in apps.get_models()
        if isinstance(model._meta.pk, UUIDField)
    }


def counterparts_of(here: World, there: World) -> tuple[dict[str, str], set[str]]:
    """Map each object's key to one of the same kind in the other world, created later; and return all keys there."""
    counterparts: dict[str, str] = {}
    foreign: set[str] = set()
    for label, own in here.keys.items():
        if theirs := there.keys[label] - own:
            counterparts |= dict.fromkeys(own, min(theirs))
            foreign |= theirs
    return counterparts, foreign


def _add_ground_floor(world: World) -> None:
    conference = world.conference
    now = timezone.now()
    for key, factory, more in (
        ("theme", ThemeFactory, {}),
        ("partner", PartnerFactory, {}),
        ("page", PageFactory, {"slug": "venue", "published_at": now}),
        ("news", PageFactory, {"slug": "opened", "kind": "news", "published_at": now}),
        ("task", TaskFactory, {}),
        ("contact", ContactMessageFactory, {}),
        ("message", MessageFactory, {}),
        ("mailing", MailingFactory, {}),
        ("token", ApiTokenFactory, {}),
        ("person", PersonFactory, {}),
        ("duplicate", PersonFactory, {}),
    ):
        world.values[key] = factory(conference=conference, **more).pk
    delivery = WebhookDeliveryFactory(webhook__conference=conference)
    world.values |= {"webhook": delivery.webhook_id, "delivery": delivery.key}
    archive = Archive(conference=conference, status="done", expires_at=now + dt.timedelta(days=3))
    archive.file.save("conference.zip", ContentFile(b"PK"))
    world.values["archive"] = archive.pk
    attached = MailingFile(mailing_id=world.values["mailing"], name="bus.pdf", size=4)
    attached.file.save("bus.pdf", ContentFile(b"%PDF"))
    world.values["mailing_file"] = attached.pk
    world.values["news_token"] = make_token("news", world.values["person"])
    first, second = sorted((world.values["person"], world.values["duplicate"]), key=lambda key: key.int)
    world.values["pair"] = PossibleDuplicate.objects.create(
        conference=conference, first_id=first, second_id=second, score=90, is_likely=True
    ).pk
    merged = MergeRecord(person_id=world.values["person"], merged_id=uuid4(), data={"name": {"en": "Before"}})
    merged.photo.save("before.png", ContentFile(b"before"))
    world.values["merged"] = merged.pk
    world.values["member"] = MembershipFactory(conference=conference, role="check-in").pk
    world.values["job"] = DocumentJob.objects.create(
        conference=conference,
        kind="agenda.agenda",
        format="pdf",
        language="en",
        requested_by=system_user("job"),
    ).pk


def picture() -> bytes:
    """Return a small picture in PNG."""
    written = io.BytesIO()
    Image.new("RGB", (90, 120), "#446688").save(written, format="PNG")
    return written.getvalue()


def _add_agenda(world: World, hidden: Any, by: Any) -> None:
    conference = world.conference
    room = create_room(conference, by=by, name={"en": "Hall"})
    group = create_group(conference, by=by, code="WG1", name={"en": "First group"})
    GroupRole.objects.create(person=hidden, group=group, role="chair")
    speaker = PersonFactory(conference=conference, listing="public", name={"en": "Public Speaker"})
    speaker.photo.save("portrait.png", ContentFile(picture()))
    start = dt.datetime.combine(conference.starts_on, dt.time(10), conference.zone)
    session = create_session(
        conference,
        by=by,
        title={"en": "Plenary"},
        kind="plenary",
        start=start,
        end=start + dt.timedelta(hours=1),
        room=room,
        items=[ItemRow(title={"en": "First item"}, minutes=20)],
        roles=[
            RoleRow(person=speaker, status="confirmed"),
            RoleRow(person=hidden, role="chair", status="confirmed", item=1),
        ],
    )
    paper = add_material(session, by=by, title={"en": "Paper"}, file=ContentFile(b"paper", "paper.pptx"))
    release = publication.publish_agenda(conference, by=by)
    screens = {
        kind: create_screen(conference, by=by, name=kind, kind=kind, languages=["en", "ru"], **more)
        for kind, more in (
            ("door-sign", {"room": room}),
            ("timer", {}),
            ("welcome", {"message": {"en": "Welcome"}}),
        )
    }
    world.values |= {
        "venue_screen": screens["door-sign"].pk,
        "venue_token": screens["door-sign"].token,
        "timer_screen": screens["timer"].pk,
        "timer_token": screens["timer"].token,
        "welcome_token": screens["welcome"].token,
        "room": room.pk,
        "group": group.pk,
        "session": session.pk,
        "cue": Cue.objects.create(session=session, cue="Doors close").pk,
        "release": release.pk,
        "paper": paper.pk,
        "notice": release.notices.order_by("pk")[0].pk,
        "speaker": speaker.pk,
        "day": conference.starts_on.isoformat(),
        "upload": SCHEDULES.keep(
            conference, b"title,date,start\nBrought,2017-05-01,10:00\n", name="list.csv", by=by
        ).pk,
    }


def _add_registrations(world: World, hidden: Any) -> None:
    conference = world.conference
    category = CategoryFactory(conference=conference, may_propose=True)
    delegation, other = DelegationFactory.create_batch(2, conference=conference)
    people = {
        actor: PersonFactory(conference=conference, user=UserFactory())
        for actor in ("participant", "other-participant", "focal-point")
    }
    world.people = people
    mine = RegistrationFactory(
        conference=conference,
        person=people["participant"],
        category=category,
        delegation=other,
        status="approved",
    )
    RegistrationFactory(conference=conference, person=people["other-participant"], category=category)
    RegistrationFactory(
        conference=conference, person=hidden, category=category, delegation=other, status="approved"
    )
    member = RegistrationFactory(
        conference=conference, category=category, delegation=delegation, status="approved"
    )
    # The delegate is named on the page of participants, and may be written to; the hidden one said nothing else.
    RegistrationSettings.objects.update_or_create(conference=conference, defaults={"list_readers": "public"})
    for kind, person in (
        ("data", member.person),
        ("contact", member.person),
        ("data", hidden),
        ("contact", hidden),
    ):
        ConsentFactory(person=person, kind=kind, given=True)
    question = FormFieldFactory(conference=conference, type="file")
    mine.person.photo.save("mine.png", ContentFile(picture()))
    sent = AnswerFile.objects.create(
        registration=mine, field=question, file=ContentFile(b"%PDF-1.4", "letter.pdf"), name="letter.pdf"
    )
    focal_point = FocalPointFactory(delegation=delegation, person=people["focal-point"])
    checkpoint = CheckpointFactory(conference=conference)
    _add_speaker(world)
    owner = Membership.objects.filter(conference=conference, role="owner")[0].user
    world.values |= _correspondence(conference, category, owner)
    world.values |= {
        "bulk": begin_bulk(conference, "wait", [], by=owner, options={"reason": ""}).pk,
        "saved_view": save_view(
            conference,
            list_key="registrations_secretariat:registration-list",
            name="Ours",
            query="status=approved",
            is_shared=True,
            by=owner,
        ).pk,
        "category": category.pk,
        "badge_design": add_badge_design(conference, by=owner, name="Usual").pk,
        "question": question.pk,
        "answer_file": sent.pk,
        "seat": Seat.objects.create(registration=mine, group_id=world.values["group"]).pk,
        "change_request": ChangeRequest.objects.create(
            registration=mine, changes={"mode": ["in-person", "online"]}
        ).pk,
        "calendar_token": calendar_token(mine),
        "document_mail_token": make_token("document-mail", mine.pk),
        "reader_token": renew_calendar(conference, by=UserFactory()),
        "delegation": delegation.pk,
        "focal_point": focal_point.pk,
        "registration": mine.pk,
        "own_delegation": other.pk,
        "delegate": member.pk,
        "delegation_paper": DelegationPaperFactory(delegation=delegation).pk,
        "checkpoint": checkpoint.pk,
        "device": CheckInDeviceFactory(checkpoint=checkpoint).pk,
        "scan": ScanFactory(checkpoint=checkpoint, registration=mine).pk,
        "ticket": mine.ticket_token,
        "own_letter": CorrespondenceFactory(
            conference=conference, direction="out", kind="visa", language="en", registration=mine
        ).pk,
        "registration_token": registration_link(mine).rstrip("/").rsplit("/", 1)[-1],
        "focal_point_token": focal_point_link(focal_point, conference).rstrip("/").rsplit("/", 1)[-1],
    }

    issue_certificate(mine, by=system_user("command"))
    _add_surveys(world, owner)


def _add_surveys(world: World, by: Any) -> None:
    """Add an open survey, one with released totals, and the poll."""
    conference = world.conference
    opened = open_survey(survey_with(conference, by=by), by=by)
    released = open_survey(survey_with(conference, by=by), by=by)
    release_totals(close_survey(released, by=by), by=by)
    poll = open_survey(survey_with(conference, by=by, kind="poll"), by=by)
    world.values |= {
        "survey": opened.pk,
        "survey_question": opened.questions.first().pk,
        "released": released.pk,
        "poll": poll.pk,
        "voted": POLL_SIGNER.sign(str(poll.pk)),
    }


def _correspondence(conference: Any, category: Any, by: Any) -> dict[str, Any]:
    """Add an invitee with its letter, a signatory, and an invited person."""
    invitee = InviteeFactory(conference=conference)
    written = write_letters(conference, [invitee], by=by, send=False)
    invitation = invite_person(PersonFactory(conference=conference), category=category, by=by)
    return {
        "invitee": invitee.pk,
        "letter": written.letters[0].pk,
        "signatory": SignatoryFactory(conference=conference).pk,
        "hotel": HotelFactory(conference=conference).pk,
        "invited": invitation.registration_id,
        "invitation": invitation.pk,
        "invitation_token": invitation_link(invitation).rstrip("/").rsplit("/", 1)[-1],
    }


def _add_speaker(world: World) -> None:
    """Make the participant a speaker who has submitted something."""
    person = world.people["participant"]
    session = Session.objects.get(pk=world.values["session"])
    role = SessionRoleFactory(session=session, person=person, role="speaker", status="invited")
    handed_in = hand_in(
        person,
        session,
        by=system_user("participant"),
        title={"en": "Slides"},
        file=ContentFile(b"slides", "slides.pptx"),
    )
    profile = profile_of(person)
    world.values |= {
        "role": role.pk,
        "slides": handed_in.pk,
        "profile": profile.pk,
        "speaker_token": speaker_link(profile).rstrip("/").rsplit("/", 1)[-1],
    }


def _add_outcomes(world: World, hidden: Any, by: Any) -> None:
    conference = world.conference
    draft = recommendation(conference, by=by)
    published = recommendation(conference, by=by, stage="published")
    action = FollowUpActionFactory(recommendation=published)
    indicator = save_indicator(
        published,
        by=by,
        values={"name": {"en": "Calls answered"}, "unit": {"en": "calls"}, "baseline": 1, "target": 2},
    )
    position = Position.objects.create(
        recommendation=published,
        delegation_id=world.values["delegation"],
        kind=Position.Kind.RESERVATION,
        text={"en": "The delegation reserves its position."},
        made_on=conference.starts_on,
    )
    donor = Partner.objects.create(conference=conference, role=Partner.Role.DONOR, name={"en": "Donor"})
    result = {
        "kind": "satisfaction",
        "question": {"en": "The conference"},
        "respondents": 20,
        "result_percent": 80,
    }
    session = Session.objects.get(pk=world.values["session"])
    intervention = record_intervention(
        session, by=by, values={"points": "A point.", "capacity": "A delegate"}
    )
    narrative = start_report(conference, by=by, kind="session", session=session)
    room = create_group(conference, by=by, code="WG8", name={"en": "Room"})
    GroupRole.objects.create(person=world.people["other-participant"], group=room, role="member")
    in_room = recommendation(conference, by=by, working_group=room)
    comment = comment_on_draft(in_room, by=by, version=in_room.current_version, language="en", text="Said.")
    tabled = recommendation(conference, by=by, stage="agreed")
    table_recommendation(tabled, by=by, symbol="CONF/L.1")
    for key, delegation in (("amendment", "own_delegation"), ("own_amendment", "delegation")):
        party = Party(Delegation.objects.get(pk=world.values[delegation]))
        world.values[key] = amendment(tabled, f"Fund the {key}.", by=by, party=party).pk
    world.values |= _plenary(world, session, hidden, by)
    paper = DocumentFileFactory(
        document__conference=conference,
        document__item=session.items.first(),
        document__series__open_to="delegations",
    )
    world.values |= {
        "registered_document": paper.document_id,
        "document_file": paper.pk,
        "document_series": paper.document.series_id,
        "delegation_file": DocumentFileFactory(
            document__conference=conference,
            document__series=paper.document.series,
            document__number=2,
            document__symbol="CONF/2",
            document__delegation=Delegation.objects.get(pk=world.values["delegation"]),
        ).pk,
    }
    world.values |= {
        "intervention": intervention.pk,
        "narrative": narrative.pk,
        "passage": narrative.paragraphs.first().pk,
        "donor": donor.pk,
        "cost_line": add_cost_line(conference, by=by, label={"en": "Interpretation"}).pk,
        "entered_result": add_result(conference, by=by, **result).pk,
        "room_code": room.code,
        "room_draft": in_room.pk,
        "comment": comment.pk,
        "screen_token": screen_of(conference, room).token,
    }
    document = published.document
    annex = add_annex(
        document, by=by, values={"title": {"en": "A map"}, "file": ContentFile(pdf_of(1), "map.pdf")}
    )
    publish_document(document, by=by)
    text = published.current_version.body[0]
    issue = issue_corrigendum(
        document,
        by=by,
        corrections=[Correction(published, published.current_version, {"en": "Strengthen it."}, text.id)],
    )
    world.values |= {
        "annex": annex.pk,
        "issue": issue.pk,
        "original": document.issues.get(kind="original").pk,
        "number": published.number,
        "unnumbered": 99,
        "tabled": tabled.pk,
        "position": position.pk,
        "draft": draft.pk,
        "published": published.pk,
        "addressee": published.addressees.first().pk,
        "action": action.pk,
        "indicator": indicator.pk,
        "missing": uuid4(),
        **_follow_up(world, published, action, by),
    }


def _plenary(world: World, session: Any, hidden: Any, by: Any) -> dict[str, Any]:
    """Add a silence procedure with an objection, and a list of speakers on which a hidden person has the floor."""
    circulation = Circulation.objects.create(
        conference=world.conference, deadline=timezone.now() + dt.timedelta(days=3), started_by=by
    )
    objection = Objection.objects.create(
        circulation=circulation, delegation_id=world.values["delegation"], recorded_by=by
    )
    speakers = open_list(session, by=by)
    asked = ask_for_the_floor(speakers, by=by, speaker=Speaker(person=hidden))
    # Only a delegation's own name is in its line.
    SpeakingRequest.objects.filter(pk=asked.pk).update(delegation=None)
    asked.refresh_from_db()
    give_the_floor(asked, by=by, seen=None)
    return {
        **_statements(world, speakers, session, by),
        "circulation": circulation.pk,
        "objection": objection.pk,
        "speakers_list": speakers.pk,
        "speakers_token": screen_token(speakers),
    }


def _statements(world: World, speakers: SpeakersList, session: Any, by: Any) -> dict[str, Any]:
    """Add statements: of a delegation and of a participant who wait, and one that was delivered."""
    registration = Registration.objects.get(pk=world.values["registration"])
    renew_booth_address(session, by=by)
    found: dict[str, Any] = {"booth_token": booth_token(session)}
    for name, state, who in (
        ("delegation", "waiting", {"delegation_id": world.values["delegation"]}),
        ("own", "waiting", {"person_id": registration.person_id}),
        ("delivered", "spoken", {"delegation_id": world.values["delegation"]}),
    ):
        asked = SpeakingRequest.objects.create(speakers_list=speakers, state=state, position=9, **who)
        statement = Statement(request=asked, language="en", name="text.pdf", handed_in_at=timezone.now())
        statement.file.save("text.pdf", ContentFile(pdf_of(1)))
        found |= {f"{name}_request": asked.pk, f"{name}_statement": statement.pk}
    return found


def _follow_up(world: World, published: Any, action: Any, by: Any) -> dict[str, Any]:
    """Give the participant an addressee to answer for: a letter, an answer, two reports, a reminder to approve."""
    addressee, person = published.addressees.get(), world.people["participant"]
    change_addressee(addressee, by=by, values={"focal_point": person})
    change_follow_up_settings(world.conference, by=by, public_tracker=True)
    letter = write_transmittals(world.conference, [addressee.pk], by=by).letters[0]
    mark_sent(letter, by=by, on=world.conference.today())
    term = current_term(addressee, by=by)
    save_action(published, by=by, values={"lead": addressee}, action=action)
    answer = record_response(published, by=by, addressee=addressee, values={"answer": "noted"})
    report = ProgressUpdate.objects.create(
        action=action, period_to=world.conference.starts_on, narrative={"en": "Begun."}, state="submitted", term=term,
        author=by,
    )  # fmt: skip
    assessed = ProgressUpdate.objects.create(
        action=action, period_to=world.conference.starts_on, narrative={"en": "Done."}, state="accepted",
        verified_assessment="implemented", shown_at=timezone.now(), term=term, author=by,
    )  # fmt: skip
    evidence = Evidence(update=report, title={"en": "Order"})
    evidence.file.save("order.pdf", ContentFile(b"%PDF-1.4"))
    reminder = FollowUpReminder.objects.create(
        addressee=addressee,
        person=person,
        kind="response",
        key=str(letter.pk),
        due_on=world.conference.ends_on,
        days=3,
    )
    return {
        "transmittal": letter.pk,
        "term": term.pk,
        "term_token": term_link(term).rstrip("/").rsplit("/", 1)[-1],
        "answer": answer.pk,
        "report": report.pk,
        "assessed": assessed.pk,
        "evidence": evidence.pk,
        "reminder": reminder.pk,
    }
