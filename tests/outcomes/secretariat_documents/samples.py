"""A paper as data, and the number of queries that it takes, for the tests of papers."""

import io

from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document

from confman.documents.domain.builder import build_data, build_document
from confman.documents.registry import document_kinds


def data_of(key, conference, language="en", **options):
    return build_data(document_kinds.get(key), conference, language=language, options=options)


def content_of(key, conference, format, language="en", **options):
    return build_document(key, conference, language=language, format=format, options=options).content


def words_of(key, conference, language="en", **options):
    """The words of the document in Word, a line for each paragraph and row of a table; spaces may break."""
    document = Document(io.BytesIO(content_of(key, conference, "docx", language, **options)))
    lines = []
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            lines += [" | ".join(cell.text.replace("\n", " ") for cell in row.cells) for row in block.rows]
        else:
            lines.append(block.text)
    return "\n".join(lines).replace("\N{NO-BREAK SPACE}", " ")


def queries_of(key, conference, **options):
    with CaptureQueriesContext(connection) as asked:
        data_of(key, conference, **options)
    return len(asked)


def lines_of(parts):
    """The text of the parts of a paper: headings, paragraphs and lists, in their order."""
    return [
        line
        for part in parts
        for block in part.blocks
        for line in ([block.text] if block.text else list(block.lines))
    ]
