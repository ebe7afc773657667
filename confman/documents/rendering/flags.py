"""Flags of States as pictures, from flag-icons (CONFMAN_FLAGS_DIR)."""

import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from confman.documents.meta import Picture


@lru_cache(maxsize=300)
def _drawing(folder: str, code: str) -> bytes:
    path = Path(folder) / "4x3" / f"{code}.svg"
    return path.read_bytes() if path.is_file() else b""


def flag_picture(country: str, description: str, *, width_mm: float = 40) -> Picture | None:
    """Return the flag of a country by its ISO 3166-1 code, three high and four wide; None if there is none."""
    code = country.lower()
    if not re.fullmatch("[a-z]{2}", code):
        return None
    drawing = _drawing(str(settings.CONFMAN_FLAGS_DIR), code)
    return Picture(drawing, description=description, width_mm=width_mm) if drawing else None
