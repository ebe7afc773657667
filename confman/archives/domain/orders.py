"""Archives asked for on the page: the worker makes them, and they are kept for a while."""

import datetime as dt
import logging
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from confman.accounts import cipher
from confman.accounts.models import User
from confman.archives.domain.archive import archive_conference
from confman.archives.domain.passphrase import require_long_enough
from confman.archives.models import MAX_SECONDS, Archive, archive_path
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.machines.files import placed, staging
from confman.machines.jobs import queue_job
from confman.web.database.changes import delete_file_on_commit
from confman.web.errors import Refused
from confman.web.faults.causes import FaultCause, fault_of
from confman.web.job_permissions import recheck_permission
from confman.web.models import WorkStatus

logger = logging.getLogger(__name__)

LIFETIME = dt.timedelta(days=3)
PERMISSION = "archives.archive_conference"
_PURPOSE = "passphrase of an archive"


def order_archive(
    conference: Conference, *, by: User, personal_data: bool = True, passphrase: str = ""
) -> Archive:
    """Ask for an archive; the worker begins when the transaction commits. Raises Refused while one is being made."""
    if passphrase:
        require_long_enough(passphrase)
        if not personal_data:
            raise Refused(_("Protected answers are personal data: leave out one or the other."))
    with transaction.atomic():
        Conference.objects.select_for_update().get(pk=conference.pk)
        _fail_what_was_killed(conference)
        if Archive.objects.of(conference).unfinished().exists():
            raise Refused(_("An archive is being made already."))
        archive = Archive.objects.create(
            conference=conference,
            requested_by=by,
            personal_data=personal_data,
            protected=bool(passphrase),
            passphrase=cipher.seal(passphrase, purpose=_PURPOSE) if passphrase else "",
        )
        record_audit(
            "archives.ordered", by=by, target=conference, label=conference.slug,
            details={"personal_data": personal_data, "protected": bool(passphrase)},
        )  # fmt: skip
        queue_job(
            "confman.archives.tasks.make_archive", str(archive.pk), translation.get_language(),
            group="archives", timeout=MAX_SECONDS,
        )  # fmt: skip
    return archive


def _fail_what_was_killed(conference: Conference) -> None:
    killed = Archive.objects.of(conference).killed()
    killed.update(status=WorkStatus.FAILED, message=_("It was interrupted."), passphrase="")


def make_ordered(key: str | UUID) -> None:
    """Make an archive that was asked for. May be called twice: only one run finds it waiting."""
    queryset = Archive.objects.filter(pk=key, status=WorkStatus.QUEUED)
    if not queryset.update(status=WorkStatus.RUNNING, started_at=timezone.now()):
        return
    archive = Archive.objects.select_related("conference", "requested_by").get(pk=key)
    name = archive_path(archive, f"{archive.conference.slug}.zip")
    try:
        recheck_permission(archive.requested_by, PERMISSION, archive.conference)
        assert archive.requested_by is not None
        with staging(".archive-") as folder:
            target = folder / "archive.zip"
            result = archive_conference(
                archive.conference,
                target,
                by=archive.requested_by,
                personal_data=archive.personal_data,
                passphrase=unsealed(
                    archive.passphrase,
                    _PURPOSE,
                    _("The keys of this installation were changed meanwhile. Ask for the archive again."),
                ),
                progress=lambda percent: _note(archive, progress=percent),
            )
            with placed([(target, name)]):
                pass
    except Refused as refused:
        _note(archive, status=WorkStatus.FAILED, message=refused.message, passphrase="")
    except Exception as error:
        logger.exception("The archive %s could not be made.", archive.pk)
        _note(archive, status=WorkStatus.FAILED, message=fault_in_words(error), passphrase="")
    else:
        is_stored = _note(
            archive, status=WorkStatus.DONE, progress=100, file=name, size=result.size, passphrase="",
            expires_at=timezone.now() + LIFETIME,
        )  # fmt: skip
        if not is_stored:  # The conference was deleted meanwhile: nothing would ever delete its archive.
            default_storage.delete(name)


def fault_in_words(error: Exception) -> str:
    """Return what a page says of a run that has failed for no reason of the user's."""
    match fault_of(error):
        case FaultCause.DISK:
            return _("The server’s disk is full.")
        case FaultCause.FILES:
            return _("The store of files did not answer. Try again in a few minutes.")
        case _other:
            return _("It failed; the log says why.")


def unsealed(passphrase: str, purpose: str, refusal: str) -> str:
    """Return a passphrase that was sealed for the worker. Raises Refused if the keys were changed since."""
    text = cipher.unseal(passphrase, purpose=purpose) if passphrase else ""
    if text is None:
        raise Refused(refusal)
    return text


def _note(archive: Archive, **changes: object) -> int:
    """Change the row; return 0 if there is none any longer."""
    return Archive.objects.filter(pk=archive.pk).update(**changes)


def hand_out(archive: Archive, *, by: User) -> None:
    """Record that someone takes the file of an archive."""
    with transaction.atomic():
        record_audit("archives.downloaded", by=by, target=archive.conference, label=archive.conference.slug)


def expire_archives() -> int:
    """Delete the files that need not be kept any longer; return how many."""
    with transaction.atomic():
        rows = list(Archive.objects.expired().select_for_update())
        for archive in rows:
            delete_file_on_commit(archive.file)
            _note(archive, file="")
    return len(rows)
