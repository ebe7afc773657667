"""Paths of confman's files and data: before Django is set up, and without it."""

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
_BUNDLED = PACKAGE / "bundled"
# A wheel brings what the repository has beside the packages (templates/, locale/, the built assets) in one folder.
IS_INSTALLED = _BUNDLED.is_dir()
# The words by which a command of confman is started, as `script/manage worker`.
PROGRAM = "confman" if IS_INSTALLED else "script/manage"
BASE_DIR = _BUNDLED if IS_INSTALLED else PACKAGE.parent


def data_folder() -> Path:
    """Return the folder of all data of an installation, which may not exist yet."""
    if folder := os.environ.get("CONFMAN_DATA"):
        return Path(folder).resolve()
    if not IS_INSTALLED:
        return BASE_DIR / "data"
    state = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
    return (Path(state).expanduser() / "confman").resolve()
