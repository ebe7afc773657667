"""Saved views of the review list, and the settings of registration."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.accounts.sessions import user_of
from confman.conferences.web.base import SecretariatView
from confman.conferences.web.verb_views import ActView, VerbFormView, history_of
from registrations.core.domain.settings import settings_of
from registrations.core.web.base import RegistrationsMixin
from registrations.desk.domain.saved_views import delete_view, save_view
from registrations.desk.models import SavedView
from registrations.desk.web.forms.filters import RegistrationSettingsForm, SavedViewForm
from registrations.desk.web.views.registration_list import view_query
from registrations.lifecycle.domain.settings import change_settings


class SavedViewListView(RegistrationsMixin, SecretariatView):
    """The views that the user may open, including their own to delete."""

    template_name = "registrations/desk/saved_views.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = SavedView.objects.seen_by(self.request.user, self.conference).select_related("user")
        entries = [
            {
                "view": row,
                "url": f"{self.to('registration-list')}?{row.query}",
                "is_own": row.user_id == self.request.user.pk,
            }
            for row in rows
        ]
        return super().get_context_data(entries=entries, **kwargs)


class SavedViewAddView(RegistrationsMixin, VerbFormView):
    """Save the list the user comes from under a name; its filters are in this address."""

    form_class = SavedViewForm
    heading = gettext_lazy("Save this view")
    list_name = "registrations_secretariat:registration-list"
    list_label = gettext_lazy("Registrations")

    @property
    def query(self) -> str:
        return view_query(self.request.GET)

    def list_url(self) -> str:
        return f"{super().list_url()}?{self.query}"

    verb = save_view
    done = gettext_lazy("“%(name)s” is saved: it stands above the list.")

    def get_values(self, form: SavedViewForm) -> dict[str, Any]:
        return {**form.cleaned_data, "query": self.query}


class SavedViewDeleteView(RegistrationsMixin, ActView):
    """Delete a view of one's own. POST only."""

    list_name = "registrations_secretariat:saved-views"

    def act(self) -> str:
        rows = SavedView.objects.seen_by(user_of(self.request), self.conference)
        view = get_object_or_404(rows.select_related("conference"), pk=self.kwargs["pk"])
        said = _("“%(name)s” was deleted.") % {"name": view}
        delete_view(view, by=self.acting_user)
        return said


class SettingsView(RegistrationsMixin, VerbFormView):
    """The page of the settings for every registration of the conference."""

    permission = "registrations.edit_settings"
    navigation_key = "registrations.registrations"
    form_class = RegistrationSettingsForm
    heading = gettext_lazy("Settings of registration")
    list_name = "registrations_secretariat:settings"
    list_label = gettext_lazy("Settings of registration")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": settings_of(self.conference)}

    verb = change_settings
    done = gettext_lazy("The settings are saved.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        settings = settings_of(self.conference)
        return super().get_context_data(
            entries=[] if settings._state.adding else history_of(settings), **kwargs
        )
