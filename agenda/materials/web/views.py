"""Materials in the secretariat: those of a session, and all presentations by room, to be taken to the rooms."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from agenda.conflicts.domain.severities import agenda_settings
from agenda.core.web.base import UNDO, AgendaMixin
from agenda.materials.domain import (
    add_material,
    change_material,
    check_material,
    presentations,
    remove_material,
    set_materials_due,
)
from agenda.materials.models import Material
from agenda.materials.web.forms import CheckForm, DueForm, MaterialForm
from agenda.rooms.models import Room
from agenda.sessions.models.session import Session
from confman.accounts.sessions import user_of
from confman.conferences.web.base import SecretariatView, require
from confman.conferences.web.stale_edits import StaleField, differences
from confman.conferences.web.verb_views import ActionView, ConfirmView, VerbFormView
from confman.translation.marks import quotable
from confman.web.errors import Refused
from confman.web.uploads.stored_files import file_response


class MaterialsMixin(AgendaMixin):
    navigation_key = "agenda.materials"


class PresentationsView(MaterialsMixin, SecretariatView):
    """The presentations of each room in running order, the missing ones, and the deadline."""

    template_name = "agenda/materials/presentations.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        due = agenda_settings(self.conference).materials_due
        kwargs.setdefault("form", DueForm(conference=self.conference, initial={"due": due}))
        return super().get_context_data(rooms=presentations(self.conference), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require(request, "agenda.edit_agenda", self.conference)
        form = DueForm(request.POST, conference=self.conference)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        set_materials_due(self.conference, form.cleaned_data["due"], by=user_of(request))
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(self.to("presentations"))


class PresentationsArchiveView(MaterialsMixin, View):
    """The presentations of one room as a ZIP, in running order, with a list of what is missing."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse | StreamingHttpResponse:
        from agenda.materials.exchange import archive_name, stream_presentations

        room = (
            get_object_or_404(Room, conference=self.conference, pk=kwargs["room"])
            if kwargs.get("room")
            else None
        )
        of_room = next((entry for entry in presentations(self.conference) if entry.room == room), None)
        if of_room is None:
            messages.info(request, _("There is nothing to show in this room."))
            return HttpResponseRedirect(self.to("presentations"))
        response = StreamingHttpResponse(
            stream_presentations(self.conference, of_room), content_type="application/zip"
        )
        name = archive_name(self.conference, of_room)
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class SessionMaterialsView(MaterialsMixin, VerbFormView):
    """The materials of one session, and a form to add one."""

    permission = "agenda.edit_agenda"
    queryset = Session.objects.all()
    form_class = MaterialForm
    template_name = "agenda/materials/session_materials.html"
    heading = gettext_lazy("Materials: %(title)s")
    submit = gettext_lazy("Add")
    verb = add_material
    success_message = gettext_lazy("Added. Readers have it with the next release.")
    message_names = {"title": "object.title"}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "session": self.object}

    def get_values(self, form: MaterialForm) -> dict[str, Any]:
        return {**form.values(), "file": form.cleaned_data["file"] or ""}

    def get_success_url(self) -> str:
        return self.request.path

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        materials = self.object.materials.select_related("item", "uploaded_by", "checked_by")
        return super().get_context_data(
            session=self.object, materials=materials, visibilities=Session.Visibility.choices, **kwargs
        )


class MaterialMixin(MaterialsMixin):
    """Base of pages about one material; returns to the materials of its session."""

    permission = "agenda.edit_agenda"

    def get_object(self) -> Material:
        rows = Material.objects.select_related("session__conference", "item")
        return get_object_or_404(rows, session__conference=self.conference, pk=self.kwargs["pk"])

    def get_success_url(self) -> str:
        return self.to("session-materials", self.object.session_id)


class MaterialChangeView(MaterialMixin, VerbFormView):
    """The form of a material; where someone else has changed it, both versions are shown."""

    form_class = MaterialForm
    template_name = "agenda/rooms/form_with_rows.html"
    heading = gettext_lazy("Material")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "session": self.object.session}

    def perform(self, form: MaterialForm) -> str:
        seen = form.cleaned_data["seen"]
        change_material(self.object, by=self.acting_user, seen=seen, **form.values())
        return _("Saved.")

    def other_version(self, form: MaterialForm, current: Material) -> list[StaleField]:
        return differences(current, form.values())


class MaterialCheckView(MaterialMixin, ActionView):
    """Marks a material as checked."""

    def perform(self) -> str:
        form = CheckForm(self.request.POST, conference=self.conference)
        if not form.is_valid():
            raise Refused(_("Choose to whom it is shown."))
        check_material(self.object, by=self.acting_user, visibility=form.cleaned_data["visibility"])
        return _("Checked. Readers have it with the next release.")


class MaterialRemoveView(MaterialMixin, ConfirmView):
    question = gettext_lazy("Remove “%(title)s”?")
    consequence = gettext_lazy("Its link on the public page no longer works.")
    undo = UNDO
    action = gettext_lazy("Remove")
    danger = True
    verb = remove_material
    success_message = gettext_lazy("“%(title)s” was removed.")

    def message_values(self) -> dict[str, Any]:
        return {"title": quotable(self.object)}


class MaterialFileView(MaterialMixin, View):
    """Serves the file to the team."""

    permission = "agenda.view_working_agenda"

    def get(self, request: HttpRequest, **kwargs: Any) -> Any:
        return file_response(request, self.object.file)
