"""Addresses of the project itself."""

from django.conf import settings
from django.urls import path

from confman.web.guide import GuideView
from confman.web.styleguide import StyleguideThemeView, StyleguideView
from confman.web.views import FaviconView, HealthView, MetricsView, ReadyView

urlpatterns = [
    path("healthz", HealthView.as_view(), name="healthz"),
    path("readyz", ReadyView.as_view(), name="readyz"),
    path("metrics", MetricsView.as_view(), name="metrics"),
    path("favicon.ico", FaviconView.as_view(), name="favicon"),
    path("guide/", GuideView.as_view(), name="guide"),
    path("guide/<path:page>/", GuideView.as_view(), name="guide-page"),
]
if not settings.PRODUCTION:
    urlpatterns += [
        path("styleguide/", StyleguideView.as_view(), name="styleguide"),
        path("styleguide/theme.css", StyleguideThemeView.as_view(), name="styleguide-theme"),
        path(
            "styleguide/secretariat/",
            StyleguideView.as_view(page="secretariat"),
            name="styleguide-secretariat",
        ),
        path("styleguide/me/", StyleguideView.as_view(page="portal"), name="styleguide-portal"),
        path(
            "styleguide/<language:language>/", StyleguideView.as_view(page="public"), name="styleguide-public"
        ),
    ]
