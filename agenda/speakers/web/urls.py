"""Addresses of a speaker's page, and of the hours of people."""

from django.urls import path

from agenda.speakers.web.views import availability, speaker

secretariat = [
    path("agenda/people/<uuid:pk>/hours/", availability.PersonHoursView.as_view(), name="person-hours")
]

portal = [
    path("speaker/link/<str:token>/", speaker.SpeakerLinkView.as_view(), name="speaker-link"),
    path("speaker/<uuid:pk>/", speaker.SpeakerView.as_view(), name="speaker"),
    path("speaker/<uuid:pk>/roles/<uuid:role>/", speaker.AnswerView.as_view(), name="speaker-answer"),
    path("speaker/<uuid:pk>/details/", speaker.SpeakerDetailsView.as_view(), name="speaker-details"),
    path("speaker/<uuid:pk>/hours/", speaker.SpeakerHoursView.as_view(), name="speaker-hours"),
    path(
        "speaker/<uuid:pk>/sessions/<uuid:session>/",
        speaker.PresentationHandInView.as_view(),
        name="speaker-hand-in",
    ),
    path(
        "speaker/<uuid:pk>/materials/<uuid:material>/",
        speaker.OwnMaterialView.as_view(),
        name="speaker-material",
    ),
    path(
        "speaker/<uuid:pk>/materials/<uuid:material>/take-back/",
        speaker.PresentationWithdrawView.as_view(),
        name="speaker-take-back",
    ),
]
