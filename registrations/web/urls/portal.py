from typing import Any
from django.urls import path
from django.http import HttpResponse

app_name = "registrations_portal"
urlpatterns: list[Any] = [path("link/<str:token>/", lambda r, **k: HttpResponse(), name="link")]
