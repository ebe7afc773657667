"""Amendments of delegates and focal points: open texts, own and other amendments; propose, support, withdraw."""

from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from confman.conferences.models import Conference
from confman.conferences.web.base import OwnContextView
from confman.conferences.web.verb_views import ActionView
from outcomes.amendments.domain.amendments import co_sponsor, end_co_sponsorship, withdraw_amendment
from outcomes.amendments.domain.checks import (
    Party,
    before_the_plenary,
    is_open_for_amendments,
    party_of_focal_point,
    party_of_registration,
)
from outcomes.amendments.domain.edits import AmendmentLine, amended_paragraphs, kind_words, paragraph_names
from outcomes.amendments.models import Amendment, AmendmentStatus
from outcomes.amendments.web.forms import AmendmentForm
from outcomes.amendments.web.pages import EditParagraphMixin, text_language
from outcomes.recommendations.domain.plain_text import labels
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.stages import DISCUSSED_STAGES
from outcomes.recommendations.web.base import language_facts
from registrations.core.web.portal import ParticipantMixin
from registrations.delegations.web.views.focal_point import OwnDelegationMixin


class ParticipantParty(ParticipantMixin):
    """A participant's page: they propose for the delegation they represent, else for themselves."""

    namespace = "outcomes_portal"

    @cached_property
    def party(self) -> Party | None:
        return party_of_registration(self.registration)

    @property
    def subject(self) -> Any:
        return self.registration


class FocalPointParty(OwnDelegationMixin):
    """A focal point's page: they write for their delegation."""

    namespace = "outcomes_delegation"

    @cached_property
    def party(self) -> Party | None:
        return party_of_focal_point(self.delegation, self.focal_point.person) if self.focal_point else None

    @property
    def subject(self) -> Any:
        return self.delegation

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(of_delegation=self.delegation.name, **kwargs)


class _PartyPage:
    """The base of the pages of both kinds of party: their addresses, and the texts that the party may see."""

    request: HttpRequest
    conference: Conference
    kwargs: dict[str, Any]
    subject: Any
    namespace: str
    acting_user: Any

    @cached_property
    def party(self) -> Party | None:
        raise NotImplementedError

    def page(self, name: str, *more: Any) -> str:
        return reverse(f"{self.namespace}:{name}", args=[self.conference.slug, self.subject.pk, *more])

    def texts(self) -> Any:
        """Return the texts before the plenary, and those to which the party has proposed amendments.

        What is written again, as after it was referred back, is its writers' until it is tabled anew.
        """
        if self.party is None:
            return Recommendation.objects.none()
        own_amendments = Amendment.objects.of(self.conference).filter(_proposed_by(self.party))
        waiting = before_the_plenary(self.conference).order_by().values("pk")
        amended = Q(pk__in=own_amendments.order_by().values("recommendation")) & ~Q(
            stage__in=DISCUSSED_STAGES
        )
        recommendations = Recommendation.objects.of(self.conference).filter(Q(pk__in=waiting) | amended)
        recommendations = recommendations.select_related(
            "conference", "current_version", "session"
        ).with_silence()
        return recommendations.in_document_order()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(  # type: ignore[misc]
            party=self.party, texts_url=self.page("amended-texts"), subject=self.subject, **kwargs
        )


def _proposed_by(party: Party) -> Q:
    if party.delegation:
        return Q(proposer=party.delegation)
    return Q(person=party.person, proposer=None)


class TextsView(_PartyPage, TemplateView):
    """The texts that are open for amendment, and those they have amended."""

    template_name = "outcomes/amendments/portal/texts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        texts = self.texts()
        if self.party is not None:
            texts = texts.annotate(
                amendment_count=Count(
                    "amendments", filter=~Q(amendments__state=AmendmentStatus.WITHDRAWN), distinct=True
                )
            )
        entries = [
            {
                "row": row,
                "is_open": is_open_for_amendments(row),
                "count": row.amendment_count,
                "url": self.page("amendments", row.pk),
            }
            for row in texts
        ]
        return super().get_context_data(entries=entries, **kwargs)


class _TextPage(_PartyPage):
    """A page about one text."""

    @cached_property
    def recommendation(self) -> Recommendation:
        return get_object_or_404(self.texts(), pk=self.kwargs["recommendation"])

    @cached_property
    def amendment(self) -> Amendment | None:
        if "amendment" not in self.kwargs:
            return None
        return get_object_or_404(self.recommendation.amendments.with_names(), pk=self.kwargs["amendment"])

    @property
    def own_party(self) -> Party:
        if self.party is None:
            raise Http404
        return self.party

    def done_url(self) -> str:
        language = f"?language={self.amendment.language}" if self.amendment else ""
        return f"{self.page('amendments', self.recommendation.pk)}{language}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            recommendation=self.recommendation,
            text_url=self.page("amendments", self.recommendation.pk),
            **kwargs,
        )


class AmendableTextView(_TextPage, OwnContextView):
    """The page of one text, paragraph by paragraph, with the proposals to each."""

    template_name = "outcomes/amendments/portal/text.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, party = self.recommendation, self.own_party
        version = row.current_version
        if version is None:
            raise Http404
        language = text_language(version, self.request.GET.get("language", ""))
        amendments = list(row.amendments.with_names().exclude(state=AmendmentStatus.WITHDRAWN))
        groups = {
            group.key: group
            for group in amended_paragraphs(
                row, [amendment for amendment in amendments if amendment.language == language]
            )
        }
        is_open = is_open_for_amendments(row)
        attributed = row.is_attributed
        names = paragraph_names(version.body)
        marks = labels((paragraph.level for paragraph in version.body), language)

        def shown(key: str, name: str) -> list[dict[str, Any]]:
            group = groups.pop(key, None)
            return [
                self._line(line, name, party, attributed, is_open) for line in (group.lines if group else [])
            ]

        paragraphs = [
            {
                "key": paragraph.id,
                "name": names[paragraph.id],
                "label": mark,
                "level": paragraph.level,
                "text": paragraph.text(language),
                "status": paragraph.status(language),
                "lines": shown(paragraph.id, names[paragraph.id]),
            }
            for paragraph, mark in zip(version.body, marks, strict=True)
        ]
        beginning = shown("", "")
        return super().get_context_data(
            paragraphs=paragraphs,
            beginning=beginning,
            gone=[self._line(line, group.name, party, attributed, is_open)
                  for group in groups.values() for line in group.lines],
            is_open=is_open,
            language_facts=language_facts(language),
            languages=[
                {**language_facts(code), "active": code == language,
                 "count": sum(amendment.language == code for amendment in amendments)}
                for code in version.languages
            ],
            **kwargs,
        )  # fmt: skip

    def _line(
        self, line: AmendmentLine, name: str, party: Party, attributed: bool, is_open: bool
    ) -> dict[str, Any]:
        amendment = line.amendment
        is_own = party.proposed(amendment)
        return {
            "line": line,
            "what": kind_words(amendment, name),
            "mine": is_own,
            "named": attributed or is_own,
            "supports": party.supports(amendment),
            "may_support": bool(party.delegation) and not is_own and amendment.is_open,
            "may_change": is_own and amendment.is_open and is_open,
            "may_withdraw": is_own and amendment.is_open,
            "change_url": self.page("amendment-change", self.recommendation.pk, amendment.pk),
            "withdraw_url": self.page("amendment-withdraw", self.recommendation.pk, amendment.pk),
            "support_url": self.page("amendment-support", self.recommendation.pk, amendment.pk),
        }


class OwnAmendmentProposeView(EditParagraphMixin, _TextPage, TemplateView):
    """Edits a paragraph; the amendment is derived from it."""

    template_name = "outcomes/amendments/portal/propose.html"
    amendment = None

    def get_party(self, form: AmendmentForm) -> Party:
        return self.own_party

    def done_url(self) -> str:
        return f"{self.page('amendments', self.recommendation.pk)}?language={self.language}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(is_open=is_open_for_amendments(self.recommendation), **kwargs)


class OwnAmendmentChangeView(OwnAmendmentProposeView):
    """The page on which proposers rewrite their own amendment."""

    @cached_property
    def amendment(self) -> Amendment:  # type: ignore[override]
        row = get_object_or_404(self.recommendation.amendments.with_names(), pk=self.kwargs["amendment"])
        if not self.own_party.proposed(row):
            raise Http404
        return row


class _OwnAmendmentActionView(_TextPage, ActionView):
    """A view for one action by one button."""

    def message_values(self) -> dict[str, Any]:
        assert self.amendment is not None
        return {"what": self.amendment.label}

    def get_success_url(self) -> str:
        return self.done_url()


class OwnAmendmentWithdrawView(_OwnAmendmentActionView):
    def perform(self) -> str:
        assert self.amendment is not None
        withdraw_amendment(self.amendment, by=self.acting_user, party=self.own_party)
        return _("%(what)s was withdrawn.") % self.message_values()


class SupportView(_OwnAmendmentActionView):
    """A view that puts the delegation among the co-sponsors, or takes it out."""

    def perform(self) -> str:
        assert self.amendment is not None
        user, party = self.acting_user, self.own_party
        if "end" in self.request.POST:
            end_co_sponsorship(self.amendment, by=user, party=party)
            return _("Your delegation no longer supports %(what)s.") % self.message_values()
        co_sponsor(self.amendment, by=user, party=party)
        return _("Your delegation is a co-sponsor of %(what)s.") % self.message_values()
