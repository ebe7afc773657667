"""The papers of a delegation in the secretariat, and what protocol says of its credentials."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.generic import View

from confman.accounts.sessions import user_of
from confman.conferences.web.editing import ConfirmView, VerbFormView
from confman.web.uploads.stored_files import file_response
from registrations.delegations.domain.files import (
    delete_paper,
    look_at_papers,
    send_in_paper,
    set_credentials,
)
from registrations.delegations.models import DelegationFile
from registrations.delegations.web.forms import CredentialsForm, PaperForm
from registrations.delegations.web.views.delegations import DelegationMixin
from registrations.delegations.web.views.focal_point_files import list_response


class PaperAddView(DelegationMixin, VerbFormView):
    """A paper that came by hand or by post."""

    form_class = PaperForm
    heading: str | Promise = gettext_lazy("Add a paper")
    submit = gettext_lazy("Keep the paper")

    def act(self, form: PaperForm) -> str:
        paper = send_in_paper(
            self.delegation,
            kind=form.cleaned_data["kind"],
            file=form.cleaned_data["file"],
            by=user_of(self.request),
        )
        return _("“%(name)s” is kept.") % {"name": paper}

    def get_success_url(self) -> str:
        return self.delegation_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.heading = _("Add a paper of %(name)s") % {"name": self.delegation}
        return super().get_context_data(**kwargs)


class PaperMixin(DelegationMixin):
    """A page about one paper of the delegation."""

    def prepare(self) -> None:
        super().prepare()
        papers = DelegationFile.objects.filter(delegation=self.delegation).select_related(
            "delegation__conference"
        )
        self.paper = get_object_or_404(papers, pk=self.kwargs["paper"])


class PaperView(PaperMixin, View):
    """The file."""

    permission = "registrations.view_delegations"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return file_response(request, self.paper.file, name=self.paper.name)


class PaperDeleteView(PaperMixin, ConfirmView):
    """A paper that came to the wrong delegation, or twice."""

    permission = "registrations.judge_credentials"
    action = gettext_lazy("Delete")

    def get_question(self) -> str:
        return _("Delete “%(name)s”?") % {"name": self.paper}

    def get_consequence(self) -> str:
        return _("The file is gone for good; that it was there stays in the history.")

    def act(self) -> str:
        name = str(self.paper)
        delete_paper(self.paper, by=user_of(self.request))
        return _("“%(name)s” was deleted.") % {"name": name}

    def get_success_url(self) -> str:
        return self.delegation_url()


class PapersSeenView(DelegationMixin, View):
    """POST: protocol has looked at what was sent in."""

    permission = "registrations.judge_credentials"
    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        number = look_at_papers(self.delegation, by=user_of(request))
        said = ngettext(
            "%(number)d paper is marked as looked at.", "%(number)d papers are marked as looked at.", number
        )
        messages.success(request, said % {"number": number})
        return HttpResponseRedirect(self.delegation_url())


class CredentialsView(DelegationMixin, VerbFormView):
    """The state of the credentials, with a note; only an intergovernmental conference has them."""

    permission = "registrations.judge_credentials"
    form_class = CredentialsForm
    lead = gettext_lazy("The state is shown and flagged; it holds nobody up. The papers count as looked at.")

    def prepare(self) -> None:
        super().prepare()
        self.heading = _("Credentials of %(name)s") % {"name": self.delegation}

    def check_access(self) -> Any:
        """A missing role is 403 all the same."""
        if answer := super().check_access():
            return answer
        if not self.conference.is_intergovernmental:
            raise Http404
        return None

    def get_initial(self) -> dict[str, Any]:
        return {"state": self.delegation.credentials, "note": self.delegation.credentials_note}

    def act(self, form: CredentialsForm) -> str:
        set_credentials(self.delegation, by=user_of(self.request), **form.cleaned_data)
        return _("The state of the credentials is kept.")

    def get_success_url(self) -> str:
        return self.delegation_url()


class ListFileView(DelegationMixin, View):
    """The list of the delegation for signature, in the language that the page asks for."""

    permission = "registrations.view_delegations"
    format = "pdf"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        offered = self.conference.languages
        wanted = (request.GET.get("language") or "", get_language() or "")
        language = next((code for code in wanted if code in offered), offered[0])
        return list_response(self.delegation, language=language, format=self.format, by=user_of(request))
