"""The run of show and the annotations, in the secretariat's agenda."""

from django.urls import path

from agenda.web.views import annotations, running

urlpatterns = [
    path("agenda/run-of-show/", running.RunOfShowView.as_view(), name="run-of-show"),
    path("agenda/run-of-show/live/", running.LiveView.as_view(), name="live"),
    path("agenda/run-of-show/sessions/<uuid:pk>/", running.CueFormView.as_view(), name="cue-change"),
    path("agenda/run-of-show/cues/<uuid:pk>/begin/", running.CueBeginView.as_view(), name="cue-begin"),
    path("agenda/run-of-show/cues/<uuid:pk>/delay/", running.CueDelayView.as_view(), name="cue-delay"),
    path("agenda/annotations/", annotations.AnnotationListView.as_view(), name="annotation-list"),
    path("agenda/annotations/<uuid:pk>/", annotations.AnnotationFormView.as_view(), name="annotation-change"),
]
