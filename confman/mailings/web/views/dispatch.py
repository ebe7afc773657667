"""The steps in which a mailing is looked at and sent, and the log of what became of each mail."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from confman.conferences.access import has_right
from confman.conferences.web.base import SecretariatView
from confman.conferences.web.resources.views import LETTERS_IN_LINE, Empty, ListView
from confman.conferences.web.verb_views import ActionView, history_of
from confman.mail.web.outbox import is_held_note
from confman.mailings.domain.dispatch import (
    pause_mailing,
    resend_failed,
    resume_mailing,
    send_mailing,
    send_test,
    unschedule_mailing,
)
from confman.mailings.domain.letters import Reader, languages_of, preview_letters
from confman.mailings.domain.mailings import approve_mailing
from confman.mailings.domain.recipients import RecipientPlan, plan_recipients, readers_of, samples_of
from confman.mailings.models import ExclusionReason, Mailing, MailingStatus
from confman.mailings.registries import audiences
from confman.mailings.web.base import MailingMixin, UnsentMixin
from confman.mailings.web.forms import SendForm
from confman.mailings.web.tables import TONES, RecipientFilter, RecipientTable, audience_label
from confman.translation.languages import language_name
from confman.web.errors import Refused
from confman.web.forms.base import put_errors
from confman.web.numbers import whole_number


class MailingPreviewView(UnsentMixin, SecretariatView):
    """The third step: the finished mails of three real people, how many there are, and what may be amiss."""

    template_name = "mailings/preview.html"
    step = "preview"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mailing = self.object
        languages = languages_of(mailing)
        plan = plan_recipients(mailing) if languages else None
        return super().get_context_data(
            written=bool(languages),
            previews=preview_letters(mailing, samples_of(plan)) if plan else [],
            count=len(plan.sent_to) if plan else 0,
            languages=[(language_name(code), number) for code, number in sorted(plan.languages.items())]
            if plan
            else [],
            warnings=warnings_of(plan) if plan else [],
            links_people=audiences.get(mailing.audience).people is not None
            and has_right(self.acting_user, "people.view_person", self.conference),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            approve_mailing(
                self.object,
                revision=self.posted("revision"),
                people=self.posted("people"),
                by=self.acting_user,
            )
        except Refused as refusal:
            messages.error(request, refusal.message)
            return HttpResponseRedirect(self.address("preview"))
        return HttpResponseRedirect(self.address("send"))

    def posted(self, name: str) -> int:
        """Return a posted number; -1 if it is not a number, so that it equals no number shown."""
        number = whole_number(self.request.POST.get(name, ""))
        return -1 if number is None else number


# So many people are named below a warning; the log of the mailing names all.
MOST_NAMED = 20
# Warnings before sending: people left out, and people who read another language.
_LEFT_OUT = {
    ExclusionReason.NO_ADDRESS: ngettext_lazy(
        "%(count)d person has no e-mail address and is left out.",
        "%(count)d people have no e-mail address and are left out.",
        "count",
    ),
    ExclusionReason.SAME_MAILBOX: ngettext_lazy(
        "%(count)d person shares a mailbox with somebody who gets the mail, and is left out.",
        "%(count)d people share a mailbox with somebody who gets the mail, and are left out.",
        "count",
    ),
    ExclusionReason.UNCONFIRMED: ngettext_lazy(
        "%(count)d person has an address that nobody has confirmed, and is left out.",
        "%(count)d people have addresses that nobody has confirmed, and are left out.",
        "count",
    ),
    ExclusionReason.NO_NEWS: ngettext_lazy(
        "%(count)d person does not want news and is left out.",
        "%(count)d people do not want news and are left out.",
        "count",
    ),
}
_IN_ANOTHER = ngettext_lazy(
    "%(count)d person gets the mail in a language other than their own, which has no text.",
    "%(count)d people get the mail in a language other than their own, which has no text.",
    "count",
)


@dataclass(frozen=True)
class PreviewWarning:
    """A warning before sending: a sentence, the first people concerned, and the number of the others."""

    text: str
    people: list[Reader]
    more: int


def warnings_of(plan: RecipientPlan) -> list[PreviewWarning]:
    """Return the warnings before sending, with the people concerned."""
    left_out = [
        (text, [row for row in plan.recipients if row.left_out == why]) for why, text in _LEFT_OUT.items()
    ]
    found = [(text, about) for text, about in [*left_out, (_IN_ANOTHER, plan.in_another)] if about]
    shown = [row.pk for _text, about in found for row in about[:MOST_NAMED]]
    readers = readers_of(plan.mailing, shown) if shown else {}
    return [
        PreviewWarning(
            text % {"count": len(about)},
            [readers[row.pk] for row in about[:MOST_NAMED] if row.pk in readers],
            max(len(about) - MOST_NAMED, 0),
        )
        for text, about in found
    ]


class MailingTestView(MailingMixin, ActionView):
    """Sends the mailing to oneself."""

    def perform(self) -> str:
        count = send_test(self.object, by=self.acting_user)
        return ngettext(
            "%(count)d mail is on its way to %(address)s.",
            "%(count)d mails are on their way to %(address)s.",
            count,
        ) % {"count": count, "address": self.acting_user.email}

    def get_success_url(self) -> str:
        return self.address("preview")


class MailingSendView(MailingMixin, ListView):
    """The last step: send now or at an hour; then the progress, and what became of the mail to each person."""

    template_name = "mailings/send.html"
    step = "send"
    table, filter = RecipientTable, RecipientFilter
    sorts_keys = True
    empty = Empty("envelope", gettext_lazy("No recipients yet"), gettext_lazy("Review the mails first."))

    def get_rows(self) -> Any:
        return self.object.recipients.all()

    def whole_rows(self, keys: Any) -> Any:
        rows = self.object.recipients.select_related("message", "person")
        return rows.defer("message__body_text", "message__body_html").in_bulk(keys)

    def address_of(self, row: Any) -> str:
        if not row.person_id or not self.allows("people.view_person"):
            return ""
        return reverse("people_secretariat:person", args=[self.conference.slug, row.person_id])

    def mail_address(self, mail: Any) -> str:
        """Return the address of a mail in the outbox; empty for users who may not open it."""
        if not self.allows("mail.view_outbox"):
            return ""
        address = reverse("mail_secretariat:message", args=[self.conference.slug, mail.pk])
        return f"{address}?{urlencode({'in': urlencode({'kind': mail.key})})}"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("part") != "progress":
            return super().get(request, *args, **kwargs)
        log = cast(RecipientFilter, self.filters)
        progress = self.progress(log.counts)
        # The form of the filters must be read first: it says which view is shown.
        views = self.in_row(log.views(), LETTERS_IN_LINE) if log.is_valid() else ([], [])
        response = render(request, "mailings/progress_part.html", {**progress, "shown_views": views})
        if not progress["is_working"]:
            # Nothing is left to wait for: the page shows the result.
            response["HX-Refresh"] = "true"
        return response

    def progress(self, counts: dict[str, int]) -> dict[str, Any]:
        """Return how far the mailing is; what was held back with it while it is paused is still to come."""
        is_paused = self.object.status == MailingStatus.PAUSED
        finished = counts["all"] - counts["waiting"] - (counts["held"] if is_paused else 0)
        status = shown_status(self.object, counts)
        return {
            "counts": counts,
            "status": status,
            "tone": TONES.get(status, ""),
            "title": _("Sent or failed") if is_paused else _("Sent, failed or held back"),
            "percent": 100 * finished // counts["all"] if counts["all"] else None,
            "said": _("%(done)d of %(all)d") % {"done": finished, "all": counts["all"]},
            "is_working": status == MailingStatus.SENDING,
            "poll": f"{self.address('send')}?{urlencode({**self.request.GET.dict(), 'part': 'progress'})}",
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mailing = self.object
        counts = cast(RecipientFilter, self.filters).counts
        kwargs.setdefault("form", SendForm(conference=self.conference))
        return super().get_context_data(
            **self.progress(counts),
            audience=audience_label(mailing.audience),
            actions=actions_of(mailing, counts),
            may_begin=mailing.status == MailingStatus.READY,
            held=is_held_note(self.conference),
            files=mailing.files.all(),
            entries=history_of(mailing),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = SendForm(request.POST, conference=self.conference)
        if form.is_valid():
            at = form.cleaned_data["at"] if form.cleaned_data["when"] == "later" else None
            try:
                send_mailing(self.object, by=self.acting_user, at=at)
            except Refused as refusal:
                put_errors(form, refusal)
            else:
                return HttpResponseRedirect(self.address("send"))
        return self.render_to_response(self.get_context_data(form=form))


ACTIONS: dict[str, tuple[Any, Callable[..., Any]]] = {
    "unschedule": (gettext_lazy("Cancel the set time"), unschedule_mailing),
    "pause": (gettext_lazy("Pause"), pause_mailing),
    "resume": (gettext_lazy("Go on"), resume_mailing),
    "resend": (gettext_lazy("Send failed mails again"), resend_failed),
}


def shown_status(mailing: Mailing, counts: dict[str, int]) -> MailingStatus:
    """Return the status of a mailing for its readers: it is being sent until no mail waits in the outbox any more."""
    is_waiting = mailing.status == MailingStatus.DONE and counts["waiting"] > 0
    return MailingStatus.SENDING if is_waiting else MailingStatus(mailing.status)


def actions_of(mailing: Mailing, counts: dict[str, int]) -> list[tuple[str, Any]]:
    """Return the actions that are possible on a mailing now, with the labels of their buttons."""
    possible = {
        "unschedule": mailing.status == MailingStatus.SCHEDULED,
        "pause": shown_status(mailing, counts) == MailingStatus.SENDING,
        "resume": mailing.status == MailingStatus.PAUSED,
        "resend": counts["failed"] > 0,
    }
    return [(key, label) for key, (label, _verb) in ACTIONS.items() if possible[key]]


class MailingActionView(MailingMixin, ActionView):
    """Cancels the set time, pauses, goes on, or sends the failed mails again."""

    def perform(self) -> str:
        if self.kwargs["action"] not in ACTIONS:
            raise Http404
        ACTIONS[self.kwargs["action"]][1](self.object, by=self.acting_user)
        return ""

    def get_success_url(self) -> str:
        return self.address("send")
