"""The hours in which a person is available."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from agenda.core.web.base import AgendaMixin
from agenda.rooms.domain.availability import hours_of, set_hours
from agenda.rooms.web.forms.availability import chosen_hours, hours_rows, seen_form
from confman.conferences.web.base import ConferenceMixin, OwnContextView
from confman.conferences.web.verb_views import history_of
from confman.people.models import Person
from confman.web.database.revisions import StaleRevision
from confman.web.forms.base import put_errors, show_instead


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
    success_message = _("The hours of %(name)s were saved.")

    @cached_property
    def person(self) -> Person:
        return self.own_row(Person.objects.known().select_related("conference"))

    def get_success_url(self) -> str:
        return reverse("people_secretariat:person", args=[self.conference.slug, self.person.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            person_url=self.get_success_url(), stale=self.stale, entries=history_of(self.person), **kwargs
        )
