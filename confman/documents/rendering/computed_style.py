"""The styles of a page's elements: the few CSS properties that Word documents follow as well."""

import re
from functools import lru_cache
from typing import Any

import cssselect2
import tinycss2

HEEDED = frozenset(
    "background border border-bottom break-after break-before break-inside color direction display font font-style"
    " font-weight height list-style max-height max-width padding-inline-start position text-align text-decoration"
    " text-indent white-space width".split()
)
_LENGTH = re.compile(r"(-?[\d.]+)mm")
_COLOUR = re.compile(r"#([0-9a-f]{6})\b")
_BOLD = re.compile(r"\b([6-9]00|bold)\b")


class ComputedStyle(dict[str, str]):
    """The declarations that apply to one element, by property."""

    def has_value(self, name: str, *words: str) -> bool:
        """Tell whether the property's value contains one of these words."""
        # Most elements have none of the few properties that are asked for.
        return name in self and any(word in self[name].split() for word in words)

    def length(self, name: str) -> float:
        """Return a length in millimetres; 0 if there is none, or one in another unit."""
        match = _LENGTH.fullmatch(self[name]) if name in self else None
        return float(match[1]) if match else 0

    def colour(self, name: str) -> str:
        """Return a colour as six hexadecimal digits, or ''."""
        match = _COLOUR.search(self.get(name, ""))
        return match[1] if match else ""

    @property
    def bold(self) -> bool | None:
        """Return whether the text is bold; None if unspecified."""
        weight = self.get("font-weight")
        return None if weight is None else bool(_BOLD.search(weight))


@lru_cache(maxsize=8)
def style_sheet(text: str) -> cssselect2.Matcher:
    """Return the rules of a style sheet with properties used here, except those only for the screen."""
    matcher = cssselect2.Matcher()
    for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
        if rule.type != "qualified-rule":
            continue
        declarations = _declarations(rule.content)
        for selector in cssselect2.compile_selector_list(rule.prelude) if declarations else ():
            if not selector.pseudo_element:
                matcher.add_selector(selector, declarations)
    return matcher


def computed_style(element: Any, sheet: cssselect2.Matcher) -> ComputedStyle:
    """Return the properties of a `cssselect2` element: from the style sheet, then from its own attribute."""
    css = ComputedStyle()
    for *_order, declarations in sheet.match(element):
        css.update(declarations)
    if attribute := element.etree_element.get("style"):
        css.update(_declarations(attribute))
    return css


def _declarations(source: Any) -> dict[str, str]:
    """Return the relevant properties of a block of declarations; "font", for example, sets the weight."""
    return {
        "font-weight" if declaration.lower_name == "font" else declaration.lower_name: tinycss2.serialize(
            declaration.value
        ).strip()
        for declaration in tinycss2.parse_blocks_contents(source, skip_comments=True, skip_whitespace=True)
        if declaration.type == "declaration" and declaration.lower_name in HEEDED
    }
