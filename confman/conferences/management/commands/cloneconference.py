"""cloneconference SLUG NEW --starts D [--title T] [--what KEYS]"""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser

from confman.conferences.domain.clone.conference import clone_conference
from confman.conferences.domain.clone.steps import steps_to_take, usual_steps
from confman.conferences.management.commands.newconference import day, one_line
from confman.conferences.registries import clone_steps
from confman.web.commands import ConfmanCommand


class Command(ConfmanCommand):
    help = "Prepare the next conference from the last one: a draft with its settings, on other days."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the last conference")
        parser.add_argument("new", metavar="NEW", help="the address of the next one, as in tashkent2029")
        parser.add_argument("--starts", required=True, type=day, metavar="DAY", help="first day, 2029-03-30")
        parser.add_argument(
            "--title", default="", help="its title, in the first language (default: the last one's)"
        )
        parser.add_argument(
            "--what",
            metavar="KEYS",
            help="what it takes, as in agenda.frame,registrations.invitees; “all”, “nothing”; what these need comes "
            "along (default: what is usual)",
        )

    def handle_command(self, **options: Any) -> str:
        source = self.conference(options["slug"])
        steps = steps_to_take(_keys(options["what"]))
        try:
            copy = clone_conference(
                source,
                by=self.by,
                slug=options["new"],
                title=options["title"],
                starts_on=options["starts"],
                take=[step.key for step in steps],
            )
        except ValidationError as error:
            raise CommandError(one_line(error)) from error
        new = copy.target
        lines = [f"{new.slug}: {new.starts_on} to {new.ends_on}, a draft: /{new.slug}/secretariat/"]
        for step in clone_steps:
            if step in steps and (count := copy.counts[step.models[0]]):
                lines.append(f"  {step.key:<30} {count}")
        return "\n".join(lines)


def _keys(chosen: str | None) -> list[str]:
    """Return the keys of the steps. Raises CommandError for one that there is not."""
    all_keys = [step.key for step in clone_steps]
    if chosen is None or chosen in ("all", "nothing"):
        return {None: usual_steps(), "all": all_keys, "nothing": []}[chosen]
    keys = [key.strip() for key in chosen.split(",") if key.strip()]
    if unknown := [key for key in keys if key not in all_keys]:
        raise CommandError(f"There is no “{unknown[0]}” to take. There are: {', '.join(all_keys)}.")
    return keys
