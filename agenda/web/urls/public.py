from typing import Any

from django.http import HttpResponse
from django.urls import path

app_name = "agenda_public"
urlpatterns: list[Any] = [path("agenda/", lambda r, **k: HttpResponse(), name="agenda"),path("agenda/<uuid:session>/", lambda r, **k: HttpResponse(), name="session"),path("agenda/material/<uuid:material>/", lambda r, **k: HttpResponse(), name="material")]
