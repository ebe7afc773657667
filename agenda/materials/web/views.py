"""Materials in the secretariat: of a session, and all presentations by room, to be taken to the rooms."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from agenda.conflicts.domain.report import agenda_settings
from agenda.core.domain.revisions import StaleRevision
from agenda.core.web.base import UNDO, AgendaMixin
from agenda.core.web.stale_edits import differences
from agenda.materials.domain import (
    add_material,
    change_material,
    check_material,
    fingerprint,
    presentations,
    remove_material,
    set_materials_due,
)
from agenda.materials.exchange import archive_name, stream_presentations
from agenda.materials.models import Material
from agenda.materials.web.forms import CheckForm, DueForm, MaterialForm
from agenda.rooms.models.room import Room
from agenda.sessions.models.session import Session
from confman.accounts.sessions import user_of
from confman.conferences.web.base import SecretariatView, require
from confman.conferences.web.editing import ConfirmView, VerbFormView
from confman.translation.quotes import quotable
from confman.web.forms.base import show_instead
from confman.web.uploads.stored_files import file_response


class MaterialsPart(AgendaMixin):
    navigation_key = "agenda.materials"


class PresentationsView(MaterialsPart, SecretariatView):
    """What is shown in each room, in running order, and what is missing; until when it is to be handed in."""

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
        return HttpResponseRedirect(self.at("presentations"))


class PresentationsArchiveView(MaterialsPart, View):
    """The presentations of one room as a ZIP, in running order, with a list of what is missing."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse | StreamingHttpResponse:
        wanted = (
            get_object_or_404(Room, conference=self.conference, pk=kwargs["room"])
            if kwargs.get("room")
            else None
        )
        found = next((each for each in presentations(self.conference) if each.room == wanted), None)
        if found is None:
            messages.info(request, _("Nothing is shown in this room."))
            return HttpResponseRedirect(self.at("presentations"))
        response = StreamingHttpResponse(
            stream_presentations(self.conference, found), content_type="application/zip"
        )
        name = archive_name(self.conference, found)
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class SessionMaterialsView(MaterialsPart, VerbFormView):
    """The materials of one session, and a form for another."""

    permission = "agenda.edit_agenda"
    form_class = MaterialForm
    template_name = "agenda/materials/session_materials.html"
    list_name = "agenda_secretariat:presentations"
    list_label = gettext_lazy("Presentations")
    submit = gettext_lazy("Add")

    def prepare(self) -> None:
        super().prepare()
        rows = Session.objects.select_related("conference")
        self.session = self.own_row(rows)
        self.heading = _("Materials: %(title)s") % {"title": self.session.title}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "session": self.session}

    def act(self, form: MaterialForm) -> str:
        values = {name: value for name, value in form.values().items() if name != "file"}
        add_material(self.session, by=user_of(self.request), file=form.cleaned_data["file"] or "", **values)
        return _("Added. Readers have it with the next release.")

    def get_success_url(self) -> str:
        return self.at("session-materials", self.session.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        materials = self.session.materials.select_related("item", "uploaded_by", "checked_by")
        return super().get_context_data(
            session=self.session, materials=materials, visibilities=Session.Visibility.choices, **kwargs
        )


class MaterialPart(MaterialsPart):
    """About one material."""

    permission = "agenda.edit_agenda"

    def prepare(self) -> None:
        super().prepare()
        rows = Material.objects.select_related("session__conference", "item")
        self.material = get_object_or_404(rows, session__conference=self.conference, pk=self.kwargs["pk"])

    def session_url(self) -> str:
        return reverse(
            "agenda_secretariat:session-materials", args=[self.conference.slug, self.material.session_id]
        )


class MaterialChangeView(MaterialPart, VerbFormView):
    """The form of a material; a stale one shows both."""

    form_class = MaterialForm
    template_name = "agenda/rooms/place_form.html"
    stale: Any = ()
    status = 200
    list_name = "agenda_secretariat:presentations"
    list_label = gettext_lazy("Presentations")
    heading = gettext_lazy("Material")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(),
            "session": self.material.session,
            "instance": Material.objects.get(pk=self.material.pk),
        }

    def act(self, form: MaterialForm) -> str:
        values = form.values()
        try:
            change_material(
                self.material, by=user_of(self.request), seen=form.cleaned_data["seen"] or None, **values
            )
        except StaleRevision as stale:
            if stale.current is not None:
                self.stale = differences(stale.current, values)
                show_instead(form, "seen", fingerprint(stale.current))
            self.status = 409
            raise
        return _("Saved.")

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=self.status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(stale=self.stale, **kwargs)

    def get_success_url(self) -> str:
        return self.session_url()


class MaterialCheckView(MaterialPart, View):
    """Somebody has looked at it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = CheckForm(request.POST, conference=self.conference)
        if form.is_valid():
            check_material(self.material, by=user_of(request), visibility=form.cleaned_data["visibility"])
            messages.success(request, _("Checked. Readers have it with the next release."))
        else:
            messages.error(request, _("Choose to whom it is shown."))
        return HttpResponseRedirect(self.session_url())


class MaterialRemoveView(MaterialPart, ConfirmView):
    list_name = "agenda_secretariat:presentations"
    list_label = gettext_lazy("Presentations")
    action = gettext_lazy("Remove")
    consequence = gettext_lazy("Whoever opens its link on the public page finds nothing.")
    undo = UNDO

    def get_question(self) -> str:
        return _("Remove “%(title)s”?") % {"title": quotable(self.material)}

    def act(self) -> str:
        title = str(self.material)
        remove_material(self.material, by=user_of(self.request))
        return _("“%(title)s” was removed.") % {"title": quotable(title)}

    def get_success_url(self) -> str:
        return self.session_url()


class MaterialFileView(MaterialPart, View):
    """The file, for the team."""

    permission = "agenda.view_working_agenda"

    def get(self, request: HttpRequest, **kwargs: Any) -> Any:
        return file_response(request, self.material.file)
