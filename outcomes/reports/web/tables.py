"""The people behind a figure of the report."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from confman.conferences.web.resources.tables import Column, RecordColumn, ResourceTable
from registrations.core.models.registration import Registration


class ReportPeopleTable(ResourceTable):
    person = RecordColumn(_("Name"))
    job_title = Column(_("Function"), accessor="person__job_title", default="–")
    delegation = Column(_("Delegation or organization"), empty_values=())
    category = Column(_("Category"))
    status = Column(_("Status"))

    def render_delegation(self, record: Registration, value: Any) -> Any:
        return value or record.person.organization or "–"
