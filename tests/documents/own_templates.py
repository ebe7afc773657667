"""Word templates as a secretariat uploads them."""

import io

from docx import Document


def template_with(*paragraphs: str) -> bytes:
    """Return a document with only these paragraphs."""
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()
