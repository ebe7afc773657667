"""The attachments of a mailing: added and taken away while it is written, read as long as it is there."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from confman.conferences.web.verb_views import ActionView, VerbFormView
from confman.mailings.domain.mailings import attach_document, attach_file, detach_file, documents_to_attach
from confman.mailings.models import MailingFile
from confman.mailings.web.base import MailingMixin, UnsentMixin
from confman.mailings.web.forms import FileForm
from confman.web.uploads.stored_files import file_response


class FilesView(UnsentMixin, VerbFormView):
    """A part of the second step: the attachments."""

    template_name = "mailings/files.html"
    form_class = FileForm
    step = "words"
    heading = gettext_lazy("Attachments")
    submit = gettext_lazy("Attach")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(),
            "documents": documents_to_attach(self.conference, self.acting_user),
        }

    def perform(self, form: FileForm) -> str:
        language = form.cleaned_data["language"]
        if job := form.documents.get(form.cleaned_data.get("document", "")):
            row = attach_document(self.object, job, by=self.acting_user, language=language)
        else:
            file = form.cleaned_data["file"]
            row = attach_file(
                self.object,
                by=self.acting_user,
                name=file.name,
                content_type=file.content_type,
                content=file.read(),
                language=language,
            )
        return _("“%(name)s” is attached.") % {"name": row.name}

    def get_success_url(self) -> str:
        return self.address("files")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(files=self.object.files.all(), **kwargs)


class FileMixin(MailingMixin):
    """An address of one attachment."""

    def file(self) -> MailingFile:
        """Return the attachment. Raises Http404."""
        return get_object_or_404(self.object.files.select_related("mailing"), pk=self.kwargs["file"])


class DetachView(FileMixin, ActionView):
    """Takes an attachment away."""

    def perform(self) -> str:
        detach_file(row := self.file(), by=self.acting_user)
        return _("“%(name)s” is no longer attached.") % {"name": row.name}

    def get_success_url(self) -> str:
        return self.address("files")


class AttachmentView(FileMixin, View):
    """The download of an attachment."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        row = self.file()
        return file_response(request, row.file, name=row.name)
