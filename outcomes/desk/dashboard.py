"""Decisions that wait for the groups and for the plenary."""

from collections.abc import Iterator

from django.db.models import Exists, UUIDField
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.accounts.models import Visitor
from confman.compiled_queries import CompiledQuery
from confman.conferences.addresses import list_url
from confman.conferences.domain.checklist import ConferenceFact
from confman.conferences.models import Conference, Status
from confman.conferences.registries import DashboardItem
from outcomes.recommendations.domain.transitions import TRANSITIONS
from outcomes.recommendations.models.addressee import Addressee
from outcomes.recommendations.models.document import OutcomeDocument
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.stages import STAGES, Stage

# True where there is a body that recommendations may be addressed to.
has_addressees = ConferenceFact(lambda conference: Exists(Addressee.objects.of(conference)))
# True where the outcome document has a preamble.
has_preamble = ConferenceFact(
    lambda conference: Exists(OutcomeDocument.objects.filter(conference=conference).exclude(preamble={}))
)
has_published = ConferenceFact(lambda conference: Exists(Recommendation.objects.of(conference).published()))
_stages = CompiledQuery(
    lambda conference: Recommendation.objects.of(conference).order_by().values_list("stage", flat=True),
    UUIDField(),
)


def group_work_decisions(conference: Conference, user: Visitor) -> Iterator[DashboardItem]:
    """Yield items for drafts to be submitted, and for submitted ones that wait for the group, if the user may act."""
    if conference.today() < conference.starts_on and conference.status not in (Status.RUNNING, Status.CLOSED):
        return
    rows = Recommendation.objects.of(conference).in_group()
    recommendations = list(rows.select_related("working_group", "conference").defer("search_text"))

    def waiting(stage: str, permission: str) -> int:
        """Count the texts of the stage on which the user may act."""
        return sum(row.stage == stage and user.has_perm(permission, row) for row in recommendations)

    if drafts := waiting(Stage.DRAFT, "outcomes.submit_recommendation"):
        yield DashboardItem(
            title=ngettext(
                "%(count)d draft waits to be submitted to its group",
                "%(count)d drafts wait to be submitted to their group",
                drafts,
            )
            % {"count": drafts},
            count=drafts,
            url=list_url(conference, "outcomes_secretariat:recommendation-list", "stage=draft"),
            owner=_("rapporteurs of the groups"),
            due=conference.ends_on,
            urgent=conference.today() >= conference.ends_on,
            action=_("Look at them"),
        )
    if submitted := waiting(Stage.SUBMITTED, "outcomes.agree_recommendation"):
        yield DashboardItem(
            title=ngettext(
                "%(count)d recommendation waits for the agreement of its group",
                "%(count)d recommendations wait for the agreement of their group",
                submitted,
            )
            % {"count": submitted},
            count=submitted,
            url=list_url(conference, "outcomes_secretariat:recommendation-list", "stage=submitted"),
            owner=_("chairs of the groups"),
            due=conference.ends_on,
            urgent=conference.today() >= conference.ends_on,
            action=_("Decide"),
        )


def plenary_decisions(conference: Conference, user: Visitor) -> Iterator[DashboardItem]:
    """Yield items for the recommendations that the plenary can adopt, and for those adopted and not yet published."""
    stages = _stages.all(conference.pk)
    ready = sum(stage in TRANSITIONS["adopt"].all_sources(conference) for stage in stages)
    adopted = sum(STAGES[stage].awaits_publication for stage in stages)
    if ready:
        yield DashboardItem(
            title=ngettext(
                "%(count)d recommendation is ready for the plenary",
                "%(count)d recommendations are ready for the plenary",
                ready,
            )
            % {"count": ready},
            count=ready,
            url=reverse("outcomes_secretariat:plenary-desk", args=[conference.slug]),
            owner=_("chair of the plenary"),
            due=conference.ends_on,
            urgent=conference.today() >= conference.ends_on,
            action=_("Go to the plenary desk"),
        )
    if adopted and user.has_perm("outcomes.publish_recommendation", conference):
        yield DashboardItem(
            title=ngettext(
                "%(count)d adopted recommendation is not published yet",
                "%(count)d adopted recommendations are not published yet",
                adopted,
            )
            % {"count": adopted},
            count=adopted,
            url=reverse("outcomes_secretariat:document", args=[conference.slug]),
            owner=_("rapporteur"),
            action=_("Publish"),
        )
