"""Archives that the operator brings to the page: the worker restores them, and keeps no file."""

import datetime as dt
import logging
from uuid import UUID

from django.core.files import File
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from confman.accounts import cipher
from confman.accounts.models import User
from confman.accounts.system_users import system_user
from confman.archives.domain.orders import fault_in_words, unsealed
from confman.archives.domain.restore import unarchive_conference
from confman.archives.models import MAX_SECONDS, Restoration
from confman.audit.domain.recorder import record_audit
from confman.machines.files import local_copy
from confman.machines.jobs import queue_job
from confman.web.database.changes import delete_file_on_commit
from confman.web.errors import Refused
from confman.web.job_permissions import recheck_permission
from confman.web.models import WorkStatus

logger = logging.getLogger(__name__)

PERMISSION = "archives.restore_archive"
# For so long the page lists what became of a file.
LISTED = dt.timedelta(days=30)
_PURPOSE = "passphrase of a restoration"


def order_restoration(
    file: File, *, by: User, slug: str = "", passphrase: str = "", without_protected: bool = False
) -> Restoration:
    """Keep an archive for the worker, which begins when the transaction commits.

    Raises Refused while another is being restored.
    """
    with transaction.atomic():
        # Of two at the same moment the second waits here, and finds what the first has brought.
        User.objects.select_for_update(no_key=True).get(pk=system_user("job").pk)
        _fail_what_was_killed()
        if Restoration.objects.unfinished().exists():
            raise Refused(_("Another archive is being restored. Wait until that is done."))
        row = Restoration(
            requested_by=by,
            name=str(file.name or "")[-200:],
            slug=slug,
            without_protected=without_protected,
            passphrase=cipher.seal(passphrase, purpose=_PURPOSE) if passphrase else "",
        )
        row.file.save("archive.zip", file, save=False)
        row.save(force_insert=True)
        record_audit("archives.restore_ordered", by=by, target=row, label=row.name)
        queue_job(
            "confman.archives.tasks.restore_archive", str(row.pk), translation.get_language(),
            group="archives", timeout=MAX_SECONDS,
        )  # fmt: skip
    return row


def restore_ordered(key: str | UUID) -> None:
    """Restore an archive that was brought. May be called twice: only one run finds it waiting."""
    queryset = Restoration.objects.filter(pk=key, status=WorkStatus.QUEUED)
    if not queryset.update(status=WorkStatus.RUNNING, started_at=timezone.now()):
        return
    row = Restoration.objects.select_related("requested_by").get(pk=key)
    try:
        recheck_permission(row.requested_by, PERMISSION, None)
        assert row.requested_by is not None
        passphrase = unsealed(
            row.passphrase,
            _PURPOSE,
            _("The keys of this installation were changed meanwhile. Bring the archive again."),
        )
        with local_copy(row.file.name or "") as path:
            result = unarchive_conference(
                path,
                by=row.requested_by,
                slug=row.slug,
                passphrase=passphrase,
                without_protected=row.without_protected,
                progress=lambda percent: _note(row, progress=percent),
            )
    except Refused as refused:
        _note(row, status=WorkStatus.FAILED, message=refused.message)
    except Exception as error:
        logger.exception("The archive %s could not be restored.", row.pk)
        _note(row, status=WorkStatus.FAILED, message=fault_in_words(error))
    else:
        _note(
            row, status=WorkStatus.DONE, progress=100, slug=result.conference.slug,
            message=" ".join(result.warnings),
        )  # fmt: skip
    finally:
        _delete_file(row)


def expire_restorations() -> int:
    """Give up what was killed, and delete what nobody looks at any more; return how many."""
    with transaction.atomic():
        _fail_what_was_killed()
        return Restoration.objects.filter(created_at__lt=timezone.now() - LISTED).delete()[0]


def _fail_what_was_killed() -> None:
    for row in Restoration.objects.killed():
        _note(row, status=WorkStatus.FAILED, message=_("It was interrupted."))
        _delete_file(row)


def _delete_file(row: Restoration) -> None:
    with transaction.atomic():
        delete_file_on_commit(row.file)
        _note(row, file="", passphrase="")


def _note(row: Restoration, **changes: object) -> None:
    Restoration.objects.filter(pk=row.pk).update(**changes)
