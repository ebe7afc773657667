"""forget SLUG --person ID | --expired"""

from typing import Any
from uuid import UUID

from django.core.management.base import CommandError, CommandParser

from confman.people.domain.privacy import erase_expired, erase_person
from confman.people.models import Person
from confman.web.commands import ConfmanCommand


class Command(ConfmanCommand):
    help = (
        "Erase a person, or everyone whose data are no longer to be kept. Totals stay as they were; nothing"
        " tells who it was. This cannot be undone."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the conference")
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--person", metavar="ID", help="the person's id, as in the address of their page")
        which.add_argument(
            "--expired",
            action="store_true",
            help="everyone who did not choose to be public, once the conference's months are over",
        )

    def handle_command(self, **options: Any) -> str:
        conference = self.conference(options["slug"])
        if options["expired"]:
            count = erase_expired(conference, by=self.by)
            return f"{count} people were erased. Data are kept until {conference.retained_until.isoformat()}."
        try:
            person = Person.objects.of(conference).get(pk=UUID(options["person"]))
        except (ValueError, Person.DoesNotExist) as error:
            raise CommandError(f"“{options['slug']}” has no person “{options['person']}”.") from error
        erase_person(person, by=self.by, reason="command")
        return "The person was erased."
