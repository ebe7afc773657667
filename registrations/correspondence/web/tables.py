"""The list of signatories."""

from __future__ import annotations

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from confman.conferences.web.resources.tables import Column, RecordColumn, ResourceTable
from confman.web.templatetags.confman_web import status_badge


class SignatoryTable(ResourceTable):
    name = RecordColumn(pgettext_lazy("of a person", "Name"))
    job_title = Column(gettext_lazy("Function"))
    signature = Column(gettext_lazy("Signature"), default=lambda: pgettext("signature", "by hand"))

    def render_signature(self) -> SafeString:
        return status_badge("there", _("there is a picture"), "good")
