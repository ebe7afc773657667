"""Addresses to which personal links of every kind lead first, under /<slug>/me/."""

from django.urls import path

from confman.people.web import links, session_end

app_name = "people_portal"
urlpatterns = [
    path("opened/", links.OpenedView.as_view(), name="opened"),
    path("end/", session_end.EndEverywhereView.as_view(), name="end"),
    path("end/<uuid:number>/", session_end.EndInBrowserView.as_view(), name="end-in-browser"),
]
