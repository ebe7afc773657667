"""The web application, as ASGI, for whoever hosts it that way."""

import os

from django.conf import settings
from django.core.asgi import get_asgi_application
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "confman.settings")

application = get_asgi_application()
connections.settings["default"]["OPTIONS"].update(settings.WEB_DATABASE_OPTIONS)
