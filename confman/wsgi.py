"""The web application, as WSGI: what granian serves."""

import gc
import os

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "confman.settings")
django.setup(set_prefix=False)


class Application(WSGIHandler):
    """Django's own, with requests of ours."""

    def __init__(self) -> None:
        from confman.web.refusals import UTF8Request

        self.request_class = UTF8Request
        super().__init__()


application = Application()
connections.settings["default"]["OPTIONS"].update(settings.WEB_DATABASE_OPTIONS)


def make_ready() -> None:
    """Do now what the first visitor of each process would wait a second for: import all views, read the collation
    table. What is there then stays, so the garbage collector need not look through it again and again.
    """
    from confman.web.search import collation_key

    assert get_resolver().url_patterns
    collation_key("")
    gc.collect()
    gc.freeze()


make_ready()
