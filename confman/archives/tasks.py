"""The worker's jobs for archives."""

from django.utils import translation


def make_archive(key: str, language: str) -> None:
    """Make an archive that was asked for on a page in this language."""
    from confman.archives.domain.orders import make_ordered

    with translation.override(language):
        make_ordered(key)


def expire_archives_task() -> int:
    """Delete the files of archives that need not be kept any longer."""
    from confman.archives.domain.orders import expire_archives

    return expire_archives()
