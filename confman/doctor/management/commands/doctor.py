"""doctor: what is missing or unsafe, a line each with its cure."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser

from confman.doctor.diagnoses import Diagnosis, FindingLevel
from confman.doctor.examination import examine
from confman.web.commands import ConfmanCommand


class Command(ConfmanCommand):
    help = (
        "Examine this installation: what is missing or unsafe, a line each with its cure. Changes nothing, shows no "
        "secret. Ends with 1 if there is a fault; warnings alone end with 0."
    )

    # It makes them itself, and says what to do.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print a list of objects, for programs")

    def handle_command(self, **options: Any) -> None:
        diagnoses = []
        for diagnosis in examine():
            diagnoses.append(diagnosis)
            if not options["json"]:
                self.stdout.write(self.line(diagnosis))
                self.stdout.flush()
        if options["json"]:
            self.stdout.write(
                json.dumps([asdict(result) for result in diagnoses], indent=2, ensure_ascii=False)
            )
        if any(result.level is FindingLevel.FAULT for result in diagnoses):
            raise SystemExit(1)

    def line(self, diagnosis: Diagnosis) -> str:
        """Return a diagnosis as a line."""
        style = {
            FindingLevel.OK: self.style.SUCCESS,
            FindingLevel.WARNING: self.style.WARNING,
            FindingLevel.FAULT: self.style.ERROR,
        }
        level = style[diagnosis.level](f"{diagnosis.level:<8}")
        return f"{level} {diagnosis.subject:<14} {diagnosis.words} {diagnosis.cure}".rstrip()
