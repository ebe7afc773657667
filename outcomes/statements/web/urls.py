"""The addresses of statements."""

from django.urls import path

from outcomes.statements.web.views import own, readers

secretariat = [
    path("statements/", readers.StatementListView.as_view(), name="statement-list"),
    path("statements/<uuid:pk>/new/", readers.StatementAddView.as_view(), name="statement-add"),
    path("statements/files/<uuid:statement>/", readers.StatementFileView.as_view(), name="statement-file"),
]
onsite = [
    path("statements/<str:token>/", readers.BoothView.as_view(), name="statements"),
    path("statements/<str:token>/part/", readers.BoothPartView.as_view(), name="statements-part"),
    path("statements/<str:token>/<uuid:statement>/", readers.BoothFileView.as_view(), name="statement-file"),
]
public = [
    path("statements/", readers.StatementsPage.as_view(), name="statement-list"),
    path("statements/<uuid:statement>/", readers.PublicStatementView.as_view(), name="statement-file"),
]
delegation = [
    path("<uuid:pk>/statements/", own.DelegationStatementsView.as_view(), name="statements"),
    path("<uuid:pk>/statements/<uuid:place>/", own.DelegationHandInView.as_view(), name="statement-hand-in"),
    path(
        "<uuid:pk>/statements/<uuid:statement>/take-back/",
        own.DelegationTakeBackView.as_view(),
        name="statement-take-back",
    ),
]
portal = [
    path("registrations/<uuid:pk>/statements/", own.OwnStatementsView.as_view(), name="own-statements"),
    path(
        "registrations/<uuid:pk>/statements/<uuid:place>/",
        own.OwnHandInView.as_view(),
        name="own-statement-hand-in",
    ),
    path(
        "registrations/<uuid:pk>/statements/<uuid:statement>/take-back/",
        own.OwnTakeBackView.as_view(),
        name="own-statement-take-back",
    ),
]
