from typing import Any

app_name = "registrations_delegation"
from django.urls import path
from django.http import HttpResponse

urlpatterns: list[Any] = [path("link/<str:token>/", lambda r, **k: HttpResponse(), name="link")]
