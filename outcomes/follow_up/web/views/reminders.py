"""Reminders that wait for approval, and those that were sent."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from confman.conferences.registries import ListAction
from confman.conferences.web.resources.actions import ActionsMixin
from confman.conferences.web.resources.views import Empty, ListView
from confman.conferences.web.verb_views import ActionView, VerbFormView
from confman.web.errors import Refused
from outcomes.follow_up.domain.focal_points import mailbox_of
from outcomes.follow_up.domain.reminders import (
    ReminderRewritten,
    approve_reminder,
    change_reminder,
    drop_reminder,
    outstanding,
    remind,
)
from outcomes.follow_up.models.reporting_dates import FollowUpReminder, FollowUpSettings
from outcomes.follow_up.web.forms.progress_review import ReminderTextForm
from outcomes.follow_up.web.pages import FollowUpPageMixin
from outcomes.follow_up.web.tables import OwedTable, ReminderFilter, ReminderTable

OWED_SHOWN = 50


class ReminderListView(FollowUpPageMixin, ActionsMixin, ListView):
    """The page that lists reminders to approve, those that were sent, and what addressees still owe."""

    template_name = "outcomes/follow_up/reminder_list.html"
    navigation_key = "outcomes.reminders"
    list_label = gettext_lazy("Reminders")
    lead = gettext_lazy(
        "Of answers, reports and actions that are due. None goes twice; those to high ranks wait until "
        "someone has read them."
    )
    edit_permission = "outcomes.edit_follow_up"
    table, filter = ReminderTable, ReminderFilter
    primary_action = "approve"
    actions = (
        ListAction(
            key="approve",
            label=gettext_lazy("Send as they are"),
            verb=approve_reminder,
            consequence=gettext_lazy("Each goes to the addressee with the words that it has now."),
        ),
        ListAction(key="drop", label=gettext_lazy("Do not send"), verb=drop_reminder),
    )
    empty = Empty("bell", gettext_lazy("Nothing waits for approval"))

    def get_rows(self) -> Any:
        return FollowUpReminder.objects.of(self.conference).select_related("addressee", "person")

    def address_of(self, row: FollowUpReminder) -> str:
        return self.to("reminder", row.pk) if row.state == FollowUpReminder.State.TO_APPROVE else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        owed = sorted(outstanding(self.conference), key=lambda item: item.due_on)
        return super().get_context_data(
            owed=OwedTable(owed[:OWED_SHOWN], view=self),
            more=max(len(owed) - OWED_SHOWN, 0),
            settings=FollowUpSettings.objects.for_conference(self.conference),
            **kwargs,
        )


class RemindView(FollowUpPageMixin, ActionView):
    """Looks for due reminders now, without waiting for the hourly run."""

    list_name = "outcomes_secretariat:reminder-list"

    def perform(self) -> str:
        run = remind(self.conference, by=self.acting_user)
        parts = []
        if run.sent:
            said = ngettext(
                "%(count)d reminder is on its way.", "%(count)d reminders are on their way.", run.sent
            )
            parts.append(said % {"count": run.sent})
        if run.drafted:
            said = ngettext("%(count)d waits for approval.", "%(count)d wait for approval.", run.drafted)
            parts.append(said % {"count": run.drafted})
        if run.unreachable:
            said = ngettext(
                "%(count)d has no e-mail: remind by letter.", "%(count)d have no e-mail: remind by letter.",
                run.unreachable,
            )  # fmt: skip
            parts.append(said % {"count": run.unreachable})
        return " ".join(parts) or _("Nobody is to be reminded today.")


class ReminderView(FollowUpPageMixin, VerbFormView):
    """The page of one reminder that waits for approval: read, changed, sent or dropped."""

    form_class = ReminderTextForm
    template_name = "outcomes/follow_up/reminder.html"
    navigation_key = "outcomes.reminders"
    list_name = "outcomes_secretariat:reminder-list"
    list_label = gettext_lazy("Reminders")
    is_written_anew = False

    heading = gettext_lazy("Reminder to %(addressee)s")

    def get_object(self) -> FollowUpReminder:
        rows = FollowUpReminder.objects.of(self.conference).to_approve()
        rows = rows.select_related("addressee__conference", "addressee__focal_point__contact", "person")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def message_values(self) -> dict[str, Any]:
        return {"addressee": self.object.addressee}

    def get_initial(self) -> dict[str, Any]:
        return {"subject": self.object.subject, "body": self.object.body}

    def perform(self, form: ReminderTextForm) -> str:
        by, action = self.request.user, self.request.POST.get("action")
        if action == "drop":
            drop_reminder(self.object, by=by)
            return _("It is not sent.")
        change_reminder(self.object, by=by, **form.cleaned_data)
        if action != "approve":
            return _("The words are kept; it still waits for approval.")
        try:
            approve_reminder(self.object, by=by)
        except ReminderRewritten as error:
            # The page of the reminder shows the new text.
            messages.warning(self.request, error.message)
            self.is_written_anew = True
            return ""
        except (Refused, ValidationError):
            self.object.refresh_from_db()
            raise
        return _("The reminder is on its way.")

    def get_success_url(self) -> str:
        return self.request.path if self.is_written_anew else super().get_success_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.object
        return super().get_context_data(
            facts=[
                (_("To"), f"{row.person or row.addressee} <{mailbox_of(row.addressee)}>"),
                (_("Level"), row.person.get_level_display() if row.person else ""),
                (pgettext("a subject", "About"), row.get_kind_display()),
                (_("Due"), row.due_on),
            ],
            **kwargs,
        )
