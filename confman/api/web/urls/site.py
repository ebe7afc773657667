"""The API itself, under /api/."""

from django.urls import path

from confman.api.web import views

app_name = "api"
urlpatterns = [
    path("v1/openapi.json", views.DescriptionView.as_view(), name="description"),
    path("v1/docs", views.ReferenceView.as_view(), name="reference"),
    path("v1/<path:rest>", views.OperationView.as_view(), name="operation"),
    path("<path:rest>", views.UnknownView.as_view(), name="unknown"),
]
