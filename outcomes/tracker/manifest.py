"""Registers the public pages: links to the recommendations and to the tracker."""

from django.utils.translation import gettext_lazy as _

from confman.api.registries import ApiRoutes, ApiScope
from confman.conferences.hook_registries import Provider, Query
from confman.conferences.registries import PublicNavigationItem, PublicStep, Record, RecordLinks
from confman.registries import ref
from outcomes.follow_up.models.reporting import FollowUpSettings

HERE = "outcomes.tracker"

ENTRIES = (
    ApiRoutes("outcomes.tracker", ref(f"{HERE}.web.api:routes"), position=25),
    ApiRoutes("outcomes.statistics", ref(f"{HERE}.web.api:statistics"), position=27),
    ApiScope(
        "outcomes.view_published",
        _("Read the recommendations before the conference is announced"),
        position=12,
    ),
    PublicNavigationItem(
        "outcomes.recommendations",
        _("Recommendations"),
        "outcomes_public:recommendation-list",
        shown_with=ref(f"{HERE}.domain:published_recommendations"),
        position=60,
        feed="outcomes_public:feed",
    ),
    PublicNavigationItem(
        "outcomes.tracker",
        _("Follow-up"),
        "outcomes_public:tracker",
        shown_with=FollowUpSettings.objects.with_public_tracker,
        position=65,
    ),
    Provider(Query.PUBLIC_DOCUMENTS, ref(f"{HERE}.web.links:documents_of")),
    Provider(Query.PUBLIC_PAGES, ref(f"{HERE}.web.links:published_pages")),
    PublicStep(
        "outcomes.recommendations",
        _("Read the recommendations"),
        "outcomes_public:recommendation-list",
        text=ref(f"{HERE}.web.links:published_text"),
        visible=ref(f"{HERE}.web.links:has_published"),
        emphasis=("after",),
        position=40,
    ),
    PublicStep(
        "outcomes.tracker",
        _("Follow-up"),
        "outcomes_public:tracker",
        text=_("The follow-up to each recommendation."),
        visible=ref(f"{HERE}.domain:has_public_tracker"),
        emphasis=("after",),
        position=44,
    ),
    RecordLinks(Record.PARTICIPANT_DOCUMENTS, ref(f"{HERE}.web.links:own_documents"), position=40),
)
