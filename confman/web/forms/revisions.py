"""Carry the version that a form was filled in from, so that nobody writes over another's change unknowingly."""

from typing import Any

from django import forms

from confman.web.database.revisions import fingerprint_of
from confman.web.forms.base import show_instead


class RevisionMixin(forms.Form):
    """Carries the revision that was seen when the form was shown; a model form that of its row."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if row := getattr(self, "instance", None):
            self.initial["revision"] = row.revision

    def note_current(self, current: Any) -> None:
        """Let the form, shown again, replace what there is now."""
        show_instead(self, "revision", current.revision)


class RevisionCheckMixin(forms.Form):
    """Carries a digest of what was seen, where that has no revision and the verb compares it.

    The form says in `seen_now` what there is now. Other forms of the secretariat need it not: VerbFormView compares.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def seen_now(self, current: Any) -> str:
        raise NotImplementedError

    def note_current(self, current: Any) -> None:
        """Let the form, shown again, replace what there is now."""
        show_instead(self, "seen", self.seen_now(current))


class RowRevisionCheckMixin(RevisionCheckMixin):
    """Carries a digest of its fields of one row."""

    instance: Any
    _meta: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.seen_now(self.instance)

    def seen_now(self, current: Any) -> str:
        return fingerprint_of(current, [name for name in self._meta.fields if name in self.fields])

    def own_values(self) -> dict[str, Any]:
        """Return the values of the fields that the row has, for a valid form."""
        return {name: value for name, value in self.cleaned_data.items() if name in self._meta.fields}
