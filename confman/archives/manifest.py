"""What archives add to an installation: words of the history."""

from django.utils.translation import gettext_lazy as _

from confman.audit.labels import AuditWords

HERE = "confman.archives"

ENTRIES = (
    AuditWords(
        verbs={
            "archives.archived": _("Conference archived"),
            "archives.restored": _("Conference restored from an archive"),
        },
        details={"personal_data": _("with personal data"), "protected": _("with protected answers")},
    ),
)
