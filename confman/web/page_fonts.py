"""The fonts of a page's first lines, which a browser fetches together with the styles instead of after them.

No font replaces another while someone reads (`font-display: optional`, script/build_assets.mjs): what has not come
when the page is drawn is used by the next page. So those that the first lines need are named in the head.
"""

from functools import cache
from pathlib import Path

from babel.core import get_global
from django.conf import settings
from django.templatetags.static import static

from confman.translation.languages import language_locale

_LATIN = ("source-sans-3-latin-wght-normal", "source-serif-4-latin-600-normal")
# Digits and spaces of the other scripts are taken from the Latin font of the text.
_BY_SCRIPT = {
    "Cyrl": ("source-sans-3-cyrillic-wght-normal", "source-serif-4-cyrillic-600-normal", *_LATIN),
    "Arab": ("noto-sans-arabic-arabic-wght-normal", "noto-naskh-arabic-arabic-wght-normal", *_LATIN),
}


def first_fonts(language: str, *codes: str) -> list[str]:
    """Return the addresses of the fonts that a page in this language needs first, where other languages are named."""
    fonts = [*_fonts(language), *(_fonts(code)[0] for code in codes)]
    return [static(name) for name in map(_built, dict.fromkeys(fonts)) if name]


def _fonts(language: str) -> tuple[str, ...]:
    return _BY_SCRIPT.get(_script(language), _LATIN)


def _script(language: str) -> str:
    locale = language_locale(language)
    likely = get_global("likely_subtags").get(locale.language, "")
    return locale.script or next((part for part in likely.split("_") if part in _BY_SCRIPT), "Latn")


@cache
def _built(font: str) -> str:
    """Return the file of a font, whose name ends with a checksum; "" where no assets were built."""
    paths = (
        path for folder in settings.STATICFILES_DIRS for path in Path(folder).glob(f"assets/{font}-*.woff2")
    )
    return next((f"assets/{path.name}" for path in paths), "")
