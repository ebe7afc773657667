"""What every answer tells browsers and caches they may load, run, frame, send, guess and store."""

from collections.abc import Iterator
from typing import Any

# The agenda for other websites, the only page that others may frame.
FRAMED = {"agenda_public:widget"}
# What any site may read: the API says to whom in tests/api/test_frame.py.
OPEN_DATA = {"api:description", "api:operation"}
UNCACHED = "private, no-store"
# Public, although among personal pages: shells and scripts without data, screens on a wall.
PUBLIC_AMONG_OTHERS = {
    "registrations_portal:worker",
    "registrations_portal:manifest",
    "registrations_onsite:door",
    "registrations_onsite:door-worker",
    "registrations_onsite:door-manifest",
    "agenda_onsite:screen",
    "agenda_onsite:screen-part",
    "agenda_onsite:screen-worker",
    "outcomes_portal:own-document-worker",
    "outcomes_onsite:screen",
    "outcomes_onsite:screen-part",
}
# Personal, although among public pages: calendars behind a secret address; names that may be taken back at any time.
PERSONAL_AMONG_PUBLIC = {
    "agenda_public:own-calendar",
    "registrations_public:own-calendar",
    "registrations_public:participants",
}
PUBLIC_ROOMS = (
    "conferences_public",
    "documents_public",
    "agenda_public",
    "registrations_public",
    "outcomes_public",
)
PUBLIC_ADDRESSES = {
    "api:description", "api:operation", "healthz", "readyz", "favicon", "styleguide", "styleguide-theme",
    "styleguide-secretariat", "styleguide-portal",
    "styleguide-public", "conferences_site:conference-list", "conferences_site:best-language",
    "conferences_site:stylesheet", "conferences_site:logo", "conferences_site:partner-logo",
    "conferences_site:cover", "conferences_site:cover-small", "conferences_site:cover-large", "conferences_site:map",
    "conferences_site:page-picture",
}  # fmt: skip


def is_public(name: str) -> bool:
    if name in PERSONAL_AMONG_PUBLIC:
        return False
    return name.startswith(PUBLIC_ROOMS) or name in PUBLIC_AMONG_OTHERS | PUBLIC_ADDRESSES


def faults_of_headers(name: str, answer: Any) -> Iterator[str]:
    """Return what is wrong with the headers of an answer of this address."""
    policy = answer.get("Content-Security-Policy", "")
    sandbox = "sandbox" in policy and "allow-scripts" not in policy
    kind = answer.get("Content-Type", "")
    facts = {
        "policy": sandbox or ("default-src 'none'" in policy and "base-uri 'none'" in policy),
        "scripts": sandbox or not {"'unsafe-inline'", "'unsafe-eval'"} & set(policy.split()),
        "frame": name in FRAMED or answer.get("X-Frame-Options") == "DENY",
        "sniffing": answer.get("X-Content-Type-Options") == "nosniff",
        "referrer": answer.get("Referrer-Policy") in {"same-origin", "no-referrer"},
        "other origins": name in OPEN_DATA
        or not any(header.startswith("Access-Control") for header in answer.headers),
        "charset": not kind.startswith("text/") or "charset=" in kind,
        "keeping": is_public(name) or answer.get("Cache-Control") == UNCACHED,
    }
    return (fact for fact, holds in facts.items() if not holds)
