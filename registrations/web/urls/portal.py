from typing import Any

app_name = "registrations_portal"
urlpatterns: list[Any] = []
