"""The addresses of statements."""

from django.urls import path

from outcomes.statements.web import views

secretariat = [
    path("statements/", views.StatementListView.as_view(), name="statement-list"),
    path("statements/<uuid:pk>/new/", views.StatementAddView.as_view(), name="statement-add"),
    path(
        "statements/sessions/<uuid:pk>/address/",
        views.BoothAddressRenewView.as_view(),
        name="booth-address-renew",
    ),
    path("statements/files/<uuid:statement>/", views.StatementFileView.as_view(), name="statement-file"),
]
onsite = [
    path("statements/<str:token>/", views.BoothView.as_view(), name="statements"),
    path("statements/<str:token>/part/", views.BoothPartView.as_view(), name="statements-part"),
    path("statements/<str:token>/<uuid:statement>/", views.BoothFileView.as_view(), name="statement-file"),
]
public = [
    path("statements/", views.StatementsPage.as_view(), name="statement-list"),
    path("statements/<uuid:statement>/", views.PublicStatementView.as_view(), name="statement-file"),
    # Among the addresses of the documents, whose worker keeps it.
    path(
        "documents/statements/<uuid:statement>/",
        views.PublicStatementView.as_view(),
        name="statement-document",
    ),
]
delegation = [
    path("<uuid:pk>/statements/", views.DelegationStatementsView.as_view(), name="statements"),
    path(
        "<uuid:pk>/statements/<uuid:place>/", views.DelegationHandInView.as_view(), name="statement-hand-in"
    ),
    path(
        "<uuid:pk>/statements/<uuid:statement>/take-back/",
        views.DelegationTakeBackView.as_view(),
        name="statement-take-back",
    ),
]
portal = [
    path(
        "registrations/<uuid:pk>/register/statements/<uuid:statement>/",
        views.DeliveredStatementView.as_view(),
        name="own-statement-document",
    ),
    path("registrations/<uuid:pk>/statements/", views.OwnStatementsView.as_view(), name="own-statements"),
    path(
        "registrations/<uuid:pk>/statements/<uuid:place>/",
        views.OwnHandInView.as_view(),
        name="own-statement-hand-in",
    ),
    path(
        "registrations/<uuid:pk>/statements/<uuid:statement>/take-back/",
        views.OwnTakeBackView.as_view(),
        name="own-statement-take-back",
    ),
]
