from typing import Any

app_name = "registrations_public"
urlpatterns: list[Any] = []
