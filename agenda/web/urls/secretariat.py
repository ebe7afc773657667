from typing import Any

app_name = "agenda_secretariat"
urlpatterns: list[Any] = []
