"""ConfmanCommand: management commands are public interface, and behave alike."""

import os
from pathlib import Path
from typing import Any, Literal

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils.functional import cached_property

from confman.accounts.models import User
from confman.accounts.system_users import system_user
from confman.machines.files import FilesUnreachable
from confman.system_checks import OF_COMMANDS
from confman.web.errors import Refused
from confman.web.faults.causes import fault_of


class ConfmanCommand(BaseCommand):
    """The base of commands: an error is one clear line, which names the input file if there is one.

    The exit code is 1 unless the command says another, and 75 (EX_TEMPFAIL) where the same may succeed later.

    Subclasses write `handle_command`.
    """

    requires_system_checks: list[str] | Literal["__all__"] = OF_COMMANDS

    @cached_property
    def by(self) -> User:
        """The system user of commands, created when a command first acts."""
        return system_user("command")

    def handle(self, *args: Any, **options: Any) -> str | None:
        try:
            return self.handle_command(**options)
        except (Refused, ValidationError, CommandError) as error:
            code = getattr(error, "returncode", 1)
            raise CommandError(_line(error, options.get("file")), returncode=code) from error
        except DatabaseError as error:
            if fault_of(error) is None:
                raise
            raise CommandError(
                f"The database does not answer or has no room: {str(error).strip()}",
                returncode=os.EX_TEMPFAIL,
            ) from error
        except FilesUnreachable as error:
            raise CommandError(str(error), returncode=os.EX_TEMPFAIL) from error
        except OSError as error:
            raise CommandError(f"{error.filename or ''}: {error.strerror or error}".lstrip(": ")) from error

    def handle_command(self, **options: Any) -> str | None:
        """Do the work of the command."""
        raise NotImplementedError

    def conference(self, slug: str) -> Any:
        """Return the conference of that slug. Raises CommandError listing the existing slugs."""
        model = apps.get_model("conferences", "Conference")
        row = model.objects.filter(slug=slug).first()
        if not row:
            slugs = ", ".join(model.objects.values_list("slug", flat=True)[:10]) or "none yet"
            raise CommandError(f"There is no conference “{slug}”. There are: {slugs}.")
        return row

    def add_output(self, parser: CommandParser) -> None:
        """Add the option -o FILE; without it the command writes to standard output."""
        parser.add_argument(
            "-o", "--output", metavar="FILE", help="where to write (default: standard output)"
        )

    def write_output(self, content: bytes, output: str | None) -> None:
        """Write a file where `-o` says, through a temporary one, so that no partial file remains."""
        if not output or output == "-":
            self.stdout.flush()
            out: Any = getattr(self.stdout._out, "buffer", self.stdout)
            out.write(content)
            return
        target = Path(output)
        neighbour = target.with_name(f".{target.name}.part")
        neighbour.write_bytes(content)
        neighbour.replace(target)

    def read_input(self, path: str) -> bytes:
        """Return the whole input file. Raises CommandError if it does not exist or exceeds 100 MB."""
        source = Path(path)
        if not source.is_file():
            raise CommandError(f"{path}: there is no such file.")
        if source.stat().st_size > 100 * 1024 * 1024:
            raise CommandError(f"{path}: over 100 MB, which no schedule or list needs; nothing was read.")
        return source.read_bytes()


def _line(error: Exception, file: str | None) -> str:
    """Return an error in one line, whatever a parser or a cell puts into it, with the input file if there is one."""
    text = " ".join(error.messages if isinstance(error, ValidationError) else [str(error)])
    text = " ".join(text.split())
    return f"{file}: {text}" if file and Path(file).name not in text else text
