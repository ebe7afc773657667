"""Acts on many registrations, saved views of the review list, and the settings of registration."""

from django.urls import path

from registrations.web.views import bulk, figures, review_views

urlpatterns = [
    path("registrations/bulk/", bulk.BulkView.as_view(), name="bulk"),
    path("registrations/bulk/<uuid:pk>/", bulk.BulkRunView.as_view(), name="bulk-run"),
    path("registrations/views/", review_views.SavedViewListView.as_view(), name="saved-views"),
    path("registrations/views/save/", review_views.SavedViewAddView.as_view(), name="saved-view-add"),
    path(
        "registrations/views/<uuid:pk>/delete/",
        review_views.SavedViewDeleteView.as_view(),
        name="saved-view-delete",
    ),
    path("registrations/settings/", review_views.SettingsView.as_view(), name="settings"),
    path("registrations/figures/", figures.FiguresView.as_view(), name="figures"),
    path("registrations/targets/", figures.TargetsView.as_view(), name="targets"),
]
