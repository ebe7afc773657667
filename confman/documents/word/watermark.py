"""A watermark like Word's own: a drawing behind the text, in the headers, which Word can find and remove."""

from typing import Any

from django.utils.html import escape
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from confman.documents.word.jinja import statement

# Word's own shape of "text along a line".
_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"'
    ' path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
    '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
    '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>'
    '<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
)
_PLACE = (
    "position:absolute;margin-left:0;margin-top:0;width:420pt;height:140pt;rotation:315;z-index:-251658752;"
    "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
    "mso-position-vertical:center;mso-position-vertical-relative:margin"
)


def add_watermark(document: Any, text: str, *, condition: str) -> None:
    """Put a text across every page of a template under construction, if the condition holds."""
    section = document.sections[0]
    for number, header in enumerate((section.header, section.first_page_header), start=1):
        paragraph = header.paragraphs[0]
        paragraph.add_run(statement(f"if {condition}", over="r"))
        paragraph.add_run()._r.append(_picture(text, number))
        paragraph.add_run(statement("endif", over="r"))


def _picture(text: str, number: int) -> Any:
    return parse_xml(
        f'<w:pict {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"'
        ' xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w10="urn:schemas-microsoft-com:office:word">'
        f'{_SHAPE_TYPE}<v:shape id="PowerPlusWaterMarkObject{number}" o:spid="_x0000_s{2048 + number}"'
        f' type="#_x0000_t136" alt="" style="{_PLACE}" o:allowincell="f" fillcolor="#e8d5d5" stroked="f">'
        '<v:fill opacity=".6"/><v:textpath style="font-family:&quot;Noto Sans&quot;;font-size:1pt"'
        f' string="{escape(text)}"/><w10:wrap anchorx="margin" anchory="margin"/></v:shape></w:pict>'
    )
