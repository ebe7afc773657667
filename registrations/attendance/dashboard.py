"""Facts about attendance for the dashboard."""

from confman.conferences.models import Conference
from registrations.attendance.models.attendance import Scan


def has_attendance(conference: Conference) -> bool:
    return Scan.objects.of(conference).admitted().exists()
