"""The secretariat's agenda, under /<slug>/secretariat/."""

from django.urls import path

from agenda.conflicts.web import views as conflicts
from agenda.desk.web.views import editor, session
from agenda.desk.web.views import undo as steps
from agenda.interpretation.web import views as interpretation
from agenda.releases.web.views import notices, releases
from agenda.rooms.web import views as places
from agenda.speakers.web.views import availability
from agenda.web.urls import bulk, importing, materials, running, screens

app_name = "agenda_secretariat"
urlpatterns = [
    path("agenda/", session.SessionListView.as_view(), name="session-list"),
    path("agenda/add/", session.SessionFormView.as_view(), name="session-add"),
    path("agenda/sessions/<uuid:pk>/", session.SessionFormView.as_view(), name="session-change"),
    path("agenda/sessions/<uuid:pk>/delete/", session.SessionDeleteView.as_view(), name="session-delete"),
    path("agenda/sessions/<uuid:pk>/move/", editor.SessionMoveView.as_view(), name="session-move"),
    path("agenda/editor/", editor.EditorView.as_view(), name="editor"),
    path("agenda/editor/state/", editor.EditorStateView.as_view(), name="editor-state"),
    path("agenda/editor/undo/", steps.UndoView.as_view(), name="editor-undo"),
    path("agenda/editor/redo/", steps.RedoView.as_view(), name="editor-redo"),
    path("agenda/editor/pass-over/", steps.PassOverView.as_view(), name="editor-pass-over"),
    path("agenda/editor/sessions/<uuid:pk>/move/", editor.EditorMoveView.as_view(), name="editor-move"),
    path(
        "agenda/editor/sessions/<uuid:pk>/unschedule/",
        editor.EditorUnscheduleView.as_view(),
        name="editor-unschedule",
    ),
    *bulk.urlpatterns,
    *importing.urlpatterns,
    *running.urlpatterns,
    *screens.urlpatterns,
    *materials.urlpatterns,
    path("agenda/roles/", session.RoleListView.as_view(), name="role-list"),
    path("agenda/rooms/", places.RoomListView.as_view(), name="room-list"),
    path("agenda/rooms/add/", places.RoomFormView.as_view(), name="room-add"),
    path("agenda/rooms/<uuid:pk>/", places.RoomFormView.as_view(), name="room-change"),
    path("agenda/rooms/<uuid:pk>/delete/", places.RoomDeleteView.as_view(), name="room-delete"),
    path("agenda/groups/", places.GroupListView.as_view(), name="group-list"),
    path("agenda/groups/add/", places.GroupFormView.as_view(), name="group-add"),
    path("agenda/groups/<uuid:pk>/", places.GroupFormView.as_view(), name="group-change"),
    path("agenda/groups/<uuid:pk>/delete/", places.GroupDeleteView.as_view(), name="group-delete"),
    path("agenda/people/<uuid:pk>/hours/", availability.PersonHoursView.as_view(), name="person-hours"),
    path("agenda/interpretation/", interpretation.InterpretationView.as_view(), name="interpretation"),
    path(
        "agenda/interpretation/<uuid:pk>/",
        interpretation.InterpretationFormView.as_view(),
        name="interpretation-change",
    ),
    path("agenda/conflicts/", conflicts.CheckView.as_view(), name="checks"),
    path("agenda/conflicts/severities/", conflicts.SeveritiesView.as_view(), name="severities"),
    path("agenda/publish/", releases.PublishView.as_view(), name="publish"),
    path("agenda/releases/", releases.ReleaseListView.as_view(), name="release-list"),
    path("agenda/releases/export/<slug:format>/", releases.ExportView.as_view(), name="export"),
    path("agenda/releases/compare/", releases.ReleaseCompareView.as_view(), name="release-compare"),
    path("agenda/releases/<uuid:pk>/", releases.ReleaseView.as_view(), name="release"),
    path("agenda/releases/<uuid:pk>/restore/", releases.ReleaseRestoreView.as_view(), name="release-restore"),
    path("agenda/releases/<uuid:pk>/mails/", notices.MailsView.as_view(), name="release-mails"),
    path("agenda/releases/<uuid:pk>/mails/send/", notices.SendView.as_view(), name="release-mails-send"),
    path(
        "agenda/releases/<uuid:pk>/mails/discard/",
        notices.DiscardView.as_view(),
        name="release-mails-discard",
    ),
    path("agenda/releases/<uuid:pk>/message/", notices.MailTextView.as_view(), name="release-message"),
    path(
        "agenda/releases/<uuid:pk>/mails/<uuid:notice_id>/",
        notices.MailView.as_view(),
        name="release-mail",
    ),
    path(
        "agenda/releases/<uuid:pk>/mails/<uuid:notice_id>/calendar.ics",
        notices.CalendarView.as_view(),
        name="release-mail-calendar",
    ),
]
