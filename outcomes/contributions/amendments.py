"""What amendments add: the chair's and the delegations' pages, a decision, the sheet, the history's words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from confman.audit.labels import register_details, register_values, register_verbs
from confman.conferences import registries as r
from confman.conferences.models import Conference
from confman.documents.registry import DocumentKind, document_kinds
from outcomes.amendments.documents.amendments import build_amendments
from outcomes.amendments.documents.word_amendments import amendments_template
from outcomes.amendments.domain.lapse import fall_without_ground
from outcomes.amendments.domain.proposers import delegation_may_propose
from outcomes.amendments.domain.test_mode import clear_practice_amendments, count_practice_amendments
from outcomes.amendments.domain.window import before_the_plenary, is_open_for_amendments
from outcomes.amendments.models import Amendment, AmendmentState
from outcomes.amendments.web.forms import AmendmentsDocumentForm
from outcomes.recommendations.registries import TextGuard, text_guards
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import Registration
from registrations.core.web.registries import DelegationLink, PortalLink, delegation_links, portal_links


def register() -> None:
    """Called from AppConfig.ready()."""
    text_guards.register(TextGuard("outcomes.amendments", version_written=fall_without_ground))
    r.dashboard_panels.register(
        r.DashboardPanel("outcomes.amendments", "outcomes.decide_recommendation", amendment_decisions, 44)
    )
    r.practice_cleaners.register(
        r.PracticeCleaner(
            "outcomes.amendments",
            gettext_lazy("amendments"),
            count_practice_amendments,
            clear_practice_amendments,
            position=10,
        )
    )
    portal_links.register(PortalLink("outcomes.amendments", _links_of_participant, 45))
    delegation_links.register(DelegationLink("outcomes.amendments", _links_of_delegation, 45))
    document_kinds.register(
        DocumentKind(
            key="outcomes.amendments",
            label=gettext_lazy("Sheet of amendments"),
            description=gettext_lazy(
                "All amendments by text and paragraph, as tracked changes, in the order in which they are put to"
                " the room."
            ),
            permission="outcomes.view_amendments",
            build=build_amendments,
            formats=("pdf", "docx"),
            html_template="outcomes/documents/amendments.html",
            word_template=amendments_template,
            options_form=AmendmentsDocumentForm,
            position=60,
        )
    )
    register_verbs(VERBS)
    register_details({"amendment": gettext_lazy("amendment"), "order": gettext_lazy("order")})
    for detail in ("from", "to"):
        register_values(detail, dict(AmendmentState.choices))


def _links_of_participant(registration: Registration) -> Iterator[tuple[Any, str, Any]]:
    """For whoever has the right, once there is a text to amend."""
    if registration.is_approved and registration.category.may_propose:
        yield from _links(registration.conference, "outcomes_portal", registration.pk)


def _links_of_delegation(delegation: Delegation) -> Iterator[tuple[Any, str, Any]]:
    if delegation_may_propose(delegation):
        yield from _links(delegation.conference, "outcomes_delegation", delegation.pk)


def _links(conference: Conference, namespace: str, key: Any) -> Iterator[tuple[Any, str, Any]]:
    texts = list(before_the_plenary(conference).select_related("conference").defer("search_text"))
    if texts:
        count = sum(is_open_for_amendments(row) for row in texts)
        words = ngettext(
            "%(count)d text is open for amendments.", "%(count)d texts are open for amendments.", count
        ) % {"count": count}
        url = reverse(f"{namespace}:amended-texts", args=[conference.slug, key])
        yield _("Amendments"), url, words if count else _("No text is open for amendments now.")


def amendment_decisions(conference: Conference, user: Any) -> Iterator[r.Decision]:
    """Amendments that wait for the plenary."""
    count = Amendment.objects.of(conference).open().count()
    if count:
        yield r.Decision(
            title=ngettext(
                "%(count)d amendment waits for the plenary",
                "%(count)d amendments wait for the plenary",
                count,
            )
            % {"count": count},
            url=reverse("outcomes_secretariat:amended-texts", args=[conference.slug]),
            owner=_("chair of the plenary"),
            due=conference.ends_on,
            urgent=conference.today() >= conference.ends_on,
            action=_("Decide"),
        )


VERBS = {
    "outcomes.amendment_proposed": gettext_lazy("Amendment proposed"),
    "outcomes.amendment_changed": gettext_lazy("Amendment changed"),
    "outcomes.amendment_withdrawn": gettext_lazy("Amendment withdrawn"),
    "outcomes.amendment_co_sponsored": gettext_lazy("Amendment co-sponsored"),
    "outcomes.amendment_support_ended": gettext_lazy("Co-sponsor of an amendment taken out"),
    "outcomes.amendments_ordered": gettext_lazy("Order of amendments changed"),
    "outcomes.amendment_accepted": gettext_lazy("Amendment accepted"),
    "outcomes.amendment_accepted_orally": gettext_lazy("Amendment accepted as orally amended"),
    "outcomes.amendment_rejected": gettext_lazy("Amendment rejected"),
    "outcomes.amendment_fallen": gettext_lazy("Amendment fallen"),
    "outcomes.amendment_reopened": gettext_lazy("Decision on an amendment corrected"),
    "outcomes.amendment_window_set": gettext_lazy("Time for amendments set"),
}
