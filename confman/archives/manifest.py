"""Registers archives: their page, a daily job, labels of the history."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.audit.labels import AuditLabels
from confman.conferences.registries import NavigationView
from confman.mail.registry import ScheduledJob

HERE = "confman.archives"

ENTRIES = (
    NavigationView(
        "archives.archive",
        "conferences.conference",
        _("Archive and deletion"),
        "archives_secretariat:archive",
        permission="archives.archive_conference",
        position=60,
        words=pgettext_lazy("search", "export close read only delete legal hold retention bag backup"),
        guide="next-conference#when-a-conference-is-over",
    ),
    ScheduledJob("archives.expire", f"{HERE}.tasks.expire_archives_task", minutes=24 * 60),
    AuditLabels(
        verbs={
            "archives.ordered": _("Archive asked for"),
            "archives.archived": _("Conference archived into a file"),
            "archives.downloaded": _("Archive downloaded"),
            "archives.restore_ordered": _("Archive brought to be restored"),
            "archives.restored": _("Conference restored from an archive"),
            "archives.hold_set": _("Legal hold put on the conference"),
            "archives.hold_lifted": _("Legal hold lifted"),
            "archives.mail_opened": _("Mail of the restored conference released"),
            "conferences.deleted": _("Conference deleted"),
        },
        details={"personal_data": _("with personal data"), "protected": _("with protected answers")},
    ),
)
