"""Registers surveys: pages, mails, the poll, results, personal data, labels of the history."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.api.registries import ApiRoutes, ApiScope
from confman.audit.labels import AuditLabels
from confman.conferences.registries import (
    ChecklistItem,
    CloneStep,
    NavigationItem,
    PracticeCleaner,
    PublicStep,
    Record,
    RecordLinks,
    Workspace,
)
from confman.documents.registry import DocumentKind, Occasion
from confman.mail.registry import ScheduledJob
from confman.people.registries import PersonRecords
from confman.registries import ref
from registrations.bulk.registries import BulkAction
from registrations.surveys.mail_kinds import KINDS
from registrations.surveys.models import SurveyKind, SurveyQuestionType

HERE = "registrations.surveys"

ENTRIES = (
    ApiRoutes("registrations.surveys", ref(f"{HERE}.web.api:routes"), position=65),
    ApiScope("registrations.view_survey_totals", _("Read the totals of surveys"), position=50),
    ApiScope("registrations.view_survey_results", _("Read the results of surveys in full"), position=51),
    *KINDS,
    NavigationItem(
        "registrations.surveys",
        Workspace.PEOPLE,
        _("Surveys"),
        "registrations_secretariat:survey-list",
        permission="registrations.view_survey_totals",
        position=60,
        works="registrations.edit_surveys",
        guide="surveys",
        words=pgettext_lazy("search", "questionnaire poll feedback evaluation"),
    ),
    ChecklistItem(
        "registrations.evaluation",
        _("Prepare the evaluation of the conference"),
        7,
        ref(f"{HERE}.domain.lifecycle:has_survey"),
        "registrations_secretariat:survey-list",
        query="all",
    ),
    PublicStep(
        "poll",
        _("Poll: vote"),
        "registrations_public:poll-now",
        text=ref(f"{HERE}.domain.polls:poll_question"),
        visible=ref(f"{HERE}.domain.polls:has_current_poll"),
        position=40,
    ),
    RecordLinks(Record.PARTICIPANT, ref(f"{HERE}.web.views.portal_surveys:survey_links"), position=20),
    BulkAction(
        "survey",
        _("Mails about a survey"),
        "registrations.edit_surveys",
        position=90,
        verb=ref(f"{HERE}.domain.mails:send_survey_mail"),
        form=ref("confman.conferences.web.forms:ConferenceForm"),
        origin=ref(f"{HERE}.web.views.surveys:origin_of_mails"),
    ),
    DocumentKind(
        key="registrations.survey_results",
        label=_("Results of surveys"),
        description=_(
            "Response rate, figures with charts, tests before and after; of one survey, or of all."
        ),
        permission="registrations.view_survey_results",
        occasion=Occasion.REPORTS,
        tabs=("registrations.surveys",),
        build=ref(f"{HERE}.documents:build_survey_report"),
        html_template="registrations/surveys/documents/surveys.html",
        options_form=ref(f"{HERE}.web.forms:SurveyReportForm"),
        sensitive=True,
        filename="survey-results",
        position=90,
    ),
    PersonRecords(
        "registrations.surveys",
        _("Surveys"),
        ref(f"{HERE}.domain.personal_data:collect_surveys"),
        ref(f"{HERE}.domain.personal_data:erase_surveys"),
        # It is promised that the secretariat is not shown who has answered, and what under a code.
        for_themselves=True,
        expire=ref(f"{HERE}.domain.personal_data:erase_expired_codes"),
        position=37,
    ),
    PracticeCleaner(
        "registrations.surveys",
        _("responses to surveys"),
        ref(f"{HERE}.domain.personal_data:count_practice_responses"),
        ref(f"{HERE}.domain.personal_data:clear_practice_responses"),
        position=15,
    ),
    ScheduledJob("registrations.surveys", f"{HERE}.domain.lifecycle.close_overdue_surveys", minutes=30),
    AuditLabels(
        verbs={
            "registrations.survey_created": _("Survey created"),
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
        },
        values={"kind": dict(SurveyKind.choices) | dict(SurveyQuestionType.choices)},
        details={"survey": _("survey")},
    ),
    CloneStep(
        key="registrations.surveys",
        workspace=Workspace.OUTCOMES,
        label=_("Surveys"),
        help=_("As drafts, without answers."),
        models=("registrations.Survey", "registrations.SurveyQuestion"),
        clone=ref(f"{HERE}.domain.lifecycle:clone_surveys"),
        uses=("agenda.frame", "agenda.groups"),
        position=40,
    ),
)
