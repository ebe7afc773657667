"""The addresses of the register."""

from django.urls import path

from agenda.programme.web.views.files import MaterialFile
from outcomes.register.web.views import public as pages
from outcomes.register.web.views import register, texts
from registrations.portal.web.views.documents import SessionMaterialView

_one = "register/<uuid:pk>/"
_own = "registrations/<uuid:pk>/register/"

secretariat = [
    *register.documents.urls("register/"),
    path(f"{_one}check/", register.DocumentCheckView.as_view(), name="registered-document-check"),
    path(f"{_one}issue/", register.DocumentIssueView.as_view(), name="registered-document-issue"),
    path(f"{_one}return/", register.DocumentReturnView.as_view(), name="registered-document-return"),
    path(f"{_one}withdraw/", register.DocumentWithdrawView.as_view(), name="registered-document-withdraw"),
    path(f"{_one}language/", register.DocumentLanguageView.as_view(), name="registered-document-language"),
    path(f"{_one}files/<uuid:file>/", register.RegisterFileView.as_view(), name="registered-document-file"),
    path(
        f"{_one}files/<uuid:file>/issue/",
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
    path("documents/files/<uuid:file>/", pages.RegisteredFileView.as_view(), name="document-file"),
    path("documents/presentations/<uuid:material>/", MaterialFile.as_view(), name="presentation-document"),
]

portal = [
    path(_own, pages.OwnDocumentsView.as_view(), name="own-documents"),
    path(f"{_own}mail/", pages.DocumentMailView.as_view(), name="document-mail"),
    path("documents/mail/<str:token>/", pages.StopDocumentMailView.as_view(), name="document-mail-stop"),
    # Above the pages that it serves, which are of one registration.
    path("registrations/documents-worker.js", pages.OwnDocumentsWorker.as_view(), name="own-document-worker"),
    path(f"{_own}<uuid:file>/", pages.OwnDocumentFileView.as_view(), name="own-document-file"),
    path(
        f"{_own}presentations/<uuid:material>/",
        SessionMaterialView.as_view(),
        name="own-presentation-document",
    ),
]

delegation = [
    path("<uuid:pk>/documents/", pages.DelegationDocumentsView.as_view(), name="documents"),
    path("<uuid:pk>/documents/<uuid:file>/", pages.DelegationFileView.as_view(), name="document-file"),
    path("<uuid:pk>/documents/new/", pages.DocumentHandInView.as_view(), name="document-hand-in"),
]
