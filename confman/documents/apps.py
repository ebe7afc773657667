from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "confman.documents"
    label = "documents"
