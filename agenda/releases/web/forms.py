"""Forms around releases: publishing, comparing two, the mails to those concerned."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenda.releases.domain.publication import next_label
from agenda.releases.models import FINAL, AgendaRelease
from confman.conferences.web.forms import ConferenceForm, ConferenceModelForm
from confman.web.forms.base import RevisionCheckMixin, choice_field, show_instead

WORKING = "working"


class PublishForm(RevisionCheckMixin, ConferenceForm):
    shown_at = forms.DateTimeField(widget=forms.HiddenInput, required=False)
    label = forms.CharField(
        label=_("Label"),
        max_length=40,
        required=False,
        help_text=_("As in provisional, Rev.1, final. It stands at the head of the agenda."),
        widget=forms.TextInput({"list": "labels"}),
    )
    is_final = forms.BooleanField(
        label=_("Final agenda"),
        required=False,
        help_text=_("Documents no longer call it provisional. Revisions of it are final, too."),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_(
            "For readers: what this revision is about. It also goes into the mails, where you can change it."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        latest = AgendaRelease.objects.defer("content", "changes").latest_of(self.conference)
        self.labels = (next_label(latest), FINAL)
        self.initial["label"] = self.labels[0]
        self.initial["is_final"] = bool(latest and latest.is_final)
        self.initial["shown_at"] = timezone.now().isoformat()

    def clean(self) -> dict[str, Any]:
        """Leave the label that stands there to the verb: the first final agenda has another than a revision."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("label") == self.initial["label"]:
            cleaned["label"] = ""
        return cleaned

    def seen_now(self, current: str) -> str:
        return current

    def note_current(self, current: str) -> None:
        """Let the form, shown again, publish what is there now."""
        super().note_current(current)
        show_instead(self, "shown_at", self.initial["shown_at"])


class CompareForm(ConferenceForm):
    """Two agendas: releases, or the working agenda."""

    before = forms.ChoiceField(label=_("Before"))
    after = forms.ChoiceField(label=_("After"))

    def __init__(self, *args: Any, releases: list[AgendaRelease], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbered = [(str(release.pk), release.numbered) for release in releases]
        choice_field(self, "before").choices = numbered
        choice_field(self, "after").choices = [(WORKING, _("the working agenda")), *numbered]


class NoticeTextForm(ConferenceModelForm):
    class Meta:
        model = AgendaRelease
        fields = ("mail_text",)
        labels = {"mail_text": _("Message")}
        help_texts = {
            "mail_text": _(
                "Appears in every mail of this release, above the changes for its reader. Write it in each "
                "language: readers of another one get the first."
            )
        }
