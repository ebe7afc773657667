"""Inviting persons by single-use links, in the secretariat; and the page that the link opens."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from confman.accounts.domain.rate_limits import TooManyTries
from confman.accounts.sessions import user_of
from confman.accounts.signed_links import LinkInvalid, read_token
from confman.conferences.models import Conference
from confman.conferences.web.resources.views import Empty, ListView
from confman.conferences.web.verb_views import ActionView, VerbFormView
from confman.people.web.personal import (
    PersonalLinkView,
    PersonalMixin,
    SeeOther,
    closed_link,
    opened,
    remember,
    still_open,
    to_secretariat,
)
from confman.web.errors import Refused
from confman.web.forms.selection import chosen_keys
from registrations.core.domain.personal_links import (
    INVITATION,
    LinkUsed,
    open_invitation,
    read_invitation_link,
)
from registrations.core.models.invitation import Invitation
from registrations.core.models.registration import REGISTRATIONS, Registration
from registrations.core.web.base import RegistrationsMixin
from registrations.core.web.portal import page_of
from registrations.invitations.domain.single_use_links import (
    invite_people,
    renew_invitation,
    revoke_invitation,
)
from registrations.invitations.web.forms import InvitationAddForm, UntilForm
from registrations.invitations.web.tables import InvitationFilter, InvitationTable
from registrations.lifecycle.web.views.enrolment import CompleteView

SHOWN_REFUSALS = 10
# In the session: the invitations this browser has opened by their links.
INVITATIONS = "opened_invitations"


class InvitationMixin(RegistrationsMixin):
    permission = "registrations.edit_registrations"
    navigation_key = "registrations.invitations"
    list_label = gettext_lazy("Invited by link")

    def report(self, done: str, refused: list[str]) -> None:
        """Report what was done, and for each refusal why."""
        if done:
            messages.success(self.request, done)
        for line in refused[:SHOWN_REFUSALS]:
            messages.warning(self.request, line)
        more = len(refused) - SHOWN_REFUSALS
        if more > 0:
            message = ngettext("And %(count)d more.", "And %(count)d more.", more)
            messages.warning(self.request, message % {"count": more})


class InvitationListView(InvitationMixin, ListView):
    """Lists the invitations by link: people, last days, and registrations that came of them."""

    permission = "registrations.view_registrations"
    edit_permission = "registrations.edit_registrations"
    lead = gettext_lazy("Persons who got a link of their own: it opens once, and until a day.")
    template_name = "registrations/invitations/invitation_list.html"
    table, filter = InvitationTable, InvitationFilter
    row_page, row_key = "registration", "registration_id"
    add_name = "registrations_secretariat:invite"
    add_label = gettext_lazy("Invite persons")
    empty = Empty(
        "link-45deg", gettext_lazy("Nobody is invited by a link yet"),
        gettext_lazy(
            "Paste names and e-mails, or choose persons who are on record: each gets a link to a form that is filled "
            "in as far as we know."
        ),
    )  # fmt: skip
    bulk_name = "registrations_secretariat:invitations-action"
    primary_action = "renew"
    bulk_actions = (("renew", gettext_lazy("Send a new link")), ("revoke", gettext_lazy("Revoke")))

    def get_rows(self) -> Any:
        rows = Invitation.objects.filter(registration__conference=self.conference)
        return rows.select_related("registration__person", "registration__category")


class InviteView(InvitationMixin, VerbFormView):
    """Invites many at once: lines with names and e-mails, and persons on record who are not registered."""

    form_class = InvitationAddForm
    template_name = "mail/mailed_form.html"
    heading = gettext_lazy("Invite persons by link")
    lead = gettext_lazy(
        "Each gets a mail with a link of their own that opens once, with what is known of them filled in."
    )
    submit = gettext_lazy("Send the invitations")

    def perform(self, form: InvitationAddForm) -> None:
        invitations, refused = invite_people(
            self.conference, form.chosen(), by=self.acting_user, **form.options()
        )
        if refused and not invitations:
            raise Refused("\n".join(refused[:SHOWN_REFUSALS]))
        message = ngettext("%(count)d person is invited.", "%(count)d persons are invited.", len(invitations))
        self.report(message % {"count": len(invitations)}, refused)


class InvitationsActionView(InvitationMixin, TemplateView):
    """Asks until when new links are to be open, or whether links are to be revoked; then does it one by one."""

    template_name = "registrations/invitations/invitations_action.html"
    http_method_names = ("post", "options")

    def prepare(self) -> None:
        super().prepare()
        rows = Invitation.objects.filter(registration__conference=self.conference)
        rows = rows.select_related("registration__person")
        self.rows = list(rows.filter(pk__in=chosen_keys(self.request.POST.getlist("selected"))))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        action, confirmed = request.POST.get("action", ""), "confirmed" in request.POST
        if action not in ("renew", "revoke") or not self.rows:
            messages.warning(request, _("Choose at least one invitation first."))
            return HttpResponseRedirect(self.to("invitation-list"))
        form = UntilForm(
            request.POST if confirmed and action == "renew" else None, conference=self.conference
        )
        if not confirmed or (action == "renew" and not form.is_valid()):
            return self.render_to_response(
                self.get_context_data(
                    form=form, action=action, rows=self.rows, list_url=self.to("invitation-list")
                )
            )
        number, refused = 0, []
        for row in self.rows:
            try:
                if action == "renew":
                    renew_invitation(row, by=user_of(request), expires_at=form.expires_at())
                else:
                    revoke_invitation(row, by=user_of(request))
                number += 1
            except Refused as error:
                refused.append(error.message)
            except TooManyTries as error:
                refused.append(error.messages[0])
                break
        self.report(self._result_message(action, number) if number else "", refused)
        return HttpResponseRedirect(self.to("invitation-list"))

    def _result_message(self, action: str, number: int) -> str:
        message = (
            ngettext("%(count)d new link is on its way.", "%(count)d new links are on their way.", number)
            if action == "renew"
            else ngettext("%(count)d link no longer works.", "%(count)d links no longer work.", number)
        )
        return message % {"count": number}


class RenewView(InvitationMixin, ActionView):
    """Sends a new link for one registration, open for the usual time."""

    verb = renew_invitation
    success_message = gettext_lazy("A new link is on its way to %(to)s.")
    message_names = {"to": "object.registration.person.mailbox"}

    def get_object(self) -> Invitation:
        rows = Invitation.objects.select_related("registration__conference", "registration__person")
        return get_object_or_404(
            rows, registration__conference=self.conference, registration=self.kwargs["pk"]
        )

    def get_success_url(self) -> str:
        return self.to("registration", self.object.registration_id)


# --- What the link opens -----------------------------------------------------------------------------


class InvitationLinkView(PersonalLinkView):
    """The address in the mail to an invited person."""

    kind = INVITATIONS

    def read(self, token: str) -> Invitation:
        return read_invitation_link(self.conference, token)

    def noted(self, subject: Invitation) -> list[Registration]:
        return [subject.registration]

    def page(self, subject: Invitation) -> str:
        return reverse("registrations_portal:invitation-form", args=[self.conference.slug, subject.pk])

    def closed(self, error: LinkInvalid) -> HttpResponse:
        invitation_id = (
            read_token(INVITATION, self.kwargs["token"]).id if isinstance(error, LinkUsed) else None
        )
        return invitation_closed(self.request, self.conference, error, invitation_id)


def invitation_closed(
    request: HttpRequest, conference: Conference, error: LinkInvalid, used: UUID | None
) -> HttpResponse:
    """Redirect to the reason why an invitation is closed, or to the person's page if this browser has used it."""
    if not isinstance(error, LinkUsed):
        return closed_link(request, conference, error, to_secretariat(conference))
    registration = Registration.objects.of(conference).filter(invitation=used).first()
    if registration and still_open(request, REGISTRATIONS, [registration]):
        return SeeOther(page_of(registration))
    address = reverse(
        "registrations_public:link-request", args=[conference.slug, conference.default_language]
    )
    return closed_link(request, conference, error, (address, _("Send me the link to my page")))


class InvitationView(CompleteView):
    """The form that an invitation opens, filled in as far as known.

    It is used up by sending the form, not by viewing it: mail scanners open links, and must not register in a
    person's name. Of two browsers with the same link, the second is told that it was used.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except LinkInvalid as error:
            if self.is_hidden():
                raise Http404 from error
            return invitation_closed(request, self.conference, error, self.kwargs["pk"])

    def prepare(self) -> None:
        # The mixin of the other pages finds the registration by its id in the address; here it is the invitation's id.
        super(PersonalMixin, self).prepare()
        key = self.kwargs["pk"]
        version = opened(self.request, INVITATIONS).get(str(key))
        if version is None:
            raise LinkInvalid(_("Please open the link in the mail again, in this browser."))
        self.object = self.registration = open_invitation(self.conference, key, version).registration
        user: Any = self.request.user
        user.opened_registrations = {str(self.registration.pk)}
        self.activate_language_of(self.registration.person)

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        if isinstance(response, HttpResponseRedirect):
            # From now on this browser may use the person's page, as by their personal link.
            self.registration.refresh_from_db(fields=["link_version"])
            remember(self.request, REGISTRATIONS, self.registration)
        return response

    def get_success_url(self) -> str:
        # Keeping a draft stays on this page: the person's own page opens once the form is sent.
        return self.request.path if "keep_draft" in self.request.POST else page_of(self.registration)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        # The other pages open only once the form is sent; until then there is nothing to go back to.
        context.update(portal_navigation=[], cancel="")
        return context
