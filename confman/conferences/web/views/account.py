"""The page on which a user gives up their own account."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import FormView

from confman.conferences.domain.account_deletion import delete_own_account
from confman.conferences.web.conference_forms import DeleteAccountForm
from confman.web.access import AccessMixin
from confman.web.errors import Refused
from confman.web.forms.base import put_errors


class AccountDeleteView(AccessMixin, FormView):
    """Says what is deleted and what stays; users who type their address and reauthenticate lose the account."""

    permission = "accounts.use_account"
    form_class = DeleteAccountForm
    template_name = "conferences/account_delete.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    @method_decorator(reauthentication_required(app="allauth.account"))
    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().post(*args, **kwargs)

    def form_valid(self, form: DeleteAccountForm) -> HttpResponse:
        try:
            delete_own_account(by=self.request.user)  # type: ignore[arg-type]
        except Refused as refused:
            put_errors(form, refused)
            return self.form_invalid(form)
        logout(self.request)
        messages.success(self.request, _("Your account was deleted."))
        return HttpResponseRedirect(reverse("conferences_site:conference-list"))
