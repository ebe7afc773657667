"""The way on from a page that says that something is not possible."""

import re

from django import template
from django.http import HttpRequest

register = template.Library()

_START = re.compile(r"/[\w-]+/(secretariat|me)/(?=.)")


@register.filter
def start_of(request: HttpRequest) -> str:
    """Return the address on which the secretariat or My page begins whose page was asked for; "" if none was."""
    start = _START.match(request.path)
    return start[0] if start else ""
