"""importpeople: a list of people in."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from confman.translation.languages import validate_language_codes
from confman.web.commands import ConfmanCommand
from confman.web.uploads.imports import ImportTurn
from registrations.core.models.category import Category
from registrations.imports.exchange.plan import PEOPLE_LISTS, SHOWN_PROBLEMS, import_people
from registrations.spreadsheets.exchange.cell_values import categories_by_name, category_of
from registrations.spreadsheets.exchange.columns import (
    PEOPLE,
    guess_columns,
    has_head,
    parse_map,
    read_list_sheet,
)
from registrations.spreadsheets.exchange.row_reader import ListRefused


class Command(ConfmanCommand):
    help = (
        "Import people from CSV, XLSX, ODS or JSON: persons, their registrations, and the delegations they name. "
        "Columns are matched by their names; --map says what a guess would not. All or nothing, unless "
        f"--skip-bad. Nobody is written to. Fields: {', '.join(PEOPLE.fields)}; with _ru and the like for a language."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument("file", metavar="FILE")
        parser.add_argument(
            "--category", metavar="C", help="for rows that name none: name or letter (default: the first)"
        )
        parser.add_argument("--approve", action="store_true", help="approve them, while there are places")
        parser.add_argument(
            "--skip-bad", action="store_true", help="leave out lines that are wrong and import the rest"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and write nothing")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="COLUMN=FIELD",
            help="match a column; may be given many times; an empty FIELD leaves the column out",
        )
        parser.add_argument(
            "--language",
            metavar="L",
            default="",
            help="language of columns that name none (default: the conference's first)",
        )

    def handle_command(self, **options: Any) -> None:
        conference = self.conference(options["slug"])
        if options["language"]:
            validate_language_codes([options["language"]])
        content = self.read_input(options["file"])
        table = read_list_sheet(content)
        if not options["map"] and not has_head(table):
            table = read_list_sheet(content, headed=False)
        mapped_targets = parse_map(options["map"], table)
        guessed = guess_columns(table, {*conference.languages, options["language"]} - {""})
        chosen_targets = set(mapped_targets.values())
        mapped_columns = {pair.rpartition("=")[0].strip() for pair in options["map"]}
        mapping = {
            **{
                number: target
                for number, target in guessed.items()
                if target not in chosen_targets and table.columns[number] not in mapped_columns
            },
            **mapped_targets,
        }
        category = None
        if options["category"]:
            category = category_of(options["category"], categories_by_name(Category.objects.of(conference)))
        for number, column in enumerate(table.columns):
            self.stdout.write(f"{column} -> {mapping.get(number, '(left out)')}")
        turn = ImportTurn(PEOPLE_LISTS, conference)
        try:
            report = import_people(
                conference,
                table,
                mapping,
                by=self.by,
                category=category,
                approve=options["approve"],
                skip_bad=options["skip_bad"],
                dry_run=options["dry_run"],
                language=options["language"],
                first=turn.take,
            )
        except ListRefused as error:
            self._show(error.problems)
            raise CommandError(
                f"{options['file']}: {len(error.problems)} faults; nothing was imported."
            ) from error
        self._show(report.problems)
        self.stdout.write(("Dry run, nothing was written. " if options["dry_run"] else "") + str(report))

    def _show(self, problems: Any) -> None:
        for problem in problems[:SHOWN_PROBLEMS]:
            self.stderr.write(str(problem))
        if len(problems) > SHOWN_PROBLEMS:
            self.stderr.write(f"… and {len(problems) - SHOWN_PROBLEMS} more.")
