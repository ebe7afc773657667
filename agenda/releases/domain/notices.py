"""Mails to those whom a release concerns: drafted when it is published, reviewed, sent; the calendar is made then."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.releases.domain.diff_pages import ChangeFormatter, ReaderChange
from agenda.releases.domain.involvement import PersonalChange, Reader, changes_by_reader, parts_in, remembered
from agenda.releases.domain.read_model import EMPTY, Content
from agenda.releases.mail_kinds import CALENDAR_ATTACHMENT, CHANGED, FIRST
from agenda.releases.models import AgendaRelease, ReleaseNotice
from agenda.sessions.models.session import Session, SessionRole
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.mail.domain.dispatch import (
    Letter,
    send_to_address,
    send_to_person,
    write_to_address,
    write_to_person,
)
from confman.mail.domain.queue import GeneratedAttachment
from confman.mail.models import Message
from confman.people.models import Person
from confman.translation.languages import reading_in
from confman.translation.text import TranslatedText
from confman.web.errors import Refused

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


# Mails written in one transaction: other writers wait for it only a moment.
BATCH = 100


@dataclass(frozen=True)
class NoticeDraft:
    """The changes of which a reader is told, counted from the release numbered `since`."""

    reader: Reader
    since: int
    changes: list[PersonalChange]


@dataclass(frozen=True)
class SentNotices:
    """The result of `send_notices`. `unasked` are left because nobody has asked the person yet."""

    sent: int = 0
    without_address: int = 0
    unasked: int = 0


def drafts_for(conference: Conference, content: Content, previous: AgendaRelease | None) -> list[NoticeDraft]:
    """Return the mails to send if `content` becomes the next release. Nothing is written.

    One query for each registered entry that uses the database, and one for each release of which someone was
    last told, usually just the previous one.
    """
    latest = previous.number if previous else 0
    waiting = {
        Reader(str(person or ""), str(user or "")): since
        for person, user, since in ReleaseNotice.objects.of(conference)
        .drafts()
        .order_by()
        .values_list("person", "user", "since")
    }
    earlier = _releases_since(conference, previous, {latest, *waiting.values()})
    live = parts_in(conference, content, live=True)
    parts_after = parts_in(conference, content, live=False)
    drafts: list[NoticeDraft] = []
    for since in sorted({latest, *waiting.values()}):
        following = {reader: dict(sessions) for reader, sessions in live.items()}
        for involvement in remembered(release for number, release in earlier.items() if number >= since):
            sessions = following.setdefault(involvement.reader, {})
            sessions.setdefault(involvement.session, set()).add(involvement.part)
        before = earlier[since].content if since in earlier else EMPTY
        by_reader = changes_by_reader(conference, before, content, following, parts_after)
        drafts += [
            NoticeDraft(reader, since, changes)
            for reader, changes in by_reader.items()
            if waiting.get(reader, latest) == since
        ]
    return _reachable(conference, drafts)


def _releases_since(
    conference: Conference, previous: AgendaRelease | None, numbers: set[int]
) -> dict[int, AgendaRelease]:
    """Return releases by number, from the oldest one wanted; the content of the others is not read."""
    if previous is None:
        return {}
    release_by_number = {previous.number: previous}
    if older := numbers - {previous.number}:
        releases = AgendaRelease.objects.of(conference).filter(number__gte=min(older))
        release_by_number |= {
            release.number: release for release in releases.defer("content").exclude(pk=previous.pk)
        }
        release_by_number |= {release.number: release for release in releases.filter(number__in=older)}
    return release_by_number


def _reachable(conference: Conference, drafts: list[NoticeDraft]) -> list[NoticeDraft]:
    """Return the drafts without people who were erased, or belong to another conference."""
    people = {draft.reader.person for draft in drafts if draft.reader.person}
    stored = Person.objects.of(conference).known().filter(pk__in=people).order_by()
    keys = {str(key) for key in stored.values_list("pk", flat=True)}
    return [draft for draft in drafts if draft.reader.user or draft.reader.person in keys]


def draft_notices(release: AgendaRelease, *, previous: AgendaRelease | None) -> int:
    """Draft a notice for each reader concerned, within the transaction that publishes; return how many.

    What was drafted for earlier releases and not sent is part of these.
    """
    drafts = drafts_for(release.conference, release.content, previous)
    ReleaseNotice.objects.of(release.conference).drafts().delete()
    ReleaseNotice.objects.bulk_create(
        [
            ReleaseNotice(
                release=release,
                person_id=draft.reader.person or None,
                user_id=draft.reader.user or None,
                since=draft.since,
                changes=draft.changes,
            )
            for draft in drafts
        ],
        batch_size=500,
    )
    return len(drafts)


def unasked(notices: Iterable[ReleaseNotice]) -> set[UUID]:
    """Return ids of the notices to people who would learn only from this mail that they are to take part.

    All they have is a role still proposed by the secretariat, and no release has told them. Two queries.
    """
    doubtful = {
        notice.pk: {(str(notice.person_id), change["session"]) for change in notice.changes}
        for notice in notices
        if notice.person_id and not any(change.get("sure") for change in notice.changes)
    }
    if not doubtful:
        return set()
    people: Any = {person for pairs in doubtful.values() for person, _session in pairs}
    sent = ReleaseNotice.objects.filter(person__in=people, state=ReleaseNotice.Status.SENT)
    informed = {str(person) for person in sent.order_by().values_list("person", flat=True).distinct()}
    statuses: dict[tuple[str, str], set[str]] = defaultdict(set)
    sessions = {session for pairs in doubtful.values() for _person, session in pairs}
    for person, session, status in SessionRole.objects.filter(session__in=sessions).values_list(
        "person", "session", "status"
    ):
        statuses[str(person), str(session)].add(status)
    return {
        key
        for key, pairs in doubtful.items()
        if not any(person in informed for person, _session in pairs)
        and all(statuses[pair] <= {SessionRole.Status.PROPOSED} for pair in pairs)
    }


def taken_back(notices: Iterable[ReleaseNotice]) -> set[UUID]:
    """Return ids of the notices that are only about sessions no longer in the working agenda, as after an undo.

    A notice of a cancellation is not among them. One query.
    """
    sessions_by_notice = {
        notice.pk: {change["session"] for change in notice.changes}
        for notice in notices
        if not any("cancelled" in change["happened"] for change in notice.changes)
    }
    planned = Session.objects.filter(pk__in=set().union(*sessions_by_notice.values()))
    stored = {str(key) for key in planned.order_by().values_list("pk", flat=True)}
    return {key for key, sessions in sessions_by_notice.items() if not sessions & stored}


def without_address(notices: QuerySet[ReleaseNotice]) -> QuerySet[ReleaseNotice]:
    """Return the notices that cannot be sent: neither the person nor their contact has an e-mail address."""
    no_contact = Q(person__contact=None) | Q(person__contact__email="")
    return notices.filter(no_contact, person__email="")


@transaction.atomic
def set_mail_text(release: AgendaRelease, *, by: User, text: TranslatedText) -> None:
    """Set the message above the changes in each mail of a release. Raises Refused if all have been sent."""
    if not release.notices.drafts().exists():
        raise Refused(_("No mail of this release waits to be sent, so there is nothing to change."))
    release.mail_text = text
    release.save(update_fields=["mail_text"])
    record_audit(
        "agenda.mail_text_changed", by=by, target=release, label=release.numbered,
        details={"languages": sorted(text)},
    )  # fmt: skip


def send_notices(
    release: AgendaRelease, *, by: User, only: Iterable[UUID | str] | None = None
) -> SentNotices:
    """Put the drafted mails into the outbox, each in its reader's language, with their current calendar.

    `only` are ids of notices. Without it all are sent but those to people whom nobody has asked yet
    (`unasked`), and those of what was taken back since (`taken_back`). Each is sent once, even if others send at
    the same moment; a notice without an address stays a draft.
    """
    rows = ReleaseNotice.objects.drafts().filter(release=release).order_by("pk")
    unsure: set[UUID] = set()
    if only is not None:
        requested = set(map(str, only))
        keys = [key for key in rows.values_list("pk", flat=True) if str(key) in requested]
    else:
        unsure = unasked(rows)
        excluded = unsure | taken_back(rows)
        keys = [draft.pk for draft in rows if draft.pk not in excluded]
    writer = NoticeWriter(release)
    sent = without = 0
    for start in range(0, len(keys), BATCH):
        sent_now, failed = _send_batch(writer, keys[start : start + BATCH], by)
        sent, without = sent + sent_now, without + failed
    return SentNotices(sent, without, len(unsure))


def _send_batch(writer: NoticeWriter, keys: list[UUID], by: User) -> tuple[int, int]:
    """Send some of them in one transaction; return how many were sent, and how many have no address."""
    sent: list[ReleaseNotice] = []
    with transaction.atomic():
        rows = ReleaseNotice.objects.drafts().filter(pk__in=keys).order_by("pk")
        locked = list(rows.select_for_update().values_list("pk", flat=True))
        queryset = ReleaseNotice.objects.filter(pk__in=locked)
        notices = list(queryset.select_related("person__conference", "person__contact", "user"))
        now = timezone.now()
        for notice in notices:
            mail = writer.send(notice, by=by)
            if mail is not None:
                notice.state, notice.mail, notice.decided_at = ReleaseNotice.Status.SENT, mail, now
                sent.append(notice)
        ReleaseNotice.objects.bulk_update(sent, ["state", "mail", "decided_at"])
        if sent:
            _record("agenda.notices_sent", writer.release, by, len(sent))
    return len(sent), len(notices) - len(sent)


@transaction.atomic
def discard_notices(release: AgendaRelease, *, by: User, only: Iterable[UUID | str] | None = None) -> int:
    """Leave the drafts (or those of these ids) unsent for good: these readers count as told. Return how many."""
    drafts = ReleaseNotice.objects.drafts().filter(release=release)
    if only is not None:
        drafts = drafts.filter(pk__in=list(only))
    count = drafts.update(state=ReleaseNotice.Status.DISCARDED, decided_at=timezone.now())
    if count:
        _record("agenda.notices_discarded", release, by, count)
    return count


def _record(verb: str, release: AgendaRelease, by: User, count: int) -> None:
    record_audit(verb, by=by, target=release, label=release.numbered, details={"count": count})


# --- What is held on a person -----------------------------------------------------------------------------


def collect_notices(person: Person) -> list[dict[str, Any]]:
    """Return the notices for the person's own file; the mails themselves are among those written to them."""
    return [
        {"release": str(notice.release), "state": notice.state, "decided_at": notice.decided_at}
        for notice in person.release_notices.select_related("release").defer("release__content")
    ]


def erase_notices(person: Person, *, by: User) -> None:
    ReleaseNotice.objects.filter(person=person).delete()
    _replace_followers(person.conference, str(person.pk), "")


def merge_notices(kept: Person, merged: Person, *, by: User) -> list[dict[str, Any]]:
    """Merge the notices of two records of one person: two drafts of a release become one; sent mails stay."""
    folded = []
    notice_by_release = {notice.release_id: notice for notice in kept.release_notices.all()}
    for notice in merged.release_notices.all():
        notice_of_kept = notice_by_release.get(notice.release_id)
        if notice_of_kept is None:
            notice.person = kept
            notice.save(update_fields=["person"])
            continue
        if notice_of_kept.state == notice.state == ReleaseNotice.Status.DRAFT:
            sessions = {change["session"] for change in notice_of_kept.changes}
            notice_of_kept.changes += [
                change for change in notice.changes if change["session"] not in sessions
            ]
            notice_of_kept.since = min(notice_of_kept.since, notice.since)
            notice_of_kept.save(update_fields=["changes", "since"])
        elif notice_of_kept.state == ReleaseNotice.Status.DRAFT and notice.state == ReleaseNotice.Status.SENT:
            # A change of which one was told need not be told to the other.
            notice_of_kept.state, notice_of_kept.mail = notice.state, notice.mail
            notice_of_kept.decided_at = notice.decided_at
            notice_of_kept.save(update_fields=["state", "mail", "decided_at"])
        folded.append(
            {"release": str(notice.release_id), "state": notice.state, "mail": str(notice.mail_id or "")}
        )
        notice.delete()
    _replace_followers(kept.conference, str(merged.pk), str(kept.pk))
    return folded


def _replace_followers(conference: Conference, person: str, other: str) -> None:
    """Replace a person who followed deleted sessions by another, or remove them."""
    releases = AgendaRelease.objects.of(conference).exclude(followers={}).defer("content")
    for release in releases:
        rows = release.followers
        changed = {
            key: [[other, *row[1:]] if row[0] == person else row for row in followers]
            for key, followers in rows.items()
        }
        changed = {key: [row for row in followers if row[0] or row[1]] for key, followers in changed.items()}
        if changed != rows:
            release.followers = changed
            release.save(update_fields=["followers"])
