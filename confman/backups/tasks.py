"""The worker's jobs for backups."""

# A job may take four minutes, too little for the files of a large conference.
MAX_SECONDS = 6 * 60 * 60


def make_due_backup() -> None:
    """Queue a backup if one is due; called every ten minutes."""
    from confman.backups.domain.status import backup_is_due
    from confman.machines.jobs import queue_job

    if backup_is_due():
        queue_job("confman.backups.tasks.make_backup_task", timeout=MAX_SECONDS, task_name="backups.make")


def make_backup_task() -> str:
    """Make a backup. If the queue hands a long job out again, the second run finds it in progress and ends."""
    from confman.backups.domain.backup import make_scheduled_backup
    from confman.backups.domain.status import backup_is_due
    from confman.web.errors import Refused

    if not backup_is_due():
        return "not due"
    try:
        backup = make_scheduled_backup()
    except Refused as refused:
        return refused.message
    return f"{backup.path}: {backup.rows} rows, {backup.files} files"


def sweep_files_task() -> str:
    """Delete files that no row names. Raises Refused if the folder looks like that of another database."""
    from confman.accounts.system_users import system_user
    from confman.backups.domain.orphaned_files import sweep_files

    swept = sweep_files(by=system_user("job"))
    return f"{swept.files} of {swept.old} files, {swept.bytes} bytes"
