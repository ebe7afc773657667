"""Addresses of the published agenda."""

from django.urls import path

from agenda.programme.web.views import files
from agenda.programme.web.views import public as pages

public = [
    path("agenda/", pages.AgendaPage.as_view(), name="agenda"),
    path("agenda/calendar.ics", files.CalendarFile.as_view(), name="calendar"),
    path("agenda/days/<slug:day>.ics", files.DayCalendarFile.as_view(), name="day-calendar"),
    path("agenda/rooms/<uuid:room>.ics", files.RoomCalendarFile.as_view(), name="room-calendar"),
    path("agenda/themes/<uuid:theme>.ics", files.ThemeCalendarFile.as_view(), name="theme-calendar"),
    path("agenda/changes.atom", files.ChangesFeed.as_view(), name="changes"),
    path("agenda/worker.js", pages.AgendaWorker.as_view(), name="worker"),
    path("agenda/now/", pages.NowPage.as_view(), name="now"),
    path("agenda/widget/", pages.WidgetPage.as_view(), name="widget"),
    path("agenda/widget.js", pages.WidgetScript.as_view(), name="widget-script"),
    path("agenda/materials/<uuid:material>/", files.MaterialFile.as_view(), name="material"),
    path("agenda/schedule.xml", files.DataFile.as_view(format="frab-xml"), name="schedule-xml"),
    path("agenda/schedule.json", files.DataFile.as_view(format="frab-json"), name="schedule-json"),
    path("agenda/agenda.csv", files.DataFile.as_view(format="csv"), name="csv"),
    path("agenda/agenda.xlsx", files.DataFile.as_view(format="xlsx"), name="xlsx"),
    path("agenda/agenda.pdf", files.AgendaDocumentFile.as_view(format="pdf"), name="pdf"),
    path("agenda/agenda.docx", files.AgendaDocumentFile.as_view(format="docx"), name="docx"),
    path("agenda/<uuid:session>/", pages.SessionPage.as_view(), name="session"),
    path("agenda/<uuid:session>.ics", files.SessionCalendarFile.as_view(), name="session-calendar"),
    path("speakers/", pages.SpeakerListPage.as_view(), name="speaker-list"),
    path("speakers/<uuid:person>.ics", files.SpeakerCalendarFile.as_view(), name="speaker-calendar"),
    path("speakers/<uuid:person>/portrait/", files.PortraitFile.as_view(), name="speaker-portrait"),
    path("speakers/<uuid:person>/", pages.SpeakerPage.as_view(), name="speaker"),
]
