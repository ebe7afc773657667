from typing import Any

app_name = "registrations_delegation"
from django.http import HttpResponse
from django.urls import path

urlpatterns: list[Any] = [path("link/<str:token>/", lambda r, **k: HttpResponse(), name="link")]
