"""Forms of moving in: the files, then whether what is wrong in them is left out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from confman.conferences.web.forms import ConferenceForm
from confman.web.uploads.fields import MEGABYTE, check_size
from registrations.source_systems.exchange.files import MAX_FILES, SourceFile

LARGEST = 50 * MEGABYTE


class FilesInput(forms.FileInput):
    """Takes several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, at most LARGEST together; cleans to a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = data if isinstance(data, list) else [data]
        cleaned_files = [super(FilesField, self).clean(file, initial) for file in files or [None]]
        check_size(sum(file.size for file in cleaned_files if file), LARGEST)
        return cleaned_files


class SourceFilesForm(ConferenceForm):
    """The files of one system. Which one it is, and what each file has, is recognized by their content."""

    file = FilesField(
        label=_("Files"),
        help_text=_(
            "All pages of the JSON API of Indico, pretalx or pretix, or a ZIP of them; of pretalx also schedule.xml or "
            "schedule.json. Up to 50 MB together."
        ),
        widget=FilesInput({"accept": ".json,.xml,.zip"}),
    )

    def source_files(self) -> list[SourceFile]:
        """Return the files with their names."""
        return [SourceFile(file.name or "", file.read()) for file in self.cleaned_data["file"][:MAX_FILES]]


class TakeoverChoicesForm(ConferenceForm):
    """Asks for the user's decisions about the files."""

    skip_bad = forms.BooleanField(label=_("Leave out what is wrong, take the rest"), required=False)

    def __init__(self, *args: Any, chosen: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, initial=chosen or {}, **kwargs)

    def choices(self) -> dict[str, Any]:
        """Return the choices as registrations.source_systems.exchange.uploads takes them."""
        return dict(self.cleaned_data)
