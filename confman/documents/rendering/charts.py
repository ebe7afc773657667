"""Charts of documents: a Vega-Lite specification, drawn as 300 dpi PNG for PDF and Word.

Arabic in SVG text comes out reversed in PDF. Pages draw their own (confman/web/charts/).
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from types import ModuleType
from typing import Any

from confman.documents.meta import Picture
from confman.documents.rendering.fonts import font_folders
from confman.translation.languages import language_direction
from confman.web.charts.rows import in_figures, main_rows, series_of

FONT = "Noto Sans, Noto Sans Arabic, Noto Sans Thai, Noto Sans SC"
INK, MUTED, RULE = "#1b1f24", "#5b6470", "#d5d9de"
ACCENT = "#1f4e79"
# The accent and greys, which grey print can tell apart.
PALETTE = ["#1f4e79", "#9aa5b1", "#1b1f24", "#8fa6bc", "#5f6b78"]
DPI = 300
# As wide as the text of a page.
WIDTH_MM = 160.0
MILLIMETRES_PER_POINT = 25.4 / 72
_STYLE: Mapping[str, Any] = {
    "font": FONT,
    "background": "#ffffff",
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK, "labelFontSize": 9, "labelLimit": 220, "gridColor": RULE, "domainColor": MUTED,
        "titleColor": MUTED, "titleFontSize": 9, "titleFontWeight": "normal", "tickColor": RULE,
    },
    "legend": {
        "labelColor": INK, "labelFontSize": 9, "title": None, "orient": "top", "labelLimit": 200, "offset": 4,
    },
    "range": {"category": PALETTE},
    "text": {"color": INK, "fontSize": 9},
    "bar": {"color": ACCENT},
}  # fmt: skip


@cache
def _vl_convert() -> ModuleType:
    import vl_convert

    for folder in font_folders():
        vl_convert.register_font_directory(str(folder))
    return vl_convert


def bar_chart(rows: Sequence[Sequence[Any]], *, language: str = "en") -> dict[str, Any]:
    """Return the specification of a chart of horizontal bars, in the order of the rows, each with its number.

    Rows are (label, value), or (label, series, value) for bars side by side; those of zero are left out, and the last
    of many are one. A value of None is shown as a dash without a bar: a suppressed figure is not a zero. Charts in
    right-to-left languages are mirrored.
    """
    values = [
        {
            "label": label[:1].upper() + label[1:],
            "series": series,
            "value": value,
            "shown": in_figures(value),
            "place": value or 0,
        }
        for label, series, value in main_rows(rows)
    ]
    labels = list(dict.fromkeys(value["label"] for value in values))
    names = series_of(rows)
    mirrored = language_direction(language) == "rtl"
    y: dict[str, Any] = {
        "field": "label", "type": "nominal", "sort": labels, "title": None, "axis": {"orient": "right" if
        mirrored else "left", "domain": True, "ticks": False, "labelPadding": 6}, "scale": {"paddingInner":
        0.24},
    }  # fmt: skip
    # The numbers stand at the bars: an axis would say them again.
    x: dict[str, Any] = {
        "field": "value", "type": "quantitative", "title": None, "axis": None,
        "scale": {"reverse": mirrored, "zero": True},
    }  # fmt: skip
    # Of several series, only the bars and their numbers stand apart.
    beside: dict[str, Any] = {}
    colour: dict[str, Any] = {}
    if len(names) > 1:
        series = {"field": "series", "type": "nominal", "sort": names, "scale": {"domain": names}}
        beside, colour = {"yOffset": series}, {"color": series}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "config": _STYLE,
        # As wide as asked, labels and all, so that a point of its font is one on paper.
        "width": WIDTH_MM / MILLIMETRES_PER_POINT,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "height": {"step": 8 if beside else 16},
        "data": {"values": values},
        "encoding": {"y": y, "x": x},
        "layer": [
            {"mark": {"type": "bar", "cornerRadiusEnd": 1}, "encoding": {**beside, **colour}},
            {
                "mark": {
                    "type": "text",
                    "align": "right" if mirrored else "left",
                    "dx": -4 if mirrored else 4,
                    "fontSize": 8 if beside else 9,
                },
                "encoding": {
                    **beside,
                    "text": {"field": "shown"},
                    "color": {"value": INK},
                    "x": {**x, "field": "place"},
                },
            },
        ],
    }


@lru_cache(maxsize=64)
def chart_png(spec: str) -> bytes:
    """Return the chart of a specification in JSON as PNG at 300 dpi, a unit of the specification being a point.

    Recent charts are cached: a report requested as PDF and as Word has the same charts twice.
    """
    return bytes(_vl_convert().vegalite_to_png(spec, scale=DPI / 72, ppi=72, allowed_base_urls=[]))


def bar_picture(rows: Sequence[Sequence[Any]], *, words: str, language: str) -> Picture | None:
    """Return the bars of these rows as a Picture for a document's dataclass; None if there is nothing to draw.

    `words` says what it shows; the rows follow it for who hears the document.
    """
    chosen = main_rows(rows)
    if not any(number for _label, _series, number in chosen):
        return None
    read = "; ".join(
        f"{', '.join(filter(None, (label, series)))}: {in_figures(number)}"
        for label, series, number in chosen
    )
    drawn = chart_png(json.dumps(bar_chart(rows, language=language)))
    return Picture(drawn, description=f"{words} {read}".strip(), width_mm=WIDTH_MM)
