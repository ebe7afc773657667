"""Prepares this repository to run: .venv, packages, system libraries, assets, translations.

Runs on a bare Python 3.11 or newer, so it imports only the standard library. Each step stores the checksum of its
sources in .venv/stamps, and is skipped while they are unchanged.
"""

import argparse
import contextlib
import ctypes
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "stamps"
MACHINE_PATH = os.environ.get("PATH", os.defpath)
# Without a window a page costs a fifth less.
BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
MAC_BROWSERS = (
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
)
LIBICAL = ("libical.so.3", "libical.dylib", "/opt/homebrew/lib/libical.dylib", "/usr/local/lib/libical.dylib")


class CannotPrepare(Exception):
    """Something that only the user can fix; the message says what to do."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/setup", description=__doc__.splitlines()[0])
    parser.add_argument("--tests", action="store_true", help="install what the tests need too")
    parser.add_argument("--checks", action="store_true", help="install what the checks need too")
    options = parser.parse_args()
    try:
        with one_at_a_time():
            make_venv()
            if not has_node(MACHINE_PATH):
                install_uv()  # which then installs Node.js
            more = options.tests or options.checks
            with ThreadPoolExecutor() as both:
                halves = [
                    both.submit(prepare_python, with_tests=more),
                    both.submit(prepare_assets, with_tests=more),
                ]
            for half in halves:
                half.result()
            if options.tests:
                compile_tests()
                install_browser()
                install_libical()
            if options.checks:
                install_gettext()
    except CannotPrepare as problem:
        print(f"confman: {problem}")
        return 1
    except subprocess.CalledProcessError as failure:
        command = " ".join(str(part) for part in failure.cmd)
        print(f"confman: `{command}` failed (exit code {failure.returncode}); its own words are above.")
        return 1
    return 0


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold a lock, so that two commands started at once do not install into the same folder."""
    with (ROOT / ".setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def step(name: str, doing: str, *sources: Path, needs: tuple[Path, ...] = ()) -> Iterator[bool]:
    """Yield whether the step must run: its sources changed since its last success, or its result is missing."""
    digest = hashlib.sha256()
    for path in sorted(sources):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    stamp = STAMPS / name
    due = (
        not stamp.exists()
        or stamp.read_text() != digest.hexdigest()
        or not all(path.exists() for path in needs)
    )
    if due:
        print(f"confman: {doing} ...", flush=True)
        stamp.unlink(missing_ok=True)
    yield due
    if due:
        STAMPS.mkdir(exist_ok=True)
        stamp.write_text(digest.hexdigest())


def run(*command: str | Path, stdout: int | None = None, **environment: str) -> None:
    environment = {**os.environ, **environment}
    subprocess.run([str(part) for part in command], cwd=ROOT, env=environment, stdout=stdout, check=True)


def succeeds(*command: str | Path) -> bool:
    with contextlib.suppress(OSError):
        return subprocess.run([str(part) for part in command], capture_output=True, cwd=ROOT).returncode == 0
    return False


# --- The machine's own packages ----------------------------------------------------------------------


def install_system_packages(*packages: str, why: str, brew: str) -> None:
    """Install packages by apt if we may; otherwise say in one line what to install."""
    names = " ".join(packages)
    if sys.platform == "darwin":
        raise CannotPrepare(f"{why} is missing; install it with: brew install {brew}")
    if not shutil.which("apt-get"):
        raise CannotPrepare(f"{why} is missing; install what your system has in place of Debian's {names}")
    if os.geteuid() == 0:
        apt = ["apt-get"]
    elif succeeds("sudo", "-n", "true"):
        apt = ["sudo", "-n", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    else:
        raise CannotPrepare(f"{why} is missing; install it with: sudo apt-get install {names}")
    print(f"confman: installing {names} from the system's packages ...", flush=True)
    apt += ["-qq", "-o", "DPkg::Lock::Timeout=300"]
    install = [*apt, "install", "--yes", "--no-install-recommends", *packages]
    quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    # The lists of a fresh machine are empty or old: fetch them if the first attempt finds nothing.
    if subprocess.run(install, stderr=subprocess.DEVNULL, **quiet).returncode != 0:
        subprocess.run([*apt, "update"], **quiet)
        if subprocess.run(install, **quiet).returncode != 0:
            raise CannotPrepare(f"{why} is missing, and apt-get could not install {names}")


# --- Steps -------------------------------------------------------------------------------------------


def make_venv() -> None:
    current = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    if succeeds(PYTHON, "-c", current):
        return
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    print(f"confman: making .venv with Python {version} ...", flush=True)
    if not succeeds(sys.executable, "-c", "import ensurepip, venv"):
        install_system_packages(f"python{version}-venv", why="Python's venv", brew="python")
    run(sys.executable, "-m", "venv", "--clear", "--without-pip", VENV)


def install_uv() -> None:
    """Install pip, which takes longer than the rest of .venv, and by it uv."""
    installer = ROOT / "requirements-setup.txt"
    with step("installer", "installing uv", installer) as due:
        if due:
            run(PYTHON, "-m", "ensurepip", stdout=subprocess.DEVNULL)
            run(PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes",
                "-r", installer)  # fmt: skip


def prepare_python(*, with_tests: bool) -> None:
    install_uv()
    install_python_packages(with_tests=with_tests)
    install_pango()
    compile_translations()


def prepare_assets(*, with_tests: bool) -> None:
    """Install what builds the scripts and styles, and build them. Then compile our own Python while the other half
    of a first start still installs the packages."""
    install_npm_packages(with_tests=with_tests)
    build_assets()
    compile_python()


def install_python_packages(*, with_tests: bool) -> None:
    locks = [ROOT / "requirements.txt"]
    if with_tests:
        # Seals with a key on a device are tested, too, where SoftHSM is.
        locks += [ROOT / "requirements-dev.txt", ROOT / "requirements-device.txt"]
    for lock in locks:
        with step(lock.stem, f"installing {lock.name}", *{ROOT / "requirements.txt", lock}) as due:
            if due:
                uv_install(lock)


def uv_install(lock: Path) -> None:
    # uv trusts its own list of authorities unless told to trust the machine's, as pip and apt do.
    run(VENV / "bin" / "uv", "pip", "install", "-q", "--python", PYTHON, "--require-hashes", "-r", lock,
        UV_SYSTEM_CERTS="1", UV_LINK_MODE="copy")  # fmt: skip


def install_pango() -> None:
    with step("pango", "looking for Pango", ROOT / "requirements.txt") as due:
        if due and not succeeds(PYTHON, "-c", "import weasyprint"):
            install_system_packages(
                "libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "libfontconfig1",
                why="Pango (for PDF)", brew="pango",
            )  # fmt: skip
            if not succeeds(PYTHON, "-c", "import weasyprint"):
                run(PYTHON, "-c", "import weasyprint")


def has_node(path: str) -> bool:
    """Tell whether npm and a Node.js new enough for esbuild are on that PATH."""
    new_enough = "process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)"
    node, npm = (shutil.which(name, path=path) for name in ("node", "npm"))
    return bool(node and npm and succeeds(node, "-e", new_enough))


def find_node() -> dict[str, str]:
    """Return the PATH with Node.js: the machine's, else with .venv's own, installed if need be."""
    if has_node(MACHINE_PATH):
        return {"PATH": MACHINE_PATH}
    path = f"{VENV / 'bin'}{os.pathsep}{MACHINE_PATH}"
    if not has_node(path):
        print("confman: no Node.js of 18 or newer here, installing one into .venv ...", flush=True)
        uv_install(ROOT / "requirements-node.txt")
    return {"PATH": path}


def install_npm_packages(*, with_tests: bool) -> None:
    """Install the npm packages that build the assets; with tests or checks, also those for development."""
    sources = [ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc"]
    modules = ROOT / "node_modules"
    linter = modules / ".bin" / "biome"
    if with_tests or linter.exists():
        name, needed, omitted = "npm-dev", linter, []
    else:
        name, needed, omitted = "npm", modules, ["--omit=dev"]
    with step(name, "installing the front-end packages", *sources, needs=(needed,)) as due:
        if due:
            run("npm", "ci", "--silent", "--no-progress", *omitted, **find_node())


def build_assets() -> None:
    sources = [path for path in (ROOT / "static" / "src").rglob("*") if path.is_file()]
    # The templates determine which of Bootstrap's styles are kept.
    sources += (ROOT / "templates").rglob("*.html")
    sources += [ROOT / "script" / "build_assets.mjs", ROOT / "package-lock.json"]
    with step("assets", "building the assets", *sources, needs=(ROOT / "static" / "dist",)) as due:
        if due:
            run("node", "script/build_assets.mjs", **find_node())


def compile_python() -> None:
    """Compile our own packages ahead of the first import; later imports compile what has changed."""
    with step("bytecode", "compiling the Python code", ROOT / "manage.py") as due:
        if due:
            run(PYTHON, "-m", "compileall", "-q", "confman", "agenda", "registrations", "outcomes")


def compile_tests() -> None:
    """Compile the tests once. The first run would do so in each of its workers; later ones compile what has changed."""
    with step("tests", "compiling the tests", ROOT / "requirements-dev.txt") as due:
        if due:
            run(PYTHON, "-m", "script.tooling.bytecode")


def compile_translations() -> None:
    catalogues = list((ROOT / "locale").rglob("*.po"))
    compiled = tuple(path.with_suffix(".mo") for path in catalogues)
    with step("translations", "compiling the translations", *catalogues, needs=compiled) as due:
        if due:
            run(PYTHON, "script/tooling/translations.py", "compile")


def find_browser() -> str | None:
    found = [os.environ.get("CONFMAN_CHROMIUM"), *(shutil.which(name) for name in BROWSERS)]
    found += [str(path) for path in MAC_BROWSERS if path.exists()]
    return next((path for path in found if path), None)


def install_browser() -> None:
    if not find_browser():
        release = Path("/etc/os-release")
        ubuntu = release.exists() and "ID=ubuntu" in release.read_text().splitlines()
        name = "chromium-browser" if ubuntu else "chromium-headless-shell"
        install_system_packages(name, why="Chromium (for the browser tests)", brew="--cask chromium")


def install_libical() -> None:
    """Install the strict reader of calendars against which ours are tested."""
    for name in LIBICAL:
        with contextlib.suppress(OSError):
            ctypes.CDLL(name)
            return
    # In newer releases of Debian and Ubuntu libical3t64 provides it under this name.
    install_system_packages("libical3", why="libical (for the tests of calendars)", brew="libical")


def install_gettext() -> None:
    if not shutil.which("xgettext"):
        install_system_packages("gettext", why="gettext (it finds the strings to translate)", brew="gettext")


if __name__ == "__main__":
    sys.exit(main())
