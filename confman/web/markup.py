"""HTML written by Python, where one page has hundreds of the same and a template takes five times as long.

Such a large part is put into its page when the rest of that is rendered. Each level of templates around a part joins,
so copies, all that is in it: of an agenda of 2 MB that took half of the time. Until then a mark stands in its place.
"""

import re
import secrets
from html import escape

from django.template import Context
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString, mark_safe

# The variable of the context with the parts; None or missing where nobody puts them in.
LARGE_PARTS = "large_parts"
# No text that somebody typed has it.
_MARK = f"<!-- {secrets.token_hex(8)} %s -->"
_MARKS = re.compile(_MARK % r"(\d+)")


def fill(template: str, *values: object) -> SafeString:
    """Return the template with the values in its braces, all escaped that are not HTML.

    That is what `format_html` does in twice the time, because it also expects texts that are translated later.
    """
    texts = [value.__html__() if hasattr(value, "__html__") else escape(str(value)) for value in values]
    return SafeString(template.format(*texts))


class LargePageResponse(TemplateResponse):
    """An answer whose large parts are put in last."""

    @property
    def rendered_content(self) -> str:
        parts: list[SafeString] = []
        self.context_data = {**(self.context_data or {}), LARGE_PARTS: parts}
        return _MARKS.sub(lambda mark: parts[int(mark[1])], super().rendered_content)


def large_part(context: Context, part: SafeString) -> SafeString:
    """Return what a tag puts in the place of a large part: a mark, where the answer puts the part in."""
    parts: list[SafeString] | None = context.get(LARGE_PARTS)
    if parts is None:
        return part
    parts.append(part)
    return mark_safe(_MARK % (len(parts) - 1))
