"""The web application as ASGI, for those who deploy it that way."""

import os

import django
from django.conf import settings
from django.db import connections

from confman.web.faults.refusals import ASGIApplication

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "confman.settings")
django.setup(set_prefix=False)

application = ASGIApplication()
for alias, options in settings.WEB_DATABASE_OPTIONS.items():
    connections.settings[alias]["OPTIONS"].update(options)
