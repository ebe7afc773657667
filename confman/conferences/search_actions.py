"""The actions on a conference and on one's own account that the secretariat's search offers."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.conferences.search_registries import SearchAction

ACTIONS = (
    SearchAction(
        "conferences.practice",
        _("Clear the practice data"),
        "conferences_secretariat:practice",
        "conferences.change_conference",
        pgettext_lazy("search", "delete test trial entries"),
    ),
    SearchAction(
        "conferences.next",
        _("Prepare the next conference"),
        "conferences_secretariat:next-conference",
        "conferences.clone_conference",
        pgettext_lazy("search", "new copy clone year repeat"),
        phases=("after",),
        position=70,
    ),
    SearchAction(
        "conferences.guide",
        _("Help"),
        "guide",
        "conferences.view_dashboard",
        pgettext_lazy("search", "guide manual instructions"),
        outside=(),
        position=80,
    ),
    SearchAction(
        "conferences.shortcuts",
        _("Keyboard shortcuts"),
        "guide-page",
        "conferences.view_dashboard",
        pgettext_lazy("search", "hotkeys keys help"),
        outside=("shortcuts",),
        position=80,
    ),
    SearchAction(
        "conferences.password",
        _("Change the password"),
        "account_change_password",
        "conferences.view_dashboard",
        pgettext_lazy("search", "own account sign in"),
        outside=(),
        position=80,
    ),
)
