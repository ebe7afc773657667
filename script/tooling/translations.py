"""The interface's translations: `compile`, `extract` (add changed strings) and `check` (find missing ones).

`compile` needs only babel, which confman needs anyway; `extract` and `check` need gettext on the machine.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "locale"
SAME_IN_BOTH = ROOT / "script" / "untranslated_allowed.txt"
SOURCE_LANGUAGE = "en"
# Folders whose strings no reader of the interface sees, or which are not ours.
NO_SOURCES = ("node_modules", "tests", "benchmarks", "data", "static", "script", "docs")


def main() -> int:
    parser = argparse.ArgumentParser(prog="translations", description=__doc__.splitlines()[0])
    parser.add_argument("action", choices=["compile", "extract", "check"])
    options = parser.parse_args()
    return {"compile": compile_all, "extract": extract, "check": check}[options.action]()


def compile_all() -> int:
    """Write a .mo beside every .po, as msgfmt would."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in sorted(LOCALE.rglob("*.po")):
        with source.open("rb") as lines:
            catalogue = read_po(lines, locale=source.parts[-3], domain=source.stem)
        target = source.with_suffix(".mo")
        # A process that asks for its first text in that language meanwhile finds the one before, not half of this.
        neighbour = target.with_name(f".{target.name}.{os.getpid()}")
        with neighbour.open("wb") as compiled:
            write_mo(compiled, catalogue)
        neighbour.replace(target)
    return 0


def extract(root: Path = ROOT) -> int:
    """Update the catalogues under `root` from its sources; new and changed strings get no translation."""
    for language in languages():
        (root / "locale" / language / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
    chosen = [f"--locale={language}" for language in languages()]
    ignored = [f"--ignore={folder}" for folder in NO_SOURCES]
    # Without source lines and dates a catalogue changes only if a string does.
    command = [sys.executable, "-m", "django", "makemessages", *chosen, *ignored, "--no-location", "--no-wrap",
               "--no-obsolete", "--extension=html,txt,py,xml"]  # fmt: skip
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(command, cwd=root, env=environment, stdout=subprocess.DEVNULL)
    return done.returncode


def languages() -> list[str]:
    """Return the interface's languages by confman/fixed_settings.py, except that of the source."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "confman.settings")
    sys.path.insert(0, str(ROOT))
    from django.conf import settings
    from django.utils.translation import to_locale

    return [to_locale(code) for code, name in settings.LANGUAGES if code != SOURCE_LANGUAGE]


def check() -> int:
    """Print the faults of the catalogues, one per line; return 1 if there are any."""
    allowed = {
        line.strip() for line in SAME_IN_BOTH.read_text().splitlines() if line.strip() and line[0] != "#"
    }
    faults = unknown_names(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "confman"
        shutil.copytree(ROOT, fresh, ignore=shutil.ignore_patterns(".*", "__pycache__", *NO_SOURCES))
        if extract(fresh) != 0:
            return 1
        for language in languages():
            committed = LOCALE / language / "LC_MESSAGES" / "django.po"
            current = fresh / committed.relative_to(ROOT)
            faults += faults_of(language, committed, current, allowed)
    for fault in faults:
        print(fault)
    if faults:
        print(
            f"{len(faults)} faults; script/messages takes up changed strings, then translate them in locale/."
        )
    return 1 if faults else 0


def unknown_names(root: Path) -> list[str]:
    """List sources that call gettext by a name unknown to the extraction, which misses their strings."""
    pattern = re.compile(
        r"^\s*from django\.utils\.translation import \w*gettext\w* as (?!_$)(\w+)", re.MULTILINE
    )
    folders = [path for path in root.iterdir() if path.is_dir() and path.name not in NO_SOURCES]
    return [
        f"{source.relative_to(root)}: strings in {name}() are not taken up; call it _() or by its own name"
        for folder in sorted(folders)
        if not folder.name.startswith(".")
        for source in sorted(folder.rglob("*.py"))
        for name in pattern.findall(source.read_text())
    ]


def has_words(text: str) -> bool:
    """Tell whether anything is left to translate without the placeholders."""
    return any(letter.isalpha() for letter in re.sub(r"%(\(\w+\))?[a-z]|\{\w*\}", "", text))


def faults_of(language: str, committed: Path, current: Path, allowed: set[str]) -> list[str]:
    """Return the faults of one committed catalogue, compared with one just updated from the sources."""
    import polib

    if not committed.exists():
        return [f"{language}: {committed.relative_to(ROOT)} is missing"]
    catalogue = polib.pofile(str(committed))
    known = {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in catalogue if not entry.obsolete}
    used = {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in polib.pofile(str(current))}
    faults = [f"{language}: not in the catalogue: {text!r}" for _, text, _ in sorted(used - known, key=str)]
    faults += [
        f"{language}: no longer in the sources: {text!r}" for _, text, _ in sorted(known - used, key=str)
    ]
    if catalogue.metadata_is_fuzzy:
        faults.append(
            f"{language}: the catalogue's head is still marked fuzzy: fill it in, then take the mark away"
        )
    for entry in catalogue:
        texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        if entry.obsolete:
            faults.append(f"{language}: obsolete: {entry.msgid!r}")
        elif entry.fuzzy:
            faults.append(f"{language}: fuzzy: {entry.msgid!r}")
        elif not all(text.strip() for text in texts):
            faults.append(f"{language}: not translated: {entry.msgid!r}")
        elif entry.msgid in texts and has_words(entry.msgid) and entry.msgid not in allowed:
            faults.append(f"{language}: same as the source: {entry.msgid!r}")
    placeholders = subprocess.run(
        ["msgfmt", "--check-format", "--output-file=-", str(committed)],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    if placeholders.returncode:
        faults += [f"{language}: {line}" for line in placeholders.stderr.splitlines()]
    return faults


if __name__ == "__main__":
    sys.exit(main())
