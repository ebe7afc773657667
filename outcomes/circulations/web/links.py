"""The way to silence procedures from a delegation's page."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.conferences.registries import Link
from outcomes.circulations.domain.status import in_both_zones
from outcomes.circulations.models import Circulation
from registrations.core.models.delegation import Delegation


def links_of_delegation(delegation: Delegation) -> Iterator[Link]:
    """Yield the link to the running silence procedure, or to all of them."""
    conference = delegation.conference
    circulations = list(Circulation.objects.of(conference))
    if not circulations:
        return
    running = [row for row in circulations if row.state == Circulation.Status.RUNNING]
    if len(running) == 1:
        address = reverse(
            "outcomes_delegation:circulation", args=[conference.slug, delegation.pk, running[0].pk]
        )
        text = _("Object until %(deadline)s, or the texts are adopted.") % {
            "deadline": in_both_zones(conference, running[0].deadline)
        }
        yield Link(_("Silence procedure"), address, detail=text)
        return
    address = reverse("outcomes_delegation:circulations", args=[conference.slug, delegation.pk])
    count = len(running)
    text = ngettext("%(count)d runs now.", "%(count)d run now.", count) % {"count": count}
    yield Link(_("Silence procedures"), address, detail=text if count else _("None runs now."))
