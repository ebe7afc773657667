"""Factories of the records that tests need, in sections in the order of the floors."""

import datetime as dt
import hashlib

import factory
from django.core.files.base import ContentFile
from django.utils import timezone
from factory.django import DjangoModelFactory

from agenda.rooms.models import GroupRole, Room, WorkingGroup
from agenda.sessions.models.session import BoothShift, Item, Session, SessionRole
from confman.accounts.models import User
from confman.api.models import ApiToken
from confman.conferences.models import (
    Conference,
    ContactMessage,
    Membership,
    Organization,
    Page,
    Partner,
    Role,
    Series,
    Status,
    Task,
    Theme,
)
from confman.mail.models import Message, MessageStatus
from confman.mailings.models import Mailing
from confman.people.models import Consent, Contact, Institution, Person
from confman.webhooks.domain.signatures import new_secret, seal_secret
from confman.webhooks.models import Webhook, WebhookDelivery
from outcomes.follow_up.models.follow_up import FollowUpAction
from outcomes.recommendations.models.addressee import Addressee
from outcomes.register.models import DocumentFile, DocumentSeries, RegisteredDocument
from registrations.attendance.models import CheckInDevice, Checkpoint, Scan
from registrations.core.domain.ticket_codes import new_ticket_token
from registrations.core.models.category import Category
from registrations.core.models.delegation import Delegation, FocalPoint
from registrations.core.models.registration import Registration
from registrations.correspondence.models import Correspondence, Invitee, Signatory
from registrations.delegations.models import DelegationPaper
from registrations.demo.load import SAMPLE_PAPER
from registrations.protocol.models import Hotel
from registrations.questionnaire.models import FormField

# --- accounts ---------------------------------------------------------------------------------------------


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda number: f"user{number}@example.org")
    name = factory.Sequence(lambda number: f"User {number}")
    password = factory.django.Password("a-password-for-tests")


# --- conferences ------------------------------------------------------------------------------------------


class SeriesFactory(DjangoModelFactory):
    class Meta:
        model = Series

    slug = factory.Sequence(lambda number: f"series-{number}")
    name = factory.Sequence(lambda number: f"Series {number}")


class OrganizationFactory(DjangoModelFactory):
    class Meta:
        model = Organization

    slug = factory.Sequence(lambda number: f"organization{number}")
    name = factory.Sequence(lambda number: {"en": f"Organization {number}"})


class ConferenceFactory(DjangoModelFactory):
    """An announced conference of two days in Tashkent, in English, Russian and Uzbek, without the steps of creation."""

    class Meta:
        model = Conference

    slug = factory.Sequence(lambda number: f"conference-{number}")
    title = factory.LazyAttribute(
        lambda conference: {
            "en": f"Conference {conference.slug}",
            "ru": f"Конференция {conference.slug}",
            "uz": f"Konferensiya {conference.slug}",
        }
    )
    starts_on = dt.date(2027, 3, 30)
    ends_on = factory.LazyAttribute(lambda conference: conference.starts_on + dt.timedelta(days=1))
    timezone = "Asia/Tashkent"
    city = {"en": "Tashkent", "ru": "Ташкент", "uz": "Toshkent"}
    country = "UZ"
    languages = factory.LazyFunction(lambda: ["en", "ru", "uz"])
    status = Status.ANNOUNCED
    contact_email = "secretariat@example.org"


class MembershipFactory(DjangoModelFactory):
    """`MembershipFactory(conference=…, role="programme").user` is a user with that role."""

    class Meta:
        model = Membership

    conference = factory.SubFactory(ConferenceFactory)
    user = factory.SubFactory(UserFactory)
    role = Role.OWNER
    accepted_at = factory.LazyFunction(timezone.now)


class ThemeFactory(DjangoModelFactory):
    class Meta:
        model = Theme

    conference = factory.SubFactory(ConferenceFactory)
    name = factory.Sequence(lambda number: {"en": f"Theme {number}", "ru": f"Тема {number}"})
    colour = "#8a5a00"
    position = factory.Sequence(lambda number: number)


class PartnerFactory(DjangoModelFactory):
    class Meta:
        model = Partner

    conference = factory.SubFactory(ConferenceFactory)
    role = Partner.Role.PARTNER
    name = factory.Sequence(lambda number: {"en": f"Partner {number}"})
    position = factory.Sequence(lambda number: number)


class PageFactory(DjangoModelFactory):
    class Meta:
        model = Page

    conference = factory.SubFactory(ConferenceFactory)
    kind = Page.Kind.PAGE
    slug = factory.Sequence(lambda number: f"page-{number}")
    title = factory.Sequence(lambda number: {"en": f"Page {number}"})
    body = {"en": "Some **text**."}


class ApiTokenFactory(DjangoModelFactory):
    """A token of a service. Its secret is nobody's: tests that come with one make it by the verb."""

    class Meta:
        model = ApiToken

    conference = factory.SubFactory(ConferenceFactory)
    owner = factory.SubFactory(UserFactory)
    is_service = True
    name = factory.Sequence(lambda number: f"System {number}")
    digest = factory.Sequence(lambda number: f"{number:064}")
    prefix = "cfm_123456"
    expires_on = factory.LazyFunction(lambda: timezone.now().date() + dt.timedelta(days=30))


class TaskFactory(DjangoModelFactory):
    class Meta:
        model = Task

    conference = factory.SubFactory(ConferenceFactory)
    what = factory.Sequence(lambda number: {"en": f"Task {number}"})
    days_before = 10


class ContactMessageFactory(DjangoModelFactory):
    class Meta:
        model = ContactMessage

    conference = factory.SubFactory(ConferenceFactory)
    name = factory.Sequence(lambda number: f"Writer {number}")
    email = factory.Sequence(lambda number: f"writer{number}@example.org")
    subject = factory.Sequence(lambda number: f"Question {number}")
    body = "When does registration close?"
    language = "en"


# --- people -----------------------------------------------------------------------------------------------


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    conference = factory.SubFactory(ConferenceFactory)
    name = factory.Sequence(lambda number: {"en": f"Person Number{number}", "ru": f"Персона Номер{number}"})
    email = factory.Sequence(lambda number: f"person{number}@example.org")
    job_title = {"en": "Head of unit"}
    organization = {"en": "Ministry of Justice"}
    country = "UZ"


class InstitutionFactory(DjangoModelFactory):
    class Meta:
        model = Institution

    organization = factory.SubFactory(OrganizationFactory)
    name = factory.Sequence(lambda number: {"en": f"Ministry {number}", "ru": f"Министерство {number}"})
    country = "UZ"
    email = factory.Sequence(lambda number: f"ministry{number}@example.org")
    office = {"en": "The Minister"}


class ContactFactory(DjangoModelFactory):
    class Meta:
        model = Contact

    organization = factory.SubFactory(OrganizationFactory)
    name = factory.Sequence(lambda number: {"en": f"Contact Number{number}"})
    email = factory.Sequence(lambda number: f"contact{number}@example.org")
    institution = {"en": "Ministry of Justice"}
    consent_source = "by telephone"


class ConsentFactory(DjangoModelFactory):
    class Meta:
        model = Consent

    person = factory.SubFactory(PersonFactory)
    kind = Consent.Kind.DATA
    given = True
    text_version = "1"


# --- documents --------------------------------------------------------------------------------------------
# --- mail -------------------------------------------------------------------------------------------------


class MailingFactory(DjangoModelFactory):
    """A mailing that is being written, to participants."""

    class Meta:
        model = Mailing

    conference = factory.SubFactory(ConferenceFactory)
    name = factory.Sequence(lambda number: f"Mailing {number}")
    audience = "registrations.registrations"


class MessageFactory(DjangoModelFactory):
    """A waiting mail; give `status` for another state."""

    class Meta:
        model = Message

    conference = factory.SubFactory(ConferenceFactory)
    key = "tests.letter"
    to = factory.Sequence(lambda number: f"reader{number}@example.org")
    from_email = "confman@localhost"
    subject = factory.Sequence(lambda number: f"Letter {number}")
    body_text = "Good day.\n"
    language = "en"
    status = MessageStatus.QUEUED
    queued_at = factory.LazyFunction(timezone.now)
    next_attempt_at = factory.LazyFunction(timezone.now)


# --- agenda -----------------------------------------------------------------------------------------------


class WebhookFactory(DjangoModelFactory):
    """Switched on; it wants to know of releases."""

    class Meta:
        model = Webhook

    conference = factory.SubFactory(ConferenceFactory)
    name = factory.Sequence(lambda number: f"Portal {number}")
    url = "https://portal.example.org/hook"
    events = ["agenda.published"]
    secret = factory.LazyFunction(lambda: seal_secret(new_secret()))


class WebhookDeliveryFactory(DjangoModelFactory):
    class Meta:
        model = WebhookDelivery

    webhook = factory.SubFactory(WebhookFactory)
    event = "agenda.published"
    object_key = "agenda:1"
    payload = '{"type":"agenda.published"}'


class RoomFactory(DjangoModelFactory):
    class Meta:
        model = Room

    conference = factory.SubFactory(ConferenceFactory)
    name = factory.Sequence(lambda number: {"en": f"Room {number}", "ru": f"Зал {number}"})
    position = factory.Sequence(lambda number: number)


class WorkingGroupFactory(DjangoModelFactory):
    class Meta:
        model = WorkingGroup

    conference = factory.SubFactory(ConferenceFactory)
    code = factory.Sequence(lambda number: f"WG{number}")
    name = factory.Sequence(lambda number: {"en": f"Working group {number}"})


class SessionFactory(DjangoModelFactory):
    """A plenary from ten to eleven on the first day, by default."""

    class Meta:
        model = Session

    conference = factory.SubFactory(ConferenceFactory)
    title = factory.Sequence(lambda number: {"en": f"Session {number}", "ru": f"Заседание {number}"})
    start = factory.LazyAttribute(
        lambda session: dt.datetime.combine(
            session.conference.starts_on, dt.time(10), tzinfo=session.conference.zone
        )
    )
    end = factory.LazyAttribute(lambda session: session.start and session.start + dt.timedelta(hours=1))


class ItemFactory(DjangoModelFactory):
    class Meta:
        model = Item

    session = factory.SubFactory(SessionFactory)
    title = factory.Sequence(lambda number: {"en": f"Item {number}"})
    position = factory.Sequence(lambda number: number)


class SessionRoleFactory(DjangoModelFactory):
    class Meta:
        model = SessionRole

    session = factory.SubFactory(SessionFactory)
    person = factory.SubFactory(PersonFactory, conference=factory.SelfAttribute("..session.conference"))
    status = "confirmed"


class BoothShiftFactory(DjangoModelFactory):
    """An interpreter's turn between English and Russian, still unassigned."""

    class Meta:
        model = BoothShift

    session = factory.SubFactory(SessionFactory)
    source_language = "en"
    target_language = "ru"


class GroupRoleFactory(DjangoModelFactory):
    class Meta:
        model = GroupRole

    group = factory.SubFactory(WorkingGroupFactory)
    person = factory.SubFactory(PersonFactory, conference=factory.SelfAttribute("..group.conference"))
    role = "chair"


# --- registrations ----------------------------------------------------------------------------------------


class CategoryFactory(DjangoModelFactory):
    """A category that is decided on by review, without a limit."""

    class Meta:
        model = Category

    conference = factory.SubFactory(ConferenceFactory)
    name = factory.Sequence(lambda number: {"en": f"Category {number}", "ru": f"Категория {number}"})
    letter = factory.Sequence(lambda number: f"{chr(65 + number // 26 % 26)}{chr(65 + number % 26)}")


class DelegationFactory(DjangoModelFactory):
    class Meta:
        model = Delegation

    conference = factory.SubFactory(ConferenceFactory)
    kind = "institution"
    name = factory.Sequence(lambda number: {"en": f"Delegation {number}", "ru": f"Делегация {number}"})


class DelegationPaperFactory(DjangoModelFactory):
    """A paper that the focal point submitted, not reviewed yet."""

    class Meta:
        model = DelegationPaper

    delegation = factory.SubFactory(DelegationFactory)
    kind = "note-verbale"
    name = factory.Sequence(lambda number: f"note-{number}.pdf")
    file = factory.django.FileField(filename="note.pdf", data=SAMPLE_PAPER)
    by_focal_point = True


class FocalPointFactory(DjangoModelFactory):
    class Meta:
        model = FocalPoint

    delegation = factory.SubFactory(DelegationFactory)
    person = factory.SubFactory(PersonFactory, conference=factory.SelfAttribute("..delegation.conference"))


class RegistrationFactory(DjangoModelFactory):
    """Submitted and confirmed; with `status="approved"` it has a ticket. No counter moves: verbs do that."""

    class Meta:
        model = Registration

    conference = factory.SubFactory(ConferenceFactory)
    person = factory.SubFactory(PersonFactory, conference=factory.SelfAttribute("..conference"))
    category = factory.SubFactory(CategoryFactory, conference=factory.SelfAttribute("..conference"))
    status = "submitted"
    submitted_at = factory.LazyFunction(timezone.now)
    confirmed_at = factory.LazyFunction(timezone.now)
    ticket_token = factory.LazyAttribute(
        lambda registration: new_ticket_token() if registration.status == "approved" else None
    )


class CheckpointFactory(DjangoModelFactory):
    class Meta:
        model = Checkpoint

    conference = factory.SubFactory(ConferenceFactory)
    name = factory.Sequence(lambda number: {"en": f"Door {number}"})


class CheckInDeviceFactory(DjangoModelFactory):
    """Enrolled this morning, for a week; its secret is `secret-of-<name>`. `trusted=True` makes it one of our own."""

    class Meta:
        model = CheckInDevice

    checkpoint = factory.SubFactory(CheckpointFactory)
    conference = factory.SelfAttribute("checkpoint.conference")
    name = factory.Sequence(lambda number: f"Phone {number}")
    expires_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=7))
    enrolled_at = factory.LazyFunction(lambda: timezone.now() - dt.timedelta(days=2))
    secret_digest = factory.LazyAttribute(
        lambda device: hashlib.sha256(f"secret-of-{device.name}".encode()).hexdigest()
    )


class ScanFactory(DjangoModelFactory):
    class Meta:
        model = Scan

    registration = factory.SubFactory(RegistrationFactory, status="approved")
    checkpoint = factory.SubFactory(
        CheckpointFactory, conference=factory.SelfAttribute("..registration.conference")
    )
    result = "admitted"


class FormFieldFactory(DjangoModelFactory):
    """A question of the form with a short text as its answer, positioned in the order of creation."""

    class Meta:
        model = FormField

    conference = factory.SubFactory(ConferenceFactory)
    key = factory.Sequence(lambda number: f"question_{number}")
    type = "text"
    label = factory.Sequence(lambda number: {"en": f"Question {number}", "ru": f"Вопрос {number}"})
    position = factory.Sequence(lambda number: number)


class SignatoryFactory(DjangoModelFactory):
    class Meta:
        model = Signatory

    conference = factory.SubFactory(ConferenceFactory)
    name = factory.Sequence(lambda number: {"en": f"Signatory {number}", "ru": f"Подписант {number}"})


class HotelFactory(DjangoModelFactory):
    class Meta:
        model = Hotel

    conference = factory.SubFactory(ConferenceFactory)
    name = factory.Sequence(lambda number: {"en": f"Hotel {number}", "ru": f"Гостиница {number}"})


class InviteeFactory(DjangoModelFactory):
    """Without a letter yet; by e-mail, in English."""

    class Meta:
        model = Invitee

    conference = factory.SubFactory(ConferenceFactory)
    kind = "institution"
    name = factory.Sequence(lambda number: {"en": f"Institution {number}", "ru": f"Учреждение {number}"})
    email = factory.Sequence(lambda number: f"institution{number}@example.org")
    language = "en"


class CorrespondenceFactory(DjangoModelFactory):
    """A letter in; the number is invented, not taken from the counter."""

    class Meta:
        model = Correspondence

    conference = factory.SubFactory(ConferenceFactory)
    number = factory.Sequence(lambda number: f"TEST/{number}")
    subject = factory.Sequence(lambda number: f"Letter {number}")
    date = dt.date(2027, 1, 10)


# --- outcomes ---------------------------------------------------------------------------------------------


class AddresseeFactory(DjangoModelFactory):
    class Meta:
        model = Addressee

    conference = factory.SubFactory(ConferenceFactory)
    name = factory.Sequence(lambda number: {"en": f"Ministry {number}", "ru": f"Министерство {number}"})
    position = factory.Sequence(lambda number: number)


class FollowUpActionFactory(DjangoModelFactory):
    class Meta:
        model = FollowUpAction

    what = factory.Sequence(lambda number: {"en": f"Action {number}"})


class DocumentSeriesFactory(DjangoModelFactory):
    class Meta:
        model = DocumentSeries

    conference = factory.SubFactory(ConferenceFactory)
    code = factory.Sequence(lambda number: "WP" + "".join(chr(65 + int(digit)) for digit in str(number)))
    title = factory.LazyAttribute(lambda series: {"en": f"Papers {series.code}"})


class RegisteredDocumentFactory(DjangoModelFactory):
    """Issued, for everyone, with no file yet."""

    class Meta:
        model = RegisteredDocument

    conference = factory.SubFactory(ConferenceFactory)
    series = factory.SubFactory(DocumentSeriesFactory, conference=factory.SelfAttribute("..conference"))
    number = 1
    symbol = factory.LazyAttribute(lambda document: f"CONF/{document.series.code}.{document.number}")
    title = factory.Sequence(lambda number: {"en": f"Document {number}"})
    item = factory.SubFactory(ItemFactory, session__conference=factory.SelfAttribute("...conference"))
    distribution = "general"
    state = "issued"
    received_at = factory.LazyFunction(timezone.now)
    issued_at = factory.LazyFunction(timezone.now)


class DocumentFileFactory(DjangoModelFactory):
    """The English file of an issued document."""

    class Meta:
        model = DocumentFile

    document = factory.SubFactory(RegisteredDocumentFactory)
    language = "en"
    state = "issued"
    file = factory.LazyFunction(lambda: ContentFile(SAMPLE_PAPER, "paper.pdf"))
    name = "paper.pdf"
    pages = 1
    issued_at = factory.LazyFunction(timezone.now)
