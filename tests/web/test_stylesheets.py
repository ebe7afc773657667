"""Each page loads the styles that it uses, and no more bytes of them than a slow line carries at once."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.web.test_public_assets import names_in, with_parts

BUILT = Path(settings.BASE_DIR) / "static" / "dist"
MAX_BUILT, MAX_COMPRESSED = 150_000, 30_000
STATIC_STYLE = re.compile(r'{% static "([\w-]+\.css)" %}')
DYNAMIC_BASE = re.compile(r"{% extends [a-z]")
# A page whose view names the template that it extends is of the secretariat or of a participant: both have app.css.
OF_EITHER = "web/base.html"


def stylesheets_of(parts: dict[str, str]) -> frozenset[str]:
    """Return the stylesheets that a template with these parts loads; none if it is no page."""
    if any(DYNAMIC_BASE.search(text) for text in parts.values()):
        parts = {**parts, **with_parts(OF_EITHER)}
    found = {name for text in parts.values() for name in STATIC_STYLE.findall(text)}
    # The public site has its own in place of the other.
    return frozenset(found - {"app.css", "app-rtl.css"} if "public.css" in found else found)


def classes_in(text: str) -> set[str]:
    """Return the classes that a template writes, in each of its branches."""
    plain = re.sub(r"{%.*?%}|{{.*?}}", " ", text)
    return {word for words in re.findall(r'class="([^"]*)"', plain) for word in re.findall(r"[\w-]+", words)}


PARTS = {name: with_parts(name) for name in names_in("**")}
# Pages that are printed or sent have styles of their own.
OF_DOCUMENTS = {part for parts in PARTS.values() if "documents/base.html" in parts for part in parts}
PAGES = {name: sheets for name, parts in PARTS.items() if (sheets := stylesheets_of(parts))}
COMBINATIONS = sorted({tuple(sorted(sheets)) for sheets in PAGES.values()})
RULES = {path.name: set(re.findall(r"\.([a-zA-Z][\w-]*)", path.read_text())) for path in BUILT.glob("*.css")}
ANY_RULE = set().union(*RULES.values())


def unruled(text: str, sheets: frozenset[str]) -> set[str]:
    return (classes_in(text) & ANY_RULE) - set().union(*(RULES[sheet] for sheet in sheets))


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("sheets", COMBINATIONS, ids="+".join)
def test_what_a_page_loads_of_styles_is_bounded(sheets: tuple[str, ...], mirrored: bool) -> None:
    of_one_direction = [
        name
        for name in sheets
        if (name.replace(".css", "-rtl.css") not in sheets if mirrored else not name.endswith("-rtl.css"))
    ]
    built = [(BUILT / name).read_bytes() for name in of_one_direction]
    assert sum(map(len, built)) <= MAX_BUILT
    assert sum(len(gzip.compress(content, 9)) for content in built) <= MAX_COMPRESSED


def test_a_page_loads_a_rule_for_each_of_its_classes_that_has_one() -> None:
    lost = {name: unruled("".join(PARTS[name].values()), sheets) for name, sheets in PAGES.items()}
    assert {name: classes for name, classes in lost.items() if classes} == {}


def test_so_does_a_part_that_a_view_or_a_form_names() -> None:
    """Such a part is shown on the pages of its own folder."""
    named = {part for page in PAGES for part in PARTS[page]}
    lost = {}
    for name in PARTS.keys() - named - OF_DOCUMENTS:
        # The nearest folder above it that has a page.
        beside = next(
            [sheets for page, sheets in PAGES.items() if Path(page).parent == folder]
            for folder in Path(name).parents
            if any(Path(page).parent == folder for page in PAGES)
        )
        lost[name] = unruled(PARTS[name][name], frozenset().union(*beside))
    assert {name: classes for name, classes in lost.items() if classes} == {}
