"""The mails of a release: what one reader is told. The calendar that goes along is made as they leave."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from agenda.releases.domain.change_text import Teller, ToldChange
from agenda.releases.models.notice import ReleaseNotice
from agenda.releases.models.release import AgendaRelease
from confman.mail.domain import (
    Letter,
    MadeAttachment,
    send_to_address,
    send_to_person,
    write_to_address,
    write_to_person,
)
from confman.mail.registry import MailKind, Placeholder
from confman.translation.reading import reading_in

FIRST, CHANGED = "agenda.first_release", "agenda.changed"
CALENDAR_ATTACHMENT = "agenda.notice_calendar"

_PLACEHOLDERS = (
    Placeholder("release", gettext_lazy("which release it is"), gettext_lazy("provisional")),
    Placeholder(
        "message",
        gettext_lazy("the message of this release, written when its mails are reviewed"),
        gettext_lazy("The minister arrives later, so the opening begins at 10:25."),
    ),
    Placeholder(
        "changes",
        gettext_lazy("the sessions of the recipient, and what changed"),
        gettext_lazy("Moved: Opening\nBefore: Tuesday, 30 March 2027, 10:00\nNow: 10:25\nYour part: chair"),
    ),
    Placeholder(
        "agenda_link", gettext_lazy("address of the agenda"), "https://example.org/sample/en/agenda/"
    ),
)
_CLOSE = gettext_lazy(
    "Attached is a calendar file with your sessions as they now stand: open it, and your calendar is brought up to "
    "date. Everything else is in the [agenda]({agenda_link}).\n\n"
    "If something is not right, please write to {contact_email}."
)
_FIRST_BODY = gettext_lazy(
    "{greeting},\n\n{message}\n\nThe agenda of {conference}, {dates}, {place}, has been published ({release}). "
    "You have a part in it:\n\n{changes}"
)
_CHANGED_BODY = gettext_lazy(
    "{greeting},\n\n{message}\n\nThe agenda of {conference} has changed ({release}). This concerns you:\n\n{changes}"
)


def _closed(body: Any) -> Any:
    return format_lazy("{}\n\n{}", body, _CLOSE)


KINDS = (
    MailKind(
        key=FIRST,
        label=gettext_lazy("Agenda published: your part in it"),
        audience=gettext_lazy(
            "speakers and all others with a part in the agenda, when they first hear of it"
        ),
        subject=gettext_lazy("Your part in the agenda: {conference}"),
        body=_closed(_FIRST_BODY),
        placeholders=_PLACEHOLDERS,
        position=30,
    ),
    MailKind(
        key=CHANGED,
        label=gettext_lazy("Agenda changed: what concerns you"),
        audience=gettext_lazy("those whom a new release of the agenda concerns"),
        subject=gettext_lazy("A change that concerns you: {conference}"),
        body=_closed(_CHANGED_BODY),
        placeholders=_PLACEHOLDERS,
        position=31,
    ),
)


class NoticeWriter:
    """Writes the mails of one release. The contents that it compares are read once."""

    def __init__(self, release: AgendaRelease) -> None:
        self.release, self.conference = release, release.conference
        self._tellers: dict[int, Teller] = {}

    def teller(self, since: int) -> Teller:
        if since not in self._tellers:
            before = AgendaRelease.objects.of(self.conference).filter(number=since).first()
            self._tellers[since] = Teller(before.content if before else {}, self.release.content)
        return self._tellers[since]

    def told(self, notice: ReleaseNotice, language: str) -> list[ToldChange]:
        """What changed for the reader, in the language being read."""
        teller = self.teller(notice.since)
        return [teller.tell(change, language) for change in notice.changes]

    def language(self, notice: ReleaseNotice) -> str:
        if notice.person:
            return notice.person.preferred_language()
        offered = self.conference.languages
        wanted = notice.user.language if notice.user else ""
        return wanted if wanted in offered else offered[0]

    def look_at(self, notice: ReleaseNotice) -> Letter | None:
        """The mail as it would be sent now; None where there is no address."""
        kind, context = self._letter(notice)
        if notice.person:
            return write_to_person(kind, person=notice.person, conference=self.conference, context=context)
        assert notice.user  # the database holds that there is one or the other
        return write_to_address(
            kind,
            address=notice.user.email,
            name=notice.user.name,
            language=self.language(notice),
            conference=self.conference,
            context=context,
        )

    def send(self, notice: ReleaseNotice, *, by: Any) -> Any:
        """Queue it, within the caller's transaction: the Message, or None where there is no address."""
        kind, context = self._letter(notice)
        common: dict[str, Any] = {
            "conference": self.conference,
            "context": context,
            "by": by,
            "attachments": [self.calendar(notice)],
            "idempotency_key": f"agenda.notice:{notice.pk}",
        }
        if notice.person:
            return send_to_person(kind, person=notice.person, **common)
        assert notice.user
        return send_to_address(
            kind,
            address=notice.user.email,
            name=notice.user.name,
            language=self.language(notice),
            **common,
        )

    def calendar(self, notice: ReleaseNotice) -> MadeAttachment:
        name = f"{self.conference.slug}.ics"
        return MadeAttachment(CALENDAR_ATTACHMENT, name, {"notice": str(notice.pk)})

    def _letter(self, notice: ReleaseNotice) -> tuple[str, dict[str, object]]:
        language = self.language(notice)
        with reading_in(language, *self.conference.languages):
            lines = ["\n".join(told.lines()) for told in self.told(notice, language)]
            context: dict[str, object] = {
                "release": str(self.release),
                "message": str(self.release.mail_text),
                "changes": "\n\n".join(lines),
                "agenda_link": settings.BASE_URL
                + reverse("agenda_public:agenda", args=[self.conference.slug, language]),
            }
        return (CHANGED if notice.since else FIRST), context
