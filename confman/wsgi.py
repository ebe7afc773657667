"""The web application, as WSGI: what granian serves."""

import contextlib
import gc
import os

import django
from django.conf import settings
from django.db import DatabaseError, connections
from django.urls import get_resolver

from confman.web.faults.refusals import WSGIApplication

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "confman.settings")
django.setup(set_prefix=False)

application = WSGIApplication()
connections.settings["default"]["OPTIONS"].update(settings.WEB_DATABASE_OPTIONS)


def keep_open() -> object:
    """A connection that stays open and unused. While there is one, SQLite keeps the files beside its database, which it
    could not make anew on a full disk: then nobody could so much as read.
    """
    anchor = connections.create_connection("default")
    with contextlib.suppress(DatabaseError):
        if anchor.vendor == "sqlite":
            anchor.cursor().execute("SELECT name FROM sqlite_master LIMIT 1").fetchall()
    return anchor


def make_ready() -> None:
    """Do now what the first visitor of each process would wait for: import all views and what the registries name, read
    the collation table. What is there then stays, so the garbage collector need not look through it again and again.
    """
    from confman.registries import all_refs
    from confman.translation.collation import collation_key

    assert get_resolver().url_patterns
    for each in all_refs():
        each.load()
    collation_key("")
    gc.collect()
    gc.freeze()


make_ready()
anchor = keep_open()
