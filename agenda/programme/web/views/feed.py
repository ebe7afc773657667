"""A feed of what changed from release to release, as the public may read it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.generic import View

from agenda.releases.domain.read_model import Content
from agenda.releases.models import AgendaRelease, label_in_words
from agenda.releases.web.change_lines import ChangeLine, change_lines
from agenda.sessions.models.session import Session
from confman.conferences.models import Conference
from confman.conferences.web.base import PublicMixin
from confman.conferences.web.feeds import AtomFeedMixin

_PUBLIC = Session.Visibility.PUBLIC


def public_change_lines(conference: Conference, release: AgendaRelease, before: Content) -> list[ChangeLine]:
    """Return a line for each change of what everyone may read.

    A session that was closed before is new; one closed now disappears without mention.
    """
    public_before = _public(before)
    public_now = _public(release.content)
    changes: Content = {"new": [], "moved": [], "changed": [], "cancelled": []}
    for kind, rows in release.changes.items():
        for row in rows:
            key = row["id"]
            if kind == "cancelled":
                if row.get("visibility") == _PUBLIC and key in public_before:
                    changes["cancelled"].append(row)
            elif key in public_now:
                if key in public_before:
                    changes[kind].append(row)
                else:
                    changes["new"].append({"id": key})
    changes["new"] = list({row["id"]: row for row in changes["new"]}.values())
    return change_lines(conference, changes, before, release.content)


def _public(content: Content) -> set[str]:
    return {row["id"] for row in content.get("sessions", []) if row["visibility"] == _PUBLIC}


# A feed reader has the older ones already.
NEWEST = 20


class ChangesFeed(AtomFeedMixin, PublicMixin, View):
    """An Atom feed (RFC 4287) with an entry for each release: what is new, moved, changed, cancelled."""

    permission = "agenda.view_agenda"
    home_name = "agenda_public:agenda"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        feed = self.new_feed(
            _("%(conference)s: changes of the agenda") % {"conference": self.conference.title}
        )
        releases = list(AgendaRelease.objects.of(self.conference)[: NEWEST + 1])
        for number, release in enumerate(releases[:NEWEST]):
            before = releases[number + 1].content if number + 1 < len(releases) else {}
            lines = public_change_lines(self.conference, release, before) if before else []
            feed.add_item(
                title=_("Agenda: %(label)s") % {"label": label_in_words(release.label)},
                link=self.home,
                description=_summary(release, lines),
                unique_id=f"urn:uuid:{release.pk}",
                pubdate=release.published_at,
                updateddate=release.published_at,
            )
        return self.feed_response(feed)


def _summary(release: AgendaRelease, lines: list[ChangeLine]) -> SafeString:
    """Return the changes as a list in HTML; every text of the record is escaped."""
    note = format_html("<p>{}</p>", release.note) if release.note else SafeString("")
    if not lines:
        first = _("The agenda was published.") if release.number == 1 else _("No public information changed.")
        return format_html("{}<p>{}</p>", note, first)
    rows = format_html_join(
        "", "<li><b>{}:</b> {} — {}</li>", ((line.label, line.title, line.detail) for line in lines)
    )
    return format_html("{}<ul>{}</ul>", note, rows)
