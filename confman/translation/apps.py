from django.apps import AppConfig

from confman.translation import collation  # noqa: F401
from confman.translation.catalogs import find_texts_once

# Before any text is asked for: models ask for some while they are loaded.
find_texts_once()


class TranslationConfig(AppConfig):
    name = "confman.translation"

    def ready(self) -> None:
        from confman.translation.countries import name_countries

        name_countries()
