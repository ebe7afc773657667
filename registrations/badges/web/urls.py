"""Addresses of printing, designs and the print log of badges, and of single cards."""

from django.urls import path, re_path
from django.urls.converters import UUIDConverter

from registrations.badges.documents.single_badges import CARD_KINDS
from registrations.badges.domain.layout import SHEETS
from registrations.badges.web.views import badges, designs

secretariat = [
    path("registrations/<uuid:pk>/badge.pdf", badges.BadgeView.as_view(), name="badge"),
    path("registrations/<uuid:pk>/reprint/", badges.ReprintView.as_view(), name="badge-reprint"),
    re_path(
        rf"^registrations/(?P<pk>{UUIDConverter.regex})/(?P<kind>{'|'.join(CARD_KINDS)})\.pdf$",
        badges.CardView.as_view(),
        name="card",
    ),
    path("badges/", badges.BadgeListView.as_view(), name="badge-list"),
    path("badges/print/", badges.BadgePrintView.as_view(), name="badge-print"),
    path("badges/log/", badges.PrintLogView.as_view(), name="badge-log"),
    path("badges/log/export/", badges.PrintLogExportView.as_view(), name="badge-log-export"),
    path("badges/designs/", designs.DesignListView.as_view(), name="badge-design-list"),
    path("badges/designs/add/", designs.DesignAddView.as_view(), name="badge-design-add"),
    re_path(
        rf"^badges/designs/ready/(?P<sheet>{'|'.join(SHEETS)})\.png$",
        designs.ReadyPictureView.as_view(),
        name="badge-ready-picture",
    ),
    path("badges/designs/<uuid:pk>/", designs.DesignView.as_view(), name="badge-design"),
    path(
        "badges/designs/<uuid:pk>/preview/", designs.DesignPreviewView.as_view(), name="badge-design-preview"
    ),
    path(
        "badges/designs/<uuid:pk>/picture.png",
        designs.DesignPictureView.as_view(),
        name="badge-design-picture",
    ),
    path("badges/designs/<uuid:pk>/copy/", designs.DesignCopyView.as_view(), name="badge-design-copy"),
    path("badges/designs/<uuid:pk>/usual/", designs.DesignUsualView.as_view(), name="badge-design-usual"),
    path("badges/designs/<uuid:pk>/delete/", designs.DesignDeleteView.as_view(), name="badge-design-delete"),
]
