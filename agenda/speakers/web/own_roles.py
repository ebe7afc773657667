"""A speaker, as one of the capacities a mailbox may have in a conference."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agenda.conflicts.domain.severities import agenda_settings
from agenda.materials.models import Material
from agenda.sessions.models.personal import SpeakerProfile
from agenda.sessions.models.session import PRESENTING, SessionRole, SessionStatus
from confman.accounts.models import Visitor
from confman.conferences.models import Conference
from confman.conferences.registries import DashboardItem


def profiles() -> QuerySet[SpeakerProfile]:
    """Return all profiles, with their people and conferences."""
    return SpeakerProfile.objects.select_related("person__conference")


def page_of(profile: SpeakerProfile) -> str:
    """Return the address of a speaker's page."""
    return reverse("agenda_portal:speaker", args=[profile.person.conference.slug, profile.pk])


def record_of(profile: SpeakerProfile) -> str:
    """Return the address of the speaker in the secretariat."""
    return reverse("people_secretariat:person", args=[profile.person.conference.slug, profile.person_id])


def steps_of_speakers(
    conference: Conference, rows: Sequence[SpeakerProfile], user: Visitor
) -> Iterator[tuple[SpeakerProfile, DashboardItem]]:
    """Yield the roles that wait for an answer, and the presentations that are due."""
    people = [row.person_id for row in rows]
    open_roles: Counter[UUID] = Counter()
    speaking: defaultdict[UUID, set[UUID]] = defaultdict(set)
    roles = SessionRole.objects.filter(person__in=people, session__conference=conference)
    for role in roles.exclude(session__status=SessionStatus.CANCELLED):
        if role.is_unanswered:
            open_roles[role.person_id] += 1
        elif role.role in PRESENTING and role.is_confirmed:
            speaking[role.person_id].add(role.session_id)
    handed_in = Material.objects.filter(uploaded_by__in=people).values_list("uploaded_by", "session")
    for person, session in handed_in:
        speaking[person].discard(session)
    due = agenda_settings(conference).materials_due
    for row in rows:
        if count := open_roles[row.person_id]:
            message = ngettext(
                "Please answer: one role waits for your word.",
                "Please answer: %(count)s roles wait for your word.",
                count,
            )
            yield (
                row,
                DashboardItem(message % {"count": count}, page_of(row), urgent=True, action=_("Answer")),
            )
        if due and speaking[row.person_id] and conference.phase() != "after":
            late = due < timezone.now()
            yield (
                row,
                DashboardItem(
                    _("Please hand in your presentation."),
                    f"{page_of(row)}#roles-heading",
                    due=due,
                    urgent=late,
                    action=_("Hand in"),
                ),
            )
