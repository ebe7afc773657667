"""Waiting decisions about follow-up: letters, answers, reports, reminders; and its steps on the checklist."""

from collections.abc import Callable, Iterator

from django.db.models import Exists
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.accounts.models import Visitor
from confman.conferences.addresses import ALL, list_url
from confman.conferences.domain.checklist import ConferenceFact, RowCount, facts_of
from confman.conferences.models import Conference
from confman.conferences.registries import DashboardItem, Figure
from outcomes.follow_up.domain.actions import waiting_responses
from outcomes.follow_up.domain.transmittals import letters_to_write
from outcomes.follow_up.models.follow_up import FollowUpAction, ProgressUpdate
from outcomes.follow_up.models.reporting import FollowUpReminder, ReportingDate
from outcomes.follow_up.models.transmittal import Transmittal
from outcomes.recommendations.models.recommendation import Recommendation

# True where a day is set by which addressees report.
has_reporting_dates = ConferenceFact(lambda conference: Exists(ReportingDate.objects.of(conference)))
# True where an action is agreed on with an addressee.
has_actions = ConferenceFact(lambda conference: Exists(FollowUpAction.objects.of(conference)))
_published = ConferenceFact(lambda conference: Exists(Recommendation.objects.of(conference).open_to_all()))
_unsent = ConferenceFact(
    lambda conference: RowCount(Transmittal.objects.of(conference).in_force().filter(sent_at=None))
)
_to_review = ConferenceFact(lambda conference: RowCount(ProgressUpdate.objects.of(conference).to_review()))
_to_publish = ConferenceFact(lambda conference: RowCount(ProgressUpdate.objects.of(conference).to_publish()))
_to_approve = ConferenceFact(
    lambda conference: RowCount(FollowUpReminder.objects.of(conference).to_approve())
)


def follow_up_decisions(conference: Conference, user: Visitor) -> Iterator[DashboardItem]:
    """Yield items for overdue actions, and for addressees that have not answered."""
    today = conference.today()
    overdue = list(
        FollowUpAction.objects.of(conference)
        .overdue(today)
        .order_by("due_on")
        .values_list("due_on", flat=True)
    )
    page = reverse("outcomes_secretariat:follow-up", args=[conference.slug])
    if overdue:
        yield DashboardItem(
            title=ngettext(
                "%(count)d follow-up action is overdue",
                "%(count)d follow-up actions are overdue",
                len(overdue),
            )
            % {"count": len(overdue)},
            count=len(overdue),
            url=f"{page}?status=overdue",
            owner=_("rapporteur"),
            due=overdue[0],
            urgent=True,
            action=_("Follow up"),
        )
    silent = waiting_responses(conference)
    if silent:
        yield DashboardItem(
            title=ngettext(
                "%(count)d response of an addressee is missing",
                "%(count)d responses of addressees are missing",
                silent,
            )
            % {"count": silent},
            count=silent,
            url=f"{page}?status=no-reply",
            detail=_("No reply received does not mean not implemented."),
            owner=_("rapporteur"),
            action=_("Look at them"),
        )


def desk_decisions(conference: Conference, user: Visitor) -> Iterator[DashboardItem]:
    """Yield items for letters to write and send, reports to review, assessments to publish, reminders to approve."""

    def to(name: str, query: str = ALL) -> str:
        return list_url(conference, f"outcomes_secretariat:{name}", query)

    unwritten = sum(bool(entry.new) for entry in letters_to_write(conference))
    if unwritten:
        yield DashboardItem(
            title=ngettext(
                "%(count)d addressee was not sent its recommendations",
                "%(count)d addressees were not sent their recommendations",
                unwritten,
            ) % {"count": unwritten},
            count=unwritten,
            url=reverse("outcomes_secretariat:transmittal-write", args=[conference.slug]),
            owner=_("rapporteur"), action=_("Write"),
        )  # fmt: skip
    unsent, to_review, to_publish, to_approve = facts_of(
        conference, _unsent, _to_review, _to_publish, _to_approve
    )
    if unsent:
        yield DashboardItem(
            title=ngettext(
                "%(count)d letter of transmittal is written and not sent",
                "%(count)d letters of transmittal are written and not sent",
                unsent,
            ) % {"count": unsent},
            count=unsent,
            url=to("transmittal-list", "state=unsent"), owner=_("rapporteur"), action=_("Send"),
        )  # fmt: skip
    if to_review:
        yield DashboardItem(
            title=ngettext(
                "%(count)d progress report waits to be looked at",
                "%(count)d progress reports wait to be looked at",
                to_review,
            ) % {"count": to_review},
            count=to_review,
            url=to("progress-list", "state=submitted"), owner=_("rapporteur"), urgent=True, action=_("Look"),
        )  # fmt: skip
    if to_publish:
        yield DashboardItem(
            title=ngettext(
                "%(count)d assessment was shown to its addressee and is not published",
                "%(count)d assessments were shown to their addressees and are not published",
                to_publish,
            ) % {"count": to_publish},
            count=to_publish,
            url=to("progress-list", "state=shown"), owner=_("rapporteur"), action=_("Publish"),
        )  # fmt: skip
    if to_approve:
        yield DashboardItem(
            title=ngettext(
                "%(count)d reminder waits for approval", "%(count)d reminders wait for approval", to_approve
            ) % {"count": to_approve},
            count=to_approve,
            url=to("reminder-list"), owner=_("rapporteur"), action=_("Read and approve"),
        )  # fmt: skip


def follow_up_figures(conference: Conference, may: Callable[[str], bool]) -> list[Figure]:
    """Return the answers and reports that are due, after the conference."""
    if conference.phase() != "after" or not may("outcomes.edit_follow_up"):
        return []
    answers, reports = (
        reverse(f"outcomes_secretariat:{name}", args=[conference.slug])
        for name in ("follow-up", "progress-list")
    )
    to_review = _to_review(conference)
    return [
        Figure(_("Answers missing"), waiting_responses(conference), f"{answers}?status=no-reply"),
        Figure(_("Progress reports to look at"), to_review, f"{reports}?state=submitted"),
    ]


def all_transmitted(conference: Conference) -> bool:
    """Tell whether something is published, each addressee has its letter, and every letter has left."""
    published, unsent = facts_of(conference, _published, _unsent)
    return bool(published) and not unsent and not any(entry.new for entry in letters_to_write(conference))
