"""Tags and filters for every app: icons, states, languages, dates, sortable heads, styled form controls.

They contain no logic of the record; a tag turns a value into mark-up.
"""

import datetime as dt
from collections.abc import Iterable
from copy import copy
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from django import forms, template
from django.conf import settings
from django.forms import BoundField
from django.http import QueryDict
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from confman.translation.dates import dashed, undivided_range
from confman.translation.forms import TranslatedWidget
from confman.translation.languages import language_direction, language_name
from confman.translation.numbers import percent
from confman.web import search
from confman.web.forms.base import FilterGroup
from confman.web.forms.submissions import FIELD
from confman.web.links import is_link
from confman.web.models import WORDS, status_tone
from confman.web.page_fonts import first_fonts

register = template.Library()
register.filter(percent)

ICONS = Path(settings.BASE_DIR) / "node_modules" / "bootstrap-icons" / "icons"
MESSAGE_ICONS = {
    "success": "check-circle-fill",
    "warning": "exclamation-triangle-fill",
    "error": "exclamation-octagon-fill",
    "danger": "exclamation-octagon-fill",
}


# --- Forms sent once ------------------------------------------------------------------------------------


@register.simple_tag
def submission_key() -> SafeString:
    """Render the hidden field that prevents a form from being carried out twice (confman/web/forms/submissions.py)."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, uuid4())


class _Captured(template.Node):
    def __init__(self, nodelist: template.NodeList, name: str) -> None:
        self.nodelist, self.name = nodelist, name

    def render(self, context: Context) -> str:
        context[self.name] = mark_safe(" ".join(self.nodelist.render(context).split()))
        return ""


@register.tag
def captured(parser: template.base.Parser, token: template.base.Token) -> _Captured:
    """`{% captured name %}…{% endcaptured %}`: store the rendered and escaped content, for use in several places."""
    _tag, name = token.split_contents()
    nodelist = parser.parse(("endcaptured",))
    parser.delete_first_token()
    return _Captured(nodelist, name)


# --- Language -------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def page_language(context: Context) -> dict[str, Any]:
    """Return code, direction and first fonts of the page's language: that in its address, else the interface's."""
    public = "language" in context and "direction" in context
    code = context["language"] if public else get_language() or "en"
    # The head of a page of the site names the conference's other languages, each in its own letters.
    codes = [language["code"] for language in context.get("languages") or []] if public else []
    return {"code": code, "direction": language_direction(code), "fonts": first_fonts(code, *codes)}


@register.filter
def direction(code: str) -> str:
    """Return 'rtl' or 'ltr', for the `dir` attribute of a text in that language."""
    return language_direction(code)


@register.simple_tag
def theme_stylesheet(conference: Any) -> str:
    """Return the address of the generated style sheet with the conference's colours; it changes when they do."""
    return f"/{conference.slug}/theme.css"


# --- Dates ----------------------------------------------------------------------------------------------


register.simple_tag(undivided_range, name="date_range")


@register.simple_tag
def dash() -> str:
    """Return the dash of the reading language, with its spaces, between the two ends of a period."""
    return dashed(" – ", get_language() or "")


@register.simple_tag
def moment(value: dt.datetime | dt.date | None, form: str = "") -> str:
    """Return a `time` element in the conference's zone. A script adds the reader's local time if it differs.

    `form` names a Django format ("TIME_FORMAT", "DATE_FORMAT", "j F"); the default has date and time.
    """
    if value is None:
        return ""
    if not isinstance(value, dt.datetime):
        return format_html(
            '<time datetime="{}">{}</time>', value.isoformat(), date_format(value, form or "DATE_FORMAT")
        )
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    text = date_format(local, form or "DATETIME_FORMAT")
    return format_html(
        '<time datetime="{}" data-local-time>{}</time>', local.isoformat(timespec="minutes"), text
    )


# --- Marks ----------------------------------------------------------------------------------------------


@cache
def _icon_drawing(name: str) -> str:
    """Return the content of a bootstrap-icons file; empty if there is none of that name."""
    path = ICONS / f"{name}.svg"
    if not path.is_file():
        return ""
    source = path.read_text(encoding="utf-8")
    return source[source.index(">") + 1 : source.rindex("</svg>")].strip()


@register.simple_tag
def icon(name: str, css_class: str = "", label: str = "") -> SafeString:
    """Return an inline drawing of bootstrap-icons. Without a label it is decoration, hidden from screen readers."""
    drawing = _icon_drawing(str(name))
    if not drawing:
        return mark_safe("")
    described = (
        format_html('role="img" aria-label="{}"', label)
        if label
        else mark_safe('aria-hidden="true" focusable="false"')
    )
    return format_html(
        '<svg class="icon {}" viewBox="0 0 16 16" {}>{}</svg>', css_class, described, mark_safe(drawing)
    )


@register.simple_tag
def message_icon(level: str) -> SafeString:
    """Return the icon for a message's level."""
    return icon(MESSAGE_ICONS.get(level.split(" ")[-1], "info-circle-fill"))


@register.simple_tag
def status_badge(state: Any, label: Any = "", tone: str = "") -> SafeString:
    """Return a state as a badge: {% status_badge registration.status registration.get_status_display %}.

    The tone follows from the value (confman/web/models.py) unless given: good, warn, bad, note, neutral; so does the
    label of a state that is not a choice of a model.
    """
    tone_of_badge = tone or status_tone(str(state))
    text = str(label or WORDS.get(str(state), state))
    return format_html('<span class="status status-{}">{}</span>', tone_of_badge, capfirst(text))


# --- Lists ----------------------------------------------------------------------------------------------


@register.inclusion_tag("web/components/sortable_heading.html", takes_context=True)
def sortable_heading(context: Context, field: str, label: Any, css_class: str = "") -> dict[str, Any]:
    """Return a table head that sorts: `?sort=field`, `?sort=-field`, keeping the filters. The view evaluates it."""
    request = context["request"]
    current = request.GET.get("sort", context.get("default_sort", ""))
    query: QueryDict = request.GET.copy()
    query.pop("page", None)
    query["sort"] = f"-{field}" if current == field else field
    order = {field: "ascending", f"-{field}": "descending"}.get(current, "")
    return {"label": label, "order": order, "address": f"?{query.urlencode()}", "css_class": css_class}


def mail_leaves() -> bool:
    """Tell whether a mail server is set; else mails are written into files."""
    return not settings.EMAIL_BACKEND.endswith("filebased.EmailBackend")


@register.inclusion_tag("web/components/no_mail_server.html")
def no_mail_server(*, brief: bool = False) -> dict[str, Any]:
    """Return the message that no mail leaves this machine, where mails are written into files.

    A `brief` one is a few words that unfold, so that the rows of a list begin no lower.
    """
    return {"mail_leaves": mail_leaves(), "brief": brief}


@register.filter
def parts_with(text: object, typed: str) -> list[tuple[str, bool]]:
    """Split a text into parts, and tell of each whether it has one of the words that were typed."""
    return search.parts_with(str(text), search.words_of(typed))


@register.filter
def plain(value: Any) -> str:
    """Return a value of an audit entry's details in words: lists with commas, names without underscores."""
    if isinstance(value, dict):
        return "; ".join(f"{plain(key)}: {plain(part)}" for key, part in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(plain(part) for part in value)
    return "–" if value is None else str(value).replace("_", " ")


@register.simple_tag(takes_context=True)
def list_page(context: Context) -> Any:
    """Return the page of a list: `page_obj`, as a ListView calls it, or `page`."""
    return context.get("page_obj") or context.get("page")


@register.simple_tag
def page_numbers(page: Any) -> list[Any]:
    """Return the numbers that a pagination shows: first, last, and two on each side of the current page."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))


# --- Forms ----------------------------------------------------------------------------------------------


@register.simple_tag
def styled(field: BoundField) -> str:
    """Give a form field's control its classes, and tell how field.html lays it out.

    Returns "hidden", "checkbox", "choices" (radio buttons, several checkboxes), "group" (one text in several languages,
    other controls of many parts) or "control". Works for any Django form, without a mixin.
    """
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        _add_classes(widget, "form-check-input")
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        _add_classes(widget, "form-check-input", "is-invalid" if field.errors else "")
        return "checkbox"
    if isinstance(widget, TranslatedWidget):
        return "group"
    invalid = "is-invalid" if field.errors else ""
    if isinstance(widget, forms.MultiWidget):
        for part in widget.widgets:
            _add_classes(part, _control_class(part), invalid)
        return "group"
    _add_classes(widget, _control_class(widget), invalid)
    return "control"


def _control_class(widget: forms.Widget) -> str:
    if isinstance(widget, (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return "form-check-input"
    if isinstance(widget, forms.Select):
        return "form-select"
    kind = widget.attrs.get("type") or getattr(widget, "input_type", "")
    if kind in {"date", "time", "datetime-local", "number"}:
        return "form-control form-control-date"
    return "form-control form-control-color" if kind == "color" else "form-control"


def _add_classes(widget: forms.Widget, *classes: str) -> None:
    present = widget.attrs.get("class", "").split()
    added = [name for group in classes for name in group.split()]
    widget.attrs["class"] = " ".join(dict.fromkeys([*present, *added]))


def _narrows(field: BoundField) -> bool:
    return field.data not in (None, "", [], [""], False) and field.name not in field.form.errors


# Fields of filters that are kept rendered, by all that their mark-up says; and how many.
_rendered: dict[Any, SafeString] = {}
MAX_CACHED_FIELDS = 500
# Filters of a list that stand beside its search; the rest is behind a word, unless that is one more.
FILTERS_IN_LINE = 2


def _is_search(field: BoundField) -> bool:
    return getattr(field.field.widget, "input_type", "") == "search"


@register.simple_tag
def filter_parts(form: Any) -> dict[str, Any]:
    """Return how the filters of a list are laid out: the search, those in the line, and the groups of the rest."""
    more: list[FilterGroup] = getattr(form, "more_groups", [])
    fields = list(form.main_fields if more else form.visible_fields())
    rest = [field for field in fields if not _is_search(field)]
    number = len(rest) if len(rest) <= FILTERS_IN_LINE + 1 and not more else FILTERS_IN_LINE
    behind = [FilterGroup(_("More filters"), rest[number:])] if rest[number:] else []
    if behind and more and more[0].label == behind[0].label:
        behind[0].fields.extend(more[0].fields)
        more = more[1:]
    return {
        "search": next((field for field in fields if _is_search(field)), None),
        "main": rest[:number],
        "groups": [*behind, *more],
    }


@register.simple_tag
def filter_field(field: BoundField) -> SafeString:
    """Render a field in which nothing is chosen: once, as long as it offers the same.

    A list has twenty filters, most of them unused, and menus of hundreds.
    """
    inner = field.field
    if (field.form.is_bound and (_narrows(field) or field.errors)) or field.initial not in (None, "", []):
        return _rendered_field(field)
    styled(field)
    # Not asked for their number, for which rows are counted in the database.
    choices = list(iter(getattr(inner, "choices", ())))
    key = (
        get_language(), type(inner.widget), field.html_name, field.auto_id, str(field.label), str(inner.help_text),
        inner.required, tuple(inner.widget.attrs.items()), tuple((str(code), _words(label)) for code, label in choices),
    )  # fmt: skip
    if (markup := _rendered.get(key)) is None:
        if len(_rendered) >= MAX_CACHED_FIELDS:
            _rendered.clear()
        if choices:  # Rows are read once, to be compared and to be shown.
            inner.widget.choices = choices
        markup = _rendered[key] = _rendered_field(field)
    return markup


def _words(label: Any) -> Any:
    """Return a label, or of a group all of its choices."""
    return (
        tuple((str(code), str(choice)) for code, choice in label)
        if isinstance(label, (list, tuple))
        else str(label)
    )


def _rendered_field(field: BoundField) -> SafeString:
    return mark_safe(get_template("web/forms/field.html").render({"field": field}))


@register.filter
def filters_set(form: forms.Form) -> int:
    """Count the filters in use on a list, beside the search, which is always in view."""
    return sum(_narrows(field) for field in form.visible_fields() if not _is_search(field))


@register.simple_tag(takes_context=True)
def filter_chips(context: Context, form: forms.Form) -> list[dict[str, Any]]:
    """Return the active filters of a list: label, value in words, and the address without it.

    The search shows itself what it looks for, and so do the filters that stand in the line, where there is room.
    """
    chips, in_line = [], {field.name for field in filter_parts(form)["main"]}
    for field in form.visible_fields():
        if _is_search(field) or not _narrows(field):
            continue
        query = context["request"].GET.copy()
        for name in (field.html_name, "page"):
            query.pop(name, None)
        value = _in_words(field)
        # A list without filters has an address of its own, beside which the bare one opens the view last used.
        address = f"?{query.urlencode()}" if query else str(context.get("everything", "?"))
        chips.append(
            {"label": str(field.label), "value": value, "url": address, "is_in_line": field.name in in_line}
        )
    return chips


@register.filter
def folded(entries: Iterable[Any], with_targets: bool = False) -> list[Any]:
    """Return the entries of a history; neighbours that say the same are one, with its number of times.

    `with_targets`: about the same.
    """
    folded_entries: list[Any] = []
    previous = None
    for entry in entries:
        about = entry.about if with_targets else ""
        said_of = getattr(entry, "label", "") or entry.action
        content = (said_of, about, entry.reason, str(entry.by), repr(entry.details))
        if content == previous:
            folded_entries[-1].times += 1
        else:
            # The entry itself stays as it is: a page that is opened again may have it once more.
            folded_entries.append(copy(entry))
            folded_entries[-1].times = 1
        previous = content
    return folded_entries


@register.filter
def targets(entries: Iterable[Any]) -> list[Any]:
    """Return the ids of what the entries of a history are about."""
    return list(dict.fromkeys(entry.target_id for entry in entries))


def _in_words(field: BoundField) -> str:
    """Return what a filter is set to: days, languages, choices and records as the reader calls them."""
    labels_chosen = [str(part.data["label"]) for part in field if part.data.get("selected")]
    if labels_chosen:
        return ", ".join(labels_chosen)
    content = getattr(field.form, "cleaned_data", {}).get(field.name, field.data)
    values = [content] if isinstance(content, str) or not isinstance(content, Iterable) else list(content)
    labels = dict(getattr(field.field, "choices", ()))
    return ", ".join(_value_in_words(field, value, labels) for value in values)


def _value_in_words(field: BoundField, value: Any, labels: dict[Any, Any]) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dt.date):
        return date_format(value, "DATE_FORMAT")
    if value in labels:
        return str(labels[value])
    return language_name(value) if "language" in field.name and isinstance(value, str) else str(value)


@register.filter
def error_text(errors: Any) -> str:
    """Return a field's errors as one line."""
    return " ".join(str(error) for error in errors)


@register.simple_tag
def link(address: object, text: object = "") -> SafeString:
    """Return an external link that passes on no referrer; if the address is invalid, all of it as text."""
    shown_text = str(text) or str(address)
    if is_link(address):
        return format_html('<a href="{}" rel="noopener noreferrer nofollow">{}</a>', address, shown_text)
    rest = (
        "" if shown_text == str(address) else format_html(' <span class="text-secondary">{}</span>', address)
    )
    return format_html("{}{}", shown_text, rest)
