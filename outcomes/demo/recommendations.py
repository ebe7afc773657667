"""The recommendations of the demo, their addressees, their drafting, and the follow-up.

These are samples by nobody: the demo's system user is recorded as their author.

Made through the verbs, only where the demo has no letter yet. Every body and word is a sample.
"""

import datetime as dt
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from confman.accounts.models import User
from confman.conferences.demo_rows import DemoRow, DemoText, read_rows
from confman.conferences.models import Conference
from confman.translation.text import TranslatedText
from outcomes.drafting.domain.discussion import comment_on_draft
from outcomes.drafting.domain.screen import screen_of, show_on_screen
from outcomes.drafting.models import Comment
from outcomes.follow_up.domain.focal_points import current_term
from outcomes.follow_up.domain.progress_reports import (
    add_evidence,
    change_follow_up_settings,
    open_report,
    submit_report,
)
from outcomes.follow_up.domain.review import (
    ResponseLine,
    accept_report,
    asked_of,
    assess,
    publish_assessment,
    release_evidence,
    send_answers,
    show_assessment,
)
from outcomes.follow_up.domain.transmittals import letters_to_write, mark_sent, write_transmittals
from outcomes.follow_up.models.follow_up import FollowUpAction
from outcomes.follow_up.models.reporting import ReportingDate
from outcomes.follow_up.models.transmittal import Transmittal
from outcomes.recommendations.models.addressee import Addressee
from outcomes.recommendations.models.recommendation import Recommendation
from registrations.correspondence.models import Signatory
from registrations.demo.load import SAMPLE_PAPER


class DemoDocument(DemoRow):
    title: DemoText
    symbol: str
    preamble: DemoText


class DemoSection(DemoRow):
    title: DemoText


class DemoAddressee(DemoRow):
    kind: str
    name: DemoText


class DemoRecommendation(DemoRow):
    section: int
    theme: int
    group: int
    addressees: list[str]
    priority: str = ""
    sdg_targets: list[str] = []
    concerned_groups: list[str] = []
    text: DemoText


class DemoAmendment(DemoRow):
    recommendation: int
    language: str
    proposer: str
    text: str
    rationale: str


class DemoAction(DemoRow):
    recommendation: int
    lead: str
    partners: list[str]
    status: str
    percent: int
    due_on: dt.date
    what: DemoText
    report: DemoText = {}


class DemoIndicatorValue(DemoRow):
    as_of: dt.date
    value: Decimal


class DemoIndicator(DemoRow):
    recommendation: int
    name: DemoText
    unit: DemoText
    baseline: Decimal
    target: Decimal
    values: list[DemoIndicatorValue]


class DemoOutcomes(DemoRow):
    document: DemoDocument
    sections: list[DemoSection]
    addressees: dict[str, DemoAddressee]
    recommendations: list[DemoRecommendation]
    unfinished: list[DemoRecommendation]
    amendments: list[DemoAmendment]
    actions: list[DemoAction]
    indicator: DemoIndicator


OUTCOMES = read_rows(DemoOutcomes, __file__)


class DemoComments(DemoRow):
    remark: str
    proposal: str


def load_drafting(conference: Conference, *, by: User) -> None:
    """Load this part. Does nothing if there is a comment already, or no draft has a group."""
    if Comment.objects.of(conference).exists():
        return
    drafts = Recommendation.objects.of(conference).where(lambda facts: facts.is_draft)
    rows = drafts.filter(working_group__isnull=False).select_related(
        "conference", "current_version", "working_group"
    )
    draft = rows.order_by("working_ref").first()
    if draft is None or draft.current_version is None:
        return
    demo = read_rows(DemoComments, __file__, "drafting")
    version = draft.current_version
    comment_on_draft(
        draft, by=by, version=version, language="en", paragraph=version.body[0].id, text=demo.remark
    )
    comment_on_draft(draft, by=by, version=version, language="en", proposed_text=demo.proposal)
    screen = screen_of(conference, draft.working_group)
    show_on_screen(screen, by=by, recommendation=draft, language="ru", second_language="en")


class DemoSettings(DemoRow):
    first_report_on: dt.date
    last_report_on: dt.date
    frequency: str
    reminder_days: list[int]
    approved_ranks: list[str]
    public_tracker: bool


class DemoReport(DemoRow):
    action: int
    evidence: str  # its title, in the language of the conference
    percent: int
    status: str
    published: bool = False
    narrative: DemoText


class DemoFollowUp(DemoRow):
    written_on: dt.date
    sent_on: dt.date
    answer_by: dt.date
    settings: DemoSettings
    checked: DemoText  # the secretariat's note on a report
    answers: dict[str, DemoText]
    reports: list[DemoReport]


DEMO = read_rows(DemoFollowUp, __file__, "follow_up")


def load_follow_up(conference: Conference, *, by: User) -> None:
    """Load this part. Does nothing if there is a letter of transmittal already, or nothing is published."""
    if Transmittal.objects.of(conference).exists() or not letters_to_write(conference):
        return
    with transaction.atomic():
        change_follow_up_settings(conference, by=by, **DEMO.settings.given())
        _letters(conference, by)
        for row in DEMO.reports:
            _report(conference, row, by)


def _letters(conference: Conference, by: User) -> None:
    """Write a letter to each, on paper; two of the bodies have answered, the others are silent."""
    addressees = [entry.addressee for entry in letters_to_write(conference)]
    write_transmittals(
        conference,
        [row.pk for row in addressees],
        by=by,
        signatory=Signatory.objects.filter(conference=conference).first(),
        date=DEMO.written_on,
        answer_by=DEMO.answer_by,
    )
    for letter in Transmittal.objects.of(conference).select_related(
        "addressee__conference", "correspondence"
    ):
        mark_sent(letter, by=by, on=DEMO.sent_on)
    for addressee, kinds in zip(addressees, (("supported",), ("in-part", "supported")), strict=False):
        _answers(addressee, kinds, by)


def _answers(addressee: Addressee, kinds: tuple[str, ...], by: User) -> None:
    language = addressee.conference.default_language
    answers = {
        kind: ResponseLine(kind, texts.get(language, texts["en"])) for kind, texts in DEMO.answers.items()
    }
    answers_by_text = {row.pk: answers[kind] for row, kind in zip(asked_of(addressee), kinds, strict=False)}
    send_answers(current_term(addressee, by=by), answers_by_text, by=by, language=language)


def _report(conference: Conference, row: DemoReport, by: User) -> None:
    """Write a report on a sample action: submitted, or accepted, verified, shown and published."""
    actions = FollowUpAction.objects.of(conference).exclude(lead=None)
    action = list(actions.order_by("recommendation__number", "position"))[row.action]
    assert action.lead is not None
    term = current_term(action.lead, by=by)
    due = ReportingDate.objects.of(conference).first()
    report = open_report(action, term=term, by=by, reporting_date=due)
    language = conference.default_language
    add_evidence(
        report, term=term, by=by, title=row.evidence, language=language,
        file=SimpleUploadedFile("sample.pdf", SAMPLE_PAPER, "application/pdf"),
    )  # fmt: skip
    values = {"narrative": row.narrative, "percent": row.percent, "self_assessment": row.status}
    submit_report(report, term=term, by=by, values=values)
    if not row.published:
        return
    accept_report(report, by=by)
    assess(report, by=by, status=row.status, note=TranslatedText(DEMO.checked))
    show_assessment(report, by=by)
    publish_assessment(report, by=by, reason="SAMPLE")
    release_evidence(report.evidence.get(), by=by)
