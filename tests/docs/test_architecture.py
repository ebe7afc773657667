"""docs/development/architecture.md names the packages there are, in the order that import-linter holds."""

import re
import tomllib
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2]
FLOORS = ["outcomes", "registrations", "agenda", "confman"]
# The modules that Django looks for at the root of an app, and its addresses and formats.
AT_THE_ROOT = {"formats", "management", "migrations", "templatetags", "urls"}
# Rooms that Django looks into for modules by their names; of an engine of databases it imports `base`.
OF_DJANGO = {
    "commands",
    "en",
    "migrations",
    "pooled",
    "quicker_postgresql",
    "quicker_sqlite",
    "templatetags",
    "uz",
}
MAX_FILES = 25
MAX_LINES = 450


def packages(app: str) -> list[str]:
    """In the order of the contract, from the top, without the modules of the root."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (contract,) = [each for each in contracts if each.get("containers") == [app]]
    return [layer for layer in contract["layers"] if (ROOT / app / layer).is_dir()]


@pytest.mark.parametrize("app", FLOORS)
def test_the_packages_of_an_app_are_those_of_the_page_and_of_the_contract(app):
    page = (ROOT / "docs" / "development" / "architecture.md").read_text()
    section = page.partition(f"## {app}, from the top")[2].partition("\n## ")[0]
    named = re.findall(r"^\| `(\w+)` \|", section, re.M)
    folders = {path.parent.name for path in (ROOT / app).glob("*/__init__.py")} - AT_THE_ROOT
    assert set(named) == folders
    assert packages(app) == named


@pytest.mark.parametrize("root", [*FLOORS, "templates", "static/src", "tests", "script", "benchmarks"])
def test_a_folder_can_be_taken_in_at_a_glance(root):
    crowded = {
        str(folder.relative_to(ROOT)): count
        for folder in [ROOT / root, *(ROOT / root).rglob("*/")]
        if not {"migrations", "__pycache__"} & set(folder.parts)
        and (count := sum(path.is_file() and path.name != "__init__.py" for path in folder.iterdir()))
        > MAX_FILES
    }
    assert not crowded


@pytest.mark.parametrize("root", FLOORS)
def test_a_room_of_one_file_is_a_module(root):
    lonely = {
        str(folder.relative_to(ROOT))
        for folder in (ROOT / root).rglob("*/")
        if folder.name not in {*OF_DJANGO, "__pycache__"}
        and (folder / "__init__.py").exists()
        and [each.suffix for each in folder.iterdir() if each.stem not in {"__init__", "__pycache__"}]
        == [".py"]
    }
    assert not lonely


def test_no_module_needs_itself():
    """Nor by an import within a function, which import-linter's order of packages does not look at."""
    graph = grimp.build_graph(*FLOORS, exclude_type_checking_imports=True)
    TopologicalSorter(
        {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    ).prepare()


FROM = re.compile(r"^[ \t]*from (\w[\w.]*) import (?:\(([^)]*)\)|([^\n]*))", re.MULTILINE)


def imports(path: Path) -> list[tuple[str, str, str]]:
    """The names that a module takes from others, with their module, also in a program that it quotes.

    Its lines say so twenty times as fast as its syntax tree.
    """
    found = []
    for module, lines, line in FROM.findall(path.read_text()):
        for name in filter(None, map(str.strip, re.sub("#.*", "", lines or line).split(","))):
            there, _as, here = name.partition(" as ")
            found.append((module, there, here or there))
    return found


def test_a_name_is_imported_from_the_module_that_owns_it():
    """Only the models of a package stand in its `__init__.py` as well."""
    taken = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts): imports(path)
        for folder in [*FLOORS, "tests", "benchmarks"]
        for path in (ROOT / folder).rglob("*.py")
    }
    passed_on = [
        f"{where}: {name} of {module}"
        for where, names in taken.items()
        for module, name, _here in names
        if module != where and name in {here for _owner, _name, here in taken.get(module, ())}
    ]
    assert not passed_on


@pytest.mark.parametrize("app", FLOORS)
def test_a_module_can_be_read_at_once(app):
    long = {
        str(path.relative_to(ROOT)): count
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts and (count := path.read_text().count("\n")) > MAX_LINES
    }
    assert not long


@pytest.mark.parametrize("app", ["agenda", "registrations", "outcomes"])
def test_a_manifest_names_nothing_above_its_package(app):
    """It names by paths what it calls, which import-linter does not see."""
    order = packages(app)
    above = []
    for rank, package in enumerate(order):
        path = ROOT / app / package / "manifest.py"
        text = path.read_text() if path.exists() else ""
        for named in re.findall(r'"((?:outcomes|registrations|agenda)\.[a-z_.]+):\w+"', text):
            floor, other = named.split(".")[:2]
            if FLOORS.index(floor) < FLOORS.index(app) or (floor == app and order.index(other) < rank):
                above.append(f"{app}.{package}: {named}")
    assert not above


@pytest.mark.parametrize("floor", FLOORS)
def test_a_floor_names_no_address_above_it(floor):
    """In templates and code, where import-linter sees no names: manifests of the floors above give them."""
    above = FLOORS[: FLOORS.index(floor)]
    named = re.compile(rf"""["'](?:{"|".join(above)})(?:_[a-z]+)?:[a-z]""")
    others = {ROOT / "templates" / each for each in FLOORS if each != floor}
    shown = ROOT / "templates" / ("" if floor == "confman" else floor)
    files = [*(ROOT / floor).rglob("*.py"), *shown.rglob("*.html")]
    assert not above or not [
        str(path.relative_to(ROOT))
        for path in files
        if not others & set(path.parents) and named.search(path.read_text())
    ]


def test_a_walk_leads_through_what_is_there_in_at_most_eight_stops():
    page = (ROOT / "docs" / "development" / "architecture.md").read_text()
    walks = page.partition("## Three walks")[2].partition("\n## ")[0].split("\n**")[1:]
    assert len(walks) == 3
    for walk in walks:
        assert 4 <= len(re.findall(r"^\d\. `", walk, re.M)) <= 8
        for path, name in re.findall(r"`([\w/]+\.py)(?::(\w+))?`", walk):
            text = (ROOT / path).read_text()
            assert not name or re.search(rf"^(def|class) {name}\b|^{name}\b", text, re.M), f"{path}:{name}"


@pytest.mark.parametrize("app", ["agenda", "registrations", "outcomes"])
def test_each_package_has_a_folder_of_tests_by_its_name(app):
    tested = {path.parent.name for path in (ROOT / "tests" / app).glob("*/test_*.py")}
    assert not set(packages(app)) - tested
