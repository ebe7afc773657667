"""The pages on which a user sees where they are signed in, and what happened to their account lately.

The views name their permissions as all views do; the check is Django's, because the access mixin lives on
a floor above this app.
"""

from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView, View

from confman.accounts.models import Session
from confman.accounts.sessions import session_of, user_of
from confman.audit.domain.sign_ins import FAILED, VERBS, end_sessions
from confman.audit.models import AuditEntry

SHOWN = 20


class _SessionsMixin(PermissionRequiredMixin):
    permission = permission_required = "accounts.use_account"
    request: HttpRequest

    def own(self) -> Any:
        return Session.objects.of(self.request.user)


class SignInListView(_SessionsMixin, TemplateView):
    """The user's sessions, this one first, and the latest sign-ins, failures and changes of the account."""

    template_name = "accounts/sessions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row_key = session_of(self.request).row_key
        sessions = sorted(self.own(), key=lambda row: row.session_key != row_key)
        return super().get_context_data(sessions=sessions, here=row_key, entries=self.latest(), **kwargs)

    def latest(self) -> list[AuditEntry]:
        """Return the user's latest entries. Failures, which strangers can cause, do not push other entries off it."""
        entries = AuditEntry.objects.about(user_of(self.request)).filter(verb__in=VERBS)
        rows = [*entries.exclude(verb=FAILED)[:SHOWN], *entries.filter(verb=FAILED)[:SHOWN]]
        return sorted(rows, key=lambda entry: entry.at, reverse=True)


class SessionEndView(_SessionsMixin, View):
    """Ends one session, perhaps this one. The user must reauthenticate first."""

    http_method_names = ("post", "options")

    @method_decorator(reauthentication_required(app="allauth.account"))
    def post(self, request: HttpRequest, number: UUID) -> HttpResponse:
        row = get_object_or_404(self.own(), number=number)
        end_sessions(self.own().filter(pk=row.pk), by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("The session was ended: its user must sign in again."))
        return HttpResponseRedirect(reverse("accounts_sessions:list"))


class OthersEndView(_SessionsMixin, View):
    """Ends all sessions but this one."""

    http_method_names = ("post", "options")

    @method_decorator(reauthentication_required(app="allauth.account"))
    def post(self, request: HttpRequest) -> HttpResponse:
        others = self.own().exclude(session_key=session_of(request).row_key)
        ended = end_sessions(others, by=request.user)  # type: ignore[arg-type]
        messages.success(request, ngettext("%d session was ended.", "%d sessions were ended.", ended) % ended)
        return HttpResponseRedirect(reverse("accounts_sessions:list"))
