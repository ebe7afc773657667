"""The demo's session record: what sample delegates said in a working group. Nothing is attributed to anyone real."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from agenda.sessions.models.session import Session
from confman.accounts.models import User
from confman.conferences.models import Conference
from outcomes.records.domain import record_intervention
from outcomes.records.models import SessionRecord
from outcomes.reports.domain.narrative_builder import start_report

SAID: tuple[dict[str, Any], ...] = (
    {
        "capacity": "Участник (образец)",
        "points": "Большинство звонков поступает вечером и ночью; днём линия почти свободна.",
        "proposal": "Отвечать на звонки круглосуточно.",
        "language": "ru",
    },
    {
        "capacity": "Participant (sample)",
        "points": "A common referral form would spare victims telling their story again at every office.",
        "language": "en",
    },
    {
        "capacity": "Ishtirokchi (namuna)",
        "points": "Operatorlar uch tilda javob bera olishi kerak.",
        "language": "uz",
        "not_for_attribution": True,
    },
)


def load(conference: Conference, *, by: User) -> None:
    """Note the sample in the first session of a working group. Does nothing where anything is noted already."""
    session = (
        Session.objects.of(conference)
        .scheduled()
        .filter(working_group__isnull=False)
        .select_related("conference", "working_group")
        .order_by("start")
        .first()
    )
    if session is None or SessionRecord.objects.of(conference).exists():
        return
    with transaction.atomic():
        for values in SAID:
            record_intervention(session, by=by, values=values)
        start_report(conference, by=by, kind="working-group", working_group=session.working_group)
