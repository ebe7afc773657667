"""Every answer tells browsers and caches what they may load, run, frame, send, guess and store.

To a reader whose browser runs no scripts, nothing on a page is dead; and no markup stands among its words.
"""

from collections.abc import Iterator
from typing import Any

from lxml import html

# The agenda for other websites, the only page that others may frame.
FRAMED = {"agenda_public:widget"}
# Data that any site may read: the API says to whom in tests/api/test_frame.py.
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
    "conferences_site:page-picture", "conferences_site:page-picture-small",
}  # fmt: skip
# What an element whose attribute ended too early leaves among the words.
REMAINS = '">'
# Words in these are no words of a page's own.
QUOTED = {"script", "style", "template", "textarea", "code", "pre", "option"}
# A script shows or opens what is in these; without one they are not seen (styles/base.css).
FOR_SCRIPTS = (
    "ancestor-or-self::*[contains(concat(' ', normalize-space(@class), ' '), ' js-only ') or @hidden"
    " or self::dialog or self::template]"
)
# These open by focus alone (tests/browser/test_styleguide.py).
MENU = "self::button[@data-bs-toggle='dropdown']"


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


def faults_of_markup(response: Any) -> Iterator[str]:
    """Markup among the words, buttons and fields that do nothing without a script, forms that cannot be sent."""
    if (
        response.status_code != 200
        or response.streaming
        or "text/html" not in response.get("Content-Type", "")
    ):
        return
    page = html.fromstring(response.content)
    for node in page.iter():
        if isinstance(node.tag, str):
            for text in (node.text if node.tag not in QUOTED else "", node.tail):
                if REMAINS in (text or ""):
                    yield f"markup among the words: {text.strip()[:40]}"
    forms = {form.get("id") for form in page.forms}
    for control in page.xpath("//button | //input[not(@type='hidden')] | //select | //textarea"):
        sends = control.xpath("ancestor::form") or control.get("form") in forms
        is_dead = not sends or (control.tag == "button" and control.get("type") == "button")
        if is_dead and not control.xpath(f"{FOR_SCRIPTS} | {MENU}"):
            yield f"without a script does nothing: {html.tostring(control, encoding='unicode')[:160]}"
    for form in page.forms:
        outside = page.xpath(f"//*[@form='{form.get('id')}']") if form.get("id") else []
        buttons = [
            each
            for each in [*form.xpath(".//button | .//input[@type='submit']"), *outside]
            if each.get("type", "submit") in ("submit", "image")
        ]
        # The Enter key sends a form with a single line of text.
        lines = form.xpath(".//input[not(@type) or @type='text' or @type='search']")
        fields = form.xpath(".//input[not(@type='hidden')] | .//select | .//textarea")
        if fields and not buttons and len(lines) != 1 and not form.xpath(FOR_SCRIPTS):
            yield f"a form that nothing sends: {html.tostring(form, encoding='unicode')[:200]}"
    for link in page.xpath("//a[not(@href) or @href='#' or starts-with(@href, 'javascript:')]"):
        if not link.xpath(FOR_SCRIPTS):
            yield f"a link to nowhere: {html.tostring(link, encoding='unicode')[:120]}"
