"""Drafting: the same pages in the secretariat and on people's own pages, and what only the secretariat has."""

from outcomes.desk.web.views import details, text
from outcomes.drafting.web.group_base import in_both_areas, portal_path, secretariat_path
from outcomes.drafting.web.views import discussion, group, splitting, text_import
from outcomes.imports.web import views as table_import
from outcomes.screens.web import views as screen

_one = "recommendations/<uuid:pk>/"
_both = [
    in_both_areas(f"{_one}discussion/", discussion.DiscussionView, "discussion"),
    in_both_areas(f"{_one}comments/<uuid:comment>/<slug:act>/", discussion.CommentActView, "comment"),
    in_both_areas(f"{_one}brackets/", discussion.BracketView, "bracket"),
    in_both_areas(f"{_one}text/<language:language>/", text.TextView, "text"),
    in_both_areas(f"{_one}text/<language:language>/status/", discussion.TextStatusView, "text-status"),
    in_both_areas(f"{_one}versions/", text.CompareView, "compare"),
    in_both_areas(f"{_one}details/", details.DetailsView, "details"),
    in_both_areas(f"{_one}split/", splitting.SplitView, "split"),
    in_both_areas(f"{_one}act/<slug:act>/", group.RoomActView, "act"),
]
_rooms = [
    ("", group.RoomView, "room"),
    ("new/", group.RoomDraftView, "room-new"),
    ("import/", text_import.RoomImportView, "room-import"),
    ("screen/", screen.RoomScreenView, "room-screen"),
]

secretariat_urlpatterns = [
    *(secretariat for secretariat, _portal in _both),
    # The secretariat has a page about the group itself, the form of the agenda.
    *(secretariat_path(f"groups/<str:code>/room/{route}", view, name) for route, view, name in _rooms),
    secretariat_path("recommendations/import-texts/", text_import.TextImportView, "text-import"),
    secretariat_path("recommendations/import/", table_import.TableImportView, "table-import"),
    secretariat_path(
        "recommendations/import/<uuid:key>/", table_import.TableColumnsView, "table-import-columns"
    ),
    secretariat_path("recommendations/export/", table_import.TableExportView, "table-export"),
    secretariat_path("plenary/screen/", screen.PlenaryScreenView, "plenary-screen"),
]
portal_urlpatterns = [
    *(portal for _secretariat, portal in _both),
    *(portal_path(f"groups/<str:code>/{route}", view, name) for route, view, name in _rooms),
]
