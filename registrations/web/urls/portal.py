from typing import Any

from django.http import HttpResponse
from django.urls import path

app_name = "registrations_portal"
urlpatterns: list[Any] = [path("link/<str:token>/", lambda r, **k: HttpResponse(), name="link")]
