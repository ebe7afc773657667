"""The register of correspondence, signatories, and the texts of letters of invitation and notes verbales."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import View

from confman.accounts.models import Visitor
from confman.accounts.sessions import user_of
from confman.conferences.web.resources.records import CHANGE, Fact, RecordAction, RecordView
from confman.conferences.web.resources.resource import Messages, Resource
from confman.conferences.web.resources.views import Empty, ResourceFormView, ResourceListView
from confman.conferences.web.verb_views import VerbFormView
from confman.documents.registry import document_kinds
from confman.documents.web.secretariat import made_or_requested
from confman.translation.languages import language_direction, language_name, reading_in
from confman.web.forms.selection import chosen_keys
from confman.web.uploads.stored_files import file_response
from registrations.core.domain.settings import settings_of
from registrations.core.web.base import RegistrationsMixin
from registrations.correspondence.documents.free_notes import notes_in_the_register
from registrations.correspondence.documents.letters import standard_invitation, standard_note
from registrations.correspondence.domain.correspondence import (
    add_signatory,
    change_letter,
    change_signatory,
    delete_signatory,
    register_letter,
    strike_out,
)
from registrations.correspondence.models import Correspondence, Invitee, Signatory
from registrations.correspondence.web.forms import (
    CorrespondenceForm,
    LetterSettingsForm,
    SignatoryForm,
    StrikeOutForm,
)
from registrations.correspondence.web.tables import LetterFilter, LetterTable, SignatoryTable
from registrations.lifecycle.domain.settings import change_settings


class CorrespondenceMixin(RegistrationsMixin):
    queryset = Correspondence.objects.select_related(
        "conference", "invitee", "delegation", "registration__person", "signatory", "recorded_by"
    )
    heading: Any = gettext_lazy("No. %(number)s")
    success_name = "registrations_secretariat:letter"
    permission = "registrations.edit_invitees"
    navigation_key = "registrations.correspondence"
    message_names = {"number": "object.number"}


FILE = RecordAction(page="-file", permission="registrations.view_invitees", when="is_made_here")


class LetterView(RecordView):
    """One entry of the register: its data, its scan, and the letter itself if it was made here."""

    template_name = "registrations/correspondence/letter.html"
    queryset = CorrespondenceMixin.queryset
    facts = (
        Fact("direction", pgettext_lazy("of a letter", "Direction")), "subject", "sender", "recipient", "their_number",
        Fact("channel", gettext_lazy("Channel")),
        Fact("language", gettext_lazy("Language"), lambda row: row.language and language_name(row.language)),
        "signatory", Fact("recorded_by", gettext_lazy("Entered by")),
        Fact("invitee", page="invitee"), Fact("delegation", page="delegation"),
        Fact("registration", page="registration"),
    )  # fmt: skip
    record_actions = (
        replace(FILE, label=gettext_lazy("Word"), arguments=["docx"], icon="file-earmark-word"),
        replace(FILE, label=gettext_lazy("Scan"), page="-scan", icon="file-earmark", when="scan"),
        replace(CHANGE, unless="struck_out_at"),
        RecordAction(
            label=gettext_lazy("Strike out"), page="strike-out", icon="slash-circle", unless="struck_out_at"
        ),
        replace(FILE, label=gettext_lazy("PDF"), arguments=["pdf"], icon="file-earmark-pdf", is_primary=True),
    )

    @property
    def is_made_here(self) -> bool:
        return may_make(self.request.user, self.object)

    def get_facts(self) -> Iterable[str | Fact]:
        # The register is read by more than may know who needs a visa.
        is_named = not self.object.kind or may_read(self.request.user, self.object)
        return [fact for fact in self.facts if is_named or getattr(fact, "name", fact) != "registration"]

    def get_heading(self) -> str:
        return _("No. %(number)s") % {"number": self.object.number}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kind = document_kinds.get("registrations.note_verbale")
        may_write = self.request.user.has_perm(kind.permission, self.conference)
        is_note = may_write and notes_in_the_register(self.conference).filter(pk=self.object.pk).exists()
        return super().get_context_data(is_note=is_note, **kwargs)


class LetterFormView(ResourceFormView):
    """A letter that was received, or sent without being made here."""

    heading = gettext_lazy("No. %(number)s")

    def message_values(self) -> dict[str, Any]:
        return {"number": self.object.number}

    def get_initial(self) -> dict[str, Any]:
        if not self.is_new:
            return {}
        keys = chosen_keys(self.request.GET.getlist("invitee"))
        invitee = Invitee.objects.of(self.conference).filter(pk__in=keys).first()
        initial: dict[str, Any] = {"date": self.conference.today()}
        if invitee:
            initial |= {"invitee": invitee, "delegation": invitee.delegation_id}
        return initial

    def form_invalid(self, form: Any) -> HttpResponse:
        form.store_scan()
        return super().form_invalid(form)


letters = Resource(
    model=Correspondence, name="letter", list_name="registrations_secretariat:correspondence-list",
    label=gettext_lazy("Correspondence"),
    lead=gettext_lazy("The register: every letter in and out under a number that is given once."),
    empty=Empty(
        "journal-text", gettext_lazy("No letter has come or gone yet"),
        gettext_lazy(
            "Letters of invitation appear here as soon as they are written. Enter what comes by post, with its scan."
        ),
    ),
    navigation_key="registrations.correspondence",
    view_permission="registrations.view_invitees", edit_permission="registrations.edit_invitees",
    rows=Correspondence.objects.of,
    table=LetterTable, filter=LetterFilter, form=CorrespondenceForm, detail=LetterView,
    add=register_letter, change=change_letter,
    add_label=gettext_lazy("Enter a letter"),
    messages=Messages(
        gettext_lazy("The letter has the number %(number)s."), gettext_lazy("No. %(number)s was changed."),
    ),
    form_view=LetterFormView,
)  # fmt: skip


class StrikeOutMixin:
    """The form by which a void letter is struck out of the register, and what that means."""

    form_class: Any = StrikeOutForm
    heading = gettext_lazy("Strike out No. %(number)s")
    lead = gettext_lazy(
        "The letter stays in the register with its number and the reason; the number is not given again. This "
        "cannot be undone."
    )
    submit = gettext_lazy("Strike out")
    success_message = gettext_lazy("No. %(number)s is struck out.")


class StrikeOutView(StrikeOutMixin, CorrespondenceMixin, VerbFormView):
    verb = strike_out


class ScanView(CorrespondenceMixin, View):
    """The scan of a letter."""

    permission = "registrations.view_invitees"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        scan = self.object.scan
        extension = (scan.name or "").rpartition(".")[2]
        name = f"{self.object.number.replace('/', '-')}.{extension}"
        return file_response(request, scan, name=name, attachment=False)


def letter_kind(letter: Correspondence) -> str:
    """Return the key of the document that makes a letter of the register; '' if it was not made here.

    The kind of a letter written by an upper floor includes that floor: "outcomes.transmittal".
    """
    if not letter.kind:
        return ""
    kind = letter.kind if "." in letter.kind else f"registrations.{letter.kind}"
    return f"{kind}_letter"


def may_read(user: Visitor, letter: Correspondence) -> bool:
    """Tell whether this user may read a letter made here: some kinds have permissions of their own."""
    key = letter_kind(letter)
    return key in document_kinds and bool(
        user.has_perm(document_kinds.get(key).permission, letter.conference)
    )


def may_make(user: Visitor, letter: Correspondence) -> bool:
    """Tell whether this user may make the letter again."""
    return not letter.struck_out_at and may_read(user, letter)


class LetterFileView(CorrespondenceMixin, View):
    """Downloads the letter, made from the register now, in PDF or Word."""

    permission = "registrations.view_invitees"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        letter, key = self.object, letter_kind(self.object)
        if not may_make(request.user, letter):
            raise Http404
        return made_or_requested(
            key,
            self.conference,
            language=letter.language,
            format=self.kwargs["format"],
            options={"letters": [str(letter.pk)]},
            name=letter.number.replace("/", "-"),
            by=user_of(request),
        )


# --- Signatories, and texts of letters ---------------------------------------------------------------


class SignatoryListView(ResourceListView):
    """Signatories, the prefix of numbers, the texts of letters and notes in each language, and the Word template."""

    template_name = "registrations/correspondence/signatory_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        settings = settings_of(self.conference)
        return super().get_context_data(
            settings=settings,
            next_number=f"{settings.letter_prefix}{settings.last_letter + 1}",
            letter_texts=self.texts(settings.invitation_text, standard_invitation),
            note_texts=self.texts(settings.note_text, standard_note),
            **kwargs,
        )

    def texts(self, own_texts: Mapping[str, str], standard: Callable[[], str]) -> list[dict[str, Any]]:
        """List what is written in each language of the conference: its own text, else the standard one."""
        rows = []
        for code in self.conference.languages:
            with reading_in(code):
                text = own_texts.get(code) or standard()
            rows.append(
                {
                    "code": code,
                    "name": language_name(code),
                    "direction": language_direction(code),
                    "text": text,
                    "is_own": bool(own_texts.get(code)),
                }
            )
        return rows


signatories = Resource(
    model=Signatory, name="signatory", label=gettext_lazy("Letters and signatories"),
    empty=Empty("pen", gettext_lazy("Nobody yet: letters end with “The secretariat”, and room to sign by hand.")),
    navigation_key="registrations.signatories",
    edit_permission="registrations.edit_invitees",
    table=SignatoryTable, form=SignatoryForm,
    add=add_signatory, change=change_signatory, delete=delete_signatory,
    add_label=gettext_lazy("Add a signatory"),
    delete_consequence=gettext_lazy(
        "The picture of the signature goes, too. A letter made again has no signature until another signs.",
    ),
    list_view=SignatoryListView,
)  # fmt: skip


class LetterSettingsView(VerbFormView):
    permission = "registrations.edit_invitees"
    navigation_key = "registrations.signatories"
    list_label = gettext_lazy("Letters and signatories")
    form_class = LetterSettingsForm
    heading = gettext_lazy("Text and numbers of letters")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": settings_of(self.conference)}

    verb = change_settings
    success_message = gettext_lazy("Saved. Letters made from now on say this.")
