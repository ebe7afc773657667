"""The dashboard's decisions on mail."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from confman.accounts.models import Visitor
from confman.conferences.domain.checklist import ConferenceFact, RowCount, facts_of
from confman.conferences.models import Conference
from confman.conferences.registries import DashboardItem
from confman.mail.models import UNDELIVERED, Message, MessageStatus

_failed = ConferenceFact(
    lambda conference: RowCount(Message.objects.of(conference).filter(status__in=UNDELIVERED))
)
_held = ConferenceFact(
    lambda conference: RowCount(
        Message.objects.of(conference).filter(status=MessageStatus.HELD, is_practice=False)
    )
)


def decisions_on_mail(conference: Conference, user: Visitor) -> Iterable[DashboardItem]:
    """Yield decisions on mail that failed or is held back: an address or a server to correct, mail to release."""
    failed, number = facts_of(conference, _failed, _held)
    if failed:
        yield DashboardItem(
            title=ngettext("%(count)d mail was not sent", "%(count)d mails were not sent", failed)
            % {"count": failed},
            count=failed,
            detail=gettext("Correct the address or try again."),
            url=reverse("mail_secretariat:outbox", args=[conference.slug]) + "?status=failed",
            action=gettext("Look"),
            urgent=True,
        )
    if number and not conference.is_sample:
        yield DashboardItem(
            title=ngettext("%(count)d mail is held back", "%(count)d mails are held back", number)
            % {"count": number},
            count=number,
            detail=gettext("Nothing leaves until you send it; cancel what is no longer correct."),
            url=reverse("mail_secretariat:outbox", args=[conference.slug]) + "?status=held",
            action=gettext("Look"),
        )
