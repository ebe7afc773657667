"""The check-in app at /<slug>/onsite/door/: its page, its service worker, its manifest.

The page is a shell that names nobody, so it is public; the people are loaded from the addresses that require
the secret of an enrolled device. docs/features/check-in.md says what the device keeps.
"""

from typing import Any

from csp.constants import WASM_UNSAFE_EVAL
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from confman.conferences.web.base import ConferenceMixin
from confman.web.access import PUBLIC
from confman.web.search import folding_table
from registrations.check_in.web.translations import DOOR_WORDS, door_translations
from registrations.core.domain.ticket_codes import ALPHABET, LENGTH
from registrations.core.web.offline import PortalWorkerView

ICON_SIZES = (192, 512)
# The features of the device that the page may use, and no others.
DEVICE = "camera=(self), screen-wake-lock=(self), microphone=(), geolocation=()"


@method_decorator(csp_update({"script-src": [WASM_UNSAFE_EVAL]}), name="dispatch")
class DoorView(ConferenceMixin, TemplateView):
    """The shell of the app. Its decoder is our own WebAssembly, which the policy allows only here."""

    may_be_cached = True
    permission = PUBLIC
    template_name = "registrations/check_in/onsite/door.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        response["Permissions-Policy"] = DEVICE
        response["Cache-Control"] = "no-cache"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        slug = self.conference.slug
        door = {
            "slug": slug,
            "home": reverse("registrations_onsite:door", args=[slug]),
            "worker": reverse("registrations_onsite:door-worker", args=[slug]),
            "alphabet": ALPHABET,
            "length": LENGTH,
            "folding": folding_table(),
            "language": get_language(),
            "languages": door_translations(),
        }
        return super().get_context_data(door=door, words=DOOR_WORDS, **kwargs)


class DoorWorkerView(PortalWorkerView):
    """The service worker of the app."""

    script = "door-worker.js"


class DoorManifestView(ConferenceMixin, View):
    """The web manifest, which lets a phone show the app on its home screen. It names nobody."""

    may_be_cached = True
    permission = PUBLIC

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        home = reverse("registrations_onsite:door", args=[self.conference.slug])
        title = str(self.conference.title)
        icons = [
            {
                "src": static(f"icons/door-{size}.png"),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": purpose,
            }
            for size in ICON_SIZES
            for purpose in ("any", "maskable")
        ]
        response = JsonResponse(
            {
                "id": home,
                "name": _("Check-in: %(conference)s") % {"conference": title},
                "short_name": _("Check-in"),
                "start_url": home,
                "scope": home,
                "display": "standalone",
                "orientation": "any",
                "theme_color": self.conference.colour,
                "background_color": "#ffffff",
                "icons": icons,
            }
        )
        response["Content-Type"] = "application/manifest+json"
        return response
