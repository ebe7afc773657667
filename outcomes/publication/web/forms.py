"""Forms of the official document: its annexes, corrections, and the options of the secretariat."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.rooms.models import WorkingGroup
from confman.conferences.models import Conference, Theme
from confman.conferences.web.forms import (
    ConferenceForm,
    ConferenceModelForm,
    ConferenceRowField,
    LanguagesField,
    filter_field,
    language_field,
)
from confman.translation.forms import TranslatedFormField
from confman.translation.languages import language_direction, language_name
from confman.web.forms.selection import chosen_keys
from confman.web.uploads.fields import MEGABYTE, DocumentField
from confman.web.uploads.pdfs import pages_of_pdf
from outcomes.publication.domain.issues import Correction, latest_issue
from outcomes.recommendations.domain.outcome_documents import as_ranges, paragraphs_of_preamble
from outcomes.recommendations.domain.plain_text import labels
from outcomes.recommendations.domain.versions import MAX_CHARACTERS
from outcomes.recommendations.models.addressee import Addressee
from outcomes.recommendations.models.document import Annex, DocumentIssue, OutcomeDocument
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.stages import Stage

# The most that a page shows; a corrigendum of more needs a revision, in several steps.
MAX_AT_ONCE = 30


class AnnexForm(ConferenceModelForm):
    file = DocumentField(
        label=gettext_lazy("file"),
        limit=20 * MEGABYTE,
        is_settled=True,
        required=False,
        help_text=gettext_lazy(
            "The pages of a PDF follow the document’s own; another file is attached to it."
        ),
    )

    class Meta:
        model = Annex

    fieldsets = ((None, ("title", "text", "file")),)

    def clean_file(self) -> Any:
        """Return the file. A PDF whose pages nobody can take is refused: they would be missing from the document."""
        file = self.cleaned_data["file"]
        if file and file is not self.initial.get("file"):
            pages_of_pdf(file.read())
            file.seek(0)
        return file


class CorrectionChoiceForm(ConferenceForm):
    """A form that chooses the recommendations and languages to be corrected."""

    numbers = forms.CharField(
        label=gettext_lazy("numbers of the recommendations"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("As in 3, 7–9."),
    )
    languages = LanguagesField(label=gettext_lazy("languages of the text"))
    passages = forms.BooleanField(label=gettext_lazy("title and preamble, too"), required=False)

    def clean_numbers(self) -> list[int]:
        numbers: set[int] = set()
        for part in re.split(r"[,;\s]+", self.cleaned_data["numbers"].strip()):
            match = re.fullmatch(r"(\d{1,6})(?:[-–](\d{1,6}))?", part)
            if part and not match:
                raise ValidationError(_("Write numbers as in 3, 7–9."))
            if match:
                first, last = int(match[1]), int(match[2] or match[1])
                if last - first >= MAX_AT_ONCE:
                    raise ValidationError(_("At most %(most)d at once.") % {"most": MAX_AT_ONCE})
                numbers |= set(range(first, last + 1))
        if len(numbers) > MAX_AT_ONCE:
            raise ValidationError(_("At most %(most)d at once.") % {"most": MAX_AT_ONCE})
        return sorted(numbers)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("numbers") and not cleaned.get("passages"):
            self.add_error(
                "numbers", _("Say which recommendations are to be corrected, or tick title and preamble.")
            )
        return cleaned

    def recommendations(self, document: OutcomeDocument) -> list[Recommendation]:
        """Return the chosen recommendations. Raises ValidationError if one is not published under this number."""
        numbers = self.cleaned_data["numbers"]
        published = document.recommendations.published().filter(number__in=numbers).in_order()
        rows = list(published.select_related("conference", "current_version", "document"))
        missing = sorted(set(numbers) - {row.number for row in rows})
        if missing:
            raise ValidationError(
                _("No published recommendation has this number: %(numbers)s.")
                % {"numbers": as_ranges(missing)}
            )
        return rows


@dataclass(frozen=True)
class TextRow:
    """A paragraph on the page: its name, and its field in each language."""

    label: str
    cells: list[Any]


@dataclass(frozen=True)
class TextGroup:
    heading: str
    rows: list[TextRow]


class CorrectionForm(ConferenceForm):
    """A form for all paragraphs of the chosen recommendations, with the present text to be corrected."""

    note = TranslatedFormField(
        label=gettext_lazy("note"),
        required=False,
        multiline=True,
        max_length=5000,
        help_text=gettext_lazy("Appears at the head of the corrigendum: why, and at whose request."),
    )

    def __init__(
        self,
        *args: Any,
        document: OutcomeDocument,
        recommendations: Sequence[Recommendation],
        languages: Sequence[str],
        passages: bool,
        revision: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.document, self.recommendations, self.languages = document, list(recommendations), list(languages)
        self.groups: list[tuple[str, list[tuple[str, list[str]]]]] = []
        self.passages = ("title", "preamble") if passages else ()
        if passages:
            self._add_passages()
        for row in self.recommendations:
            self._add_recommendation(row, revision)

    def _add_passages(self) -> None:
        self.fields["issue"] = forms.CharField(
            widget=forms.HiddenInput,
            initial=str(getattr(latest_issue(self.document), "pk", "")),
            required=False,
        )
        rows = []
        for name, label in (("title", _("Title")), ("preamble", _("Preamble"))):
            texts = getattr(self.document, name)
            cells = [self._add(f"{name}-{code}", texts.get(code, ""), code) for code in self.languages]
            rows.append((label, cells))
        self.groups.append((_("Title and preamble"), rows))

    def _add_recommendation(self, row: Recommendation, revision: bool) -> None:
        self.fields[f"base-{row.pk}"] = forms.CharField(
            widget=forms.HiddenInput, initial=str(row.current_version_id), required=False
        )
        rows = []
        for paragraph, label in zip(row.body, labels(p.level for p in row.body), strict=True):
            cells = [
                self._add(f"{row.pk}.{paragraph.id}.{code}", paragraph.text(code), code)
                for code in self.languages
            ]
            rows.append((label or _("Text"), cells))
        if revision:
            cells = [self._add(f"{row.pk}.new.{code}", "", code) for code in self.languages]
            rows.append((_("New paragraph at the end"), cells))
        self.groups.append((row.label, rows))

    def _add(self, name: str, text: str, code: str) -> str:
        rows = max(2, min(14, len(text) * len(self.languages) // 90 + 1))
        attributes = {"rows": rows, "lang": code, "dir": language_direction(code)}
        self.fields[name] = forms.CharField(
            label=language_name(code),
            required=False,
            initial=text,
            max_length=MAX_CHARACTERS,
            widget=forms.Textarea(attrs={**attributes, "class": "form-control"}),
        )
        return name

    @property
    def text_groups(self) -> list[TextGroup]:
        """The groups of fields for the page."""
        return [
            TextGroup(heading, [TextRow(label, [self[name] for name in cells]) for label, cells in rows])
            for heading, rows in self.groups
        ]

    @property
    def version_fields(self) -> list[Any]:
        names = ["issue"] if self.passages else []
        return [self[name] for name in (*names, *(f"base-{row.pk}" for row in self.recommendations))]

    def base(self) -> DocumentIssue | None:
        """Return the issue of which the page showed title and preamble."""
        keys = chosen_keys([self.cleaned_data.get("issue", "")])
        return self.document.issues.filter(pk__in=keys).first()

    def changed_passages(self) -> dict[str, dict[str, str]]:
        """Return title and preamble as they are to read, if they differ from what the page showed."""
        passages: dict[str, dict[str, str]] = {}
        base = self.base()
        for name in self.passages:
            shown = base.content.get(name, {}) if base else getattr(self.document, name)
            for code in self.languages:
                text = self.cleaned_data[f"{name}-{code}"]
                if paragraphs_of_preamble(text) != paragraphs_of_preamble(shown.get(code, "")):
                    passages.setdefault(name, {})[code] = text
        return passages

    def corrections(self) -> list[Correction]:
        """Return the paragraphs that were rewritten."""
        rewritten = []
        for row in self.recommendations:
            keys = chosen_keys([self.cleaned_data[f"base-{row.pk}"]])
            base = row.versions.filter(pk__in=keys).first() or row.current_version
            assert base is not None, "What is published has a text."
            for paragraph in [*(p.id for p in base.body), "new"]:
                names = {code: f"{row.pk}.{paragraph}.{code}" for code in self.languages}
                texts = {
                    code: self.cleaned_data[name] for code, name in names.items() if name in self.changed_data
                }
                if texts:
                    paragraph_id = "" if paragraph == "new" else paragraph
                    rewritten.append(Correction(row, base, texts, paragraph_id))
        return rewritten


class RecommendationSpreadsheetForm(ConferenceForm):
    published = forms.BooleanField(label=gettext_lazy("published ones only"), required=False)
    stage = forms.ChoiceField(
        label=gettext_lazy("stage"), required=False, choices=[("", gettext_lazy("all")), *Stage.choices]
    )
    group = filter_field(WorkingGroup.objects.all(), gettext_lazy("working group"))
    theme = filter_field(Theme.objects.all(), gettext_lazy("theme"))
    addressee = filter_field(Addressee.objects.all(), gettext_lazy("addressee"))


class RecommendationsDocumentForm(RecommendationSpreadsheetForm):
    """Form for the document's content. Once some recommendations are published, those are preselected."""

    participants = forms.ChoiceField(
        label=gettext_lazy("list of participants as an annex"),
        required=False,
        choices=[
            ("", gettext_lazy("in the final document: whole and published")),
            ("yes", gettext_lazy("yes")),
            ("no", gettext_lazy("no")),
        ],
        help_text=gettext_lazy("Only people who have agreed to be listed for the readers of the document."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound and not self.initial.get("stage"):
            published = Recommendation.objects.of(self.conference).published()
            self.initial.setdefault("published", published.exists())


class TwoColumnsForm(RecommendationsDocumentForm):
    """The same, with the language of the second column. The participants have no place in a column."""

    beside = language_field(gettext_lazy("language of the second column"))
    participants = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["beside"].initial = self.conference.languages[-1]
        self.order_fields(["beside"])


def _corrections(conference: Conference) -> QuerySet[DocumentIssue]:
    issues = DocumentIssue.objects.filter(document__conference=conference)
    return issues.exclude(kind=DocumentIssue.Kind.ORIGINAL).defer("content", "changes")


class CorrigendumDocumentForm(ConferenceForm):
    """A form that chooses one corrigendum or revision. Left empty, it is the last."""

    issue = ConferenceRowField(
        _corrections,
        label=gettext_lazy("corrigendum or revision"),
        required=False,
        empty_label=gettext_lazy("the last one"),
    )
