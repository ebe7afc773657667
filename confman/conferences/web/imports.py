"""Import pages: a file is uploaded, previewed, and imported."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from django_htmx.http import HttpResponseClientRedirect

from confman.conferences.web.base import SecretariatMixin
from confman.conferences.web.verb_views import VerbFormView
from confman.web.errors import Refused, Stale
from confman.web.forms.base import put_errors
from confman.web.models import WorkedUpload, WorkStatus
from confman.web.uploads.imports import (
    IMPORT,
    PREVIEW,
    Decided,
    FileImport,
    delete_upload,
    delete_uploaded_file,
)


class ImportPage(SecretariatMixin):
    """The base of both steps of an import. `start_name` is the first, `page_name` the second."""

    kind: FileImport
    heading: Any
    list_name: str
    list_label: Any
    start_name: str
    page_name: str


class FileImportView(ImportPage, VerbFormView):
    """The first step: the upload. An unreadable file is refused here, with the line and the reason."""

    submit = gettext_lazy("Go on")

    def content(self, form: Any) -> bytes:
        """Return the content to be imported."""
        return form.cleaned_data["file"].read()

    def perform(self, form: Any) -> None:
        file = form.cleaned_data["file"]
        name = file.name if file else ""
        self.upload = self.kind.keep(self.conference, self.content(form), name=name, by=self.acting_user)

    def get_success_url(self) -> str:
        return self.to(self.page_name, self.upload.pk)


class UploadMixin(ImportPage):
    """A page about one upload, visible only to the user who uploaded it."""

    upload: WorkedUpload

    def prepare(self) -> None:
        super().prepare()
        self.upload = get_object_or_404(
            self.kind.uploads(), conference=self.conference, pk=self.kwargs["key"]
        )

    def check_access(self) -> HttpResponseBase | None:
        """Ask strangers to sign in, or refuse them, as on any page; then answer 404 to all but the uploader."""
        answer = super().check_access()
        if answer is None and self.upload.user != self.request.user:
            raise Http404
        return answer


class UploadView(UploadMixin, TemplateView):
    """The second step: preview with the present choices, change of choices, and import.

    A large file takes time. `as_offered` and `as_posted` return the form of the choices.
    """

    template_name: str
    progress_template: str
    status = 200

    def as_offered(self) -> Any:
        """Return the form bound to its initial values, so that their errors are shown at the fields."""
        raise NotImplementedError

    def as_posted(self, data: Any) -> Any:
        raise NotImplementedError

    def preview_values(self, preview: dict[str, Any]) -> dict[str, Any]:
        """Return the values of a preview that the template shows."""
        raise NotImplementedError

    @property
    def is_polled(self) -> bool:
        return getattr(self.request, "htmx", False) and self.request.GET.get("part") == "progress"

    @property
    def is_unread(self) -> bool:
        """Return whether the worker has found that the file is not a table, or has not read it yet."""
        return self.kind.has_columns(self.upload) and self.upload.table is None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show what became of the upload if another window has acted first."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except Decided:
            return HttpResponseRedirect(self.to(self.page_name, self.upload.pk))

    def get_template_names(self) -> list[str]:
        return [self.progress_template] if self.is_polled else [self.template_name]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.upload.status == WorkStatus.DONE:
            return self.leave()
        if self.upload.is_working or self.is_polled:
            return self.render_to_response(self.get_context_data())
        if self.is_unread:
            return self.give_up()
        form = self.as_offered()
        if self.upload.status == WorkStatus.FAILED:
            form.add_error(None, self.upload.message)
        elif self.upload.preview is None:
            self.try_to(PREVIEW, form)
        return self.shown(form)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = HttpResponseRedirect(self.to(self.page_name, self.upload.pk))
        if self.upload.status == WorkStatus.DONE or self.upload.is_working or self.is_unread:
            return response
        form = self.as_posted(request.POST)
        if form.is_valid():
            seen = (self.upload.preview or {}).get("choices")
            is_import = request.POST.get("action") == IMPORT
            # Only a preview that was seen is imported: changed choices are previewed first.
            action = IMPORT if is_import and seen == form.choices() else PREVIEW
            if self.try_to(action, form):
                if is_import and action == PREVIEW:
                    messages.info(request, _("You have changed your choice: look at what would happen now."))
                return response
        return self.shown(form)

    def shown(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=self.status)

    def try_to(self, action: str, form: Any) -> bool:
        """Do or queue the action and return whether that worked; otherwise the form shows the reason."""
        if not form.is_valid():
            return False
        try:
            self.kind.decide(self.upload, form.choices(), action)
            return True
        except Decided:
            raise
        except (Refused, ValidationError) as error:
            if isinstance(error, Stale):
                self.status = 409
            put_errors(form, error)
            return False

    def give_up(self) -> HttpResponse:
        """Discard the file and ask for another."""
        messages.error(self.request, self.upload.message)
        delete_upload(self.upload)
        return HttpResponseRedirect(self.to(self.start_name))

    def leave(self) -> HttpResponse:
        """Return to the list once everything is imported, and say what was done.

        htmx, which asks for a part of a page, loads this page anew: so it is said once, however often it asks.
        """
        if getattr(self.request, "htmx", False):
            return HttpResponseClientRedirect(self.to(self.page_name, self.upload.pk))
        # The user who imported it may have been interrupted before that.
        delete_uploaded_file(self.upload)
        messages.success(self.request, self.upload.message)
        return HttpResponseRedirect(reverse(self.list_name, args=[self.conference.slug]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = self.to(self.page_name, self.upload.pk)
        preview = None if self.upload.is_working else self.upload.preview
        return super().get_context_data(
            heading=self.heading,
            list_label=self.list_label,
            list_url=reverse(self.list_name, args=[self.conference.slug]),
            start_url=self.to(self.start_name),
            upload=self.upload,
            is_working=self.upload.is_working,
            is_planned=bool(preview),
            page_url=page,
            poll=f"{page}?part=progress",
            **(self.preview_values(preview) if preview else {}),
            **kwargs,
        )
