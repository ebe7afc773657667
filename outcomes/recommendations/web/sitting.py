"""Choices for a sitting of the plenary, kept in the browser session at the desk."""

from typing import Any

from django.http import HttpRequest

from confman.conferences.models import Conference
from confman.translation.languages import language_name
from outcomes.recommendations.models.stages import Method

FACTS = ("method", "session", "decided_on", "chair", "rapporteur", "linguistic_revision")


def sitting_of(request: HttpRequest, conference: Conference) -> dict[str, Any]:
    """Return the choices so far, updated and saved with those in the address (`?language=`, `?method=`)."""
    stored = dict(request.session.get(_key(conference), {}))
    requested = {
        "language": (request.GET.get("language", ""), conference.languages),
        "method": (request.GET.get("method", ""), methods_of(conference)),
    }
    chosen = {name: value for name, (value, possible) in requested.items() if value in possible}
    if any(stored.get(name) != value for name, value in chosen.items()):
        request.session[_key(conference)] = stored | chosen
    sitting = stored | chosen
    if sitting.get("language") not in conference.languages:
        sitting["language"] = conference.default_language
    if sitting.get("method") not in methods_of(conference):
        sitting["method"] = str(Method.CONSENSUS)
    return sitting


def save_sitting(request: HttpRequest, conference: Conference, **chosen: str) -> None:
    """Save the facts sent with a decision for the next one; `chosen` comes from the page itself."""
    stored = dict(request.session.get(_key(conference), {}))
    sent: dict[str, str | bool] = {
        name: request.POST.get(name, "") for name in FACTS if name != "linguistic_revision"
    }
    sent["linguistic_revision"] = bool(request.POST.get("linguistic_revision"))
    request.session[_key(conference)] = stored | sent | {name: str(value) for name, value in chosen.items()}


def sitting_initial(request: HttpRequest, conference: Conference) -> dict[str, Any]:
    """Return the initial values of a decision form: the choices of the sitting."""
    stored = request.session.get(_key(conference), {})
    return {name: stored[name] for name in FACTS if stored.get(name)}


def methods_of(conference: Conference) -> list[str]:
    """List the methods of decision at the desk. Silence has its own pages; an expert meeting has no votes."""
    methods = [Method.CONSENSUS, Method.WITHOUT_VOTE]
    if conference.is_intergovernmental:
        methods.append(Method.RECORDED_VOTE)
    return [str(method) for method in methods]


def language_choices(conference: Conference, active: str) -> list[dict[str, Any]]:
    """Return the conference's languages, for the line in which the chair's language is chosen."""
    return [
        {"code": code, "name": language_name(code), "active": code == active} for code in conference.languages
    ]


def _key(conference: Conference) -> str:
    return f"sitting-{conference.pk}"
