"""The items of releases in the checklist."""

from agenda.releases.models.release import AgendaRelease
from confman.conferences.models import Conference


def is_published(conference: Conference) -> bool:
    return AgendaRelease.objects.of(conference).exists()


def has_final_agenda(conference: Conference) -> bool:
    return AgendaRelease.objects.of(conference).final().exists()
