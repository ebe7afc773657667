"""Letters of transmittal: written, viewed, sent; and answers on paper."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView, View

from agenda.core.domain.groups import grouped
from confman.accounts.models import User
from confman.accounts.sessions import user_of
from confman.conferences.models import Conference
from confman.conferences.registries import ListAction
from confman.conferences.web.base import SecretariatMixin
from confman.conferences.web.resources.actions import ActionsMixin
from confman.conferences.web.resources.records import Fact, RecordAction, RecordView
from confman.conferences.web.resources.views import Empty, ListView
from confman.conferences.web.verb_views import ConfirmView, VerbFormView
from confman.documents.domain.builder import build_data, build_document
from confman.documents.domain.jobs import request_document
from confman.documents.models import DocumentJob
from confman.documents.registry import document_kinds
from confman.documents.web.secretariat import made_or_requested
from confman.translation.languages import language_name
from confman.web.errors import Refused
from confman.web.forms.base import put_errors
from confman.web.forms.selection import chosen_keys
from confman.web.uploads.stored_files import file_response
from outcomes.follow_up.domain.focal_points import letter_language, mailbox_of
from outcomes.follow_up.domain.review import record_answer_letter
from outcomes.follow_up.domain.transmittals import (
    WrittenTransmittals,
    letters_to_write,
    mail_transmittal,
    mark_sent,
    send_transmittal,
    write_transmittals,
)
from outcomes.follow_up.keys import LETTER
from outcomes.follow_up.models.follow_up import Response
from outcomes.follow_up.models.transmittal import Transmittal
from outcomes.follow_up.web.forms import transmittals as forms
from outcomes.follow_up.web.pages import FollowUpPageMixin
from outcomes.follow_up.web.tables import TransmittalFilter, TransmittalTable
from outcomes.recommendations.models.addressee import Addressee
from registrations.correspondence.domain.correspondence import strike_out
from registrations.correspondence.web.forms import StrikeOutForm
from registrations.correspondence.web.views import StrikeOutMixin

SHOWN = 200


class TransmittalMixin(FollowUpPageMixin):
    """A page about letters, or about the one in the address."""

    navigation_key = "outcomes.transmittals"
    list_label = gettext_lazy("Letters of transmittal")
    message_names = {"number": "letter.correspondence.number"}

    def prepare(self) -> None:
        super().prepare()
        if "pk" in self.kwargs:
            rows = Transmittal.objects.of(self.conference).select_related(
                "correspondence__signatory", "addressee__conference", "addressee__focal_point__contact"
            )
            self.object = self.letter = get_object_or_404(rows, pk=self.kwargs["pk"])


class TransmittalListView(TransmittalMixin, ActionsMixin, ListView):
    """Letters with their numbers of answered recommendations; found by the number on paper."""

    template_name = "outcomes/follow_up/transmittal_list.html"
    lead = gettext_lazy(
        "Each addressee gets its own recommendations by a numbered letter, and answers them by its link or on paper."
    )
    edit_permission = "outcomes.edit_follow_up"
    table, filter = TransmittalTable, TransmittalFilter
    is_walked = True
    primary_action = "send"
    actions = (
        ListAction(
            key="send",
            label=gettext_lazy("Send by mail"),
            verb=mail_transmittal,
            consequence=gettext_lazy("Each letter goes with its link to the addressee; once to an address."),
        ),
    )
    add_name = "outcomes_secretariat:transmittal-write"
    add_label = gettext_lazy("Write letters")
    empty = Empty(
        "envelope-paper", gettext_lazy("No letter is written yet"),
        gettext_lazy("Once recommendations are published, each addressee can be sent its own."),
    )  # fmt: skip
    row_page = "transmittal"

    def get_rows(self) -> Any:
        rows = Transmittal.objects.of(self.conference).select_related("correspondence", "addressee")
        return rows.annotate(sent_count=Count("recommendations")).order_by(*Transmittal._meta.ordering or ())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = sum(bool(entry.new) for entry in letters_to_write(self.conference))
        return super().get_context_data(waiting=waiting, **kwargs)


class TransmittalWriteView(TransmittalMixin, SecretariatMixin, TemplateView):
    """The page on which staff choose addressees, language, signatory and deadline; letters are shown, then written."""

    template_name = "outcomes/follow_up/transmittal_write.html"

    def prepare(self) -> None:
        super().prepare()
        self.entries = letters_to_write(self.conference)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = forms.TransmittalForm(request.POST, conference=self.conference)
        keys = chosen_keys(request.POST.getlist("selected"))
        valid = form.is_valid()
        if not keys:
            form.add_error(None, _("Choose at least one addressee."))
        elif valid and request.POST.get("action") != "preview":
            try:
                return self._write(form.cleaned_data, keys)
            except (Refused, ValidationError) as error:
                put_errors(form, error)
        return self.render_to_response(self.get_context_data(form=form, chosen=set(keys)))

    def _write(self, data: dict[str, Any], addressees: list[Any]) -> HttpResponse:
        names = ("date", "answer_by", "signatory", "language", "again", "send")
        with transaction.atomic():
            transmittals = write_transmittals(
                self.conference, addressees, by=self.acting_user, **{name: data[name] for name in names}
            )
            jobs = self._jobs(transmittals, data["format"])
        count = len(transmittals.letters)
        message = ngettext("%(count)d letter is written.", "%(count)d letters are written.", count)
        messages.success(self.request, message % {"count": count})
        if transmittals.mailed:
            message = ngettext(
                "%(count)d is on its way by e-mail.",
                "%(count)d are on their way by e-mail.",
                transmittals.mailed,
            )
            messages.success(self.request, message % {"count": transmittals.mailed})
        for line in transmittals.left_out[:10]:
            messages.warning(self.request, line)
        slug = self.conference.slug
        if len(jobs) == 1:
            return HttpResponseRedirect(reverse("documents_secretariat:job", args=[slug, jobs[0].pk]))
        if jobs:
            messages.info(self.request, _("Each language has a file of its own: you find them below."))
            return HttpResponseRedirect(reverse("documents_secretariat:document-list", args=[slug]))
        return HttpResponseRedirect(self.to("transmittal-list"))

    def _jobs(self, transmittals: WrittenTransmittals, format: str) -> list[DocumentJob]:
        """Return a file for each language of the letters."""
        by_language = grouped(
            (letter.language, str(letter.correspondence_id)) for letter in transmittals.letters
        )
        return [
            request_document(
                LETTER, self.conference, language=language, format=format, options={"letters": letters},
                by=self.acting_user,
            )
            for language, letters in by_language.items()
            if format
        ]  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.setdefault("form", forms.TransmittalForm(conference=self.conference))
        keys = kwargs.setdefault("chosen", {entry.addressee.pk for entry in self.entries if entry.new})
        return super().get_context_data(
            rows=[
                {"entry": entry, "language": language_name(entry.language)} for entry in self.entries[:SHOWN]
            ],
            preview=self._preview(form, keys),
            **kwargs,
        )

    def _preview(self, form: forms.TransmittalForm, keys: set[Any]) -> dict[str, Any] | None:
        """Return the letter to the first of the chosen addressees, as text, with the address of its PDF."""
        entry = next((entry for entry in self.entries if entry.addressee.pk in keys), None)
        if entry is None:
            return None
        values = form.cleaned_data if form.is_bound and form.is_valid() else form.initial
        language = values.get("language") or entry.language
        letter = draft_letter(
            self.conference, entry.addressee, language, values.get("signatory"), values.get("answer_by")
        )
        return {"letter": letter, "language": language, "addressee": entry.addressee}


def draft_letter(
    conference: Conference, addressee: Addressee, language: str, signatory: Any, answer_by: Any
) -> Any:
    """Draft the letter to an addressee, unnumbered."""
    options = {
        "addressees": [str(addressee.pk)],
        "signatory": str(signatory.pk) if signatory else "",
        "answer_by": answer_by,
    }
    data: Any = build_data(document_kinds.get(LETTER), conference, language=language, options=options)
    return data.letters[0]


class TransmittalPreviewView(TransmittalMixin, SecretariatMixin, View):
    """The letter to one addressee as a PDF, unnumbered and marked as a draft."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = Addressee.objects.select_related("conference", "focal_point__conference")
        addressee = self.own_row(rows, "addressee")
        language = request.GET.get("language", "")
        if language not in self.conference.languages:
            language = letter_language(addressee)
        options = {"addressees": [str(addressee.pk)]}
        document = build_document(LETTER, self.conference, language=language, format="pdf", options=options)
        response = HttpResponse(document.content, content_type=document.content_type)
        response["Content-Disposition"] = 'inline; filename="draft.pdf"'
        return response


def letter_file(letter: Transmittal, format: str, *, by: User | None) -> HttpResponse:
    """Return the letter as the register has it now. Raises Http404 if struck out."""
    entry = letter.correspondence
    if entry.struck_out_at:
        raise Http404
    return made_or_requested(
        LETTER, letter.addressee.conference, language=letter.language, format=format,
        options={"letters": [str(entry.pk)]}, name=entry.number.replace("/", "-"), by=by,
    )  # fmt: skip


FILE = RecordAction(page="-file", unless="correspondence.struck_out_at")
TO_BE_SENT = "correspondence.struck_out_at sent_at"
BY_MAIL = RecordAction(label=gettext_lazy("Send by e-mail"), page="-send", icon="send", when="mailbox")


class TransmittalView(TransmittalMixin, RecordView):
    """One letter: its recommendations, the answers, the ways to send it."""

    template_name = "outcomes/follow_up/transmittal.html"
    page_name = "transmittal"
    facts = (
        Fact("addressee", gettext_lazy("To")), Fact("correspondence.date", gettext_lazy("Date")),
        Fact("language", gettext_lazy("Language"), lambda row: language_name(row.language)),
        Fact("signatory", gettext_lazy("Signed by"), lambda row: row.correspondence.signatory or _("the secretariat")),
        Fact("answer_by", gettext_lazy("Answer by")),
        Fact("mailbox", gettext_lazy("Goes to"), lambda row: mailbox_of(row.addressee) or _("no e-mail: on paper")),
    )  # fmt: skip
    record_actions = (
        replace(FILE, label=gettext_lazy("PDF"), arguments=["pdf"], icon="file-earmark-pdf"),
        replace(FILE, label=gettext_lazy("Word"), arguments=["docx"], icon="file-earmark-word"),
        replace(FILE, label=gettext_lazy("Strike out"), page="-strike-out", icon="slash-circle"),
        RecordAction(label=gettext_lazy("Left on paper"), page="-mark", icon="check2", unless=TO_BE_SENT),
        replace(BY_MAIL, when="mailbox sent_at", unless="correspondence.struck_out_at"),
        replace(BY_MAIL, unless=TO_BE_SENT, is_primary=True),
    )

    @property
    def mailbox(self) -> str:
        return mailbox_of(self.letter.addressee)

    def get_heading(self) -> str:
        return _("No. %(number)s") % {"number": self.letter.correspondence.number}

    def siblings(self) -> Any:
        return super().siblings().select_related("correspondence", "addressee")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.letter
        answers = Response.objects.filter(addressee=row.addressee, recommendation__transmittals=row)
        responses = {response.recommendation_id: response for response in answers.select_related("letter")}
        recommendations = row.recommendations.select_related("current_version").in_order()
        struck_out = row.correspondence.struck_out_at
        return super().get_context_data(
            entry=row.correspondence,
            lines=[(item, responses.get(item.pk)) for item in recommendations],
            answer_url="" if struck_out else self.to("answer-letter", row.pk),
            **kwargs,
        )


class TransmittalFileView(TransmittalMixin, SecretariatMixin, View):
    """The letter as PDF or Word."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return letter_file(self.letter, self.kwargs["format"], by=user_of(request))


class TransmittalSendView(TransmittalMixin, ConfirmView):
    """The page that mails the letter."""

    success_name = "outcomes_secretariat:transmittal"
    question = gettext_lazy("Send No. %(number)s to %(address)s?")
    consequence = gettext_lazy(
        "The letter goes as a PDF, with the personal link. It goes once to an address."
    )
    action = gettext_lazy("Send by e-mail")

    def message_values(self) -> dict[str, Any]:
        return {**super().message_values(), "address": mailbox_of(self.letter.addressee) or _("nobody")}

    def perform(self) -> str:
        if not send_transmittal(self.letter, by=self.acting_user):
            raise Refused(_("%(name)s has no e-mail: print the letter.") % {"name": self.letter.addressee})
        return _("The letter is on its way.")


class TransmittalMarkView(TransmittalMixin, VerbFormView):
    """The page that records that the letter left on paper."""

    form_class = forms.MarkSentForm
    heading = gettext_lazy("No. %(number)s has left")
    success_name = "outcomes_secretariat:transmittal"
    verb = mark_sent
    success_message = gettext_lazy("Noted.")


class TransmittalStrikeOutView(StrikeOutMixin, TransmittalMixin, VerbFormView):
    """The same of a letter of transmittal; its recommendations can be sent again under another number."""

    success_name = "outcomes_secretariat:transmittal"

    def perform(self, form: StrikeOutForm) -> str:
        strike_out(self.letter.correspondence, by=self.acting_user, reason=form.cleaned_data["reason"])
        return self.format_message(self.success_message)


class AnswerLetterView(TransmittalMixin, VerbFormView):
    """Types in an answer on paper: each recommendation of the letter, and the letter with its scan."""

    form_class = forms.PaperAnswersForm
    template_name = "outcomes/follow_up/answer_letter.html"
    heading = gettext_lazy("Answer to No. %(number)s")
    success_name = "outcomes_secretariat:transmittal"

    def get_form_kwargs(self) -> dict[str, Any]:
        recommendations = list(
            self.letter.recommendations.select_related("current_version", "conference").in_order()
        )  # fmt: skip
        responses = Response.objects.filter(
            addressee=self.letter.addressee, recommendation__in=recommendations
        )
        # Nobody but the focal point can read an answer that was not given yet.
        answered = [row for row in responses if row.received_at]
        for row in answered:
            row.draft = {}
        return {
            **super().get_form_kwargs(),
            "asked": recommendations,
            "given": answered,
            "language": self.letter.language,
        }

    def perform(self, form: forms.PaperAnswersForm) -> str:
        data = form.cleaned_data
        names = ("their_number", "date", "channel", "language", "scan")
        values: dict[str, Any] = {name: data.get(name) for name in names}
        letter = record_answer_letter(self.letter, form.answers(), by=self.acting_user, **values)
        return _("The answer is in the register as No. %(number)s.") % {"number": letter.number}

    def form_invalid(self, form: forms.PaperAnswersForm) -> HttpResponse:
        form.store_scan()
        return super().form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(letter=self.letter, **kwargs)


class AnswerScanView(FollowUpPageMixin, SecretariatMixin, View):
    """The scan of the letter by which an answer came."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        row = self.own_row(Response.objects.select_related("letter"))
        if row.letter is None:
            raise Http404
        scan = row.letter.scan
        extension = (scan.name or "").rpartition(".")[2]
        name = f"{row.letter.number.replace('/', '-')}.{extension}"
        return file_response(request, scan, name=name, attachment=False)
