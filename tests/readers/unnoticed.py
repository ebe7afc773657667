"""Finds writes of requests that readers could notice, and that raised no edition of a public site."""

import re
from contextlib import contextmanager
from threading import get_ident

from django.core.signals import request_finished, request_started
from django.db import connection

from confman.readers import editions

# The tables that public pages read; test_editions.py walks the pages of the demo and finds no other.
READ = frozenset(
    """
    agenda_agendarelease agenda_grouprole agenda_item agenda_material agenda_session agenda_sessionrole
    agenda_workinggroup
    conferences_conference conferences_organization conferences_page conferences_partner conferences_theme
    documents_customtemplate documents_organizationtemplate
    outcomes_addressee outcomes_adoption outcomes_amendment outcomes_annex outcomes_circulation
    outcomes_circulation_recommendations outcomes_delegationvote outcomes_documentfile outcomes_documentissue
    outcomes_documentseries outcomes_evidence outcomes_followupaction outcomes_followupsettings
    outcomes_outcomedocument outcomes_position outcomes_progressupdate outcomes_recommendation
    outcomes_recommendation_addressees outcomes_recommendation_proposers outcomes_recommendation_themes
    outcomes_recommendationversion outcomes_registereddocument outcomes_response outcomes_section
    outcomes_speakerslist outcomes_speakingrequest outcomes_statement people_consent people_person
    registrations_category registrations_delegation registrations_registration
    registrations_registrationsettings registrations_survey registrations_surveyquestion
    """.split()
)
# Columns of these that no public page reads, or only after an act that raises the edition.
NOT_SHOWN = {
    "conferences_conference": {"restored_at", "legal_hold", "wanted_events"},
    "registrations_category": {"badge_design_id"},
    "people_person": {"is_compared", "search_text", "entry_id", "as_taken"},
    "outcomes_addressee": {"entry_id", "as_taken"},
    "outcomes_documentfile": {"downloads"},
    "outcomes_statement": {"downloads"},
    "agenda_material": {"downloads"},
}
# Joined to what is read, but no answer says what is in it: who uploaded a Word template.
JOINED = frozenset({"accounts_user"})
# Rows that are written as drafts and shown by an act of their own, or of which pages show totals, a minute old at most.
DRAFTS = frozenset({"outcomes_progressupdate", "registrations_registration"})
# Tables that quiet acts write: readers see nothing of them, or numbers.
_COUNTED = ("registrations_category", "registrations_delegation", "conferences_conference")
QUIET = {
    "people.added": {("people_person", "INSERT")},
    "people.consent_recorded": {("people_consent", "INSERT")},
    "registrations.approved": {(table, "UPDATE taken") for table in _COUNTED},
}
_WRITE = re.compile(r'(INSERT|UPDATE|DELETE)(?: INTO| FROM)? "(\w+)"(?: SET (.*?)(?: WHERE |$))?', re.DOTALL)
_SAVEPOINT = re.compile(r'(ROLLBACK TO )?SAVEPOINT "?(\w+)')


class Writes:
    """The tables that one request wrote, and did not take back, and whether it did an act of a conference."""

    def __init__(self):
        self.writes = []
        self.savepoints = {}
        self.is_told = False
        self.verbs = set()

    def __call__(self, execute, sql, params, many, context):
        if match := _SAVEPOINT.match(sql):
            back, name = match.groups()
            if back:
                del self.writes[self.savepoints.get(name, 0) :]
            self.savepoints[name] = len(self.writes)
        elif match := _WRITE.match(sql):
            verb, table, values = match.groups()
            columns = set(re.findall(r'"(\w+)" = ', values or ""))
            shown = columns - NOT_SHOWN.get(table, set())
            if table in READ - DRAFTS and (shown or not columns):
                self.writes.append((table, " ".join([verb, *sorted(shown)])))
        return execute(sql, params, many, context)


@contextmanager
def unnoticed_writes():
    """Yield a set of the tables that requests write while this is open without an act that the readers are told of."""
    watches, found = {}, set()
    raise_edition = editions.raise_edition

    def told(verb, conference, targets):
        is_act = conference is not None or editions.organizations_of(targets)
        if is_act and (watch := watches.get(get_ident())):
            watch.verbs.add(verb)
            watch.is_told |= not editions.is_quiet(verb, targets)
        raise_edition(verb, conference, targets)

    def begin(**_rest):
        end()  # of a request whose answer nobody closed
        # In tests that commit, a transaction that is rolled back is not seen here.
        if connection.in_atomic_block:
            watches[get_ident()] = watch = Writes()
            connection.execute_wrappers.append(watch)

    def end(**_rest):
        if watch := watches.pop(get_ident(), None):
            connection.execute_wrappers.remove(watch)
            if not watch.is_told:
                quiet = {write for verb in watch.verbs for write in QUIET.get(verb, ())}
                found.update(table for table, _change in set(watch.writes) - quiet)

    request_started.connect(begin)
    request_finished.connect(end)
    editions.raise_edition = told
    try:
        yield found
    finally:
        end()
        editions.raise_edition = raise_edition
        request_started.disconnect(begin)
        request_finished.disconnect(end)
