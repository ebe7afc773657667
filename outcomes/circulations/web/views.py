"""Silence procedures: the secretariat starts, watches, extends and stops them; delegations object or withdraw."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from confman.conferences.models import Conference
from confman.conferences.web.base import OwnContextView, SecretariatMixin, SecretariatView
from confman.conferences.web.verb_views import ActionView, ConfirmView, VerbFormView, history_of
from confman.translation.languages import language_direction, language_name
from confman.web.errors import Refused
from confman.web.forms.selection import chosen_keys
from outcomes.circulations.domain.circulation import (
    check_open_to_objections,
    check_texts,
    conclude_circulation,
    extend_circulation,
    object_to,
    record_objection,
    start_circulation,
    stop_circulation,
    suggested_deadline,
    texts_to_circulate,
    was_withdrawn,
    weekend_days,
    withdraw_objection,
)
from outcomes.circulations.domain.mails import (
    focal_points_of,
    kinds_by_delegation,
    out_of_reach,
    preview_letter,
)
from outcomes.circulations.domain.status import facts_of, in_both_zones, is_in_time
from outcomes.circulations.mail_kinds import STARTED
from outcomes.circulations.models import Circulation
from outcomes.circulations.web.forms import CirculationForm, ExtendForm, ObjectionForm, PaperObjectionForm
from outcomes.plenary.domain.votes import observes
from outcomes.plenary.web.forms import PlenaryReasonForm
from outcomes.recommendations.models.recommendation import Recommendation
from registrations.core.models.delegation import Delegation, FocalPoint
from registrations.delegations.web.views.focal_point import DelegationLinkView, OwnDelegationMixin

NAVIGATION = "outcomes.circulations"
LIST = "outcomes_secretariat:circulation-list"


class CirculationListView(SecretariatView):
    """The list of all silence procedures: the state of each, and the next step."""

    permission = "outcomes.view_circulations"
    template_name = "outcomes/circulations/circulation_list.html"
    navigation_key = NAVIGATION

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = [facts_of(row) for row in Circulation.objects.of(self.conference).with_texts(self.conference)]
        for line in lines:
            line["objections"] = len(
                {objection.pk for text in line["texts"] for objection in text.objections}
            )
        return super().get_context_data(lines=lines, may_run=self.may("outcomes.run_circulations"), **kwargs)


class CirculationStartView(VerbFormView):
    """The page on which staff choose texts, deadline and covering letter; it shows the mail before it goes."""

    permission = "outcomes.run_circulations"
    form_class = CirculationForm
    template_name = "outcomes/circulations/circulation_start.html"
    navigation_key = NAVIGATION
    success_name = "outcomes_secretariat:circulation"
    verb = start_circulation
    success_message = gettext_lazy("The texts were circulated. Silence runs.")

    def chosen(self) -> list[Recommendation]:
        keys = chosen_keys(self.request.POST.getlist("selected"))
        return [row for row, _obstacles in self.texts if row.pk in keys]

    def prepare(self) -> None:
        super().prepare()
        self.texts = texts_to_circulate(self.conference)

    def form_valid(self, form: CirculationForm) -> HttpResponse:
        if "preview" not in self.request.POST:
            return super().form_valid(form)
        try:
            check_texts(self.chosen())
            preview = self.preview(form)
        except Refused as error:
            form.add_error(None, error.message)
            return self.form_invalid(form)
        return self.render_to_response(self.get_context_data(form=form, preview=preview))

    def preview(self, form: CirculationForm) -> dict[str, Any]:
        """Return the mails in each language of their readers, their recipients, and delegations out of reach."""
        deadline = form.cleaned_data["deadline"]
        circulation = Circulation(
            conference=self.conference, deadline=deadline, message=form.cleaned_data["message"],
            started_at=timezone.now(),
        )  # fmt: skip
        focal_points = [row for row in focal_points_of(self.conference) if row.person.mailbox]
        kinds = kinds_by_delegation(self.conference)
        letters: dict[tuple[str, str], Any] = {}
        for row in focal_points:
            row.person.conference = row.delegation.conference = self.conference
            kind, language = kinds.get(row.delegation_id, STARTED), row.person.preferred_language()
            if (kind, language) not in letters:
                letters[kind, language] = {
                    "letter": preview_letter(kind, circulation, self.chosen(), to=row),
                    "language": language,
                    "name": language_name(language),
                    "direction": language_direction(language),
                }
        return {
            "letters": list(letters.values()),
            "count": len(focal_points),
            "out_of_reach": out_of_reach(self.conference),
            "deadline": in_both_zones(self.conference, deadline),
            "is_past": deadline <= timezone.now(),
            "weekend": self.weekend(deadline),
        }

    def weekend(self, deadline: dt.datetime) -> str:
        """Return the Saturdays and Sundays before the deadline, in words."""
        return ", ".join(date_format(day, "j E") for day in weekend_days(self.conference, deadline))

    def get_values(self, form: CirculationForm) -> dict[str, Any]:
        return {"recommendations": self.chosen(), **form.cleaned_data}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        posted = self.request.method == "POST"
        sent = self.request.POST.getlist("selected") if posted else self.request.GET.getlist("text")
        chosen_ids = chosen_keys(sent)
        return super().get_context_data(
            lines=[
                {
                    "row": row,
                    "url": self.to("recommendation", row.pk),
                    "obstacles": obstacles,
                    "chosen": not obstacles and (row.pk in chosen_ids or not (posted or chosen_ids)),
                }
                for row, obstacles in self.texts
            ],
            weekend="" if posted else self.weekend(suggested_deadline(self.conference)),
            **kwargs,
        )


class OfCirculation(SecretariatMixin):
    """A mixin that finds the circulation of the address, and leads back to its page."""

    navigation_key = NAVIGATION
    permission = "outcomes.run_circulations"
    queryset = Circulation.objects.select_related("started_by")

    def get_object(self) -> Circulation:
        self.circulation: Circulation = super().get_object()
        return self.circulation

    def list_url(self) -> str:
        return self.to("circulation", self.circulation.pk)


class CirculationView(OfCirculation, SecretariatView):
    """The page of one silence procedure: each text and its state, objections, the next step, the history."""

    permission = "outcomes.view_circulations"
    template_name = "outcomes/circulations/circulation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        circulation = self.circulation
        running = circulation.state == Circulation.Status.RUNNING
        may_run = self.may("outcomes.run_circulations")
        past = circulation.deadline <= timezone.now()
        objections = [
            {
                "row": row,
                "late": not is_in_time(row, circulation),
                # The objection arrived before the deadline but was noted after the decision.
                "noted_late": is_in_time(row, circulation)
                and circulation.state == Circulation.Status.ADOPTED,
            }
            for row in circulation.objections.select_related("delegation", "recommendation", "recorded_by")
        ]
        return super().get_context_data(
            **facts_of(circulation),
            objections=objections,
            out_of_reach=out_of_reach(self.conference) if running else [],
            may_change=may_run and running and not past,
            may_close=may_run and running and past,
            may_record=may_run and circulation.state != Circulation.Status.STOPPED,
            entries=history_of(circulation),
            **kwargs,
        )


class ObjectionRecordView(OfCirculation, VerbFormView):
    """The page on which staff record an objection that a delegation made on paper."""

    form_class = PaperObjectionForm
    heading = gettext_lazy("Record an objection")
    lead = gettext_lazy("In time, it breaks the silence at once, on one text or on all of them.")
    submit = gettext_lazy("Record it")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "circulation": self.circulation}

    def perform(self, form: PaperObjectionForm) -> Any:
        objection = record_objection(self.circulation, by=self.acting_user, **form.cleaned_data)
        if not is_in_time(objection, self.circulation):
            return _("Recorded as late: it is shown, but does not break the silence.")
        return _("The objection is recorded.")


class ObjectionTakeBackView(OfCirculation, ConfirmView):
    """The page on which staff withdraw an objection at the delegation's word."""

    question = gettext_lazy("Has the delegation withdrawn this objection?")
    consequence = gettext_lazy(
        "The silence procedure continues where nobody else objects. It stays in the history."
    )
    action = gettext_lazy("Withdraw the objection")
    verb = withdraw_objection
    success_message = gettext_lazy("The objection was withdrawn.")

    def prepare(self) -> None:
        super().prepare()
        objections = self.circulation.objections.select_related("delegation", "circulation__conference")
        self.object = get_object_or_404(objections, pk=self.kwargs["objection"])

    def list_url(self) -> str:
        return self.to("circulation-list")

    def get_success_url(self) -> str:
        return super().list_url()


class ExtendView(OfCirculation, VerbFormView):
    form_class = ExtendForm
    heading = gettext_lazy("Extend the deadline")
    lead = gettext_lazy("Every delegation is informed by mail.")
    submit = gettext_lazy("Extend and tell the delegations")
    verb = extend_circulation
    success_message = gettext_lazy("The deadline was extended, and the delegations are told.")

    def get_initial(self) -> dict[str, Any]:
        return {"deadline": self.circulation.deadline}


class StopView(OfCirculation, VerbFormView):
    form_class = PlenaryReasonForm
    heading = gettext_lazy("Call the silence procedure off")
    lead = gettext_lazy(
        "Nothing is adopted, the texts stay before the plenary, and every delegation is told why."
    )
    submit = gettext_lazy("Call it off")
    verb = stop_circulation
    success_message = gettext_lazy("The silence procedure was called off.")


class CloseView(OfCirculation, ActionView):
    """Draws the result after the deadline, without waiting for the worker."""

    def perform(self) -> str:
        conclude_circulation(self.circulation, by=self.acting_user)
        count = self.circulation.adoptions.count()
        message = ngettext(
            "Adopted by silence: %(count)d text.", "Adopted by silence: %(count)d texts.", count
        )
        return message % {"count": count}


class CirculationLinkView(DelegationLinkView):
    """The address in the mail: opens the delegation's page of the circulation."""

    def page(self, subject: FocalPoint) -> str:
        return reverse(
            "outcomes_delegation:circulation",
            args=[self.conference.slug, subject.delegation_id, self.kwargs["circulation"]],
        )


class CirculationsOfDelegationView(OwnDelegationMixin, TemplateView):
    """The list of all silence procedures, the running first."""

    template_name = "outcomes/circulations/delegation/circulations.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entries = [
            {**facts_of(row), "url": _page(self.conference, self.delegation, row)}
            for row in Circulation.objects.of(self.conference).with_texts(self.conference)
        ]
        return super().get_context_data(entries=entries, **kwargs)


def _page(
    conference: Conference,
    delegation: Delegation,
    circulation: Circulation,
    *keys: Any,
    name: str = "circulation",
) -> str:
    return reverse(
        f"outcomes_delegation:{name}", args=[conference.slug, delegation.pk, circulation.pk, *keys]
    )


class DelegationCirculationMixin(OwnDelegationMixin):
    """A mixin that finds the circulation of the address."""

    @cached_property
    def circulation(self) -> Circulation:
        row = get_object_or_404(Circulation.objects.of(self.conference), pk=self.kwargs["circulation"])
        row.conference = self.conference
        return row

    def page(self, name: str = "circulation", *keys: Any) -> str:
        return _page(self.conference, self.delegation, self.circulation, *keys, name=name)


class CirculationOfDelegationView(DelegationCirculationMixin, OwnContextView):
    """The texts in full, the deadline, what silence means; objecting to one or to all."""

    template_name = "outcomes/circulations/delegation/circulation.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.POST.get("recommendation", "")
        form = ObjectionForm(request.POST, conference=self.conference, auto_id=f"id_{key or 'all'}_%s")
        if form.is_valid():
            try:
                self.perform(form)
            except Refused as error:
                form.add_error(None, error.message)
            else:
                return HttpResponseRedirect(self.page())
        return self.render_to_response(self.get_context_data(posted=form), status=422)

    def perform(self, form: ObjectionForm) -> None:
        key = form.cleaned_data["recommendation"]
        text = get_object_or_404(self.circulation.recommendations, pk=key) if key else None
        object_to(
            self.circulation, by=self.acting_user, delegation=self.delegation, recommendation=text,
            text=form.cleaned_data["text"],
        )  # fmt: skip
        messages.success(
            self.request,
            _("Your objection to %(what)s is noted: it is not adopted by silence.") % {"what": text.label}
            if text
            else _("Your objection to all texts is noted: none is adopted by silence."),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        circulation, posted = self.circulation, kwargs.pop("posted", None)
        facts = facts_of(circulation)
        try:
            check_open_to_objections(circulation)
            is_open = True
        except Refused:
            is_open = False
        observer = observes(self.delegation)
        own_objections = list(
            circulation.objections.filter(delegation=self.delegation).select_related("recommendation")
        )
        objected = {objection.recommendation_id for objection in own_objections}
        may_object = is_open and not observer and None not in objected
        facts["texts"] = [
            {
                "text": text,
                "version": text.row.current_version,
                "form": self._form(posted, str(text.row.pk))
                if may_object and text.row.pk not in objected
                else None,
            }
            for text in facts["texts"]
        ]
        return super().get_context_data(
            **facts,
            runs=is_open,
            observes=observer,
            ended=circulation.deadline <= timezone.now() and circulation.state == Circulation.Status.RUNNING,
            own_objections=[
                {
                    "row": objection,
                    "late": not is_in_time(objection, circulation),
                    "withdraw_url": self.page("objection-withdraw", objection.pk) if is_open else "",
                }
                for objection in own_objections
            ],
            all_form=self._form(posted, "") if may_object and len(facts["texts"]) > 1 else None,
            refused=posted.non_field_errors() if posted is not None and not may_object else (),
            typed=posted["text"].value() if posted is not None and not may_object else "",
            **kwargs,
        )

    def _form(self, posted: Any, key: str) -> ObjectionForm:
        """Return the form for a text: as posted where the refused form belongs to this text, else an empty one."""
        if posted is not None and posted.data.get("recommendation", "") == key:
            return posted
        initial = {"recommendation": key}
        return ObjectionForm(conference=self.conference, initial=initial, auto_id=f"id_{key or 'all'}_%s")


class ObjectionWithdrawView(DelegationCirculationMixin, ActionView):
    """A view that withdraws the delegation's own objection."""

    def get_success_url(self) -> str:
        return self.page()

    def perform(self) -> str:
        own_objections = self.circulation.objections.filter(
            delegation=self.delegation, pk=self.kwargs["objection"]
        )
        objection = own_objections.select_related("delegation", "circulation__conference").first()
        if objection is None:
            if was_withdrawn(self.circulation, self.delegation, self.kwargs["objection"]):
                # A moment ago, by a second click or another focal point.
                return ""
            raise Http404
        withdraw_objection(objection, by=self.acting_user)
        return _("Your objection was withdrawn.")
