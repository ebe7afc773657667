"""A focal point's papers: credentials, note verbale, letter of nomination; and the list for signature."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext_lazy
from django.views.generic import View

from confman.conferences.web.verb_views import ActionPage
from confman.web.uploads.stored_files import file_response
from registrations.delegations.domain.papers import replace_paper, send_in_own_paper, withdraw_paper
from registrations.delegations.web.forms import PaperForm
from registrations.delegations.web.views.focal_point import OwnDelegationFormView, OwnDelegationMixin
from registrations.delegations.web.views.papers import PaperMixin, list_response


class PaperSubmitView(OwnDelegationFormView):
    """Submits a paper, once for all members."""

    form_class = PaperForm
    heading = gettext_lazy("Send in a paper")
    lead = gettext_lazy("Once for the whole delegation. The secretariat looks at it; it holds nobody up.")
    submit = gettext_lazy("Send in")
    verb = send_in_own_paper
    success_message = gettext_lazy("“%(name)s” is with the secretariat.")

    def get_values(self, form: PaperForm) -> dict[str, Any]:
        return {**super().get_values(form), "focal_point": self.focal_point}


class PaperFileView(PaperMixin, OwnDelegationMixin, View):
    """The file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return file_response(request, self.paper.file, name=self.paper.name)


class PaperReplaceView(PaperMixin, OwnDelegationFormView):
    """Replaces a paper that nobody has reviewed."""

    form_class = PaperForm
    heading = gettext_lazy("Replace “%(name)s” with another paper")
    submit = gettext_lazy("Replace")
    verb = replace_paper
    success_message = gettext_lazy("“%(name)s” is with the secretariat.")

    def get_initial(self) -> dict[str, Any]:
        return {"kind": self.paper.kind}


class PaperTakeBackView(PaperMixin, OwnDelegationMixin, ActionPage):
    """Asks, and deletes a paper that nobody has reviewed."""

    template_name = "registrations/delegations/delegation/paper_take_back.html"
    verb = withdraw_paper
    success_message = gettext_lazy("“%(name)s” is taken back.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{**kwargs, "paper": self.paper})


class SignatureListView(OwnDelegationMixin, View):
    """Downloads the delegation's list for signature, in the language of the page."""

    format = "pdf"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return list_response(
            self.delegation, language=self.content_language, format=self.format, by=self.acting_user
        )
