"""Addresses of the run of show, annotations, and who is missing."""

from django.urls import path

from agenda.run_of_show.web.views import annotations, run_of_show

secretariat = [
    path("agenda/run-of-show/", run_of_show.RunOfShowView.as_view(), name="run-of-show"),
    path("agenda/run-of-show/live/", run_of_show.RoomsLiveView.as_view(), name="live"),
    path("agenda/run-of-show/sessions/<uuid:pk>/", run_of_show.CueFormView.as_view(), name="cue-change"),
    path("agenda/run-of-show/cues/<uuid:pk>/begin/", run_of_show.CueBeginView.as_view(), name="cue-begin"),
    path("agenda/run-of-show/cues/<uuid:pk>/delay/", run_of_show.CueDelayView.as_view(), name="cue-delay"),
    path("agenda/annotations/", annotations.AnnotationListView.as_view(), name="annotation-list"),
    path("agenda/annotations/<uuid:pk>/", annotations.AnnotationFormView.as_view(), name="annotation-change"),
    path("agenda/run-of-show/people/", run_of_show.PresenceView.as_view(), name="presence"),
]
