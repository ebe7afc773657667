"""Path converters."""

from django.urls.converters import StringConverter


class LanguageConverter(StringConverter):
    """A BCP 47 language code with an optional script: en, ru, uz-Cyrl."""

    regex = "[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?"
