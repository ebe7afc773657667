"""The page on which a user gives up their own account."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib.auth import logout
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _

from confman.conferences.domain.account_deletion import delete_own_account
from confman.conferences.web.conference_forms import DeleteAccountForm
from confman.web.access import AccessMixin
from confman.web.forms.views import PerformView


class AccountDeleteView(AccessMixin, PerformView):
    """Says what is deleted and what stays; users who type their address and reauthenticate lose the account."""

    permission = "accounts.use_account"
    form_class = DeleteAccountForm
    template_name = "conferences/account_delete.html"
    success_url = reverse_lazy("conferences_site:conference-list")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    @method_decorator(reauthentication_required(app="allauth.account"))
    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().post(*args, **kwargs)

    def perform(self, form: DeleteAccountForm) -> str:
        delete_own_account(by=self.request.user)  # type: ignore[arg-type]
        logout(self.request)
        return _("Your account was deleted.")
