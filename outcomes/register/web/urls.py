"""The addresses of the register."""

from django.urls import path

from outcomes.register.web.views import delegation as own
from outcomes.register.web.views import mail, register, texts
from outcomes.register.web.views import public as pages

secretariat = [
    *register.documents.urls("register/"),
    path("register/<uuid:pk>/check/", register.CheckView.as_view(), name="registered-document-check"),
    path("register/<uuid:pk>/issue/", register.IssueView.as_view(), name="registered-document-issue"),
    path("register/<uuid:pk>/return/", register.ReturnView.as_view(), name="registered-document-return"),
    path(
        "register/<uuid:pk>/withdraw/", register.WithdrawView.as_view(), name="registered-document-withdraw"
    ),
    path(
        "register/<uuid:pk>/language/", register.LanguageView.as_view(), name="registered-document-language"
    ),
    path(
        "register/<uuid:pk>/files/<uuid:file>/", register.FileView.as_view(), name="registered-document-file"
    ),
    path(
        "register/<uuid:pk>/files/<uuid:file>/issue/",
        register.IssueLanguageView.as_view(),
        name="registered-document-language-issue",
    ),
    path("recommendations/<uuid:pk>/issue-as-document/", texts.IssueTextView.as_view(), name="text-issue"),
    *register.series.urls("register/series/"),
    path("register/series/usual/", register.UsualSeriesView.as_view(), name="document-series-usual"),
]

public = [
    path("documents/", pages.DocumentsPage.as_view(), name="document-list"),
    path("documents/worker.js", pages.DocumentsWorker.as_view(), name="document-worker"),
    path("documents/feed.atom", pages.DocumentsFeed.as_view(), name="document-feed"),
    path("documents/series/<uuid:series>.atom", pages.DocumentsFeed.as_view(), name="series-feed"),
    path("documents/files/<uuid:file>/", pages.DocumentFileView.as_view(), name="document-file"),
]

portal = [
    path("registrations/<uuid:pk>/register/", pages.OwnDocumentsView.as_view(), name="own-documents"),
    path("registrations/<uuid:pk>/register/mail/", mail.DocumentMailView.as_view(), name="document-mail"),
    path("documents/mail/<str:token>/", mail.StopDocumentMailView.as_view(), name="document-mail-stop"),
    path(
        # Above the pages that it serves, which are of one registration.
        "registrations/documents-worker.js",
        pages.OwnDocumentsWorker.as_view(),
        name="own-document-worker",
    ),
    path(
        "registrations/<uuid:pk>/register/<uuid:file>/",
        pages.OwnDocumentFileView.as_view(),
        name="own-document-file",
    ),
]

delegation = [
    path("<uuid:pk>/documents/", own.DelegationDocumentsView.as_view(), name="documents"),
    path("<uuid:pk>/documents/new/", own.HandInView.as_view(), name="document-hand-in"),
]
