"""Follow-up adds to a conference: pages, letters, mails, reminders, documents, words of the history."""

from operator import attrgetter

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.api.registries import ApiRoutes, ApiScope
from confman.audit.labels import AuditLabels
from confman.conferences.clone_registries import CloneStep
from confman.conferences.hook_registries import Provider, Query
from confman.conferences.registries import (
    ChecklistItem,
    DashboardPanel,
    FirstStep,
    NavigationItem,
    NavigationView,
    PracticeCleaner,
    Workspace,
)
from confman.documents.registry import DocumentKind, Occasion
from confman.mail.registry import AttachmentSource, Placeholder, ScheduledJob
from confman.mailings.registries import MailingAudience
from confman.people.registries import AddressBookKind, OwnRoleKind
from confman.registries import ref
from outcomes.follow_up.keys import LETTER, LETTER_ATTACHMENT, TERMS
from outcomes.follow_up.mail_kinds import KINDS
from outcomes.recommendations.models.addressee import Addressee
from registrations.core.models.invitation import LetterChannel

HERE = "outcomes.follow_up"

ENTRIES = (
    ApiRoutes("outcomes.follow_up", ref(f"{HERE}.web.api:routes"), position=80),
    ApiScope("outcomes.view_follow_up", _("Read the follow-up"), position=62),
    ApiScope("outcomes.edit_follow_up", _("Report progress of the follow-up"), position=63),
    MailingAudience(
        "outcomes.focal_points",
        _("Focal points of addressees"),
        "outcomes.view_follow_up",
        form=ref(f"{HERE}.web.audience:AddresseeAudienceForm"),
        people=ref(f"{HERE}.web.audience:people_of"),
        placeholders=(
            Placeholder("link", _("the addressee's page"), "https://example.org/…/me/follow-up/link/…"),
            Placeholder("addressee", _("name of the addressee"), _("Sample ministry")),
        ),
        values=ref(f"{HERE}.web.audience:values_of"),
        position=40,
    ),
    *KINDS,
    AttachmentSource(LETTER_ATTACHMENT, ref(f"{HERE}.domain.mails:build_letter_attachment")),
    ScheduledJob("outcomes.follow_up", f"{HERE}.tasks.follow_up_task", 60),
    NavigationItem(
        "outcomes.follow-up",
        Workspace.OUTCOMES,
        _("Follow-up"),
        "outcomes_secretariat:follow-up",
        permission="outcomes.view_follow_up",
        position=50,
        view=_("Matrix"),
        works="outcomes.edit_follow_up",
        opens_in=("after",),
        guide="follow-up",
        words=pgettext_lazy("search", "implementation progress tracker"),
    ),
    NavigationView(
        "outcomes.follow_up_figures",
        "outcomes.follow-up",
        _("Figures"),
        "outcomes_secretariat:follow-up-figures",
        permission="outcomes.view_follow_up",
        position=10,
    ),
    NavigationView(
        "outcomes.transmittals",
        "outcomes.follow-up",
        _("Letters"),
        "outcomes_secretariat:transmittal-list",
        permission="outcomes.edit_follow_up",
        position=20,
    ),
    NavigationView(
        "outcomes.progress_reports",
        "outcomes.follow-up",
        _("Progress reports"),
        "outcomes_secretariat:progress-list",
        permission="outcomes.edit_follow_up",
        position=30,
    ),
    NavigationView(
        "outcomes.reminders",
        "outcomes.follow-up",
        _("Reminders"),
        "outcomes_secretariat:reminder-list",
        permission="outcomes.edit_follow_up",
        position=40,
    ),
    NavigationView(
        "outcomes.carry_over",
        "outcomes.follow-up",
        _("Carry over"),
        "outcomes_secretariat:carry-over",
        permission="outcomes.edit_follow_up",
        position=60,
    ),
    NavigationView(
        "outcomes.follow_up_settings",
        "outcomes.follow-up",
        _("Settings"),
        "outcomes_secretariat:follow-up-settings",
        permission="outcomes.edit_follow_up",
        position=70,
        words=pgettext_lazy("search", "deadline reporting day"),
    ),
    FirstStep(
        "outcomes.carry_over",
        _("Carry over open recommendations"),
        _(
            "Recommendations of earlier conferences of the series that are still to be implemented are followed "
            "up here."
        ),
        "outcomes_secretariat:carry-over",
        "outcomes.edit_follow_up",
        "arrow-right-circle",
        done=ref(f"{HERE}.domain.carry_over:nothing_is_left_open"),
        position=5,
    ),
    DashboardPanel(
        "outcomes.follow-up", "outcomes.edit_follow_up", ref(f"{HERE}.dashboard:follow_up_decisions"), 50
    ),
    DashboardPanel(
        "outcomes.follow-up-desk", "outcomes.edit_follow_up", ref(f"{HERE}.dashboard:desk_decisions"), 51
    ),
    Provider(Query.FIGURES, ref(f"{HERE}.dashboard:follow_up_figures")),
    ChecklistItem(
        "outcomes.transmittal",
        _("Send the recommendations to their addressees"),
        -10,
        ref(f"{HERE}.dashboard:all_transmitted"),
        "outcomes_secretariat:transmittal-list",
        query="all",
    ),
    ChecklistItem(
        "outcomes.reporting",
        _("Decide by when the addressees report"),
        -14,
        ref(f"{HERE}.dashboard:has_reporting_dates"),
        "outcomes_secretariat:follow-up-settings",
    ),
    ChecklistItem(
        "outcomes.follow-up",
        _("Agree on follow-up actions with the addressees"),
        -30,
        ref(f"{HERE}.dashboard:has_actions"),
        "outcomes_secretariat:follow-up",
        query="all",
    ),
    # Before the register of correspondence, whose letters these rows protect from deletion.
    PracticeCleaner(
        "outcomes.follow-up",
        _("letters of transmittal and answers to them"),
        ref(f"{HERE}.domain.personal_data:count_practice_follow_up"),
        ref(f"{HERE}.domain.personal_data:clear_practice_follow_up"),
        position=20,
    ),
    OwnRoleKind(
        TERMS,
        _("Contact of an addressee"),
        _("Follow-up: answers and reports"),
        "clipboard-check",
        rows=ref(f"{HERE}.web.links:terms"),
        page=ref(f"{HERE}.web.links:page_of_term"),
        name=attrgetter("addressee.name"),
        conference="addressee__conference",
        mailbox=ref(f"{HERE}.domain.focal_points:answers_by_mail"),
        renewed=ref(f"{HERE}.domain.mails:term_link_renewed"),
        permission="outcomes.edit_follow_up",
        record=ref(f"{HERE}.web.links:record_of_term"),
        steps=ref(f"{HERE}.web.links:steps_of_terms"),
        position=50,
    ),
    DocumentKind(
        key="outcomes.follow-up",
        label=_("Follow-up matrix"),
        description=_("The follow-up to each adopted recommendation: responses, actions, status."),
        permission="outcomes.view_follow_up",
        occasion=Occasion.REPORTS,
        phases=("after",),
        tabs=("outcomes.follow-up", "outcomes.report"),
        build=ref(f"{HERE}.documents.matrix:build_matrix"),
        formats=("pdf", "docx", "xlsx"),
        html_template="outcomes/follow_up/documents/matrix.html",
        landscape=True,
        renderers={"xlsx": ref(f"{HERE}.documents.matrix:matrix_workbook")},
        options_form=ref(f"{HERE}.web.forms.matrix:MatrixDocumentForm"),
        position=62,
    ),
    DocumentKind(
        key=LETTER,
        official=True,
        label=_("Letters of transmittal"),
        description=_(
            "Those that are in the register of correspondence, in one language, each with its recommendations."
        ),
        permission="outcomes.edit_follow_up",
        occasion=Occasion.LETTERS,
        phases=("after",),
        tabs=("outcomes.transmittals",),
        build=ref(f"{HERE}.documents.transmittal_letters:build_transmittal_letters"),
        html_template="outcomes/follow_up/documents/transmittal_letters.html",
        masthead=False,
        running=False,
        split=ref("registrations.correspondence.documents.letters:split_letters"),
        # The code in a letter opens the focal point's page.
        sensitive=True,
        filename="transmittal",
        position=66,
    ),
    DocumentKind(
        key="outcomes.follow-up-report",
        official=True,
        label=_("Follow-up report"),
        description=_("Changes in a period, by addressee: answers, reports, indicators, changes of status."),
        permission="outcomes.view_follow_up",
        occasion=Occasion.REPORTS,
        phases=("after",),
        tabs=("outcomes.follow-up", "outcomes.follow_up_figures"),
        build=ref(f"{HERE}.documents.report:build_follow_up_report"),
        formats=("pdf", "docx", "xlsx"),
        html_template="outcomes/follow_up/documents/follow_up_report.html",
        renderers={"xlsx": ref(f"{HERE}.documents.report:follow_up_report_workbook")},
        options_form=ref(f"{HERE}.web.forms.matrix:FollowUpReportForm"),
        position=67,
    ),
    AuditLabels(
        verbs={
            "outcomes.recommendation_followed_up": _("Status of follow-up changed"),
            "outcomes.action_added": _("Follow-up action added"),
            "outcomes.action_changed": _("Follow-up action changed"),
            "outcomes.action_removed": _("Follow-up action removed"),
            "outcomes.action_reported": _("Progress reported"),
            "outcomes.response_recorded": _("Response recorded"),
            "outcomes.indicator_added": _("Indicator added"),
            "outcomes.indicator_changed": _("Indicator changed"),
            "outcomes.indicator_measured": _("Indicator measured"),
            "outcomes.addressee_changed": _("Addressee changed"),
            "outcomes.addressee_removed": _("Addressee removed"),
            "outcomes.transmittal_written": _("Letter of transmittal written"),
            "outcomes.transmittal_sent": _("Letter of transmittal sent"),
            "outcomes.focal_point_changed": _("Another focal point answers"),
            "outcomes.focal_point_link_sent": _("Link sent to the focal point"),
            "outcomes.answers_saved": _("Draft of the answers saved by the focal point"),
            "outcomes.report_submitted": _("Progress report submitted"),
            "outcomes.report_accepted": _("Progress report accepted"),
            "outcomes.report_returned": _("Progress report returned"),
            "outcomes.report_assessed": _("Progress verified"),
            "outcomes.assessment_shown": _("Assessment shown to the addressee"),
            "outcomes.assessment_commented": _("Assessment commented by the addressee"),
            "outcomes.assessment_published": _("Assessment published"),
            "outcomes.evidence_added": _("Evidence added"),
            "outcomes.evidence_removed": _("Evidence removed"),
            "outcomes.evidence_released": _("Evidence released"),
            "outcomes.evidence_withdrawn": _("Evidence private again"),
            "outcomes.reminder_sent": _("Addressee reminded"),
            "outcomes.reminder_dropped": _("Reminder dropped"),
            "outcomes.follow_up_settings_changed": _("Settings of follow-up changed"),
            "outcomes.carried_over": _("Recommendations carried over"),
            "outcomes.recommendation_carried_over": _("Carried over from an earlier conference"),
        },
        values={"channel": dict(LetterChannel.choices)},
        details={
            "as_of": _("as of"),
            "recommendations": _("recommendations"),
            "channel": _("way of delivery"),
            "days": _("days before the date"),
            "by_link": _("by personal link"),
        },
    ),
    AddressBookKind(
        key="outcomes.addressees",
        model=Addressee,
        fields={
            "name": "name",
            "recipient": "office",
            "by_note": "by_note",
            "address": "address",
            "email": "email",
            "language": "language",
            "salutation": "salutation",
            "rank": "rank",
            "sex": "sex",
            "name_in_note": "name_in_note",
        },
        verb="outcomes.addressee_added",
        page="outcomes_secretariat:addressee-change",
        permission="outcomes.edit_follow_up",
        made=ref(f"{HERE}.domain.focal_points:addressee_of"),
        entered=ref(f"{HERE}.domain.focal_points:institution_of"),
        position=30,
    ),
    CloneStep(
        key="outcomes.addressees",
        workspace=Workspace.OUTCOMES,
        label=_("Addressees of recommendations"),
        help=_("Without focal points, and without recipients named as persons."),
        models=("outcomes.Addressee",),
        clone=ref(f"{HERE}.domain.focal_points:clone_addressees"),
        uses=("registrations.delegations",),
        position=20,
    ),
    CloneStep(
        key="outcomes.follow_up_settings",
        workspace=Workspace.OUTCOMES,
        label=_("Rules of follow-up, texts of letters"),
        models=("outcomes.FollowUpSettings",),
        moved=("first_report_on", "last_report_on"),
        position=30,
    ),
)
