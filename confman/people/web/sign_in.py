"""Signing in without the link: a mailbox, a code, and the choice of a page."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from confman.accounts.client_address import client_address
from confman.accounts.domain.mailed_codes import MailedCode
from confman.accounts.system_users import system_user
from confman.conferences.web.verb_views import ActionFormView, return_url
from confman.people.domain.people import note_language
from confman.people.domain.sign_in import open_by_code, send_code
from confman.people.web.forms import CodeForm, MailboxForm
from confman.people.web.personal import acting_user_of, language_used, open_roles, people_in, to_new_link
from confman.web.access import PUBLIC

# In the session: the mailbox for which a code was requested, and when it was made; not the code itself.
ASKED = "mailed_code"
# In the session: the personal page for which they sign in.
AFTER = "after_sign_in"


class _SignInView(ActionFormView):
    permission = PUBLIC
    is_done_when_archived = True
    template_name = "people/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            new_link=to_new_link(self.conference, self.site_language)[0], **kwargs
        )

    def to(self, name: str) -> str:
        return reverse(f"people_portal:{name}", args=[self.conference.slug])


class MailboxView(_SignInView):
    """The page that asks for the mail address to which the code is sent."""

    form_class = MailboxForm

    def perform(self, form: MailboxForm) -> str:
        email = form.cleaned_data["email"]
        address = client_address(self.request)
        code = send_code(self.conference, email, address=address, by=system_user("visitor"))
        self.request.session[ASKED] = asdict(code)
        self.request.session[AFTER] = return_url(self.request.GET.get("to", ""), self.to("index"))
        return ""

    def get_success_url(self) -> str:
        return self.to("code")


class CodeView(_SignInView):
    """Takes the code; it opens all pages of this mailbox."""

    form_class = CodeForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        stored = request.session.get(ASKED)
        if not isinstance(stored, dict) or stored["purpose"] != kwargs["slug"]:
            return HttpResponseRedirect(reverse("people_portal:sign-in", args=[kwargs["slug"]]))
        self.code = MailedCode(**stored)
        return super().dispatch(request, *args, **kwargs)

    def perform(self, form: CodeForm) -> str:
        address = client_address(self.request)
        roles = open_by_code(self.conference, self.code, form.cleaned_data["code"], address=address)
        del self.request.session[ASKED]
        open_roles(self.request, roles)
        language, is_chosen = language_used(self.request, self.conference)
        for person in people_in(roles):
            note_language(person, language, by=acting_user_of(self.request), chosen=is_chosen)
        return ""

    def get_success_url(self) -> str:
        return self.request.session.pop(AFTER, self.to("index"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(sent_to=self.code.mailbox, **kwargs)
