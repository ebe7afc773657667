"""Pages with a form that calls one verb: the base of every form of the secretariat."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import FormView, TemplateView

from confman.audit.models import AuditEntry
from confman.conferences.models import Conference
from confman.conferences.web.base import SecretariatMixin
from confman.web.errors import Refused


def way_back(address: str, own: str) -> str:
    """Where a form said that one came from, if that is a page under `own`; else `own`."""
    is_ours = url_has_allowed_host_and_scheme(address, allowed_hosts=None) and address.startswith(own)
    return address if is_ours else own


def put_errors(form: BaseForm, error: ValidationError | Refused) -> None:
    """What a verb refused, shown at its field where the form has it, else above the form."""
    if isinstance(error, Refused):
        form.add_error(None, error.message)
    elif hasattr(error, "error_dict"):
        for name, errors in error.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
    else:
        form.add_error(None, error)


class ActFormView(FormView):
    """A form that calls one verb: `act(form)`, which returns what to say. What it refuses is shown at the form.

    Stands behind the mixin that knows the conference: the secretariat's, a participant's, a focal point's.
    """

    conference: Conference

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "conference": self.conference}

    def act(self, form: Any) -> Any:
        """Call the verb; return the message to show."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            said = self.act(form)
        except (Refused, ValidationError) as error:
            put_errors(form, error)
            return self.form_invalid(form)
        if said:
            messages.success(self.request, said)
        return HttpResponseRedirect(self.get_success_url())


class VerbFormView(SecretariatMixin, ActFormView):
    """A form of the secretariat.

    Subclasses give `permission`, `form_class`, `heading`, `list_name` (where one comes from and returns to,
    a url name that takes the slug) and `act`.
    """

    template_name = "conferences/form_page.html"
    heading: Any = ""
    lead: Any = ""
    submit: Any = ""
    list_name = ""
    list_label: Any = ""

    def list_url(self) -> str:
        return reverse(self.list_name, args=[self.conference.slug])

    def get_success_url(self) -> str:
        return self.list_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            heading=self.heading,
            lead=self.lead,
            submit=self.submit,
            list_url=self.list_url(),
            list_label=self.list_label,
            **kwargs,
        )


class ConfirmView(SecretariatMixin, TemplateView):
    """Says what an act will do, and does it on POST. `act()` returns what to say."""

    template_name = "conferences/confirm_page.html"
    question: Any = ""
    consequence: Any = ""
    # How it could be undone, where it can.
    undo: Any = ""
    action: Any = ""
    list_name = ""
    list_label: Any = ""

    def act(self) -> Any:
        raise NotImplementedError

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        # The parts of the address stay out of the context: one may be called as something in it is.
        return self.render_to_response(self.get_context_data())

    def get_question(self) -> Any:
        return self.question

    def get_consequence(self) -> Any:
        return self.consequence

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            messages.success(request, self.act())
        except Refused as error:
            messages.error(request, error.message)
        return HttpResponseRedirect(self.get_success_url())

    def get_success_url(self) -> str:
        return reverse(self.list_name, args=[self.conference.slug])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            question=self.get_question(),
            consequence=self.get_consequence(),
            undo=self.undo,
            action=self.action,
            list_url=reverse(self.list_name, args=[self.conference.slug]),
            list_label=self.list_label,
            **kwargs,
        )


def history_of(target: Any, *parts: Any, limit: int = 30) -> Any:
    """The latest entries on an object, and on what belongs to it, for its page."""
    return AuditEntry.objects.about(target, *parts)[:limit]
