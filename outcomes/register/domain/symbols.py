"""The symbols of documents, as in CONF/2017/1, CONF/2017/INF.1/Add.2. Pure."""

import re

_NUMBERS = re.compile(r"(\d+)")


def document_symbol(prefix: str, code: str, separator: str, number: int) -> str:
    """Return the symbol of a document by the conference's prefix and its series; the main series has no code."""
    place = f"{code}{separator}{number}" if code else str(number)
    return f"{prefix.rstrip('/')}/{place}"


def part_symbol(parent: str, kind: str, number: int) -> str:
    """Return the symbol of an addendum, a corrigendum or a revision of the document with this symbol."""
    return f"{parent}/{kind}.{number}"


def in_series(symbol: str) -> list[tuple[int, str]]:
    """Return the key by which CONF/2/9 stands before CONF/2/10, and INF.1 behind them."""
    return [(int(part), "") if part.isdecimal() else (10**9, part) for part in _NUMBERS.split(symbol) if part]
