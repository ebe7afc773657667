"""Mail about new documents: a participant chooses the series, and stops it by the link in a mail."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from confman.accounts.signed_links import LinkInvalid
from confman.accounts.system_users import system_user
from confman.conferences.web.verb_views import ActionFormView
from confman.mailings.web.views.news import StopMailView
from confman.people.models import Person
from outcomes.register.domain.subscriptions import choose_series, subscribed, subscriber_of
from outcomes.register.web.forms import DocumentMailForm
from registrations.core.models.registration import Registration
from registrations.core.web.portal import ParticipantMixin


class DocumentMailView(ParticipantMixin, ActionFormView):
    """The series of which a participant is told by mail."""

    template_name = "registrations/core/portal/form.html"
    form_class = DocumentMailForm
    verb = choose_series
    heading = gettext_lazy("New documents by mail")
    lead = gettext_lazy(
        "You get one mail for all that is issued together. Each has a link by which you stop it."
    )
    submit = gettext_lazy("Save")
    success_message = gettext_lazy("Your choice was saved.")
    active = "documents"

    def get_initial(self) -> dict[str, Any]:
        return {"series": subscribed(self.registration)}

    def get_success_url(self) -> str:
        return reverse("outcomes_portal:own-documents", args=[self.conference.slug, self.registration.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(cancel=self.get_success_url(), **kwargs)


class StopDocumentMailView(StopMailView):
    """To post stops all mail about new documents."""

    template_name = "outcomes/register/portal/mail_stopped.html"

    def registration(self) -> Registration | None:
        try:
            return subscriber_of(self.conference, self.kwargs["token"])
        except (LinkInvalid, Registration.DoesNotExist):
            return None

    def reader(self) -> Person | None:
        found = self.registration()
        return found.person if found else None

    def choose(self, reader: Person) -> None:
        if found := self.registration():
            choose_series(found, (), by=system_user("visitor"))

    def wants(self, reader: Person) -> bool:
        found = self.registration()
        return bool(found and subscribed(found))
