"""A delegation's papers and its list for signature, as the secretariat and the focal points both have them."""

from django.http import HttpResponse

from confman.accounts.models import User
from confman.conferences.web.base import ConferenceMixin
from confman.people.web.personal import by_id
from registrations.core.models.delegation import Delegation
from registrations.core.web.downloads import attached
from registrations.delegations.domain.papers import make_delegation_list
from registrations.delegations.models import DelegationPaper


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
