"""Expressions and statements of a Word template, as docxtpl reads them."""


def value(expression: str) -> str:
    """Return Jinja code for the value of an expression."""
    return "{{ " + expression + " }}"


def statement(code: str, *, over: str = "") -> str:
    """Return Jinja code for a statement; `over` names the run (r), paragraph (p) or row (tr) to remove around it."""
    return "{%" + over + " " + code + " %}"
