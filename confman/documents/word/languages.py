"""Word's language tags. Word wants a region, and checks spelling by the tag."""

WORD_LANGUAGES = {
    "en": "en-GB", "ru": "ru-RU", "uz": "uz-Latn-UZ", "uz-Cyrl": "uz-Cyrl-UZ", "fr": "fr-FR", "ar": "ar-SA",
    "es": "es-ES", "zh": "zh-CN", "kk": "kk-KZ", "ky": "ky-KG", "tg": "tg-Cyrl-TJ", "tk": "tk-TM", "tr":
    "tr-TR", "uk": "uk-UA", "de": "de-DE", "pt": "pt-PT", "it": "it-IT", "fa": "fa-IR", "bg": "bg-BG", "th":
    "th-TH",
}  # fmt: skip


def word_language(code: str) -> str:
    """Return the tag for a BCP 47 code; an unlisted code stands for itself."""
    return WORD_LANGUAGES.get(code, code)
