"""Tags for the pages of people."""

from typing import Any

from django import template
from django.template.context import Context

from confman.people.domain.open_pages import latest_openings
from confman.people.web.personal import opened_anything

register = template.Library()


@register.simple_tag(takes_context=True)
def is_known_here(context: Context) -> bool:
    """Tell whether this browser has access by personal links, which it can be told to forget."""
    request = context.get("request")
    return request is not None and opened_anything(request)


@register.simple_tag
def last_opened(row: Any) -> Any:
    """Return the latest times at which a personal page was opened."""
    return latest_openings(row)
