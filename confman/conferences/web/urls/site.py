from typing import Any

app_name = "conferences_site"
urlpatterns: list[Any] = []
