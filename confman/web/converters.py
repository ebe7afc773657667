"""Path converters."""


class LanguageConverter:
    """A BCP 47 language code with an optional script: en, ru, uz-Cyrl."""

    regex = "[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
