"""Check that everything that runs with confman may be distributed with it: permissive, MPL or LGPL.

Python packages are those of requirements.txt, as installed; npm packages those of package-lock.json that are not only
for development. Development tools run on no server and may have any free licence.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# The names of licences by SPDX, and by the classifiers of PyPI.
ALLOWED = {
    *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0", "MIT-CMU", "OFL-1.1"),
    *("PSF-2.0", "Unlicense", "Zlib", "MPL-2.0", "LGPL-2.1-only", "LGPL-2.1-or-later", "LGPL-3.0-only"),
    *("LGPL-3.0-or-later", "Apache Software License", "BSD License", "ISC License (ISCL)", "MIT License"),
    *("Mozilla Public License 2.0 (MPL 2.0)", "Python Software Foundation License"),
    "GNU Lesser General Public License v2 or later (LGPLv2+)",
    "GNU Library or Lesser General Public License (LGPL)",
}  # fmt: skip


def may_run(licence: str) -> bool:
    """Tell whether one of the alternatives is fully allowed.

    Classifiers, separated by “;”, are alternatives: packages that list several (odfpy, pyphen, fido2) offer the choice,
    or name the licence of a part.
    """
    whole = licence[1:-1] if licence.startswith("(") else licence
    return any(all(part in ALLOWED for part in one.split(" AND ")) for one in re.split(" OR |; ", whole))


def python_licences() -> dict[str, str]:
    """Return the licence of each package named in requirements.txt and installed here."""
    names = re.findall(
        r"^([A-Za-z0-9_.-]+)(?:\[.*\])?==", (ROOT / "requirements.txt").read_text(), re.MULTILINE
    )
    command = [sys.executable, "-m", "piplicenses", "--from=mixed", "--format=json", "--packages", *names]
    rows = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return {row["Name"]: row["License"] for row in rows}


def npm_licences() -> dict[str, str]:
    """Return the licence of each npm package that the assets are built from."""
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    return {
        path.removeprefix("node_modules/"): package.get("license", "none stated")
        for path, package in packages.items()
        if path and not package.get("dev")
    }


def main() -> int:
    licences = {**python_licences(), **npm_licences()}
    refused = {name: licence for name, licence in licences.items() if not may_run(licence)}
    for name, licence in sorted(refused.items()):
        print(f"{name}: {licence}; what runs with confman is permissive, MPL or LGPL.")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
