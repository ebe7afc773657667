"""The demo's follow-up: a letter to each sample body, some answers, a report that waits, one that is published.

Made through the verbs, only where the demo has no letter yet. Every body and word is a sample.
"""

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from confman.accounts.models import User
from confman.conferences.demo_rows import DemoRow, DemoText, read_rows
from confman.conferences.models import Conference
from confman.translation.text import TranslatedText
from outcomes.follow_up.domain.focal_points import current_term
from outcomes.follow_up.domain.progress_reports import (
    add_evidence,
    change_follow_up_settings,
    open_report,
    submit_report,
)
from outcomes.follow_up.domain.responses import ResponseLine, asked_of, send_answers
from outcomes.follow_up.domain.review import (
    accept_report,
    assess,
    publish_assessment,
    release_evidence,
    show_assessment,
)
from outcomes.follow_up.domain.transmittals import letters_to_write, mark_sent, write_transmittals
from outcomes.follow_up.models.follow_up import FollowUpAction
from outcomes.follow_up.models.transmittal import ReportingDate, Transmittal
from outcomes.recommendations.models.addressee import Addressee
from registrations.correspondence.models import Signatory
from registrations.demo.load import SAMPLE_PAPER


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


DEMO = read_rows(DemoFollowUp, __file__)


def load(conference: Conference, *, by: User) -> None:
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
