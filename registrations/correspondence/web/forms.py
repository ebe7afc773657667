"""Forms of the register of correspondence, signatories and letters; scans survive an error in the form."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from confman.conferences.models import Conference
from confman.conferences.web.forms import ConferenceForm, ConferenceModelForm, ConferenceRowField
from confman.web.forms.base import show_instead
from confman.web.forms.selection import chosen_keys
from confman.web.uploads.fields import MEGABYTE, DocumentField, ImageField
from registrations.core.models.registration import Registration
from registrations.core.models.settings import RegistrationSettings
from registrations.correspondence.documents.free_notes import notes_in_the_register
from registrations.correspondence.documents.letters import NOTE_PLACEHOLDERS, PLACEHOLDERS, names_in_braces
from registrations.correspondence.models import Correspondence, CorrespondenceDirection, Signatory
from registrations.spreadsheets.exchange.stored_uploads import store_upload, stored_upload

SCANNED = ("pdf", "jpg", "png")


class ScanField(DocumentField):
    """A scanned letter: PDF, JPEG or PNG by its content."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _("PDF, JPEG or PNG, up to 20 MB."))
        super().__init__(limit=20 * MEGABYTE, required=False, **options)
        self.widget.attrs["accept"] = ".pdf,.jpg,.jpeg,.png"

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if file and file is not initial and file.name.rpartition(".")[2] not in SCANNED:
            raise ValidationError(
                gettext("A scan is a PDF, a JPEG or a PNG. Please save it as one of these.")
            )
        return file


class LettersForm(ConferenceForm):
    """Asks for the options of several letters."""

    date = forms.DateField(label=_("Date of the letters"))
    signatory = forms.ModelChoiceField(
        Signatory.objects.all(), label=_("Signed by"), required=False, empty_label=_("the secretariat")
    )
    format = forms.ChoiceField(
        label=_("Make the file for"),
        choices=[
            ("pdf", _("printing (PDF)")),
            ("docx", _("changing by hand (Word)")),
            ("", _("nothing now")),
        ],
        required=False,
        initial="pdf",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("date", self.conference.today())
        self.initial.setdefault("signatory", Signatory.objects.filter(conference=self.conference).first())


class ScanFormMixin(forms.Form):
    """A form with a `scan` that is kept if the form has errors elsewhere, so that nobody selects it twice."""

    kept_scan = forms.UUIDField(required=False, widget=forms.HiddenInput)

    conference: Conference

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        key = cleaned.pop("kept_scan", None)
        if key and not self.files.get(self.add_prefix("scan")) and "scan" not in self.errors:
            content = stored_upload(self.conference, key)
            if content:
                cleaned["scan"] = self.fields["scan"].clean(SimpleUploadedFile("scan", content))
        return cleaned

    def store_scan(self) -> None:
        """Keep the uploaded scan when the form is shown again, and say so."""
        if "scan" in self.errors:
            return
        key: Any = self.data.get(self.add_prefix("kept_scan"))
        file = self.files.get(self.add_prefix("scan"))
        if file:
            file.seek(0)
            key = store_upload(self.conference, file.read())
        if not key or not chosen_keys([str(key)]):
            return
        show_instead(self, "kept_scan", key)
        # The bound field copied the help text when it was asked for its data.
        self["scan"].help_text = _("The file you chose is kept. Choose another only to replace it.")


class CorrespondenceForm(ScanFormMixin, ConferenceModelForm):
    """One entry of the register. Number and direction never change."""

    scan = ScanField(label=_("Scan"))
    participant = forms.CharField(
        label=_("Participant"),
        required=False,
        max_length=300,
        help_text=_("The person the letter is about, by the whole name or the e-mail."),
    )

    fieldsets = (
        ("", (("direction", "date", "channel"), "their_number", ("sender", "recipient"), "subject", "scan")),
        (_("Concerns"), (("invitee", "delegation"), ("participant", "signatory"))),
    )

    class Meta:
        model = Correspondence
        fields = [
            "direction", "date", "channel", "their_number", "sender", "recipient", "subject", "scan", "invitee",
            "delegation", "signatory",
        ]  # fmt: skip
        widgets = {"direction": forms.RadioSelect}
        help_texts = {"their_number": _("The number that the sender gave the letter.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            del self.fields["direction"]
            if self.instance.kind:
                # A letter made under this number is about the same person for ever.
                del self.fields["participant"]
            elif self.instance.registration:
                person = self.instance.registration.person
                self.initial["participant"] = person.email or str(person.name)

    def clean_participant(self) -> Registration | None:
        """Return the single registration meant. Raises ValidationError for none and for several."""
        query = self.cleaned_data["participant"].strip()
        if not query:
            return None
        if query == self.initial.get("participant"):
            # Whoever shares a mailbox, or has cancelled since: the letter is about them.
            return self.instance.registration
        rows = Registration.objects.of(self.conference).alive().with_names()
        registrations = list(rows.filter(person__email__iexact=query)[:2]) or list(rows.search(query)[:2])
        if not registrations:
            raise ValidationError(
                gettext("No participant of that name is registered. Part of the name is enough.")
            )
        if len(registrations) > 1:
            raise ValidationError(
                gettext("Several people have this name. Give the whole name, or the e-mail.")
            )
        return registrations[0]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "participant" in cleaned:
            cleaned["registration"] = cleaned.pop("participant")
        other = "recipient" if cleaned.get("direction") == CorrespondenceDirection.OUT else "sender"
        institution = cleaned.get("invitee") or cleaned.get("delegation")
        if self.instance._state.adding and institution and not cleaned.get(other):
            cleaned[other] = str(institution.name)
        return cleaned


class StrikeOutForm(ConferenceForm):
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("Appears in the register, beside the number.")
    )


class InvitationLettersForm(ConferenceForm):
    """A form for what the file of invitations holds."""

    note = forms.BooleanField(
        label=_("A specimen of a note verbale"),
        required=False,
        help_text=_("In place of the letters that are in the register."),
    )


class NoteVerbaleForm(ConferenceForm):
    """A form for a note verbale: its entry in the register, and what it says between the courtesies."""

    letter = ConferenceRowField(
        notes_in_the_register,
        label=_("Entry in the register"),
        required=False,
        empty_label=_("none yet: a draft without a number"),
        help_text=_("A letter out that goes by note verbale. Number, date and addressee are taken from it."),
    )
    text = forms.CharField(
        label=_("Text"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "In the third person and in the language of the document; an empty line begins a paragraph. The courtesies "
            "at the beginning and the end are added."
        ),
    )


class RegisterForm(ConferenceForm):
    """A form for the contents of the printed register."""

    direction = forms.ChoiceField(
        label=pgettext_lazy("of a letter", "Direction"),
        required=False,
        choices=[("", _("all")), *CorrespondenceDirection.choices],
    )
    since = forms.DateField(label=_("From day"), required=False)
    until = forms.DateField(label=_("To day"), required=False)


class SignatoryForm(ConferenceModelForm):
    signature = ImageField(
        label=_("Signature"),
        required=False,
        longest_side=1200,
        as_png=True,
        help_text=_("A picture on white, in PNG, JPEG or WebP. Without one, room is left to sign by hand."),
    )

    class Meta:
        model = Signatory
        fields = ["name", "job_title", "signature", "signs_certificates", "position"]
        help_texts = {"position": _("Lower comes first.")}


def about_placeholders(allowed: Sequence[str]) -> str:
    """Return the help text below the text of a letter."""
    return gettext(
        "An empty line begins a paragraph. These are filled in: %(names)s. A paragraph whose value is missing, "
        "such as a deadline, is left out. Empty: the standard text."
    ) % {"names": ", ".join(f"{{{name}}}" for name in allowed)}


def check_placeholders(text: Mapping[str, str], allowed: Sequence[str]) -> None:
    """Raise ValidationError for an unknown name in braces, in any language."""
    unknown = sorted(
        {name for wording in text.values() for name in names_in_braces(wording) if name not in allowed}
    )
    if unknown:
        raise ValidationError(
            gettext("Unknown: %(unknown)s. You may use %(allowed)s.")
            % {
                "unknown": ", ".join(f"{{{name}}}" for name in unknown),
                "allowed": ", ".join(f"{{{name}}}" for name in allowed),
            }
        )


class LetterTextsForm(ConferenceModelForm):
    """The texts of letters. `placeholders` are those that each may have; another name in braces is refused."""

    placeholders: ClassVar[dict[str, Sequence[str]]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, allowed in self.placeholders.items():
            self.fields[name].help_text = about_placeholders(allowed)
            self.fields[name].validators.append(partial(check_placeholders, allowed=allowed))


class LetterSettingsForm(LetterTextsForm):
    """The texts of letters of invitation and of notes verbales, and the prefix of numbers."""

    class Meta:
        model = RegistrationSettings
        fields = ["letter_prefix", "invitation_text", "note_text"]

    placeholders = {"invitation_text": PLACEHOLDERS, "note_text": NOTE_PLACEHOLDERS}
