"""Publishing, and what has been published: reading, comparing and restoring releases."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.generic import View

from agenda.core.web.base import AgendaMixin
from agenda.releases.domain.diff_pages import ChangeFormatter, Differences, ReaderChange
from agenda.releases.domain.notices import NoticeDraft
from agenda.releases.domain.publication import (
    PublishingPreview,
    freeze,
    preview_notices,
    preview_publishing,
    publish_agenda,
)
from agenda.releases.domain.reader import published_agenda
from agenda.releases.domain.restore import RestorePlan, plan_restoring, restore_release
from agenda.releases.exchange import export_agenda
from agenda.releases.models import AgendaRelease
from agenda.releases.registries import export_formats
from agenda.releases.web.change_lines import ChangeLine, change_lines
from agenda.releases.web.forms import WORKING, CompareForm, PublishForm
from confman.accounts.models import User
from confman.accounts.sessions import user_of
from confman.audit.domain.recorder import record_audit
from confman.audit.labels import with_names
from confman.audit.models import AuditEntry
from confman.conferences.models import Conference
from confman.conferences.web.base import SecretariatMixin, SecretariatView
from confman.conferences.web.verb_views import ConfirmView, VerbFormView
from confman.people.models import Person
from confman.people.privacy import Audience
from confman.web.forms.base import RevisionCheckMixin, choice_field, offered_choices
from confman.web.models import WORDS

# Names on the page before publishing; afterwards the list of mails has all.
MAX_NAMES = 50
AUDIENCES = {
    "public": (Audience.PUBLIC, gettext_lazy("As everyone reads it")),
    "participants": (Audience.PARTICIPANTS, gettext_lazy("As participants read it")),
    "secretariat": (Audience.SECRETARIAT, gettext_lazy("In full, for the secretariat")),
}
RESTORED = {
    "new": gettext_lazy("Comes back"),
    "moved": gettext_lazy("Moves back"),
    "changed": gettext_lazy("As it was"),
    "cancelled": gettext_lazy("Cancelled"),
    "unscheduled": gettext_lazy("Loses its time"),
}


@dataclass(frozen=True)
class ConcernedLine:
    """One reader, and what they would be told."""

    name: str
    detail: str
    changes: list[ReaderChange]


def concerned_lines(
    conference: Conference, drafts: list[NoticeDraft], preview: PublishingPreview, language: str
) -> list[ConcernedLine]:
    """Return the first of those who would be written to, by name."""
    queryset = Person.objects.of(conference).filter(
        pk__in=[entry.reader.person for entry in drafts if entry.reader.person]
    )
    people = {str(person.pk): person for person in queryset}
    accounts = User.objects.filter(pk__in=[entry.reader.user for entry in drafts if entry.reader.user])
    users = {str(user.pk): user for user in accounts}
    before = {0: {}, preview.previous.number: preview.previous.content} if preview.previous else {0: {}}
    if older := {draft.since for draft in drafts} - before.keys():
        releases = AgendaRelease.objects.of(conference).filter(number__in=older)
        before |= {release.number: release.content for release in releases}
    formatters = {number: ChangeFormatter(content, preview.content) for number, content in before.items()}
    reachable = [draft for draft in drafts if draft.reader.person in people or draft.reader.user in users]
    reachable.sort(
        key=lambda draft: people[draft.reader.person].sort_key if draft.reader.person else "\uffff"
    )
    lines = []
    for draft in reachable[:MAX_NAMES]:
        person = people.get(draft.reader.person)
        lines.append(
            ConcernedLine(
                name=str(person or users[draft.reader.user]),
                detail=str(person.organization) if person else str(_("starred by a reader")),
                changes=[formatters[draft.since].in_words(change, language) for change in draft.changes],
            )
        )
    return lines


class ReleasesMixin(AgendaMixin):
    """A page about what is published: in a draft conference it says who sees that."""

    navigation_key = "agenda.releases"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_announce = self.request.user.has_perm("conferences.change_conference", self.conference)
        return super().get_context_data(may_announce=may_announce, **kwargs)


class AgendaPublishView(ReleasesMixin, VerbFormView):
    """Shows the changes for readers, the people concerned, the conflicts, and the button to publish."""

    permission = "agenda.publish_agenda"
    template_name = "agenda/releases/publish.html"
    form_class = PublishForm
    heading = gettext_lazy("Publish the agenda")
    submit = gettext_lazy("Publish")
    verb = publish_agenda
    message_names = {"label": "object"}

    @property
    def success_message(self) -> Any:
        if self.conference.is_public:
            return gettext_lazy(
                "The agenda is published as “%(label)s”. Readers, calendars and documents show it from now."
            )
        return gettext_lazy("The agenda is published as “%(label)s”.")

    @cached_property
    def preview(self) -> PublishingPreview:
        return preview_publishing(self.conference)

    def get_initial(self) -> dict[str, Any]:
        return {"seen": self.preview.fingerprint} if self.request.method == "GET" else {}

    def get_values(self, form: PublishForm) -> dict[str, Any]:
        return {name: value for name, value in form.cleaned_data.items() if name != "shown_at"}

    def other_version(self, form: PublishForm, current: str) -> list[AuditEntry]:
        """Return what has been done to the agenda since the preview was shown."""
        shown_at = form.cleaned_data["shown_at"]
        entries = AuditEntry.objects.of(self.conference).filter(verb__startswith="agenda.")
        return with_names(entries.filter(at__gte=shown_at)[:MAX_NAMES] if shown_at else [])

    def get_success_url(self) -> str:
        """Return the address of the mails to review, where there are any."""
        waits = self.object.notices.drafts().exists()
        return self.to("release-mails" if waits else "release", self.object.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        preview = self.preview
        before = preview.previous.content if preview.previous else {}
        drafts = preview_notices(preview, self.conference)
        return super().get_context_data(
            preview=preview,
            lines=change_lines(self.conference, preview.changes, before, preview.content),
            counts=counts_in_words(preview.changes),
            session_count=len(preview.content["sessions"]),
            concerned=concerned_lines(self.conference, drafts, preview, get_language() or "en"),
            concerned_count=len(drafts),
            concerned_more=max(0, len(drafts) - MAX_NAMES),
            **kwargs,
        )


@dataclass(frozen=True)
class ReleaseLine:
    release: AgendaRelease
    counts: list[tuple[str, int]]
    drafts: int


def counts_in_words(changes: Any) -> list[tuple[str, int]]:
    """Return how many are new, moved, changed, cancelled, without the zeros."""
    return [(str(WORDS[kind]), len(rows)) for kind, rows in changes.items() if rows and kind in WORDS]


class ReleaseListView(ReleasesMixin, SecretariatView):
    """Every release, with how much changed; two of them can be compared."""

    template_name = "agenda/releases/release_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        releases = list(
            AgendaRelease.objects.of(self.conference).defer("content").select_related("by").with_drafts()
        )
        form = None
        if releases:
            initial = {"before": releases[0].pk, "after": WORKING}
            form = CompareForm(conference=self.conference, releases=releases, initial=initial)
        return super().get_context_data(
            lines=[
                ReleaseLine(release, counts_in_words(release.changes), release.draft_count)
                for release in releases
            ],
            compare_form=form,
            can_publish=self.request.user.has_perm("agenda.publish_agenda", self.conference),
            export_formats=export_formats,
            **kwargs,
        )


class AgendaExportView(SecretariatMixin, View):
    """The latest release with all that is kept: the secretariat's own file, which loses nothing when imported again."""

    permission = "agenda.edit_agenda"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = self.kwargs["format"]
        if key not in export_formats or not AgendaRelease.objects.of(self.conference).exists():
            raise Http404(_("There is no such export."))
        format, language = export_formats.get(key), self.conference.default_language
        content = export_agenda(self.conference, format=key, language=language, internal=True)
        with transaction.atomic():
            record_audit(
                "agenda.exported", by=user_of(request), target=self.conference, details={"format": key}
            )
        response = HttpResponse(content, content_type=format.content_type)
        name = f"{self.conference.slug}-agenda-internal.{format.extension}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["Cache-Control"] = "private, no-store"
        return response


class ReleaseMixin(ReleasesMixin):
    """A page of one release."""

    queryset = AgendaRelease.objects.select_related("by")

    def prepare(self) -> None:
        super().prepare()
        self.release: AgendaRelease = self.object

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(release=self.release, **kwargs)


class ReleaseView(ReleaseMixin, SecretariatView):
    """One release, as it was published, as read by the public, participants or the secretariat."""

    template_name = "agenda/releases/release_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        before = AgendaRelease.objects.of(self.conference).filter(number=self.release.number - 1).first()
        lines: list[ChangeLine] = []
        if before:
            lines = change_lines(self.conference, self.release.changes, before.content, self.release.content)
        audience = self.request.GET.get("as", "public")
        if audience not in AUDIENCES:
            raise Http404
        latest = AgendaRelease.objects.of(self.conference).values_list("pk", flat=True).first()
        user = self.request.user
        return super().get_context_data(
            before=before,
            lines=lines,
            agenda=published_agenda(self.conference, AUDIENCES[audience][0], release=self.release),
            tabs=[
                {"label": label, "url": f"?as={key}", "active": key == audience}
                for key, (_audience, label) in AUDIENCES.items()
            ],
            is_latest=latest == self.release.pk,
            mail_count=self.release.notices.count(),
            draft_count=self.release.notices.drafts().count(),
            can_publish=user.has_perm("agenda.publish_agenda", self.conference),
            **kwargs,
        )


class ReleaseCompareView(AgendaMixin, SecretariatView):
    """Two releases, or one and the working agenda: session by session, and person by person."""

    template_name = "agenda/releases/release_compare.html"
    navigation_key = "agenda.releases"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        releases = list(AgendaRelease.objects.of(self.conference).defer("content", "changes"))
        if not releases:
            raise Http404
        # Without a choice: what the working agenda would change.
        query = self.request.GET or {"before": str(releases[0].pk), "after": WORKING}
        form = CompareForm(query, conference=self.conference, releases=releases)
        if not form.is_valid():
            raise Http404
        before, after = form.cleaned_data["before"], form.cleaned_data["after"]
        queryset = AgendaRelease.objects.of(self.conference).filter(pk__in={before, after} - {WORKING})
        contents = {str(release.pk): release.content for release in queryset}
        if WORKING in (before, after):
            contents[WORKING] = freeze(self.conference)
        language = get_language() or "en"
        differences = Differences(self.conference, contents[before], contents[after], language)
        choices = dict(offered_choices(choice_field(form, "after")))
        return super().get_context_data(
            form=form,
            before_name=choices[before],
            after_name=choices[after],
            sessions=differences.sessions(),
            persons=differences.persons(),
            counts=counts_in_words(differences.changes),
            **kwargs,
        )


class ReleaseRestoreView(ReleaseMixin, ConfirmView):
    """Says what restoring will do, and does it."""

    permission = "agenda.edit_agenda"
    template_name = "agenda/releases/release_restore.html"
    action = gettext_lazy("Restore as the working agenda")

    question = gettext_lazy("Restore “%(release)s” as the working agenda?")
    consequence = gettext_lazy(
        "The working agenda is replaced by this release. Readers see no change until you publish, and you can undo it."
    )
    message_names = {"release": "release"}

    @cached_property
    def plan(self) -> RestorePlan:
        return plan_restoring(self.release)

    def why_not(self) -> str:
        return (
            "" if self.plan.does_something else _("The working agenda is already the same as this release.")
        )

    def perform(self) -> Any:
        seen = self.request.POST.get("seen", "")
        plan = restore_release(self.release, by=self.acting_user, seen=seen)
        count = sum(len(rows) for rows in plan.changes.values())
        text = ngettext(
            "The working agenda is as in “%(release)s” again: %(count)d change.",
            "The working agenda is as in “%(release)s” again: %(count)d changes.",
            count,
        ) % {"release": self.release, "count": count}
        hint = _("You can undo it; readers see nothing of it before you publish.")
        return f"{text} {hint}"

    def get_success_url(self) -> str:
        return self.to("session-list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan, unscheduled = self.plan, set(self.plan.unscheduled)
        cancelled = plan.changes["cancelled"]
        changes = {
            **plan.changes,
            "cancelled": [row for row in cancelled if row["id"] not in unscheduled],
            "unscheduled": [row for row in cancelled if row["id"] in unscheduled],
        }
        return super().get_context_data(
            plan=plan,
            form=RevisionCheckMixin(initial={"seen": plan.fingerprint}),
            lines=change_lines(self.conference, changes, plan.now, plan.target, RESTORED),
            unscheduled_count=len(unscheduled),
            **kwargs,
        )
