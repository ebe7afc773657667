"""The buttons beside the title of a page: one order, one height."""

import re
from pathlib import Path

TEMPLATES = Path(__file__).parents[3] / "templates"
# In a list the button of its own add form is the coloured one.
PLACES = {"btn-secondary": 1, "more_menu.html": 2, "btn-primary": 3, "block.super": 3}


def heads():
    """Each place of a button in the heads of the secretariat's pages, in the order of the template."""
    for path in sorted(TEMPLATES.rglob("*.html")):
        text = path.read_text()
        block = re.search(r"{% block actions %}(.*?){% endblock", text, re.DOTALL)
        if block and "web/base_public.html" not in text and "web/base_portal.html" not in text:
            yield str(path.relative_to(TEMPLATES)), block[1]


def test_the_usual_button_stands_last_and_before_it_what_is_needed_less() -> None:
    wrong = {}
    for name, block in heads():
        is_list = 'extends "conferences/resources/list.html"' in (TEMPLATES / name).read_text()
        words = re.findall(r"btn-primary|btn-secondary|more_menu\.html|block\.super", block)
        # Branches of which one is shown are looked at one by one.
        if "{% elif" in block or "{% else" in block:
            continue
        places = [PLACES[word] for word in words if is_list or word != "block.super"]
        if places != sorted(places):
            wrong[name] = words
    assert wrong == {}


def test_all_are_of_one_height() -> None:
    assert [name for name, block in heads() if "btn-sm" in block or "btn-lg" in block] == []
