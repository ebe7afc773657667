"""Publishing, and what has been published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.domain.publishing import preview_publishing, publish_agenda
from agenda.domain.reading import published_agenda
from agenda.models import AgendaRelease
from agenda.web.change_lines import ChangeLine, change_lines
from agenda.web.forms import PublishForm
from agenda.web.views.sessions import AgendaPart
from confman.conferences.web.base import SecretariatView
from confman.conferences.web.editing import VerbFormView
from confman.people.privacy import audience_of


class PublishView(AgendaPart, VerbFormView):
    """What readers will see differently, what is wrong, and the button."""

    permission = "agenda.publish_agenda"
    template_name = "agenda/secretariat/publish.html"
    navigation_key = "agenda.releases"
    form_class = PublishForm
    heading = gettext_lazy("Publish the agenda")
    submit = gettext_lazy("Publish")
    list_name = "agenda_secretariat:release-list"
    list_label = gettext_lazy("Releases")

    def act(self, form: Any) -> Any:
        self.release = publish_agenda(
            self.conference,
            by=self.request.user,
            label=form.cleaned_data["label"],
            note=form.cleaned_data["note"],
        )
        return _(
            "The agenda is published as “%(label)s”. Readers, calendars and documents show it from now."
        ) % {"label": self.release.label}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        preview = preview_publishing(self.conference)
        before = preview.previous.content if preview.previous else {}
        return super().get_context_data(
            preview=preview,
            lines=change_lines(self.conference, preview.changes, before, preview.content),
            session_count=len(preview.content["sessions"]),
            **kwargs,
        )


@dataclass(frozen=True)
class ReleaseLine:
    release: AgendaRelease
    counts: list[tuple[str, int]]


class ReleaseListView(AgendaPart, SecretariatView):
    """Every release, with how much changed."""

    template_name = "agenda/secretariat/release_list.html"
    navigation_key = "agenda.releases"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        releases = AgendaRelease.objects.of(self.conference).defer("content").select_related("by")
        names = {
            "new": _("new"),
            "moved": _("moved"),
            "changed": _("changed"),
            "cancelled": _("cancelled"),
        }
        lines = [
            ReleaseLine(
                release,
                [
                    (names[kind], len(rows))
                    for kind, rows in release.changes.items()
                    if rows and kind in names
                ],
            )
            for release in releases
        ]
        return super().get_context_data(
            lines=lines,
            can_publish=self.request.user.has_perm("agenda.publish_agenda", self.conference),
            **kwargs,
        )


class ReleaseView(AgendaPart, SecretariatView):
    """One release, as it was published, with what it changed."""

    template_name = "agenda/secretariat/release_detail.html"
    navigation_key = "agenda.releases"

    def prepare(self) -> None:
        super().prepare()
        self.release = get_object_or_404(
            AgendaRelease.objects.select_related("by"), conference=self.conference, pk=self.kwargs["pk"]
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        before = AgendaRelease.objects.of(self.conference).filter(number=self.release.number - 1).first()
        lines: list[ChangeLine] = []
        if before:
            lines = change_lines(self.conference, self.release.changes, before.content, self.release.content)
        audience = audience_of(self.request.user, self.conference)
        return super().get_context_data(
            release=self.release,
            lines=lines,
            agenda=published_agenda(self.conference, audience, release=self.release),
            **kwargs,
        )
