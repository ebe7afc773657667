"""The web application, as ASGI, for whoever hosts it that way."""

import os

import django
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "confman.settings")
django.setup(set_prefix=False)


class Application(ASGIHandler):
    """Django's own, with requests of ours."""

    def __init__(self) -> None:
        from confman.web.refusals import UTF8AsyncRequest

        self.request_class = UTF8AsyncRequest
        super().__init__()


application = Application()
connections.settings["default"]["OPTIONS"].update(settings.WEB_DATABASE_OPTIONS)
