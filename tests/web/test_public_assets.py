"""The public site has its own style and script: what its pages use, without what only desks need."""

import functools
import re
from pathlib import Path

from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates"
SOURCES = Path(settings.BASE_DIR) / "static" / "src"
NAMES = re.compile(r'{%\s*(extends|include)\s+"([^"]+)"')
# The seats of a session are fetched into its public page.
FETCHED = "registrations/seats/seat_part.html"
FIELDS = (
    "registrations/questionnaire/file.html",
    "registrations/questionnaire/form_fields.html",
    "registrations/questionnaire/parts.html",
    "translation/translated_widget.html",
    "web/forms/form_fields.html",
    "web/forms/private_file_input.html",
)


@functools.cache
def text_of(path: Path) -> str:
    return re.sub(r"/\*.*?\*/|{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.DOTALL)


def with_parts(name: str) -> dict[str, str]:
    """Return a template with all that it extends and includes, each with its text."""
    found: dict[str, str] = {}
    waiting = [name]
    while waiting:
        name = waiting.pop()
        if name not in found and (TEMPLATES / name).exists():
            found[name] = text_of(TEMPLATES / name)
            waiting += [named for _word, named in NAMES.findall(found[name])]
    return found


def names_in(folder: str) -> list[str]:
    return [str(path.relative_to(TEMPLATES)) for path in TEMPLATES.glob(f"{folder}/*.html")]


def public_pages() -> dict[str, str]:
    """Return the pages of the public site, each with its whole text."""
    found = {name: with_parts(name) for name in names_in("**")}
    return {
        name: "".join(parts.values())
        for name, parts in found.items()
        if "web/base_public.html" in parts and not name.startswith(("web/base", "web/styleguide"))
    }


PAGES = public_pages()
# Parts whose names a page is given by its view, what is fetched into it, what a field is drawn with.
LOOSE = map(with_parts, [*names_in("**/public"), *names_in("**/public/home"), FETCHED, *FIELDS])
SHOWN = "".join(
    [*PAGES.values()]
    + ["".join(parts.values()) for parts in LOOSE if not any(name.startswith("web/base") for name in parts)]
)


def imported_by(name: str) -> list[str]:
    return re.findall(r'^@import "\./([^"]+)"', (SOURCES / "styles" / name).read_text(), flags=re.MULTILINE)


def classes_of(names: list[str]) -> set[str]:
    rules = " ".join(text_of(SOURCES / "styles" / name) for name in names)
    return set(re.findall(r"\.([a-zA-Z][\w-]*)", rules))


def test_the_public_site_has_a_rule_for_each_class_that_has_one():
    every, public = imported_by("design.css"), imported_by("public.css")
    both = [name for name in every if name in public]
    assert both == [name for name in public if name in every], (
        "in the same order, which decides between rules"
    )
    scripts = "".join(map(text_of, modules_of("public.js")))
    named = [*re.findall(r'class="([^"]*)"', SHOWN), *re.findall(r'className = "([^"]*)"', scripts)]
    used = {word for words in named for word in re.findall(r"[\w-]+", words)}
    assert (classes_of(every) - classes_of(public)) & used == set()


def modules_of(name: str) -> set[Path]:
    found: set[Path] = set()
    waiting = [SOURCES / name]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            named = re.findall(r'(?:from|import) "(\.[^"]+)"', path.read_text())
            waiting += [(path.parent / each).resolve() for each in named]
    return found


def marks_of(paths: set[Path]) -> set[str]:
    return {mark for path in paths for mark in re.findall(r"\[(data-[a-z-]+)", path.read_text())}


# Of the menu for the export of a list, which the bar of filters has in the secretariat alone.
OF_LISTS = {"data-bulk-count", "data-chosen-of"}


def test_the_public_site_has_a_script_for_each_of_its_marks():
    here = modules_of("public.js") | modules_of("parts.js")
    elsewhere = marks_of(modules_of("app.js") - here) - marks_of(here)
    assert {mark for mark in elsewhere if re.search(rf"\b{mark}\b(?!-)", SHOWN)} - OF_LISTS == set()


def test_whatever_page_fetches_parts_has_the_script_for_it():
    fetching = {name for name, text in PAGES.items() if "hx-get" in text or "hx-post" in text}
    assert fetching == {name for name, text in PAGES.items() if '"parts.js"' in text}
    assert "agenda/programme/public/agenda.html" in fetching < PAGES.keys()
