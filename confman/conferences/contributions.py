"""What this floor itself puts into the registries: its pages, its tasks, its decisions, names of its verbs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from confman.accounts.given_names import give_name
from confman.audit.labels import register_verbs
from confman.conferences import registries as r
from confman.conferences.demo import ACCOUNTS
from confman.conferences.domain.checklist import checklist
from confman.conferences.domain.practice import clear_practice_messages, count_practice_messages
from confman.conferences.models import Conference, Page, RegistrationMode, Status

# Working time within which someone who wrote expects an answer.
ANSWER_WITHIN = dt.timedelta(days=2)


def register() -> None:
    """Called from AppConfig.ready()."""
    _register_navigation()
    _register_public_site()
    _register_tasks()
    _register_first_steps()
    register_verbs(VERBS)
    for account in ACCOUNTS:
        give_name(account.email, account.name)
    r.dashboard_panels.register(
        r.DashboardPanel("conferences.messages", "conferences.answer_contact", waiting_messages, 60)
    )
    r.dashboard_panels.register(
        r.DashboardPanel("conferences.tasks", "conferences.view_tasks", overdue_tasks, 70)
    )
    r.practice_cleaners.register(
        r.PracticeCleaner(
            "conferences.messages",
            gettext_lazy("messages to the secretariat"),
            count_practice_messages,
            clear_practice_messages,
        )
    )
    r.colour_rules.register(r.ColourRule("conferences.themes", theme_colours))


def theme_colours(conference: Conference) -> Iterator[tuple[str, str]]:
    """Class `theme-<id>` of each theme."""
    return ((f"theme-{theme.pk}", theme.colour) for theme in conference.themes.all())


# --- Decisions ------------------------------------------------------------------------------------------


def waiting_messages(conference: Conference, user: Any) -> Iterator[r.Decision]:
    """One decision for all messages that wait for an answer, due by the oldest."""
    waiting = list(
        conference.contact_messages.open().order_by("received_at").values_list("received_at", flat=True)
    )
    if waiting:
        due = waiting[0] + ANSWER_WITHIN
        yield r.Decision(
            title=ngettext(
                "A message to the secretariat waits for an answer",
                "%(count)d messages to the secretariat wait for an answer",
                len(waiting),
            )
            % {"count": len(waiting)},
            url=reverse("conferences_secretariat:message-list", args=[conference.slug]),
            owner=_("registration or protocol"),
            due=due,
            urgent=conference.local(due).date() <= conference.today(),
            action=_("Answer"),
        )


def overdue_tasks(conference: Conference, user: Any) -> Iterator[r.Decision]:
    """Tasks of the checklist whose day has come, while the conference lies ahead."""
    if conference.today() > conference.ends_on:
        return
    page = reverse("conferences_secretariat:checklist", args=[conference.slug])
    for line in checklist(conference):
        if not line.done and line.due_on <= conference.today():
            yield r.Decision(
                title=line.label,
                url=line.url or page,
                owner=str(line.owner) if line.owner else _("nobody yet"),
                due=line.due_on,
                urgent=line.overdue,
                action=_("Do it"),
            )


# --- Pages ----------------------------------------------------------------------------------------------


def _register_navigation() -> None:
    items = (
        ("dashboard", "overview", gettext_lazy("Today"), "dashboard", "house", "view_dashboard", 10),
        ("checklist", "overview", gettext_lazy("Checklist"), "checklist", "check2-square", "view_tasks", 20),
        ("history", "overview", gettext_lazy("History"), "history", "clock-history", "view_history", 90),
        (
            "messages",
            "communication",
            gettext_lazy("Messages"),
            "message-list",
            "inbox",
            "answer_contact",
            10,
        ),
        (
            "pages",
            "communication",
            gettext_lazy("Pages and news"),
            "page-list",
            "newspaper",
            "edit_pages",
            20,
        ),
        (
            "conference",
            "settings",
            gettext_lazy("Conference"),
            "settings",
            "sliders",
            "change_conference",
            10,
        ),
        ("team", "settings", gettext_lazy("Team"), "team", "people-fill", "manage_team", 20),
        ("themes", "settings", gettext_lazy("Themes"), "theme-list", "palette", "edit_themes", 30),
        ("partners", "settings", gettext_lazy("Partners"), "partner-list", "building", "edit_partners", 40),
    )
    for key, section, label, url_name, icon, permission, position in items:
        r.navigation_items.register(
            r.NavigationItem(
                key=f"conferences.{key}",
                section=section,
                label=label,
                url_name=f"conferences_secretariat:{url_name}",
                icon=icon,
                permission=f"conferences.{permission}",
                position=position,
            )
        )


def _register_public_site() -> None:
    r.public_navigation_items.register(
        r.PublicNavigationItem("home", gettext_lazy("Conference"), "conferences_public:home", position=0)
    )
    r.public_navigation_items.register(
        r.PublicNavigationItem(
            "conferences.pages",
            gettext_lazy("Information"),
            "conferences_public:page-list",
            shown_with=lambda conference: conference.pages.pages().published(),
            position=80,
        )
    )
    r.public_navigation_items.register(
        r.PublicNavigationItem(
            "conferences.news",
            gettext_lazy("News"),
            "conferences_public:news-list",
            shown_with=lambda conference: conference.pages.news().published(),
            position=85,
        )
    )
    r.public_pages.register(r.PublicPages("conferences.pages", _published_pages))
    r.public_navigation_items.register(
        r.PublicNavigationItem(
            "conferences.contact", gettext_lazy("Contact"), "conferences_public:contact", position=90
        )
    )


def _published_pages(conference: Conference) -> Iterator[tuple[str, dict[str, Any]]]:
    """The pages and the news, for search engines."""
    for page in conference.pages.published().order_by("kind", "position", "slug"):
        name = "news" if page.kind == Page.Kind.NEWS else "page"
        yield f"conferences_public:{name}", {"page_slug": page.slug}


# --- Tasks and first steps ------------------------------------------------------------------------------


def _register_tasks() -> None:
    def described(conference: Conference) -> bool:
        return bool(conference.description) and set(conference.languages) <= set(conference.title)

    items = (
        (
            "describe",
            gettext_lazy("Write title and description in every language"),
            120,
            described,
            "settings",
        ),
        (
            "team",
            gettext_lazy("Invite the colleagues who will work on it"),
            110,
            lambda conference: conference.memberships.values("user").distinct().count() > 1,
            "team",
        ),
        (
            "partners",
            gettext_lazy("Name organizers and donors, with the credit lines they require"),
            100,
            lambda conference: conference.partners.exists(),
            "partner-list",
        ),
        (
            "announce",
            gettext_lazy("Announce the conference"),
            90,
            lambda conference: conference.is_public,
            "settings",
        ),
        (
            "information",
            gettext_lazy("Publish a page for participants: place, hotels, visas"),
            60,
            lambda conference: conference.pages.pages().published().exists(),
            "page-list",
        ),
        (
            "registration",
            gettext_lazy("Open registration"),
            60,
            lambda conference: (
                conference.registration_mode == RegistrationMode.OPEN
                or conference.status in {Status.RUNNING, Status.CLOSED, Status.ARCHIVED}
            ),
            "settings",
        ),
    )
    for key, label, days_before, done, url_name in items:
        r.checklist_items.register(
            r.ChecklistItem(
                f"conferences.{key}", label, days_before, done, f"conferences_secretariat:{url_name}"
            )
        )


def _register_first_steps() -> None:
    r.first_steps.register(
        r.FirstStep(
            "conferences.invite",
            gettext_lazy("Invite a colleague"),
            gettext_lazy("An address and a role are enough; they sign in by a code that is mailed to them."),
            "conferences_secretariat:team",
            "conferences.manage_team",
            "person-plus",
            lambda conference: conference.memberships.values("user").distinct().count() < 2,
            60,
        )
    )
    r.first_steps.register(
        r.FirstStep(
            "conferences.practise",
            gettext_lazy("Open registration in test mode"),
            gettext_lazy("Register as a participant would. No mail leaves, and one button clears it all."),
            "conferences_secretariat:settings",
            "conferences.change_conference",
            "joystick",
            lambda conference: conference.registration_mode == RegistrationMode.CLOSED,
            70,
        )
    )


VERBS = {
    "accounts.conferences_granted": gettext_lazy("Right to hold conferences changed"),
    "accounts.deleted": gettext_lazy("Account deleted by its user"),
    "accounts.factors_reset": gettext_lazy("Second factors deleted"),
    "accounts.factors_sealed_again": gettext_lazy("Second factors sealed with the newest key"),
    "conferences.founded": gettext_lazy("Conference made"),
    "conferences.changed": gettext_lazy("Conference changed"),
    "conferences.status_changed": gettext_lazy("Status of the conference changed"),
    "conferences.registration_mode_changed": gettext_lazy("Registration switched"),
    "conferences.practice_cleared": gettext_lazy("Practice data cleared"),
    "conferences.member_invited": gettext_lazy("Member invited to the team"),
    "conferences.invitation_accepted": gettext_lazy("Invitation to the team accepted"),
    "conferences.role_changed": gettext_lazy("Role in the team changed"),
    "conferences.member_removed": gettext_lazy("Member removed from the team"),
    "conferences.theme_added": gettext_lazy("Theme added"),
    "conferences.theme_changed": gettext_lazy("Theme changed"),
    "conferences.theme_deleted": gettext_lazy("Theme deleted"),
    "conferences.partner_added": gettext_lazy("Partner added"),
    "conferences.partner_changed": gettext_lazy("Partner changed"),
    "conferences.partner_deleted": gettext_lazy("Partner deleted"),
    "conferences.page_added": gettext_lazy("Page added"),
    "conferences.page_changed": gettext_lazy("Page changed"),
    "conferences.page_published": gettext_lazy("Page published"),
    "conferences.page_withdrawn": gettext_lazy("Page withdrawn"),
    "conferences.page_deleted": gettext_lazy("Page deleted"),
    "conferences.task_added": gettext_lazy("Task added"),
    "conferences.task_changed": gettext_lazy("Task changed"),
    "conferences.task_done": gettext_lazy("Task done"),
    "conferences.task_reopened": gettext_lazy("Task opened again"),
    "conferences.task_deleted": gettext_lazy("Task deleted"),
    "conferences.message_received": gettext_lazy("Message to the secretariat received"),
    "conferences.message_answered": gettext_lazy("Message to the secretariat answered"),
    "conferences.message_deleted": gettext_lazy("Message to the secretariat deleted"),
}
