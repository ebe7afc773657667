"""The addresses of the register."""

from django.urls import path

from outcomes.register.web import views as register

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
    *register.series.urls("register/series/"),
    path("register/series/usual/", register.UsualSeriesView.as_view(), name="document-series-usual"),
]
