"""The demo's follow-up: a letter to each sample body, some answers, a report that waits, one that is published.

Made through the verbs, only where the demo has no letter yet. Every body and word is a sample.
"""

from __future__ import annotations

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.translation.text import TranslatedText
from outcomes.follow_up.domain.focal_points import current_term
from outcomes.follow_up.domain.progress_reports import add_evidence, open_report, submit_report
from outcomes.follow_up.domain.reporting_dates import change_follow_up_settings
from outcomes.follow_up.domain.responses import Answer, asked_of, send_answers
from outcomes.follow_up.domain.review import (
    accept_report,
    assess,
    publish_assessment,
    release_evidence,
    show_assessment,
)
from outcomes.follow_up.domain.transmittals import letters_to_write, mark_sent, write_transmittals
from outcomes.follow_up.models.follow_up import FollowUpAction
from outcomes.follow_up.models.reporting import ReportingDate
from outcomes.follow_up.models.transmittal import Transmittal
from outcomes.recommendations.models.addressee import Addressee
from registrations.correspondence.models import Signatory

# The days of the sample: the conference was in March 2017.
WRITTEN = dt.date(2017, 4, 10)
SENT = dt.date(2017, 4, 12)
ANSWER_BY = dt.date(2017, 6, 30)
FIRST_REPORT = dt.date(2017, 12, 31)
TEXTS = {
    "supported": {
        "uz": "NAMUNA: qo‘llab-quvvatlanadi.", "ru": "ОБРАЗЕЦ: поддерживается.", "en": "SAMPLE: supported.",
    },
    "in-part": {
        "uz": "NAMUNA: qisman qo‘llab-quvvatlanadi.", "ru": "ОБРАЗЕЦ: поддерживается частично.",
        "en": "SAMPLE: supported in part.",
    },
}  # fmt: skip
REPORTS = (
    # Place of the action, what was done, per cent, own assessment, whether it is verified and published.
    (1, {"ru": "ОБРАЗЕЦ: сроки согласованы, проект направлен на подпись.", "en": "SAMPLE: time limits are agreed; the "
         "draft was sent for signature.", "uz": "NAMUNA: muddatlar kelishildi, loyiha imzoga yuborildi."},
     80, "in-progress", False),
    (0, {"ru": "ОБРАЗЕЦ: план подписан и выполняется.", "en": "SAMPLE: the plan is signed and is being carried out.",
         "uz": "NAMUNA: reja imzolandi va bajarilmoqda."}, 100, "implemented", True),
)  # fmt: skip


def load(conference: Conference, *, by: User) -> None:
    """Load this part. Does nothing where a letter of transmittal is written, or nothing is published."""
    if Transmittal.objects.of(conference).exists() or not letters_to_write(conference):
        return
    with transaction.atomic():
        change_follow_up_settings(
            conference, by=by, first_report_on=FIRST_REPORT, last_report_on=dt.date(2019, 12, 31),
            frequency="yearly", reminder_days=[14, 3, -7], approved_ranks=["minister"], public_tracker=True,
        )  # fmt: skip
        _letters(conference, by)
        for place, text, percent, status, published in REPORTS:
            _report(conference, place, text, percent, status, published, by)


def _letters(conference: Conference, by: User) -> None:
    """A letter to each, on paper; two of the bodies have answered, the others are silent."""
    addressees = [entry.addressee for entry in letters_to_write(conference)]
    write_transmittals(
        conference,
        [row.pk for row in addressees],
        by=by,
        signatory=Signatory.objects.filter(conference=conference).first(),
        date=WRITTEN,
        answer_by=ANSWER_BY,
    )
    for letter in Transmittal.objects.of(conference).select_related(
        "addressee__conference", "correspondence"
    ):
        mark_sent(letter, by=by, on=SENT)
    for addressee, kinds in zip(addressees, (("supported",), ("in-part", "supported")), strict=False):
        _answers(addressee, kinds, by)


def _answers(addressee: Addressee, kinds: tuple[str, ...], by: User) -> None:
    language = addressee.conference.default_language
    given = {
        row.pk: Answer(kind, TEXTS[kind][language if language in TEXTS[kind] else "en"])
        for row, kind in zip(asked_of(addressee), kinds, strict=False)
    }
    send_answers(current_term(addressee, by=by), given, by=by, language=language)


def _report(
    conference: Conference, place: int, text: dict[str, str], percent: int, status: str, published: bool, by: User
) -> None:  # fmt: skip
    """A report on one of the sample actions: submitted, or accepted, verified, shown and published."""
    actions = FollowUpAction.objects.of(conference).exclude(lead=None)
    action = list(actions.order_by("recommendation__number", "position"))[place]
    assert action.lead is not None
    term = current_term(action.lead, by=by)
    due = ReportingDate.objects.of(conference).first()
    report = open_report(action, term=term, by=by, reporting_date=due)
    language = conference.default_language
    add_evidence(
        report, term=term, by=by, title="SAMPLE", language=language,
        file=SimpleUploadedFile("sample.pdf", SAMPLE_PDF, "application/pdf"),
    )  # fmt: skip
    values = {"narrative": text, "percent": percent, "self_assessment": status}
    submit_report(report, term=term, by=by, values=values)
    if not published:
        return
    accept_report(report, by=by)
    assess(report, by=by, status=status, note=TranslatedText({"en": "SAMPLE"}))
    show_assessment(report, by=by)
    publish_assessment(report, by=by, reason="SAMPLE")
    release_evidence(report.evidence.get(), by=by)


# The smallest file that a reader of PDF opens: one empty page.
SAMPLE_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
