from typing import Any

app_name = "outcomes_secretariat"
urlpatterns: list[Any] = []
