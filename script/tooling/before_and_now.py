"""Put the first page of each document of the demo, as it was and as it is, on one picture for each language.

python script/tooling/before_and_now.py NOW BEFORE TARGET: the folders of two galleries (script/gallery), and where
documents-before-and-now-LANGUAGE.webp is written, small enough to be kept with the docs.
"""

import io
import sys
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw

LANGUAGES = ("en", "ru", "uz")
WIDTH, HEIGHT, LINE, GAP, PAIRS = 136, 190, 15, 6, 7
MAX_BYTES = 125_000
PAPER, INK, GROUND = "white", "#333333", "#e4e7eb"


def first_page(file: Path) -> Image.Image:
    """Return the first page within its place; the ground for a file that there is not."""
    place = Image.new("RGB", (WIDTH, HEIGHT), PAPER if file.exists() else GROUND)
    if file.exists():
        page = pypdfium2.PdfDocument(file)[0]
        scale = min(WIDTH / page.get_width(), HEIGHT / page.get_height())
        place.paste(page.render(scale=scale * 3).to_pil().convert("RGB").resize(
            (round(page.get_width() * scale), round(page.get_height() * scale)), Image.Resampling.LANCZOS
        ))  # fmt: skip
    return place


def sheet(now: Path, before: Path, language: str) -> Image.Image:
    """Return the picture of a language: for each kind, by its name, the page of before beside that of now."""
    kinds = sorted(file.parent.name for file in now.glob(f"*/demo-{language}.pdf"))
    rows = -(-len(kinds) // PAIRS)
    wide, high = 2 * WIDTH + 2 * GAP, HEIGHT + LINE + GAP
    whole = Image.new("RGB", (PAIRS * wide, LINE + rows * high), PAPER)
    draw = ImageDraw.Draw(whole)
    draw.text((GAP, 1), f"Documents in {language}: before, and now", fill=INK, font_size=11)
    for place, kind in enumerate(kinds):
        left, top = place % PAIRS * wide + GAP, LINE + place // PAIRS * high
        draw.text((left, top), kind, fill=INK, font_size=10)
        for number, folder in enumerate((before, now)):
            at = (left + number * (WIDTH + 2), top + LINE)
            whole.paste(first_page(folder / kind / f"demo-{language}.pdf"), at)
            draw.rectangle((at[0] - 1, at[1] - 1, at[0] + WIDTH, at[1] + HEIGHT), outline=GROUND)
    return whole


def small(picture: Image.Image) -> bytes:
    """Return it as WebP, of the best quality that is small enough."""
    content = b""
    for quality in range(70, 0, -6):
        target = io.BytesIO()
        picture.save(target, "WEBP", quality=quality, method=6)
        content = target.getvalue()
        if len(content) <= MAX_BYTES:
            break
    return content


def main() -> None:
    now, before, target = map(Path, sys.argv[1:])
    for language in LANGUAGES:
        content = small(sheet(now, before, language))
        (target / f"documents-before-and-now-{language}.webp").write_bytes(content)
        print(language, len(content))


if __name__ == "__main__":
    main()
