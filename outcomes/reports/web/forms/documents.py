"""Options of the secretariat for the conference report and a donor's report, or one built from the record."""

from django import forms
from django.utils.translation import gettext_lazy as _

from confman.conferences.models import Partner
from confman.conferences.web.forms import ConferenceForm


class ReportDocumentForm(ConferenceForm):
    participants = forms.ChoiceField(
        label=_("list of participants as an annex"),
        required=False,
        choices=[("", _("no")), ("yes", _("yes"))],
        help_text=_("Only who has agreed to be listed for everyone."),
    )


class DonorReportDocumentForm(ReportDocumentForm):
    partner = forms.ModelChoiceField(
        label=_("donor"),
        required=False,
        queryset=Partner.objects.filter(role=Partner.Role.DONOR),
        empty_label=_("the first of the list"),
    )
