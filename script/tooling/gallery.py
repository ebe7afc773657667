"""Show the files of a folder page by page as small pictures, on one page, and say what is wrong: see script/gallery."""

import argparse
import html
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops

# Of a document of a hundred cards the first pages say all.
PAGES_SHOWN = 12
# A picture is as wide as that; a click opens the file itself.
WIDTH = 340
STYLE = """
body { font: 15px/1.4 sans-serif; margin: 1rem; background: #eee }
section > div { display: flex; flex-wrap: wrap; gap: .5rem; align-items: start }
figure { margin: 0; background: #fff; padding: .25rem; outline: 1px solid #bbb }
figure.changed { outline: 3px solid #b00 }
figcaption { font-size: .8rem } img { display: block; max-width: 340px }
h3 { margin: .75rem 0 .25rem; font-size: 1rem } nav a { margin-right: .75rem }
"""


def pictures_of(file: Path) -> list[Path]:
    """Return pictures of the first pages of a PDF, made beside it."""
    made = []
    try:
        document = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError:
        return []
    for number in range(min(len(document), PAGES_SHOWN)):
        page = document[number]
        target = file.with_name(f"{file.name}-{number + 1}.png")
        page.render(scale=WIDTH / page.get_width()).to_pil().quantize(32).save(target, optimize=True)
        made.append(target)
    return made


def word_as_pdf(files: list[Path]) -> None:
    """Make a PDF beside each of these files of Word, by LibreOffice; nothing where it is not installed."""
    office = shutil.which("soffice")
    if not office or not files:
        return
    with tempfile.TemporaryDirectory() as profile:
        for folder in sorted({file.parent for file in files}):
            subprocess.run(
                [
                    office, f"-env:UserInstallation=file://{profile}", "--headless",
                    "--convert-to", "pdf:writer_pdf_Export", "--outdir", folder / "word",
                    *[file for file in files if file.parent == folder],
                ],
                check=True, stdout=subprocess.DEVNULL,
            )  # fmt: skip


def faults_of(folder: Path) -> Iterator[str]:
    """Yield what is wrong with a gallery: files that are missing or empty, and what was found while they were made."""
    files = sorted(folder.glob("*/*.*"))
    if not any(file.suffix == ".pdf" for file in files):
        yield "no document was made"
    for file in files:
        name = file.relative_to(folder)
        if name.name.endswith(".faults.txt"):
            yield from (f"{name}: {line}" for line in file.read_text().splitlines())
        elif file.suffix == ".pdf":
            yield from (f"{name}: {fault}" for fault in _empty_pages(file))
        elif file.suffix == ".docx" and shutil.which("soffice"):
            yield from (
                f"{name}: {fault}" for fault in _empty_pages(file.parent / "word" / f"{file.stem}.pdf")
            )


def _empty_pages(file: Path) -> Iterator[str]:
    try:
        document = pypdfium2.PdfDocument(file)
    except (pypdfium2.PdfiumError, FileNotFoundError):
        yield "has no pages"
        return
    for number, page in enumerate(document, 1):
        if not any(True for _drawn in page.get_objects(max_depth=1)):
            yield f"page {number} is empty"


def differs(picture: Path, before: Path) -> bool:
    """Tell whether two pictures differ; what is missing differs."""
    if not before.exists():
        return True
    now, then = (Image.open(each).convert("L") for each in (picture, before))
    return now.size != then.size or bool(
        ImageChops.difference(now, then).point(lambda v: v > 48 and 255).getbbox()
    )


def figures(picture: Path, folder: Path, other: Path | None) -> Iterator[tuple[bool, str]]:
    """Return what stands on the page for a picture, and whether it differs from what the other gallery has."""
    file = picture.relative_to(folder)
    before = other / file if other else None
    changed = before is not None and differs(picture, before)
    source = str(file).rpartition("-")[0]
    yield (
        changed,
        f'<figure{" class=changed" if changed else ""}><a href="{source}"><img loading="lazy" src="{file}" alt=""></a>'
        f"<figcaption>{html.escape(file.name.rpartition('-')[2].removesuffix('.png'))}</figcaption></figure>",
    )
    if changed and before is not None and before.exists():
        yield (
            True,
            f'<figure><img loading="lazy" src="{before.as_uri()}" alt=""><figcaption>before</figcaption></figure>',
        )


def page(folder: Path, other: Path | None) -> str:
    """Return the page: a section for each kind of document, those first of which a page differs."""
    sections = []
    for kind in sorted(each for each in folder.iterdir() if each.is_dir()):
        parts, changes = [], 0
        for document in sorted({*kind.glob("*.pdf"), *kind.glob("word/*.pdf"), *kind.glob("*.txt")}):
            shown = [
                figure
                for picture in sorted(
                    document.parent.glob(f"{document.name}-*.png"),
                    key=lambda each: int(each.stem.rpartition("-")[2]),
                )
                for figure in figures(picture, folder, other)
            ]
            changes += sum(changed for changed, _figure in shown)
            said = html.escape(document.read_text()) if document.suffix == ".txt" else ""
            parts.append(
                f"<h3>{document.relative_to(kind)}</h3><div>{said}{''.join(part for _, part in shown)}</div>"
            )
        sections.append((changes, kind.name, "".join(parts)))
    sections.sort(key=lambda each: (-bool(each[0]), each[1]))
    links = "".join(
        f'<a href="#{name}">{name}{f" ({changes})" if changes else ""}</a>' for changes, name, _ in sections
    )
    body = "".join(f'<section id="{name}"><h2>{name}</h2>{part}</section>' for _, name, part in sections)
    return (
        f"<!doctype html><meta charset=utf-8><title>Documents</title><style>{STYLE}</style>"
        f"<nav>{links}</nav>{body}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("other", type=Path, nargs="?")
    given = parser.parse_args()
    word_as_pdf(sorted(given.folder.glob("*/*.docx")))
    with ProcessPoolExecutor() as processes:
        made = sum(map(len, processes.map(pictures_of, sorted(given.folder.glob("**/*.pdf")))))
    index = given.folder / "index.html"
    index.write_text(page(given.folder, given.other and given.other.resolve()))
    print(f"{made} pages: {index}")
    faults = [*faults_of(given.folder)]
    print(*faults, sep="\n", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
