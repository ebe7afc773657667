"""Base of the agenda's pages in the secretariat."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from confman.conferences.web.base import SecretariatMixin
from confman.conferences.web.stale_edits import StaleEditMixin
from confman.conferences.web.verb_views import ConfirmView
from confman.web.database.changes import StaleRevision
from confman.web.errors import Refused
from confman.web.forms.base import RevisionMixin

UNDO = gettext_lazy("You can undo it afterwards, by the button above the list.")


class AgendaMixin(SecretariatMixin):
    """A page of the working agenda."""

    permission = "agenda.view_working_agenda"
    navigation_key = "agenda.sessions"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        can_edit = self.request.user.has_perm("agenda.edit_agenda", self.conference)
        return super().get_context_data(can_edit=can_edit, **kwargs)


class FormsView(StaleEditMixin, AgendaMixin, TemplateView):
    """A page of forms that are saved as one; a refusal is shown at `form`, unless it stands at a row already."""

    permission = "agenda.edit_agenda"
    form: Any
    rows: Any
    # The status of the page that shows faults, unless someone else was faster.
    faulty = 200

    def prepare_forms(self, data: Any) -> None:
        """Make the forms, bound to `data` where they were sent."""
        raise NotImplementedError

    def all_forms(self) -> list[Any]:
        return [self.form, self.rows]

    def save(self) -> HttpResponse:
        """Call the verb with what the valid forms say, and redirect."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.prepare_forms(None)
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.prepare_forms(request.POST)
        self.status = self.faulty
        # Each is validated, so that all faults are shown at once.
        valid = [form.is_valid() for form in self.all_forms()]
        if all(valid):
            try:
                return self.save()
            except (Refused, ValidationError) as error:
                if not any(any(form.errors) for form in self.all_forms()):
                    self.show_refusal(self.form, error)
        return self.render_to_response(self.get_context_data(), status=self.status)


class AgendaDeleteView(AgendaMixin, ConfirmView):
    """Asks for confirmation and deletes the object; if it was changed meanwhile, asks again."""

    permission = "agenda.edit_agenda"
    undo = UNDO
    danger = True

    @property
    def revision(self) -> int:
        """Return the revision that was shown."""
        form = RevisionMixin(self.request.POST)
        number = form.cleaned_data["revision"] if form.is_valid() else None
        return number or self.object.revision

    def perform(self) -> Any:
        message = self.format_message(self.success_message)
        type(self).verb(self.object, by=self.acting_user, revision=self.revision)
        return message

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            messages.success(request, self.perform())
        except StaleRevision as stale:
            if stale.current is not None:
                messages.error(request, _("This is not what you looked at. Look at it again, then do it."))
                return self.render_to_response(self.get_context_data(), status=409)
            messages.error(request, stale.message)
        except Refused as error:
            messages.error(request, error.message)
        return HttpResponseRedirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = RevisionMixin(initial={"revision": self.object.revision})
        return super().get_context_data(form=form, **kwargs)
