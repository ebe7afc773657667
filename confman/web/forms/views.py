"""The frame of a page whose form calls one verb."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.views.generic import FormView

from confman.web.errors import Refused
from confman.web.forms.base import put_errors


class PerformView(FormView):
    """A form whose `perform` calls a verb and returns the message, if there is one; a refusal is shown at the form."""

    # The status of the page that shows errors: 409 if someone else has changed the object meanwhile.
    status = 200

    def perform(self, form: Any) -> Any:
        """Call the verb; return the message."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            message = self.perform(form)
        except (Refused, ValidationError) as error:
            self.show_refusal(form, error)
            return self.form_invalid(form)
        if message:
            messages.success(self.request, message)
        return HttpResponseRedirect(self.get_success_url())

    def show_refusal(self, form: Any, error: ValidationError | Refused) -> None:
        """Show at the form why nothing was saved."""
        put_errors(form, error)

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=self.status)
