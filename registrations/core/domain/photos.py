"""Photographs for badges: cropped to 3:4 and rewritten, which keeps nothing of the file but the picture."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image

from confman.web.uploads.fields import clean_image

# Width to height, as on a badge and in a passport.
SHAPE = (3, 4)
# Enough for a badge at 300 dpi, and for a page.
SIZE = (900, 1200)
MAX_SIDE = 4000


@dataclass(frozen=True)
class Crop:
    """The selected part of the upright picture, in fractions of its width and height."""

    left: float
    top: float
    width: float
    height: float

    @classmethod
    def read(cls, text: str) -> Crop | None:
        """Parse "left,top,width,height"; return None if invalid, which stands for the middle."""
        try:
            left, top, width, height = (float(part) for part in text.split(","))
        except ValueError:
            return None
        inside = 0 <= left < 1 and 0 <= top < 1 and 0.01 <= width <= 1 and 0.01 <= height <= 1
        return cls(left, top, width, height) if inside else None


def crop_photo(content: bytes, crop: Crop | None = None) -> bytes:
    """Return the selected part as JPEG of 900 × 1200 points at most, upright and without metadata.

    Without `crop`, or if its shape is not 3:4, the largest 3:4 part of the middle is used. Raises ValidationError
    unless it is a picture in PNG, JPEG or WebP.
    """
    upright, _extension = clean_image(content, longest_side=MAX_SIDE)
    with Image.open(io.BytesIO(upright)) as image:
        picture = _on_white(image)
    if crop is not None:
        left, top = crop.left * picture.width, crop.top * picture.height
        right = min(picture.width, left + crop.width * picture.width)
        bottom = min(picture.height, top + crop.height * picture.height)
        picture = picture.crop((round(left), round(top), max(round(right), 1), max(round(bottom), 1)))
    picture = _middle(picture)
    picture.thumbnail(SIZE)
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=88)
    return buffer.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    """Return the picture on white: JPEG has no transparency."""
    if picture.mode not in {"RGBA", "LA"}:
        return picture.convert("RGB")
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture.convert("RGBA"))
    return paper.convert("RGB")


def _middle(picture: Image.Image) -> Image.Image:
    """Return the largest 3:4 part around the middle."""
    width = min(picture.width, picture.height * SHAPE[0] // SHAPE[1]) or 1
    height = min(picture.height, width * SHAPE[1] // SHAPE[0]) or 1
    left, top = (picture.width - width) // 2, (picture.height - height) // 2
    return picture.crop((left, top, left + width, top + height))
