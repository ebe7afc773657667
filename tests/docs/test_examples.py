"""The examples of code in docs/development/changing.md are excerpts of the code as it is."""

import ast
import re
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FLOORS = ["agenda", "confman", "outcomes", "registrations"]
BLOCK = re.compile(r"(?:^    .*\n(?:\n(?=    ))?)+", re.M)
EXAMPLES = [
    statement
    for block in BLOCK.findall((ROOT / "docs" / "development" / "changing.md").read_text())
    for statement in ast.parse(textwrap.dedent(block)).body
]


def name_of(example: ast.stmt) -> str:
    return example.name if isinstance(example, ast.ClassDef) else example.targets[0].id


def is_excerpt(example, whole) -> bool:
    """Tell whether all that the example has is in the whole, which may have more."""
    if type(example) is not type(whole):
        return False
    match example:
        case ast.ClassDef():
            return example.name == whole.name and each_is_in(example.body, whole.body)
        case ast.Assign():
            return ast.dump(example.targets[0]) == ast.dump(whole.targets[0]) and is_excerpt(
                example.value, whole.value
            )
        case ast.Call():
            return (
                ast.dump(example.func) == ast.dump(whole.func)
                and each_is_in(example.args, whole.args)
                and each_is_in(example.keywords, whole.keywords)
            )
        case ast.keyword():
            return example.arg == whole.arg and is_excerpt(example.value, whole.value)
        case ast.Dict():
            return all(
                any(ast.dump(key) == ast.dump(other) and is_excerpt(value, held) for other, held in
                    zip(whole.keys, whole.values, strict=True))
                for key, value in zip(example.keys, example.values, strict=True)
            )  # fmt: skip
        case ast.List() | ast.Tuple() if not all(isinstance(part, ast.Constant) for part in example.elts):
            return each_is_in(example.elts, whole.elts)
    return ast.dump(example) == ast.dump(whole)


def each_is_in(examples, wholes) -> bool:
    return all(any(is_excerpt(example, whole) for whole in wholes) for example in examples)


@pytest.mark.parametrize("example", EXAMPLES, ids=name_of)
def test_an_example_is_an_excerpt_of_the_code(example):
    name = name_of(example)
    texts = (path.read_text() for floor in FLOORS for path in (ROOT / floor).rglob("*.py"))
    named = (text for text in texts if re.search(rf"^(class )?{name}\b", text, re.M))
    assert any(is_excerpt(example, whole) for text in named for whole in ast.parse(text).body)


CHANGING = (ROOT / "docs" / "development" / "changing.md").read_text()
NUMBERS = "no one two three four five six seven eight nine".split()


def rows_after(sentence: str) -> list[str]:
    """Return the first cells of the table that follows the sentence."""
    table = CHANGING.partition(sentence)[2].partition("|---|")[2].partition("\n\n")[0]
    return [line.split("|")[1].strip(" `") for line in table.splitlines()[1:]]


def mentions(pattern: str) -> set[str]:
    """Return the files of the software that mention it, without migrations and the demo."""
    return {
        str(path.relative_to(ROOT))
        for floor in FLOORS
        for path in (ROOT / floor).rglob("*.py")
        if not {"migrations", "demo"} & set(path.parts) and re.search(pattern, path.read_text())
    }


def test_the_places_that_repeat_logic_are_counted():
    said, places = re.search(r"((\w+) places repeat logic:)", CHANGING).groups()
    assert NUMBERS[len(rows_after(said))] == places.lower()


@pytest.mark.parametrize(
    ("sentence", "pattern"),
    [
        (r"(It has (\w+) files, and (\w+) more because other systems are told of it)", "no_show|NO_SHOW"),
        (r"(Pronouns, which a conference may ask for, have these (\w+) files())", r"pronouns|\.asked_if"),
    ],
)
def test_the_files_of_a_worked_example_are_those_that_the_code_has(sentence, pattern):
    said, count, more = re.search(sentence, CHANGING).groups()
    files = rows_after(said)
    assert len(files) == NUMBERS.index(count) + (NUMBERS.index(more) if more else 0)
    assert {file for file in files if file.endswith(".py")} == mentions(pattern)
