"""Addresses of participants: whether they get news."""

from django.urls import path

from confman.mailings.web.views import news

app_name = "mailings_portal"
urlpatterns = [path("news/<str:token>/", news.NewsView.as_view(), name="news")]
