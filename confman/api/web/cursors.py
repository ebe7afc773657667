"""Pages of a list by cursors: the next page begins after the last row of this one, whatever was written meanwhile."""

from collections.abc import Sequence
from typing import Any

from django.core import signing
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from confman.api.web.problems import at_fault

MAX_ROWS = 200
_SALT = "confman.api.cursor"


def page_of(
    rows: QuerySet[Any], order: Sequence[str], *, cursor: str, limit: int
) -> tuple[list[Any], str | None]:
    """Return the rows of a page, and the cursor of the next one, if there is one.

    `order` names fields or annotations that are never null; the last is unique.
    """
    if cursor:
        rows = rows.filter(_after(order, _read(cursor, order)))
    instances = list(rows.order_by(*order)[: limit + 1])
    if len(instances) <= limit:
        return instances, None
    last = instances[limit - 1]
    values = [getattr(last, name) for name in order]
    # A database reads back what JSON does not have: moments, days, keys.
    plain = [value if isinstance(value, str | int) else str(value) for value in values]
    return instances[:limit], signing.dumps([[*order], plain], salt=_SALT)


def _after(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Return the condition of the rows after these values: greater in the first field, or equal and so on."""
    condition = Q()
    for name, value in reversed([*zip(order, values, strict=True)]):
        after = Q(**{f"{name}__gt": value})
        condition = after | (Q(**{name: value}) & condition) if condition else after
    return condition


def _read(cursor: str, order: Sequence[str]) -> list[Any]:
    try:
        order_of_cursor, values = signing.loads(cursor, salt=_SALT)
    except (signing.BadSignature, ValueError) as error:
        raise _not_ours() from error
    if order_of_cursor != [*order]:
        raise _not_ours()
    return list(values)


def _not_ours() -> Exception:
    return at_fault("query", "cursor", _("Take the cursor from “next” of the page before, of the same list."))
