"""Regular expressions that text from elsewhere is held against: none takes the square of its length."""

import ast
import importlib
import re
import time
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.conf import settings

from tests.web.test_long_texts import PIECES

LENGTH = 2_000
# A pattern that grows with the square takes a hundred times as long for the longest text of a field: a second.
MAX_WAIT = 0.01
ANCHORED = {"match", "fullmatch"}
METHODS = {*ANCHORED, "search", "sub", "split", "findall", "finditer"}
MORE_PIECES = (
    " ", "\u00a0", "\t", "a", "1", "a.", "a-", "a_", "-", ".", "'", '"', "=", "/", ":", "@", "a@", "a@.", "И", "a ",
    "1 ",
    "00", "(", ")", "{", "}", "http://", "\\u", "[a](a", "(1 min)", "a: ", "a, ", "A. ",
)  # fmt: skip
ENDS = (("", "\0"), ("a", "!"), ("a", "<"))


# It needs a package that is installed where there is a device.
OPTIONAL = "confman/documents/seals/device.py"


def sources() -> Iterator[tuple[str, ast.Module]]:
    for app in ("confman", "agenda", "registrations", "outcomes"):
        for path in sorted((settings.BASE_DIR / app).rglob("*.py")):
            is_program = path.name in ("wsgi.py", "asgi.py")
            if is_program or "migrations" in path.parts or path == settings.BASE_DIR / OPTIONAL:
                continue
            name = ".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts)
            yield name.removesuffix(".__init__"), ast.parse(path.read_text())


def calls_of(tree: ast.Module) -> Iterator[tuple[str, str, list[ast.expr]]]:
    """Name of what is called upon, method, arguments: `_LINK.match(line)`, `re.sub("a", …)`."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
        ):
            yield node.func.value.id, node.func.attr, node.args


def patterns_in(value: Any) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list):
        for each in value:
            yield from patterns_in(each)


def found() -> dict[tuple[Any, int], set[tuple[str, str]]]:
    """Every pattern -> where it is, and by which method text is held against it."""
    used: dict[tuple[str, str], set[str]] = defaultdict(set)
    inline: list[tuple[str, str, Any]] = []
    modules = []
    for module, tree in sources():
        modules.append(module)
        for name, method, arguments in calls_of(tree):
            if method not in METHODS:
                continue
            if name == "re" and isinstance(arguments[0], ast.Constant):
                inline.append((module, method, arguments[0].value))
            else:
                called = arguments[0].id if name == "re" and isinstance(arguments[0], ast.Name) else name
                # A pattern that only its own module names is used there.
                used[module if called.startswith("_") else "", called].add(method)
    result: dict[tuple[Any, int], set[tuple[str, str]]] = defaultdict(set)
    for module, method, pattern in inline:
        result[pattern, 0].add((module, method))
    for module in modules:
        for name, value in vars(importlib.import_module(module)).items():
            for pattern in patterns_in(value):
                # One of several is called `pattern` where it is used.
                for method in used.get((module if name.startswith("_") else "", name)) or ("match", "search"):
                    result[pattern.pattern, pattern.flags].add((f"{module}.{name}", method))
    return result


def may_be_slow(pattern: str | bytes, method: str) -> bool:
    """True if enough in it repeats without end: once if it is looked for at every place, else twice."""
    said = pattern if isinstance(pattern, str) else pattern.decode("latin-1")
    endless = len(re.findall(r"(?<!\\)[*+]|,\}", said))
    return endless >= (2 if method in ANCHORED else 1)


def slowest(pattern: re.Pattern[Any], method: str) -> tuple[float, str]:
    said = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    own = dict.fromkeys(re.findall(r"\w{2,12}", said))
    worst = (0.0, "")
    for piece in dict.fromkeys((*PIECES, *MORE_PIECES, *list(own)[:8])):
        for head, tail in ENDS:
            text: Any = head + (piece * (LENGTH // len(piece) + 1))[:LENGTH] + tail
            if isinstance(pattern.pattern, bytes):
                text = text.encode()
            took = _took(pattern, method, text)
            if took > MAX_WAIT:
                # Someone else may have been at work.
                took = min(took, _took(pattern, method, text))
            worst = max(worst, (took, piece))
    return worst


def _took(pattern: re.Pattern[Any], method: str, text: Any) -> float:
    begun = time.process_time()
    if method == "sub":
        pattern.sub(text[:0], text)
    elif method == "finditer":
        list(pattern.finditer(text))
    else:
        getattr(pattern, method)(text)
    return time.process_time() - begun


def test_no_pattern_takes_the_square_of_a_text() -> None:
    patterns = found()
    assert len(patterns) > 150
    slow = []
    for (pattern, flags), places in patterns.items():
        for method in sorted({method for _place, method in places}):
            if not may_be_slow(pattern, method):
                continue
            took, piece = slowest(re.compile(pattern, flags), method)
            if took > MAX_WAIT:
                where = min(place for place, used in places if used == method)
                slow.append(f"{where} {method} {took:.2f} s for {piece!r}…: {pattern!r}")
    assert not slow, "\n".join(slow)
