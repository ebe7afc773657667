app_name = "documents_secretariat"
urlpatterns: list = []
