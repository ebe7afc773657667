"""Surveys in the secretariat: the list, one survey with its next steps, its settings, its mails."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from confman.conferences.registries import ListAction
from confman.conferences.web.resources.actions import ActionsMixin
from confman.conferences.web.resources.records import CHANGE, Fact, RecordAction, RecordView
from confman.conferences.web.resources.views import ListView
from confman.conferences.web.verb_views import ActionView, ConfirmView, VerbFormView
from registrations.bulk.domain import begin_bulk, summary_of
from registrations.bulk.models import BulkRun
from registrations.core.web.base import RegistrationsMixin
from registrations.surveys.domain.lifecycle import (
    change_survey,
    close_survey,
    create_survey,
    delete_survey,
    destroy_code_secret,
    open_survey,
    release_totals,
    responses_of,
)
from registrations.surveys.domain.mails import to_be_mailed
from registrations.surveys.domain.questions import add_ready_questions
from registrations.surveys.domain.results import invited_count
from registrations.surveys.models import TESTS, GroupDimension, Survey, SurveyKind, SurveyStatus
from registrations.surveys.web.forms import SurveySettingsForm
from registrations.surveys.web.tables import SurveyTable

ICONS = {
    SurveyKind.EVALUATION: "star-half",
    SurveyKind.PRE_TEST: "1-square",
    SurveyKind.POST_TEST: "2-square",
    SurveyKind.POLL: "hand-index-thumb",
}


class SurveyMixin(RegistrationsMixin):
    """A page about surveys, or about the one that the address names `survey`."""

    permission = "registrations.edit_surveys"
    navigation_key = "registrations.surveys"
    survey: Survey
    message_names = {"title": "object.title"}

    def prepare(self) -> None:
        super().prepare()
        if "survey" in self.kwargs:
            rows = Survey.objects.select_related("paired_with", "session", "group")
            self.survey = self.own_row(rows, "survey")
            self.object = self.survey
            self.survey.conference = self.conference
            if self.survey.paired_with:
                self.survey.paired_with.conference = self.conference

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "survey" in self.kwargs:
            kwargs["survey"] = self.survey
        return super().get_context_data(**kwargs)

    def at_survey(self) -> str:
        """Return the page of the survey."""
        return self.to("survey", self.survey.pk)


class OfSurveyMixin(SurveyMixin):
    """A page about one survey that leads back to it."""

    def prepare(self) -> None:
        super().prepare()
        self.list_label = str(self.survey)

    def list_url(self) -> str:
        return self.at_survey()


class SurveyListView(SurveyMixin, ActionsMixin, ListView):
    """All surveys for those who make them; for others those whose results they may see."""

    permission = "registrations.view_survey_totals"
    edit_permission = "registrations.edit_surveys"
    template_name = "registrations/surveys/survey_list.html"
    table = SurveyTable
    is_walked = True
    primary_action = "open"
    actions = (
        ListAction(key="open", label=gettext_lazy("Open for answers"), verb=open_survey),
        ListAction(
            key="close",
            label=gettext_lazy("Close"),
            verb=close_survey,
            consequence=gettext_lazy(
                "No more answers are accepted, and the order in which they came is erased."
            ),
        ),
        ListAction(key="release", label=gettext_lazy("Release the totals"), verb=release_totals),
    )

    def get_rows(self) -> Any:
        rows = Survey.objects.of(self.conference).with_counts().select_related("session", "group")
        in_full = self.may("registrations.view_survey_results")
        return rows if in_full and self.may_edit else rows.with_results(in_full=in_full)

    def address_of(self, row: Survey) -> str:
        return self.to("survey" if self.may_edit else "survey-results", row.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kinds = [
            {
                "kind": kind,
                "label": kind.label,
                "icon": ICONS[kind],
                "url": f"{self.to('survey-add')}?kind={kind}",
            }
            for kind in SurveyKind
        ]
        return super().get_context_data(kinds=kinds, **kwargs)


def dimensions_of(survey: Survey) -> str:
    """Return by what its results are grouped, in words."""
    labels = (str(label) for key, label in GroupDimension.choices if key in survey.grouped_by)
    return capfirst(", ".join(labels))


RESULTS = RecordAction(label=gettext_lazy("Results"), page="-results", icon="bar-chart")


class SurveyView(SurveyMixin, RecordView):
    """The page on the state of a survey, the next steps, and what was done."""

    template_name = "registrations/surveys/survey.html"
    page_name = "survey"
    facts = (
        Fact("kind", gettext_lazy("Kind")), "opens_at", "closes_at", Fact("audience", gettext_lazy("For")),
        Fact("session", gettext_lazy("About"), lambda row: row.session or row.group),
        Fact(
            "answered", pgettext_lazy("how", "Answered"),
            lambda row: not row.is_poll and capfirst(row.get_answered_display()),
        ),
        Fact("grouped_by", gettext_lazy("Noted with each response"), dimensions_of),
        "paired_with",
        Fact("results_shown", words=lambda row: row.is_poll and capfirst(row.get_results_shown_display())),
    )  # fmt: skip
    record_actions = (
        RecordAction(label=gettext_lazy("Questions"), page="-form", icon="ui-checks"),
        replace(CHANGE, label=gettext_lazy("Settings"), icon="sliders"),
        replace(RESULTS, states=[SurveyStatus.CLOSED], is_primary=True),
        replace(RESULTS, states=[SurveyStatus.DRAFT, SurveyStatus.OPEN]),
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        survey = self.survey
        answered = responses_of(survey).count()
        question_count = survey.questions.asked().exclude(type="section").count()
        stats = [{"label": _("Questions"), "value": question_count, "url": self.to("survey-form", survey.pk)}]
        if survey.is_poll:
            stats.append({"label": _("Votes"), "value": answered})
        else:
            stats += [
                {"label": pgettext("of a survey", "Asked"), "value": invited_count(survey, answered)},
                {"label": pgettext("of a survey", "Answered"), "value": answered},
            ]
        to_invite = to_remind = 0
        if survey.is_answerable and not survey.is_poll:
            to_invite = to_be_mailed(survey, reminder=False).count()
            to_remind = to_be_mailed(survey, reminder=True).count()
        return super().get_context_data(
            stats=stats,
            asked=question_count,
            answered=answered,
            to_invite=to_invite,
            to_remind=to_remind,
            has_codes=bool(survey.code_source.secret) and not survey.is_anonymous,
            public_url=self.public_url(),
            **kwargs,
        )

    def public_url(self) -> str:
        if not self.survey.is_poll or not self.conference.is_public:
            return ""
        language = self.conference.default_language
        return reverse("registrations_public:poll", args=[self.conference.slug, language, self.survey.pk])


class SurveySettingsMixin(SurveyMixin, VerbFormView):
    form_class = SurveySettingsForm


class SurveyAddView(SurveySettingsMixin):
    """Creates a survey of the kind in the address; then leads to its questions."""

    submit = gettext_lazy("Go on to the questions")
    success_name = "registrations_secretariat:survey-form"
    verb = create_survey
    success_message = gettext_lazy("“%(title)s” was created as a draft. Now add its questions.")

    def prepare(self) -> None:
        super().prepare()
        asked_for = self.request.GET.get("kind", "")
        self.kind = SurveyKind(asked_for) if asked_for in SurveyKind.values else SurveyKind.EVALUATION
        self.heading = _("New survey: %(kind)s") % {"kind": self.kind.label}

    def get_form_kwargs(self) -> dict[str, Any]:
        answered = "pseudonymous" if self.kind in TESTS else "anonymous"
        instance = Survey(conference=self.conference, kind=self.kind, answered=answered)
        return {**super().get_form_kwargs(), "instance": instance}

    def get_values(self, form: SurveySettingsForm) -> dict[str, Any]:
        return {"kind": self.kind, **form.cleaned_data}


class SurveyChangeView(OfSurveyMixin, SurveySettingsMixin):
    """Changes its settings, except for those promised to people who have answered."""

    heading = gettext_lazy("Settings of “%(title)s”")

    def get_form_kwargs(self) -> dict[str, Any]:
        promised = responses_of(self.survey).exists()
        if promised:
            self.lead = _(
                "Somebody has answered: who is asked, how it is answered and what is noted stay as they were promised."
            )
        return {**super().get_form_kwargs(), "promised": promised}

    def perform(self, form: SurveySettingsForm) -> str:
        change_survey(self.survey, by=self.acting_user, **form.cleaned_data)
        return _("“%(title)s” was changed.") % {"title": form.cleaned_data["title"]}


# --- What is done with a survey ------------------------------------------------------------------------------


@dataclass(frozen=True)
class SurveyAction:
    """One action: its verb, the question asked first, its consequence, and the message afterwards."""

    verb: Callable[..., Any]
    label: Promise
    question: Promise
    consequence: Promise
    message: Promise


ACTIONS = {
    "open": SurveyAction(
        open_survey,
        gettext_lazy("Open the survey"),
        gettext_lazy("Open “%(title)s”?"),
        gettext_lazy("It can be answered from now on, or from the time you have set. This sends no mail."),
        gettext_lazy("“%(title)s” is open."),
    ),
    "close": SurveyAction(
        close_survey,
        gettext_lazy("Close the survey"),
        gettext_lazy("Close “%(title)s”?"),
        gettext_lazy(
            "Nobody can answer any more. The responses are shuffled, so that nothing tells in which order they came."
        ),
        gettext_lazy("“%(title)s” is closed."),
    ),
    "release": SurveyAction(
        release_totals,
        gettext_lazy("Release the totals"),
        gettext_lazy("Release the totals of “%(title)s”?"),
        gettext_lazy(
            "Everybody who works for the conference, and its observers, see the totals: figures under five are hidden, "
            "and so is what people wrote."
        ),
        gettext_lazy("The totals of “%(title)s” are released."),
    ),
    "withdraw": SurveyAction(
        lambda survey, *, by: release_totals(survey, by=by, released=False),
        gettext_lazy("Withdraw the totals"),
        gettext_lazy("Withdraw the totals of “%(title)s”?"),
        gettext_lazy("Observers no longer see them."),
        gettext_lazy("The totals of “%(title)s” are no longer released."),
    ),
    "cut-off": SurveyAction(
        destroy_code_secret,
        gettext_lazy("Cut the codes off"),
        gettext_lazy("Cut the codes of “%(title)s” off for ever?"),
        gettext_lazy(
            "The secret behind the codes is destroyed: from then on nobody can tell whose a response is, and "
            "nobody can be shown their own score. A pair of tests stays joined. This cannot be undone."
        ),
        gettext_lazy("The codes of “%(title)s” are cut off."),
    ),
    "delete": SurveyAction(
        delete_survey,
        gettext_lazy("Delete"),
        gettext_lazy("Delete “%(title)s”?"),
        gettext_lazy("Only a survey that nobody has answered can be deleted. This cannot be undone."),
        gettext_lazy("“%(title)s” was deleted."),
    ),
}  # fmt: skip


class SurveyActionView(OfSurveyMixin, ConfirmView):
    """Says what an action does, and does it."""

    def prepare(self) -> None:
        super().prepare()
        self.chosen = ACTIONS[self.kwargs["action"]]
        self.action, self.question = self.chosen.label, self.chosen.question
        self.consequence = self.chosen.consequence
        self.danger = self.kwargs["action"] in ("cut-off", "delete")

    def perform(self) -> str:
        message = self.format_message(self.chosen.message)
        self.chosen.verb(self.survey, by=self.acting_user)
        return message

    def get_success_url(self) -> str:
        still_there = Survey.objects.filter(pk=self.kwargs["survey"]).exists()
        return self.at_survey() if still_there else self.to("survey-list")


class SurveyReadyView(SurveyMixin, ActionView):
    """Fills an empty survey with the usual questions."""

    success_name = "registrations_secretariat:survey-form"

    def perform(self) -> str:
        added = add_ready_questions(self.survey, by=self.acting_user)
        return ngettext(
            "%(count)d question was added; change it as you need.",
            "%(count)d questions were added; change them as you need.",
            len(added),
        ) % {"count": len(added)}


class SurveyMailView(OfSurveyMixin, ConfirmView):
    """Mails the invitation, or the reminder, to all who have not answered: asks first, then shows progress."""

    action = gettext_lazy("Write the mails")

    def prepare(self) -> None:
        super().prepare()
        if self.survey.is_poll:
            raise Http404
        self.reminder = self.kwargs["what"] == "remind"
        self.recipients = to_be_mailed(self.survey, reminder=self.reminder)

    def get_question(self) -> str:
        number = self.recipients.count()
        if self.reminder:
            return ngettext(
                "Remind %(count)d participant of “%(title)s”?",
                "Remind %(count)d participants of “%(title)s”?",
                number,
            ) % {"count": number, "title": self.survey.title}
        return ngettext(
            "Invite %(count)d participant to “%(title)s”?",
            "Invite %(count)d participants to “%(title)s”?",
            number,
        ) % {"count": number, "title": self.survey.title}

    def get_consequence(self) -> str:
        return _(
            "Each gets a mail in their language, with a personal link to the survey. Those who have answered "
            "are left out; you are not told who they are."
        )

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.survey.is_answerable:
            messages.error(request, _("The survey is not open: there is nothing to answer yet."))
            return HttpResponseRedirect(self.at_survey())
        keys = list(self.recipients.values_list("pk", flat=True))
        if not keys:
            messages.info(
                request, _("There is nobody to write to: everybody was written to, or has answered.")
            )
            return HttpResponseRedirect(self.at_survey())
        options = {"survey": str(self.survey.pk), "reminder": self.reminder}
        run = begin_bulk(self.conference, "survey", keys, by=request.user, options=options)
        if run.is_finished and not run.refused:
            messages.success(request, summary_of(run))
            return HttpResponseRedirect(self.at_survey())
        return HttpResponseRedirect(self.to("bulk-run", run.pk))


def origin_of_mails(page: RegistrationsMixin, run: BulkRun) -> dict[str, Any]:
    """Return the link to the page on which mails about a survey are begun."""
    return {"label": _("Surveys"), "url": page.to("survey", run.options["survey"])}
