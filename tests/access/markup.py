"""What every page promises a reader whose browser runs no scripts: nothing on it is dead. Nor does markup show."""

from collections.abc import Iterator
from typing import Any

from lxml import html

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
