"""The gallery of documents ends with an error where one could not be made, has no pages, or overflows them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

from confman.documents.rendering.fonts import font_configuration, weasyprint
from script.tooling.before_and_now import MAX_BYTES, sheet, small
from script.tooling.gallery import faults_of

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.sqlite


@pytest.fixture(scope="module")
def page() -> bytes:
    return weasyprint().HTML(string="<p>A page.</p>").write_pdf(font_config=font_configuration())


@pytest.fixture
def folder(tmp_path: Path, page: bytes) -> Path:
    """A gallery of one sound document, and of one that was refused."""
    kind = tmp_path / "gallery" / "agenda.agenda"
    kind.mkdir(parents=True)
    (kind / "demo-en.pdf").write_bytes(page)
    (kind / "empty-en.pdf.txt").write_text("Nothing is scheduled yet.")
    return kind.parent


def blank(file: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(file)


def test_a_sound_gallery_has_no_faults(folder: Path) -> None:
    assert [*faults_of(folder)] == []


def test_each_fault_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = folder / "agenda.agenda"
    (kind / "demo-en.faults.txt").write_text("page 1 does not hold “Text”")
    (kind / "demo-ru.pdf").write_bytes(b"")
    blank(kind / "demo-uz.pdf")
    (kind / "demo-en.docx").write_bytes(b"")
    monkeypatch.setattr(shutil, "which", {"soffice": "/usr/bin/soffice"}.get)
    assert [*faults_of(folder)] == [
        "agenda.agenda/demo-en.docx: has no pages",
        "agenda.agenda/demo-en.faults.txt: page 1 does not hold “Text”",
        "agenda.agenda/demo-ru.pdf: has no pages",
        "agenda.agenda/demo-uz.pdf: page 1 is empty",
    ]
    assert [*faults_of(folder / "agenda.agenda")] == ["no document was made"]


@pytest.mark.parametrize(("making", "fault", "code"), [(0, "", 0), (2, "", 2), (0, "page 1 cuts a word", 1)])
def test_the_command_shows_all_and_ends_with_the_error(
    folder: Path, tmp_path: Path, making: int, fault: str, code: int
) -> None:
    """The command itself, where documents are made by a stand-in that succeeds or not."""
    script = tmp_path / "script"
    (script / "tooling").mkdir(parents=True)
    for name in ("gallery", "tooling/gallery.py"):
        shutil.copy(ROOT / "script" / name, script / name)
    (script / "environment.sh").write_text(f'python="{sys.executable}"\n')
    (script / "test").write_text(f'#!/bin/sh\ncp -r "{folder}" "$4"\nexit {making}\n')
    (script / "test").chmod(0o755)
    if fault:
        (folder / "agenda.agenda" / "demo-en.faults.txt").write_text(fault)
    target = tmp_path / "shown"
    ended = subprocess.run(
        ["bash", script / "gallery", target], capture_output=True, text=True, env=os.environ, check=False
    )
    assert ended.returncode == code, ended.stderr
    assert "agenda.agenda" in (target / "index.html").read_text() and fault in ended.stderr


def test_before_and_now_stand_side_by_side_in_few_bytes(folder: Path, tmp_path: Path) -> None:
    picture = sheet(folder, tmp_path / "nothing", "en")
    now, before = picture.getpixel((150, 100)), picture.getpixel((20, 100))
    assert now == (255, 255, 255) != before
    assert 0 < len(small(picture)) < MAX_BYTES


def test_the_pictures_of_the_docs_are_small() -> None:
    pictures = [*(ROOT / "docs" / "pictures").glob("documents-before-and-now-*.webp")]
    assert [each.stem[-2:] for each in sorted(pictures)] == ["en", "ru", "uz"]
    assert sum(each.stat().st_size for each in pictures) < 400_000
