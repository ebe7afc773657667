"""Cards (badges, plates, signs, certificates) from a typst template and a document's dataclass.

typst measures text before it draws it, so a name can be as large as its box allows; docs/development/cards.md says why
this engine was chosen. A template reads `data.json` and the pictures it names, all in a temporary folder: typst opens
no file outside it, and no fonts but ours.
"""

import dataclasses
import io
import json
import logging
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import typst
from django.core.files.storage import default_storage
from django.template import engines
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from confman.documents.meta import DocumentData, Picture, QrCode, StoredPicture, document_mark
from confman.documents.plain_values import printable, texts_of
from confman.documents.rendering.card_loop import (
    OFFICIAL,
    CardLayouters,
    clear_measurements,
    made_pdf,
    read_fonts,
)
from confman.documents.rendering.card_process import BadCardTemplateError, compile_apart
from confman.documents.rendering.fonts import font_folders
from confman.documents.rendering.qr import qr_svg
from confman.translation.languages import language_direction, reading_in
from confman.translation.marks import Passages
from confman.web.errors import Refused

logger = logging.getLogger(__name__)

# The templates of the project that every card may import, by their names in the folder of the card.
LIBRARY = "documents/cards/cards.typ"
_PLAIN = (str, int, float, bool, type(None))
# After this many bytes of output the measurements of the engine are cleared: about a hundred badges.
MAX_REMEMBERED = 400_000
_REMEMBERED = [0]
# The resolution of a card as a picture on a page: sharp on a screen, and small.
PREVIEW_PPI = 144


def render_cards(
    template: str, data: DocumentData, *, language: str, own_template: str = "", official: bool = False
) -> bytes:
    """Render the cards as PDF/UA: tagged, titled, with language, only our fonts, reproducible byte for byte.

    `official` ones (certificates) are PDF/A-2a as well, to be kept.

    `template` is the name of a .typ file among the project's templates; `own_template` is the source of an uploaded one
    that replaces it; a separate process runs it on the same data, with limits of time and memory. Raises Refused if it
    cannot be used.
    """
    with card_folder(
        template, data, language=language, own_template=own_template, official=official
    ) as folder:
        return _compiled(folder, apart=bool(own_template), format="pdf")[0]


def render_card_pictures(
    template: str, data: DocumentData, *, language: str, format: str = "svg", own_template: str = ""
) -> list[bytes]:
    """Render a few cards as SVG or PNG, for a preview on a page. Raises Refused as above."""
    with card_folder(template, data, language=language, own_template=own_template) as folder:
        return _compiled(folder, apart=bool(own_template), format=format)


# --- The folder of a template -----------------------------------------------------------------------------


@contextmanager
def card_folder(
    template: str, data: DocumentData, *, language: str, own_template: str = "", official: bool = False
) -> Iterator[Path]:
    """Yield a temporary folder with main.typ, cards.typ, data.json and the pictures."""
    with tempfile.TemporaryDirectory(prefix="cards-") as name:
        folder = Path(name)
        shutil.copyfile(_source(LIBRARY), folder / "cards.typ")
        if own_template:
            (folder / "main.typ").write_text(own_template, encoding="utf-8")
        else:
            shutil.copyfile(_source(template), folder / "main.typ")
        with reading_in(language):
            passages = Passages(dict(data.meta.passages), language)
            content = _CardSerializer(folder).plain_data(data)
            content["spoken"] = _languages_of(texts_of(data), passages)
            content |= {
                "language": language,
                "direction": language_direction(language),
                "mark": document_mark(data.meta),
            }
            # As the engine takes a day. PDF/A wants one; other files are the same whenever they are made.
            today = timezone.localdate()
            day = {"year": today.year, "month": today.month, "day": today.day}
            content["made_on"] = day if official else None
            content["nothing"] = _("There is no card to print: nothing matches the choice.")
        (folder / "data.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        if official:
            (folder / OFFICIAL).touch()
        yield folder


def _languages_of(texts: Iterable[str], passages: Passages) -> dict[str, str]:
    """Return the languages of the texts on cards that are not in the document's."""
    return {text: code for text in dict.fromkeys(texts) if (code := passages.language_of(text))}


def _source(template: str) -> Path:
    """Return the path of a template of the project. Raises LookupError if there is none of that name."""
    engine: Any = engines["django"]
    for folder in engine.engine.dirs:
        path = Path(folder) / template
        if path.is_file():
            return path
    raise LookupError(f"There is no template {template}.")


class _CardSerializer:
    """Converts a dataclass to plain values for data.json; writes the pictures in it to the folder, each once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: dict[Picture | StoredPicture, str] = {}

    def plain_data(self, value: Any) -> Any:
        """Return plain data. Raises TypeError for models and the like: templates see only what the builder chose."""
        if isinstance(value, (str, Promise)):
            return printable(str(value))
        if isinstance(value, _PLAIN):
            return value
        if isinstance(value, QrCode):
            return {
                "svg": qr_svg(value.text, border=0) if value.text else "",
                "description": self.plain_data(value.description),
            }
        if isinstance(value, (Picture, StoredPicture)):
            return self._picture(value)
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return {
                entry.name: self.plain_data(getattr(value, entry.name)) for entry in dataclasses.fields(value)
            }
        if isinstance(value, Mapping):
            return {str(key): self.plain_data(item) for key, item in value.items()}
        if isinstance(value, Sequence):
            return [self.plain_data(item) for item in value]
        raise TypeError(f"{type(value).__name__} in the dataclass of cards: the builder must make it plain.")

    def _picture(self, picture: Picture | StoredPicture) -> dict[str, Any] | None:
        if picture not in self.names:
            self.names[picture] = ""
            if pair := drawable(picture):
                content, extension = pair
                self.names[picture] = f"picture-{len(self.names)}.{extension}"
                (self.folder / self.names[picture]).write_bytes(content)
        name = self.names[picture]
        if not name:
            return None
        return {
            "file": name,
            "description": self.plain_data(picture.description),
            "width_mm": picture.width_mm,
        }


# --- Compiling --------------------------------------------------------------------------------------------

# The layout processes of this thread, if it has any.
_LAYOUTERS: ContextVar[CardLayouters | None] = ContextVar("layouters", default=None)


@contextmanager
def laid_out_by(layouters: CardLayouters) -> Iterator[None]:
    """Lay out PDFs of cards in those processes meanwhile, except uploaded templates, which have their own."""
    before = _LAYOUTERS.set(layouters)
    try:
        yield
    finally:
        _LAYOUTERS.reset(before)


def _compiled(folder: Path, *, apart: bool, format: str) -> list[bytes]:
    if apart:
        try:
            return compile_apart(folder, [str(path) for path in font_folders()], format=format)
        except BadCardTemplateError as error:
            fault = error.fault.rstrip(".")[:300]
            if error.line:
                fault = _("line %(line)d: %(fault)s") % {"line": error.line, "fault": fault}
            raise Refused(
                _("The template cannot be used: %(fault)s. Correct it, or go back to the standard one.")
                % {"fault": fault}
            ) from error
    if format == "pdf" and (layouters := _LAYOUTERS.get()):
        return [layouters.lay_out(folder)]
    pages = [made_pdf(folder, card_fonts())] if format == "pdf" else _pictures(folder, format)
    _REMEMBERED[0] += sum(map(len, pages))
    if _REMEMBERED[0] > MAX_REMEMBERED:
        _REMEMBERED[0] = 0
        clear_measurements(card_fonts())
    return pages


def _pictures(folder: Path, format: str) -> list[bytes]:
    compiler = typst.Compiler(input=str(folder / "main.typ"), root=str(folder), font_paths=card_fonts())
    pages = (
        compiler.compile(format="png", ppi=PREVIEW_PPI) if format == "png" else compiler.compile(format="svg")
    )
    return pages if isinstance(pages, list) else [pages or b""]


DPI = 300
# The decoder unpacks no more than this, however small the file.
MAX_PIXELS = 60_000_000


@cache
def card_fonts() -> typst.Fonts:
    """Return the fonts that cards are written in."""
    return read_fonts(map(str, font_folders()))


def drawable(picture: Picture | StoredPicture) -> tuple[bytes, str] | None:
    """Return content and extension of a picture that the engine can draw; log and return None if it is not a picture.

    PNG, JPEG and WebP are decoded and rewritten, at most at 300 dpi of their printed size; an SVG is tried alone.
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
        with Image.open(io.BytesIO(content)) as image:
            if image.width * image.height > MAX_PIXELS:
                raise ValueError("too large")
            upright = ImageOps.exif_transpose(image)
            max_pixels = round(max(width_mm, 10) / 25.4 * DPI * 1.5)
            upright.thumbnail((max_pixels, max_pixels * 2))
            seen_through = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
            target = io.BytesIO()
            if seen_through or image.format == "PNG":
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
