"""Read the bodies of requests to the API within bounds."""

import re
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.parser import Parser

from confman.api.web.problems import ApiProblem, too_large
from confman.web.errors import Refused
from confman.web.uploads.guard import read_json

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 20
# A string as a whole, or up to the end of a text that does not close it; or a bracket outside of all strings.
_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*(?:"|\Z)|[\[\]{}]', re.DOTALL)


class BoundedParser(Parser):
    """Reads JSON: in UTF-8, no larger and no deeper than a request of ours can be, and without a name twice."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            raise ApiProblem(415, "not-json", _("Send JSON: Content-Type: application/json."))
        if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BYTES:
            raise too_large()
        body = request.body
        if b"\\u0000" in body:
            raise malformed(_("A text holds a character that no text can have: NUL."))
        if _depth(body) > MAX_DEPTH:
            raise malformed(_("This is nested too deeply: at most %(count)d levels.") % {"count": MAX_DEPTH})
        try:
            return read_json(body.decode(), is_strict=True)
        except UnicodeDecodeError as error:
            raise malformed(_("This is not in UTF-8.")) from error
        except Refused as error:
            raise malformed(error.message) from error


def malformed(detail: Any) -> ApiProblem:
    return ApiProblem(400, "malformed", detail)


def _depth(body: bytes) -> int:
    """Return how deeply brackets are nested, without building anything."""
    depth = deepest = 0
    for match in _TOKENS.finditer(body):
        if match[0] in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif match[0] in b"]}":
            depth -= 1
    return deepest
