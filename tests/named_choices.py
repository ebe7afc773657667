"""Finds modules that compare a choice by name or list several, where a table has the facts about each."""

import ast
from collections.abc import Iterator

LOOKUPS = ("filter", "exclude", "Q")


def by_name(tree: ast.AST, name: str) -> Iterator[int]:
    """Yield the lines that compare a choice of this enumeration by name, look rows up by one, or list several."""

    def is_choice(node: ast.AST) -> bool:
        return isinstance(node, ast.Attribute) and ast.unparse(node.value).split(".")[-1] == name

    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            found = any(map(is_choice, [node.left, *node.comparators]))
        elif isinstance(node, ast.Tuple | ast.List | ast.Set):
            found = sum(map(is_choice, node.elts)) > 1
        elif isinstance(node, ast.Dict):
            found = sum(map(is_choice, filter(None, node.keys))) > 1
        elif isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in LOOKUPS:
            found = any(is_choice(each.value) for each in node.keywords)
        else:
            found = False
        if found:
            yield node.lineno
