from django.urls import path

from confman.documents.web import secretariat as views
from confman.documents.web.document_list import DocumentListView

app_name = "documents_secretariat"
urlpatterns = [
    path("documents/", DocumentListView.as_view(), name="document-list"),
    path("documents/made/<uuid:job_id>/", views.DocumentJobView.as_view(), name="job"),
    path("documents/made/<uuid:job_id>/file", views.DocumentFileView.as_view(), name="job-file"),
    path("documents/<str:key>/", views.DocumentRequestView.as_view(), name="document-request"),
    path("documents/<str:key>/template/", views.WordTemplateView.as_view(), name="word-template"),
    path(
        "documents/<str:key>/template/<str:template_language>.docx",
        views.WordTemplateFileView.as_view(),
        name="word-template-file",
    ),
    path(
        "documents/<str:key>/template/<str:template_language>/default/",
        views.WordTemplateDefaultView.as_view(),
        name="word-template-default",
    ),
    path(
        "documents/<str:key>/template/<str:template_language>/restore/",
        views.WordTemplateRestoreView.as_view(),
        name="word-template-restore",
    ),
]
