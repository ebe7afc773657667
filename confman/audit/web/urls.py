"""A user's own sessions and sign-ins, under /accounts/sessions/."""

from django.urls import path

from confman.audit.web import views

app_name = "accounts_sessions"
urlpatterns = [
    path("", views.SignInListView.as_view(), name="list"),
    path("end/", views.OthersEndView.as_view(), name="end-others"),
    path("<uuid:number>/end/", views.SessionEndView.as_view(), name="end"),
]
