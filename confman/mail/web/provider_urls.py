"""The address at which the provider of mail reports what happened to it."""

from django.urls import path

from confman.mail.web.provider import ProviderEventsView

app_name = "mail_provider"
urlpatterns = [path("events/", ProviderEventsView.as_view(), name="events")]
