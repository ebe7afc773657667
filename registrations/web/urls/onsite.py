from typing import Any

app_name = "registrations_onsite"
urlpatterns: list[Any] = []
