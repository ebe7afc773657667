"""A speaker's page, opened by a personal link: roles, details, hours, presentations; the hours of others, too."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from agenda.conflicts.domain.severities import agenda_settings
from agenda.core.domain.groups import grouped
from agenda.core.web.base import AgendaMixin
from agenda.materials.domain import hand_in, withdraw_material
from agenda.materials.models import Material
from agenda.rooms.domain import hours_of, set_hours
from agenda.rooms.web.forms import chosen_hours, hours_rows, seen_form
from agenda.screens.domain.speaker_clock import timers_of_chair
from agenda.sessions.models.personal import SPEAKERS, SpeakerProfile
from agenda.sessions.models.session import Session, SessionRole
from agenda.speakers.domain import answer_role, change_speaker, read_speaker_link, roles_of, set_own_hours
from agenda.speakers.web.forms import HandInForm, SpeakerAnswerForm, SpeakerForm
from confman.conferences.web.base import ConferenceMixin, OwnContextView
from confman.conferences.web.verb_views import ActionFormView, ActionView, history_of
from confman.people.models import Person
from confman.people.web.personal import PersonalLinkView, PersonalMixin, still_open
from confman.web.database.changes import StaleRevision
from confman.web.errors import Refused
from confman.web.forms.base import put_errors, show_instead
from confman.web.uploads.stored_files import file_response


class HoursMixin(ConferenceMixin, OwnContextView):
    """The rows with the hours of `person`, saved by `verb`; a stale edit is shown with the hours as they are now."""

    verb: ClassVar[Callable[..., Any]]
    success_message: Any
    person: Any
    stale: Any = None
    get_success_url: Callable[[], str]

    def prepare(self) -> None:
        super().prepare()
        data = self.request.POST if self.request.method == "POST" else None
        stored = hours_of(self.person)
        self.rows = hours_rows(self.conference, stored, data)
        self.seen = seen_form(self.conference, stored, data)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        status = 200
        if self.rows.is_valid() and self.seen.is_valid():
            try:
                seen = self.seen.cleaned_data["seen"] or None
                type(self).verb(self.person, chosen_hours(self.rows), by=self.acting_user, seen=seen)
                messages.success(request, self.success_message % {"name": self.person})
                return HttpResponseRedirect(self.get_success_url())
            except StaleRevision as stale:
                put_errors(self.seen, stale)
                # The input stays; saving again is a deliberate decision.
                self.stale = hours_of(self.person)
                show_instead(self.seen, "seen", seen_form(self.conference, self.stale).initial["seen"])
                status = 409
            except ValidationError as error:
                put_errors(self.seen, error)
        return self.render_to_response(self.get_context_data(), status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(person=self.person, rows=self.rows, form=self.seen, **kwargs)


class PersonHoursView(HoursMixin, AgendaMixin):
    """Shows the hours of availability that a speaker gave to the secretariat."""

    permission = "agenda.edit_agenda"
    navigation_key = "agenda.roles"
    template_name = "agenda/speakers/person_hours.html"
    verb = set_hours
    success_message = gettext_lazy("The hours of %(name)s were saved.")

    @cached_property
    def person(self) -> Person:
        return self.own_row(Person.objects.known().select_related("conference"))

    def get_success_url(self) -> str:
        return reverse("people_secretariat:person", args=[self.conference.slug, self.person.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            person_url=self.get_success_url(), stale=self.stale, entries=history_of(self.person), **kwargs
        )


class SpeakerLinkView(PersonalLinkView):
    """The address in the mail to a speaker."""

    kind = SPEAKERS

    def read(self, token: str) -> SpeakerProfile:
        return read_speaker_link(self.conference, token)

    def page(self, subject: SpeakerProfile) -> str:
        return reverse("agenda_portal:speaker", args=[self.conference.slug, subject.pk])


class SpeakerMixin(PersonalMixin):
    """Base of a speaker's own pages."""

    permission = "agenda.use_speaker_page"
    permission_on = "profile"

    def prepare(self) -> None:
        super().prepare()
        rows = SpeakerProfile.objects.select_related("person__conference")
        self.profile = get_object_or_404(rows, person__conference=self.conference, pk=self.kwargs["pk"])
        self.object = self.person = self.profile.person
        user: Any = self.request.user
        user.opened_speakers = still_open(self.request, SPEAKERS, [self.profile])
        self.activate_language_of(self.person)

    def address(self, name: str, *more: Any) -> str:
        return reverse(f"agenda_portal:{name}", args=[self.conference.slug, self.profile.pk, *more])

    def get_success_url(self) -> str:
        return self.address("speaker")


class SpeakerView(SpeakerMixin, TemplateView):
    """Everything on one page; what is asked of the speaker comes first."""

    template_name = "agenda/speakers/portal/page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        roles = list(roles_of(self.person))
        materials = Material.objects.filter(uploaded_by=self.person).select_related("item")
        handed_in = grouped((material.session_id, material) for material in materials)
        now = timezone.now()
        return super().get_context_data(
            profile=self.profile,
            person=self.person,
            open_roles=[role for role in roles if role.is_unanswered],
            sessions=[
                {
                    "session": session,
                    "roles": roles_in_session,
                    "is_declined": all(role.is_declined for role in roles_in_session),
                    "is_over": bool(session.end and session.end <= now),
                    "materials": handed_in[session.pk],
                }
                for session, roles_in_session in grouped((role.session, role) for role in roles).items()
            ],
            due=agenda_settings(self.conference).materials_due,
            hours=hours_of(self.person),
            timers=timers_of_chair(self.person),
            **kwargs,
        )


class AnswerView(SpeakerMixin, ActionView):
    """Answers yes or no to one role."""

    def perform(self) -> str:
        rows = SessionRole.objects.select_related("session__conference", "person")
        role = get_object_or_404(rows, person=self.person, pk=self.kwargs["role"])
        form = SpeakerAnswerForm(self.request.POST, conference=self.conference)
        if not form.is_valid():
            raise Refused(_("Press one of the two buttons: confirm, or decline."))
        confirmed = form.cleaned_data["answer"] == "confirm"
        answer_role(role, by=self.acting_user, confirmed=confirmed, reason=form.cleaned_data["reason"])
        message = (
            _("Thank you. You are expected: “%(title)s”.") if confirmed else _("You declined: “%(title)s”.")
        )
        return message % {"title": role.session.title}


class SpeakerFormPage(SpeakerMixin, ActionFormView):
    """A form of the speaker's."""

    template_name = "agenda/speakers/portal/form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(person=self.person, back=self.address("speaker"), **kwargs)


class SpeakerDetailsView(SpeakerFormPage):
    """Biography, photo, equipment."""

    form_class = SpeakerForm
    heading = gettext_lazy("About you")
    verb = change_speaker
    success_message = gettext_lazy("Saved. Thank you.")

    def get_initial(self) -> dict[str, Any]:
        return {"equipment": self.profile.equipment, "remarks": self.profile.remarks}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "person": self.person, "language": self.content_language}

    def get_values(self, form: SpeakerForm) -> dict[str, Any]:
        values = {name: form.cleaned_data[name] for name in ("equipment", "remarks")}
        return {"details": form.details(), **values}


class PresentationHandInView(SpeakerFormPage):
    """Hands in a presentation for one session."""

    form_class = HandInForm
    heading = gettext_lazy("Hand in: %(title)s")
    verb = hand_in
    success_message = gettext_lazy("Received. The secretariat looks at it before anyone else sees it.")
    message_names = {"title": "session.title"}

    def prepare(self) -> None:
        super().prepare()
        self.session = self.own_row(Session.objects.filter(roles__person=self.person).distinct(), "session")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "session": self.session}

    def get_values(self, form: HandInForm) -> dict[str, Any]:
        return {**form.values(self.content_language), "session": self.session}


class PresentationWithdrawView(SpeakerMixin, ActionView):
    """Withdraws what the speaker has handed in."""

    verb = withdraw_material
    success_message = gettext_lazy("Taken back.")

    def prepare(self) -> None:
        super().prepare()
        rows = Material.objects.select_related("session__conference")
        self.object = get_object_or_404(rows, uploaded_by=self.person, pk=self.kwargs["material"])


class OwnMaterialView(SpeakerMixin, View):
    """Shows the speaker what they handed in."""

    def get(self, request: HttpRequest, **kwargs: Any) -> Any:
        material = get_object_or_404(Material, uploaded_by=self.person, pk=self.kwargs["material"])
        return file_response(request, material.file)


class SpeakerHoursView(HoursMixin, SpeakerMixin):
    """Asks the speaker for their hours of availability."""

    template_name = "agenda/speakers/portal/hours.html"
    verb = set_own_hours
    success_message = gettext_lazy("Your hours were saved.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(back=self.address("speaker"), **kwargs)
