from django.apps import AppConfig

from confman.registries import load_manifest


class WebConfig(AppConfig):
    name = "confman.web"
    label = "web"

    def ready(self) -> None:
        load_manifest(self.name)
