"""The time for amendments: while the text is before the plenary, and within the window that staff have set."""

import datetime as dt

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.web.errors import Refused
from outcomes.recommendations.domain.transitions import TRANSITIONS, may, why_blocked
from outcomes.recommendations.models.recommendation import Recommendation, Stage
from registrations.core.domain.settings import is_closed


def is_amendable(recommendation: Recommendation) -> bool:
    """Tell whether the text is before the plenary, so that users who decide may take amendments from the floor."""
    return TRANSITIONS["adopt"].starts_from(recommendation)


def check_before_plenary(recommendation: Recommendation) -> None:
    """Raise Refused unless the text is before the plenary."""
    if not is_amendable(recommendation):
        raise Refused(
            _("%(what)s is “%(stage)s”: its text is not before the plenary, and cannot be amended.")
            % {"what": recommendation.label, "stage": recommendation.get_stage_display()}
        )


def is_open_for_amendments(recommendation: Recommendation) -> bool:
    """Tell whether delegations may send amendments now.

    A tabled text is open from the set time, or at once, to its deadline; not during a silence procedure. A text that an
    expert meeting agreed and did not table is open only if a window was set for it.
    """
    now = timezone.now()
    opens, closes = recommendation.amendments_from, recommendation.amendments_until
    if not is_amendable(recommendation) or is_closed(recommendation.conference):
        return False
    if recommendation.stage != Stage.TABLED and not (opens or closes):
        return False
    if why_blocked(recommendation):
        return False
    return (opens is None or opens <= now) and (closes is None or now <= closes)


def before_the_plenary(conference: Conference) -> QuerySet[Recommendation]:
    """Return texts that may be amended, whether their window is open, to come or past, and wait for a decision."""
    stages = TRANSITIONS["adopt"].all_sources(conference)
    was_opened = Q(stage=Stage.TABLED) | Q(amendments_from__isnull=False) | Q(amendments_until__isnull=False)
    found = Recommendation.objects.of(conference).filter(was_opened, stage__in=stages)
    return found.with_silence().in_document_order()


def check_window(recommendation: Recommendation) -> None:
    """Raise Refused, with the reason, if delegations may send nothing now."""
    if is_open_for_amendments(recommendation):
        return
    if why := why_blocked(recommendation):
        raise Refused(f"{recommendation.label}: {why}")
    now, values = timezone.now(), {"what": recommendation.label}
    opens, closes = recommendation.amendments_from, recommendation.amendments_until
    if opens and now < opens:
        raise Refused(
            _("Amendments to %(what)s may be sent from %(time)s.")
            % {**values, "time": _when(recommendation, opens)}
        )
    if closes and closes < now:
        raise Refused(
            _(
                "The deadline for amendments to %(what)s was %(time)s. Ask the chair to take yours from the floor."
            )
            % {**values, "time": _when(recommendation, closes)}
        )
    raise Refused(_("%(what)s is not open for amendments.") % values)


def _when(recommendation: Recommendation, moment: dt.datetime) -> str:
    local = recommendation.conference.local(moment)
    return f"{date_format(local, 'DATE_FORMAT')}, {local:%H:%M}"


def set_amendment_window(
    recommendation: Recommendation, *, by: User, opens: dt.datetime | None, closes: dt.datetime | None
) -> None:
    """Set the time in which delegations may send amendments; None for no limit.

    Raises Refused if the deadline is before the beginning, or the text is not before the plenary.
    """
    if not may(by, "outcomes.table_recommendation", recommendation):
        raise Refused(_("The secretariat sets the time for amendments."))
    check_before_plenary(recommendation)
    check_order(opens, closes)
    with transaction.atomic():
        recommendation.amendments_from, recommendation.amendments_until = opens, closes
        recommendation.save(update_fields=["amendments_from", "amendments_until"])
        record_audit(
            "outcomes.amendment_window_set", by=by, target=recommendation,
            label=recommendation.working_ref,
            details={
                "amendments_from": opens.isoformat() if opens else "",
                "amendments_until": closes.isoformat() if closes else "",
            },
        )  # fmt: skip


def check_order(opens: dt.datetime | None, closes: dt.datetime | None) -> None:
    """Raise Refused if the window would close before it opens."""
    if opens and closes and closes <= opens:
        raise Refused(_("The deadline for amendments lies before their beginning."))
