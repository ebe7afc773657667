"""Lists of speakers: the chair's pages, and the screens."""

from django.urls import path

from outcomes.speakers_lists.web import views as speakers

_one = "speakers/<uuid:pk>/"

secretariat = [
    path("speakers/", speakers.SpeakersView.as_view(), name="speakers"),
    path(
        "speakers/sessions/<uuid:pk>/", speakers.SpeakersOfSessionView.as_view(), name="speakers-of-session"
    ),
    path(_one, speakers.SpeakersListView.as_view(), name="speakers-list"),
    path(f"{_one}part/", speakers.SpeakersPartView.as_view(), name="speakers-part"),
    path(f"{_one}action/", speakers.SpeakersActionView.as_view(), name="speakers-action"),
    path(f"{_one}settings/", speakers.SpeakersSettingsView.as_view(), name="speakers-settings"),
    path(f"{_one}podium/", speakers.PodiumView.as_view(), name="speakers-podium"),
    path(f"{_one}podium/part/", speakers.PodiumPartView.as_view(), name="speakers-podium-part"),
]
onsite = [
    path("speakers/<str:token>/", speakers.SpeakersScreenView.as_view(), name="speakers-screen"),
    path(
        "speakers/<str:token>/part/", speakers.SpeakersScreenPartView.as_view(), name="speakers-screen-part"
    ),
]
