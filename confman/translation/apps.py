from django.apps import AppConfig


class TranslationConfig(AppConfig):
    name = "confman.translation"
    label = "translation"
