"""The items of releases in the checklist."""

from django.db.models import Exists

from agenda.releases.models import AgendaRelease
from confman.conferences.domain.checklist import ConferenceFact

is_published = ConferenceFact(lambda conference: Exists(AgendaRelease.objects.of(conference)))
has_final_agenda = ConferenceFact(lambda conference: Exists(AgendaRelease.objects.of(conference).final()))
