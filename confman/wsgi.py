"""The web application, as WSGI: what granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "confman.settings")

application = get_wsgi_application()
