"""The table of a registration's life: it is complete, and the verbs do what it says."""

import ast
import datetime as dt
import inspect

import pytest
from django.urls import reverse
from django.utils import timezone

from confman.accounts.system_users import system_user
from confman.audit.models import AuditEntry
from confman.conferences.models import Conference
from confman.mail.models import Message
from confman.mail.registry import mail_kinds
from confman.web.errors import Refused
from registrations.attendance.domain.messages import why_words
from registrations.attendance.models import ScanReason
from registrations.bulk.registries import bulk_actions
from registrations.core.models.registration import ENDED, Registration, RegistrationStatus
from registrations.lifecycle.domain.enrolment import begin_registration
from registrations.lifecycle.table import AT_THE_DESK, STATUSES, TRANSITIONS
from tests.factories import CategoryFactory, PersonFactory
from tests.modules import modules_with, texts

pytestmark = pytest.mark.sqlite

S = RegistrationStatus


class TestComplete:
    def test_each_status_has_its_facts(self):
        assert list(STATUSES) == list(S)

    def test_what_the_model_needs_says_the_same(self):
        assert {status for status, facts in STATUSES.items() if facts.is_over} == set(ENDED)

    @pytest.mark.parametrize("status", S)
    def test_its_badge_its_page_and_its_answer_at_the_door_are_there(self, status):
        facts = STATUSES[status]
        assert facts.tone in {"good", "warn", "bad", "note", "neutral"}
        for key in filter(None, (facts.decision, facts.when_seen)):
            assert status in TRANSITIONS[key].sources
        assert facts.refusal in ScanReason.values
        assert bool(facts.refusal) == bool(why_words(facts.refusal))
        for step in filter(None, (facts.step, facts.unconfirmed, facts.afterwards)):
            assert step.level in {"info", "success", "warning", "error"}
            assert bool(step.page) == bool(step.action)
            if step.page:
                key = "00000000-0000-4000-8000-000000000000"
                assert reverse(f"registrations_portal:{step.page}", args=["tashkent2027", key])

    @pytest.mark.parametrize("key", TRANSITIONS)
    def test_each_transition_names_what_there_is(self, key):
        wanted = TRANSITIONS[key]
        named = (*wanted.sources, *wanted.extra_sources, *wanted.done_in, wanted.target)
        assert set(named) <= set(S)
        assert not {*wanted.sources, *wanted.extra_sources} & set(wanted.done_in)
        assert callable(wanted.verb.load())
        assert not wanted.mail or f"registrations.{wanted.mail}" in mail_kinds
        takes = inspect.signature(wanted.verb.load()).parameters
        assert bool(wanted.extra_sources) == ("uncompleted" in takes)
        if key in AT_THE_DESK:
            assert wanted.label
            assert wanted.consequence
            assert wanted.takes_reason == ("reason" in takes)

    def test_each_status_can_be_reached_and_left_unless_it_is_over(self):
        reached = {each.target for each in TRANSITIONS.values()}
        left = {status for each in TRANSITIONS.values() for status in each.sources}
        assert reached == {status for status, facts in STATUSES.items() if not facts.to_complete}
        assert left == {status for status, facts in STATUSES.items() if not facts.is_over}

    def test_what_is_done_with_many_is_what_the_desk_does_with_one(self):
        several = [each.key for each in bulk_actions if each.key in TRANSITIONS]
        assert several == ["approve", "wait", "offer", "decline", "no-show", "restore"]
        assert set(several) < set(AT_THE_DESK)


MOVES = "registrations/lifecycle/domain/transitions.py"
NAMES = ("RegistrationStatus", "S", "STATUSES", "TRANSITIONS")


def names_a_status(value):
    return any(isinstance(each, ast.Name) and each.id in NAMES for each in ast.walk(value))


def status_writes(tree):
    """The lines that give a row one of these statuses: by an attribute or an update."""
    for node in ast.walk(tree):
        written = []
        if isinstance(node, ast.Assign):
            parts = [part for target in node.targets for part in ast.walk(target)]
            written = [(part.attr, node.value) for part in parts if isinstance(part, ast.Attribute)]
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "").endswith("update"):
            written = [(each.arg, each.value) for each in node.keywords]
        if any(name == "status" and names_a_status(value) for name, value in written):
            yield node.lineno


class TestWrites:
    def test_a_status_is_written_by_a_transition_alone(self):
        places = [
            f"{path}:{line}"
            for path, _text, code in modules_with(
                rf"\b(?:{'|'.join(NAMES)})\b", ["registrations", "outcomes"]
            )
            if path != MOVES
            for line in status_writes(code)
        ]
        assert not places

    def test_a_transition_is_such_a_write(self):
        assert list(status_writes(ast.parse(texts("registrations")[MOVES])))


def standing_at(status, conference, by):
    """A registration that the verbs have brought to this status, its mailbox confirmed."""
    person = PersonFactory(conference=conference, email="ada@example.org")
    category = CategoryFactory(conference=conference)
    before = status if STATUSES[status].to_complete else S.DRAFT
    row = begin_registration(person, category=category, status=before, by=by)
    path = {
        S.SUBMITTED: ["submit"],
        S.WAITING: ["submit", "wait"],
        S.OFFERED: ["submit", "wait", "offer"],
        S.APPROVED: ["submit", "approve"],
        S.NO_SHOW: ["submit", "approve", "no-show"],
        S.DECLINED: ["submit", "decline"],
        S.CANCELLED: ["submit", "cancel"],
        S.REPLACED: ["submit", "approve", "replace"],
    }
    for key in path.get(status, []):
        Registration.objects.filter(pk=row.pk).update(confirmed_at=timezone.now())
        go(key, row, by)
    Registration.objects.filter(pk=row.pk).update(confirmed_at=timezone.now())
    row.refresh_from_db()
    assert row.status == status
    return row


def go(key, row, by, **options):
    verb = TRANSITIONS[key].verb.load()
    if key == "expire":
        Registration.objects.filter(pk=row.pk).update(offered_until=timezone.now() - dt.timedelta(hours=1))
        return verb()
    if key == "no-show":
        over = timezone.now().date() - dt.timedelta(days=7)
        Conference.objects.filter(pk=row.conference_id).update(starts_on=over, ends_on=over)
    if key == "replace":
        options["substitute"] = PersonFactory(conference=row.conference)
    return verb(row, by=by, **options)


@pytest.mark.django_db
class TestVerbs:
    @pytest.fixture
    def by(self):
        return system_user("participant")

    @pytest.mark.parametrize("status", S)
    @pytest.mark.parametrize("key", TRANSITIONS)
    def test_a_verb_takes_the_sources_of_the_table_and_no_other(self, key, status, conference, by):
        wanted = TRANSITIONS[key]
        row = standing_at(status, conference, by)
        if key in ("submit", "confirm"):
            Registration.objects.filter(pk=row.pk).update(confirmed_at=None)
        mailed = list(Message.objects.values_list("pk", flat=True))
        recorded = list(AuditEntry.objects.values_list("pk", flat=True))

        try:
            go(key, row, by)
            is_refused = False
        except Refused:
            is_refused = True

        row.refresh_from_db()
        mails = Message.objects.exclude(pk__in=mailed).filter(recipient=row.person)
        entries = AuditEntry.objects.exclude(pk__in=recorded)
        assert is_refused == (status not in (*wanted.sources, *wanted.done_in))
        if status in wanted.sources:
            assert row.status == wanted.target
            assert [mail.key for mail in mails] == ([f"registrations.{wanted.mail}"] if wanted.mail else [])
            assert f"registrations.{wanted.entry}" in entries.filter(target_id=row.pk).values_list(
                "verb", flat=True
            )
        else:
            assert row.status == status
            assert not mails
            assert not entries

    @pytest.mark.parametrize("status", S)
    @pytest.mark.parametrize("key", [key for key, each in TRANSITIONS.items() if each.extra_sources])
    def test_the_desk_takes_the_extra_sources_with_a_reason(self, key, status, conference, by):
        wanted = TRANSITIONS[key]
        row = standing_at(status, conference, by)
        Registration.objects.filter(pk=row.pk).update(confirmed_at=None)
        allowed = (*wanted.sources, *wanted.extra_sources)
        if status not in wanted.done_in:
            with pytest.raises(Refused):
                wanted.decide(row, by=by)
        if status in allowed:
            assert wanted.decide(row, by=by, reason="Known to the ministry.").status == wanted.target
        elif status not in wanted.done_in:
            with pytest.raises(Refused):
                wanted.decide(row, by=by, reason="Known to the ministry.")
        assert (status in allowed) == wanted.starts_from(row)
