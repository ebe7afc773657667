"""The pictures of cards, made safe to draw: a broken one is left out, and never loses a thousand badges."""

import io
import logging
import tempfile
from functools import cache, lru_cache
from pathlib import Path

import typst
from django.core.files.storage import default_storage
from PIL import Image, ImageOps

from confman.documents.meta import Picture, StoredPicture
from confman.documents.rendering.card_loop import read_fonts
from confman.documents.rendering.fonts import font_folders

logger = logging.getLogger(__name__)

DPI = 300
# The decoder unpacks no more than this, however small the file.
MAX_PIXELS = 60_000_000


@cache
def card_fonts() -> typst.Fonts:
    """Return the fonts that cards are written in."""
    return read_fonts(map(str, font_folders()))


def drawable(picture: Picture | StoredPicture) -> tuple[bytes, str] | None:
    """Return content and extension of a picture that the engine can draw; log and return None if it is not a picture.

    PNG, JPEG and WebP are decoded and written anew, at most at 300 dpi of their printed size; an SVG is tried alone.
    """
    if isinstance(picture, StoredPicture):
        try:
            with default_storage.open(picture.name) as source:
                content = source.read()
        except OSError:
            logger.warning("The picture %s of a card is not in the storage.", picture.name)
            return None
    else:
        content = picture.data
    return _drawable(content, picture.width_mm)


@lru_cache(maxsize=32)
def _drawable(content: bytes, width_mm: float) -> tuple[bytes, str] | None:
    if b"<svg" in content[:1000]:
        return (content, "svg") if _is_drawable_svg(content) else None
    try:
        with Image.open(io.BytesIO(content)) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise ValueError("too large")
            upright = ImageOps.exif_transpose(opened)
            most = round(max(width_mm, 10) / 25.4 * DPI * 1.5)
            upright.thumbnail((most, most * 2))
            seen_through = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
            target = io.BytesIO()
            if seen_through or opened.format == "PNG":
                upright.convert("RGBA" if seen_through else "RGB").save(target, "PNG")
                return target.getvalue(), "png"
            upright.convert("RGB").save(target, "JPEG", quality=88)
            return target.getvalue(), "jpg"
    except (OSError, ValueError, Image.DecompressionBombError):
        logger.warning("A picture of a card cannot be read and is left out.")
        return None


@lru_cache(maxsize=64)
def _is_drawable_svg(content: bytes) -> bool:
    """Tell whether the engine can draw the SVG, alone in a folder; the reason is logged if not."""
    with tempfile.TemporaryDirectory(prefix="cards-") as name:
        folder = Path(name)
        (folder / "picture.svg").write_bytes(content)
        (folder / "main.typ").write_text('#image("picture.svg")', encoding="utf-8")
        try:
            typst.Compiler(input=str(folder / "main.typ"), root=name, font_paths=card_fonts()).compile(
                format="pdf"
            )
        except typst.TypstError as error:
            logger.warning("An SVG picture of a card cannot be drawn and is left out: %s", error.message)
            return False
    return True
