"""The mails of a release: what one reader is told. The attached calendar is made when they are sent."""

from typing import Any

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
from confman.translation.reading_language import reading_in


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
        offered = self.conference.languages
        wanted = notice.user.language if notice.user else ""
        return wanted if wanted in offered else offered[0]

    def look_at(self, notice: ReleaseNotice) -> Letter | None:
        """Return the mail as it would be sent now; None if there is no address."""
        kind, context = self._letter(notice)
        if notice.person:
            return write_to_person(kind, person=notice.person, conference=self.conference, context=context)
        assert notice.user  # a constraint of the database ensures that one is set
        return write_to_address(
            kind,
            address=notice.user.email,
            name=notice.user.name,
            language=self.language(notice),
            conference=self.conference,
            context=context,
        )

    def send(self, notice: ReleaseNotice, *, by: User) -> Any:
        """Queue it within the caller's transaction; return the Message, or None if there is no address."""
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
            kind, address=notice.user.email, name=notice.user.name, language=self.language(notice), **common
        )

    def calendar(self, notice: ReleaseNotice) -> GeneratedAttachment:
        name = f"{self.conference.slug}.ics"
        return GeneratedAttachment(CALENDAR_ATTACHMENT, name, {"notice": str(notice.pk)})

    def _letter(self, notice: ReleaseNotice) -> tuple[str, dict[str, object]]:
        language = self.language(notice)
        with reading_in(language, *self.conference.languages):
            lines = ["\n".join(change.lines()) for change in self.changes_for(notice, language)]
            context: dict[str, object] = {
                "release": str(self.release),
                "message": str(self.release.mail_text),
                "changes": "\n\n".join(lines),
                "agenda_link": settings.BASE_URL
                + reverse("agenda_public:agenda", args=[self.conference.slug, language]),
            }
        return (CHANGED if notice.since else FIRST), context
