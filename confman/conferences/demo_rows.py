"""Rows of the demo, read from TOML files beside the modules that load them, for whoever edits the words."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

# Language → text.
DemoText = dict[str, str]


class DemoRow(BaseModel):
    """A row of such a file, or the whole of it: its fields are what may stand there, and nothing else may."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def given(self, *, without: tuple[str, ...] = ()) -> dict[str, Any]:
        """Return the values that the file gives, as a verb takes them: one left out has the verb's own default."""
        names = (name for name in type(self).model_fields if name in self.model_fields_set)
        return {name: getattr(self, name) for name in names if name not in without}


Rows = TypeVar("Rows", bound=DemoRow)


def read_rows(schema: type[Rows], module: str) -> Rows:
    """Read the file beside a module, people.toml for people.py. Raises ValueError with what is wrong in which file."""
    path = Path(module).with_suffix(".toml")
    try:
        return schema.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise ValueError(f"{path}: {error}") from error
