"""Forms of presentations and documents."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.materials.models import Material
from agenda.sessions.models.session import Session
from confman.conferences.web.forms import ConferenceForm, ConferenceModelForm, language_field
from confman.web.forms.base import RowRevisionCheckMixin, model_field
from confman.web.uploads.fields import DocumentField


class FileOrLink(ConferenceForm):
    """Either a file or a link is given."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("file")) == bool(cleaned.get("link")) and not {"file", "link"} & set(self.errors):
            self.add_error("file", _("Give either a file or a link."))
        return cleaned


class MaterialForm(FileOrLink, RowRevisionCheckMixin, ConferenceModelForm):
    """A file or a link of a session, as the secretariat keeps it."""

    file = DocumentField(label=gettext_lazy("File"), required=False)
    language = language_field(none="—")

    class Meta:
        model = Material

    fieldsets = (
        ("", ("title", ("file", "link"), ("item", "language"), ("symbol", "visibility"), "embargo")),
    )

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.session = session
        model_field(self, "item").queryset = session.items.all()
        model_field(self, "item").empty_label = _("the whole session")
        self.fields["item"].label = _("Item")
        self.fields["link"].required = False

    def values(self) -> dict[str, Any]:
        """Return the arguments of `add_material` and `change_material`."""
        return {
            name: ("" if name == "file" and value is False else value)
            for name, value in self.own_values().items()
        }


class CheckForm(ConferenceForm):
    """The people who may see a checked material."""

    visibility = forms.ChoiceField(label=gettext_lazy("Visible to"), choices=Session.Visibility.choices)


class DueForm(ConferenceForm):
    """The deadline for presentations, in the conference's time."""

    due = forms.DateTimeField(
        label=gettext_lazy("Presentations are due"),
        required=False,
        help_text=gettext_lazy("Speakers can hand in until then. Empty: as long as they like."),
    )
