"""Registers the form: its page, answers as personal data, labels of the history."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.audit.labels import AuditLabels
from confman.conferences.registries import CloneStep, NavigationItem, Workspace
from confman.people.registries import PersonRecords
from confman.registries import ref

HERE = "registrations.questionnaire"

ENTRIES = (
    NavigationItem(
        "registrations.form",
        Workspace.SETTINGS,
        _("Form"),
        "registrations_secretariat:form",
        permission="registrations.edit_form",
        position=40,
        guide="registration-settings",
        words=pgettext_lazy("search", "add question field answer questionnaire"),
    ),
    PersonRecords(
        "registrations.answers",
        _("Answers, journey and passport data"),
        ref(f"{HERE}.domain.personal_data:collect_answers"),
        ref(f"{HERE}.domain.personal_data:erase_answers"),
        expire=ref(f"{HERE}.domain.personal_data:erase_expired_answers"),
        position=33,
    ),
    AuditLabels(
        verbs={
            "registrations.question_added": _("Question added to the form"),
            "registrations.question_changed": _("Question changed"),
            "registrations.question_moved": _("Question moved"),
            "registrations.question_archived": _("Question taken off the form"),
            "registrations.question_deleted": _("Question deleted"),
            "registrations.question_restored": _("Question asked again"),
            "registrations.answered": _("Questions answered"),
            "registrations.answers_expired": _("Answers erased after their time"),
            "registrations.protected_seen": _("Passport and visa data looked at"),
            "registrations.protected_sealed_again": _("Protected data sealed with the newest key"),
        },
        details={"questions": _("questions"), "condition": _("asked only if")},
        names={"questions": ref(f"{HERE}.domain.questions:names_of_questions")},
    ),
    CloneStep(
        key="registrations.form",
        workspace=Workspace.PEOPLE,
        label=_("Questions of the registration form"),
        models=("registrations.FormField",),
        rows=ref(f"{HERE}.domain.builder:questions_to_take"),
        needs=("registrations.categories",),
        position=15,
    ),
)
