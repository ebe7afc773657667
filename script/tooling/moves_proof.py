"""Proves that moves (moves.py) have changed only places and names.

python -m script.tooling.moves_proof REVISION TABLE... the statements of REVISION are those of the working copy
"""

import ast
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from script.tooling.moves import ROOT, Table, defined, git, read_table, rewrite_strings, tracked


class _Bare(ast.NodeTransformer):
    """Removes imports; everything at the top of a module gets its full new path as its name."""

    def __init__(self, module: str, tree: ast.Module, table: Table | None) -> None:
        self.table = table
        # By the name in this module: its path before, and afterwards.
        self.paths: dict[str, tuple[str, str]] = {}
        for statement in tree.body:
            for name in defined(statement):
                self._add(name, module, name)
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    self._add(alias.asname or alias.name, node.module, alias.name)

    def _add(self, local: str, module: str, name: str) -> None:
        target = self.table.target(module, name) if self.table else (module, name)
        self.paths[local] = f"{module}.{name}", ".".join(target)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        return None

    def visit_Import(self, node: ast.Import) -> None:
        return None

    def visit_Assign(self, node: ast.Assign) -> ast.AST | None:
        """Drop a package's `__all__`: re-exported names are only imports."""
        return None if ast.unparse(node.targets[0]) == "__all__" else self.generic_visit(node)

    def visit_If(self, node: ast.If) -> ast.AST | None:
        self.generic_visit(node)
        return node if node.body else None

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name(id=self.paths[node.id][1] if node.id in self.paths else node.id)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if self.table and isinstance(node.value, ast.Name) and node.value.id in self.paths:
            path, _after = self.paths[node.value.id]
            if target := self.table.definitions.get((path, node.attr)):
                return ast.Name(id=".".join(target))
        return self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, str) and self.table:
            return ast.Constant(value=rewrite_strings(node.value, self.table))
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.name = self.paths.get(node.name, ("", node.name))[1]
        return self.generic_visit(node)

    visit_FunctionDef = visit_ClassDef  # type: ignore[assignment]


def statements(sources: Iterable[tuple[str, str]], table: Table | None) -> Counter[str]:
    """Return the statements at the top of all modules, given by paths, without docstrings of modules."""
    found: Counter[str] = Counter()
    for path, source in sources:
        module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        tree = ast.parse(source)
        bare: ast.Module = _Bare(module, tree, table).visit(tree)
        for node in bare.body:
            if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
                found[ast.dump(node)] += 1
    return found


def prove(revision: str, table: Table) -> int:
    """Report statements that are not on both sides; return their number."""
    names = [
        name for name in git("ls-tree", "-r", "--name-only", revision).splitlines() if name.endswith(".py")
    ]
    before = statements(((name, git("show", f"{revision}:{name}")) for name in names), table)
    paths = tracked("*.py")
    after = statements(((str(path.relative_to(ROOT)), path.read_text()) for path in paths), None)
    for sign, rest in (("-", before - after), ("+", after - before)):
        for dumped, count in rest.items():
            print(f"{sign} {count} × {dumped[:300]}")
    return (before - after).total() + (after - before).total()


def main() -> int:
    match sys.argv[1:]:
        case [revision, *paths] if paths:
            return int(prove(revision, read_table(map(Path, paths), revision)) > 0)
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main())
