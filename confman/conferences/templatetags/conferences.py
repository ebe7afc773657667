"""Tags for the secretariat's lists."""

from django import template
from django.template import Context
from django.utils.safestring import SafeString

register = template.Library()


class _Kept(template.Node):
    def __init__(self, nodelist: template.NodeList, name: str) -> None:
        self.nodelist, self.name = nodelist, name

    def render(self, context: Context) -> SafeString:
        rendered: SafeString = context["table"].cached(self.name, lambda: self.nodelist.render(context))
        return rendered


@register.tag
def kept(parser: template.base.Parser, token: template.base.Token) -> _Kept:
    """`{% kept name %}…{% endkept %}`: part of a list, rendered once for a user and address until anything is written.

    A form with a token does not belong in it, nor what is stored for later in the template.
    """
    _tag, name = token.split_contents()
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return _Kept(nodelist, name)
