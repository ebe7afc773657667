"""Addresses of one's own account, under /accounts/ beside allauth's."""

from django.urls import path

from confman.accounts.web import single_sign_on, views

app_name = "accounts"
urlpatterns = [
    path("me/", views.AccountView.as_view(), name="account"),
    path("sso/", single_sign_on.SingleSignOnView.as_view(), name="sso"),
    path("sso/callback/", single_sign_on.SingleSignOnCallbackView.as_view(), name="sso-callback"),
]
