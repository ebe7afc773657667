"""Forms of drafting: their fields, filters, details, the text of one language."""

import re
from collections.abc import Sequence
from typing import Any, cast

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.forms import formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.rooms.models import WorkingGroup
from agenda.sessions.models.session import Session
from confman.accounts.models import User, Visitor
from confman.conferences.domain.parts import themes_named
from confman.conferences.models import Conference, Theme
from confman.conferences.web.forms import ConferenceForm, ConferenceModelForm
from confman.conferences.web.resources import filters
from confman.translation.forms import TranslatedFormField
from confman.web.forms.base import Fieldset, field_of, model_field
from outcomes.recommendations.domain.addressees import addressees_named
from outcomes.recommendations.domain.plain_text import ParagraphText, labels, paragraphs_of, split_plain_text
from outcomes.recommendations.domain.transitions import may
from outcomes.recommendations.domain.versions import MAX_CHARACTERS, groups_of_writer
from outcomes.recommendations.models.addressee import Addressee, ConcernedGroup
from outcomes.recommendations.models.document import Section
from outcomes.recommendations.models.paragraphs import Paragraph, TextStatus
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.stages import Stage, stages_where

# The number of targets and the letters of the means of implementation of each goal.
_GOALS = {
    1: (5, "ab"), 2: (5, "abc"), 3: (9, "abcd"), 4: (7, "abc"), 5: (6, "abc"), 6: (6, "ab"), 7: (3, "ab"),
    8: (10, "ab"), 9: (5, "abc"), 10: (7, "abc"), 11: (7, "abc"), 12: (8, "abc"), 13: (3, "ab"), 14: (7, "abc"),
    15: (9, "abc"), 16: (10, "ab"), 17: (19, ""),
}  # fmt: skip

SDG_TARGETS: tuple[str, ...] = tuple(
    f"{goal}.{target}"
    for goal, (count, letters) in _GOALS.items()
    for target in (*range(1, count + 1), *letters)
)
# A whole goal may be named, too.
SDG_WORDS = frozenset((*SDG_TARGETS, *map(str, _GOALS)))


# With more choices than this, a select replaces the checkboxes.
MAX_BOXES = 24


class WordsField(forms.CharField):
    """A field for several short words in one line, separated by commas."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        return [word for word in re.split(r"[,;\s]+", super().clean(value)) if word]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial) != data


class SdgTargetsField(WordsField):
    """A field for targets of the Sustainable Development Goals: 5.2, 8.7, 16.a."""

    def clean(self, value: Any) -> Any:
        words = super().clean(value)
        for word in words:
            if word.lower() not in SDG_WORDS:
                raise ValidationError(
                    _("“%(word)s” is not an SDG target as in 5.2 or 16.a.") % {"word": word}
                )
        return list(dict.fromkeys(word.lower() for word in words))


class ConcernedGroupsField(forms.MultipleChoiceField):
    """The groups concerned; values that an import added to our own list can be kept or removed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=ConcernedGroup.choices, widget=forms.CheckboxSelectMultiple, **kwargs)

    def keep(self, values: list[str]) -> None:
        """Offer these too."""
        labels = dict(ConcernedGroup.choices)
        self.choices = [*ConcernedGroup.choices, *((value, value) for value in values if value not in labels)]


class NewNamesField(forms.CharField):
    """A field for names that are not on a list yet, one per line; cleans to a list."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=3000, help_text=gettext_lazy("One a line."), **kwargs)
        self.widget.attrs["rows"] = 2

    def clean(self, value: Any) -> Any:
        names = [" ".join(line.split()) for line in super().clean(value).splitlines()]
        if long := next((name for name in names if len(name) > 300), ""):
            raise ValidationError(_("“%(name)s…” is longer than a name can be.") % {"name": long[:60]})
        return [name for name in dict.fromkeys(names) if name]


def as_boxes(field: Any) -> None:
    """Show a field of several objects as checkboxes, unless there are too many."""
    if field.queryset.count() <= MAX_BOXES:
        field.widget = forms.CheckboxSelectMultiple()
        field.widget.choices = field.choices
    else:
        field.widget.attrs["size"] = 10


# Stages off the way from draft to publication.
ASIDE = stages_where(lambda facts: not facts.stop)


class RecommendationFilter(filters.ResourceFilter):
    q = filters.SearchFilter()
    stage = filters.ViewFilter(Stage.choices, method="in_stage", rare=ASIDE)
    group = filters.RowFilter(
        gettext_lazy("Working group"), WorkingGroup.objects.all(), field_name="working_group"
    )
    theme = filters.RowFilter(gettext_lazy("Theme"), Theme.objects.all(), field_name="themes")
    addressee = filters.RowFilter(gettext_lazy("Addressee"), Addressee.objects.all(), field_name="addressees")

    def in_stage(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(stage=value)

    def count_views(self, view: django_filters.Filter, values: list[str]) -> list[int]:
        counts = dict(self.queryset.order_by().values_list("stage").annotate(Count("pk")))
        counts[""] = sum(counts.values())
        return [counts.get(value, 0) for value in values]


def level_choices() -> list[tuple[int, str]]:
    """Return the levels of a paragraph, as the reading language marks them."""
    return [(level, mark or _("paragraph")) for level, mark in enumerate(labels((0, 1, 2)))]


class NewNamesMixin:
    """Takes the addressees and themes that were chosen together with those whose names were typed."""

    conference: Conference
    cleaned_data: dict[str, Any]

    def several(self, *, by: User, language: str) -> dict[str, Any]:
        """Return addressees and themes, for the verbs; new ones are also added to their lists."""
        data = self.cleaned_data
        new = addressees_named(self.conference, by=by, names=data["new_addressees"], language=language)
        return {
            "addressees": [*data["addressees"], *new],
            "themes": [*data["themes"], *themes_named(self.conference, by=by, names=data["new_themes"])],
        }


class RecommendationDetailsForm(NewNamesMixin, ConferenceModelForm):
    """A form for the details of a recommendation beside its text."""

    sdg_targets = SdgTargetsField(
        label=gettext_lazy("SDG targets"), required=False, help_text=gettext_lazy("As in 5.2, 8.7, 16.a.")
    )
    new_addressees = NewNamesField(label=gettext_lazy("Addressees that are not in the list"))
    new_themes = NewNamesField(label=gettext_lazy("Themes that are not in the list"))
    concerned_groups = ConcernedGroupsField(label=gettext_lazy("Groups concerned"), required=False)

    class Meta:
        model = Recommendation
        fields: tuple[str, ...] = (
            "addressees", "themes", "section", "session", "proposers", "proposed_by", "priority", "sdg_targets",
            "concerned_groups", "visibility", "due_on",
        )  # fmt: skip

    fieldsets: Sequence[Fieldset] = (
        (
            gettext_lazy("What it is for"),
            ("addressees", "new_addressees", "themes", "new_themes", ("priority", "due_on")),
        ),
        (gettext_lazy("Where it comes from"), (("section", "session"), "proposers", "proposed_by")),
        (gettext_lazy("More"), ("sdg_targets", "concerned_groups", "visibility")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        model_field(self, "section").queryset = Section.objects.filter(document__conference=self.conference)
        model_field(self, "session").queryset = Session.objects.of(self.conference).order_by("start")
        for name in ("addressees", "themes", "proposers"):
            as_boxes(self.fields[name])
        field_of(self, "concerned_groups", ConcernedGroupsField).keep(
            list(self.instance.concerned_groups or [])
        )

    def details(self) -> dict[str, Any]:
        """Return the plain fields, for the verbs."""
        others = {"addressees", "themes", "proposers", "new_addressees", "new_themes", "text"}
        return {name: value for name, value in self.cleaned_data.items() if name not in others}

    def several(self, *, by: User, language: str) -> dict[str, Any]:
        """Return addressees, themes and proposers, for the verbs; new ones are also added to their lists."""
        return {
            **super().several(by=by, language=language),
            "proposers": list(self.cleaned_data["proposers"]),
        }


class DraftTextField(TranslatedFormField):
    """The text of a draft in each language."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=gettext_lazy("Text"),
            multiline=True,
            max_length=MAX_CHARACTERS,
            help_text=gettext_lazy(
                "An empty line begins a new paragraph; (a) a sub-paragraph, (i) one below it. Put what is disputed"
                " into [square brackets]. One language is enough to begin with."
            ),
            **kwargs,
        )


class DraftTextMixin:
    """Reads the field `text` as paragraphs, in every language the same ones."""

    cleaned_data: dict[str, Any]

    def clean_text(self) -> Any:
        texts = self.cleaned_data["text"]
        try:
            self.paragraphs = paragraphs_of(dict(texts))
        except ValueError as error:
            raise ValidationError(
                _(
                    "%(fault)s Every language needs the same paragraphs; leave a language out for now if it lacks some."
                )
                % {"fault": error}
            ) from error
        return texts


class RoomDraftForm(NewNamesMixin, DraftTextMixin, ConferenceForm):
    """A new draft in a group's room: its text, and what submission requires."""

    text = DraftTextField()
    addressees = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Addressees"), queryset=Addressee.objects.all(), required=False
    )
    new_addressees = NewNamesField(label=gettext_lazy("Addressees that are not in the list"))
    themes = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Themes"), queryset=Theme.objects.all(), required=False
    )
    new_themes = NewNamesField(label=gettext_lazy("Themes that are not in the list"))
    session = forms.ModelChoiceField(
        label=gettext_lazy("Session it comes from"),
        queryset=Session.objects.order_by("start"),
        required=False,
    )

    fieldsets: Sequence[Fieldset] = (
        (None, ("text",)),
        (gettext_lazy("What it is for"), ("addressees", "new_addressees", "themes", "new_themes")),
        (gettext_lazy("Where it comes from"), ("session",)),
    )
    rare_sections = 2

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("addressees", "themes"):
            as_boxes(self.fields[name])


class DraftForm(DraftTextMixin, RecommendationDetailsForm):
    """A new draft: its text, the group, and the details."""

    text = DraftTextField()

    class Meta(RecommendationDetailsForm.Meta):
        fields = ("working_group", *RecommendationDetailsForm.Meta.fields)

    # The visibility always has a value, which would keep its section open; the other fields may wait.
    fieldsets = ((None, ("text", ("working_group", "visibility"))), *RecommendationDetailsForm.fieldsets)
    rare_sections = 3

    def __init__(self, *args: Any, user: Visitor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group_field = model_field(self, "working_group")
        if not may(user, "outcomes.table_recommendation", self.conference):
            group_field.queryset = groups_of_writer(self.conference, user)
            group_field.required = True
            group_field.empty_label = None
        else:
            group_field.empty_label = _("none: from the plenary")

    def details(self) -> dict[str, Any]:
        return {name: value for name, value in super().details().items() if name != "working_group"}


class ParagraphForm(forms.Form):
    """A form for a paragraph in the language that is being written."""

    id = forms.CharField(required=False, widget=forms.HiddenInput)
    level = forms.TypedChoiceField(label=gettext_lazy("Level"), coerce=int, choices=level_choices, initial=0)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        max_length=MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def paragraphs(self) -> list[ParagraphText]:
        """Return the paragraphs in the box: usually one; more if several were pasted."""
        data = self.cleaned_data
        parts = split_plain_text(data.get("text") or "")
        if not parts:
            return [ParagraphText("", data["level"], data["id"])] if data.get("id") else []
        return [
            ParagraphText(
                text, max(level, data["level"]) if number == 0 else level, data["id"] if number == 0 else ""
            )
            for number, (level, text) in enumerate(parts)
        ]


class BaseParagraphFormSet(forms.BaseFormSet):
    """The paragraphs in order, without those marked for deletion."""

    def paragraphs(self) -> list[ParagraphText]:
        return [
            paragraph
            for form in self.ordered_forms
            if not self._should_delete_form(form)  # type: ignore[attr-defined]
            for paragraph in form.paragraphs()
        ]

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["ORDER"].label = _("Place")
        form.fields["ORDER"].widget.attrs.update({"min": 1, "class": "paragraph-place"})
        form.fields["DELETE"].label = _("Remove in all languages")


# The type stubs lose the class of the formset.
ParagraphFormSet = cast(
    "type[BaseParagraphFormSet]",
    formset_factory(
        ParagraphForm, BaseParagraphFormSet, can_order=True, can_delete=True, max_num=400, absolute_max=400
    ),
)


class TextForm(forms.Form):
    """A form for the facts that accompany a new version."""

    base = forms.UUIDField(widget=forms.HiddenInput)
    status = forms.ChoiceField(
        label=gettext_lazy("This text is"),
        choices=[choice for choice in TextStatus.choices if choice[0] != TextStatus.STALE],
        initial=TextStatus.DRAFT,
    )
    editorial = forms.BooleanField(
        label=gettext_lazy(
            "Only the wording of this language changes; the other languages still say the same"
        ),
        required=False,
    )
    reason = forms.CharField(label=gettext_lazy("What was changed, and why"), required=False, max_length=300)


class RecommendationMergeForm(ConferenceForm):
    """The text of the merger, in each language."""

    text = TranslatedFormField(label=gettext_lazy("Text"), multiline=True, max_length=MAX_CHARACTERS)
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=300)

    def clean_text(self) -> Any:
        texts = self.cleaned_data["text"]
        try:
            self.paragraphs: list[Paragraph] = paragraphs_of(dict(texts), dict.fromkeys(texts, "reviewed"))
        except ValueError as error:
            raise ValidationError(str(error)) from error
        return texts
