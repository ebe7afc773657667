"""importrecommendations SLUG FILE: a table of recommendations, all or nothing."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from confman.web.commands import ConfmanCommand
from confman.web.uploads.imports import ImportTurn
from outcomes.imports.exchange.bulk_insert import apply_import
from outcomes.imports.exchange.plan import ImportPlan, ImportProblem, plan_import
from outcomes.imports.exchange.uploads import RECOMMENDATIONS

SHOWN = 10


class Command(ConfmanCommand):
    help = (
        "Read recommendations from CSV (any encoding and line ends), XLSX, ODS or JSON. The whole file is understood"
        " before anything is written. Fields: text, working_ref, number, working_group, themes, addressee, proposer,"
        " response, status, due, and what exportrecommendations writes; text_ru and the like for another language."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the conference")
        parser.add_argument("file", help="the file to read")
        parser.add_argument(
            "--stage",
            choices=["draft", "adopted"],
            default="draft",
            help="where recommendations stand that do not say so themselves; adopted ones get numbers",
        )
        parser.add_argument("--skip-bad", action="store_true", help="leave lines out that cannot be read")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="COLUMN=FIELD",
            help="which field a column of the file is; repeatable; other columns are ignored",
        )

    def handle_command(self, **options: Any) -> str:
        conference = self.conference(options["slug"])
        path = Path(options["file"])
        turn = ImportTurn(RECOMMENDATIONS, conference)
        plan = plan_import(
            conference,
            self.read_input(options["file"]),
            name=path.name,
            mapping=self._mapping(options["map"]),
            stage=options["stage"],
        )
        if plan.problems and not options["skip_bad"]:
            raise CommandError(self._refusal(path.name, plan))
        for problem in plan.problems:
            self.stderr.write(f"{path.name}: {problem}")
        if not options["dry_run"]:
            apply_import(plan, by=self.by, before_writing=turn.take)
        return self._summary(plan, dry=options["dry_run"])

    def _mapping(self, pairs: list[str]) -> dict[str, str]:
        mapping = {}
        for pair in pairs:
            column, mark, field = pair.rpartition("=")
            if not mark or not column or not field:
                raise CommandError(f"--map {pair}: write it as COLUMN=FIELD, as in --map Text=text.")
            mapping[column] = field
        return mapping

    def _refusal(self, name: str, plan: ImportPlan) -> str:
        lines = {problem.line for problem in plan.problems}
        problems: list[ImportProblem] = plan.problems[:SHOWN]
        more = len(plan.problems) - len(problems)
        reasons = "; ".join(str(problem) for problem in problems) + (f"; and {more} more" if more else "")
        return (
            f"{name}: {len(lines)} of {len(plan.table.rows)} rows cannot be read, nothing was imported: {reasons}"
            " (--skip-bad leaves them out)"
        )

    def _summary(self, plan: ImportPlan, *, dry: bool) -> str:
        read = f"{plan.table.format} {plan.table.encoding}".strip()
        counts = (
            f"{len(plan.new)} new, {len(plan.changed)} changed, {plan.unchanged} unchanged"
            f"{f', {len({p.line for p in plan.problems})} left out' if plan.problems else ''}"
        )
        ignored = f"; columns ignored: {', '.join(plan.ignored)}" if plan.ignored else ""
        return f"{'Dry run, nothing was written. ' if dry else ''}{counts} (read as {read}{ignored})."
