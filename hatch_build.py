"""The files of the wheel beside the four packages, and its dependencies: read by hatchling (`script/wheel`).

The wheel carries the built assets, templates, catalogues, guide, fonts, icons and flags in `confman/bundled`, in the
folders in which they lie here (`confman/paths.py`), so that the person who installs it needs no Node.js.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

MODULES = Path("node_modules")
FONTS = MODULES / "@expo-google-fonts"


class RequirementsHook(MetadataHookInterface):
    """Takes the dependencies from requirements.in, from which the lock file is compiled, too."""

    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, Any]) -> None:
        """Put the requirements into the metadata."""
        lines = (Path(self.root) / "requirements.in").read_text().splitlines()
        metadata["dependencies"] = [line for line in lines if line and not line.startswith("#")]


class BundleHook(BuildHookInterface[Any]):
    """Takes what lies beside the packages into the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name each file and its place in the wheel. Raises RuntimeError if something was not built."""
        root = Path(self.root)
        for kind, files in bundle(root).items():
            if not files:
                raise RuntimeError(f"No {kind} here: build the wheel by script/wheel, which makes them.")
            for file in files:
                build_data["force_include"][str(file)] = f"confman/bundled/{file.relative_to(root)}"


def bundle(root: Path) -> dict[str, list[Path]]:
    """Return the files by kind, sorted."""
    kinds = {
        "templates": (root / "templates").rglob("*"),
        "assets": (root / "static" / "dist").rglob("*"),
        "compiled translations": (root / "locale").rglob("*.mo"),
        "pages of the guide": (root / "docs" / "guide").rglob("*"),
        "fonts": fonts(root),
        "icons": [*(root / MODULES / "bootstrap-icons").glob("LICENSE"),
                  *(root / MODULES / "bootstrap-icons" / "icons").glob("*.svg")],
        "flags": [*(root / MODULES / "flag-icons").glob("LICENSE"),
                  *(root / MODULES / "flag-icons" / "flags" / "4x3").glob("*.svg")],
    }  # fmt: skip
    return {kind: sorted(path for path in paths if path.is_file()) for kind, paths in kinds.items()}


def fonts(root: Path) -> Iterator[Path]:
    """Yield the font files of the weights that documents use, and their licences."""
    source = root / "confman" / "documents" / "rendering" / "fonts.py"
    [weights] = (
        ast.literal_eval(statement.value)
        for statement in ast.parse(source.read_text()).body
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "STYLES"
    )
    for package in (root / FONTS).glob("*"):
        yield from package.glob("LICENSE*")
        for weight in weights:
            yield from (package / weight).glob("*.ttf")
