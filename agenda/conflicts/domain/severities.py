"""Severities that a conference gives to each kind of conflict, and its limits."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db.models import Exists, UUIDField
from django.utils.translation import gettext as _

from agenda.conflicts.registries import ConflictCheck, Severity, conflict_checks
from agenda.core.models import AgendaSettings
from agenda.history.domain.undo import editing_step
from agenda.rooms.domain import settings_to_change
from agenda.sessions.models.session import SessionRole
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.compiled_queries import CompiledQuery
from confman.conferences.domain.checklist import ConferenceFact
from confman.conferences.models import Conference

LIMITS = ("minutes_between_rooms", "longest_minutes_without_break", "interpreter_minutes_a_day")
# True once anybody has a role: until then a new conference begins with its agenda.
has_roles = ConferenceFact(
    lambda conference: Exists(SessionRole.objects.filter(session__conference=conference))
)
_of_conference = CompiledQuery(
    lambda conference: AgendaSettings.objects.filter(conference=conference).order_by(), UUIDField()
)


def agenda_settings(conference: Conference) -> AgendaSettings:
    """Return the conference's settings; an unsaved object where it has none yet."""
    settings = _of_conference.get_or_none(conference.pk) or AgendaSettings()
    settings.conference = conference
    return settings


def severities(settings: AgendaSettings) -> dict[str, str]:
    """Return the severity of every kind of conflict in a conference: as it has set it, else the usual."""
    conference = settings.conference
    has_people = has_roles(conference)

    def usual(check: ConflictCheck) -> str:
        waits = check.of_people and not has_people
        return str(Severity.IGNORE if waits or conference.profile in check.unknown_in else check.severity)

    return {check.key: settings.severities.get(check.key, usual(check)) for check in conflict_checks}


def set_severities(
    conference: Conference, changes: Mapping[str, str], *, by: User, limits: Mapping[str, int] | None = None
) -> AgendaSettings:
    """Set which kinds of conflict block publishing, warn or are ignored, and some of LIMITS, in minutes.

    What is not named stays. Raises ValidationError.
    """
    limits = limits or {}
    for kind, severity in changes.items():
        if kind not in conflict_checks or severity not in Severity.values:
            raise ValidationError(
                _("“%(kind)s” cannot be set to “%(severity)s”.") % {"kind": kind, "severity": severity}
            )
    with editing_step(conference, by=by, action="agenda.severities_changed") as recorder:
        settings = settings_to_change(conference, recorder)
        settings.severities = {**settings.severities, **changes}
        for name, minutes in limits.items():
            if name not in LIMITS:
                raise ValidationError(_("“%(name)s” is not a limit of the agenda.") % {"name": name})
            setattr(settings, name, minutes)
        settings.clean_fields(exclude=["conference"])
        settings.save(update_fields=["severities", *limits])
        record_audit(
            "agenda.severities_changed",
            by=by,
            conference=conference,
            target=settings,
            details={"severities": dict(changes), **limits},
        )
    return settings
