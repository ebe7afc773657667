"""The demo's discussion: sample delegates on a list of speakers, their statements, and the record of a session."""

from django.core.files.base import ContentFile
from django.db import transaction

from agenda.sessions.models.session import Item, Session
from confman.accounts.models import User
from confman.conferences.demo_rows import DemoRow, read_rows
from confman.conferences.models import Conference
from confman.people.models import Person
from outcomes.records.domain import record_intervention
from outcomes.records.models import SessionRecord
from outcomes.reports.domain.narrative_builder import start_report
from outcomes.speakers.domain.speakers_list import Speaker, ask_for_the_floor, open_list
from outcomes.speakers.models import SpeakersList
from outcomes.statements.domain import expected_requests, hand_in_statement
from outcomes.statements.models import Statement
from registrations.core.models.delegation import Delegation
from registrations.demo.load import SAMPLE_PAPER


class DemoSpeakers(DemoRow):
    minutes: int
    delegations: list[str]
    speakers: int


def load_list(conference: Conference, *, by: User) -> None:
    """Open the list of the last public discussion. Does nothing if there is a list, or no such discussion."""
    item = (
        Item.objects.filter(
            session__conference=conference,
            session__visibility=Session.Visibility.PUBLIC,
            session__chatham_house=False,
            kind=Item.Kind.DISCUSSION,
        )
        .select_related("session__conference")
        .order_by("session__start", "position")
        .last()
    )
    if item is None or SpeakersList.objects.filter(session__conference=conference).exists():
        return
    rows = read_rows(DemoSpeakers, __file__)
    delegations_by_name = {row.name.get("en"): row for row in Delegation.objects.of(conference)}
    people = Person.objects.filter(session_roles__session=item.session).order_by("sort_key", "pk").distinct()
    with transaction.atomic():
        speakers_list = open_list(item.session, by=by, item=item, minutes=rows.minutes)
        for name in rows.delegations:
            if name in delegations_by_name:
                ask_for_the_floor(speakers_list, by=by, speaker=Speaker(delegation=delegations_by_name[name]))
        for person in people[: rows.speakers]:
            ask_for_the_floor(speakers_list, by=by, speaker=Speaker(person=person))


class DemoStatements(DemoRow):
    languages: list[list[str]]


def load_statements(conference: Conference, *, by: User) -> None:
    """Hand in the sample texts of the first in line. Does nothing if there are statements already."""
    if Statement.objects.of(conference).exists():
        return
    rows = expected_requests(conference).order_by(
        "speakers_list__created_at", "position", "requested_at", "id"
    )
    with transaction.atomic():
        for request, languages in zip(rows, read_rows(DemoStatements, __file__).languages, strict=False):
            for language in languages:
                paper = ContentFile(SAMPLE_PAPER, name=f"SAMPLE-statement-{language}.pdf")
                hand_in_statement(request, by=by, language=language, file=paper, late=True)


class DemoIntervention(DemoRow):
    capacity: str
    points: str
    proposal: str = ""
    language: str
    not_for_attribution: bool = False


class DemoInterventions(DemoRow):
    interventions: list[DemoIntervention]


def load_record(conference: Conference, *, by: User) -> None:
    """Note the sample in the first session of a working group. Does nothing if anything is noted already."""
    sessions = Session.objects.of(conference).scheduled().filter(working_group__isnull=False)
    session = sessions.select_related("conference", "working_group").order_by("start").first()
    if session is None or SessionRecord.objects.of(conference).exists():
        return
    with transaction.atomic():
        for row in read_rows(DemoInterventions, __file__).interventions:
            record_intervention(session, by=by, values=row.given())
        start_report(conference, by=by, kind="working-group", working_group=session.working_group)
