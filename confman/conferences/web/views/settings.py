"""Settings: the conference's facts, status, registration, practice data and history."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.accounts.models import User
from confman.audit.labels import with_names, with_words_for
from confman.audit.models import AuditEntry
from confman.conferences.domain.changes import change_conference, change_registration_mode, change_status
from confman.conferences.domain.clone.conference import cloned, why_not_undone
from confman.conferences.domain.practice import clear_practice_data, practice_counts
from confman.conferences.models import Conference
from confman.conferences.web.base import SecretariatView
from confman.conferences.web.conference_forms import (
    ConferenceSettingsForm,
    ConferenceStatusForm,
    HistoryFilterForm,
    RegistrationModeForm,
)
from confman.conferences.web.sections import SectionFormView
from confman.conferences.web.verb_views import ConfirmView, VerbFormView, history_of

ENTRIES_A_PAGE = 50


def prepared_from(conference: Conference, user: User) -> dict[str, Any]:
    """Return what the page says of a conference that this user has prepared, and may delete again."""
    entry = cloned(conference)
    if entry is None or why_not_undone(conference, by=user):
        return {}
    return {"cloned": entry, "cloned_from": Conference.objects.filter(slug=entry.details["source"]).first()}


class SettingsMixin:
    permission = "conferences.change_conference"
    navigation_key = "conferences.conference"


class ConferenceSettingsView(SettingsMixin, SectionFormView):
    """The conference's facts, with links to status, registration and practice data."""

    form_class = ConferenceSettingsForm
    template_name = "conferences/settings.html"
    heading = gettext_lazy("Conference")
    # Appearance and home page, which are set once.
    folded = (3, 5)
    aids = ("new_series",)

    def get_form_kwargs(self) -> dict[str, Any]:
        # A copy of its own: while the form has errors, the page around it shows the stored conference.
        instance = Conference.objects.get(pk=self.conference.pk)
        return {**super().get_form_kwargs(), "instance": instance, "user": self.request.user}

    def perform(self, form: ConferenceSettingsForm) -> str:
        names = (*form.Meta.fields, "new_series", "languages")
        cleaned = {name: form.cleaned_data[name] for name in names if name in form.cleaned_data}
        self.conference = form.instance
        change_conference(form.instance, by=self.acting_user, **cleaned)
        return _("The conference was changed.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context.setdefault("status_form", ConferenceStatusForm(conference=self.conference))
        context.setdefault("registration_form", RegistrationModeForm(conference=self.conference))
        context["practice"] = practice_counts(self.conference)
        context["may_clone"] = self.may("conferences.clone_conference")
        context |= prepared_from(self.conference, self.acting_user)
        context["entries"] = history_of(self.conference, limit=10)
        return context


class StatusView(SettingsMixin, VerbFormView):
    """Gives the conference another status."""

    is_done_when_archived = True
    form_class = ConferenceStatusForm
    heading = gettext_lazy("Status")
    verb = change_status
    success_message = gettext_lazy("The status is now “%(status)s”.")

    def message_values(self) -> dict[str, Any]:
        return {"status": self.conference.get_status_display()}


class RegistrationModeView(SettingsMixin, VerbFormView):
    """Closes registration, puts it into practice mode, or opens it."""

    form_class = RegistrationModeForm
    heading = gettext_lazy("Registration")

    def perform(self, form: RegistrationModeForm) -> str:
        change_registration_mode(self.conference, form.cleaned_data["registration_mode"], by=self.acting_user)
        if practice_counts(self.conference) and not self.conference.is_practice:
            messages.warning(
                self.request, _("There are practice data left. They can be cleared below, with one button.")
            )
        return _("Registration was switched.")


class PracticeView(SettingsMixin, ConfirmView):
    """Deletes everything that was created in practice mode, and nothing else."""

    template_name = "conferences/practice.html"
    guide = "set-up#trying-it-out-practice-mode"
    question = gettext_lazy("Clear the practice data?")
    consequence = gettext_lazy(
        "Entries made while registration was in practice mode are deleted for good; nothing else is affected."
    )
    action = gettext_lazy("Clear the practice data")
    danger = True
    verb = clear_practice_data
    success_message = gettext_lazy("The practice data were cleared.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(practice=practice_counts(self.conference), **kwargs)


class HistoryView(SecretariatView):
    """Everything that was done in this conference, newest first."""

    permission = "conferences.view_history"
    template_name = "conferences/history.html"
    navigation_key = "conferences.history"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = HistoryFilterForm(self.request.GET, entries=AuditEntry.objects.of(self.conference))
        page = Paginator(form.filtered(), ENTRIES_A_PAGE).get_page(self.request.GET.get("page"))
        entries = with_words_for(
            self.request.user, self.conference, page.object_list, self.conference.languages
        )
        return super().get_context_data(page=page, entries=with_names(entries), form=form, **kwargs)
