"""The base of the pages of one mailing: its four steps."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from confman.accounts.models import Visitor
from confman.conferences.web.base import SecretariatMixin
from confman.mailings.domain.letters import languages_of
from confman.mailings.models import Mailing
from confman.mailings.registries import audiences


def step_address(mailing: Mailing, name: str) -> str:
    """Return the address of a step of a mailing."""
    return reverse(f"mailings_secretariat:mailing-{name}", args=[mailing.conference.slug, mailing.pk])


def current_step(mailing: Mailing) -> str:
    """Return the step at which a mailing is: the first that is not done."""
    if mailing.approved_at or mailing.has_begun:
        return "send"
    return "preview" if languages_of(mailing) else "words"


def may_read_audience(user: Visitor, mailing: Mailing) -> bool:
    """Tell whether the user may read the people of its audience; one that is gone asks for nothing."""
    key = mailing.audience
    return key not in audiences or user.has_perm(audiences.get(key).permission, mailing.conference)


class MailingMixin(SecretariatMixin):
    """A page of one mailing; once it is being sent only its last step is left."""

    navigation_key = "mailings.mailings"
    permission = "mailings.send_mailings"
    queryset = Mailing.objects.select_related("approved_by", "sent_by")
    step = ""
    object: Any

    def is_permitted(self) -> bool:
        """Tell whether the visitor may also read the people of the audience, whom these pages name."""
        mailing = self.object
        return super().is_permitted() and (
            not isinstance(mailing, Mailing) or may_read_audience(self.request.user, mailing)
        )

    def siblings(self) -> Any:
        if not isinstance(self.object, Mailing):
            return None
        user, conference = self.request.user, self.conference
        hidden = [
            audience.key for audience in audiences if not user.has_perm(audience.permission, conference)
        ]
        return Mailing.objects.filter(conference=conference).exclude(audience__in=hidden)

    def address(self, name: str) -> str:
        return step_address(self.object, name)

    def list_url(self) -> str:
        return reverse(self.list_name, args=[self.conference.slug])

    def steps(self) -> list[dict[str, Any]]:
        """Return the steps that lead somewhere: a mailing that has begun is not written any more."""
        labels = {
            "change": _("1. To whom"),
            "words": _("2. Words"),
            "preview": _("3. Preview"),
            "send": _("4. Send"),
        }
        names = {"send"} if self.object.has_begun else labels.keys()
        return [
            {"label": label, "url": self.address(name), "active": name == self.step}
            for name, label in labels.items()
            if name in names
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(mailing=self.object, steps=self.steps(), **kwargs)


class UnsentMixin(MailingMixin):
    """A step that leads on to the last one once sending has begun."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if isinstance(self.object, Mailing) and self.object.has_begun:
            return HttpResponseRedirect(self.address("send"))
        return super().get(request, *args, **kwargs)  # type: ignore[misc]
