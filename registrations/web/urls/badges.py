"""Badges: printing, designs, the log."""

from django.urls import path, re_path

from registrations.documents.badge_layout import SHEETS
from registrations.web.views import badge_designs, badges

urlpatterns = [
    path("registrations/<uuid:pk>/badge.pdf", badges.BadgeView.as_view(), name="badge"),
    path("registrations/<uuid:pk>/reprint/", badges.ReprintView.as_view(), name="badge-reprint"),
    path("badges/", badges.BadgeListView.as_view(), name="badge-list"),
    path("badges/print/", badges.BadgePrintView.as_view(), name="badge-print"),
    path("badges/log/", badges.PrintLogView.as_view(), name="badge-log"),
    path("badges/log/export/", badges.PrintLogExportView.as_view(), name="badge-log-export"),
    path("badges/designs/", badge_designs.DesignListView.as_view(), name="badge-design-list"),
    path("badges/designs/add/", badge_designs.DesignAddView.as_view(), name="badge-design-add"),
    re_path(
        rf"^badges/designs/ready/(?P<sheet>{'|'.join(SHEETS)})\.png$",
        badge_designs.ReadyPictureView.as_view(),
        name="badge-ready-picture",
    ),
    path("badges/designs/<uuid:pk>/", badge_designs.DesignView.as_view(), name="badge-design"),
    path(
        "badges/designs/<uuid:pk>/preview/",
        badge_designs.DesignPreviewView.as_view(),
        name="badge-design-preview",
    ),
    path(
        "badges/designs/<uuid:pk>/picture.png",
        badge_designs.DesignPictureView.as_view(),
        name="badge-design-picture",
    ),
    path("badges/designs/<uuid:pk>/copy/", badge_designs.DesignCopyView.as_view(), name="badge-design-copy"),
    path(
        "badges/designs/<uuid:pk>/usual/", badge_designs.DesignUsualView.as_view(), name="badge-design-usual"
    ),
    path(
        "badges/designs/<uuid:pk>/delete/",
        badge_designs.DesignDeleteView.as_view(),
        name="badge-design-delete",
    ),
]
