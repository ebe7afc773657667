from typing import Any

app_name = "registrations_delegation"
urlpatterns: list[Any] = []
