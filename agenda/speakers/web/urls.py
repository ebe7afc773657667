"""Addresses of a speaker's page, and of the hours of people."""

from django.urls import path

from agenda.speakers.web import views

secretariat = [path("agenda/people/<uuid:pk>/hours/", views.PersonHoursView.as_view(), name="person-hours")]

portal = [
    path("speaker/link/<str:token>/", views.SpeakerLinkView.as_view(), name="speaker-link"),
    path("speaker/<uuid:pk>/", views.SpeakerView.as_view(), name="speaker"),
    path("speaker/<uuid:pk>/roles/<uuid:role>/", views.AnswerView.as_view(), name="speaker-answer"),
    path("speaker/<uuid:pk>/details/", views.SpeakerDetailsView.as_view(), name="speaker-details"),
    path("speaker/<uuid:pk>/hours/", views.SpeakerHoursView.as_view(), name="speaker-hours"),
    path(
        "speaker/<uuid:pk>/sessions/<uuid:session>/",
        views.PresentationHandInView.as_view(),
        name="speaker-hand-in",
    ),
    path(
        "speaker/<uuid:pk>/materials/<uuid:material>/",
        views.OwnMaterialView.as_view(),
        name="speaker-material",
    ),
    path(
        "speaker/<uuid:pk>/materials/<uuid:material>/take-back/",
        views.PresentationWithdrawView.as_view(),
        name="speaker-take-back",
    ),
]
