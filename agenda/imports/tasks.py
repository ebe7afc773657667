"""Jobs of the worker."""

from agenda.imports.exchange.uploads import SCHEDULES
from agenda.imports.models import UPLOAD_FOLDER, ScheduleUpload
from confman.web.uploads.imports import expire_files, expire_uploads


def run_schedule_upload(key: str, language: str) -> None:
    """Preview or import a large schedule that a user uploaded. Safe to repeat."""
    SCHEDULES.run(key, language)


def expire_schedule_uploads() -> None:
    """Delete the schedules that nobody decided about, and files that belong to none. Safe to repeat."""
    expire_uploads(ScheduleUpload)
    expire_files(UPLOAD_FOLDER)
