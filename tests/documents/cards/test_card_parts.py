"""Many parts of cards are laid out at once by processes of their own."""

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from confman.documents.rendering.card_engine import render_cards
from confman.documents.rendering.card_loop import CardLayouter, LayingOutFailed
from confman.documents.rendering.card_parts import render_together
from confman.documents.rendering.fonts import font_folders
from tests.documents.cards.test_card_engine import TEMPLATE, Box, boxes

NAMES = ("Nodira Karimova", "Ғуломжон Қўлдошев", "ليلى حسن", "联合国", "Anahit", "Wolfeschlegelsteinhausen")


def drawn(name: str) -> bytes:
    return render_cards(TEMPLATE, boxes(Box(name)), language="en")


def test_parts_come_in_their_order_as_they_would_one_by_one() -> None:
    assert list(render_together(drawn, iter(NAMES))) == [drawn(name) for name in NAMES]


def test_no_more_parts_are_taken_than_are_waited_for() -> None:
    taken: list[str] = []

    def parts() -> Any:
        for name in NAMES:
            taken.append(name)
            yield name

    made = render_together(drawn, parts())
    first = next(made)
    assert "Karimova" in PdfReader(io.BytesIO(first)).pages[0].extract_text()
    assert len(taken) < len(NAMES)
    made.close()


def test_a_part_that_fails_is_said_and_ends_the_rest() -> None:
    def failing(name: str) -> bytes:
        if name == "Anahit":
            raise ValueError("this one")
        return drawn(name)

    with pytest.raises(ValueError, match="this one"):
        list(render_together(failing, iter(NAMES)))


def test_what_the_engine_says_reaches_us_and_the_process_goes_on(tmp_path: Any) -> None:
    layouter = CardLayouter([str(folder) for folder in font_folders()])
    try:
        (tmp_path / "main.typ").write_text("#nothing-of-the-kind", encoding="utf-8")
        with pytest.raises(LayingOutFailed, match="nothing-of-the-kind"):
            layouter.lay_out(tmp_path)
        (tmp_path / "main.typ").write_text(
            '#set document(title: "A")\n#set text(lang: "en")\nA', encoding="utf-8"
        )
        assert layouter.lay_out(tmp_path).startswith(b"%PDF")
    finally:
        layouter.close()
    assert layouter.process.returncode == 0


def test_a_process_that_is_gone_is_said(tmp_path: Any) -> None:
    layouter = CardLayouter([])
    layouter.process.kill()
    layouter.process.wait()
    with pytest.raises(LayingOutFailed):
        layouter.lay_out(tmp_path)
    layouter.close()


def test_half_a_file_is_none() -> None:
    layouter = CardLayouter([])
    layouter.process.communicate()
    # Answers as a process does that is killed in the middle.
    answer = "import sys; sys.stdin.readline(); sys.stdout.write('1000\\n%PDF')"
    layouter.process = subprocess.Popen(
        [sys.executable, "-c", answer], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with pytest.raises(LayingOutFailed, match="ended while it answered"):
        layouter.lay_out(Path("anywhere"))
    layouter.close()
