"""Fills a Word template: in our process for our own templates, in a separate one for uploaded ones.

It depends on neither Django nor the record, so a malicious template reaches neither. As a program it reads a pickled
job from standard input (written by us) and writes the document to standard output.
"""

import datetime as dt
import io
import json
import pickle
import re
import signal
import sys
import zipfile
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.shape import CT_Inline
from docx.shared import Emu, Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from confman.documents.word.languages import mark_directions, mark_language, mark_runs
from confman.documents.word.remote_content import drop_remote_content

# A .docx is a zip: limits of its unpacked size, and of the memory for an uploaded template.
MAX_FILES, LARGEST_LIST = 5000, 1024 * 1024
LARGEST_UNFOLDED = 60 * 1024 * 1024
MEMORY_LIMIT = 1024 * 1024 * 1024
# Exit codes of the process that fills a template: with fault and place as JSON, or after reaching a limit.
FAULTY, LIMITED = 3, 4
PLACE_LENGTH = 160
# The placeholder of the text in a letterhead, and the mark by which the place is found once all else is filled.
BODY, BODY_MARK = "body", "\ue000body"
# The caption of a table without final column widths: this prefix, then the width of each in mm or 0.
WIDTHS = "widths "
# The prefix of a name or index in a text, until it is resolved in the document.
NAMED = "named "
_NAMED = re.compile(rf'<w:(pStyle|tblStyle|numId) w:val="{NAMED}([^"]*)"/>')
# Names of styles in letterheads that were downloaded before they were Word's own.
BEFORE = {"Closing": "Closing Line", "Signature": "Signer", "Table Number": "Table Text"}
NARROWEST_MM = 5
# The field of a list of contents; and what follows "update the fields" in the schema of settings.
CONTENTS = "docPartGallery"
AFTER_UPDATE = "w:hdrShapeDefaults w:footnotePr w:endnotePr w:compat w:docVars w:rsids m:mathPr".split()
MAX_PROPERTY_LENGTH = 255  # python-docx refuses a longer one


class BadTemplateError(Exception):
    """The template cannot be filled: `fault` says why, `place` quotes the text around it."""

    def __init__(self, fault: str, place: str = "") -> None:
        super().__init__(fault)
        self.fault, self.place = fault, place


class LimitError(BadTemplateError):
    """The template would take more time or memory than an uploaded one may."""

    def __init__(self, place: str = "") -> None:
        super().__init__("it needs too much time or memory", place)


class _Picture(InlineImage):
    """An inline picture with a description for screen readers."""

    def __init__(self, template: DocxTemplate, picture: SimpleNamespace) -> None:
        super().__init__(template, io.BytesIO(picture.picture), width=Mm(picture.width_mm))
        self.description = picture.description

    def _insert_image(self) -> str:
        from xml.sax.saxutils import quoteattr

        xml: str = super()._insert_image()
        self.image_descriptor.seek(0)
        return re.sub(
            r"(<wp:docPr\b)", lambda match: f"{match[1]} descr={quoteattr(self.description)}", xml, count=1
        )


class _Environment(ImmutableSandboxedEnvironment):
    """The sandbox of templates, which compiles each text once: our letterheads are the same all day."""

    def from_string(self, source: Any, globals: Any = None, template_class: Any = None) -> Template:
        return _compiled(source)


_ENVIRONMENT = _Environment(
    autoescape=True, undefined=StrictUndefined, finalize=lambda value: "" if value is None else value
)


@lru_cache(maxsize=256)
def _compiled(source: str) -> Template:
    return ImmutableSandboxedEnvironment.from_string(_ENVIRONMENT, source)


@lru_cache(maxsize=256)
def _as_jinja(xml: str) -> str:
    """Return the text of a part as Jinja reads it: what Word has put between the letters of its code is left out."""
    return str(DocxTemplate.patch_xml(None, xml))


class _Template(DocxTemplate):
    """A template that reports where in its text a fault lies."""

    def patch_xml(self, src_xml: str) -> str:
        return _as_jinja(src_xml)

    def render_xml_part(self, src_xml: str, part: Any, context: Any, jinja_env: Any = None) -> Any:
        try:
            return super().render_xml_part(src_xml, part, context, jinja_env)
        except BadTemplateError:
            raise
        except Exception as error:
            # Jinja counts lines; docxtpl begins one for every paragraph.
            lines = re.sub(r"<w:p([ >])", r"\n<w:p\1", src_xml).splitlines()
            raise _fault(error, _place(lines, _line_of(error))) from error


def _fault(error: Exception, place: str = "") -> BadTemplateError:
    if isinstance(error, (TimeoutError, MemoryError)):
        return LimitError(place)
    return BadTemplateError(str(error) or type(error).__name__, place)


def _line_of(error: Exception) -> int:
    if line := getattr(error, "lineno", None):
        return int(line)
    line_of_template, trace = 0, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line_of_template = trace.tb_lineno
        trace = trace.tb_next
    return line_of_template


def _place(lines: list[str], line: int) -> str:
    for text in reversed(lines[:line]):
        if plain := re.sub(r"<[^>]+>", "", text).strip():
            return plain[:PLACE_LENGTH]
    return ""


def _with_pictures(value: Any, template: DocxTemplate) -> Any:
    if isinstance(value, SimpleNamespace):
        if hasattr(value, "picture") and hasattr(value, "width_mm"):
            is_picture = value.picture.startswith((b"\x89PNG", b"\xff\xd8\xff"))
            return _Picture(template, value) if is_picture else ""
        return SimpleNamespace(**{name: _with_pictures(item, template) for name, item in vars(value).items()})
    if isinstance(value, dict):
        return {key: _with_pictures(item, template) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_pictures(item, template) for item in value]
    return value


def check_archive(content: bytes) -> None:
    """Raise BadTemplateError unless it is a Word document of reasonable size without macros."""
    # Checked without reading the list of files, which takes long.
    end = content.rfind(b"PK\x05\x06")
    size_of_list = int.from_bytes(content[end + 12 : end + 16], "little") if end >= 0 else 0
    if content.count(b"PK\x01\x02") > MAX_FILES or size_of_list > LARGEST_LIST:
        raise BadTemplateError("it is too large")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            unfolded = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise BadTemplateError("not a Word document (.docx)") from error
    if "word/document.xml" not in names or "[Content_Types].xml" not in names:
        raise BadTemplateError("not a Word document (.docx)")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise BadTemplateError("it contains macros")
    if unfolded > LARGEST_UNFOLDED:
        raise BadTemplateError("it is too large")


def fill(
    content: bytes,
    context: dict[str, Any],
    *,
    language_tag: str,
    right_to_left: bool,
    made_at: dt.datetime,
    languages: dict[str, str],
    body: tuple[str, list[tuple[bytes, str, float]], str] | None = None,
) -> bytes:
    """Fill a template with plain values, and a letterhead also with the `body`. Raises BadTemplateError."""
    check_archive(content)
    try:
        template = _Template(io.BytesIO(content))
        template.render_init()
    except Exception as error:
        raise BadTemplateError(f"not a Word document (.docx): {error}") from error
    try:
        template.render(
            {name: _with_pictures(item, template) for name, item in context.items()}
            | ({BODY: BODY_MARK} if body else {}),
            _ENVIRONMENT,
        )
    except BadTemplateError:
        raise
    except Exception as error:
        raise _fault(error) from error
    if body:
        _put_body(template, *body)
    document = template.docx
    drop_remote_content(document)
    _identify(document.core_properties, context["meta"], language_tag, made_at)
    mark_language(document.styles, language_tag, right_to_left=right_to_left)
    mark_directions(document.element.body, right_to_left=right_to_left)
    mark_runs(document, language_tag, languages)
    for cell in document.element.body.iter(qn("w:tc")):
        # Word reports a file as corrupt if a condition has left a cell without a paragraph.
        if cell.find(qn("w:p")) is None:
            cell.append(OxmlElement("w:p"))
    target = io.BytesIO()
    template.save(target)
    return target.getvalue()


def _identify(properties: Any, meta: Any, language_tag: str, made_at: dt.datetime) -> None:
    """Say what the document is and when it was made, whatever the template says of itself."""
    properties.created = properties.modified = made_at
    # A search for the name of the document types the spaces of a keyboard.
    title, conference = (
        words.replace("\N{NO-BREAK SPACE}", " ")[:MAX_PROPERTY_LENGTH]
        for words in (meta.title, meta.masthead.conference)
    )
    properties.title, properties.language = title, language_tag
    properties.author = properties.last_modified_by = meta.masthead.organizer[:MAX_PROPERTY_LENGTH]
    properties.keywords = meta.keywords[:MAX_PROPERTY_LENGTH]
    properties.subject, properties.revision = conference, 1


def _put_body(
    template: DocxTemplate, text: str, pictures: list[tuple[bytes, str, float]], lists: str
) -> None:
    """Insert the text into the letterhead, and resolve its styles, pictures, lists and columns in this document."""
    part = template.docx.part
    for place in [p for p in part.element.body.iter(qn("w:p")) if p.text.strip() == BODY_MARK]:
        place.addprevious(etree.Comment(BODY_MARK))
        place.getparent().remove(place)
    styles = {style.name: style.style_id for style in template.docx.styles}
    first_list = _define_lists(template.docx, lists) if lists else 0

    def resolved(match: re.Match[str]) -> str:
        element, name = match.groups()
        if element == "numId":
            return f'<w:numId w:val="{first_list + int(name)}"/>'
        key = styles.get(name) or styles.get(BEFORE.get(name, ""))
        # A letterhead of one's own may lack a style.
        return f'<w:{element} w:val="{key}"/>' if key else ""

    # As text, not element by element; and the text's own tree is used: moving thousands of elements to another tree
    # takes longer than all else.
    page = etree.tostring(part.element, encoding="unicode")
    part._element = parse_xml(page.replace(f"<!--{BODY_MARK}-->", _NAMED.sub(resolved, text)))
    document = template.docx = part.document
    body = part.element.body
    section = document.sections[0]
    room = Emu(section.page_width - section.left_margin - section.right_margin).mm
    # Looking for a free number again for each picture is a look through the whole document.
    for number, drawing in enumerate([*body.iter(qn("w:drawing"))], part.next_id):
        if place := drawing.attrib.pop(qn("w:picture"), ""):
            data, description, width = pictures[int(place)]
            relation, image = part.get_or_add_image(io.BytesIO(data))
            sides = image.scaled_dimensions(Mm(min(width, room)), None)
            inline = CT_Inline.new_pic_inline(number, relation, image.filename, *sides)
            inline.docPr.set("descr", description)
            drawing.append(inline)
    for table in body.iter(qn("w:tbl")):
        _set_widths(table, room)
    if CONTENTS in text:
        # Word computes all fields when it opens the document: the pages of the contents.
        document.settings.element.insert_element_before(OxmlElement("w:updateFields"), *AFTER_UPDATE)


def _define_lists(document: Any, lists: str) -> int:
    """Add definitions and lists, numbered from 0, to those of the document. Return by how much a list's number grew."""
    numbering = document.part.numbering_part.element
    defined = parse_xml(f"<w:numbering {nsdecls('w')}>{lists}</w:numbering>")
    existing = numbering.findall(qn("w:num"))
    shifts = {}
    for tag, key in (("w:abstractNum", "w:abstractNumId"), ("w:num", "w:numId")):
        shifts[key] = 1 + max(
            [int(element.get(qn(key))) for element in numbering.findall(qn(tag))], default=0
        )
    for element in [*defined]:
        if element.tag == qn("w:abstractNum"):
            _shift(element, "w:abstractNumId", shifts["w:abstractNumId"])
            # All definitions come before the lists that use them.
            existing[0].addprevious(element) if existing else numbering.append(element)
        else:
            _shift(element, "w:numId", shifts["w:numId"])
            _shift(element[0], "w:val", shifts["w:abstractNumId"])
            numbering.append(element)
    return shifts["w:numId"]


def _shift(element: Any, name: str, by: int) -> None:
    element.set(qn(name), str(int(element.get(qn(name))) + by))


def _set_widths(table: Any, room: float) -> None:
    """Set the column widths of a table; columns without one share the remaining room."""
    caption = table.tblPr.find(qn("w:tblCaption"))
    if caption is None or not str(caption.get(qn("w:val"))).startswith(WIDTHS):
        return
    table.tblPr.remove(caption)
    widths = [float(width) for width in str(caption.get(qn("w:val")))[len(WIDTHS) :].split()]
    share = max((room - sum(widths)) / max(1, widths.count(0)), NARROWEST_MM)
    twips = [Mm(width or share).twips for width in widths]
    for width in twips:
        table.tblGrid.add_gridCol().set(qn("w:w"), str(width))
    for cell in table.iter(qn("w:tcW")):
        # The column in which it begins, and the number of columns it spans.
        column, span = map(int, str(cell.get(qn("w:w"))).split())
        cell.set(qn("w:w"), str(sum(twips[column : column + span])))


def main(seconds: int) -> int:
    """Fill one template within limits of memory and of `seconds` of processor time; return 0, FAULTY or LIMITED."""
    try:
        import resource

        signal.signal(signal.SIGXCPU, _stop)
        # Code deep in a library that does not see the signal is killed a second later.
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    except (ImportError, AttributeError, ValueError, OSError):
        pass  # Not on every system; the parent's time limit works everywhere.
    job = pickle.load(sys.stdin.buffer)
    try:
        content = fill(**job)
    except LimitError as error:
        sys.stdout.write(error.place)
        return LIMITED
    except BadTemplateError as error:
        sys.stdout.write(json.dumps([error.fault, error.place]))
        return FAULTY
    except (MemoryError, TimeoutError):
        return LIMITED
    sys.stdout.buffer.write(content)
    return 0


def _stop(number: int, frame: Any) -> None:
    raise TimeoutError
