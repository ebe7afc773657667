"""Template tags of screens: a part of a page in another language, and moments for a clock."""

import datetime as dt
from typing import Any

from django import template
from django.template import Context
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.safestring import SafeString

from confman.translation.languages import reading_in

register = template.Library()


class _Reading(template.Node):
    def __init__(self, nodes: NodeList, language: FilterExpression, fallbacks: FilterExpression) -> None:
        self.nodelist, self.language, self.fallbacks = nodes, language, fallbacks

    def render(self, context: Context) -> SafeString:
        language: Any = self.language.resolve(context)
        with reading_in(language, *self.fallbacks.resolve(context)):
            return self.nodelist.render(context)


@register.tag
def reading(parser: Parser, token: Token) -> template.Node:
    """Render words and texts in another language: `{% reading "ru" conference.languages %}…{% endreading %}`."""
    try:
        _tag, language, fallbacks = token.split_contents()
    except ValueError as error:
        raise template.TemplateSyntaxError("reading takes a language and its fallbacks.") from error
    nodes = parser.parse(("endreading",))
    parser.delete_first_token()
    return _Reading(nodes, parser.compile_filter(language), parser.compile_filter(fallbacks))


@register.filter
def milliseconds(moment: dt.datetime) -> int:
    """Return milliseconds since 1970, as scripts count."""
    return int(moment.timestamp() * 1000)
