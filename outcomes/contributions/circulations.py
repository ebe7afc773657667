"""What silence procedures add: their pages, mails, the job that ends them, a decision, the history's words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from confman.audit.labels import register_details, register_verbs
from confman.conferences import registries as r
from confman.conferences.models import Conference
from confman.mail.registry import ScheduledJob, mail_kinds, scheduled_jobs
from outcomes.circulations.domain.guard import in_both_zones, why_silence_holds
from outcomes.circulations.domain.status import circulated_texts
from outcomes.circulations.mail_kinds import KINDS
from outcomes.circulations.models import Circulation
from outcomes.recommendations.registries import TextGuard, text_guards
from registrations.core.models.delegation import Delegation
from registrations.core.web.registries import DelegationLink, delegation_links

# How long the result may be late after the deadline; it is never early.
MINUTES = 5


def register() -> None:
    """Called from AppConfig.ready()."""
    for kind in KINDS:
        mail_kinds.register(kind)
    text_guards.register(TextGuard("outcomes.circulations", blocked=why_silence_holds))
    scheduled_jobs.register(ScheduledJob("outcomes.silence", "outcomes.tasks.silence_task", MINUTES))
    r.navigation_items.register(
        r.NavigationItem(
            "outcomes.circulations",
            "outcomes",
            gettext_lazy("Silence procedures"),
            "outcomes_secretariat:circulation-list",
            "hourglass-split",
            "outcomes.find_circulations",
            22,
        )
    )
    r.dashboard_panels.register(
        r.DashboardPanel("outcomes.circulations", "outcomes.find_circulations", circulation_decisions, 46)
    )
    delegation_links.register(DelegationLink("outcomes.circulations", _links_of_delegation, 42))
    register_verbs(VERBS)
    register_details(
        {
            "delegation": gettext_lazy("delegation"),
            "objected_to": gettext_lazy("objects to"),
            "texts": gettext_lazy("texts"),
            "adopted": gettext_lazy("adopted"),
            "not_adopted": gettext_lazy("not adopted"),
        }
    )


def _links_of_delegation(delegation: Delegation) -> Iterator[tuple[Any, str, Any]]:
    """To the one that runs, or to all there have been."""
    conference = delegation.conference
    found = list(Circulation.objects.of(conference))
    if not found:
        return
    running = [row for row in found if row.state == Circulation.State.RUNNING]
    if len(running) == 1:
        address = reverse(
            "outcomes_delegation:circulation", args=[conference.slug, delegation.pk, running[0].pk]
        )
        yield (
            _("Silence procedure"),
            address,
            _("Object until %(deadline)s, or the texts are adopted.")
            % {"deadline": in_both_zones(conference, running[0].deadline)},
        )
        return
    address = reverse("outcomes_delegation:circulations", args=[conference.slug, delegation.pk])
    count = len(running)
    words = ngettext("%(count)d runs now.", "%(count)d run now.", count) % {"count": count}
    yield _("Silence procedures"), address, words if count else _("None runs now.")


def circulation_decisions(conference: Conference, user: Any) -> Iterator[r.Decision]:
    """Where silence was broken, and where the result is not drawn though the deadline has passed."""
    for circulation in Circulation.objects.of(conference).running().with_texts():
        circulation.conference = conference
        texts = circulated_texts(circulation)
        broken = sum(text.state == "broken" for text in texts)
        late = circulation.deadline <= timezone.now()
        if not (broken or late):
            continue
        title = (
            _("The deadline of a silence procedure has passed: its result is to be drawn")
            if late
            else ngettext(
                "Silence was broken on %(count)d text: it is before the plenary",
                "Silence was broken on %(count)d texts: they are before the plenary",
                broken,
            )
            % {"count": broken}
        )
        yield r.Decision(
            title=title,
            url=reverse("outcomes_secretariat:circulation", args=[conference.slug, circulation.pk]),
            owner=_("secretariat"),
            due=circulation.deadline,
            urgent=True,
            action=_("Look"),
        )


VERBS = {
    "outcomes.circulation_started": gettext_lazy("Texts circulated for silence procedure"),
    "outcomes.circulation_extended": gettext_lazy("Deadline of a silence procedure extended"),
    "outcomes.circulation_stopped": gettext_lazy("Silence procedure called off"),
    "outcomes.circulation_ended": gettext_lazy("Silence procedure ended"),
    "outcomes.circulation_objection_made": gettext_lazy("Objection in a silence procedure"),
    "outcomes.circulation_objection_late": gettext_lazy("Late objection recorded"),
    "outcomes.circulation_objection_withdrawn": gettext_lazy("Objection withdrawn"),
    "outcomes.silence_began": gettext_lazy("Circulated for silence procedure"),
    "outcomes.silence_stopped": gettext_lazy("Its silence procedure was called off"),
    "outcomes.silence_broken": gettext_lazy("Not adopted by silence"),
}
