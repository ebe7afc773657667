from confman.backups.domain.backup import make_backup, make_scheduled_backup
from confman.backups.domain.restore import restore_backup
from confman.backups.domain.sweeping import sweep_files

__all__ = ["make_backup", "make_scheduled_backup", "restore_backup", "sweep_files"]
