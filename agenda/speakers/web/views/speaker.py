"""A speaker's page, opened by a personal link: roles, oneself, hours, presentations. No password is asked for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from agenda.core.domain.revisions import StaleRevision
from agenda.core.models import AgendaSettings
from agenda.materials.domain import hand_in, withdraw_material
from agenda.materials.models import Material
from agenda.rooms.domain.availability import hours_of
from agenda.rooms.web.forms.availability import chosen_hours, hours_rows, seen_form
from agenda.screens.domain.timer import timers_of_chair
from agenda.sessions.models.personal import SPEAKERS, SpeakerProfile
from agenda.sessions.models.session import Session
from agenda.sessions.models.session_role import SessionRole
from agenda.speakers.domain.speakers import (
    answer_role,
    change_speaker,
    read_speaker_link,
    roles_of,
    set_own_hours,
)
from agenda.speakers.web.forms import AnswerForm, HandInForm, SpeakerForm
from confman.conferences.web.editing import put_errors
from confman.people.web.links import LinkView
from confman.people.web.personal import PersonalMixin, still_open
from confman.web.errors import Refused
from confman.web.forms.base import show_instead
from confman.web.uploads.stored_files import file_response


class SpeakerLinkView(LinkView):
    """The address in the mail to a speaker."""

    kind = SPEAKERS

    def read(self, token: str) -> SpeakerProfile:
        return read_speaker_link(self.conference, token)

    def page(self, subject: SpeakerProfile) -> str:
        return reverse("agenda_portal:speaker", args=[self.conference.slug, subject.pk])


class SpeakerMixin(PersonalMixin):
    """Of one speaker, for the speaker."""

    permission = "agenda.use_speaker_page"

    def prepare(self) -> None:
        super().prepare()
        rows = SpeakerProfile.objects.select_related("person__conference")
        self.profile = get_object_or_404(rows, person__conference=self.conference, pk=self.kwargs["pk"])
        self.person = self.profile.person
        user: Any = self.request.user
        user.opened_speakers = still_open(self.request, SPEAKERS, [self.profile])
        self.speak_to(self.person)

    def get_permission_object(self) -> SpeakerProfile:
        return self.profile

    def address(self, name: str, *more: Any) -> str:
        return reverse(f"agenda_portal:{name}", args=[self.conference.slug, self.profile.pk, *more])

    def own_session(self, key: UUID) -> Session:
        """A session in which the speaker has a role. Raises Http404."""
        found = Session.objects.of(self.conference).filter(pk=key, roles__person=self.person).first()
        if found is None:
            raise Http404
        return found

    def done(self, said: str, name: str = "speaker") -> HttpResponse:
        messages.success(self.request, said)
        return HttpResponseRedirect(self.address(name))


class SpeakerView(SpeakerMixin, TemplateView):
    """Everything at once: what is asked of the speaker stands first."""

    template_name = "agenda/speakers/portal/page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        roles = list(roles_of(self.person))
        handed_in: dict[Any, list[Material]] = {}
        for material in Material.objects.filter(uploaded_by=self.person).select_related("item"):
            handed_in.setdefault(material.session_id, []).append(material)
        sessions = {role.session_id: role.session for role in roles if role.status != "declined"}
        settings = AgendaSettings.objects.filter(conference=self.conference).first()
        return super().get_context_data(
            profile=self.profile,
            person=self.person,
            roles=roles,
            open_roles=[role for role in roles if role.status in ("proposed", "invited")],
            sessions=[(session, handed_in.get(key, [])) for key, session in sessions.items()],
            due=settings.materials_due if settings else None,
            hours=hours_of(self.person),
            timers=timers_of_chair(self.person),
            **kwargs,
        )


class AnswerView(SpeakerMixin, View):
    """Yes or no to one role."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        role = get_object_or_404(
            SessionRole.objects.select_related("session__conference", "person"),
            person=self.person,
            pk=self.kwargs["role"],
        )
        form = AnswerForm(request.POST, conference=self.conference)
        if not form.is_valid():
            messages.error(request, _("Press one of the two buttons: confirm, or decline."))
            return HttpResponseRedirect(self.address("speaker"))
        confirmed = form.cleaned_data["answer"] == "confirm"
        answer_role(role, by=self.acting_user, confirmed=confirmed, reason=form.cleaned_data["reason"])
        said = (
            _("Thank you. You are expected: “%(title)s”.") if confirmed else _("You declined: “%(title)s”.")
        )
        return self.done(said % {"title": role.session.title})


class SpeakerFormPage(SpeakerMixin, TemplateView):
    """A form of the speaker's. `make_form(data, files)`, then `act(form)`, which says what was done."""

    template_name = "agenda/speakers/portal/form.html"
    heading: Any = ""

    def make_form(self, data: Any, files: Any) -> Any:
        """The form of this page, bound where there are data."""
        raise NotImplementedError

    def act(self, form: Any) -> str:
        """Call the verb; what to say."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.shown(self.make_form(None, None))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.make_form(request.POST, request.FILES)
        if form.is_valid():
            try:
                return self.done(self.act(form))
            except (Refused, ValidationError) as error:
                put_errors(form, error)
        return self.shown(form)

    def shown(self, form: Any) -> HttpResponse:
        return self.render_to_response(
            self.get_context_data(
                form=form, person=self.person, heading=self.get_heading(), back=self.address("speaker")
            )
        )

    def get_heading(self) -> Any:
        return self.heading


class SpeakerDetailsView(SpeakerFormPage):
    """Biography, photo, equipment."""

    def get_heading(self) -> str:
        return _("About you")

    def make_form(self, data: Any, files: Any) -> SpeakerForm:
        initial = {"equipment": self.profile.equipment, "remarks": self.profile.remarks}
        return SpeakerForm(
            data,
            files,
            conference=self.conference,
            person=self.person,
            language=self.content_language,
            initial=initial,
        )

    def act(self, form: SpeakerForm) -> str:
        change_speaker(
            self.person,
            by=self.acting_user,
            details=form.details(),
            equipment=form.cleaned_data["equipment"],
            remarks=form.cleaned_data["remarks"],
        )
        return _("Saved. Thank you.")


class HandInView(SpeakerFormPage):
    """A presentation for one session."""

    def prepare(self) -> None:
        super().prepare()
        self.session = self.own_session(self.kwargs["session"])

    def get_heading(self) -> str:
        return _("Hand in: %(title)s") % {"title": self.session.title}

    def make_form(self, data: Any, files: Any) -> HandInForm:
        return HandInForm(data, files, conference=self.conference, session=self.session)

    def act(self, form: HandInForm) -> str:
        hand_in(self.person, self.session, by=self.acting_user, **form.values(self.content_language))
        return _("Received. The secretariat looks at it before anyone else sees it.")


class TakeBackView(SpeakerMixin, View):
    """The speaker takes back what they handed in."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        rows = Material.objects.select_related("session__conference")
        material = get_object_or_404(rows, uploaded_by=self.person, pk=self.kwargs["material"])
        withdraw_material(material, by=self.acting_user)
        return self.done(_("Taken back."))


class OwnMaterialView(SpeakerMixin, View):
    """The speaker looks at what they handed in."""

    def get(self, request: HttpRequest, **kwargs: Any) -> Any:
        material = get_object_or_404(Material, uploaded_by=self.person, pk=self.kwargs["material"])
        return file_response(request, material.file)


class SpeakerHoursView(SpeakerMixin, TemplateView):
    """When the speaker is there."""

    template_name = "agenda/speakers/portal/hours.html"

    def prepare(self) -> None:
        super().prepare()
        data = self.request.POST if self.request.method == "POST" else None
        stored = hours_of(self.person)
        self.rows = hours_rows(self.conference, stored, data)
        self.seen = seen_form(self.conference, stored, data)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        status = 200
        if self.rows.is_valid() and self.seen.is_valid():
            try:
                seen = self.seen.cleaned_data["seen"] or None
                set_own_hours(self.person, chosen_hours(self.rows), by=self.acting_user, seen=seen)
                return self.done(_("Your hours were saved."))
            except StaleRevision as stale:
                put_errors(self.seen, stale)
                show_instead(
                    self.seen, "seen", seen_form(self.conference, hours_of(self.person)).initial["seen"]
                )
                status = 409
            except ValidationError as error:
                put_errors(self.seen, error)
        return self.render_to_response(self.get_context_data(), status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            person=self.person, rows=self.rows, form=self.seen, back=self.address("speaker"), **kwargs
        )
