"""QR codes as SVG, and as PNG."""

import io
import math
import re
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from PIL import Image

# Dots per module of a picture, for Word, where SVG is not shown everywhere.
SCALE = 8
# Dark modules of a row.
DARK = re.compile(b"\0+")


def qr_svg(text: str, *, border: int = 2) -> str:
    """Return the QR code of `text` as an SVG element without a size of its own, which fills its container.

    `border` is the white around it, in modules; with one, the light modules are white, too, on whatever colour the code
    is shown, such as a page that a browser darkens. Error correction M survives a scratch or a crease over 15 % of its
    area. Raises ValueError when the text is empty or too long for a code (about 2,300 characters).
    """
    rows = qr_modules(text)
    path = "".join(
        # Adjacent dark modules form one rectangle.
        f"M{dark.start()} {y}h{len(dark[0])}v1H{dark.start()}z"
        for y, row in enumerate(rows)
        for dark in DARK.finditer(row)
    )
    size = len(rows) + 2 * border
    ground = f'<path fill="#fff" d="M{-border} {-border}h{size}v{size}h{-size}z"/>' if border else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-border} {-border} {size} {size}">'
        f'{ground}<path d="{path}"/></svg>'
    )


def qr_png(text: str, *, border: int = 2) -> bytes:
    """Return the QR code as PNG with one bit per dot."""
    rows = qr_modules(text)
    size = len(rows)
    image = Image.new("1", (size + 2 * border, size + 2 * border), 1)
    image.paste(Image.frombytes("L", (size, size), b"".join(rows)), (border, border))
    target = io.BytesIO()
    image.resize((image.width * SCALE, image.height * SCALE)).save(target, "PNG")
    return target.getvalue()


def qr_data_uri(text: str) -> str:
    """Return the QR code as a data: URI, for `<img src>` in documents and pages."""
    return f"data:image/svg+xml,{quote(qr_svg(text))}"


@lru_cache(maxsize=64)
def qr_modules(text: str) -> list[bytes]:
    """Return the rows of the code without its border, one byte per module: 0 is dark, 255 is light."""
    if not text:
        raise ValueError("A QR code needs a text.")
    import zxingcpp

    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    picture: Any = code.to_image(scale=1, add_quiet_zones=False)
    content = bytes(memoryview(picture))
    size = math.isqrt(len(content))
    return [content[start : start + size] for start in range(0, len(content), size)]
