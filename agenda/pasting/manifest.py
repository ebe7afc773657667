"""What the history calls that a pasted programme was accepted."""

from django.utils.translation import gettext_lazy as _

from confman.audit.labels import AuditWords

ENTRIES = (AuditWords(verbs={"agenda.programme_pasted": _("Pasted programme accepted")}),)
