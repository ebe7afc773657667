"""Check the installed extensions: each that does not run is tried by itself, in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator

from django.conf import settings

from confman import paths
from confman.doctor.diagnoses import Diagnosis, fault, ok, warning
from confman.extensions.installed import Extension, chosen_extensions, installed_extensions

SECONDS = 60


def extensions() -> Iterator[Diagnosis]:
    """Say which extensions there are, and which of them cannot be loaded."""
    running = {chosen.name for chosen in chosen_extensions(settings.CONFMAN_EXTENSIONS)}
    for extension in installed_extensions():
        if failure := _words_of_failure(extension):
            yield fault("extension", failure, "")
        elif extension.name in running:
            yield ok("extension", f"{extension} runs.")
        else:
            yield warning("extension", f"{extension} is turned off.", "Name it in CONFMAN_EXTENSIONS.")


def _words_of_failure(extension: Extension) -> str:
    """Return what `confman check` says of it alone; "" if all is well."""
    tried = subprocess.run(
        [sys.executable, "-m", "confman", "check"],
        cwd=paths.PACKAGE.parent,
        env={**os.environ, "CONFMAN_EXTENSIONS": extension.name},
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    if tried.returncode == 0:
        return ""
    lines = [line for line in tried.stderr.splitlines() if str(extension) in line or "web.E001" in line]
    return lines[0].removeprefix("confman: ") if lines else f"{extension} does not pass `confman check`."
