from typing import Any

app_name = "registrations_secretariat"
urlpatterns: list[Any] = []
