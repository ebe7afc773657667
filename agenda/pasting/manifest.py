"""What pasting adds to a conference: words of the history."""

from django.utils.translation import gettext_lazy as _

from confman.audit.labels import AuditWords

ENTRIES = (AuditWords(verbs={"agenda.programme_pasted": _("Pasted programme accepted")}),)
