"""Tags for the pages of people."""

from __future__ import annotations

from django import template
from django.template.context import Context

from confman.people.web.personal import opened_anything

register = template.Library()


@register.simple_tag(takes_context=True)
def is_known_here(context: Context) -> bool:
    """Whether this browser is let in by personal links, and can be told to forget them."""
    request = context.get("request")
    return request is not None and opened_anything(request)
