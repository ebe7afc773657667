"""The mails of a release: what one reader is told. The attached calendar is made when they are sent."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.urls import reverse

from agenda.releases.domain.change_text import ChangeFormatter, ReaderChange
from agenda.releases.mail_kinds import CALENDAR_ATTACHMENT, CHANGED, FIRST
from agenda.releases.models.notice import ReleaseNotice
from agenda.releases.models.release import AgendaRelease
from confman.accounts.models import User
from confman.mail.domain.dispatch import (
    Letter,
    send_to_address,
    send_to_person,
    write_to_address,
    write_to_person,
)
from confman.mail.domain.queue import GeneratedAttachment
from confman.mail.models.message import Message
from confman.translation.reading_language import reading_in

ResultT = TypeVar("ResultT")


class NoticeWriter:
    """Writes the mails of one release. The contents that it compares are read once."""

    def __init__(self, release: AgendaRelease) -> None:
        self.release, self.conference = release, release.conference
        self._formatters: dict[int, ChangeFormatter] = {}

    def formatter(self, since: int) -> ChangeFormatter:
        if since not in self._formatters:
            before = AgendaRelease.objects.of(self.conference).filter(number=since).first()
            self._formatters[since] = ChangeFormatter(before.content if before else {}, self.release.content)
        return self._formatters[since]

    def changes_for(self, notice: ReleaseNotice, language: str) -> list[ReaderChange]:
        """Return what changed for the reader, in the reading language."""
        formatter = self.formatter(notice.since)
        return [formatter.in_words(change, language) for change in notice.changes]

    def language(self, notice: ReleaseNotice) -> str:
        if notice.person:
            return notice.person.preferred_language()
        codes = self.conference.languages
        preferred = notice.user.language if notice.user else ""
        return preferred if preferred in codes else codes[0]

    def preview(self, notice: ReleaseNotice) -> Letter | None:
        """Return the mail as it would be sent now; None if there is no address."""
        return self._to_reader(notice, write_to_person, write_to_address)

    def send(self, notice: ReleaseNotice, *, by: User) -> Message | None:
        """Queue it within the caller's transaction; return the Message, or None if there is no address."""
        name = f"{self.conference.slug}.ics"
        return self._to_reader(
            notice,
            send_to_person,
            send_to_address,
            by=by,
            attachments=[GeneratedAttachment(CALENDAR_ATTACHMENT, name, {"notice": str(notice.pk)})],
            idempotency_key=f"agenda.notice:{notice.pk}",
        )

    def _to_reader(
        self,
        notice: ReleaseNotice,
        to_person: Callable[..., ResultT],
        to_address: Callable[..., ResultT],
        **more: Any,
    ) -> ResultT:
        kind, language = CHANGED if notice.since else FIRST, self.language(notice)
        more |= {"conference": self.conference, "context": self._context(notice, language)}
        if notice.person:
            return to_person(kind, person=notice.person, **more)
        assert notice.user  # a constraint of the database ensures that one is set
        return to_address(kind, address=notice.user.email, name=notice.user.name, language=language, **more)

    def _context(self, notice: ReleaseNotice, language: str) -> dict[str, object]:
        with reading_in(language, *self.conference.languages):
            lines = ["\n".join(change.lines()) for change in self.changes_for(notice, language)]
            return {
                "release": str(self.release),
                "message": str(self.release.mail_text),
                "changes": "\n\n".join(lines),
                "agenda_link": settings.BASE_URL
                + reverse("agenda_public:agenda", args=[self.conference.slug, language]),
            }
