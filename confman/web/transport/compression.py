"""Compression of answers that are the same for everybody.

A page that carries a secret (the token of a form, whose page it is) beside something a stranger can put into its
address lets that secret be guessed from the sizes of compressed answers (BREACH). Hence only answers are compressed
that depend on no cookie and set none, of views that say `may_be_cached`: they know no user and have no token. Answers
to one person, drafts included, leave as they are; so do pictures and other files that are compressed in themselves.
"""

import re

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import has_vary_header

from confman.web.caching import is_for_everybody

# The types that are worth compressing.
TEXT = re.compile(r"text/|image/svg|application/([a-z.]+\+)?(xml|json|javascript)\b")


class PublicGZipMiddleware(GZipMiddleware):
    """Compresses text that everybody may read. Its own padding of random length makes sizes tell even less."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        personal = response.cookies or has_vary_header(response, "Cookie") or not is_for_everybody(request)
        if personal or not TEXT.match(response.get("Content-Type", "")):
            return response
        return super().process_response(request, response)
