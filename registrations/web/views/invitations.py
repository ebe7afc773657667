"""Inviting persons by single-use links, in the secretariat; and the page that such a link opens."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView, View

from agenda.web.chosen import chosen_ids
from confman.accounts.signed_links import LinkInvalid, read_token
from confman.conferences.web.base import SecretariatView
from confman.conferences.web.editing import VerbFormView
from confman.people.web.personal import PersonalMixin, remember, still_open
from confman.web.errors import Refused
from registrations.domain.inviting import invite_people, renew_invitation, revoke_invitation
from registrations.domain.links import INVITATION, LinkUsed, read_invitation_link
from registrations.models import Invitation, Registration, RegistrationStatus
from registrations.web.forms.invitations import InvitationFilterForm, InviteForm, UntilForm
from registrations.web.views.desk import ROWS_A_PAGE, DeskMixin
from registrations.web.views.portal import REGISTRATIONS, CompleteView, page_of

SHOWN_REFUSALS = 10


class InvitationMixin(DeskMixin):
    permission = "registrations.edit_registrations"
    navigation_key = "registrations.invitations"
    list_name = "registrations_secretariat:invitation-list"
    list_label = gettext_lazy("Invited by link")

    def say(self, done: str, refused: list[str]) -> None:
        """What was done, and for each that was refused why."""
        if done:
            messages.success(self.request, done)
        for line in refused[:SHOWN_REFUSALS]:
            messages.warning(self.request, line)
        more = len(refused) - SHOWN_REFUSALS
        if more > 0:
            said = ngettext("And %(count)d more.", "And %(count)d more.", more)
            messages.warning(self.request, said % {"count": more})


class InvitationListView(InvitationMixin, SecretariatView):
    """Who was invited by a link, until when it is open, and who has used it."""

    permission = "registrations.view_registrations"
    template_name = "registrations/secretariat/invitation_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filters = InvitationFilterForm(self.request.GET, conference=self.conference)
        filters.is_valid()
        wanted, now = filters.cleaned_data, timezone.now()
        people = Registration.objects.of(self.conference).search(wanted.get("q", ""))
        rows = Invitation.objects.filter(registration__in=people)
        rows = rows.select_related("registration__person", "registration__category")
        if wanted.get("state") == "used":
            rows = rows.filter(used_at__isnull=False)
        elif wanted.get("state") == "open":
            rows = rows.filter(
                used_at=None, expires_at__gt=now, registration__status=RegistrationStatus.INVITED
            )
        elif wanted.get("state") == "over":
            rows = rows.filter(
                used_at=None, expires_at__lte=now, registration__status=RegistrationStatus.INVITED
            )
        page = Paginator(rows, ROWS_A_PAGE).get_page(self.request.GET.get("page"))
        count = page.paginator.count
        may_edit = self.may("edit_registrations")
        return super().get_context_data(
            page=page,
            filters=filters,
            now=now,
            is_empty=not count and not any(self.request.GET.get(name) for name in filters.fields),
            summary=ngettext("%(count)d invitation", "%(count)d invitations", count) % {"count": count},
            may_edit=may_edit,
            bulk_actions=[("renew", _("Send a new link")), ("revoke", _("Revoke"))] if may_edit else [],
            **kwargs,
        )


class InviteView(InvitationMixin, VerbFormView):
    """Many at once: lines with names and e-mails, and persons on record who are not registered."""

    form_class = InviteForm
    heading = gettext_lazy("Invite persons by link")
    lead = gettext_lazy(
        "Each gets a mail with a link of their own that opens once, with what is known of them filled in."
    )
    submit = gettext_lazy("Send the invitations")

    def act(self, form: Any) -> None:
        chosen = form.cleaned_data
        made, refused = invite_people(
            self.conference,
            form.chosen(),
            by=self.request.user,
            category=chosen["category"],
            expires_at=form.expires_at(),
            skips_review=chosen["skips_review"],
        )
        if refused and not made:
            raise Refused("\n".join(refused[:SHOWN_REFUSALS]))
        said = ngettext("%(count)d person is invited.", "%(count)d persons are invited.", len(made))
        self.say(said % {"count": len(made)}, refused)


class InvitationsActView(InvitationMixin, TemplateView):
    """Asks until when new links are to be open, or whether links are to be revoked; then does it, one by one."""

    template_name = "registrations/secretariat/invitations_act.html"
    http_method_names = ("post", "options")

    def prepare(self) -> None:
        super().prepare()
        rows = Invitation.objects.filter(registration__conference=self.conference)
        rows = rows.select_related("registration__person")
        self.rows = list(rows.filter(pk__in=chosen_ids(self.request.POST.getlist("selected"))))

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
        done, refused = 0, []
        for row in self.rows:
            try:
                if action == "renew":
                    renew_invitation(row, by=request.user, expires_at=form.expires_at())
                else:
                    revoke_invitation(row, by=request.user)
                done += 1
            except Refused as error:
                refused.append(error.message)
        self.say(self._said(action, done) if done else "", refused)
        return HttpResponseRedirect(self.to("invitation-list"))

    def _said(self, action: str, done: int) -> str:
        said = (
            ngettext("%(count)d new link is on its way.", "%(count)d new links are on their way.", done)
            if action == "renew"
            else ngettext("%(count)d link opens nothing now.", "%(count)d links open nothing now.", done)
        )
        return said % {"count": done}


class RenewView(InvitationMixin, View):
    """POST: a new link for one registration, open for the usual time."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = Invitation.objects.select_related("registration__conference", "registration__person")
        invitation = get_object_or_404(
            rows, registration__conference=self.conference, registration=self.kwargs["pk"]
        )
        try:
            renew_invitation(invitation, by=request.user)
            messages.success(
                request,
                _("A new link is on its way to %(to)s.") % {"to": invitation.registration.person.mailbox},
            )
        except Refused as error:
            messages.error(request, error.message)
        return HttpResponseRedirect(self.to("registration", invitation.registration_id))


# --- What the link opens -----------------------------------------------------------------------------


class InvitationView(CompleteView):
    """The link of an invitation: the form, filled in as far as we know. It is used up by sending the form, not by
    looking at it: what scans mails for people opens links, and must not register in their name.

    Nothing is kept in the session before: of two browsers with the same link, the second is told that it was used.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except LinkInvalid as error:
            return self._closed(error)

    def prepare(self) -> None:
        # The mixin of the other pages finds the registration by its id in the address; this one by the token.
        super(PersonalMixin, self).prepare()
        self.invitation = read_invitation_link(self.conference, self.kwargs["token"])
        self.registration = self.invitation.registration
        user: Any = self.request.user
        user.opened_registrations = {str(self.registration.pk)}
        self.speak_to(self.registration.person)

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        if isinstance(response, HttpResponseRedirect):
            # From now on this browser may use the person's page, as by their personal link.
            self.registration.refresh_from_db(fields=["link_version"])
            remember(self.request, REGISTRATIONS, self.registration)
        return response

    def get_success_url(self) -> str:
        # Who keeps a draft stays here: the person's own page opens once the form is sent.
        return self.request.path if "keep_draft" in self.request.POST else page_of(self.registration)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        # The other pages open only once the form is sent; until then there is nothing to go back to.
        context.update(portal_navigation=[], cancel="")
        return context

    def _closed(self, error: LinkInvalid) -> HttpResponse:
        conference, language = self.conference, self.site_language
        if isinstance(error, LinkUsed) and (mine := self._own_page()):
            return HttpResponseRedirect(mine)
        name, label = ("registrations_public:link-request", _("Send me the link to my page"))
        if not isinstance(error, LinkUsed):
            name, label = ("conferences_public:contact", _("Write to the secretariat"))
        context = {
            "conference": conference,
            "language": language,
            "reason": error.message,
            "link_url": reverse(name, args=[conference.slug, language]),
            "link_label": label,
        }
        return render(self.request, "registrations/portal/link_invalid.html", context, status=410)

    def _own_page(self) -> str:
        """The page of the registration, where this very browser has used the link: a form sent twice."""
        invited = read_token(INVITATION, self.kwargs["token"]).id
        mine = Registration.objects.of(self.conference).filter(invitation=invited).first()
        return page_of(mine) if mine and still_open(self.request, REGISTRATIONS, [mine]) else ""
