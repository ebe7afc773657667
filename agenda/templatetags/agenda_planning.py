"""Sentences about conflicts, with links to their sessions."""

import re
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()

# A sentence names four sessions; nobody goes through a thousand others from here.
MAX_LINKS = 20
# The quotation marks around a title in the languages of the interface.
_BEFORE, _AFTER = '[“«„"]', '[”»“"]'


@register.simple_tag(takes_context=True)
def conflict_words(context: Context, words: str, conflict: Any) -> SafeString:
    """Return the sentence with each session's title linked to its form; sessions it does not name follow it.

    Users who may not edit get the words alone.
    """
    if not context.get("can_edit"):
        return format_html("{}", words)
    slug = context["conference"].slug
    parts: list[Any] = [words]
    further_links = []
    for key, title in conflict.sessions[:MAX_LINKS]:
        address = reverse("agenda_secretariat:session-change", args=[slug, key])
        if not _link(parts, title, address):
            further_links.append(format_html('<a href="{}">{}</a>', address, title or _("Open the session")))
    sentence = format_html_join("", "{}", ((part,) for part in parts))
    return format_html("{} {}", sentence, format_html_join(" · ", "{}", ((link,) for link in further_links)))


def _link(parts: list[Any], title: str, address: str) -> bool:
    """Link the first occurrence of the title in quotes that is not linked yet; tell whether there was one."""
    pattern = re.compile(f"(?<={_BEFORE}){re.escape(title)}(?={_AFTER})")
    for index, part in enumerate(parts):
        if isinstance(part, SafeString) or not title:
            continue
        if match := pattern.search(part):
            link = format_html('<a href="{}">{}</a>', address, title)
            parts[index : index + 1] = [part[: match.start()], link, part[match.end() :]]
            return True
    return False
