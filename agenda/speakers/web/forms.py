"""Forms that speakers fill in on their page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from agenda.materials.web.forms import FileOrLink
from agenda.sessions.models.personal import SpeakerProfile
from agenda.sessions.models.session import Item, Session
from confman.conferences.web.forms import ConferenceForm, language_field
from confman.people.models import Person
from confman.translation.text import TranslatedText
from confman.web.forms.base import model_field
from confman.web.links import LinkFormField
from confman.web.uploads.fields import DocumentField, ImageField


class SpeakerAnswerForm(ConferenceForm):
    """Yes, or no and why."""

    answer = forms.ChoiceField(choices=[("confirm", "confirm"), ("decline", "decline")])
    reason = forms.CharField(label=gettext_lazy("Reason (if you decline)"), required=False, max_length=2000)


class SpeakerForm(ConferenceForm):
    """A speaker about themselves, in the language of the page."""

    biography = forms.CharField(
        label=gettext_lazy("Biography"),
        required=False,
        max_length=5000,
        widget=forms.Textarea({"rows": 6}),
        help_text=gettext_lazy("A few sentences, as they may be read out when you are introduced."),
    )
    photo = ImageField(label=gettext_lazy("Photo"), required=False)
    equipment = forms.CharField(
        label=SpeakerProfile._meta.get_field("equipment").verbose_name,
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        help_text=SpeakerProfile._meta.get_field("equipment").help_text,
    )
    remarks = forms.CharField(
        label=gettext_lazy("Anything else we should know"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, person: Person, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.language = person, language
        self.initial.setdefault("biography", person.biography.get(language, ""))
        self.initial.setdefault("photo", person.photo or None)

    def details(self) -> dict[str, Any]:
        """Return the fields of the person; the biography in other languages stays."""
        texts = {**self.person.biography, self.language: self.cleaned_data["biography"]}
        fields: dict[str, Any] = {
            "biography": TranslatedText({code: text for code, text in texts.items() if text})
        }
        if "photo" in self.changed_data:
            fields["photo"] = self.cleaned_data["photo"]
        return fields


class HandInForm(FileOrLink):
    """A presentation of a speaker, for the session or one of its items."""

    item = forms.ModelChoiceField(
        Item.objects.none(),
        label=gettext_lazy("For"),
        required=False,
        empty_label=gettext_lazy("the whole session"),
    )
    title = forms.CharField(label=gettext_lazy("Title"), max_length=300, required=False)
    file = DocumentField(label=gettext_lazy("File"), required=False)
    link = LinkFormField(label=gettext_lazy("or a link"), max_length=1000, required=False)
    language = language_field(none="—")

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        model_field(self, "item").queryset = session.items.all()
        if not session.items.exists():
            del self.fields["item"]

    def values(self, language: str) -> dict[str, Any]:
        """Return the arguments of `hand_in`; the title is in the language of the page, else the file's name."""
        cleaned = self.cleaned_data
        title = cleaned["title"] or (cleaned["file"].name if cleaned["file"] else "")
        return {
            "item": cleaned.get("item"),
            "title": TranslatedText({language: title} if title else {}),
            "file": cleaned["file"] or "",
            "link": cleaned["link"],
            "language": cleaned["language"],
        }
