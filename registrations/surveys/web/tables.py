"""The list of surveys."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from confman.conferences.web.resources import tables
from registrations.surveys.models import Survey


class SurveyTable(tables.ResourceTable):
    selected = tables.SelectionColumn()
    title = tables.RecordColumn(_("Title"))
    kind = tables.ChoiceColumn(_("Kind"))
    state = tables.StatusColumn(pgettext_lazy("of a survey", "State"))
    question_count = tables.NumberColumn(_("Questions"))
    response_count = tables.NumberColumn(pgettext_lazy("of a survey", "Answered"))

    def render_title(self, record: Survey, value: Any) -> SafeString:
        return tables.below(
            self.link(record, value), record.session.title if record.session else record.group
        )

    def render_response_count(self, record: Survey, value: int) -> Any:
        if self.view.may_edit:
            return value
        return format_html('<a href="{}">{}</a>', self.view.address_of(record), gettext("Results"))
