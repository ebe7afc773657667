"""The public site of a conference, under /<slug>/<language>/."""

from django.urls import path

from confman.conferences.models import Page
from confman.conferences.web.views import public

app_name = "conferences_public"
urlpatterns = [
    path("", public.HomeView.as_view(), name="home"),
    path("pages/", public.PublicPagesView.as_view(), name="page-list"),
    path("pages/<slug:page_slug>/", public.PageView.as_view(kind=Page.Kind.PAGE), name="page"),
    path("news/", public.NewsListView.as_view(), name="news-list"),
    path("news/<slug:page_slug>/", public.PageView.as_view(kind=Page.Kind.NEWS), name="news"),
    path("contact/", public.SecretariatContactView.as_view(), name="contact"),
    path("contact/sent/", public.ContactSentView.as_view(), name="contact-sent"),
    path("privacy/", public.PrivacyNoticeView.as_view(), name="privacy"),
]
