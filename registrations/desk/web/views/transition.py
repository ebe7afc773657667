"""A decision on one registration, and the next one of its list."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from confman.accounts.sessions import user_of
from confman.web.errors import Refused
from registrations.core.models.registration import Registration
from registrations.desk.web.views.registration_list import REVIEW_KEYS, RegistrationListMixin
from registrations.lifecycle.domain.decisions import held_until, warnings_before
from registrations.lifecycle.table import AT_THE_DESK


class RegistrationTransitionView(RegistrationListMixin, TemplateView):
    """One decision on one registration, with its reason; then its page, or the next one of the list."""

    permission = "registrations.review"
    template_name = "registrations/desk/decide.html"

    def prepare(self) -> None:
        super().prepare()
        self.registration = self.own_row(Registration.objects.with_names())
        self.transition = AT_THE_DESK[self.kwargs["action"]]
        self.own_page = self.in_list(self.to("registration", self.registration.pk))
        # Asked for before the decision, after which the list may no longer have it.
        self.beside_it = self.beside(self.registration)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault(
            "form",
            self.transition.reason_form(conference=self.conference) if self.transition.takes_reason else None,
        )
        # In the address it is the key alone.
        kwargs["action"] = self.transition
        return super().get_context_data(
            held_until=held_until(self.conference) if self.transition.has_deadline else None,
            needs_reason=self.transition.needs_confirmed_email and not self.registration.confirmed_at,
            rows=[self.registration],
            warnings=warnings_before(Registration.objects.filter(pk=self.registration.pk))
            if self.transition.takes_place
            else [],
            next=self.own_page,
            following=self.beside_it.next if self.beside_it else None,
            # A grave act is confirmed by hand.
            key=""
            if self.transition.is_grave or not self.is_in_list
            else REVIEW_KEYS.get(self.transition.key, ""),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        options: dict[str, Any] = {}
        form = None
        if self.transition.takes_reason:
            form = self.transition.reason_form(request.POST, conference=self.conference)
            if not form.is_valid():
                return self.render_to_response(self.get_context_data(form=form))
            options["reason"] = form.cleaned_data["reason"]
        try:
            decided = self.transition.decide(self.registration, by=user_of(request), **options)
        except Refused as error:
            if form is None:
                messages.error(request, error.message)
                return HttpResponseRedirect(self.own_page)
            form.add_error(None, error.message)
            return self.render_to_response(self.get_context_data(form=form))
        values = {"name": decided.person.name, "status": decided.get_status_display()}
        messages.success(request, _("%(name)s: %(status)s.") % values)
        following = self.beside_it.next if self.beside_it and "then-next" in request.POST else None
        return HttpResponseRedirect(following.url if following else self.own_page)
