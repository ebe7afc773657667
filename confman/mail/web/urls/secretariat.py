from typing import Any

app_name = "mail_secretariat"
urlpatterns: list[Any] = []
