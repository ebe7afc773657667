"""Numbers as the reading language writes them (CLDR, by Babel)."""

from decimal import Decimal

from babel import Locale
from babel.numbers import format_decimal, format_percent, get_currency_symbol
from django.utils.translation import get_language

from confman.translation.languages import language_locale

# Currencies as a text of the language names them, in whatever number; others by their code.
_CURRENCIES = {
    "ru": {"USD": "долл. США", "EUR": "евро", "UZS": "сум"},
    "uz": {"USD": "AQSH dollari", "EUR": "yevro", "UZS": "soʻm"},
}


def _locale() -> Locale:
    return language_locale(get_language() or "en")


def decimal(number: Decimal | float, places: int = 0, *, fixed: bool = False) -> str:
    """Return a number with at most so many decimal places: 12,500.5; 12 500,5. `fixed`: with so many in any case."""
    digit = "0" if fixed else "#"
    return format_decimal(number, format="#,##0" + (f".{digit * places}" if places else ""), locale=_locale())


def percent(number: Decimal | float, places: int = 0) -> str:
    """Return 80%, 80 % for 80, for cells of tables, with at most so many decimal places.

    A sentence says "80 per cent" in English.
    """
    pattern = _locale().percent_formats[None].pattern
    if places:
        pattern = pattern.replace("0", f"0.{'#' * places}", 1)
    return format_percent(Decimal(str(number)) / 100, format=pattern, locale=_locale())


def money(amount: Decimal | float, currency: str, *, cents: bool = False) -> str:
    """Return an amount and its currency: $30,000 in English, else behind it, by name or code: 30 000 долл. США.

    Only English has a sign for the dollar that no reader takes for another country's; an amount that is not whole has
    two places, with `cents` every amount, as beneath a column.
    """
    pattern = "#,##0.00" if cents or amount != int(amount) else "#,##0"
    number = format_decimal(amount, format=pattern, locale=_locale())
    language = get_language() or "en"
    if not language.startswith("en"):
        return f"{number} {_CURRENCIES.get(language, {}).get(currency, currency)}".replace(" ", "\u00a0")
    sign = get_currency_symbol(currency, locale=_locale())
    return f"{sign}\u00a0{number}" if sign[-1].isalpha() else f"{sign}{number}"
