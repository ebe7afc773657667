"""Forms of letters of transmittal and of the answers to them."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from confman.conferences.web.forms import ConferenceForm, language_field
from confman.translation.text import TranslatedText
from outcomes.follow_up.domain.review import ANSWERS, ResponseLine
from outcomes.follow_up.models.follow_up import Response
from outcomes.recommendations.models.recommendation import Recommendation
from registrations.core.models.invitation import ON_PAPER, LetterChannel
from registrations.correspondence.web.forms import LettersForm, ScanField, ScanFormMixin


class TransmittalForm(LettersForm):
    """Form for the options of the letters."""

    answer_by = forms.DateField(
        label=gettext_lazy("Answer by"),
        required=False,
        help_text=gettext_lazy("Empty: no deadline is named."),
    )
    language = language_field(none=gettext_lazy("each in the addressee’s own"))
    again = forms.BooleanField(
        label=gettext_lazy("Send again what an addressee was sent before"),
        required=False,
        help_text=gettext_lazy("Otherwise a letter has only what its addressee was not sent yet."),
    )
    send = forms.BooleanField(
        label=gettext_lazy("Send by e-mail now where there is an address"), required=False
    )

    fieldsets = (
        (None, (("date", "answer_by"), ("signatory", "language"), ("format",), "again", "send")),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("answer_by", self.conference.today() + dt.timedelta(days=60))


class MarkSentForm(ConferenceForm):
    """A form that records how and when a letter was sent on paper."""

    on = forms.DateField(label=gettext_lazy("Left on"))
    channel = forms.ChoiceField(
        label=gettext_lazy("Went by"),
        choices=[(channel.value, channel.label) for channel in ON_PAPER],
        initial=LetterChannel.POST,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", self.conference.today())


@dataclass(frozen=True)
class AnswerEntry:
    """A recommendation with the fields for its answer, and the earlier answer."""

    recommendation: Recommendation
    answer: BoundField
    text: BoundField
    given: Response | None


class AnswersForm(ConferenceForm):
    """A choice and a text for each recommendation that was sent."""

    def __init__(
        self,
        *args: Any,
        asked: Sequence[Recommendation],
        given: Iterable[Response],
        language: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        self.given: Mapping[UUID, Response] = {row.recommendation_id: row for row in given}
        choices = [(answer.value, answer.label) for answer in ANSWERS]
        for row in asked:
            answer, text = self._names(row)
            before = self.given.get(row.pk)
            self.fields[answer] = forms.ChoiceField(
                label=pgettext("noun", "Answer"),
                required=False,
                choices=[("", _("not decided yet")), *choices],
                widget=forms.RadioSelect,
                initial=_initial(before, "answer", language),
            )
            self.fields[text] = forms.CharField(
                label=_("What is intended, reasons"),
                required=False,
                max_length=10_000,
                widget=forms.Textarea({"rows": 3}),
                initial=_initial(before, "text", language),
            )

    @staticmethod
    def _names(row: Recommendation) -> tuple[str, str]:
        return f"answer_{row.pk}", f"text_{row.pk}"

    @property
    def entries(self) -> list[AnswerEntry]:
        """The entries in the order of the letter, for the page."""
        lines = []
        for row in self.asked:
            answer, text = self._names(row)
            before = self.given.get(row.pk)
            received = before if before and before.received_at else None
            lines.append(AnswerEntry(row, self[answer], self[text], received))
        return lines

    def answers(self) -> dict[UUID, ResponseLine]:
        """Return what was filled in, by recommendation."""
        cleaned = self.cleaned_data
        return {
            row.pk: ResponseLine(*(cleaned.get(name, "") for name in self._names(row))) for row in self.asked
        }


def _initial(row: Response | None, name: str, language: str) -> str:
    """Return the initial value of a field: the draft, else what was answered."""
    if row is None:
        return ""
    if row.draft:
        return str(row.draft.get(name, ""))
    if name == "answer":
        return "" if row.answer == Response.Answer.NO_REPLY else row.answer
    return TranslatedText.of(row.text).in_language(language)


class FocalPointAnswersForm(AnswersForm):
    """The focal point's form; a formal letter may accompany it."""

    letter_number = forms.CharField(
        label=gettext_lazy("Number of your letter"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("If you also answer by a letter."),
    )
    letter_date = forms.DateField(label=gettext_lazy("Its date"), required=False)


class PaperAnswersForm(ScanFormMixin, AnswersForm):
    """The form for answers that staff type in from a letter, which is entered in the register."""

    their_number = forms.CharField(
        label=gettext_lazy("Number of their letter"), required=False, max_length=60
    )
    date = forms.DateField(label=gettext_lazy("Date of their letter"))
    channel = forms.ChoiceField(
        label=gettext_lazy("Came by"), choices=LetterChannel.choices, initial=LetterChannel.POST
    )
    language = language_field(gettext_lazy("They wrote in"))
    scan = ScanField(label=gettext_lazy("Scan"))

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, language=language, **kwargs)
        self.initial.setdefault("date", self.conference.today())
        self.initial.setdefault("language", language)

    def letter_fields(self) -> list[BoundField]:
        """Return the fields about the letter, without the answers."""
        return [self[name] for name in ("their_number", "date", "channel", "language", "scan")]
