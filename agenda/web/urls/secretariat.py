"""The secretariat's agenda, under /<slug>/secretariat/."""

from django.urls import path

from agenda.web.urls import bulk, importing, materials, running, screens
from agenda.web.views import (
    conflicts,
    editor,
    hours,
    interpretation,
    places,
    release_mails,
    releases,
    sessions,
    steps,
)

app_name = "agenda_secretariat"
urlpatterns = [
    path("agenda/", sessions.SessionListView.as_view(), name="session-list"),
    path("agenda/add/", sessions.SessionFormView.as_view(), name="session-add"),
    path("agenda/sessions/<uuid:pk>/", sessions.SessionFormView.as_view(), name="session-change"),
    path("agenda/sessions/<uuid:pk>/delete/", sessions.SessionDeleteView.as_view(), name="session-delete"),
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
    path("agenda/roles/", sessions.RoleListView.as_view(), name="role-list"),
    path("agenda/rooms/", places.RoomListView.as_view(), name="room-list"),
    path("agenda/rooms/add/", places.RoomFormView.as_view(), name="room-add"),
    path("agenda/rooms/<uuid:pk>/", places.RoomFormView.as_view(), name="room-change"),
    path("agenda/rooms/<uuid:pk>/delete/", places.RoomDeleteView.as_view(), name="room-delete"),
    path("agenda/groups/", places.GroupListView.as_view(), name="group-list"),
    path("agenda/groups/add/", places.GroupFormView.as_view(), name="group-add"),
    path("agenda/groups/<uuid:pk>/", places.GroupFormView.as_view(), name="group-change"),
    path("agenda/groups/<uuid:pk>/delete/", places.GroupDeleteView.as_view(), name="group-delete"),
    path("agenda/people/<uuid:pk>/hours/", hours.PersonHoursView.as_view(), name="person-hours"),
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
    path("agenda/releases/<uuid:pk>/mails/", release_mails.MailsView.as_view(), name="release-mails"),
    path(
        "agenda/releases/<uuid:pk>/mails/send/", release_mails.SendView.as_view(), name="release-mails-send"
    ),
    path(
        "agenda/releases/<uuid:pk>/mails/discard/",
        release_mails.DiscardView.as_view(),
        name="release-mails-discard",
    ),
    path("agenda/releases/<uuid:pk>/message/", release_mails.MailTextView.as_view(), name="release-message"),
    path(
        "agenda/releases/<uuid:pk>/mails/<uuid:notice_id>/",
        release_mails.MailView.as_view(),
        name="release-mail",
    ),
    path(
        "agenda/releases/<uuid:pk>/mails/<uuid:notice_id>/calendar.ics",
        release_mails.CalendarView.as_view(),
        name="release-mail-calendar",
    ),
]
