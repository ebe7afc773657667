"""Badges that are printed, reprinted and logged: who printed what, and which of them opens a door."""

import datetime as dt
import io
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse
from openpyxl import load_workbook

from confman.audit.labels import detail_facts
from confman.audit.models import AuditEntry
from confman.documents.domain.jobs import run_document_job
from confman.documents.models import DocumentJob
from confman.people.domain.privacy import erase_person
from confman.translation.languages import reading_in
from confman.web.errors import Refused
from confman.web.models import WorkStatus
from registrations.attendance.domain.code_reader import replaced_badges
from registrations.badges.documents.print_runs import PrintState, print_states
from registrations.badges.domain.designs import add_badge_design, change_badge_design
from registrations.badges.domain.print_log import reprint_badge
from registrations.badges.models import BadgePrint, PrintReason
from registrations.core.domain.capacity import claim_places
from registrations.core.domain.ticket_codes import find_by_code
from registrations.core.models.registration import Registration
from registrations.lifecycle.domain.decisions import (
    approve_registration,
    cancel_registration,
    replace_registration,
)
from tests.factories import CategoryFactory, ConferenceFactory, PersonFactory, RegistrationFactory
from tests.registrations.addresses import address

pytestmark = pytest.mark.django_db


@pytest.fixture
def approved(conference: Any) -> Callable[..., Registration]:
    def make(name: str = "Anna Sample", **more: Any) -> Registration:
        person = PersonFactory(conference=conference, name={"en": name}, given_name={}, family_name={})
        return RegistrationFactory(conference=conference, person=person, status="approved", **more)

    return make


def later(monkeypatch: Any) -> None:
    """Ten minutes have gone by since whatever was opened last."""
    monkeypatch.setattr("registrations.badges.domain.print_log.ONE_PRINT", dt.timedelta(0))


def print_all(desk: Any, conference: Any, query: str = "", **given: Any) -> DocumentJob:
    """Ask for the badges on the page, and let the worker make them."""
    answer = desk.post(
        f"{address(conference, 'badge-print')}?{query}", {"language": "en", "new_codes": "on", **given}
    )
    assert "/documents/" in answer["Location"], answer["Location"]
    job = DocumentJob.objects.order_by("-created_at").first()
    run_document_job(job.pk)
    job.refresh_from_db()
    assert job.status == WorkStatus.DONE, job.message
    return job


def states(conference: Any) -> dict[str, str]:
    rows = list(Registration.objects.of(conference).approved().with_names())
    return {str(row.person.name): str(state) for pk, (state, _line) in print_states(conference, rows).items()
            for row in rows if row.pk == pk}  # fmt: skip


# --- What is printed ----------------------------------------------------------------------------------------


def test_a_badge_stands_in_the_log_once_its_file_is_there_and_not_before(conference, desk, approved):
    one = approved()
    desk.post(address(conference, "badge-print"), {"language": "en"})
    assert not BadgePrint.objects.exists()

    run_document_job(DocumentJob.objects.get().pk)

    line = BadgePrint.objects.get()
    job = DocumentJob.objects.get()
    assert (line.registration, line.token, line.number, line.reason) == (one, one.ticket_token, 1, "first")
    assert (line.printed_by, line.job, line.language) == (job.requested_by, job, "en")
    assert line.design_name == "a6" and line.revoked_at is None


def test_whoever_holds_the_same_badge_keeps_the_code(conference, desk, approved):
    one = approved()
    code = one.ticket_token
    print_all(desk, conference)
    print_all(desk, conference)
    one.refresh_from_db()
    assert one.ticket_token == code
    assert list(BadgePrint.objects.order_by("number").values_list("reason", "revoked_at")) == [
        ("first", None),
        ("again", None),
    ]


def test_whose_badge_says_something_else_gets_a_new_code_when_the_new_badge_is_there(
    conference, desk, approved
):
    one, other = approved("Anna Sample"), approved("Boris Sample")
    print_all(desk, conference)
    old, kept = one.ticket_token, other.ticket_token
    one.person.name = {"en": "Anna Better"}
    one.person.save()

    desk.post(address(conference, "badge-print"), {"language": "en", "new_codes": "on"})
    assert find_by_code(conference, old) == one

    run_document_job(DocumentJob.objects.order_by("-created_at")[0].pk)

    one.refresh_from_db()
    other.refresh_from_db()
    assert one.ticket_token != old and other.ticket_token == kept
    assert find_by_code(conference, old) is None
    assert replaced_badges(conference)[old].registration == one.pk
    assert BadgePrint.objects.filter(registration=one).valid().get().reason == PrintReason.CHANGED
    assert "new_codes" not in DocumentJob.objects.order_by("-created_at")[0].options


def test_codes_stay_where_one_says_so(conference, desk, approved):
    one = approved()
    print_all(desk, conference)
    old = one.ticket_token
    one.person.name = {"en": "Anna Better"}
    one.person.save()
    desk.post(address(conference, "badge-print"), {"language": "en"})
    run_document_job(DocumentJob.objects.order_by("-created_at")[0].pk)
    one.refresh_from_db()
    assert one.ticket_token == old


def test_what_changed_since_the_last_print_is_exactly_that(conference, desk, approved):
    first = approved("Anna Sample")
    approved("Boris Sample")
    approved("Clara Sample", category=first.category)
    print_all(desk, conference)
    approved("Dora Sample")
    first.person.name = {"en": "Anna Better"}
    first.person.save()
    # Said nowhere on the badge.
    clara = Registration.objects.get(person__name__en="Clara Sample")
    clara.notes = "allergic to sample"
    clara.save()
    clara.person.phone = "+998901234567"
    clara.person.save()

    assert states(conference) == {
        "Anna Better": PrintState.CHANGED,
        "Boris Sample": PrintState.CURRENT,
        "Clara Sample": PrintState.CURRENT,
        "Dora Sample": PrintState.NEVER,
    }
    page = desk.get(address(conference, "badge-list"), {"state": "due"}).content.decode()
    assert "Anna Better" in page and "Dora Sample" in page and "Boris Sample" not in page
    print_all(desk, conference, "state=due")
    assert set(states(conference).values()) == {PrintState.CURRENT}
    assert BadgePrint.objects.count() == 5


def test_a_category_that_changes_its_colour_changes_its_badges(conference, desk, approved):
    press = CategoryFactory(conference=conference, colour="#112233")
    approved("Anna Sample", category=press)
    approved("Boris Sample")
    print_all(desk, conference)
    press.colour = "#991122"
    press.save()
    assert states(conference) == {"Anna Sample": PrintState.CHANGED, "Boris Sample": PrintState.CURRENT}


def test_an_element_that_is_added_changes_the_badges_on_which_it_says_something(
    conference, owner, desk, approved
):
    design = add_badge_design(conference, by=owner, name="Day")
    anna = approved("Anna Sample")
    approved("Boris Sample")
    anna.person.pronouns = {"en": "she/her"}
    anna.person.save()
    print_all(desk, conference)
    box = {"kind": "pronouns", "x_mm": 7, "y_mm": 69, "width_mm": 91, "height_mm": 5}
    layout = {**design.layout, "elements": [*design.layout["elements"], box]}
    change_badge_design(design, by=owner, layout=layout)
    assert states(conference) == {"Anna Sample": PrintState.CHANGED, "Boris Sample": PrintState.CURRENT}


def test_badges_are_chosen_by_category_delegation_and_name(conference, desk, approved):
    press = CategoryFactory(conference=conference)
    approved("Anna Sample", category=press)
    approved("Boris Sample")
    RegistrationFactory(conference=conference)
    print_all(desk, conference, f"category={press.pk}")
    print_all(desk, conference, "q=boris")
    lines = BadgePrint.objects.order_by("printed_at").select_related("registration__person")
    assert [str(line.registration.person.name) for line in lines] == ["Anna Sample", "Boris Sample"]


def test_those_chosen_in_the_list_of_registrations_are_printed_in_one_file(conference, desk, approved):
    one, other = approved("Anna Sample"), approved("Boris Sample")
    waiting = RegistrationFactory(conference=conference)
    approved("Clara Sample")
    url, chosen = address(conference, "bulk"), [str(row.pk) for row in (one, other, waiting)]
    asked = desk.post(url, {"action": "badges", "selected": chosen})
    assert asked.context["form"]["language"].value() == "en" and not DocumentJob.objects.exists()
    desk.post(url, {"action": "badges", "selected": chosen, "confirmed": "1", "language": "en"})
    run_document_job(DocumentJob.objects.get().pk)
    assert set(BadgePrint.objects.values_list("registration", flat=True)) == {one.pk, other.pk}
    nobody = {"action": "badges", "selected": [str(waiting.pk)], "confirmed": "1", "language": "en"}
    assert "no badge to print" in desk.post(url, nobody, follow=True).content.decode()


def test_the_page_says_how_many_and_how_much_paper_before_one_prints(conference, desk, approved, owner):
    for number in range(5):
        approved(f"Anna Sample {number}")
    design = add_badge_design(conference, by=owner, name="Sheets", sheet="four-on-a4")
    page = desk.get(address(conference, "badge-list"))
    assert page.context["count"] == 5 and "2 pages" in page.context["estimate"]
    assert str(design) in page.content.decode()


def test_a_run_that_finds_nobody_prints_nothing(conference, desk):
    answer = desk.post(address(conference, "badge-print"), {"language": "en"}, follow=True)
    assert "no badge to print" in answer.content.decode()
    assert not DocumentJob.objects.exists()


def test_a_file_taken_again_is_another_print_of_the_same_badges(
    conference, desk, approved, member, client_as, monkeypatch
):
    one = approved()
    job = print_all(desk, conference)
    url = reverse("documents_secretariat:job-file", args=[conference.slug, job.pk])
    desk.get(url)
    desk.get(url)
    assert BadgePrint.objects.count() == 1, "opened twice at once is one print"
    colleague = client_as(member("registration"))
    colleague.get(url)
    again = BadgePrint.objects.get(number=2)
    assert (again.reason, again.token, again.job) == ("again", one.ticket_token, job)
    later(monkeypatch)
    desk.get(url)
    assert BadgePrint.objects.count() == 3


def test_a_card_whose_code_was_replaced_since_opens_no_door(conference, desk, approved, owner, monkeypatch):
    one = approved()
    job = print_all(desk, conference)
    reprint_badge(one, by=owner, reason=PrintReason.LOST)
    colleague_takes_it = reverse("documents_secretariat:job-file", args=[conference.slug, job.pk])
    desk.get(colleague_takes_it)
    later(monkeypatch)
    desk.get(colleague_takes_it)
    assert BadgePrint.objects.get(number=3).revoked_at is not None
    one.refresh_from_db()
    assert BadgePrint.objects.valid().get().token == one.ticket_token


def test_each_category_is_printed_in_its_design(conference, desk, approved, owner):
    press = CategoryFactory(conference=conference)
    usual = add_badge_design(conference, by=owner, name="Usual", sheet="a6")
    card = add_badge_design(conference, by=owner, name="Press card", sheet="id1")
    press.badge_design = card
    press.save()
    one, other = approved("Anna Sample", category=press), approved("Boris Sample")
    print_all(desk, conference)
    assert dict(BadgePrint.objects.values_list("registration", "design")) == {
        one.pk: card.pk,
        other.pk: usual.pk,
    }


# --- Reprinting ---------------------------------------------------------------------------------------------


def test_a_reprint_opens_at_once_and_the_old_code_opens_no_door(conference, desk, approved):
    one = approved()
    desk.get(address(conference, "badge", one.pk))
    old = one.ticket_token
    url = address(conference, "badge-reprint", one.pk)
    seen = desk.get(url).context["form"]["seen"].value()

    answer = desk.post(url, {"reason": "lost", "language": "en", "seen": seen})

    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    assert answer["Cache-Control"] == "private, no-store"
    one.refresh_from_db()
    assert find_by_code(conference, old) is None
    assert find_by_code(conference, one.ticket_token) == one
    told = BadgePrint.objects.get(token=old)
    assert told.registration == one and told.revoked_at is not None
    assert replaced_badges(conference)[old].registration == one.pk
    new = BadgePrint.objects.get(number=2)
    assert (new.reason, new.token, new.digest) == ("lost", one.ticket_token, told.digest)
    entry = AuditEntry.objects.about(one).get(verb="registrations.badge_reprinted")
    assert entry.details == {"number": 2, "reason": "lost"} and old not in str(entry.details)
    with reading_in("ru"):
        assert ("причина", "утерян") in detail_facts(entry.target_type, entry.details)


def test_a_reprint_needs_a_reason_and_keeps_what_was_typed(conference, desk, approved):
    one = approved()
    old = one.ticket_token
    answer = desk.post(
        address(conference, "badge-reprint", one.pk),
        {"reason": "other", "note": "", "language": "ru", "seen": 0},
    )
    assert answer.status_code == 200 and "Say what the other reason is" in answer.content.decode()
    assert answer.context["form"]["language"].value() == "ru"
    one.refresh_from_db()
    assert one.ticket_token == old and not BadgePrint.objects.exists()


def test_of_two_people_who_reprint_one_badge_the_second_is_told_of_the_first(conference, approved, member):
    one = approved()
    first, second = member("registration"), member("registration")
    line = reprint_badge(one, by=first, reason=PrintReason.LOST, seen=0)

    with pytest.raises(Refused) as refused:
        reprint_badge(one, by=second, reason=PrintReason.LOST, seen=0)

    assert str(first) in str(refused.value.message)
    one.refresh_from_db()
    assert one.ticket_token == line.token
    assert BadgePrint.objects.get() == line

    # Knowing of it, one may still print another.
    again = reprint_badge(one, by=second, reason=PrintReason.DAMAGED, seen=1)
    line.refresh_from_db()
    assert line.revoked_at is not None and again.revoked_at is None


def test_of_five_who_reprint_one_badge_at_once_one_gets_through(conference, approved, member, at_once):
    one = approved()
    users = [member("registration") for _number in range(5)]
    got = at_once(*[partial(reprint_badge, one, by=user, reason=PrintReason.LOST, seen=0) for user in users])
    told = [refused.message for refused in got if isinstance(refused, Refused)]
    (line,) = [made for made in got if isinstance(made, BadgePrint)]
    assert len(told) == 4 and all(str(line.printed_by) in sentence for sentence in told)
    one.refresh_from_db()
    assert one.ticket_token == line.token and BadgePrint.objects.get() == line


def test_whoever_was_told_may_send_the_form_again(conference, desk, approved, owner):
    one = approved()
    url = address(conference, "badge-reprint", one.pk)
    sent = {"reason": "damaged", "note": "coffee", "language": "en", "seen": "0"}
    reprint_badge(one, by=owner, reason=PrintReason.LOST)
    told = desk.post(url, sent)
    assert told.status_code == 200 and str(owner) in told.content.decode()
    assert told.context["form"]["seen"].value() == "1" and "coffee" in told.content.decode()
    assert desk.post(url, {**sent, "seen": "1"})["Content-Type"] == "application/pdf"


def test_a_badge_that_cannot_be_drawn_replaces_none(conference, desk, approved, owner):
    one = approved()
    design = add_badge_design(conference, by=owner, name="Broken")
    design.template = "#let broken = "
    design.save()
    old = one.ticket_token
    answer = desk.post(
        address(conference, "badge-reprint", one.pk), {"reason": "lost", "language": "en", "seen": 0}
    )
    assert answer.status_code == 200 and "PDF" not in answer["Content-Type"]
    one.refresh_from_db()
    assert one.ticket_token == old and not BadgePrint.objects.exists()


def test_who_is_not_approved_has_no_badge(conference, desk, owner):
    waiting = RegistrationFactory(conference=conference)
    assert desk.get(address(conference, "badge", waiting.pk)).status_code == 404
    assert desk.get(address(conference, "badge-reprint", waiting.pk)).status_code == 404
    with pytest.raises(Refused):
        reprint_badge(waiting, by=owner, reason=PrintReason.LOST)


def test_cancelling_and_replacing_withdraw_the_badge(conference, desk, owner):
    gone, substituted = (
        approve_registration(RegistrationFactory(conference=conference), by=owner) for _number in range(2)
    )
    print_all(desk, conference)
    cancel_registration(gone, by=owner)
    successor = replace_registration(substituted, substitute=PersonFactory(conference=conference), by=owner)
    assert not BadgePrint.objects.valid().exists()
    assert BadgePrint.objects.count() == 2, "the log keeps them"
    assert states(conference) == {str(successor.person.name): PrintState.NEVER}


def test_an_erased_person_leaves_a_line_without_a_name_or_a_code(conference, desk, approved, owner):
    one = approved()
    print_all(desk, conference)
    claim_places(Registration.objects.holding_a_place())
    erase_person(one.person, by=owner)
    line = BadgePrint.objects.get()
    assert (line.token, line.digest, line.note) == ("", "", "") and line.revoked_at


def test_whoever_is_hidden_has_a_badge_all_the_same(conference, desk, approved, client):
    hidden = approved("Hidden Sample")
    hidden.person.listing = "counted-only"
    hidden.person.save()
    print_all(desk, conference)
    assert BadgePrint.objects.get().registration == hidden
    assert client.get(address(conference, "badge-log")).status_code == 302


def test_another_conferences_badge_is_not_found(conference, desk):
    other = RegistrationFactory(conference=ConferenceFactory(), status="approved")
    for name in ("badge", "badge-reprint"):
        assert desk.get(address(conference, name, other.pk)).status_code == 404


# --- The log ------------------------------------------------------------------------------------------------


def test_the_log_says_who_printed_what_and_why_and_is_exported(conference, desk, approved, owner):
    one, other = approved("Anna Sample"), approved("Boris Sample")
    print_all(desk, conference)
    reprint_badge(one, by=owner, reason=PrintReason.OTHER, note="Fell into the sea.")

    url = address(conference, "badge-log")
    page = desk.get(url).content.decode()
    assert "Fell into the sea." in page and "Boris Sample" in page
    filtered = desk.get(url, {"reason": "other"}).content.decode()
    assert "Anna Sample" in filtered and "Boris Sample" not in filtered
    assert [line.registration for line in desk.get(url, {"q": "boris"}).context["table"].shown] == [other]
    assert len(desk.get(url, {"valid": "no"}).context["page"]) == 1
    assert len(desk.get(url, {"by": str(owner.pk)}).context["page"]) == 1
    today = conference.today().isoformat()
    assert len(desk.get(url, {"since": today, "until": today}).context["page"]) == 3
    assert len(desk.get(url, {"until": "2001-01-01"}).context["page"]) == 0

    made = desk.post(f"{address(conference, 'badge-log-export')}?reason=other", {"format": "xlsx"})
    rows = list(load_workbook(io.BytesIO(made.content)).active.iter_rows(values_only=True))
    assert len(rows) == 2 and "Anna Sample" in rows[1] and "Fell into the sea." in rows[1]
    one.refresh_from_db()
    assert one.ticket_token not in str(rows)
    assert desk.post(address(conference, "badge-log-export"), {"format": "exe"}).status_code == 404
    csv = desk.post(address(conference, "badge-log-export"), {"format": "csv"}).content.decode()
    assert csv.count("Sample") == 3


@pytest.mark.parametrize("name", ["badge-list", "badge-log"])
def test_a_list_asks_as_many_queries_at_three_rows_as_at_one(
    name, conference, desk, approved, assert_constant_queries
):
    def add():
        approved()
        print_all(desk, conference)

    assert_constant_queries(address(conference, name), add, client=desk)


# --- The command --------------------------------------------------------------------------------------------


def test_the_command_takes_the_name_of_a_design_or_of_a_paper(conference, approved, tmp_path, owner):
    approved()
    design = add_badge_design(conference, by=owner, name="Delegates 2017", sheet="id1")
    target = tmp_path / "badges.pdf"
    call_command("badges", conference.slug, design="delegates 2017", output=str(target))
    assert target.read_bytes().startswith(b"%PDF")
    call_command("badges", conference.slug, design="a5-folded", output=str(target))
    call_command("badges", conference.slug, output=str(target))
    assert list(BadgePrint.objects.order_by("number").values_list("design", "design_name")) == [
        (design.pk, "Delegates 2017"),
        (None, "a5-folded"),
        (design.pk, "Delegates 2017"),
    ]
    with pytest.raises(CommandError, match="no badge design"):
        call_command("badges", conference.slug, design="Nonsense", output=str(target))
