"""Acts on many registrations, saved views of the review list, and the settings of registration."""

from django.urls import path

from registrations.desk.web.views import bulk_actions, saved_views
from registrations.statistics.web import views as figures

urlpatterns = [
    path("registrations/bulk/", bulk_actions.BulkView.as_view(), name="bulk"),
    path("registrations/bulk/<uuid:pk>/", bulk_actions.BulkRunView.as_view(), name="bulk-run"),
    path("registrations/views/", saved_views.SavedViewListView.as_view(), name="saved-views"),
    path("registrations/views/save/", saved_views.SavedViewAddView.as_view(), name="saved-view-add"),
    path(
        "registrations/views/<uuid:pk>/delete/",
        saved_views.SavedViewDeleteView.as_view(),
        name="saved-view-delete",
    ),
    path("registrations/settings/", saved_views.SettingsView.as_view(), name="settings"),
    path("registrations/figures/", figures.FiguresView.as_view(), name="figures"),
    path("registrations/targets/", figures.TargetsView.as_view(), name="targets"),
]
