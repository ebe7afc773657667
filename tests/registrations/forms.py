"""Submission of public forms like a browser: some seconds after they were shown."""

import datetime as dt
from typing import Any

import time_machine
from django.utils import timezone


def send_open_form(client: Any, url: str, data: dict[str, Any], *, form: str = "form") -> Any:
    """Show the form, wait longer than a robot does, and send it."""
    with time_machine.travel(timezone.now() - dt.timedelta(seconds=30), tick=True):
        shown = client.get(url).context[form]
        hidden = {
            shown[name].html_name: str(shown[name].value()) for name in ("shown",) if name in shown.fields
        }
    return client.post(url, {**data, **hidden})
