"""My page, the ways to it, and what personal links of every kind open first, under /<slug>/me/."""

from django.urls import path

from confman.people.web import my_page, personal, session_end, sign_in

app_name = "people_portal"
urlpatterns = [
    path("", my_page.MyPageView.as_view(), name="index"),
    path("language/", my_page.PageLanguageView.as_view(), name="language"),
    path("sign-in/", sign_in.MailboxView.as_view(), name="sign-in"),
    path("sign-in/code/", sign_in.CodeView.as_view(), name="code"),
    path("forget/", my_page.ForgetView.as_view(), name="forget"),
    path("opened/", personal.OpenedView.as_view(), name="opened"),
    path("end/", session_end.EndEverywhereView.as_view(), name="end"),
    path("end/<uuid:number>/", session_end.EndInBrowserView.as_view(), name="end-in-browser"),
]
