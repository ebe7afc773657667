"""The engines that were tried for cards, on the same names: how many badges a second, and how they look.

    CONFMAN_REAL_DATA=FOLDER .venv/bin/python -m benchmarks.choices.card_engines [NUMBER] [--keep FOLDER]
    .venv/bin/python -m benchmarks.choices.card_engines --commands [NUMBER]

With --commands the whole command `badges`, from the database, is compared with a process of ReportLab that draws as
many and asks nobody for anything: in turns, the starts of both included.

ReportLab is no part of confman: `pip install reportlab` first, or it is passed over. Each engine makes the same badge,
A6 with five fitted texts, a band, and the QR code as lines; the pages are to be looked at, too (--keep).
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.cards import _conference, _start, people
from benchmarks.start import seconds

MM = 72 / 25.4
TURNS = 3
CODE = "https://conference.example.org/forum/onsite/t/ABCDEFGH{:04}"


def main() -> None:
    if sys.argv[1:2] == ["--alone"]:
        Path(sys.argv[3]).write_bytes(with_reportlab(people(int(sys.argv[2]))))
        return
    if sys.argv[1:2] == ["--commands"]:
        return compare_commands(int(sys.argv[2]) if len(sys.argv) > 2 else 1000)
    number = int(sys.argv[1]) if sys.argv[1:2] and sys.argv[1].isdigit() else 1000
    keep = Path(sys.argv[sys.argv.index("--keep") + 1]) if "--keep" in sys.argv else None
    _start()
    rows = people(number)
    engines: list[tuple[str, Callable[[list[dict[str, str]]], bytes]]] = [("typst", with_typst)]
    try:
        import reportlab

        engines.append((f"ReportLab {reportlab.Version}", with_reportlab))
    except ImportError:
        print("ReportLab is not installed.")
    print("| Engine | Badges a second | A second of one processor |")
    print("|---|---|---|")
    for label, make in engines:
        make(rows[:10])  # fonts are read
        begun, worked = time.perf_counter(), time.process_time()
        content = make(rows)
        took, worked = time.perf_counter() - begun, time.process_time() - worked
        print(f"| {label} | {number / took:,.0f} | {number / worked:,.0f} |", flush=True)
        if keep:
            (keep / f"{label.split()[0]}.pdf").write_bytes(content)


def compare_commands(number: int) -> None:
    """Print what the whole command takes, and a process of ReportLab: the least of some turns."""
    with tempfile.TemporaryDirectory(prefix="confman-benchmark-") as folder:
        Path(folder, "static").mkdir()
        os.environ["CONFMAN_DATA"] = folder
        _start()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        conference = _conference(number)
        commands = {
            "badges": ("manage.py", "badges", conference.slug, "-o", f"{folder}/badges.pdf"),
            "ReportLab": (
                "-m",
                "benchmarks.choices.card_engines",
                "--alone",
                str(number),
                f"{folder}/other.pdf",
            ),
        }
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for _turn in range(TURNS):
            for name, command in commands.items():
                begun = time.perf_counter()
                worked = seconds(command, dict(os.environ))
                taken[name].append((worked, time.perf_counter() - begun))
    print(f"{number:,} of each\n\n| What | Work | By the clock | Work, of ReportLab |\n|---|---|---|---|")
    least = {name: [min(column) for column in zip(*pairs, strict=True)] for name, pairs in taken.items()}
    for name, (worked, took) in least.items():
        print(f"| {name} | {worked:.2f} s | {took:.2f} s | {worked / least['ReportLab'][0]:.2f} |")


def with_typst(rows: list[dict[str, str]]) -> bytes:
    """Draw the cards as confman does it: batches of a hundred, joined."""
    from confman.documents.cards import split_cards
    from confman.documents.meta import DocumentMeta, Masthead, QrCode
    from confman.documents.rendering.pdf import join_pdfs
    from registrations.badges.documents.badge import BadgeCard, Badges, PlacedElement, render_badges
    from registrations.badges.domain.layout import default_layout

    layout = default_layout("a6")
    elements = []
    for element in layout.elements:
        values = {name: getattr(element, name) for name in element.__dataclass_fields__}
        values.pop("text"), values.pop("picture")
        elements.append(PlacedElement(**values, words="", shown=None))
    cards = tuple(
        BadgeCard(
            name=row["en"], second_name=row["ru"], person={"job-title": row["job"]}, entity=row["entity"],
            function="", category="Participant", letter="P", colour="#1f4e79", on_colour="#ffffff", ink="#1f4e79",
            zones=(), qr=QrCode(CODE.format(at), "QR code"), code=f"ABCD-EFGH-{at:04}",
        )
        for at, row in enumerate(rows)
    )  # fmt: skip
    badges = Badges(
        meta=DocumentMeta("Badges", "en", Masthead("", "", "")), sheet=layout.card_sheet, cards=cards,
        elements=tuple(elements), conference="Social partnership of State bodies", dates="Tashkent", accent="#1f4e79",
    )  # fmt: skip
    return join_pdfs([render_badges(part) for part in split_cards(badges)])


def with_reportlab(rows: list[dict[str, str]]) -> bytes:
    """Draw them on ReportLab's canvas, fitted by its own measure of a string: no shaping or order of Arabic letters."""
    import io

    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    from confman.documents.rendering.fonts import font_folders
    from confman.documents.rendering.qr import qr_modules

    for folder in font_folders():
        if folder.parent.name == "noto-sans":
            for file in folder.glob("*.ttf"):
                pdfmetrics.registerFont(TTFont(folder.name, str(file)))
    target = io.BytesIO()
    page = Canvas(target, pagesize=(105 * MM, 148 * MM))

    def lines_of(text: str, font: str, size: float, width: float) -> list[str]:
        lines = [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and pdfmetrics.stringWidth(longer, font, size) > width:
                lines.append(word)
            else:
                lines[-1] = longer
        return lines

    def fitted(
        text: str, box: tuple[float, float, float, float], sizes: tuple[float, float], font: str
    ) -> None:
        x, y, width, height = (side * MM for side in box)
        size, smallest = sizes
        while True:
            lines = lines_of(text, font, size, width)
            wide = max(pdfmetrics.stringWidth(line, font, size) for line in lines)
            if size <= smallest or (wide <= width and len(lines) * size * 1.14 <= height):
                break
            size -= 0.5
        page.setFont(font, size)
        for at, line in enumerate(lines):
            page.drawString(x, 148 * MM - y - (at + 0.88) * size * 1.14, line)

    def code(text: str) -> None:
        path: Any = page.beginPath()
        matrix = qr_modules(text)
        side = 31 * MM / len(matrix)
        for y, row in enumerate(matrix):
            for x, dark in enumerate(row):
                if dark == 0:
                    path.rect(67 * MM + x * side, 74 * MM - (y + 1) * side, side, side)
        page.drawPath(path, stroke=0, fill=1)

    for at, row in enumerate(rows):
        page.setFillGray(0)
        fitted("Social partnership of State bodies", (7, 6.5, 68, 12.5), (10, 6.5), "600SemiBold")
        fitted(row["en"], (7, 35, 91, 27), (36, 15), "700Bold")
        fitted(row["ru"], (7, 62.5, 91, 8), (13, 6.5), "400Regular")
        fitted(row["entity"], (7, 74, 57, 15), (15, 7), "600SemiBold")
        fitted(row["job"], (7, 90.5, 57, 13), (10.5, 6), "400Regular")
        code(CODE.format(at))
        page.setFillColorRGB(0.12, 0.3, 0.47)
        page.rect(0, 0, 105 * MM, 33 * MM, stroke=0, fill=1)
        page.showPage()
    page.save()
    return target.getvalue()


if __name__ == "__main__":
    main()
