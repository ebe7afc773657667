"""The age of what has happened, and the time left until something is due."""

import datetime as dt

from django import template
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from confman.translation import dates

register = template.Library()


@register.simple_tag
def ago(value: dt.datetime) -> SafeString:
    """Return a `time` element that tells how long ago a moment was; its day and hour are the title."""
    local = timezone.localtime(value)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="minutes"),
        date_format(local, "DATETIME_FORMAT"),
        naturaltime(value),
    )


@register.filter
def time_left(due: dt.datetime | dt.date) -> str:
    """Return the time left until something is due in the conference's zone, or passed since."""
    day = timezone.localtime(due).date() if isinstance(due, dt.datetime) else due
    return dates.time_left(day, timezone.localdate())
