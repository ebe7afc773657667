from typing import Any

app_name = "outcomes_public"
urlpatterns: list[Any] = []
