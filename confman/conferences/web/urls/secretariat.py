from typing import Any

app_name = "conferences_secretariat"
urlpatterns: list[Any] = []
