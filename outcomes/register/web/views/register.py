"""The register as the secretariat keeps it: the list, the page of a document, its verbs, and the series."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import View

from agenda.core.domain.groups import grouped
from confman.conferences.web.base import SecretariatMixin
from confman.conferences.web.resources.records import CHANGE, Fact, RecordAction, RecordView
from confman.conferences.web.resources.resource import Messages, Resource
from confman.conferences.web.resources.views import Empty, ResourceFormView
from confman.conferences.web.verb_views import ActionView, ConfirmView, VerbFormView
from confman.documents.domain.access import may_have
from confman.documents.models import DocumentJob
from confman.documents.registry import DocumentKind
from confman.translation.languages import language_name, reading_in
from confman.translation.text import TranslatedText
from confman.web.forms.selection import chosen_keys
from confman.web.uploads.stored_files import file_response
from outcomes.register.domain.documents import (
    add_document,
    change_document,
    check_document,
    issue_document,
    return_document,
    withdraw_document,
)
from outcomes.register.domain.files import file_of, issue_language, origin_of, put_language, require_symbol
from outcomes.register.domain.made_documents import is_made_extract, series_of_made, whole_of
from outcomes.register.domain.series import (
    add_series,
    add_usual_series,
    change_series,
    remove_series,
    symbol_to_come,
    why_series_stays,
)
from outcomes.register.domain.subscriptions import readers_to_inform
from outcomes.register.models import (
    DocumentFile,
    DocumentSeries,
    DocumentStatus,
    FileStatus,
    RegisteredDocument,
)
from outcomes.register.web.forms import (
    DocumentLanguageForm,
    DocumentReasonForm,
    RegisteredDocumentForm,
    SeriesForm,
)
from outcomes.register.web.links import way_into_register
from outcomes.register.web.tables import RegisterFilter, RegisterTable, SeriesTable
from outcomes.register.web.views.register_list import RegisterListView
from outcomes.register.web.views.texts import language_sentences

NAVIGATION = "outcomes.register"
LIST = "outcomes_secretariat:registered-document-list"
RECORD = "outcomes_secretariat:registered-document"
Status = DocumentStatus


class DocumentMixin(SecretariatMixin):
    """A page about one document of the register."""

    permission = "outcomes.edit_register"
    navigation_key = NAVIGATION
    success_name = RECORD
    queryset = RegisteredDocument.objects.with_files()
    permission_on = "object"


class BackToDocument(DocumentMixin):
    """A form about a document, which leads back to its page."""

    def list_url(self) -> str:
        return self.to("registered-document", self.object.pk)

    @property
    def list_label(self) -> str:
        return str(self.object)


class RegisteredDocumentView(RecordView):
    """Shows a document of the register: its languages, related documents, and the next step."""

    template_name = "outcomes/register/document.html"
    permission_on = "object"
    facts = (
        "series", "item", Fact("submitted_by", gettext_lazy("Submitted by")), "distribution",
        Fact("readers", gettext_lazy("Read by")), "embargo",
    )  # fmt: skip
    record_actions = (
        replace(CHANGE, unless="is_closed"),
        RecordAction(
            label=pgettext_lazy("a document", "Return"), page="-return", states=[Status.HANDED_IN, Status.CHECKED]
        ),
        RecordAction(label=pgettext_lazy("a document", "Withdraw"), page="-withdraw", unless="is_closed"),
        RecordAction(label=gettext_lazy("Issue"), page="-issue", states=[Status.CHECKED], is_primary=True),
        RecordAction(
            label=pgettext_lazy("button", "Checked"), page="-check", icon="check-lg", posts=True,
            states=[Status.HANDED_IN], is_primary=True,
        ),
    )  # fmt: skip

    def get_facts(self) -> Iterable[str | Fact]:
        kind = Fact(
            "parent",
            self.object.get_kind_display(),
            lambda row: (parent := self.named(row.parent_id)) and _("of %(document)s") % {"document": parent},
        )
        return (*self.facts, kind, Fact("replaces", words=lambda row: self.named(row.replaces_id)))

    def named(self, key: Any) -> RegisteredDocument | None:
        """Return another document, if the reader may know of it."""
        document: RegisteredDocument | None = self.siblings().filter(pk=key).first() if key else None
        return document

    def readable(self, rows: Any) -> Any:
        return rows if self.may("outcomes.read_restricted_documents") else rows.not_restricted()

    def siblings(self) -> Any:
        return self.readable(RegisteredDocument.objects.of(self.conference))

    def get_heading(self) -> str:
        return str(self.object.title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, language = self.object, get_language()
        related = self.siblings()
        return super().get_context_data(
            files=[(file, language_name(file.language, language)) for file in row.files.all()],
            parts=related.filter(parent=row),
            replaced_by=related.filter(replaces=row).exclude(state=Status.WITHDRAWN),
            may_edit=(may_edit := self.may_edit and not row.is_closed),
            language_url=self.to("registered-document-language", row.pk) if may_edit else "",
            **kwargs,
        )


class MadeMixin(SecretariatMixin):
    """A form that with `?made=` takes the file of a document that was made here."""

    @cached_property
    def made(self) -> DocumentJob | None:
        """The document made here, if the user may have it and its file has not been deleted."""
        keys = chosen_keys(self.request.GET.getlist("made"))
        jobs = DocumentJob.objects.of(self.conference).downloadable().select_related("conference")
        job = jobs.filter(pk__in=keys).first() if keys else None
        is_fit = job is not None and may_have(self.request.user, job) and any(way_into_register(job))
        return job if job and is_fit and not is_made_extract(job) else None

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        form: Any = super().get_form(*args, **kwargs)  # type: ignore[misc]
        if self.made:
            # The symbol that it bears says where the document stands.
            is_placed = self.made.symbol and series_of_made(self.made)
            named = ("series", "kind", "parent", "replaces") if is_placed else ()
            for name in ("file", "language", *named):
                form.fields.pop(name, None)
        return form


class RegisteredDocumentFormView(MadeMixin, ResourceFormView):
    """The form of an entry; a new one begins with the first series, or with that of `?series=`.

    With `?revises=` it is a revision of that document, for the same readers under the same embargo.
    """

    def get_initial(self) -> dict[str, Any]:
        if not self.is_new:
            return {}
        if revised := self.revised():
            return {
                "title": revised.title, "series": revised.series, "item": revised.item_id,
                "distribution": revised.distribution, "embargo": revised.embargo,
                "kind": RegisteredDocument.Kind.REVISION, "parent": revised.parent or revised, "replaces": revised,
            }  # fmt: skip
        if self.made and (whole := whole_of(self.conference, self.made.symbol or "")):
            return {"title": whole.title, "item": whole.item_id, "distribution": whole.distribution}
        series = DocumentSeries.objects.of(self.conference)
        code = self.request.GET.get("series", "")
        usual_series = (
            series_of_made(self.made) if self.made else series.by_code(code).first() or series.first()
        )
        initial: dict[str, Any] = {"language": self.site_language}
        if usual_series:
            initial["series"] = usual_series
        if self.made and self.made.document_kind:
            initial["title"] = self.title_of(self.made.document_kind)
        return initial

    @property
    def lead(self) -> str:
        symbol = self.made.symbol if self.is_new and self.made else ""
        return (
            _("In the register it is %(symbol)s, as its masthead says.") % {"symbol": symbol}
            if symbol
            else ""
        )

    def revised(self) -> RegisteredDocument | None:
        keys = chosen_keys(self.request.GET.getlist("revises"))
        return RegisteredDocument.objects.of(self.conference).filter(pk__in=keys).first() if keys else None

    def title_of(self, kind: DocumentKind) -> TranslatedText:
        """Return what the document is called, in each language of the conference: it has one entry for all."""
        title = {}
        for code in self.conference.languages:
            with reading_in(code):
                title[code] = capfirst(str(kind.label))
        return TranslatedText(title)

    def get_values(self, form: Any) -> dict[str, Any]:
        values = super().get_values(form)
        if not self.made:
            return values
        made_values = {
            "language": self.made.language,
            "file": file_of(self.made),
            "made_from": origin_of(self.made),
            "symbol": self.made.symbol or "",
        }
        return {"series": series_of_made(self.made), **values, **made_values}


documents = Resource(
    model=RegisteredDocument, name="registered-document", label=pgettext_lazy("of documents", "Register"),
    lead=gettext_lazy("Every document of the conference under the symbol that it is known by."),
    empty=Empty(
        "journal-bookmark", gettext_lazy("There are no documents in the register yet"),
        gettext_lazy("Enter the first one. It gets its symbol when it is issued."),
    ),
    navigation_key=NAVIGATION,
    view_permission="outcomes.view_register", edit_permission="outcomes.edit_register",
    queryset=RegisteredDocument.objects.with_files(),
    table=RegisterTable, filter=RegisterFilter, form=RegisteredDocumentForm, detail=RegisteredDocumentView,
    add=add_document, change=change_document,
    add_label=gettext_lazy("Enter a document"),
    messages=Messages(
        gettext_lazy("“%(name)s” is in the register."), gettext_lazy("The entry of “%(name)s” was changed."),
    ),
    list_view=RegisterListView, form_view=RegisteredDocumentFormView,
)  # fmt: skip

series = Resource(
    model=DocumentSeries, name="document-series", label=gettext_lazy("Series of documents"),
    lead=gettext_lazy(
        "The rules of the conference: how symbols are formed, who reads a series, and who may hand in."
    ),
    empty=Empty(
        "collection", gettext_lazy("There are no series yet"),
        gettext_lazy("The usual ones are the main series, INF, L, CRP and NGO."),
    ),
    navigation_key="outcomes.document_series", edit_permission="outcomes.edit_register",
    rows=lambda conference: DocumentSeries.objects.of(conference)
    .select_related("conference").annotate(document_count=Count("documents")).order_by("position", "code", "id"),
    table=SeriesTable, form=SeriesForm,
    add=add_series, change=change_series, delete=remove_series,
    why_kept=why_series_stays,
    add_label=gettext_lazy("Add a series"),
    delete_question=gettext_lazy("Remove “%(name)s”?"), delete_label=gettext_lazy("Remove the series"),
    delete_consequence=gettext_lazy("It is possible only while the series has no documents and gave no number."),
)  # fmt: skip


class UsualSeriesView(SecretariatMixin, ActionView):
    permission = "outcomes.edit_register"
    verb = add_usual_series
    list_name = LIST
    success_message = gettext_lazy("The usual series have been set up.")


class DocumentCheckView(DocumentMixin, ActionView):
    verb = check_document
    success_message = gettext_lazy("“%(name)s” is checked. Issue it when its files are there.")


class DocumentIssueView(BackToDocument, ConfirmView):
    """Asks with the symbol, the languages and the readers in words."""

    success_message = gettext_lazy("“%(name)s” was issued.")
    action = gettext_lazy("Issue")

    def perform(self) -> str:
        # The message names it by its symbol, which it has from now on.
        self.object = issue_document(self.object, by=self.acting_user)
        return self.format_message(self.success_message)

    def get_question(self) -> str:
        row = self.object
        symbol = symbol_to_come(row)
        if row.symbol or not symbol:
            return _("Issue “%(name)s”?") % {"name": row}
        return _("Issue “%(title)s” as %(symbol)s?") % {"title": row.title, "symbol": symbol}

    def get_consequence(self) -> str:
        row = self.object
        codes_by_state = grouped((file.state, file.language) for file in row.files.all())
        sentences = [
            _("Distribution: %(distribution)s.") % {"distribution": row.get_distribution_display()},
            _("Read by: %(readers)s.") % {"readers": row.readers},
            *language_sentences(
                codes_by_state[FileStatus.RECEIVED], codes_by_state[FileStatus.IN_TRANSLATION]
            ),
        ]
        if waits := row.embargo is not None and row.embargo > timezone.now():
            when = date_format(self.conference.local(row.embargo), "DATETIME_FORMAT")
            sentences.insert(2, capfirst(_("not before %(when)s") % {"when": when}) + ".")
        if readers := readers_to_inform(row):
            sentence = ngettext(
                "%(count)d participant who subscribes to the series is informed by mail.",
                "%(count)d participants who subscribe to the series are informed by mail.",
                readers,
            )
            sentences.append(sentence % {"count": readers})
            if not waits:
                sentences.append(
                    _(
                        "It goes out after two minutes: withdraw the document until then, and nobody is informed."
                    )
                )
        return " ".join(sentences)


class DocumentReturnView(BackToDocument, VerbFormView):
    form_class = DocumentReasonForm
    verb = return_document
    heading = gettext_lazy("Return “%(name)s”")
    submit = gettext_lazy("Return it")
    success_message = gettext_lazy("“%(name)s” was returned.")


class DocumentWithdrawView(BackToDocument, VerbFormView):
    form_class = DocumentReasonForm
    verb = withdraw_document
    heading = gettext_lazy("Withdraw “%(name)s”")
    lead = gettext_lazy("Only the secretariat can read it from now on. Its symbol is not used again.")
    submit = gettext_lazy("Withdraw it")
    success_message = gettext_lazy("“%(name)s” was withdrawn.")


class DocumentLanguageView(MadeMixin, BackToDocument, VerbFormView):
    """A language is added, or its file replaced until it is issued."""

    form_class = DocumentLanguageForm
    heading = gettext_lazy("A language of “%(name)s”")

    def get_heading(self) -> str:
        if not self.made:
            return super().get_heading()
        language = language_name(self.made.language, get_language())
        return _("%(language)s of “%(name)s”") % {"language": language, "name": self.object}

    def get_initial(self) -> dict[str, Any]:
        return {"language": self.request.GET.get("language", "")}

    def perform(self, form: DocumentLanguageForm) -> str:
        values = form.cleaned_data
        if self.made:
            if self.made.symbol:
                require_symbol(self.made.symbol, self.object)
            values = {
                "language": self.made.language, "file": file_of(self.made), "made_from": origin_of(self.made),
            }  # fmt: skip
        row = put_language(self.object, by=self.acting_user, **values)
        name = language_name(row.language, get_language())
        message = _("%(language)s is there.") if row.file else _("%(language)s is awaited from translation.")
        return message % {"language": name}


class OfDocument(DocumentMixin):
    """A page of one language of a document."""

    kwargs: dict[str, UUID]

    @cached_property
    def file(self) -> DocumentFile:
        return get_object_or_404(self.object.files, pk=self.kwargs["file"])


class IssueLanguageView(OfDocument, ActionView):
    def perform(self) -> str:
        issue_language(self.file, by=self.acting_user)
        return _("%(language)s was issued.") % {"language": language_name(self.file.language, get_language())}


class RegisterFileView(OfDocument, View):
    """The file, for the secretariat; not counted."""

    permission = "outcomes.view_register"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return file_response(request, self.file.file, name=self.file.name)
