"""End access by personal links and codes: by the team for one page, by a person for all of their own pages."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from confman.accounts.sessions import session_of
from confman.conferences.web.base import ConferenceMixin, require
from confman.conferences.web.verb_views import ActionView, ConfirmView
from confman.people.domain.links import renew_links
from confman.people.domain.open_pages import browsers_of, end_pages, openings_of
from confman.people.domain.own_roles import linked_roles
from confman.people.registries import own_role_kinds
from confman.people.web.personal import acting_user_of, close_personal_pages, people_in, roles_here
from confman.web.access import PUBLIC

SHOWN = 10


class LinkRenewView(ConfirmView):
    """Gives one page a new link; what the old links and codes have opened is closed."""

    permission = "conferences.view_history"
    navigation_key = "people.people"
    question = gettext_lazy("Give the page of %(name)s a new link?")
    action = gettext_lazy("New link; the old one ends")
    consequence = gettext_lazy(
        "The page is closed wherever a link or a code has opened it: on a lost phone, in somebody else’s "
        "mailbox. Links, invitations and calendar addresses that were sent before stop working. A new link is mailed."
    )
    message_names = {"name": "list_label"}

    def prepare(self) -> None:
        super().prepare()
        self.role_kind = next((kind for kind in own_role_kinds if kind.key == self.kwargs["kind"]), None)
        if self.role_kind is None or self.role_kind.renewed is None:
            raise Http404
        rows = self.role_kind.rows().filter(
            pk=self.kwargs["pk"], **{self.role_kind.conference: self.conference}
        )
        self.row: Any = rows.first()
        if self.row is None:
            raise Http404
        self.list_label = self.role_kind.name(self.row)

    def check_access(self) -> Any:
        refused = super().check_access()
        if refused is None and self.role_kind:
            require(self.request, self.role_kind.permission, self.conference)
        return refused

    def perform(self) -> str:
        if renew_links([(self.role_kind, self.row)], by=self.acting_user):  # type: ignore[list-item]
            return _("The new link is on its way; the old one no longer works.")
        return _(
            "The old link no longer works. No new one was mailed: there is no e-mail, or it had several links "
            "within the hour. A code by mail opens the page."
        )

    def get_success_url(self) -> str:
        return self.role_kind.record(self.row)  # type: ignore[union-attr]

    def list_url(self) -> str:
        return self.get_success_url()


class OwnPagesMixin(ConferenceMixin):
    """The base for the pages that this browser may use here, and all other pages of the same people."""

    permission = PUBLIC
    is_done_when_archived = True

    def prepare(self) -> None:
        super().prepare()
        roles = [role for role in roles_here(self.request, self.conference) if role[0].renewed]
        # The other pages of the same people, opened on another device.
        other_roles = linked_roles(Q(person__in=people_in(roles)))
        self.roles = list({row.pk: (kind, row) for kind, row in (*roles, *other_roles)}.values())

    def my_page(self) -> str:
        return reverse("people_portal:index", args=[self.conference.slug])


class EndEverywhereView(OwnPagesMixin, TemplateView):
    """Lists where one's own pages are open and when they were opened; POST ends access on all devices."""

    template_name = "people/end_everywhere.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.roles:
            return HttpResponseRedirect(self.my_page())
        session = session_of(request)
        row_key = session.row_key if session.is_found() else ""
        browsers = sorted(browsers_of(self.roles), key=lambda browser: browser.session.session_key != row_key)
        entries = openings_of(row.pk for _kind, row in self.roles).select_related("by")[:SHOWN]
        return self.render_to_response(
            self.get_context_data(browsers=browsers, here=row_key, entries=entries)
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.roles:
            mailed = renew_links(self.roles, by=acting_user_of(request))
            close_personal_pages(request)
            sentences = [_("Ended on all devices.")]
            if mailed:
                sentences.append(
                    ngettext("A new link is on its way.", "%(count)d new links are on their way.", mailed)
                    % {"count": mailed}
                )
            messages.success(request, " ".join(sentences))
        response = HttpResponseRedirect(self.my_page())
        response["Clear-Site-Data"] = '"cache"'
        return response


class EndInBrowserView(OwnPagesMixin, ActionView):
    """Closes one's pages in one browser until they are opened again."""

    list_name = "people_portal:end"

    def perform(self) -> str:
        if not end_pages(self.roles, self.kwargs["number"], by=acting_user_of(self.request)):
            raise Http404
        return _("Your pages are closed on that device.")
