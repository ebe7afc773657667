"""Forms of the register: a document, one of its languages, a reason, a series."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agenda.sessions.models.session import Item
from confman.conferences.models import Conference
from confman.conferences.web.forms import (
    ConferenceField,
    ConferenceForm,
    ConferenceModelForm,
    ConferenceRowField,
    ConferenceRowsField,
    filter_field,
    language_field,
)
from confman.people.privacy import Audience
from confman.web.forms.base import REST, model_field, offered_rows
from confman.web.uploads.fields import DocumentField
from outcomes.register.domain.documents import deadline_in_words, draft_decisions_of, series_of_texts
from outcomes.register.domain.lines import published_items
from outcomes.register.models import DocumentSeries, RegisteredDocument

FILE_HELP = _("PDF, Word, Excel, PowerPoint or OpenDocument, up to 50 MB.")


def items_of(conference: Conference) -> QuerySet[Item]:
    """Return the items of the agenda, in its order."""
    rows = Item.objects.filter(session__conference=conference)
    return rows.order_by("session__start", "session", "position", "id")


def item_field() -> ConferenceRowField:
    """Return the field of an agenda item."""
    return ConferenceRowField(items_of, label=_("Agenda item"), required=False, empty_label="–")


def file_field(**options: Any) -> Any:
    """Return the field of a document’s file, which shows none that is there."""
    field: Any = DocumentField(label=_("File"), **{"help_text": FILE_HELP, **options})
    field.widget = forms.FileInput(field.widget.attrs)
    return field


class OwnSeriesField(ConferenceRowField):
    """The field of a series for a delegation, which says until when each is handed in."""

    def __init__(self) -> None:
        super().__init__(
            lambda conference: DocumentSeries.objects.of(conference).of_delegations(), label=_("Series")
        )

    def offer(self, conference: Conference) -> None:
        super().offer(conference)
        self.help_text = " ".join(_until(row) for row in offered_rows(self) if row.deadline)

    def label_from_instance(self, series: Any) -> str:
        return str(series.title)


def _until(series: DocumentSeries) -> str:
    is_over = series.is_past_deadline(timezone.now())
    text = (
        gettext("%(series)s: was possible until %(when)s.")
        if is_over
        else gettext("%(series)s: until %(when)s.")
    )
    return text % {"series": series.title, "when": deadline_in_words(series)}


class PublishedItemField(ConferenceField, forms.ModelChoiceField):
    """The field of an agenda item for those who know only the published agenda."""

    def __init__(self) -> None:
        super().__init__(None, label=_("Agenda item"), required=False, empty_label="–")

    def offer(self, conference: Conference) -> None:
        self.known = published_items(conference, Audience.PARTICIPANTS)
        self.queryset = items_of(conference).filter(pk__in=self.known)

    def label_from_instance(self, item: Any) -> str:
        return str(self.known[item.pk])


class HandInDocumentForm(ConferenceForm):
    """A delegation’s document, in one language."""

    title = forms.CharField(label=_("Title"), max_length=500)
    series = OwnSeriesField()
    item = PublishedItemField()
    language = language_field()
    file = file_field()


class DocumentMailForm(ConferenceForm):
    """The series whose new documents a participant is notified of by mail."""

    series = ConferenceRowsField(
        lambda conference: DocumentSeries.objects.of(conference), label=_("Series"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


class IssueTextForm(ConferenceForm):
    """As which document a text is issued."""

    series = ConferenceRowField(series_of_texts, label=_("Series"), empty_label=None)
    item = item_field()


class DraftDecisionsForm(ConferenceForm):
    """Chooses the draft decisions of one file: of an item, chosen ones, or all."""

    item = filter_field(items_of, _("Agenda item"))
    documents = ConferenceRowsField(
        draft_decisions_of,
        label=_("Draft decisions"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all."),
    )


class RegisteredDocumentForm(ConferenceModelForm):
    """Asks for the entry of a document in the register; for a new one also for its file, in one language."""

    item = item_field()
    language = language_field(_("Language of the file"))
    file = file_field(required=False)

    fieldsets = (
        ("", ("title", ("series", "item"))),
        (_("File"), ("language", "file")),
        (_("Submitted by"), (("delegation", "sponsor"),)),
        (_("Distribution"), (("distribution", "embargo"),)),
        (_("Belongs to another document"), (("kind", "parent"), "replaces", REST)),
    )

    class Meta:
        model = RegisteredDocument
        fields = (
            "title", "series", "item", "delegation", "sponsor", "distribution", "embargo", "kind", "parent", "replaces",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            distribution = self.fields["distribution"]
            distribution.required = False
            distribution.help_text = _(
                "Without a choice it is that of the document it belongs to, else the usual one of the series."
            )
        else:
            del self.fields["language"], self.fields["file"]
            for name in ("parent", "replaces"):
                field = model_field(self, name)
                field.queryset = offered_rows(field).exclude(pk=self.instance.pk)
        if self.instance.symbol:
            for name in ("series", "kind", "parent"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("delegation") and cleaned.get("sponsor"):
            raise ValidationError(
                {"sponsor": gettext("Choose the delegation, or write who else submits the document.")}
            )
        return cleaned


class DocumentLanguageForm(ConferenceForm):
    """A language of a document: its file, or that it is awaited."""

    language = language_field()
    file = file_field(
        required=False,
        help_text=_(
            "PDF, Word, Excel, PowerPoint or OpenDocument, up to 50 MB. Empty: it is in translation."
        ),
    )


class DocumentReasonForm(ConferenceForm):
    """Asks for the reason of a return or withdrawal."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 3}),
        help_text=_("The person who submitted it reads this."),
    )  # fmt: skip


class SeriesForm(ConferenceModelForm):
    fieldsets = (
        ("", ("title", ("code", "separator"))),
        ("", (("distribution", "position"),)),
        (_("Handed in"), (("open_to", "deadline"),)),
    )

    class Meta:
        model = DocumentSeries
