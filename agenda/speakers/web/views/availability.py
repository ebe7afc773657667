"""The hours in which a person is available."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from agenda.core.web.base import AgendaMixin
from agenda.rooms.domain.availability import hours_of, set_hours
from agenda.rooms.web.forms.availability import chosen_hours, hours_rows, seen_form
from confman.accounts.sessions import user_of
from confman.conferences.web.verb_views import history_of
from confman.people.models import Person
from confman.web.database.revisions import StaleRevision
from confman.web.forms.base import put_errors, show_instead


class PersonHoursView(AgendaMixin, TemplateView):
    """When a speaker is available, as they told the secretariat."""

    permission = "agenda.edit_agenda"
    navigation_key = "agenda.roles"
    template_name = "agenda/speakers/person_hours.html"
    stale: Any = None

    def prepare(self) -> None:
        super().prepare()
        self.person = self.own_row(Person.objects.known().select_related("conference"))
        data = self.request.POST if self.request.method == "POST" else None
        self.stored = hours_of(self.person)
        self.rows = hours_rows(self.conference, self.stored, data)
        self.seen = seen_form(self.conference, self.stored, data)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        status = 200
        if self.rows.is_valid() and self.seen.is_valid():
            try:
                set_hours(
                    self.person,
                    chosen_hours(self.rows),
                    by=user_of(request),
                    seen=self.seen.cleaned_data["seen"] or None,
                )
                return self.done()
            except StaleRevision as stale:
                put_errors(self.seen, stale)
                # What was typed stays; saving again is a deliberate decision.
                self.stale = self.stored
                show_instead(self.seen, "seen", seen_form(self.conference, self.stored).initial["seen"])
                status = 409
            except ValidationError as error:
                put_errors(self.seen, error)
        return self.render_to_response(self.get_context_data(), status=status)

    def done(self) -> HttpResponse:
        messages.success(self.request, _("The hours of %(name)s were saved.") % {"name": self.person})
        return HttpResponseRedirect(self.person_url())

    def person_url(self) -> str:
        return reverse("people_secretariat:person", args=[self.conference.slug, self.person.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            person=self.person,
            person_url=self.person_url(),
            rows=self.rows,
            form=self.seen,
            stale=self.stale,
            entries=history_of(self.person),
            **kwargs,
        )
