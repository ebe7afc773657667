from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "confman.web"
    label = "web"
