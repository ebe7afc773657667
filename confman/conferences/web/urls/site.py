"""Addresses above the conferences, and those of a conference that have no language."""

from django.urls import path

from confman.conferences.web.views import account, organizations, site

app_name = "conferences_site"
urlpatterns = [
    path("", site.ConferenceListView.as_view(), name="conference-list"),
    path("accounts/me/delete/", account.AccountDeleteView.as_view(), name="account-delete"),
    path("new/", site.NewConferenceView.as_view(), name="new"),
    path("organizations/new/", organizations.OrganizationCreateView.as_view(), name="organization-found"),
    path(
        "organizations/<slug:organization_slug>/",
        organizations.OrganizationView.as_view(),
        name="organization",
    ),
    path(
        "organizations/<slug:organization_slug>/change/",
        organizations.OrganizationChangeView.as_view(),
        name="organization-change",
    ),
    path(
        "organizations/<slug:organization_slug>/take-in/",
        organizations.TakeInView.as_view(),
        name="organization-take-in",
    ),
    path(
        "organizations/<slug:organization_slug>/members/<uuid:pk>/",
        organizations.MemberChangeView.as_view(),
        name="organization-member",
    ),
    path(
        "organizations/<slug:organization_slug>/members/<uuid:pk>/remove/",
        organizations.MemberLeaveView.as_view(),
        name="organization-leave",
    ),
    path("robots.txt", site.RobotsView.as_view(), name="robots"),
    path("<slug:slug>/sitemap.xml", site.SitemapView.as_view(), name="sitemap"),
    path("<slug:slug>/", site.BestLanguageView.as_view(), name="best-language"),
    path("<slug:slug>/theme.css", site.StylesheetView.as_view(), name="stylesheet"),
    path("<slug:slug>/logo", site.ConferencePictureView.as_view(field="logo"), name="logo"),
    path("<slug:slug>/cover", site.ConferencePictureView.as_view(field="cover"), name="cover"),
    path(
        "<slug:slug>/cover/small",
        site.ConferencePictureView.as_view(field="cover", longest_side=800),
        name="cover-small",
    ),
    path(
        "<slug:slug>/cover/large",
        site.ConferencePictureView.as_view(field="cover", longest_side=1600),
        name="cover-large",
    ),
    path(
        "<slug:slug>/map",
        site.ConferencePictureView.as_view(field="map_image", longest_side=1200),
        name="map",
    ),
    path("<slug:slug>/pictures/<uuid:pk>", site.PagePictureView.as_view(), name="page-picture"),
    path(
        "<slug:slug>/pictures/<uuid:pk>/small",
        site.PagePictureView.as_view(longest_side=480),
        name="page-picture-small",
    ),
    path("<slug:slug>/partners/<uuid:pk>/logo", site.PartnerLogoView.as_view(), name="partner-logo"),
]
