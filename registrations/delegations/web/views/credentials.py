"""The papers of a delegation, which focal points have as well, and protocol's decision on its credentials."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.generic import View

from confman.accounts.models import User
from confman.accounts.sessions import user_of
from confman.conferences.web.base import ConferenceMixin
from confman.conferences.web.stale_edits import StaleField, differences
from confman.conferences.web.verb_views import ActionView, ConfirmView
from confman.people.web.personal import by_id
from confman.web.uploads.stored_files import file_response
from registrations.core.models.delegation import Delegation
from registrations.core.web.exports import attached
from registrations.delegations.domain.papers import (
    delete_paper,
    digest_for_review,
    make_delegation_list,
    papers_to_review,
    review_papers,
    send_in_paper,
    set_credentials,
)
from registrations.delegations.models import DelegationPaper
from registrations.delegations.web.forms import MemberCredentialsForm, PaperForm
from registrations.delegations.web.views.delegations import DelegationFormView, DelegationMixin


class PaperMixin(ConferenceMixin):
    """A page about one paper. Stands before the mixin that finds the delegation."""

    delegation: Delegation

    def prepare(self) -> None:
        super().prepare()
        papers = DelegationPaper.objects.filter(delegation=self.delegation).select_related(
            "delegation__conference"
        )
        self.object = self.paper = by_id(papers, self.kwargs["paper"])


def list_response(delegation: Delegation, *, language: str, format: str, by: User) -> HttpResponse:
    """Return the list, made at once since it is small, as a download that caches must not keep."""
    document = make_delegation_list(delegation, language=language, format=format, by=by)
    return attached(document.content, document.content_type, document.filename)


class ReceivedPaperAddView(DelegationFormView):
    """Adds a paper that came by hand or by post."""

    form_class = PaperForm
    heading = gettext_lazy("Add a paper of %(name)s")
    submit = gettext_lazy("Keep the paper")
    verb = send_in_paper
    success_message = gettext_lazy("“%(name)s” is kept.")


class PaperView(PaperMixin, DelegationMixin, View):
    """The file."""

    permission = "registrations.view_delegations"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return file_response(request, self.paper.file, name=self.paper.name)


class PaperDeleteView(PaperMixin, DelegationMixin, ConfirmView):
    """Deletes a paper that came to the wrong delegation, or twice."""

    permission = "registrations.judge_credentials"
    question = gettext_lazy("Delete “%(name)s”?")
    consequence = gettext_lazy("The file is gone for good; that it was there stays in the history.")
    action = gettext_lazy("Delete")
    danger = True
    verb = delete_paper
    success_message = gettext_lazy("“%(name)s” was deleted.")


class PapersSeenView(DelegationMixin, ActionView):
    """Marks the submitted papers as reviewed by protocol. POST only."""

    permission = "registrations.judge_credentials"

    def perform(self) -> str:
        seen = self.request.POST.get("seen", "")
        number = review_papers(self.delegation, by=self.acting_user, seen=seen)
        message = ngettext(
            "%(number)d paper is marked as looked at.", "%(number)d papers are marked as looked at.", number
        )
        return message % {"number": number}


class CredentialsView(DelegationFormView):
    """The status of the credentials, with a note; only at an intergovernmental conference."""

    permission = "registrations.judge_credentials"
    form_class = MemberCredentialsForm
    heading = gettext_lazy("Credentials of %(name)s")
    lead = gettext_lazy("The state is shown and flagged; it holds nobody up. The papers count as looked at.")
    verb = set_credentials
    success_message = gettext_lazy("The state of the credentials is kept.")

    def check_access(self) -> Any:
        """Check access; a missing role is 403 all the same."""
        if answer := super().check_access():
            return answer
        if not self.conference.is_intergovernmental:
            raise Http404
        return None

    def get_initial(self) -> dict[str, Any]:
        row = self.delegation
        seen = digest_for_review(row, papers_to_review(row))
        return {"state": row.credentials, "note": row.credentials_note, "seen": seen}

    def other_version(self, form: MemberCredentialsForm, current: Delegation) -> list[StaleField]:
        """Return state and note where they differ, and the papers that wait now."""
        data = form.cleaned_data
        papers = "; ".join(map(str, papers_to_review(current)))
        return [
            *differences(current, {"credentials": data["state"], "credentials_note": data["note"]}),
            *([StaleField(_("Papers"), "—", papers)] if papers else []),
        ]


class CredentialsListView(DelegationMixin, View):
    """Downloads the delegation's list for signature, in the chosen language."""

    permission = "registrations.view_delegations"
    format = "pdf"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        offered = self.conference.languages
        requested_languages = (request.GET.get("language") or "", get_language() or "")
        language = next((code for code in requested_languages if code in offered), offered[0])
        return list_response(self.delegation, language=language, format=self.format, by=user_of(request))
