"""Waiting decisions about silence procedures."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.accounts.models import Visitor
from confman.conferences.models import Conference
from confman.conferences.registries import DashboardItem
from outcomes.circulations.domain.status import circulated_texts
from outcomes.circulations.models import Circulation


def circulation_decisions(conference: Conference, user: Visitor) -> Iterator[DashboardItem]:
    """Yield items for circulations whose silence was broken, or whose deadline passed without a conclusion."""
    for circulation in Circulation.objects.of(conference).running().with_texts(conference):
        broken = sum(text.state == "broken" for text in circulated_texts(circulation))
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
        yield DashboardItem(
            title=title,
            url=reverse("outcomes_secretariat:circulation", args=[conference.slug, circulation.pk]),
            owner=_("secretariat"),
            due=circulation.deadline,
            urgent=True,
            action=_("Look"),
        )
