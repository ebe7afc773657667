"""badges: everyone's badge as one PDF."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from confman.accounts.system_users import system_user
from confman.web.commands import ConfmanCommand
from registrations.badges.documents.print_runs import make_badges
from registrations.badges.domain.designs import design_called
from registrations.badges.domain.layout import SHEETS
from registrations.core.models.category import Category
from registrations.core.models.registration import Registration
from registrations.spreadsheets.exchange.cell_values import categories_by_name, category_of


class Command(ConfmanCommand):
    help = "Make the badges of everyone approved, one a page unless the design says otherwise."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument("--category", metavar="C", help="only this category: name or letter")
        parser.add_argument(
            "--design",
            metavar="D",
            default="",
            help=f"a design by its name, or a ready-made one by its paper ({', '.join(SHEETS)}); "
            "default: as it is set for each category, else a6",
        )
        parser.add_argument("--language", metavar="L", help="language (default: the conference's first)")
        self.add_output(parser)

    def handle_command(self, **options: Any) -> None:
        conference = self.conference(options["slug"])
        choices: dict[str, Any] = {}
        if options["design"]:
            design = design_called(conference, options["design"])
            choices["design"] = str(design.pk) if design else options["design"]
        rows = Registration.objects.of(conference).approved()
        if options["category"]:
            category = category_of(options["category"], categories_by_name(Category.objects.of(conference)))
            choices["category"] = str(category.pk)
            rows = rows.filter(category=category)
        if not rows.exists():
            raise CommandError("Nobody is approved yet, so there is no badge to print.")
        content = make_badges(
            conference,
            language=options["language"] or conference.default_language,
            options=choices,
            by=system_user("command"),
        )
        self.write_output(content, options["output"])
