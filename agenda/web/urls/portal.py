"""What a reader and a speaker have of the agenda for themselves, under /<slug>/me/."""

from django.urls import path

from agenda.own_agenda.web import views as own
from agenda.speakers.web.views import speaker

app_name = "agenda_portal"
urlpatterns = [
    path("agenda/", own.OwnAgendaPage.as_view(), name="own"),
    path("agenda/stars/", own.StarsView.as_view(), name="stars"),
    path("agenda/calendar/", own.CalendarAddressView.as_view(), name="calendar-address"),
    path("speaker/link/<str:token>/", speaker.SpeakerLinkView.as_view(), name="speaker-link"),
    path("speaker/<uuid:pk>/", speaker.SpeakerView.as_view(), name="speaker"),
    path("speaker/<uuid:pk>/roles/<uuid:role>/", speaker.AnswerView.as_view(), name="speaker-answer"),
    path("speaker/<uuid:pk>/details/", speaker.SpeakerDetailsView.as_view(), name="speaker-details"),
    path("speaker/<uuid:pk>/hours/", speaker.SpeakerHoursView.as_view(), name="speaker-hours"),
    path("speaker/<uuid:pk>/sessions/<uuid:session>/", speaker.HandInView.as_view(), name="speaker-hand-in"),
    path(
        "speaker/<uuid:pk>/materials/<uuid:material>/",
        speaker.OwnMaterialView.as_view(),
        name="speaker-material",
    ),
    path(
        "speaker/<uuid:pk>/materials/<uuid:material>/take-back/",
        speaker.TakeBackView.as_view(),
        name="speaker-take-back",
    ),
]
