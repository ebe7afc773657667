"""Expressions and statements of a Word template, as docxtpl reads them."""

from __future__ import annotations


def value(expression: str) -> str:
    """Return Jinja for "the value of this"."""
    return "{{ " + expression + " }}"


def statement(code: str, *, over: str = "") -> str:
    """Jinja for "do this"; `over` takes the whole run (r), paragraph (p) or row (tr) it stands in away with it."""
    return "{%" + over + " " + code + " %}"
