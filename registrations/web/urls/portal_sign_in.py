"""Signing in by a code in a mail, under /<slug>/me/."""

from django.urls import path

from registrations.portal.web.views import sign_in as views

urlpatterns = [
    path("sign-in/", views.MailboxView.as_view(), name="sign-in"),
    path("sign-in/code/", views.CodeView.as_view(), name="code"),
    path("forget/", views.ForgetView.as_view(), name="forget"),
]
