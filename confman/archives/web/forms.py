"""Forms about the end of a conference."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from confman.archives.domain.passphrase import SHORTEST
from confman.conferences.web.forms import ConferenceForm
from confman.web.forms.base import StyledForm
from confman.web.uploads.fields import MEGABYTE, at_most

# The largest archive that the page accepts; the command restores larger ones.
LARGEST = 1024 * MEGABYTE


class ArchiveForm(ConferenceForm):
    """Form to ask for an archive."""

    personal_data = forms.TypedChoiceField(
        label=_("People"),
        widget=forms.RadioSelect,
        choices=[
            ("1", _("With personal data: all of it, to be restored elsewhere")),
            ("0", _("Without: people are numbers, totals stay")),
        ],
        coerce=lambda value: value == "1",
        initial="1",
    )
    passphrase = forms.CharField(
        label=_("Passphrase for protected answers"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        required=False,
        min_length=SHORTEST,
        max_length=200,
        help_text=_(
            "Passports and visas are in the archive only under a passphrase. Without it they are lost: keep it "
            "apart from the file."
        ),
    )


class RestoreForm(StyledForm, forms.Form):
    """Form to restore a conference from its archive."""

    file = forms.FileField(
        label=_("Archive"),
        validators=[at_most(LARGEST)],
        widget=forms.FileInput(attrs={"accept": ".zip"}),
        help_text=_("The zip that “Archive and deletion” or the command archive has made, up to 1 GB."),
    )
    slug = forms.SlugField(
        label=_("Short name in the address"),
        required=False,
        max_length=60,
        help_text=_("Empty: that of the archive."),
    )
    passphrase = forms.CharField(
        label=_("Passphrase for protected answers"),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        required=False,
        max_length=200,
        help_text=_("Only if the archive has protected answers."),
    )
    without_protected = forms.BooleanField(label=_("Leave the protected answers out"), required=False)


class LegalHoldForm(ConferenceForm):
    """Form for the reason of a legal hold; an empty reason lifts the hold."""

    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=2000,
        help_text=_(
            "The person who asked for it, and the reason. If empty, there is no legal hold, and "
            "retention continues."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("reason", self.conference.legal_hold)


class DeleteConferenceForm(ConferenceForm):
    """Form to delete a conference; its address must be typed, so that nobody does so by accident."""

    address = forms.CharField(
        label=_("Short name in the address"), help_text=_("Type it, so that it is deleted on purpose.")
    )

    def clean_address(self) -> str:
        typed: str = self.cleaned_data["address"].strip().strip("/")
        if typed != self.conference.slug:
            raise ValidationError(
                gettext("Nothing was deleted: the address is %(slug)s.") % {"slug": self.conference.slug}
            )
        return typed
