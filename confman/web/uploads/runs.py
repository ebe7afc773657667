"""Uploads that are too large for a page: the worker reads and imports them, and the page shows the progress."""

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_q.exceptions import TimeoutException

from confman.machines.jobs import queue_job
from confman.translation.reading_language import set_reading_languages
from confman.web.database.claims import current_claim, lapsed
from confman.web.errors import Refused
from confman.web.faults.causes import PASSING, fault_of
from confman.web.job_permissions import recheck_permission
from confman.web.models import WorkedUpload
from confman.web.status import WorkStatus

logger = logging.getLogger(__name__)

# Steps of the worker with an upload: read what columns are recognized by, preview, import.
READ, PREVIEW, IMPORT = "read", "preview", "import"
# As for documents: longer than the worker lets a task run.
_CLAIM_LASTS = dt.timedelta(seconds=270)


class Decided(Refused):
    """Another window, or the worker, has acted on the upload since it was read."""

    def __init__(self) -> None:
        super().__init__(_("This file was decided about meanwhile, in another window."))


@transaction.atomic
def queue_upload(upload: WorkedUpload, action: str, *, task: str) -> None:
    """Have the worker act on an upload, new or not: it calls `task` with the upload's key and the page's language.

    Raises Decided.
    """
    if upload._state.adding:
        upload.save(force_insert=True)
    record_result(
        upload,
        action=action,
        status=WorkStatus.QUEUED,
        progress=0,
        message="",
        stage=_("It waits for its turn."),
        choices=upload.choices,
    )
    # In the same transaction, so that neither exists without the other.
    queue_job(task, str(upload.pk), translation.get_language(), group=task.partition(".")[0])


def run_queued(
    model: type[Any], key: str, language: str, work: Callable[[Any], None], *, permission: str
) -> None:
    """Do the worker's part if the user who uploaded the file still has the permission.

    May be called twice; only one run finds the upload waiting. Errors are stored with the upload, whose file and
    choices stay.
    """
    upload = _claim(model, key)
    if upload is None:
        return
    conference = upload.conference
    with translation.override(language), timezone.override(conference.zone):
        set_reading_languages(language, *conference.languages)
        try:
            recheck_permission(upload.user, permission, conference)
            work(upload)
        except Refused as error:
            fail_upload(upload, error.message)
        except ValidationError as error:
            fail_upload(upload, " ".join(error.messages))
        except (Exception, TimeoutException) as error:
            if not model.objects.filter(pk=upload.pk).exists():
                return  # Discarded, or its person erased, meanwhile: nothing to do.
            if fault_of(error) in PASSING:
                raise  # The queue hands it out again when database and files are back.
            logger.exception("Upload %s could not be imported.", upload.pk)
            fail_upload(
                upload,
                _("It could not be imported because of a fault of ours, which has been written to the log."),
            )


def unchanged_row(upload: WorkedUpload) -> QuerySet[Any]:
    """Return the row of the upload, unless it has changed since it was read: the first to write wins."""
    return type(upload)._default_manager.filter(pk=upload.pk).filter(status=upload.status, claim=upload.claim)


def record_result(upload: WorkedUpload, **values: Any) -> None:
    """Write the result of an action. Raises Decided if another was written first, or the upload was deleted."""
    if not unchanged_row(upload).update(**values):
        raise Decided
    for name, value in values.items():
        setattr(upload, name, value)


def report_progress(upload: WorkedUpload, progress: int, stage: str) -> None:
    """Store the progress, for the page that asks."""
    type(upload)._default_manager.filter(pk=upload.pk).update(progress=progress, stage=stage)


def fail_upload(upload: WorkedUpload, message: str) -> None:
    """Return the upload to the choices, with an error message; the file stays."""
    unchanged_row(upload).update(status=WorkStatus.FAILED, message=message)


def _claim(model: type[Any], key: str) -> Any:
    claim = current_claim()
    lost = Q(lapsed(_CLAIM_LASTS) | Q(claim=claim), status=WorkStatus.RUNNING)
    waiting = model.objects.filter(Q(status=WorkStatus.QUEUED) | lost, pk=key)
    if not waiting.update(status=WorkStatus.RUNNING, claim=claim, claimed_at=timezone.now()):
        return None
    return model.objects.select_related("conference", "user").defer("table").get(pk=key)
