"""The web application as WSGI, which granian serves."""

import contextlib
import gc
import os

import django
from django.conf import settings
from django.db import DatabaseError, connections
from django.template import engines
from django.urls import get_resolver, reverse
from django.utils.translation import override

from confman.web.faults.refusals import WSGIApplication

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "confman.settings")
django.setup(set_prefix=False)

application = WSGIApplication()
for alias, options in settings.WEB_DATABASE_OPTIONS.items():
    connections.settings[alias]["OPTIONS"].update(options)


def keep_open() -> object:
    """Keep a connection open and unused.

    While there is one, SQLite keeps its auxiliary files, which it could not create on a full disk: without them nobody
    could even read.
    """
    anchor = connections.create_connection("default")
    with contextlib.suppress(DatabaseError):
        if anchor.vendor == "sqlite":
            anchor.cursor().execute("SELECT name FROM sqlite_master LIMIT 1").fetchall()
    return anchor


def make_ready() -> None:
    """Do at startup what the first visitor of each process would wait for.

    Imports all views, what the registries refer to, the tags of templates and what draws documents, compiles all
    addresses, and reads the collation table. These objects stay, so the garbage collector need not visit them again.
    """
    from confman.api.web.application import resolver
    from confman.backups.domain.orphaned_files import delete_uploads
    from confman.documents.rendering import card_engine, docx, pdf, pdf_joiner  # noqa: F401
    from confman.readers.web import code_mark
    from confman.registries import all_refs
    from confman.translation.collation import collation_key

    # A web process on a machine without a worker takes uploads, too.
    delete_uploads()
    assert get_resolver().url_patterns
    for language, _name in settings.LANGUAGES:
        with override(language):
            reverse("healthz")
    assert engines.all()
    for reference in all_refs():
        reference.load()
    assert resolver().url_patterns
    collation_key("")
    if settings.CONFMAN_KEEPS_BODIES:
        code_mark()
    gc.collect()
    gc.freeze()


make_ready()
anchor = keep_open()
