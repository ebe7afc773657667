"""The demo's report to its donor: targets, costs and results, all of them samples and marked so."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.translation.text import TranslatedText
from outcomes.reports.documents.report import chosen_donor
from outcomes.reports.domain.donor_inputs import save_cost_line, save_grant, save_result, set_report_targets
from outcomes.reports.domain.texts import write_report_text

# In English, Russian and Uzbek; planned, actual, whether in kind.
COSTS = (
    (("Interpretation", "Устный перевод", "Sinxron tarjima"), 9000, 8640, False),
    (("Travel of experts", "Проезд экспертов", "Ekspertlar yoʻl xarajati"), 14000, 13275, False),
    (("Conference rooms", "Залы заседаний", "Majlis zallari"), 6000, 6000, True),
    (("Printing", "Печать", "Chop etish"), 1200, 980, False),
)
SAMPLE = ("sample", "образец", "namuna")
TARGETS = {
    "participants": Decimal(60),
    "women-percent": Decimal(40),
    "countries": Decimal(5),
    "sessions": Decimal(8),
    "adopted": Decimal(5),
    "satisfaction-percent": Decimal(80),
    "learning-percent": Decimal(15),
}
RESULTS: tuple[dict[str, Any], ...] = (
    {
        "kind": "test",
        "question": {
            "en": "Knowledge test (sample)",
            "ru": "Проверка знаний (образец)",
            "uz": "Bilim sinovi (namuna)",
        },
        "respondents": 38,
        "before_percent": Decimal(52),
        "result_percent": Decimal("74.5"),
    },
    {
        "kind": "satisfaction",
        "question": {
            "en": "The conference as a whole (sample)",
            "ru": "Конференция в целом (образец)",
            "uz": "Konferensiya umuman (namuna)",
        },
        "respondents": 44,
        "result_percent": Decimal("88.6"),
    },
)
SUMMARY = {
    "en": "SAMPLE. {attended} people of {countries} countries took part in {sessions} sessions and adopted {adopted}"
    " recommendations.",
    "ru": "ОБРАЗЕЦ. Участников: {attended}, стран: {countries}, заседаний: {sessions},"
    " принятых рекомендаций: {adopted}.",
    "uz": "NAMUNA. Ishtirokchilar: {attended}, mamlakatlar: {countries}, majlislar: {sessions},"
    " qabul qilingan tavsiyalar: {adopted}.",
}


def load(conference: Conference, *, by: User) -> None:
    """Load the part of the report. Does nothing without a donor, or where there is a cost line already."""
    donor = chosen_donor(conference)
    if donor is None or conference.cost_lines.exists():
        return
    with transaction.atomic():
        save_grant(
            donor, by=by, award_number=donor.grant_number or "SAMPLE-2017-01",
            values={"period_from": dt.date(2017, 1, 1), "period_to": dt.date(2017, 12, 31), "amount": Decimal(30000)},
        )  # fmt: skip
        set_report_targets(conference, TARGETS, by=by, partner=donor)
        for names, planned, actual, in_kind in COSTS:
            label = {
                code: f"{name} ({mark})"
                for code, name, mark in zip(("en", "ru", "uz"), names, SAMPLE, strict=True)
            }
            values = {"label": label, "planned": planned, "actual": actual, "in_kind": in_kind}
            payer = {"paid_by": "SAMPLE: the host"} if in_kind else {"payer": donor}
            save_cost_line(conference, by=by, values={**values, **payer})
        for result in RESULTS:
            save_result(conference, by=by, values={**result, "source": "SAMPLE: written for the demo"})
        for kind, partner in (("donor", donor), ("conference", None)):
            write_report_text(
                conference, by=by, kind=kind, partner=partner, place="summary", text=TranslatedText(SUMMARY), revision=0
            )  # fmt: skip
