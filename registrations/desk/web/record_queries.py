"""The queries that every record of a registration asks: their SQL is made once in a process."""

from django.db.models import UUIDField

from confman.compiled_queries import CompiledQuery
from registrations.attendance.models import Scan
from registrations.badges.models import BadgePrint
from registrations.certificates.models import Certificate
from registrations.core.models.delegation import OwnMessage
from registrations.core.models.invitation import Invitation
from registrations.core.models.registration import Registration

CERTIFICATE: CompiledQuery[Certificate] = CompiledQuery(
    lambda registration: Certificate.objects.filter(registration=registration), UUIDField()
)
INVITATION: CompiledQuery[Invitation] = CompiledQuery(
    lambda registration: Invitation.objects.filter(registration=registration), UUIDField()
)
LAST_PRINT: CompiledQuery[BadgePrint] = CompiledQuery(
    lambda registration: BadgePrint.objects.filter(registration=registration).valid().order_by("-number")[:1],
    UUIDField(),
)
SCANS: CompiledQuery[Scan] = CompiledQuery(
    lambda registration: Scan.objects.filter(registration=registration).select_related(
        "checkpoint", "recorded_by"
    )[:50],
    UUIDField(),
)
SUCCESSOR: CompiledQuery[Registration] = CompiledQuery(
    lambda registration: Registration.objects.filter(replaces=registration).select_related("person"),
    UUIDField(),
)
OTHERS_OF_PERSON: CompiledQuery[Registration] = CompiledQuery(
    lambda person, registration: (
        Registration.objects.filter(person=person).exclude(pk=registration).select_related("category")
    ),
    UUIDField(),
    UUIDField(),
)
OWN_MESSAGES: CompiledQuery[OwnMessage] = CompiledQuery(
    lambda person: OwnMessage.objects.filter(registration__person=person).select_related("message")[:50],
    UUIDField(),
)
