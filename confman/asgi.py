"""The web application, as ASGI, for whoever hosts it that way."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "confman.settings")

application = get_asgi_application()
