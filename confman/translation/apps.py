from django.apps import AppConfig

from confman.translation import collation  # noqa: F401


class TranslationConfig(AppConfig):
    name = "confman.translation"

    def ready(self) -> None:
        from confman.translation.countries import name_countries

        name_countries()
