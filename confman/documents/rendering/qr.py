"""QR codes as SVG, and as PNG."""

from __future__ import annotations

import io

import segno

# Left to itself a QR writer tries eight masks and keeps the one with the lowest penalty; a fixed one makes a
# thousand badges faster, and the same text the same picture for ever.
MASK = 3


def qr_svg(text: str, *, border: int = 2) -> str:
    """The QR code of `text` as an SVG element without a size of its own: it fills what it is put into.

    Error correction M survives a scratch or a crease over 15 % of its area. Raises ValueError when the text
    is empty or too long for a code (about 2,300 characters).
    """
    if not text:
        raise ValueError("A QR code needs a text.")
    code = segno.make_qr(text, error="m", mask=MASK, boost_error=False)
    target = io.BytesIO()
    code.save(
        target,
        kind="svg",
        border=border,
        omitsize=True,
        xmldecl=False,
        svgns=True,
        svgclass=None,
        lineclass=None,
    )
    return target.getvalue().decode("utf-8").strip()


def qr_png(text: str, *, border: int = 2) -> bytes:
    """The same as PNG, eight dots a module: for Word, which shows no SVG everywhere."""
    if not text:
        raise ValueError("A QR code needs a text.")
    target = io.BytesIO()
    code = segno.make_qr(text, error="m", mask=MASK, boost_error=False)
    code.save(target, kind="png", scale=8, border=border)
    return target.getvalue()


def qr_data_uri(text: str, *, border: int = 2) -> str:
    """The same as a data: URI, for `<img src>` in documents and pages."""
    code = segno.make_qr(text, error="m", mask=MASK, boost_error=False)
    return code.svg_data_uri(border=border, omitsize=True, svgns=True, svgclass=None, lineclass=None)
