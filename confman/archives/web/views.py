"""The page on which owners take a conference away, and decide what becomes of it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from confman.archives.domain.holds import change_legal_hold, release_held_mail
from confman.archives.domain.orders import PERMISSION, hand_out, order_archive
from confman.archives.models import Archive
from confman.archives.web.forms import ArchiveForm, DeleteConferenceForm, LegalHoldForm
from confman.conferences.domain.deletion import remove_conference, what_deletion_removes, why_not_deleted
from confman.conferences.models import Conference
from confman.conferences.web.base import SecretariatMixin
from confman.conferences.web.conference_forms import ConferenceStatusForm
from confman.conferences.web.verb_views import ActionView, VerbFormView
from confman.web.access import AccessMixin
from confman.web.parts import PagePartMixin
from confman.web.uploads.stored_files import file_response

SHOWN = 10


class ArchivesMixin(AccessMixin):
    """The base of the pages about the end of a conference, which all may be used when it has come."""

    permission = PERMISSION
    navigation_key = "archives.archive"
    is_done_when_archived = True


class ArchiveView(ArchivesMixin, VerbFormView):
    """Asks for an archive, and leads to all else that ends a conference."""

    form_class = ArchiveForm
    template_name = "archives/archive.html"
    heading = gettext_lazy("Archive and deletion")
    submit = gettext_lazy("Make the archive")
    success_message = gettext_lazy("The archive is being made.")

    def perform(self, form: ArchiveForm) -> str:
        order_archive(
            self.conference,
            by=self.acting_user,
            personal_data=form.cleaned_data["personal_data"],
            passphrase=form.cleaned_data["passphrase"],
        )
        return str(self.success_message)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            archives=archives_of(self.conference),
            status_form=ConferenceStatusForm(conference=self.conference),
            hold_form=LegalHoldForm(conference=self.conference),
            why_not_deleted=why_not_deleted(self.conference),
            **kwargs,
        )


def archives_of(conference: Conference) -> list[Archive]:
    """Return the latest archives that were asked for."""
    return list(Archive.objects.of(conference).select_related("requested_by")[:SHOWN])


class ArchiveProgressView(PagePartMixin, ArchivesMixin, SecretariatMixin, TemplateView):
    """The table of archives, which a page asks for again until the worker is done."""

    template_name = "archives/archive_table.html"

    def page_url(self) -> str:
        return self.to("archive")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(archives=archives_of(self.conference), polled=True, **kwargs)


class ArchiveFileView(ArchivesMixin, SecretariatMixin, View):
    """The file of an archive."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        archive = get_object_or_404(Archive.objects.of(self.conference), pk=self.kwargs["pk"])
        if not archive.is_downloadable:
            raise Http404
        hand_out(archive, by=self.acting_user)
        response: HttpResponse = file_response(request, archive.file)  # type: ignore[assignment]
        response["Cache-Control"] = "no-store"
        return response


class LegalHoldView(ArchivesMixin, VerbFormView):
    """Puts a legal hold on the conference, or lifts it."""

    form_class = LegalHoldForm
    heading = gettext_lazy("Legal hold")
    submit = gettext_lazy("Save")
    verb = change_legal_hold
    success_message = gettext_lazy("The legal hold was changed.")


class MailReleaseView(ArchivesMixin, SecretariatMixin, ActionView):
    """Lets mail of a restored conference leave."""

    verb = release_held_mail
    success_message = gettext_lazy("Mail leaves again. Mails held back remain so until you send them.")


class ConferenceDeleteView(ArchivesMixin, VerbFormView):
    """Says what the deletion of the conference removes, and does it once its address is typed."""

    form_class = DeleteConferenceForm
    template_name = "archives/delete.html"
    heading = gettext_lazy("Delete the conference")
    submit = gettext_lazy("Delete for good")
    success_message = gettext_lazy("“%(name)s” was deleted.")

    def perform(self, form: DeleteConferenceForm) -> str:
        message = self.format_message(self.success_message)
        remove_conference(self.conference, by=self.acting_user)
        return str(message)

    def get_success_url(self) -> str:
        return reverse("conferences_site:conference-list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            removed=what_deletion_removes(self.conference),
            why_not_deleted=why_not_deleted(self.conference),
            **kwargs,
        )
