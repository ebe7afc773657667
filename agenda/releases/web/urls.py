"""Addresses of releases and the mails about them."""

from django.urls import path

from agenda.releases.web.views import notices, releases

secretariat = [
    path("agenda/publish/", releases.AgendaPublishView.as_view(), name="publish"),
    path("agenda/releases/", releases.ReleaseListView.as_view(), name="release-list"),
    path("agenda/releases/export/<slug:format>/", releases.AgendaExportView.as_view(), name="export"),
    path("agenda/releases/compare/", releases.ReleaseCompareView.as_view(), name="release-compare"),
    path("agenda/releases/<uuid:pk>/", releases.ReleaseView.as_view(), name="release"),
    path("agenda/releases/<uuid:pk>/restore/", releases.ReleaseRestoreView.as_view(), name="release-restore"),
    path("agenda/releases/<uuid:pk>/mails/", notices.MailsView.as_view(), name="release-mails"),
    path(
        "agenda/releases/<uuid:pk>/mails/send/", notices.NoticesSendView.as_view(), name="release-mails-send"
    ),
    path(
        "agenda/releases/<uuid:pk>/mails/discard/",
        notices.NoticesDiscardView.as_view(),
        name="release-mails-discard",
    ),
    path("agenda/releases/<uuid:pk>/message/", notices.ReleaseMessageView.as_view(), name="release-message"),
    path(
        "agenda/releases/<uuid:pk>/mails/<uuid:notice_id>/", notices.NoticeView.as_view(), name="release-mail"
    ),
    path(
        "agenda/releases/<uuid:pk>/mails/<uuid:notice_id>/calendar.ics",
        notices.CalendarView.as_view(),
        name="release-mail-calendar",
    ),
]
