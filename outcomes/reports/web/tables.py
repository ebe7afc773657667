"""The people behind a figure of the report."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from confman.conferences.web.resources import tables
from registrations.core.models.registration import Registration


class ReportPeopleTable(tables.ResourceTable):
    person = tables.RecordColumn(_("Name"))
    job_title = tables.Column(_("Function"), accessor="person__job_title", default="–")
    delegation = tables.Column(_("Delegation or organization"), empty_values=())
    category = tables.Column(_("Category"))
    status = tables.Column(_("Status"))

    def render_delegation(self, record: Registration, value: Any) -> Any:
        return value or record.person.organization or "–"
