from typing import Any

from django.http import HttpResponse
from django.urls import path

app_name = "registrations_onsite"
urlpatterns: list[Any] = [path("t/<str:token>/", lambda r, **k: HttpResponse(), name="ticket")]
