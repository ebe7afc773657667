"""Charts: a Vega-Lite specification, drawn as SVG for pages and as 300 dpi PNG for PDF and Word.

Arabic in SVG text comes out reversed in PDF, hence the PNG there.
"""

import base64
import datetime as dt
import json
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from types import ModuleType
from typing import Any

from confman.documents.meta import Picture
from confman.documents.rendering.fonts import font_folders
from confman.translation.languages import language_direction

FONT = "Noto Sans, Noto Sans Arabic, Noto Sans Thai, Noto Sans SC"
INK, MUTED, RULE = "#1b1f24", "#5b6470", "#d5d9de"
ACCENT = "#1f4e79"
# Distinguishable by colour-blind readers and in grey print (after Okabe and Ito).
PALETTE = ["#1f4e79", "#e69f00", "#4f9d69", "#b5495b", "#7a6bb0", "#56a3c9", "#8c6d46", "#9aa2ab"]
DPI = 300
MILLIMETRES_PER_POINT = 25.4 / 72


@cache
def _vl_convert() -> ModuleType:
    import vl_convert

    for folder in font_folders():
        vl_convert.register_font_directory(str(folder))
    return vl_convert


def _styled(spec: Mapping[str, Any]) -> dict[str, Any]:
    axis = {
        "labelColor": INK, "labelFontSize": 9, "labelLimit": 220, "gridColor": RULE, "domainColor": MUTED,
        "titleColor": MUTED, "titleFontSize": 9, "titleFontWeight": "normal", "tickColor": RULE,
    }  # fmt: skip
    style = {
        "font": FONT,
        "background": "#ffffff",
        "view": {"stroke": None},
        "axis": axis,
        "legend": {
            "labelColor": INK,
            "labelFontSize": 9,
            "title": None,
            "orient": "bottom",
            "labelLimit": 200,
        },
        "title": {"color": INK, "fontSize": 11, "fontWeight": "bold", "anchor": "start", "offset": 10},
        "range": {"category": PALETTE},
        "text": {"color": INK, "fontSize": 9},
        "bar": {"color": ACCENT},
    }
    return {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "config": style, **spec}


def bar_chart(
    rows: Iterable[tuple[str, float | None]] | Iterable[tuple[str, str, float | None]],
    *,
    title: str = "",
    value_title: str = "",
    language: str = "en",
    width: int = 420,
    targets: Mapping[str, float] | None = None,
) -> dict[str, Any]:
    """Return the specification of a chart of horizontal bars, in the order of the rows, each with its number.

    `targets` has a number for some of the labels, drawn as a stroke across the bar.

    Rows are (label, value), or (label, series, value) for bars side by side. A value of None is shown as a dash without
    a bar: a suppressed figure is not a zero. Charts in right-to-left languages are mirrored.
    """
    values: list[dict[str, Any]] = []
    for row in rows:
        label, series, value = row if len(row) == 3 else (row[0], "", row[1])
        shown = "–" if value is None else f"{value:,.0f}".replace(",", "\u202f")
        values.append({"label": label, "series": series, "value": value, "shown": shown, "place": value or 0})
    labels = list(dict.fromkeys(value["label"] for value in values))
    several = len({value["series"] for value in values}) > 1
    mirrored = language_direction(language) == "rtl"
    y: dict[str, Any] = {
        "field": "label", "type": "nominal", "sort": labels, "title": None, "axis": {"orient": "right" if
        mirrored else "left", "domain": True, "ticks": False, "labelPadding": 6}, "scale": {"paddingInner":
        0.28},
    }  # fmt: skip
    x: dict[str, Any] = {
        "field": "value", "type": "quantitative", "title": value_title or None, "scale": {"reverse":
        mirrored, "zero": True}, "axis": {"grid": True, "tickMinStep": 1, "tickCount": 6},
    }  # fmt: skip
    largest = max((value["place"] for value in values), default=0)
    if largest < 7:
        x["axis"] |= {
            "values": list(range(int(largest) + 1)),
            "format": "d",
        }  # There are no fractions of a participant.
    # Only the bars and their numbers have these: a target belongs to all bars beside its label.
    beside: dict[str, Any] = {}
    colour: dict[str, Any] = {}
    if several:
        series_order = list(dict.fromkeys(value["series"] for value in values))
        beside = {"yOffset": {"field": "series", "type": "nominal", "sort": series_order}}
        colour = {"color": {"field": "series", "type": "nominal", "sort": series_order}}
    goals = [
        {"label": label, "target": number} for label, number in (targets or {}).items() if label in labels
    ]
    strokes: list[dict[str, Any]] = [
        {
            "data": {"values": goals},
            "mark": {"type": "tick", "thickness": 2, "color": INK, "size": 28 if several else 20},
            "encoding": {"x": {**x, "field": "target"}},
        }
    ]
    return {
        **({"title": title} if title else {}),
        "width": width,
        "height": {"step": 14 if several else 22},
        "data": {"values": values},
        "encoding": {"y": y, "x": x},
        "layer": [
            {"mark": {"type": "bar", "cornerRadiusEnd": 1}, "encoding": {**beside, **colour}},
            {
                "mark": {
                    "type": "text",
                    "align": "right" if mirrored else "left",
                    "dx": -4 if mirrored else 4,
                },
                "encoding": {
                    **beside,
                    "text": {"field": "shown"},
                    "color": {"value": INK},
                    "x": {**x, "field": "place"},
                },
            },
            *(strokes if goals else []),
        ],
    }


def line_chart(
    points: Iterable[tuple[dt.date, str, float]],
    *,
    language: str = "en",
    targets: Mapping[str, float] | None = None,
) -> dict[str, Any]:
    """Return the specification of lines over days: points are (day, series, value), a series being one line.

    `targets` has a number for some of the series, drawn as a dashed line.
    """
    points = list(points)
    values = [{"day": day.isoformat(), "series": series, "value": value} for day, series, value in points]
    names = list(dict.fromkeys(series for _day, series, _value in points))
    mirrored = language_direction(language) == "rtl"
    aims = {name: number for name, number in (targets or {}).items() if name in names}
    goals = [{"series": name, "target": number} for name, number in aims.items()]
    largest = max([*(value for _day, _series, value in points), *aims.values()], default=0)
    y_axis: dict[str, Any] = {"orient": "right" if mirrored else "left", "tickMinStep": 1, "format": "d"}
    y: dict[str, Any] = {
        "field": "value", "type": "quantitative", "title": None, "axis": y_axis,
        "scale": {"domain": [0, max(largest, 1)], "nice": True},
    }  # fmt: skip
    # Digits only: names of months would be English whatever the reader's language.
    x = {
        "field": "day", "type": "temporal", "title": None, "scale": {"reverse": mirrored},
        "axis": {"format": "%d.%m.%y", "grid": False, "labelOverlap": True, "tickCount": 6},
    }  # fmt: skip
    colour = {"field": "series", "type": "nominal", "sort": names, "scale": {"domain": names}}
    return {
        "width": 560,
        "height": 220,
        "layer": [
            {
                "data": {"values": values},
                "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 2},
                "encoding": {"x": x, "y": y, "color": colour},
            },
            {
                "data": {"values": goals},
                "mark": {"type": "rule", "strokeDash": [5, 4], "strokeWidth": 1.5},
                "encoding": {"y": {**y, "field": "target"}, "color": colour},
            },
        ],
    }


def chart_address(spec: Mapping[str, Any]) -> str:
    """Return a chart as a data: address of a picture: the content security policy forbids styles inside a page."""
    # A picture cannot use the page's fonts; without Noto on the reader's machine it falls back to a sans-serif, whose
    # letters are wider than those measured: hence the padding.
    roomy = {**spec, "padding": {"left": 32, "right": 32, "top": 5, "bottom": 5}}
    svg = chart_svg(roomy).replace('Noto Sans SC"', 'Noto Sans SC, sans-serif"')
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode('ascii')}"


def chart_svg(spec: Mapping[str, Any]) -> str:
    """Return the chart as SVG, for pages. Fetches nothing: the data are part of the specification.

    Recent charts are cached: a page viewed again mostly shows the same ones.
    """
    return _svg(json.dumps(_styled(spec)))


@lru_cache(maxsize=64)
def _svg(spec: str) -> str:
    return str(_vl_convert().vegalite_to_svg(spec, allowed_base_urls=[]))


def chart_png(spec: Mapping[str, Any]) -> bytes:
    """Return the chart as PNG at 300 dpi, a unit of the specification being a point.

    Recent charts are cached: a report requested as PDF and as Word has the same charts twice.
    """
    return _png(json.dumps(_styled(spec)))


@lru_cache(maxsize=64)
def _png(spec: str) -> bytes:
    return bytes(_vl_convert().vegalite_to_png(spec, scale=DPI / 72, ppi=72, allowed_base_urls=[]))


def chart_picture(spec: Mapping[str, Any], *, description: str, width_mm: float = 160) -> Picture:
    """Return the chart as a Picture for a document's dataclass. `description` says in words what it shows."""
    return Picture(chart_png(spec), description=description, width_mm=width_mm)
