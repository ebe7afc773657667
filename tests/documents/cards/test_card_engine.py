"""The engine of cards: text that fits whatever it is, pictures that may be broken, templates of strangers."""

import io
import time
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from confman.documents.cards import CARD_SHEETS, CardSheet
from confman.documents.meta import DocumentMeta, Masthead, Picture, QrCode, StoredPicture
from confman.documents.rendering.card_engine import render_card_pictures, render_cards
from confman.web.errors import Refused
from tests.documents.inspection import assert_sound_pdf

TEMPLATE = "tests/boxes.typ"
MILLIMETRES = 25.4 / 72
# The box of the test's template: where it begins, how large it is.
LEFT, TOP, WIDTH, HEIGHT = 20, 20, 60, 20

MONSTERS = {
    "short": "O",
    "usual": "Nodira Karimova",
    "german": "Wolfeschlegelsteinhausenbergerdorff",
    "hyphens": "Berdimuhammedova-Abdurahmangajiyeva-Sharafatkhon-Abduqaharkhojaevna",
    "one-word": "W" * 200,
    "sentence": "Deputy Head of the Department for International Cooperation and Legal Assistance " * 4,
    "uzbek-cyrillic": "Ғуломжон Ўктамович Қўлдошев-Шаҳобиддинов",
    "arabic": "ليلى حسن عبد الرحمن بن محمد الأنصاري",
    "arabic-long": "الشراكة الاجتماعية بين أجهزة الدولة والمجتمع المدني في مكافحة الاتجار بالأشخاص " * 3,
    "arabic-word": "ـ" * 30 + "محمد" * 20,
    "persian": "محمدرضا گلپایگانی‌نژاد",
    "thai": "สมชาย ใจดีประเสริฐสุขสวัสดิ์วงศ์ไพบูลย์",
    "chinese": "联合国毒品和犯罪问题办公室" * 6,
    "japanese": "ひらがなカタカナ漢字",
    "hindi": "नरेन्द्र कुमार",
    "bengali": "রহিমা খাতুন",
    "sinhala": "නිමල් පෙරේරා",
    "tamil": "தமிழ்ச்செல்வி முருகன்",
    "georgian": "ნინო მაისურაძე",
    "armenian": "Անահիտ Պետրոսյան",
    "hebrew": "רחל כהן",
    "amharic": "አበበ በቀለ",
    "khmer": "សុខ ដារ៉ា",
    "lao": "ສົມພອນ ວົງສາ",
    "burmese": "အောင်မြင့်သန်း",
    "korean": "김민준 대한민국외교부",
    "greek": "Κωνσταντίνος Παπαδόπουλος",
    "vietnamese": "Nguyễn Thị Phương Thảo",
    "two-scripts": "李明 (Li Ming), ليلى and Ғуломжон",
    "emoji": "Conference 🎉",
    "combining": "J̌o̊ẑef Ǎ",
    "markup": "#set page(width: 1pt) *bold* $x$ \\ <label> @cite // no comment",
    "lines": "first\nsecond\n\nthird",
    "torn": "half a pair \ud83d of signs \x07",
}


@dataclass(frozen=True)
class Box:
    words: str
    picture: Picture | StoredPicture | None = None
    qr: QrCode | None = None


@dataclass(frozen=True)
class Boxes:
    meta: DocumentMeta
    cards: tuple[Box, ...]
    sheet: CardSheet = CARD_SHEETS["a6"]


def boxes(*cards: Box, language: str = "en", **more: Any) -> Boxes:
    return Boxes(DocumentMeta("Boxes", language, Masthead("UN", "Conference", "Tashkent")), cards, **more)


def letters_outside(content: bytes, *, language: str) -> list[str]:
    """Return the letters of a page that extend beyond the box.

    Less than a millimetre is left for accents on capitals, and for slanted letters.
    """
    page = pypdfium2.PdfDocument(content)[0]
    text = page.get_textpage()
    left = LEFT if language == "en" else 105 - LEFT - WIDTH
    outside = []
    for number in range(text.count_chars()):
        sign = text.get_text_range(number, 1)
        if not sign.strip() or sign in "\u200b\ufffe":
            continue
        box = [edge * MILLIMETRES for edge in text.get_charbox(number)]
        over = min(box[0] - left, left + WIDTH - box[2], box[1] - (148 - TOP - HEIGHT), 148 - TOP - box[3])
        if over < -0.7:
            outside.append(f"{sign} by {-over:.2f} mm")
    return outside


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", MONSTERS)
def test_a_text_stays_in_its_box_whole_and_with_all_its_letters(name: str, language: str) -> None:
    words = MONSTERS[name]
    content = render_cards(TEMPLATE, boxes(Box(words), language=language), language=language)

    assert_sound_pdf(content)
    assert not letters_outside(content, language=language)
    if name in ("german", "hyphens", "sentence", "uzbek-cyrillic", "chinese", "greek", "markup"):
        said = PdfReader(io.BytesIO(content)).pages[0].extract_text()
        assert "".join(words.split()) == "".join(said.replace("\u200b", "").split())


@pytest.mark.parametrize("count", range(1, 9))
def test_what_hangs_low_in_arabic_does_not_reach_into_what_stands_below(count: int) -> None:
    content = render_cards(TEMPLATE, boxes(Box(" ".join(["المنصوري"] * count))), language="en")
    text = pypdfium2.PdfDocument(content)[0].get_textpage()
    lowest = min(text.get_charbox(number)[1] for number in range(text.count_chars()))
    assert lowest * MILLIMETRES > 148 - TOP - HEIGHT - 0.1


def test_the_largest_size_that_fits_is_taken() -> None:
    def size(words: str) -> float:
        page = pypdfium2.PdfDocument(render_cards(TEMPLATE, boxes(Box(words)), language="en"))[0]
        text = page.get_textpage()
        boxed = text.get_charbox(0)
        return (boxed[3] - boxed[1]) * MILLIMETRES

    assert size("Hodira") == pytest.approx(24 * 0.714 * MILLIMETRES, abs=0.15), "as large as it may be"
    assert size("Hodira") > size("Hodira Karimova Abdurahmanova") > size("Hodira " * 30) > 0.8


def test_the_same_data_make_the_same_file() -> None:
    data = boxes(Box("Nodira Karimova", qr=QrCode("https://example.org/t/1", "QR code")))
    assert render_cards(TEMPLATE, data, language="en") == render_cards(TEMPLATE, data, language="en")


def test_a_code_is_read_from_the_page_and_is_drawn_in_lines() -> None:
    content = render_cards(
        TEMPLATE, boxes(Box("", qr=QrCode("https://example.org/t/ABCD", "QR code"))), language="en"
    )
    picture = pypdfium2.PdfDocument(content)[0].render(scale=2).to_pil()
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == ["https://example.org/t/ABCD"]
    assert not list(pypdfium2.PdfDocument(content)[0].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]))


def image(format: str, size: tuple[int, int] = (3000, 4000)) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, "#336699").save(target, format)
    return target.getvalue()


@pytest.mark.parametrize(
    ("picture", "is_drawn"),
    [
        (image("JPEG"), True),
        (image("PNG", (40, 40)), True),
        (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><rect width="4" height="3"/></svg>', True),
        # WeasyPrint, where it is loaded, has Pillow read torn pictures as far as they go.
        (image("JPEG")[:2000], None),
        (b"<svg><rect", False),
        (b"not a picture", False),
        (b"", False),
    ],
)  # fmt: skip
def test_a_broken_picture_is_left_out_and_loses_no_card(picture: bytes, is_drawn: bool | None) -> None:
    data = boxes(Box("Nodira Karimova", picture=Picture(picture, "Logo", 20)))
    content = render_cards(TEMPLATE, data, language="en")
    assert_sound_pdf(content)
    assert "Karimova" in PdfReader(io.BytesIO(content)).pages[0].extract_text()
    bare = len(render_cards(TEMPLATE, boxes(Box("Nodira Karimova")), language="en"))
    if is_drawn is not None:
        assert (len(content) > bare + 200) is is_drawn
    assert len(content) < 200_000, "scaled down to what is printed"


def test_a_photo_that_is_gone_from_the_storage_is_left_out() -> None:
    data = boxes(Box("Nodira Karimova", picture=StoredPicture("photos/none.jpg", "Photo", 30)))
    assert_sound_pdf(render_cards(TEMPLATE, data, language="en"))


def test_a_card_is_looked_at_at_once() -> None:
    data = boxes(Box("Nodira Karimova"))
    svg = render_card_pictures(TEMPLATE, data, language="en", format="svg")
    png = render_card_pictures(TEMPLATE, data, language="en", format="png")
    assert svg[0].startswith(b"<svg") and png[0].startswith(b"\x89PNG")


# --- Templates of strangers -------------------------------------------------------------------------------


def test_somebodys_own_template_sees_the_same_data_and_our_fonts_alone() -> None:
    own = '#import "cards.typ": *\n#show: card-document\n#cards(card => [Hello #card.words])'
    content = render_cards(TEMPLATE, boxes(Box("Nodira")), language="en", own_template=own)
    assert "Hello Nodira" in PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert_sound_pdf(content, tagged=False)


@pytest.mark.parametrize(
    "own",
    [
        '#read("/etc/passwd")',
        '#read("../../../../../../etc/passwd")',
        '#image("/etc/hostname")',
        '#import "@preview/cetz:0.3.0": *',
        "#let f(n) = f(n + 1)\n#f(0)",
        "#nothing",
        "#{",
    ],
)
def test_a_hostile_template_is_refused(own: str) -> None:
    begun = time.monotonic()
    with pytest.raises(Refused, match="The template cannot be used"):
        render_cards(TEMPLATE, boxes(Box("Nodira")), language="en", own_template=own)
    assert time.monotonic() - begun < 30


def test_a_template_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("confman.documents.rendering.card_process.TIME_LIMIT", 1)
    own = "#for a in range(100000) { for b in range(100000) { let c = a * b } }"
    with pytest.raises(Refused, match="takes too long"):
        render_cards(TEMPLATE, boxes(Box("Nodira")), language="en", own_template=own)
