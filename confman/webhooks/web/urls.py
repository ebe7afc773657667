"""Addresses of webhooks."""

from django.urls import path

from confman.webhooks.web import views

app_name = "webhooks_secretariat"
urlpatterns = [
    *views.webhooks.urls(""),
    path("<uuid:pk>/secret/", views.SecretView.as_view(), name="webhook-secret"),
    path("<uuid:pk>/test/", views.WebhookTestView.as_view(), name="webhook-test"),
    path("<uuid:pk>/switch/", views.SwitchView.as_view(), name="webhook-switch"),
    path("deliveries/<uuid:key>/", views.DeliveryView.as_view(), name="delivery"),
    path("deliveries/<uuid:key>/again/", views.SendAgainView.as_view(), name="delivery-again"),
]
