"""Drafting: the same pages in the secretariat and on people's own pages."""

from outcomes.drafting.web.group_base import in_both_areas, portal_path, secretariat_path
from outcomes.drafting.web.views import discussion, group

_one = "recommendations/<uuid:pk>/"
_both = [
    in_both_areas(f"{_one}discussion/", discussion.DiscussionView, "discussion"),
    in_both_areas(f"{_one}comments/<uuid:comment>/<slug:action>/", discussion.CommentActionView, "comment"),
    in_both_areas(f"{_one}brackets/", discussion.BracketView, "bracket"),
    in_both_areas(f"{_one}text/<language:language>/status/", discussion.TextStatusView, "text-status"),
    in_both_areas(f"{_one}split/", group.SplitView, "split"),
    in_both_areas(f"{_one}action/<slug:action>/", group.RoomActionView, "action"),
]
_rooms = [
    ("", group.RoomView, "room"),
    ("new/", group.RoomDraftView, "room-new"),
    ("import/", group.RoomImportView, "room-import"),
]

secretariat = [
    *(secretariat for secretariat, _portal in _both),
    # The secretariat has a page about the group itself, the form of the agenda.
    *(secretariat_path(f"groups/<str:code>/room/{route}", view, name) for route, view, name in _rooms),
    secretariat_path("recommendations/import-texts/", group.TextImportView, "text-import"),
]
portal = [
    *(portal for _secretariat, portal in _both),
    *(portal_path(f"groups/<str:code>/{route}", view, name) for route, view, name in _rooms),
]
