"""The demo's statements: texts that those on its list of speakers have handed in. All of them are samples."""

from django.core.files.base import ContentFile
from django.db import transaction

from confman.accounts.models import User
from confman.conferences.demo_rows import DemoRow, read_rows
from confman.conferences.models import Conference
from outcomes.statements.domain import expected_requests, hand_in_statement
from outcomes.statements.models import Statement
from registrations.demo.load import SAMPLE_PAPER


class DemoStatements(DemoRow):
    languages: list[list[str]]


def load(conference: Conference, *, by: User) -> None:
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
