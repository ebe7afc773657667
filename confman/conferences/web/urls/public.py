from typing import Any

app_name = "conferences_public"
urlpatterns: list[Any] = []
