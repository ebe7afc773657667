"""The secretariat's pages of documents: choose one, request it, watch the progress, download it."""

from contextlib import suppress
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import View

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.conferences.registries import Record, links_of
from confman.conferences.web.base import SecretariatMixin, SecretariatView
from confman.conferences.web.verb_views import ActionFormView, ActionPage, ActionView
from confman.documents.domain.access import kinds_for, may_have
from confman.documents.domain.builder import (
    build_document,
    custom_template,
    standard_template,
    templates_in_use,
)
from confman.documents.domain.jobs import FileExpired, hand_out, request_document, try_word_template
from confman.documents.domain.word_templates import make_default, remove_default, restore_word_template
from confman.documents.models import CustomTemplate, DocumentJob, OrganizationTemplate
from confman.documents.registry import FORMATS, DocumentKind, document_kinds
from confman.documents.seals.keys import has_key
from confman.documents.seals.writer import bears_seal
from confman.documents.web.forms import WordTemplateForm, order_document, request_forms
from confman.translation.languages import language_name
from confman.web.errors import Refused
from confman.web.forms.selection import chosen_keys


class DocumentsMixin(SecretariatMixin):
    permission = "documents.view_documents"
    navigation_key = "documents"

    def kind(self) -> DocumentKind:
        """Return the kind in the address if the user may make it."""
        if (kind := document_kinds.find(self.kwargs["key"])) is None:
            raise Http404
        if not self.request.user.has_perm(kind.permission, self.conference):
            raise PermissionDenied
        return kind

    def job(self) -> DocumentJob:
        """Return the job in the address if the user may have its document."""
        job = self.own_row(DocumentJob.objects.select_related("conference", "requested_by"), "job_id")
        if not may_have(self.request.user, job):
            raise PermissionDenied
        return job


class DocumentRequestView(DocumentsMixin, SecretariatView):
    """Asks for language, format and the document's own options."""

    template_name = "documents/document_request.html"

    def forms(self) -> list[forms.Form]:
        kind = self.kind()
        data = self.request.POST if self.request.method == "POST" else None
        # The user's own language first, if the conference has it, or that of the last time.
        initial = {"language": get_language()}
        initial |= {key: self.request.GET[key] for key in ("language", "format") if key in self.request.GET}
        # The address of the page may give the recipient or the purpose, as links in tables do.
        options: dict[str, Any] = self.request.GET.dict()
        if (earlier := self.earlier(kind)) and may_have(self.request.user, earlier):
            initial |= {"language": earlier.language, "format": earlier.format}
            options |= earlier.options
        return request_forms(kind, self.conference, data, initial=initial, options=options)

    def earlier(self, kind: DocumentKind) -> DocumentJob | None:
        """Return the job that is to be repeated (`?again=`), so that nothing is typed or chosen twice."""
        jobs = DocumentJob.objects.of(self.conference).select_related("conference", "requested_by")
        return jobs.filter(kind=kind.key, pk__in=chosen_keys(self.request.GET.getlist("again"))).first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kind = self.kind()
        kwargs.setdefault("request_forms", self.forms())
        may_change = self.request.user.has_perm("documents.change_word_templates", self.conference)
        return super().get_context_data(
            kind=kind, has_template=kind.has_word_template, may_change_templates=may_change, **kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        filled = self.forms()
        # All are validated, so that all errors are shown at once.
        if not [form for form in filled if not form.is_valid()]:
            try:
                job = order_document(filled, self.kind(), self.conference, by=self.acting_user)
                return redirect(self.to("job", job.pk))
            except Refused as error:
                filled[0].add_error(None, error.message)
        return self.render_to_response(self.get_context_data(request_forms=filled))


# Parts that are fetched again by the page of a job, and by pages that tell of it in a word.
JOB_PARTS = {"progress": "documents/job_progress.html", "state": "documents/job_state.html"}


class DocumentJobView(DocumentsMixin, SecretariatView):
    """Shows the progress of a document, and then the document."""

    template_name = "documents/document_job.html"

    def siblings(self) -> Any:
        allowed = [kind.key for kind in kinds_for(self.request.user, self.conference)]
        return DocumentJob.objects.of(self.conference).filter(kind__in=allowed)

    def get_template_names(self) -> list[str]:
        part = self.request.GET.get("part", "") if getattr(self.request, "htmx", False) else ""
        return [JOB_PARTS.get(part, self.template_name)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        job = self.job()
        return super().get_context_data(
            job=job,
            now=timezone.now(),
            polled=True,
            kind=job.document_kind,
            format=FORMATS[job.format],
            language_label=language_name(job.language),
            poll=f"{self.to('job', job.pk)}?part=progress",
            again_address=f"{self.to('document-request', job.kind)}?again={job.pk}",
            is_downloadable=job.is_downloadable,
            seal=_seal_of(job) if job.is_downloadable else "",
            links=links_of(Record.MADE_DOCUMENT, job, user=self.request.user) if job.is_downloadable else [],
            **kwargs,
        )


def _seal_of(job: DocumentJob) -> str:
    """Return the state of the seal of an official document ("sealed", "draft", "unsealed", "fault"), or ""."""
    kind = job.document_kind
    if job.format != "pdf" or not (kind and kind.official):
        return ""
    if job.is_draft:
        return "draft"
    with suppress(OSError), job.file.open("rb") as file:
        if bears_seal(file):
            return "sealed"
    return "fault" if has_key() else "unsealed"


class DocumentFileView(DocumentsMixin, View):
    """Serves the file of a job, only to users who may have it now; caches must not keep it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        job = self.job()
        try:
            source = hand_out(job, by=self.acting_user)
        except FileExpired as error:
            raise Http404(error.message) from error
        response = FileResponse(
            source,
            as_attachment="inline" not in request.GET or job.format != "pdf",
            filename=job.document_kind.file_name(self.conference, job.language, job.format),
            content_type=FORMATS[job.format].content_type,
        )
        response["X-Content-Type-Options"] = "nosniff"
        return response


def made_or_requested(
    kind: str,
    conference: Conference,
    *,
    language: str,
    format: str,
    options: dict[str, Any],
    name: str,
    by: User | None,
) -> HttpResponse:
    """Return a document of a page or two, made while the user waits; otherwise redirect to its job.

    Filling a Word template of the conference's own may take long, so such a document goes through a job like any other.
    """
    arguments: dict[str, Any] = {"language": language, "format": format, "options": options, "by": by}
    if format == "docx" and custom_template(document_kinds.get(kind), conference, language):
        job = request_document(kind, conference, **arguments)
        return redirect("documents_secretariat:job", conference.slug, job.pk)
    document = build_document(kind, conference, **arguments)
    response = HttpResponse(document.content, content_type=document.content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{format}"'
    return response


class WordTemplateView(DocumentsMixin, ActionFormView):
    """A document's Word template: download ours, replace it, go back to ours."""

    permission = "documents.change_word_templates"
    form_class = WordTemplateForm
    template_name = "documents/word_template.html"

    def templated_kind(self) -> DocumentKind:
        kind = self.kind()
        if not kind.has_word_template:
            raise Http404
        return kind

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kind = self.templated_kind()
        template_by_language = templates_in_use(self.conference, kind.key)
        return super().get_context_data(
            kind=kind,
            rows=[
                (code, language_name(code), template_by_language.get(code))
                for code in self.conference.languages
            ],
            may_set_default=self.may("documents.change_default_templates"),
            **kwargs,
        )

    def perform(self, form: WordTemplateForm) -> None:
        self.trial = try_word_template(
            self.templated_kind(),
            self.conference,
            language=form.cleaned_data["language"],
            content=form.cleaned_data["file"].read(),
            by=self.acting_user,
        )

    def show_refusal(self, form: WordTemplateForm, error: Any) -> None:
        form.add_error("file", error.message)

    def get_success_url(self) -> str:
        return self.to("job", self.trial.pk)


class WordTemplateFileView(WordTemplateView):
    """Downloads the template in use for a language."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kind, language = self.templated_kind(), self.kwargs["template_language"]
        if language not in self.conference.languages:
            raise Http404
        template = templates_in_use(self.conference, kind.key).get(language)
        content = (
            template.file.read()
            if template and "standard" not in request.GET
            else standard_template(kind.key, language)
        )
        response = HttpResponse(content, content_type=FORMATS["docx"].content_type)
        response["Content-Disposition"] = f'attachment; filename="{kind.key}.{language}.docx"'
        return response

    http_method_names = ["get", "head", "options"]


class WordTemplateDefaultView(DocumentsMixin, ActionView):
    """Makes the conference's own template that of the organization, or removes that of the organization."""

    permission = "documents.change_default_templates"

    def perform(self) -> str:
        row = {"kind": self.kind().key, "language": self.kwargs["template_language"]}
        if "remove" in self.request.POST:
            above = OrganizationTemplate.objects.filter(organization=self.conference.organization_id)
            remove_default(get_object_or_404(above, **row), by=self.acting_user)
            return _("The organization no longer has a template of its own for this.")
        templates = CustomTemplate.objects.select_related("conference__organization")
        make_default(get_object_or_404(templates, conference=self.conference, **row), by=self.acting_user)
        return _("All conferences of the organization use it, unless they have their own.")

    def get_success_url(self) -> str:
        return self.to("word-template", self.kwargs["key"])


class WordTemplateRestoreView(DocumentsMixin, ActionPage):
    """Asks, and returns to the standard template."""

    permission = "documents.change_word_templates"
    template_name = "documents/word_template_restore.html"

    def own(self) -> CustomTemplate:
        return get_object_or_404(
            CustomTemplate.objects.select_related("conference"),
            conference=self.conference,
            kind=self.kind().key,
            language=self.kwargs["template_language"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            kind=self.kind(),
            language_label=language_name(self.own().language),
            cancel=self.get_success_url(),
            **kwargs,
        )

    def perform(self) -> str:
        restore_word_template(self.own(), by=self.acting_user)
        return _("The standard template is in use again.")

    def get_success_url(self) -> str:
        return self.to("word-template", self.kwargs["key"])
