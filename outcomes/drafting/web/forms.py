"""Forms of a group's room: comments on a draft, brackets, parts of a split, imported paragraphs, the screen."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from agenda.rooms.models import WorkingGroup
from confman.conferences.web.forms import ConferenceForm, language_field
from confman.web.uploads.fields import upload_attributes
from outcomes.drafting.domain.group_stages import EVERY_PART, MAX_PARTS
from outcomes.drafting.exchange.text_import import MAX_BYTES
from outcomes.recommendations.domain.plain_text import tidy
from outcomes.recommendations.domain.wording import DELETE, KEEP, REPLACE
from outcomes.recommendations.models.paragraphs import Paragraph, TextStatus


class ParagraphCommentForm(forms.Form):
    """A form for a comment on one paragraph, or for other words; with `answer_to` an answer."""

    version = forms.UUIDField(widget=forms.HiddenInput)
    paragraph = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    language = forms.CharField(max_length=16, widget=forms.HiddenInput)
    answer_to = forms.UUIDField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("Comment"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    proposed_text = forms.CharField(
        label=gettext_lazy("Write instead"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def contribution(self, present_text: str) -> dict[str, str]:
        """Return comment and proposal; a box that still has the present text proposes nothing."""
        proposed = self.cleaned_data["proposed_text"]
        return {
            "text": self.cleaned_data["text"],
            "proposed_text": "" if tidy(proposed) == present_text else proposed,
        }


class BracketForm(forms.Form):
    """A form that settles one bracketed passage."""

    base = forms.UUIDField()
    paragraph = forms.CharField(max_length=40)
    language = forms.CharField(max_length=16)
    number = forms.IntegerField(min_value=0)
    action = forms.ChoiceField(choices=[(action, action) for action in (KEEP, DELETE, REPLACE)])
    instead = forms.CharField(required=False, max_length=20_000)


class TextStatusForm(forms.Form):
    """A form that sets the status of the text in one language."""

    base = forms.UUIDField()
    status = forms.ChoiceField(
        choices=[choice for choice in TextStatus.choices if choice[0] != TextStatus.STALE]
    )


class ReturnForm(forms.Form):
    """A form that asks why a draft is returned; the other actions need no words."""

    reason = forms.CharField(required=False, max_length=300)


class SplitForm(ConferenceForm):
    """A form that assigns each paragraph to a part. `chosen` maps paragraph ids to numbers, 0 for every part."""

    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=300)

    def __init__(self, *args: Any, body: list[Paragraph], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.body = body
        numbers = range(1, min(max(len(body), 2), MAX_PARTS) + 1)
        choices = [
            (EVERY_PART, _("in every part")),
            *((number, _("part %(number)d") % {"number": number}) for number in numbers),
        ]
        for row, part in zip(body, suggested_parts([row.level for row in body]), strict=True):
            self.fields[f"part-{row.id}"] = forms.TypedChoiceField(
                label=_("Goes into"), coerce=int, choices=choices, initial=part
            )

    @property
    def rows(self) -> list[tuple[Paragraph, Any]]:
        return [(row, self[f"part-{row.id}"]) for row in self.body]

    def chosen(self) -> dict[str, int]:
        return {row.id: self.cleaned_data[f"part-{row.id}"] for row in self.body}


def suggested_parts(levels: list[int]) -> list[int]:
    """Return the part foreseen for each paragraph: paragraphs below another go with it.

    Where one beginning has sub-paragraphs, each of those is a part, and the beginning stands in every one.
    """
    begins = 1 if levels.count(0) == 1 and levels[0] == 0 and 1 in levels else 0
    parts: list[int] = []
    part = 0
    for index, level in enumerate(levels):
        if begins and index == 0:
            parts.append(EVERY_PART)
            continue
        part = min(part + 1, MAX_PARTS) if level <= begins or not part else part
        parts.append(part)
    return parts


class TextImportForm(ConferenceForm):
    """A Word file, a text file, or pasted text."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("Word (.docx) or plain text, up to 10 MB."),
        widget=forms.FileInput(
            attrs={
                "accept": ".docx,.txt,text/plain",
                **upload_attributes(MAX_BYTES, gettext_lazy("This is neither Word (.docx) nor plain text.")),
            }
        ),
    )
    text = forms.CharField(
        label=gettext_lazy("Or paste the text"),
        required=False,
        max_length=1_000_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy(
            "Each numbered paragraph (1., 2., …) becomes a draft; (a) and (i) stand below it."
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("file") and not (cleaned.get("text") or "").strip():
            raise ValidationError(_("Choose a file, or paste a text."))
        return cleaned


class ImportedRowForm(forms.Form):
    """A form for one paragraph of the preview: its kind and its text."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("of a passage", "Is"),
        choices=[
            ("draft", gettext_lazy("a new draft")),
            ("paragraph", gettext_lazy("another paragraph of the draft above")),
            ("a", gettext_lazy("(a): a sub-paragraph")),
            ("i", gettext_lazy("(i): one below that")),
            ("join", gettext_lazy("joined to the paragraph above")),
            ("out", gettext_lazy("left out")),
        ],
    )
    text = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


ImportedRowFormSet = forms.formset_factory(ImportedRowForm, extra=0, max_num=1000, absolute_max=1000)


class DraftChoicesForm(ConferenceForm):
    """A form for all drafts of an import: language, group, and where they come from."""

    language = language_field()
    group = forms.ModelChoiceField(
        label=gettext_lazy("Working group"),
        queryset=WorkingGroup.objects.none(),
        required=False,
        empty_label=gettext_lazy("none: from the plenary"),
    )
    source = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)

    def __init__(self, *args: Any, groups: Any, may_choose_none: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["group"]
        field.queryset = groups
        if not may_choose_none:
            field.required, field.empty_label = True, None
