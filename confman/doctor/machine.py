"""Check the machine: folders, room, libraries, fonts, programs, time zones."""

import json
import platform
import shutil
import stat
import tempfile
import zoneinfo
from collections.abc import Iterator
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from confman import __version__
from confman.doctor.diagnoses import Diagnosis, fault, ok, warning
from confman.documents.rendering.fonts import font_folders, weasyprint
from confman.web.transport.static_files import VersionedFilesStorage

_A_ZONE = "Asia/Tashkent"


def version() -> Iterator[Diagnosis]:
    """Say which versions run."""
    text = f"confman {__version__}, Django {django.get_version()}, Python {platform.python_version()}."
    yield ok("version", text)


def data_folder() -> Iterator[Diagnosis]:
    """Look at who may use the data folder."""
    folder = Path(settings.DATA_DIR)
    try:
        with tempfile.NamedTemporaryFile(dir=folder):
            pass
    except OSError as error:
        yield fault(
            "data folder",
            f"{folder} cannot be written to: {error.strerror}.",
            "Give it to the user who runs confman (chown).",
        )
        return
    if folder.stat().st_mode & stat.S_IRWXO:
        yield fault(
            "data folder", f"Everybody on this machine may look into {folder}.", f"chmod o-rwx {folder}"
        )
    else:
        yield ok("data folder", f"{folder} is ours alone.")


def assets() -> Iterator[Diagnosis]:
    """Look for scripts and styles, in production under the names that pages ask for."""
    if not settings.STATICFILES_DIRS:
        yield fault(
            "assets",
            "There are no scripts and styles.",
            "Build them with script/setup, or install the wheel.",
        )
        return
    [folder] = settings.STATICFILES_DIRS
    manifest = Path(settings.STATIC_ROOT) / VersionedFilesStorage.manifest_name
    if not settings.PRODUCTION:
        yield ok("assets", "Scripts and styles are built.")
        return
    paths = json.loads(manifest.read_text())["paths"] if manifest.exists() else {}
    built = [path for path in folder.rglob("*") if path.suffix in {".js", ".css"}]
    collected = Path(settings.STATIC_ROOT)
    stale = [
        path
        for path in built
        if (name := path.relative_to(folder).as_posix()) not in paths
        or not (collected / paths[name]).exists()
    ]
    if stale:
        yield fault(
            "assets",
            f"{len(stale)} of {len(built)} scripts and styles are not collected.",
            "Run `confman collectstatic --noinput`.",
        )
    else:
        yield ok("assets", "Scripts and styles are collected.")


def fonts() -> Iterator[Diagnosis]:
    """Look for what documents are made with."""
    try:
        yield ok("fonts", f"{len(font_folders())} fonts for documents.")
    except ImproperlyConfigured as error:
        yield fault("fonts", str(error), "Documents cannot be made until then.")
        return
    try:
        weasyprint()
    except OSError as error:
        yield fault(
            "Pango",
            f"PDF files cannot be made: {str(error).splitlines()[0]}",
            "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; macOS: brew install pango.",
        )
    else:
        yield ok("Pango", "PDF files can be made.")
    if not (Path(settings.CONFMAN_FLAGS_DIR) / "4x3").is_dir():
        yield warning(
            "flags",
            "There are no flags for name plates.",
            "Set CONFMAN_FLAGS_DIR to the flags of flag-icons.",
        )


def time_zones() -> Iterator[Diagnosis]:
    """Look for time zones, in which every conference says its hours."""
    try:
        zoneinfo.ZoneInfo(_A_ZONE)
    except zoneinfo.ZoneInfoNotFoundError:
        yield fault(
            "time zones", f"{_A_ZONE} is not known.", "Install the package tzdata: pip install tzdata."
        )
    else:
        yield ok("time zones", "They are there.")


def programs() -> Iterator[Diagnosis]:
    """Look for the programs that the settings name."""
    if not settings.CONFMAN_SCANNER:
        return
    program = settings.CONFMAN_SCANNER[0]
    if shutil.which(program):
        yield ok("scanner", f"Uploads are scanned by {program}.")
    else:
        yield fault(
            "scanner",
            f"{program} is not there: every upload is refused.",
            "Install it, or mend CONFMAN_SCANNER.",
        )


def backup_folder() -> Iterator[Diagnosis]:
    """Look at where the worker puts backups."""
    if not settings.CONFMAN_BACKUPS:
        return
    folder = Path(settings.CONFMAN_BACKUPS)
    if not folder.is_dir():
        yield fault(
            "backups",
            f"{folder} is not there.",
            "Make it, for the user who runs confman, or mend CONFMAN_BACKUPS.",
        )
    elif folder.resolve().is_relative_to(settings.DATA_DIR):
        yield warning(
            "backups",
            "Backups lie in the data folder, and are lost with it.",
            "Set CONFMAN_BACKUPS to another disk.",
        )
    elif folder.stat().st_mode & stat.S_IRWXO:
        yield fault("backups", f"Everybody on this machine may look into {folder}.", f"chmod o-rwx {folder}")
