"""Addresses of one's own account, under /accounts/ beside allauth's."""

from django.urls import path

from confman.accounts.web import views

app_name = "accounts"
urlpatterns = [
    path("me/", views.AccountView.as_view(), name="account"),
    path("sso/", views.SingleSignOnView.as_view(), name="sso"),
    path("sso/callback/", views.SingleSignOnCallbackView.as_view(), name="sso-callback"),
]
