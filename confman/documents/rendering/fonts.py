"""The fonts of documents: whole Noto files from npm, and nothing that happens to lie on the machine.

A document then looks the same wherever it is made, and no letter is missing. A configuration in the data folder points
Fontconfig, which Pango uses, to these folders alone; the environment must name it before Pango is loaded, which is why
WeasyPrint is only imported through `weasyprint()`.
"""

import gc
import os
from functools import cache
from pathlib import Path
from types import ModuleType
from xml.sax.saxutils import escape

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

# The weights that our style sheets use; more would only slow the search for a font.
STYLES = ("400Regular", "400Regular_Italic", "600SemiBold", "700Bold", "700Bold_Italic")

# A page of a document is thousands of objects that live until it is written. After each seven hundred, as Python does
# by itself, looking for those that are not needed takes a quarter of all the work.
LOOK_FOR_GARBAGE_AFTER = (50_000, 20, 100)


@cache
def font_folders() -> tuple[Path, ...]:
    """Return the folders with the font files. Raises ImproperlyConfigured if the packages are not installed."""
    root = Path(settings.CONFMAN_FONTS_DIR)
    candidates = (package / style for package in sorted(root.glob("noto-*")) for style in STYLES)
    folders = tuple(folder for folder in candidates if folder.is_dir())
    if not folders:
        raise ImproperlyConfigured(
            f"No Noto fonts in {root}. Run `npm ci`, or set CONFMAN_FONTS_DIR to where @expo-google-fonts is."
        )
    return folders


@cache
def fontconfig_file() -> Path:
    """Write fontconfig's configuration into the data folder if it differs, and return its path."""
    target = Path(settings.DATA_DIR) / "fonts" / "fonts.conf"
    target.parent.mkdir(parents=True, exist_ok=True)
    lines = ['<?xml version="1.0"?>', '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">', "<fontconfig>"]
    lines += [f"  <dir>{escape(str(folder))}</dir>" for folder in font_folders()]
    lines += [f"  <cachedir>{escape(str(target.parent / 'cache'))}</cachedir>", "</fontconfig>", ""]
    content = "\n".join(lines)
    if not target.exists() or target.read_text(encoding="utf-8") != content:
        neighbour = target.with_name(f".fonts.conf.{os.getpid()}")
        neighbour.write_text(content, encoding="utf-8")
        neighbour.replace(target)
    return target


@cache
def weasyprint() -> ModuleType:
    """Return WeasyPrint, imported after fontconfig is configured for our fonts."""
    os.environ["FONTCONFIG_FILE"] = str(fontconfig_file())
    import weasyprint as module

    from confman.documents.rendering.hyphenation import leave_names_whole
    from confman.documents.rendering.pdf_tags import complete_tags

    complete_tags()
    leave_names_whole()
    gc.set_threshold(*LOOK_FOR_GARBAGE_AFTER)
    return module


@cache
def font_configuration() -> object:
    """Return the process's single font configuration: reading the fonts takes longer than laying out a page."""
    weasyprint()
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()
