"""Registers figures: their page, labels of the history."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.audit.labels import AuditLabels
from confman.conferences.registries import NavigationItem, Workspace
from confman.registries import ref

ENTRIES = (
    NavigationItem(
        "registrations.figures",
        Workspace.PEOPLE,
        _("Figures"),
        "registrations_secretariat:figures",
        permission="registrations.view_figures",
        position=70,
        works="registrations.set_targets",
        guide="report",
        words=pgettext_lazy("search", "statistics numbers targets gender"),
    ),
    AuditLabels(
        verbs={"registrations.targets_set": _("Targets set")},
        details={"targets": _("targets")},
        names={"targets": ref("registrations.statistics.domain.targets:names_of_targets")},
    ),
)
