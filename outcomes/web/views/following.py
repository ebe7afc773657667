"""The outcome document, the addressees, the follow-up, the report."""

from __future__ import annotations

import base64
from typing import Any

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.conferences.web.base import SecretariatView
from confman.conferences.web.editing import ConfirmView, VerbFormView, history_of
from confman.documents.domain.access import kinds_for
from confman.documents.rendering.charts import bar_chart, chart_svg
from outcomes.documents.recommendations import build_recommendations
from outcomes.documents.report import MOST_BARS, shown
from outcomes.domain.addressees import remove_addressee, save_addressee
from outcomes.domain.documents import change_document, recommendations_document
from outcomes.domain.following_up import (
    record_indicator_value,
    record_response,
    remove_action,
    report_progress,
    save_action,
    save_indicator,
    set_follow_up,
    waiting_responses,
)
from outcomes.domain.plenary import publish_document
from outcomes.models import (
    OPEN_STATUSES,
    Addressee,
    FollowUpAction,
    FollowUpStatus,
    Indicator,
    OutcomeDocument,
    Recommendation,
    Response,
    Stage,
)
from outcomes.web import follow_up_forms as forms
from outcomes.web.base import RecommendationMixin
from registrations.domain.figures import participation_figures

PER_PAGE = 50


# --- The document -----------------------------------------------------------------------------------------


class DocumentView(SecretariatView):
    """The outcome document as it stands: preamble, sections, recommendations."""

    permission = "outcomes.view_document"
    template_name = "outcomes/document.html"
    navigation_key = "outcomes.document"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        document = OutcomeDocument.objects.of(self.conference).filter(kind="recommendations").first()
        language = self._language()
        stages = list(Recommendation.objects.of(self.conference).values_list("stage", flat=True))
        waiting = sum(stage in (Stage.ADOPTED, Stage.ADOPTED_AS_AMENDED) for stage in stages)
        user = self.request.user
        return super().get_context_data(
            document=document,
            preview=self._preview(language),
            language_choices=[
                {"code": code, "active": code == language} for code in self.conference.languages
            ],
            adopted=sum(
                stage in (Stage.ADOPTED, Stage.ADOPTED_AS_AMENDED, Stage.PUBLISHED) for stage in stages
            ),
            published=sum(stage == Stage.PUBLISHED for stage in stages),
            waiting=waiting,
            may_edit=user.has_perm("outcomes.edit_document", self.conference),
            may_publish=user.has_perm("outcomes.publish_recommendation", self.conference) and bool(waiting),
            kinds=[kind for kind in kinds_for(user, self.conference) if kind.app == "outcomes"],
            entries=history_of(document) if document else [],
            **kwargs,
        )

    def _language(self) -> str:
        asked = self.request.GET.get("language", "")
        return asked if asked in self.conference.languages else self.conference.default_language

    def _preview(self, language: str) -> Any:
        from confman.translation.reading import reading_in

        with reading_in(language, *self.conference.languages):
            return build_recommendations(self.conference, language=language, options={})


class DocumentEditView(VerbFormView):
    permission = "outcomes.edit_document"
    form_class = forms.OutcomeDocumentForm
    heading = gettext_lazy("The outcome document")
    navigation_key = "outcomes.document"
    list_name = "outcomes_secretariat:document"
    list_label = gettext_lazy("Outcome document")

    def get_form_kwargs(self) -> dict[str, Any]:
        document = OutcomeDocument.objects.of(self.conference).filter(kind="recommendations").first()
        instance = document or OutcomeDocument(conference=self.conference)
        return {**super().get_form_kwargs(), "instance": instance}

    def act(self, form: forms.OutcomeDocumentForm) -> Any:
        document = recommendations_document(self.conference, by=self.request.user)
        values = {name: form.cleaned_data[name] for name in form.Meta.fields if name in form.changed_data}
        sections = form.section_rows() if "sections_text" in form.changed_data else None
        change_document(document, by=self.request.user, values=values, sections=sections)
        return _("The document was saved.")


class DocumentPublishView(ConfirmView):
    permission = "outcomes.publish_recommendation"
    navigation_key = "outcomes.document"
    list_name = "outcomes_secretariat:document"
    list_label = gettext_lazy("Outcome document")
    action = gettext_lazy("Publish")
    question = gettext_lazy("Publish the outcome document?")
    consequence = gettext_lazy(
        "Everyone can then read the adopted recommendations with their numbers on the public site. Afterwards their"
        " text changes only by a corrigendum or a revision."
    )

    def act(self) -> Any:
        document = recommendations_document(self.conference, by=self.request.user)
        count = publish_document(document, by=self.request.user)
        return _("Published: %(count)d recommendations.") % {"count": count}


# --- Addressees -------------------------------------------------------------------------------------------


class AddresseeListView(SecretariatView):
    permission = "outcomes.view_follow_up"
    template_name = "outcomes/addressee_list.html"
    navigation_key = "outcomes.addressees"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        from django.db.models import Count

        found = Addressee.objects.of(self.conference).select_related("focal_point")
        found = found.annotate(asked=Count("recommendations", distinct=True)).order_by(
            *Addressee._meta.ordering
        )
        return super().get_context_data(
            page=Paginator(found, PER_PAGE).get_page(self.request.GET.get("page")),
            may_edit=self.request.user.has_perm("outcomes.edit_follow_up", self.conference),
            **kwargs,
        )


class AddresseePage:
    """What forms about an addressee have in common."""

    permission = "outcomes.edit_follow_up"
    form_class = forms.AddresseeForm
    navigation_key = "outcomes.addressees"
    list_name = "outcomes_secretariat:addressee-list"
    list_label = gettext_lazy("Addressees")


class AddresseeAddView(AddresseePage, VerbFormView):
    permission = "outcomes.edit_follow_up"
    heading = gettext_lazy("Add an addressee")
    submit = gettext_lazy("Add")

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.fields.pop("position")
        return form

    def act(self, form: forms.AddresseeForm) -> Any:
        save_addressee(self.conference, by=self.request.user, values=form.cleaned_data)
        return _("The addressee was added.")


class AddresseeChangeView(AddresseePage, VerbFormView):
    permission = "outcomes.edit_follow_up"
    template_name = "conferences/part_form.html"

    def prepare(self) -> None:
        super().prepare()
        self.addressee = get_object_or_404(Addressee, conference=self.conference, pk=self.kwargs["pk"])
        self.heading = str(self.addressee)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": Addressee.objects.get(pk=self.addressee.pk)}

    def act(self, form: forms.AddresseeForm) -> Any:
        save_addressee(
            self.conference, by=self.request.user, values=form.cleaned_data, addressee=self.addressee
        )
        return _("The addressee was changed.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        delete_url = reverse(
            "outcomes_secretariat:addressee-remove", args=[self.conference.slug, self.addressee.pk]
        )
        return super().get_context_data(delete_url=delete_url, entries=history_of(self.addressee), **kwargs)


class AddresseeRemoveView(AddresseePage, ConfirmView):
    permission = "outcomes.edit_follow_up"
    action = gettext_lazy("Remove the addressee")
    consequence = gettext_lazy("It is possible only while no recommendation, action or response names it.")

    def prepare(self) -> None:
        super().prepare()
        self.addressee = get_object_or_404(Addressee, conference=self.conference, pk=self.kwargs["pk"])

    def get_question(self) -> str:
        return _("Remove “%(name)s”?") % {"name": self.addressee}

    def act(self) -> Any:
        remove_addressee(self.addressee, by=self.request.user)
        return _("The addressee was removed.")


# --- Follow-up --------------------------------------------------------------------------------------------


class FollowUpView(SecretariatView):
    """The matrix: every adopted recommendation with its responses and actions."""

    permission = "outcomes.view_follow_up"
    template_name = "outcomes/follow_up.html"
    navigation_key = "outcomes.follow-up"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        from outcomes.documents.matrix import followed_up

        form = forms.FollowUpFilterForm(self.request.GET, conference=self.conference)
        page = Paginator(self._narrowed(form, followed_up(self.conference)), PER_PAGE).get_page(
            self.request.GET.get("page")
        )
        today = self.conference.today()
        counts: dict[str, int] = {}
        for status in (
            Recommendation.objects.of(self.conference).adopted().values_list("follow_up", flat=True)
        ):
            counts[status] = counts.get(status, 0) + 1
        stats = [
            {"label": status.label, "value": counts[status]}
            for status in FollowUpStatus
            if counts.get(status)
        ]
        overdue = FollowUpAction.objects.of(self.conference).overdue(today).count()
        if stats:
            stats.append({"label": _("actions overdue"), "value": overdue})
            stats.append({"label": _("responses missing"), "value": waiting_responses(self.conference)})
        return super().get_context_data(
            form=form,
            page=page,
            stats=stats,
            lines=[self._line(row, today) for row in page.object_list],
            filtered=bool(self.request.GET),
            may_edit=self.request.user.has_perm("outcomes.edit_follow_up", self.conference),
            **kwargs,
        )

    def _narrowed(self, form: forms.FollowUpFilterForm, found: Any) -> Any:
        if not form.is_valid():
            return found
        chosen = form.cleaned_data
        today = self.conference.today()
        if chosen["status"]:
            found = found.filter(follow_up=chosen["status"])
        if chosen["addressee"]:
            found = found.filter(addressees=chosen["addressee"])
        if chosen["overdue"]:
            late = FollowUpAction.objects.overdue(today).values("recommendation")
            found = found.filter(pk__in=late)
        if chosen["silent"]:
            from django.db.models import Exists, OuterRef

            asked = Recommendation.addressees.through.objects.filter(recommendation=OuterRef("pk"))
            answered = Response.objects.received().filter(
                recommendation=OuterRef("recommendation"), addressee=OuterRef("addressee")
            )
            found = found.filter(Exists(asked.filter(~Exists(answered))))
        return found.search(chosen["q"] or "")

    def _line(self, row: Recommendation, today: Any) -> dict[str, Any]:
        given = {response.addressee_id: response for response in row.responses.all()}
        return {
            "row": row,
            "responses": [(addressee, given.get(addressee.pk)) for addressee in row.addressees.all()],
            "actions": [(action, action.is_overdue(today)) for action in row.actions.all()],
            "overdue": bool(row.due_on and row.due_on < today and row.follow_up in OPEN_STATUSES),
        }


class FollowUpOfMixin(RecommendationMixin):
    """Pages on the follow-up of one recommendation."""

    permission = "outcomes.edit_follow_up"
    navigation_key = "outcomes.follow-up"

    def list_url(self) -> str:
        return self.page_of("recommendation-follow-up")

    def get_success_url(self) -> str:
        return self.page_of("recommendation-follow-up")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["list_url"] = self.list_url()
        context["list_label"] = _("Follow-up of %(what)s") % {"what": self.recommendation.label}
        return context


class RecommendationFollowUpView(FollowUpOfMixin, SecretariatView):
    permission = "outcomes.view_follow_up"
    template_name = "outcomes/recommendation_follow_up.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, today = self.recommendation, self.conference.today()
        given = {response.addressee_id: response for response in row.responses.all()}
        actions = row.actions.select_related("lead", "focal_point").prefetch_related("partners", "updates")
        return super().get_context_data(
            responses=[(addressee, given.get(addressee.pk)) for addressee in row.addressees.all()],
            actions=[(action, action.is_overdue(today)) for action in actions],
            indicators=row.indicators.prefetch_related("values"),
            status_form=forms.FollowUpStatusForm(
                conference=self.conference, initial={"status": row.follow_up}
            ),
            may_edit=self.request.user.has_perm("outcomes.edit_follow_up", row),
            **kwargs,
        )


class FollowUpStatusView(FollowUpOfMixin, VerbFormView):
    permission = "outcomes.edit_follow_up"
    form_class = forms.FollowUpStatusForm
    heading = gettext_lazy("Where does it stand?")

    def get_initial(self) -> dict[str, Any]:
        return {"status": self.recommendation.follow_up}

    def act(self, form: forms.FollowUpStatusForm) -> Any:
        set_follow_up(self.recommendation, by=self.request.user, **form.cleaned_data)
        return _("The status was saved.")


class ActionAddView(FollowUpOfMixin, VerbFormView):
    permission = "outcomes.edit_follow_up"
    form_class = forms.ActionForm
    heading = gettext_lazy("Add a follow-up action")

    def act(self, form: forms.ActionForm) -> Any:
        values = dict(form.cleaned_data)
        partners = values.pop("partners")
        save_action(
            self.recommendation,
            by=self.request.user,
            values=values,
            partners=partners,
            action=self.get_action(),
        )
        return _("The action was saved.")

    def get_action(self) -> FollowUpAction | None:
        return None


class ActionMixin(FollowUpOfMixin):
    """Finds an action of the recommendation."""

    permission = "outcomes.edit_follow_up"

    def prepare(self) -> None:
        super().prepare()
        self.action_row = get_object_or_404(self.recommendation.actions, pk=self.kwargs["action"])


class ActionChangeView(ActionMixin, ActionAddView):
    permission = "outcomes.edit_follow_up"
    heading = gettext_lazy("Change the follow-up action")
    template_name = "conferences/part_form.html"

    def get_action(self) -> FollowUpAction | None:
        return self.action_row

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": FollowUpAction.objects.get(pk=self.action_row.pk)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            delete_url=self.page_of("action-remove", action=self.action_row.pk), entries=[], **kwargs
        )


class ActionRemoveView(ActionMixin, ConfirmView):
    permission = "outcomes.edit_follow_up"
    list_name = "outcomes_secretariat:follow-up"
    action = gettext_lazy("Remove the action")
    consequence = gettext_lazy("It is possible only while no progress on it was reported.")

    def get_question(self) -> str:
        return _("Remove “%(name)s”?") % {"name": self.action_row}

    def act(self) -> Any:
        remove_action(self.action_row, by=self.request.user)
        return _("The action was removed.")


class ProgressView(ActionMixin, VerbFormView):
    permission = "outcomes.edit_follow_up"
    form_class = forms.ProgressForm

    def prepare(self) -> None:
        super().prepare()
        self.heading = _("Progress: %(action)s") % {"action": self.action_row}

    def get_initial(self) -> dict[str, Any]:
        return {"percent": self.action_row.percent, "period_to": self.conference.today()}

    def act(self, form: forms.ProgressForm) -> Any:
        report_progress(self.action_row, by=self.request.user, values=form.cleaned_data)
        return _("The progress was recorded.")


class ResponseView(FollowUpOfMixin, VerbFormView):
    permission = "outcomes.edit_follow_up"
    form_class = forms.ResponseForm

    def prepare(self) -> None:
        super().prepare()
        self.addressee = get_object_or_404(self.recommendation.addressees, pk=self.kwargs["addressee"])
        self.heading = _("Response of %(addressee)s") % {"addressee": self.addressee}

    def get_form_kwargs(self) -> dict[str, Any]:
        known = Response.objects.filter(recommendation=self.recommendation, addressee=self.addressee).first()
        instance = known or Response(recommendation=self.recommendation, addressee=self.addressee)
        return {**super().get_form_kwargs(), "instance": instance}

    def act(self, form: forms.ResponseForm) -> Any:
        record_response(
            self.recommendation, by=self.request.user, addressee=self.addressee, values=form.cleaned_data
        )
        return _("The response was recorded.")


class IndicatorAddView(FollowUpOfMixin, VerbFormView):
    permission = "outcomes.edit_follow_up"
    form_class = forms.IndicatorForm
    heading = gettext_lazy("Add an indicator")

    def get_indicator(self) -> Indicator | None:
        return None

    def act(self, form: forms.IndicatorForm) -> Any:
        save_indicator(
            self.recommendation,
            by=self.request.user,
            values=form.cleaned_data,
            indicator=self.get_indicator(),
        )
        return _("The indicator was saved.")


class IndicatorMixin(FollowUpOfMixin):
    permission = "outcomes.edit_follow_up"

    def prepare(self) -> None:
        super().prepare()
        self.indicator = get_object_or_404(self.recommendation.indicators, pk=self.kwargs["indicator"])


class IndicatorChangeView(IndicatorMixin, IndicatorAddView):
    permission = "outcomes.edit_follow_up"
    heading = gettext_lazy("Change the indicator")

    def get_indicator(self) -> Indicator | None:
        return self.indicator

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": Indicator.objects.get(pk=self.indicator.pk)}


class IndicatorValueView(IndicatorMixin, VerbFormView):
    permission = "outcomes.edit_follow_up"
    form_class = forms.IndicatorValueForm

    def prepare(self) -> None:
        super().prepare()
        self.heading = _("Value of “%(indicator)s”") % {"indicator": self.indicator}

    def act(self, form: forms.IndicatorValueForm) -> Any:
        record_indicator_value(self.indicator, by=self.request.user, values=form.cleaned_data)
        return _("The value was recorded.")


# --- The report -------------------------------------------------------------------------------------------


class ReportView(SecretariatView):
    """Figures with charts; suppressed for everyone, for this page is shown to donors too."""

    permission = "outcomes.view_report"
    template_name = "outcomes/report.html"
    navigation_key = "outcomes.report"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        figures = participation_figures(self.conference)
        stages = list(
            Recommendation.objects.of(self.conference)
            .exclude(stage=Stage.MERGED)
            .values_list("stage", "follow_up")
        )
        return super().get_context_data(
            totals=[
                {"label": label, "value": shown(number)}
                for label, number in (
                    (_("registered"), figures.registered),
                    (_("approved"), figures.approved),
                    (_("attended"), figures.attended),
                    (_("participant-days"), figures.participant_days),
                )
            ],
            breakdowns=[
                {"breakdown": found, "chart": self._people_chart(found)}
                for found in figures.breakdowns
                if found.rows
            ],
            definitions=figures.definitions,
            stages=self._counted(Stage, [stage for stage, _status in stages]),
            follow_up=self._counted(
                FollowUpStatus,
                [
                    status
                    for stage, status in stages
                    if stage in ("adopted", "adopted-as-amended", "published")
                ],
            ),
            kinds=[
                kind
                for kind in kinds_for(self.request.user, self.conference)
                if kind.key in ("outcomes.conference-report", "outcomes.donor-report", "outcomes.follow-up")
            ],
            **kwargs,
        )

    def _people_chart(self, breakdown: Any) -> str:
        registered, attended = _("Registered"), _("Attended")
        bars = [
            (row.label, series, number)
            for row in breakdown.rows[:MOST_BARS]
            for series, number in ((registered, row.registered), (attended, row.attended))
        ]
        return svg_address(bar_chart(bars)) if any(bar[2] for bar in bars) else ""

    def _counted(self, choices: Any, values: list[str]) -> dict[str, Any]:
        rows = [(str(choice.label), values.count(choice)) for choice in choices if choice in values]
        return {"rows": rows, "chart": svg_address(bar_chart(rows)) if rows else ""}


def svg_address(spec: Any) -> str:
    """A chart as the address of a picture: the content security policy forbids styles inside a page."""
    # A picture cannot use the page's fonts; where the reader's machine has no Noto, it is to be a sans-serif.
    svg = chart_svg(spec).replace('Noto Sans SC"', 'Noto Sans SC, sans-serif"')
    encoded = base64.b64encode(svg.encode("utf-8")).decode("ascii")
    return f"data:image/svg+xml;base64,{encoded}"
