"""The web application as ASGI, for those who deploy it that way."""

import os

import django
from django.conf import settings
from django.db import connections

from confman.web.faults.refusals import ASGIApplication

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "confman.settings")
django.setup(set_prefix=False)

application = ASGIApplication()
for parts in connections.settings.values():
    parts["OPTIONS"].update(settings.WEB_DATABASE_OPTIONS)
