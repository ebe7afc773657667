"""Forms with the options of the documents of the secretariat."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.conferences.models import Conference
from confman.conferences.web.forms import ConferenceChoiceField, ConferenceForm
from confman.documents.domain.texts import document_day
from confman.translation.languages import reading_languages
from outcomes.secretariat_documents.documents.journal import journal_days


class ReadersForm(ConferenceForm):
    """For whom the list of documents is."""

    audience = forms.ChoiceField(
        label=_("For"),
        choices=[("public", _("everyone")), ("participants", _("participants: limited documents as well"))],
    )


def _days(conference: Conference) -> list[tuple[str, str]]:
    language = (reading_languages() or ("en",))[0]
    return [(day.isoformat(), document_day(day, language)) for day in journal_days(conference)]


class JournalForm(ConferenceForm):
    """Chooses the day, and takes the announcements of the secretariat."""

    day = ConferenceChoiceField(_days, none=_("today"), label=_("Day"))
    announcements = forms.CharField(
        label=_("Announcements"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One on each line, in the language of the document. The news of the site are added."),
    )


class CredentialsReportForm(ConferenceForm):
    """Asks if the committee has met."""

    state = forms.ChoiceField(
        label=pgettext_lazy("how it stands", "State"),
        choices=[("draft", _("draft, for the committee")), ("adopted", _("as the committee adopted it"))],
    )


class PressReleaseForm(ConferenceForm):
    """Asks if the press officer issues it."""

    state = forms.ChoiceField(
        label=pgettext_lazy("how it stands", "State"),
        choices=[
            ("draft", _("draft, for the press officer")),
            ("issued", pgettext_lazy("a document", "issued")),
        ],
    )
