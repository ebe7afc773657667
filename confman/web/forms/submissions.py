"""A form that is sent twice, by a double click, a reload or after a crash, is carried out once.

`{% submission_key %}` is in every form that changes the record (a test finds those without). Two requests are one
submission if key, address, sender and all values agree: after going back and changing a word, the form is a new one.
"""

import hashlib
import json
from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRefresh

from confman.audit.domain.submissions import DuplicateSubmission, submission

FIELD = "submission"
# New whenever a form is shown; not part of what was typed.
_NOT_TYPED = {"csrfmiddlewaretoken"}


def submission_key(request: HttpRequest) -> str:
    """Return a key shared only by this request and its repetition; empty if the form carries no key."""
    if request.method != "POST" or not request.POST.get(FIELD):
        return ""
    typed = [(name, values) for name, values in sorted(request.POST.lists()) if name not in _NOT_TYPED]
    files = [(name, file.name, file.size) for name, rows in sorted(request.FILES.lists()) for file in rows]
    content = json.dumps([request.get_full_path(), str(request.user.pk or ""), typed, files])
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


def answer_once(request: HttpRequest, answer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Return the result of `answer`; for a form that was carried out before, the redirect of the first time."""
    key = submission_key(request)
    if not key:
        return answer()
    try:
        with submission(key) as running:
            response = answer()
            if 300 <= response.status_code < 400:
                running.store_answer(response["Location"])
    except DuplicateSubmission as done:
        return _answer_again(request, done.answer)
    return response


def answer_to_repetition(request: HttpRequest) -> HttpResponse | None:
    """Return the answer of the first submission if this form was carried out before, else None."""
    if key := submission_key(request):
        try:
            with submission(key):
                pass
        except DuplicateSubmission as done:
            return _answer_again(request, done.answer)
    return None


def _answer_again(request: HttpRequest, first: str) -> HttpResponse:
    """Redirect to where the first one led; if that is unknown (it was killed), to the page with the form.

    If htmx sent part of a page, there is no redirect: the page is reloaded in its present state.
    """
    messages.info(request, _("This form had arrived before; it was carried out once."))
    if not first and getattr(request, "htmx", False):
        return HttpResponseClientRefresh()
    return redirect(first or page_before(request) or "/")


def page_before(request: HttpRequest) -> str:
    """Return the address of the page that sent the request, without the host; empty if it is unknown or elsewhere."""
    came_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}):
        return ""
    return urlsplit(came_from)._replace(scheme="", netloc="").geturl()
