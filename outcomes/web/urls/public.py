from django.urls import path

from outcomes.tracker.web.views import public as views
from outcomes.tracker.web.views import public_files as files
from outcomes.web.urls import followup

app_name = "outcomes_public"
_formats = {
    "pdf": "pdf", "docx": "docx", "html": "html", "akn": "xml", "xlsx": "xlsx", "csv": "csv", "json": "json",
}  # fmt: skip

urlpatterns = [
    path("recommendations/", views.PublishedListView.as_view(), name="recommendation-list"),
    path("recommendations/<int:number>/", views.PublishedView.as_view(), name="recommendation-number"),
    path("recommendations/<uuid:pk>/", views.PublishedView.as_view(), name="recommendation"),
    *followup.public_urlpatterns,
    *(
        path(
            f"recommendations/recommendations.{extension}",
            files.PublishedFile.as_view(format=format),
            name=format,
        )
        for format, extension in _formats.items()
    ),
    path("recommendations/feed.atom", files.RecommendationsFeed.as_view(), name="feed"),
    path("recommendations/sitemap.xml", files.RecommendationsMap.as_view(), name="sitemap"),
    path("recommendations/annexes/<uuid:annex>/", files.AnnexFile.as_view(), name="annex"),
    *(
        path(
            f"recommendations/issues/<uuid:issue>.{format}",
            files.IssueFile.as_view(format=format),
            name=f"issue-{format}",
        )
        for format in ("pdf", "docx")
    ),
]
