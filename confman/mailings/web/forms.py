"""Forms of the steps of a mailing."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from confman.accounts.models import Visitor
from confman.conferences.web.forms import ConferenceChoiceField, ConferenceForm, conference_languages
from confman.documents.models import DocumentJob
from confman.mail.web.forms import MailTextForm
from confman.mailings.domain.mailings import LARGEST_MAIL
from confman.mailings.models import IS_NEWS, Mailing
from confman.mailings.registries import MailingAudience, audiences
from confman.registries import Ref
from confman.translation.forms import TranslatedFormField
from confman.web.forms.base import choice_field
from confman.web.uploads.fields import DocumentField


class NewMailingForm(ConferenceForm):
    """A new mailing: what the team calls it, and to whom it goes."""

    name = Mailing._meta.get_field("name").formfield()
    audience = forms.ChoiceField(label=_("To whom"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, user: Visitor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "audience").choices = [
            (audience.key, audience.label)
            for audience in audiences
            if audience.is_offered and user.has_perm(audience.permission, self.conference)
        ]


class MailingAudienceForm(ConferenceForm):
    """The first step of a mailing; the form of its audience adds which people."""

    name = forms.CharField(label=_("Name"), max_length=120)
    is_news = forms.TypedChoiceField(
        label=_("What the mails are"),
        choices=IS_NEWS,
        coerce=lambda value: value == "True",
        required=False,
        empty_value=None,
        widget=forms.RadioSelect,
        help_text=_("News carries a link to stop it, and goes to nobody who has stopped it."),
    )
    once_a_mailbox = Mailing._meta.get_field("once_a_mailbox").formfield()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A choice that is gone must not read as "all": it is shown, but cannot be saved again.
        for name, field in self.fields.items():
            choice = self.initial.get(name)
            if isinstance(field, forms.ChoiceField) and choice and not field.valid_value(choice):
                offered: Any = field.choices
                field.widget.choices = [*offered, (choice, _("(no longer there)"))]
                field.error_messages["invalid_choice"] = _(
                    "Your choice is no longer available. Please choose again."
                )

    def get_values(self) -> dict[str, Any]:
        """Return the arguments of the verb."""
        values = {
            name: self.cleaned_data[name] for name in MailingAudienceForm.base_fields if name in self.fields
        }
        if "is_news" in values:
            values["is_news"] = bool(values["is_news"])
        options = {name: self.cleaned_data[name] for name in self.fields if name not in values}
        # An audience that asks nothing has its options from elsewhere.
        return {
            **values,
            **({"options": {name: value for name, value in options.items() if value}} if options else {}),
        }


def audience_form(audience: MailingAudience) -> type[MailingAudienceForm]:
    """Return the form of the first step for an audience."""
    form: Any = audience.form
    base = form.load() if isinstance(form, Ref) else form
    order = ["name", "is_news", *base.base_fields, "once_a_mailbox"]
    # Only people can stop news: a form that hides a field of its base has none.
    less = {} if audience.people else {"is_news": None}
    return type("AudienceToWhomForm", (base, MailingAudienceForm), {"field_order": order, **less})


class MailingTextForm(MailTextForm):
    """Subject and text of a mailing, in the languages of the conference."""

    subject = TranslatedFormField(label=_("Subject"), max_length=200)
    body = TranslatedFormField(label=_("Text"), multiline=True, max_length=20000)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "subject" in cleaned and "body" in cleaned and set(cleaned["subject"]) != set(cleaned["body"]):
            raise forms.ValidationError(
                _(
                    "A language needs both a subject and a text. If both are empty, its readers get another language."
                )
            )
        return cleaned


class FileForm(ConferenceForm):
    """Form for an attachment of a mailing: an uploaded file or a generated document."""

    file = DocumentField(
        label=_("File"),
        required=False,
        limit=LARGEST_MAIL,
        is_settled=True,
        widget=forms.FileInput,
        help_text=_("PDF, Office, OpenDocument, PNG or JPEG. The attachments of a mail may have up to 7 MB."),
    )
    document = forms.ChoiceField(label=_("Or a document that was made here"), required=False)
    language = ConferenceChoiceField(
        lambda conference: [("", str(_("all languages"))), *conference_languages(conference)],
        label=_("Attach it to mails in"),
        required=False,
    )

    def __init__(self, *args: Any, documents: Sequence[DocumentJob], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.documents = {str(job.pk): job for job in documents}
        choices: list[tuple[str, Any]] = [("", _("none"))]
        for key, job in self.documents.items():
            made_at = date_format(self.conference.local(job.created_at), "DATETIME_FORMAT")
            choices.append((key, f"{PurePath(job.file.name or '').name}, {made_at}"))
        choice_field(self, "document").choices = choices
        if not documents:
            del self.fields["document"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and bool(cleaned.get("file")) == bool(cleaned.get("document")):
            raise forms.ValidationError(_("Choose either a file or a document."))
        return cleaned


class SendForm(ConferenceForm):
    """Asks for the time of a mailing."""

    when = forms.ChoiceField(
        label=_("When"),
        choices=[("now", _("Now")), ("later", _("At a set time"))],
        initial="now",
        widget=forms.RadioSelect,
    )
    at = forms.DateTimeField(label=_("Time"), required=False, help_text=_("In the time of the conference."))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("when") == "later" and not cleaned.get("at") and "at" not in self.errors:
            self.add_error("at", _("Enter a day and a time."))
        return cleaned


def initial_of(mailing: Mailing) -> dict[str, Any]:
    """Return the values with which the first step of a mailing begins."""
    return {**mailing.options, **{name: getattr(mailing, name) for name in MailingAudienceForm.base_fields}}
