"""Form fields that only outcomes need."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outcomes.recommendations.models.concerned_groups import ConcernedGroup

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
