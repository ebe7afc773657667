"""Rows of the demo, read from TOML files beside the modules that load them, where the texts are easy to edit."""

import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

# Language → text.
DemoText = dict[str, str]
# Arguments of a verb, by name, which it checks.
DemoArguments = dict[str, Any]


class DemoRow(BaseModel):
    """A row of such a file, or the whole file: it may have these fields and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def given(self, *, without: tuple[str, ...] = ()) -> dict[str, Any]:
        """Return the values given in the file, as arguments for a verb; values left out get the verb's defaults."""
        names = (name for name in type(self).model_fields if name in self.model_fields_set)
        return {name: getattr(self, name) for name in names if name not in without}


Rows = TypeVar("Rows", bound=DemoRow)


def read_rows(schema: type[Rows], module: str, name: str = "") -> Rows:
    """Read the file of that name beside a module, or people.toml for people.py.

    Raises ValueError naming the file and the fault.
    """
    path = Path(module).with_name(f"{name or Path(module).stem}.toml")
    try:
        return schema.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise ValueError(f"{path}: {error}") from error
