"""Addresses of the run of show, annotations, and who is missing."""

from django.urls import path

from agenda.run_of_show.web import views

secretariat = [
    path("agenda/run-of-show/", views.RunOfShowView.as_view(), name="run-of-show"),
    path("agenda/run-of-show/live/", views.RoomsLiveView.as_view(), name="live"),
    path("agenda/run-of-show/sessions/<uuid:pk>/", views.CueFormView.as_view(), name="cue-change"),
    path("agenda/run-of-show/cues/<uuid:pk>/begin/", views.CueBeginView.as_view(), name="cue-begin"),
    path("agenda/run-of-show/cues/<uuid:pk>/delay/", views.CueDelayView.as_view(), name="cue-delay"),
    path("agenda/annotations/", views.AnnotationListView.as_view(), name="annotation-list"),
    path("agenda/annotations/<uuid:pk>/", views.AnnotationFormView.as_view(), name="annotation-change"),
    path("agenda/run-of-show/people/", views.PresenceView.as_view(), name="presence"),
]
