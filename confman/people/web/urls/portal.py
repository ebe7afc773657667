"""Where personal links of every kind lead first, under /<slug>/me/."""

from django.urls import path

from confman.people.web import ending, links

app_name = "people_portal"
urlpatterns = [
    path("opened/", links.OpenedView.as_view(), name="opened"),
    path("end/", ending.EndEverywhereView.as_view(), name="end"),
    path("end/<uuid:number>/", ending.EndInBrowserView.as_view(), name="end-in-browser"),
]
