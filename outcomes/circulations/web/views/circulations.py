"""Silence procedures on the secretariat's pages: starting, watching, objections on paper, more time, calling off."""

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from confman.accounts.sessions import user_of
from confman.conferences.web.base import SecretariatMixin, SecretariatView
from confman.conferences.web.verb_views import ActionView, ConfirmView, VerbFormView, history_of
from confman.translation.languages import language_direction, language_name
from confman.web.errors import Refused
from confman.web.forms.selection import chosen_keys
from outcomes.circulations.domain.circulation import (
    check_texts,
    conclude_circulation,
    extend_circulation,
    record_objection,
    start_circulation,
    stop_circulation,
    suggested_deadline,
    texts_to_circulate,
    weekend_days,
    withdraw_objection,
)
from outcomes.circulations.domain.guard import in_both_zones, is_in_time
from outcomes.circulations.domain.mails import focal_points_of, out_of_reach, preview_letter
from outcomes.circulations.domain.status import facts_of
from outcomes.circulations.models import Circulation
from outcomes.circulations.web.forms import CirculationForm, ExtendForm, PaperObjectionForm
from outcomes.plenary.web.forms import ReasonForm
from outcomes.recommendations.models.recommendation import Recommendation

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
            line["objections"] = len({one.pk for text in line["texts"] for one in text.objections})
        return super().get_context_data(lines=lines, may_run=self.may("outcomes.run_circulations"), **kwargs)


class CirculationStartView(VerbFormView):
    """The page on which staff choose texts, deadline and covering letter; it shows the mail before it goes."""

    permission = "outcomes.run_circulations"
    form_class = CirculationForm
    template_name = "outcomes/circulations/circulation_start.html"
    navigation_key = NAVIGATION
    list_name = LIST
    list_label = gettext_lazy("Silence procedures")
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
        """Return the mail in each language of its readers, its recipients, and delegations out of reach."""
        deadline = form.cleaned_data["deadline"]
        circulation = Circulation(
            conference=self.conference, deadline=deadline, message=form.cleaned_data["message"],
            started_at=timezone.now(),
        )  # fmt: skip
        focal_points = [row for row in focal_points_of(self.conference) if row.person.mailbox]
        letters: dict[str, Any] = {}
        for row in focal_points:
            row.person.conference = row.delegation.conference = self.conference
            language = row.person.preferred_language()
            if language not in letters:
                letters[language] = {
                    "letter": preview_letter(circulation, self.chosen(), to=row),
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
        asked = chosen_keys(sent)
        return super().get_context_data(
            texts=[
                {
                    "row": row,
                    "obstacles": obstacles,
                    "chosen": not obstacles and (row.pk in asked or not (posted or asked)),
                }
                for row, obstacles in self.texts
            ],
            weekend="" if posted else self.weekend(suggested_deadline(self.conference)),
            **kwargs,
        )


class OfCirculation(SecretariatMixin):
    """A mixin that finds the circulation of the address, and leads back to its page."""

    navigation_key = NAVIGATION
    namespace = "outcomes_secretariat"
    list_label: Any = gettext_lazy("Silence procedures")
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
        running = circulation.state == Circulation.State.RUNNING
        may_run = self.may("outcomes.run_circulations")
        past = circulation.deadline <= timezone.now()
        objections = [
            {
                "row": row,
                "late": not is_in_time(row, circulation),
                # The objection arrived before the deadline but was noted after the decision.
                "noted_late": is_in_time(row, circulation) and circulation.state == Circulation.State.ADOPTED,
            }
            for row in circulation.objections.select_related("delegation", "recommendation", "recorded_by")
        ]
        return super().get_context_data(
            **facts_of(circulation),
            objections=objections,
            out_of_reach=out_of_reach(self.conference) if running else [],
            may_change=may_run and running and not past,
            may_close=may_run and running and past,
            may_record=may_run and circulation.state != Circulation.State.STOPPED,
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
        objection = record_objection(self.circulation, by=user_of(self.request), **form.cleaned_data)
        if not is_in_time(objection, self.circulation):
            return _("Recorded as late: it is shown, and breaks nothing.")
        return _("The objection is recorded.")


class ObjectionTakeBackView(OfCirculation, ConfirmView):
    """The page on which staff withdraw an objection at the delegation's word."""

    question = gettext_lazy("Has the delegation withdrawn this objection?")
    consequence = gettext_lazy("Silence runs on where nobody else objects. It stays in the history.")
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
    lead = gettext_lazy("Every delegation is told by mail.")
    submit = gettext_lazy("Extend and tell the delegations")
    verb = extend_circulation
    success_message = gettext_lazy("The deadline was extended, and the delegations are told.")

    def get_initial(self) -> dict[str, Any]:
        return {"deadline": self.circulation.deadline}


class StopView(OfCirculation, VerbFormView):
    form_class = ReasonForm
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
        words = ngettext("Adopted by silence: %(count)d text.", "Adopted by silence: %(count)d texts.", count)
        return words % {"count": count}
