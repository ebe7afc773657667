"""The secretariat's pages about the conference itself, under /<slug>/secretariat/."""

from django.urls import path

from confman.conferences.web.views import (
    contact,
    dashboard,
    list_views,
    next_conference,
    parts,
    search,
    settings,
    team,
)

app_name = "conferences_secretariat"
urlpatterns = [
    path("", dashboard.DashboardView.as_view(), name="dashboard"),
    path("checklist/", dashboard.ChecklistView.as_view(), name="checklist"),
    *dashboard.tasks.urls("checklist/"),
    path("checklist/<uuid:pk>/tick/", dashboard.TaskTickView.as_view(), name="task-tick"),
    path("checklist/line/<str:key>/", dashboard.LineChangeView.as_view(), name="line-change"),
    path("counters/", dashboard.CountersView.as_view(), name="counters"),
    path("search/", search.SearchView.as_view(), name="search"),
    path("lists/<str:key>/views/", list_views.SavedViewListView.as_view(), name="saved-views"),
    path("lists/<str:key>/views/counts/", list_views.SavedViewCountView.as_view(), name="saved-view-counts"),
    path("lists/<str:key>/views/save/", list_views.SavedViewAddView.as_view(), name="saved-view-add"),
    path("lists/<str:key>/arrange/", list_views.ListArrangeView.as_view(), name="list-arrange"),
    path("views/<uuid:pk>/", list_views.SavedViewChangeView.as_view(), name="saved-view-change"),
    path("views/<uuid:pk>/delete/", list_views.SavedViewDeleteView.as_view(), name="saved-view-delete"),
    path("history/", settings.HistoryView.as_view(), name="history"),
    path("settings/", settings.ConferenceSettingsView.as_view(), name="settings"),
    path("settings/status/", settings.StatusView.as_view(), name="status"),
    path("settings/registration/", settings.RegistrationModeView.as_view(), name="registration-mode"),
    path("settings/practice/", settings.PracticeView.as_view(), name="practice"),
    path("settings/next/", next_conference.NextConferenceView.as_view(), name="next-conference"),
    path("settings/undo/", next_conference.NextConferenceUndoView.as_view(), name="undo-clone"),
    path("team/", team.TeamView.as_view(), name="team"),
    path("team/<uuid:pk>/role/", team.MemberRoleView.as_view(), name="member-role"),
    path("team/<uuid:pk>/remove/", team.MemberRemoveView.as_view(), name="member-remove"),
    *parts.themes.urls("themes/"),
    *parts.partners.urls("partners/"),
    *parts.pages.urls("pages/"),
    path("pages/preview/", parts.PagePreviewView.as_view(), name="page-preview"),
    path("pages/<uuid:pk>/move/", parts.PageMoveView.as_view(), name="page-move"),
    path("pages/<uuid:pk>/publish/", parts.PagePublishView.as_view(), name="page-publish"),
    path("messages/", contact.MessageListView.as_view(), name="message-list"),
    path("messages/<uuid:pk>/", contact.ContactMessageView.as_view(), name="message"),
    path("messages/<uuid:pk>/delete/", contact.MessageDeleteView.as_view(), name="message-delete"),
]
