"""The address of the page after signing in, beside the addresses of accounts."""

from django.urls import path

from confman.people.web import own_conferences

app_name = "people_site"
urlpatterns = [path("conferences/", own_conferences.OwnConferencesView.as_view(), name="own-conferences")]
