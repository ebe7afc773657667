from django.urls import path

from confman.documents.web import public as views

app_name = "documents_public"
urlpatterns = [path("card.png", views.SharingCardView.as_view(), name="sharing-card")]
