"""Moves modules, definitions and templates as a table says; moves_proof.py shows that nothing else has changed.

    python -m script.tooling.moves apply TABLE     moves in the working copy; a commit of its own follows

A table has one move per line; text after # is a comment:

    registrations.domain.places -> registrations.core.domain.capacity            a module, or a package with its modules
    registrations.web.views.desk:DeskMixin -> registrations.core.web.base        a definition
    agenda.domain.planning:when -> agenda.core.domain.intervals:moment           a definition, which is renamed
    registrations.domain ->                                                      a package's __init__ dissolves
    + registrations.core.web.base "Base of the secretariat's pages."             a new module, with its docstring
    templates/registrations/badges.html -> templates/registrations/badges/badges.html
"""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = (
    "*.py",
    "*.html",
    "*.txt",
    "*.toml",
    "*.md",
    "*.sh",
    "*.mjs",
    "*.js",
    "*.typ",
    "*.json",
    "script/*",
    ".ci/*",
)
# Modules named after the room they fill: files that import them refer to them by their subject.
ROOMS = frozenset({"documents", "domain", "exchange", "forms", "models", "undo", "views"})
Definition = tuple[str, str]


@dataclass
class Table:
    """The table of moves. Modules and definitions are keyed by their old dotted paths."""

    modules: dict[str, str] = field(default_factory=dict)
    definitions: dict[Definition, Definition] = field(default_factory=dict)
    templates: dict[str, str] = field(default_factory=dict)
    dissolved: set[str] = field(default_factory=set)
    created: dict[str, str] = field(default_factory=dict)
    # The names in a dissolving package: what its __init__ imported from where.
    origins: dict[Definition, Definition] = field(default_factory=dict)

    @cached_property
    def paths(self) -> tuple[dict[str, str], re.Pattern[str]]:
        """Return everything that moves, as strings name it, and the pattern that finds it."""
        moved: dict[str, str] = {}
        for (module, name), (target, new) in self.definitions.items():
            for sign in ".:":
                moved[f"{module}{sign}{name}"] = f"{target}{sign}{new}"
        for old, new in self.modules.items():
            moved[old] = new
            moved[old.replace(".", "/") + ".py"] = new.replace(".", "/") + ".py"
        for old, new in self.templates.items():
            moved[old] = new
            moved[old.removeprefix("templates/")] = new.removeprefix("templates/")
        longest = sorted(moved, key=len, reverse=True)
        return moved, re.compile(r"(?<![\w./])(?:" + "|".join(map(re.escape, longest)) + r")(?![\w])")

    def target(self, module: str, name: str) -> Definition:
        """Return the new place of a name imported from a module."""
        while (module, name) in self.origins:
            module, name = self.origins[module, name]
        if (module, name) in self.definitions:
            return self.definitions[module, name]
        if (whole := self.new_module(f"{module}.{name}")) != f"{module}.{name}":
            parent, _dot, last = whole.rpartition(".")
            return parent, last
        return self.new_module(module), name

    def new_module(self, module: str) -> str:
        """Return the new path of a module, which may move with its package."""
        parts = module.split(".")
        for length in range(len(parts), 0, -1):
            if (found := self.modules.get(".".join(parts[:length]))) is not None:
                return ".".join([found, *parts[length:]])
        return module


def read_table(paths: Iterable[Path], revision: str = "") -> Table:
    """Return the moves in these files; a dissolving package is read at `revision`, or from here.

    Raises ValueError for an invalid line.
    """
    table = Table()
    for path in paths:
        for number, written in enumerate(path.read_text().splitlines(), 1):
            line = written.partition("#")[0].strip()
            if not line:
                continue
            if line.startswith("+ "):
                module, _space, docstring = line[2:].partition(" ")
                table.created[module] = docstring.strip().strip('"')
                continue
            old, arrow, new = (part.strip() for part in line.partition("->"))
            if not arrow:
                raise ValueError(f"{path}:{number}: no move: {written}")
            if "/" in old:
                table.templates[old] = new
            elif not new:
                table.dissolved.add(old)
            elif ":" in old:
                module, _colon, name = old.partition(":")
                target, _colon, renamed = new.partition(":")
                table.definitions[module, name] = (target, renamed or name)
            else:
                table.modules[old] = new
    for package in table.dissolved:
        own = f"{package.replace('.', '/')}/__init__.py"
        source = git("show", f"{revision}:{own}") if revision else (ROOT / own).read_text()
        for node in ast.parse(source).body:
            if isinstance(node, ast.ImportFrom) and node.module != "__future__":
                for alias in node.names:
                    table.origins[package, alias.asname or alias.name] = (str(node.module), alias.name)
    return table


def path_of(module: str) -> Path:
    """Return the file of a module; for a package its __init__."""
    base = ROOT.joinpath(*module.split("."))
    return base / "__init__.py" if base.is_dir() else base.with_suffix(".py")


def git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def tracked(*patterns: str) -> list[Path]:
    return [
        path
        for name in git("ls-files", "-co", "--exclude-standard", "--", *patterns).split("\n")
        if name and (path := ROOT / name).is_file()
    ]


# Imports


def _bindings(tree: ast.AST) -> set[str]:
    """Return every name that is bound in a file otherwise than by an import."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found.add(node.id)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
    return found


def rewrite_imports(source: str, table: Table, *, where: str) -> str:
    """Return the source with imports, and uses of renamed modules and definitions, rewritten to the new names."""
    tree = ast.parse(source)
    bound = _bindings(tree)
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    renamed: dict[str, str] = {}
    edits: list[tuple[int, int, int, int, str]] = []
    leaving = _leaving(tree, table)
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or node.module is None or node.level:
            continue
        targets = [(alias, table.target(node.module, alias.name)) for alias in node.names]
        for alias in node.names:
            own = leaving.get((f"{node.module}.{alias.name}", alias.asname or alias.name), [])
            for used, (module, name) in own:
                last = int(used.end_lineno or 0), int(used.end_col_offset or 0)
                edits.append((used.lineno, used.col_offset, *last, name))
                if all(target != (module, name) for _alias, target in targets):
                    targets.append((ast.alias(name), (module, name)))
        if all(target == (node.module, alias.name) for alias, target in targets):
            continue
        grouped: dict[str, list[str]] = {}
        for alias, (module, name) in targets:
            local = alias.asname
            if local is None and name != alias.name:
                if name in ROOMS:
                    local = alias.name
                elif alias.name in bound or name in bound or name in names:
                    local = alias.name
                    print(f"{where}:{node.lineno}: {name} keeps the name {local} here")
                else:
                    renamed[alias.name] = name
            grouped.setdefault(module, []).append(f"{name} as {local}" if local and local != name else name)
        indent = " " * node.col_offset
        text = f"\n{indent}".join(
            f"from {module} import {', '.join(listed)}" for module, listed in grouped.items()
        )
        if len(max(text.split("\n"), key=len)) > 100:
            text = f"\n{indent}".join(
                f"from {module} import ({', '.join(listed)})" for module, listed in grouped.items()
            )
        edits.append(
            (node.lineno, node.col_offset, int(node.end_lineno or 0), int(node.end_col_offset or 0), text)
        )
    gone = {id(used.value) for found in leaving.values() for used, _target in found}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in renamed and id(node) not in gone:
            end = int(node.end_col_offset or 0)
            edits.append((node.lineno, node.col_offset, node.lineno, end, renamed[node.id]))
    return edited(source, edits)


def _leaving(tree: ast.AST, table: Table) -> dict[Definition, list[tuple[ast.Attribute, Definition]]]:
    """Find each `module.Name` whose definition leaves its module, by module path and local name."""
    modules = {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    found: dict[Definition, list[tuple[ast.Attribute, Definition]]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            local = node.value.id
            if target := table.definitions.get((modules.get(local, ""), node.attr)):
                found.setdefault((modules[local], local), []).append((node, target))
    return found


def edited(source: str, edits: list[tuple[int, int, int, int, str]]) -> str:
    """Return the source with the edits made. Columns count bytes, as ast does."""
    content = source.encode()
    starts = [0]
    for each in content.splitlines(keepends=True):
        starts.append(starts[-1] + len(each))
    for line, column, end_line, end_column, text in sorted(edits, reverse=True):
        content = (
            content[: starts[line - 1] + column]
            + text.encode()
            + content[starts[end_line - 1] + end_column :]
        )
    return content.decode()


def rewrite_strings(text: str, table: Table) -> str:
    """Rewrite dotted paths and file paths, wherever they are written."""
    moved, pattern = table.paths
    return pattern.sub(lambda found: moved[found[0]], text) if moved else text


def rewrite_texts(source: str, table: Table) -> str:
    """Rewrite only the strings and comments of a module: its imports may be rewritten already."""
    edits = [
        (*token.start, *token.end, after)
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type in (tokenize.STRING, tokenize.COMMENT)
        and (after := rewrite_strings(token.string, table)) != token.string
    ]
    lines = source.splitlines(keepends=True)
    in_bytes = [
        (
            line,
            len(lines[line - 1][:column].encode()),
            end_line,
            len(lines[end_line - 1][:end_column].encode()),
            text,
        )
        for line, column, end_line, end_column, text in edits
    ]
    return edited(source, in_bytes)


# Definitions


def defined(node: ast.stmt) -> set[str]:
    """Return the names defined by a statement at the top of a module."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.Assign(targets=targets):
            return {target.id for target in targets if isinstance(target, ast.Name)}
        case ast.AnnAssign(target=ast.Name(id=name)):
            return {name}
    return set()


def _imports(tree: ast.Module) -> Iterator[tuple[str, str, bool]]:
    """Yield local name, statement, and whether only for annotations, of the imports at the head of a module."""
    for node in tree.body:
        typing = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in node.body if isinstance(node, ast.If) and typing else [node]:
            if isinstance(inner, ast.ImportFrom) and inner.module != "__future__":
                for alias in inner.names:
                    yield (
                        alias.asname or alias.name,
                        f"from {inner.module} import {ast.unparse(alias)}",
                        typing,
                    )
            elif isinstance(inner, ast.Import):
                for alias in inner.names:
                    yield alias.asname or alias.name.partition(".")[0], f"import {ast.unparse(alias)}", typing


def _with_imports(source: str, statements: Iterable[str], typing: Iterable[str]) -> str:
    """Return the source with further imports at its head."""
    tree = ast.parse(source)
    head = 0
    for node in tree.body:
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if is_docstring or (isinstance(node, ast.ImportFrom) and node.module == "__future__"):
            head = int(node.end_lineno or 0)
        else:
            break
    lines = source.splitlines()
    added = sorted(set(statements))
    if late := sorted(set(typing)):
        added += ["from typing import TYPE_CHECKING", "if TYPE_CHECKING:", *(f"    {line}" for line in late)]
    return "\n".join([*lines[:head], *added, *lines[head:]]) + "\n" if added else source


def move_definitions(table: Table) -> None:
    """Cut each definition with its comments and append it to its new module."""
    by_pair: dict[tuple[str, str], dict[str, str]] = {}
    for (module, name), (target, new) in table.definitions.items():
        source = table.new_module(module)
        if source != target:
            by_pair.setdefault((source, target), {})[name] = new
        elif name != new:
            path = path_of(source)
            path.write_text(re.sub(rf"\b{re.escape(name)}\b", new, path.read_text()))
    for (source, target), names in by_pair.items():
        text = path_of(source).read_text()
        tree = ast.parse(text)
        lines = text.splitlines()
        cut: list[tuple[int, int]] = []
        used: set[str] = set()
        for node in tree.body:
            if not defined(node) & set(names):
                continue
            decorators = getattr(node, "decorator_list", [])
            first = min([node.lineno, *(each.lineno for each in decorators)]) - 1
            while first and lines[first - 1].startswith("#"):
                first -= 1
            cut.append((first, int(node.end_lineno or 0)))
            used |= {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
        found = {name for node in tree.body for name in defined(node)}
        if missing := set(names) - found:
            raise ValueError(f"{source} defines no {', '.join(sorted(missing))}")
        moved = "\n\n\n".join("\n".join(lines[first:last]) for first, last in cut)
        needed = [(statement, late) for name, statement, late in _imports(tree) if name in used]
        needed += [(f"from {source} import {name}", False) for name in sorted(used & found - set(names))]
        rest_lines = list(lines)
        for first, last in reversed(cut):
            del rest_lines[first:last]
        rest = "\n".join(rest_lines) + "\n"
        still = {node.id for node in ast.walk(ast.parse(rest)) if isinstance(node, ast.Name)} & set(names)
        renamed = {old: new for old, new in names.items() if old != new}
        for old, new in renamed.items():
            moved = re.sub(rf"\b{re.escape(old)}\b", new, moved)
            rest = re.sub(rf"\b{re.escape(old)}\b", new, rest)
        path_of(source).write_text(
            _with_imports(rest, [f"from {target} import {names[name]}" for name in still], [])
        )
        into = path_of(target)
        # The target now defines the names that it imported from the source.
        taken = into.read_text() + "\n\n" + moved + "\n"
        taken = _with_imports(taken, [s for s, late in needed if not late], [s for s, late in needed if late])
        into.write_text(_without_own_imports(taken, target))


def _without_own_imports(source: str, module: str) -> str:
    edits = [
        (
            node.lineno,
            node.col_offset,
            int(node.end_lineno or 0),
            int(node.end_col_offset or 0),
            "pass  # own",
        )
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and node.module == module
    ]
    return edited(source, edits).replace("pass  # own\n", "")


# The whole


def apply(table: Table) -> None:
    for module, docstring in table.created.items():
        path = path_of(module)
        _make_package(path.parent)
        if not path.exists():
            path.write_text(f'"""{docstring}"""\n\nfrom __future__ import annotations\n')
    for old, new in [*table.modules.items()]:
        source = ROOT.joinpath(*old.split("."))
        target = ROOT.joinpath(*new.split("."))
        if not source.is_dir():
            source, target = source.with_suffix(".py"), target.with_suffix(".py")
        _make_package(target.parent)
        git("mv", str(source), str(target))
    for old, new in table.templates.items():
        (ROOT / new).parent.mkdir(parents=True, exist_ok=True)
        git("mv", old, new)
    for package in table.dissolved:
        path_of(package).write_text("")
    for path in tracked(*SOURCES):
        if path == Path(__file__).resolve():
            continue  # The format of a table is explained in its own words.
        try:
            before = path.read_text()
        except UnicodeDecodeError:
            continue
        after = before
        if path.suffix == ".py":
            after = rewrite_texts(rewrite_imports(after, table, where=str(path.relative_to(ROOT))), table)
        elif path.suffix != ".md" or "docs" in path.parts:
            after = rewrite_strings(after, table)
        if after != before:
            path.write_text(after)
    move_definitions(table)


def _make_package(folder: Path) -> None:
    """Make empty __init__ modules down to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    while folder != ROOT and not (folder / "__init__.py").exists():
        (folder / "__init__.py").write_text("")
        folder = folder.parent


def main() -> int:
    match sys.argv[1:]:
        case ["apply", path]:
            apply(read_table([Path(path)]))
            return 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main())
