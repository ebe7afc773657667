"""The demo's session record: what sample delegates said in a working group. Nothing is attributed to anyone real."""

from django.db import transaction

from agenda.sessions.models.session import Session
from confman.accounts.models import User
from confman.conferences.demo_rows import DemoRow, read_rows
from confman.conferences.models import Conference
from outcomes.records.domain import record_intervention
from outcomes.records.models import SessionRecord
from outcomes.reports.domain.narrative_builder import start_report


class DemoIntervention(DemoRow):
    capacity: str
    points: str
    proposal: str = ""
    language: str
    not_for_attribution: bool = False


class DemoInterventions(DemoRow):
    interventions: list[DemoIntervention]


def load(conference: Conference, *, by: User) -> None:
    """Note the sample in the first session of a working group. Does nothing if anything is noted already."""
    sessions = Session.objects.of(conference).scheduled().filter(working_group__isnull=False)
    session = sessions.select_related("conference", "working_group").order_by("start").first()
    if session is None or SessionRecord.objects.of(conference).exists():
        return
    with transaction.atomic():
        for row in read_rows(DemoInterventions, __file__).interventions:
            record_intervention(session, by=by, values=row.given())
        start_report(conference, by=by, kind="working-group", working_group=session.working_group)
