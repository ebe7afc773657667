"""The address of the page after signing in, beside the addresses of accounts."""

from django.urls import path

from confman.people.web import my_page

app_name = "people_site"
urlpatterns = [path("conferences/", my_page.OwnConferencesView.as_view(), name="own-conferences")]
