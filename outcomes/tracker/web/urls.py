"""Addresses that everyone may read: the published recommendations, their files, the tracker."""

from django.urls import path

from outcomes.tracker.web import views

_formats = {
    "pdf": "pdf", "docx": "docx", "html": "html", "akn": "xml", "xlsx": "xlsx", "csv": "csv", "json": "json",
}  # fmt: skip

public = [
    path("recommendations/", views.PublishedListView.as_view(), name="recommendation-list"),
    path("recommendations/<int:number>/", views.PublishedView.as_view(), name="recommendation-number"),
    path("recommendations/<uuid:pk>/", views.PublishedView.as_view(), name="recommendation"),
    path("follow-up/", views.TrackerView.as_view(), name="tracker"),
    path("follow-up/evidence/<uuid:pk>/", views.TrackerEvidenceView.as_view(), name="tracker-evidence"),
    *(
        path(
            f"recommendations/recommendations.{extension}",
            views.PublishedRecommendationsFile.as_view(format=format),
            name=format,
        )
        for format, extension in _formats.items()
    ),
    path("recommendations/feed.atom", views.RecommendationsFeed.as_view(), name="feed"),
    path("recommendations/annexes/<uuid:annex>/", views.AnnexFile.as_view(), name="annex"),
    *(
        path(
            f"recommendations/issues/<uuid:issue>.{format}",
            views.IssueFile.as_view(format=format),
            name=f"issue-{format}",
        )
        for format in ("pdf", "docx")
    ),
]
