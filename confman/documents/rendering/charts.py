"""Charts of documents: a Vega-Lite specification, drawn as 300 dpi PNG for PDF and Word.

Arabic in SVG text comes out reversed in PDF. Pages draw their own (confman/web/charts/).
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from types import ModuleType
from typing import Any

from django.utils.text import capfirst

from confman.documents.meta import Picture
from confman.documents.rendering.fitted_text import MILLIMETRES_PER_POINT, fit
from confman.documents.rendering.fonts import font_folders
from confman.translation.languages import language_direction
from confman.web.charts import Row, in_figures, main_rows, series_of

FONT = "Noto Sans, Noto Sans Arabic, Noto Sans Thai, Noto Sans SC"
INK, MUTED, RULE = "#1b1f24", "#5b6470", "#d5d9de"
ACCENT = "#1f4e79"
# The accent and greys, which grey print can tell apart.
PALETTE = ["#1f4e79", "#9aa5b1", "#1b1f24", "#8fa6bc", "#5f6b78"]
DPI = 300
# As wide as the text of a page; of that the labels take at most so much, on as many lines as they need.
WIDTH_MM = 166.0
LABELS_MM = 70.0
LABEL_SIZE, LABEL_LINE, WEIGHT = 9, 11, "400Regular"
# Thickness of a bar, in points: alone, and beside those of other series.
BAR, BAR_OF_SERIES = 12, 9
# A chart of fewer bars says no more than the table below it.
FEWEST_LABELS = 4
_STYLE: Mapping[str, Any] = {
    "font": FONT,
    "background": "#ffffff",
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK, "labelFontSize": LABEL_SIZE, "gridColor": RULE, "domainColor": MUTED,
        "titleColor": MUTED, "titleFontSize": 9, "titleFontWeight": "normal", "tickColor": RULE,
    },
    "legend": {
        "labelColor": INK, "labelFontSize": LABEL_SIZE, "title": None, "orient": "top", "labelLimit": 0, "offset": 8,
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


def bar_chart(
    rows: Sequence[Sequence[Any]], *, language: str = "en", is_scale: bool = False
) -> dict[str, Any]:
    """Return the specification of a chart of horizontal bars, in the order of the rows, each with its number.

    Rows are (label, value), or (label, series, value) for bars side by side; those of zero are left out, and the last
    of many are one, but for the steps of a scale (`is_scale`). A value of None is shown as a dash without a bar: a
    suppressed figure is not a zero. Charts in right-to-left languages are mirrored.
    """
    values: list[dict[str, Any]] = [
        {
            "label": capfirst(label),
            "series": series,
            "value": value,
            "shown": in_figures(value),
            "place": value or 0,
        }
        for label, series, value in _main_rows(rows, is_scale=is_scale)
    ]
    labels = {value["label"]: _lines(value["label"]) for value in values}
    names = series_of(rows)
    thick = BAR if len(names) < 2 else BAR_OF_SERIES * len(names)
    step = max(thick + 4, 5 + LABEL_LINE * max(map(len, labels.values()), default=1))
    mirrored = language_direction(language) == "rtl"
    y: dict[str, Any] = {
        "field": "label", "type": "nominal", "sort": list(labels), "title": None,
        "axis": {"orient": "right" if mirrored else "left", "domain": True, "ticks": False, "labels": False},
        "scale": {"paddingInner": 1 - thick / step},
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
        "height": {"step": step, "for": "position"},
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
            # Each line by itself: the axis would begin, not centre, them at the bar, and mix lines in Arabic.
            {
                "data": {
                    "values": [
                        {"label": label, "line": line, "below": (index - (len(lines) - 1) / 2) * LABEL_LINE}
                        for label, lines in labels.items()
                        for index, line in enumerate(lines)
                    ]
                },
                "mark": {
                    "type": "text",
                    "align": "left" if mirrored else "right",
                    "dx": 6 if mirrored else -6,
                    "dy": {"expr": "datum.below"},
                    "fontSize": LABEL_SIZE,
                },
                "encoding": {
                    "x": {"value": "width" if mirrored else 0},
                    "text": {"field": "line"},
                    "color": {"value": INK},
                },
            },
        ],
    }


def _main_rows(rows: Sequence[Sequence[Any]], *, is_scale: bool) -> list[Row]:
    return main_rows(rows, max_rows=len(rows), keep=[row[0] for row in rows]) if is_scale else main_rows(rows)


def _lines(label: str) -> tuple[str, ...]:
    """Return the lines of a label, none of them cut."""
    room = {"width_mm": LABELS_MM, "height_mm": 297, "weight": WEIGHT}
    return fit(label, largest=LABEL_SIZE, smallest=LABEL_SIZE, **room).lines


@lru_cache(maxsize=64)
def chart_png(spec: str) -> bytes:
    """Return the chart of a specification in JSON as PNG at 300 dpi, a unit of the specification being a point.

    Recent charts are cached: a report requested as PDF and as Word has the same charts twice.
    """
    return bytes(_vl_convert().vegalite_to_png(spec, scale=DPI / 72, ppi=72, allowed_base_urls=[]))


def bar_picture(
    rows: Sequence[Sequence[Any]], *, caption: str, language: str, is_scale: bool = False
) -> Picture | None:
    """Return the bars of these rows as a Picture for a document's dataclass; None where a table says it all.

    `caption` says what it shows; the rows follow it for who hears the document.
    """
    bars = _main_rows(rows, is_scale=is_scale)
    labels = {label for label, _series, _number in bars}
    if len(labels) < FEWEST_LABELS or not any(number for _label, _series, number in bars):
        return None
    values = "; ".join(
        f"{', '.join(filter(None, (label, series)))}: {in_figures(number)}" for label, series, number in bars
    )
    png = chart_png(json.dumps(bar_chart(rows, language=language, is_scale=is_scale)))
    return Picture(png, description=f"{caption} {values}".strip(), width_mm=WIDTH_MM)
