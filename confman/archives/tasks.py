"""The worker's jobs for archives."""

from django.utils import translation


def make_archive(key: str, language: str) -> None:
    """Make an archive that was asked for on a page in this language."""
    from confman.archives.domain.orders import make_ordered

    with translation.override(language):
        make_ordered(key)


def restore_archive(key: str, language: str) -> None:
    """Restore an archive that was uploaded on a page in this language."""
    from confman.archives.domain.restorations import restore_ordered

    with translation.override(language):
        restore_ordered(key)


def expire_archives_task() -> int:
    """Delete archive files whose retention has ended, and old reports of restorations."""
    from confman.archives.domain.orders import expire_archives
    from confman.archives.domain.restorations import expire_restorations

    return expire_archives() + expire_restorations()
