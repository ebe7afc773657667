"""The web application, as WSGI: what granian serves."""

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "confman.settings")

application = get_wsgi_application()
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
