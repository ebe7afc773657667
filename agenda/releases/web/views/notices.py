"""The mails of a release: who gets what, one of them as it will be read, sending and discarding."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.generic import View

from agenda.releases.domain.notices import (
    NoticeWriter,
    SentNotices,
    discard_notices,
    send_notices,
    set_mail_text,
    taken_back,
    unasked,
    without_address,
)
from agenda.releases.mail_kinds import CALENDAR_ATTACHMENT
from agenda.releases.models import ReleaseNotice
from agenda.releases.web.forms import NoticeTextForm
from agenda.releases.web.tables import NoticeFilter, NoticeTable
from agenda.releases.web.views.releases import ReleaseMixin
from confman.accounts.sessions import user_of
from confman.conferences.web.base import SecretariatView
from confman.conferences.web.resources.views import Empty, ListView
from confman.conferences.web.verb_views import ConfirmView, VerbFormView
from confman.mail.registry import attachment_sources
from confman.mail.web.outbox import is_held_note
from confman.translation.languages import language_name
from confman.web.errors import Refused


def discarded(count: int) -> str:
    """Return how many mails were discarded, in words."""
    message = ngettext("%(count)d mail was discarded.", "%(count)d mails were discarded.", count)
    return message % {"count": count}


class ReleaseMailsMixin(ReleaseMixin):
    """A page of the mails of a release: it shows addresses, so it requires the right to publish."""

    permission = "agenda.publish_agenda"
    list_label = gettext_lazy("Mails")
    guide = "publish#the-mails-about-it"

    def notices(self) -> Any:
        return ReleaseNotice.objects.filter(release=self.release)

    def in_order(self) -> Any:
        return self.notices().order_by("person__sort_key", "user__email", "pk")

    def unreachable(self) -> set[UUID]:
        """Return the keys of the drafts to people without an e-mail address."""
        return set(without_address(self.notices().drafts()).values_list("pk", flat=True))

    def with_readers(self, notices: Any) -> list[ReleaseNotice]:
        """Return the notices with their recipients."""
        rows = list(notices.select_related("person__contact", "user", "mail"))
        for notice in rows:
            notice.release = self.release
            if notice.person:
                notice.person.conference = self.conference
        return rows

    def list_url(self) -> str:
        return self.to("release-mails", self.release.pk)

    def report_sent(self, report: SentNotices) -> None:
        """Report the result of sending in messages."""
        if report.sent:
            messages.success(
                self.request,
                ngettext("%(count)d mail is on its way.", "%(count)d mails are on their way.", report.sent)
                % {"count": report.sent},
            )
        if report.without_address:
            messages.warning(
                self.request,
                ngettext(
                    "%(count)d person has no e-mail address: tell them yourself, then discard the mail.",
                    "%(count)d people have no e-mail address: tell them yourself, then discard the mails.",
                    report.without_address,
                )
                % {"count": report.without_address},
            )
        if not report.sent and not report.without_address:
            messages.warning(self.request, _("No mail was sent: none was chosen that waits."))


class MailsView(ReleaseMailsMixin, ListView):
    """Lists the mails and their recipients. POST sends or discards the chosen ones."""

    template_name = "agenda/releases/release_mails.html"
    table, filter = NoticeTable, NoticeFilter
    sorts_keys = True
    primary_action = "send"
    bulk_actions = (("send", gettext_lazy("Send")), ("discard", gettext_lazy("Discard")))
    empty = Empty(
        "envelope", gettext_lazy("No mail is sent"),
        gettext_lazy(
            "This release changes nothing about which anyone needs a mail, or its changes were told in the "
            "mails of a later one."
        ),
    )  # fmt: skip

    def get_rows(self) -> Any:
        return self.in_order()

    def whole_rows(self, keys: Any) -> Any:
        return {notice.pk: notice for notice in self.with_readers(self.notices().filter(pk__in=keys))}

    @cached_property
    def drafts(self) -> list[ReleaseNotice]:
        return list(self.notices().drafts())

    @cached_property
    def doubtful(self) -> set[Any]:
        """The keys of the drafts to people whom nobody has asked."""
        return unasked(self.drafts)

    def address_of(self, row: ReleaseNotice) -> str:
        return self.to("release-mail", self.release.pk, row.pk)

    def get_bulk_actions(self) -> Any:
        return self.bulk_actions if self.drafts else ()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        unreachable = self.unreachable()
        obsolete = taken_back(self.drafts)
        return super().get_context_data(
            draft_count=len(self.drafts),
            undelivered_count=self.notices().undelivered().count(),
            unasked_count=len(self.doubtful),
            no_address_count=len(unreachable),
            taken_back_count=len(obsolete),
            sendable_count=len({draft.pk for draft in self.drafts} - self.doubtful - unreachable - obsolete),
            held=is_held_note(self.conference),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        keys = request.POST.getlist("selected")
        try:
            if request.POST.get("action") == "send":
                self.report_sent(send_notices(self.release, by=user_of(request), only=keys))
            elif request.POST.get("action") == "discard":
                self.report_discarded(discard_notices(self.release, by=user_of(request), only=keys))
            else:
                raise Http404
        except ValidationError as error:
            raise Http404 from error
        return HttpResponseRedirect(request.get_full_path())

    def report_discarded(self, count: int) -> None:
        if count:
            messages.success(self.request, discarded(count))
        else:
            messages.warning(self.request, _("No mail was discarded: none of those chosen is waiting."))


class NoticesSendView(ReleaseMailsMixin, ConfirmView):
    """Sends all that wait, except those to people whom nobody has asked."""

    action = gettext_lazy("Send")

    def counted(self) -> tuple[int, int]:
        """Return how many will be sent, and how many are left because nobody has asked those people."""
        drafts = list(self.notices().drafts())
        doubtful = unasked(drafts)
        sendable = {draft.pk for draft in drafts} - doubtful - self.unreachable() - taken_back(drafts)
        return len(sendable), len(doubtful)

    def get_question(self) -> Any:
        count, _unasked = self.counted()
        return ngettext("Send %(count)d mail now?", "Send %(count)d mails now?", count) % {"count": count}

    def get_consequence(self) -> Any:
        _count, doubtful = self.counted()
        text = _(
            "Each mail goes out in its reader’s language, with a calendar of their own sessions. A mail that "
            "has been sent cannot be recalled."
        )
        if doubtful:
            text += " " + ngettext(
                "%(count)d person whom nobody has asked yet gets none; choose them in the list to write to them too.",
                "%(count)d people whom nobody has asked yet get none; choose them in the list to write to them too.",
                doubtful,
            ) % {"count": doubtful}
        return f"{text} {is_held_note(self.conference)}".strip()

    def perform(self) -> None:
        self.report_sent(send_notices(self.release, by=self.acting_user))


class NoticesDiscardView(ReleaseMailsMixin, ConfirmView):
    """Leaves all that wait unsent."""

    action = gettext_lazy("Discard all")
    danger = True
    question = gettext_lazy("Discard all mails that wait?")
    consequence = gettext_lazy(
        "No mail is sent about this release. Its changes count as announced: the mails of the next release do "
        "not repeat them."
    )

    def perform(self) -> Any:
        return discarded(discard_notices(self.release, by=self.acting_user))


class ReleaseMessageView(ReleaseMailsMixin, VerbFormView):
    """The message that all mails of the release have in common."""

    form_class = NoticeTextForm
    heading = gettext_lazy("Message in the mails")
    lead = gettext_lazy(
        "Why something changed, or what to bring: told to everyone whom this release concerns."
    )
    submit = gettext_lazy("Save")
    verb = set_mail_text
    success_message = gettext_lazy("The message is now in all waiting mails of this release.")

    def get_values(self, form: NoticeTextForm) -> dict[str, Any]:
        return {"text": form.cleaned_data["mail_text"]}


class OneMail(ReleaseMailsMixin):
    """A page about the mail to one reader."""

    notice: ReleaseNotice

    def prepare(self) -> None:
        super().prepare()
        notice = get_object_or_404(self.notices(), pk=self.kwargs["notice_id"])
        (self.notice,) = self.with_readers(self.notices().filter(pk=notice.pk))


class NoticeView(OneMail, SecretariatView):
    """One mail as it will be read, or as it was sent. POST sends or discards it and goes on to the next that waits."""

    template_name = "agenda/releases/release_mail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        notice, mail = self.notice, self.notice.mail
        writer = NoticeWriter(self.release)
        waits = notice.state == ReleaseNotice.Status.DRAFT
        letter = writer.preview(notice) if mail is None else None
        return super().get_context_data(
            notice=notice,
            name=str(notice.person or notice.user),
            letter=letter,
            mail=mail,
            waits=waits,
            unasked=waits and notice.pk in unasked([notice]),
            language=language_name(writer.language(notice)),
            changes=writer.changes_for(notice, get_language() or "en"),
            following=self.following(),
            may_open_mail=mail is not None
            and self.request.user.has_perm("mail.view_outbox", self.conference),
            held=is_held_note(self.conference) if waits else "",
            **kwargs,
        )

    def following(self) -> str:
        """Return the address of the next mail that waits, '' after the last."""
        keys = list(self.in_order().drafts().values_list("pk", flat=True))
        later = keys[keys.index(self.notice.pk) + 1 :] if self.notice.pk in keys else keys
        return self.to("release-mail", self.release.pk, later[0]) if later else ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        following = self.following() or self.to("release-mails", self.release.pk)
        if request.POST.get("action") == "send":
            self.report_sent(send_notices(self.release, by=user_of(request), only=[self.notice.pk]))
        elif request.POST.get("action") == "discard":
            if discard_notices(self.release, by=user_of(request), only=[self.notice.pk]):
                messages.success(request, _("The mail was discarded."))
        else:
            raise Http404
        return HttpResponseRedirect(following)


class CalendarView(OneMail, View):
    """The calendar attached to the mail."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            source = attachment_sources.get(CALENDAR_ATTACHMENT)
            built = source.build(self.conference, {"notice": str(self.notice.pk)})
        except Refused as refusal:
            raise Http404 from refusal
        response = HttpResponse(built.content, content_type=f"{built.content_type}; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{built.name}"'
        return response
