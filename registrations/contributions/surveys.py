"""Surveys: their pages, mails, what they hold on a person and how long, the poll on the home page, the demo."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from confman.audit.labels import register_details, register_values, register_verbs
from confman.conferences import registries as r
from confman.documents.registry import DocumentKind, document_kinds
from confman.mail.registry import ScheduledJob, mail_kinds, scheduled_jobs
from confman.people.registries import ExpiringData, PersonalData, expiring_data, personal_data
from registrations.core.web.registries import PortalLink, portal_links
from registrations.demo.surveys import load as load_demo
from registrations.surveys.dashboard import has_survey
from registrations.surveys.documents import build_survey_report, survey_report_template
from registrations.surveys.domain.personal_data import (
    clear_practice_responses,
    collect_surveys,
    count_practice_responses,
    erase_expired_codes,
    erase_surveys,
    merge_surveys,
)
from registrations.surveys.domain.polls import has_current_poll, poll_question
from registrations.surveys.mail_kinds import KINDS
from registrations.surveys.models import SurveyKind, SurveyQuestionType
from registrations.surveys.web.forms import SurveyReportForm
from registrations.surveys.web.views.portal_surveys import survey_links

VERBS = {
    "registrations.survey_created": _("Survey made"),
    "registrations.survey_changed": _("Survey changed"),
    "registrations.survey_deleted": _("Survey deleted"),
    "registrations.survey_opened": _("Survey opened"),
    "registrations.survey_closed": _("Survey closed"),
    "registrations.survey_codes_cut_off": _("Codes of the survey cut off"),
    "registrations.survey_released": _("Totals of the survey released"),
    "registrations.survey_withdrawn": _("Totals of the survey withdrawn"),
    "registrations.survey_exported": _("Responses of the survey exported"),
    "registrations.survey_question_added": _("Question added to a survey"),
    "registrations.survey_question_changed": _("Question of a survey changed"),
    "registrations.survey_question_moved": _("Question of a survey moved"),
    "registrations.survey_question_archived": _("Question taken out of a survey"),
    "registrations.survey_question_deleted": _("Question of a survey deleted"),
    "registrations.survey_question_restored": _("Question of a survey asked again"),
}


def register() -> None:
    """Fill the registries; called once, when the app is ready."""
    register_verbs(VERBS)
    register_values("kind", dict(SurveyKind.choices) | dict(SurveyQuestionType.choices))
    register_details({"survey": _("survey")})
    for kind in KINDS:
        mail_kinds.register(kind)
    scheduled_jobs.register(
        ScheduledJob("registrations.surveys", "registrations.surveys.tasks.close_surveys_task", minutes=30)
    )
    r.navigation_items.register(
        r.NavigationItem(
            "registrations.surveys", "people", _("Surveys"), "registrations_secretariat:survey-list",
            "clipboard-data", "registrations.view_survey_totals", 45,
        )
    )  # fmt: skip
    r.checklist_items.register(
        r.ChecklistItem(
            "registrations.evaluation",
            _("Prepare the evaluation of the conference"),
            7,
            has_survey,
            "registrations_secretariat:survey-list",
        )
    )
    r.public_steps.register(
        r.PublicStep(
            "poll",
            _("Poll: vote"),
            "registrations_public:poll-now",
            text=poll_question,
            visible=has_current_poll,
            position=40,
        )
    )
    portal_links.register(PortalLink("registrations.surveys", survey_links, position=20))
    personal_data.register(
        PersonalData(
            "registrations.surveys",
            _("Surveys"),
            collect_surveys,
            erase_surveys,
            merge_surveys,
            # Who has answered, and what under a code, the secretariat is promised not to be shown.
            for_themselves=True,
        )
    )
    expiring_data.register(ExpiringData("registrations.surveys", erase_expired_codes))
    r.practice_cleaners.register(
        r.PracticeCleaner(
            "registrations.surveys",
            _("responses to surveys"),
            count_practice_responses,
            clear_practice_responses,
            position=15,
        )
    )
    document_kinds.register(
        DocumentKind(
            key="registrations.survey_results",
            label=_("Results of surveys"),
            description=_(
                "Response rate, figures with charts, tests before and after; of one survey, or of all."
            ),
            permission="registrations.view_survey_results",
            build=build_survey_report,
            html_template="registrations/documents/surveys.html",
            word_template=survey_report_template,
            options_form=SurveyReportForm,
            sensitive=True,
            filename="survey-results",
            position=90,
        )
    )
    r.demo_steps.register(r.DemoStep("registrations.surveys", load_demo, position=38))
