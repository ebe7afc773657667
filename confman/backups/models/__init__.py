from confman.backups.models.run import BackupRun, BackupStatus

__all__ = ["BackupRun", "BackupStatus"]
