"""Addresses of the working agenda in the secretariat."""

from django.urls import path

from agenda.desk.web.views import bulk_actions, editor, running_late, session

secretariat = [
    path("agenda/", session.SessionListView.as_view(), name="session-list"),
    path("agenda/add/", session.SessionFormView.as_view(), name="session-add"),
    path("agenda/sessions/<uuid:pk>/", session.SessionFormView.as_view(), name="session-change"),
    path("agenda/sessions/<uuid:pk>/delete/", session.SessionDeleteView.as_view(), name="session-delete"),
    path("agenda/sessions/<uuid:pk>/move/", editor.SessionMoveView.as_view(), name="session-move"),
    path("agenda/editor/", editor.EditorView.as_view(), name="editor"),
    path("agenda/editor/state/", editor.EditorStateView.as_view(), name="editor-state"),
    path("agenda/editor/undo/", editor.StepUndoView.as_view(), name="editor-undo"),
    path("agenda/editor/redo/", editor.RedoView.as_view(), name="editor-redo"),
    path("agenda/editor/pass-over/", editor.PassOverView.as_view(), name="editor-pass-over"),
    path("agenda/editor/sessions/<uuid:pk>/move/", editor.EditorMoveView.as_view(), name="editor-move"),
    path(
        "agenda/editor/sessions/<uuid:pk>/unschedule/",
        editor.EditorUnscheduleView.as_view(),
        name="editor-unschedule",
    ),
    path("agenda/roles/", session.RoleListView.as_view(), name="role-list"),
    path("agenda/bulk/", bulk_actions.SessionBulkView.as_view(), name="bulk"),
    path("agenda/late/", running_late.RunningLateView.as_view(), name="running-late"),
]
