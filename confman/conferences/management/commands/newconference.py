"""newconference SLUG --title T --starts D --ends D --timezone Z [--languages en,ru] [--profile P]"""

import argparse
import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser

from confman.conferences.domain.creation import create_conference
from confman.conferences.models import Conference, ConferenceProfile
from confman.web.commands import ConfmanCommand
from confman.web.models import field_named


def day(text: str) -> dt.date:
    """Return an option's value as a day."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is not a day; write it as in 2017-03-30") from error


class Command(ConfmanCommand):
    help = "Create a conference: in draft, with a two-day frame, its checklist and the category Participant."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="its short name in the address, as in tashkent2017")
        parser.add_argument("--title", required=True, help="its title, in the first of its languages")
        parser.add_argument("--starts", required=True, type=day, metavar="DAY", help="first day, 2017-03-30")
        parser.add_argument("--ends", required=True, type=day, metavar="DAY", help="last day, 2017-03-31")
        parser.add_argument("--timezone", required=True, metavar="ZONE", help="as in Asia/Tashkent")
        parser.add_argument(
            "--languages", default="en", metavar="CODES", help="as in uz,ru,en; the first one is the default"
        )
        parser.add_argument(
            "--profile",
            choices=ConferenceProfile.values,
            default=ConferenceProfile.EXPERT_MEETING,
            help="how much ceremony",
        )
        parser.add_argument("--city", default="", help="where it is held")

    def handle_command(self, **options: Any) -> str:
        try:
            conference = create_conference(
                by=self.by,
                slug=options["slug"],
                title=options["title"],
                starts_on=options["starts"],
                ends_on=options["ends"],
                timezone=options["timezone"],
                languages=[code.strip() for code in options["languages"].split(",") if code.strip()],
                profile=options["profile"],
                city=options["city"],
            )
        except ValidationError as error:
            raise CommandError(one_line(error)) from error
        return f"Conference “{conference.slug}” was made: /{conference.slug}/secretariat/"


def one_line(error: ValidationError) -> str:
    """Return the messages of the error in one line, with the names of the fields."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    parts = []
    for name, messages in error.message_dict.items():
        label = "" if name == "__all__" else f"{field_named(Conference, name).verbose_name}: "
        parts.append(label + " ".join(messages))
    return " ".join(parts)
