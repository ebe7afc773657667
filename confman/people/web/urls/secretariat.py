from typing import Any

app_name = "people_secretariat"
urlpatterns: list[Any] = []
