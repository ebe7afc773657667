"""The history's words for accepting a pasted programme."""

from django.utils.translation import gettext_lazy as _

from confman.audit.labels import AuditWords

ENTRIES = (AuditWords(verbs={"agenda.programme_pasted": _("Pasted programme accepted")}),)
