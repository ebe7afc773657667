"""Widgets of django-import-export that read and write the cells of a table of recommendations."""

import datetime as dt
import re
from collections.abc import Mapping
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext as _
from import_export.widgets import Widget

from confman.documents.rendering.spreadsheets import FORMULA_STARTS
from confman.web.errors import Refused
from confman.web.spreadsheets.reader import is_no_value, without_controls
from confman.web.uploads.guard import read_json
from outcomes.follow_up.models.follow_up import Response
from outcomes.recommendations.models.paragraphs import Paragraph, TextStatus
from outcomes.recommendations.models.recommendation import Priority
from outcomes.recommendations.models.stages import FollowUpStatus, Method, Stage

# Names used by others, compared in lower case, with spaces for hyphens and underscores.
SYNONYMS: dict[Any, dict[str, str]] = {
    Response.Answer: {
        "accepted": "supported", "accept": "supported", "support": "supported", "enjoys support": "supported",
        "yes": "supported", "принято": "supported", "поддержано": "supported", "qabul qilindi": "supported",
        "accepted in part": "in-part", "partially accepted": "in-part", "partly accepted": "in-part",
        "partially supported": "in-part", "in part": "in-part", "partial": "in-part", "принято частично": "in-part",
        "not supported": "noted", "took note": "noted", "принято к сведению": "noted",
        "no response": "no-reply", "no reply": "no-reply", "pending": "no-reply", "none": "no-reply",
    },
    FollowUpStatus: {
        "new": "not-started", "open": "not-started", "planned": "not-started", "to do": "not-started",
        "ongoing": "in-progress", "started": "in-progress", "under way": "in-progress", "underway": "in-progress",
        "partly implemented": "partially-implemented", "partial": "partially-implemented",
        "done": "implemented", "completed": "implemented", "fulfilled": "implemented", "выполнено": "implemented",
        "not done": "not-implemented", "не выполнено": "not-implemented", "obsolete": "superseded",
    },
    Stage: {"agreed": "agreed", "amended": "adopted-as-amended", "rejected": "not-adopted", "final": "published"},
    Method: {
        "unanimously": "consensus", "consensus": "consensus", "no vote": "without-vote", "acclamation": "without-vote",
        "vote": "recorded-vote", "recorded": "recorded-vote", "silence": "silence",
    },
    Priority: {"1": "high", "2": "medium", "3": "low", "normal": "medium", "urgent": "high"},
    TextStatus: {"final": "official", "translated": "draft", "checked": "reviewed", "outdated": "stale"},
}  # fmt: skip
TRUE = frozenset("1 yes y true x да ha oui".split())
FALSE = frozenset("0 no n false нет yoʻq yo'q yoq non".split())
DATE_FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%Y/%m/%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S")


# HTML entities, as in “&#40;Unknown&#41;”: their semicolon does not separate names.
_REFERENCE = re.compile(r"(&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]\w{1,30}));")
# A part between two semicolons; semicolons within quotation marks at its beginning belong to it.
_PART = re.compile(r'\s*(?:"(?:[^"]|"")*"[^;]*|[^;]*)(?:;|$)')
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')


def _parts(text: str) -> list[str]:
    protected = _REFERENCE.sub(r"\1\0", text)
    parts = [match.group().strip().removesuffix(";").strip() for match in _PART.finditer(protected)]
    # At the end of the text there is one more, empty match.
    return [part.replace("\0", ";") for part in (parts[:-1] if parts and not parts[-1] else parts)]


def _unquoted(part: str) -> str:
    match = _QUOTED.fullmatch(part.strip())
    return match[1].replace('""', '"') if match else part


def quoted(name: str) -> str:
    """Return a name for a cell of several, in quotation marks if its own semicolon would divide it."""
    return '"{}"'.format(name.replace('"', '""')) if ";" in name or name.startswith('"') else name


def names_in(text: str) -> list[str]:
    """Return the names in a text that are separated by semicolons, as `quoted` writes them."""
    return [_unquoted(part) for part in _parts(text)]


def _folded(value: str) -> str:
    return " ".join(re.sub(r"[-_]", " ", value.casefold()).split())


@cache
def known_words(choices: type[TextChoices]) -> Mapping[str, str]:
    """Return every word for every value: the value itself, its label in each language of the interface, synonyms."""
    values_by_word = {_folded(value): value for value in choices.values}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for value, label in choices.choices:
                values_by_word.setdefault(_folded(str(label)), value)
    for word, value in SYNONYMS.get(choices, {}).items():
        values_by_word.setdefault(_folded(word), value)
    return values_by_word


def as_choice(value: object, choices: type[TextChoices]) -> str:
    """Return the value of a choice from any word for it. Raises ValueError with the words that are known."""
    known_value = known_words(choices).get(_folded(str(value)))
    if known_value is None:
        raise ValueError(
            _("“%(value)s” is not one of: %(known)s.")
            % {"value": str(value)[:60], "known": ", ".join(str(choice) for choice in choices.values)}
        )
    return known_value


class TextWidget(Widget):
    """Text as it is; None for no value. Others read the value in their way."""

    def clean(self, value: object, row: object = None, **kwargs: Any) -> object:
        return None if is_no_value(value) else self.read(value)

    def read(self, value: object) -> object:
        """Return what the cell says. Raises ValueError."""
        text = without_controls(str(value)).strip()
        # An export puts this apostrophe before text that a spreadsheet would take for a formula.
        return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA_STARTS) else text

    def render(self, value: object, obj: object = None, **kwargs: Any) -> object:
        return "" if value is None else str(value)


class IdWidget(TextWidget):
    """The identifier that an export writes."""

    def read(self, value: object) -> str | None:
        text = str(super().read(value))
        try:
            return str(UUID(text)) if text else None
        except ValueError as error:
            raise ValueError(
                _("“%(value)s” is not an identifier as an export writes it.") % {"value": str(value)[:60]}
            ) from error


class ChoiceWidget(TextWidget):
    """One of some choices, by any of its words."""

    def __init__(self, choices: type[TextChoices]) -> None:
        super().__init__()
        self.choices = choices

    def read(self, value: object) -> str:
        return as_choice(value, self.choices)


class NamesWidget(TextWidget):
    """Several names in one cell: separated by semicolons, or by commas if there are none."""

    def read(self, value: object) -> list[str] | None:
        if isinstance(value, list):
            parts = [without_controls(str(part)) for part in value]
        else:
            text = without_controls(str(value))
            parts = names_in(text) if ";" in text or text.startswith('"') else text.split(",")
        # Their positions matter: names in another language have the same order.
        names = [" ".join(part.split()) for part in parts]
        while names and not names[-1]:
            names.pop()
        return names or None

    def render(self, value: Any, obj: object = None, **kwargs: Any) -> str:
        names = list(value or [])
        # A single name with a comma needs a semicolon to mark it as one name.
        joined = "; ".join(map(quoted, names))
        return f"{joined};" if len(names) == 1 and "," in joined else joined


class KeyedWidget(TextWidget):
    """One value for all addressees, or "Ministry A = value; Ministry B = value" if they differ."""

    def __init__(self, inner: Widget) -> None:
        super().__init__()
        self.inner = inner

    def read(self, value: object) -> dict[str, Any]:
        if isinstance(value, dict):
            return {str(name): self.inner.clean(entry) for name, entry in value.items()}
        if " = " not in str(value):
            return {"": self.inner.clean(value)}
        pairs = [part.rpartition(" = ") for part in _parts(str(value)) if part.strip()]
        return {
            " ".join(_unquoted(name).split()): self.inner.clean(entry.strip()) for name, _mark, entry in pairs
        }

    def render(self, value: Any, obj: object = None, **kwargs: Any) -> str:
        entries = {
            name: self.inner.render(entry) for name, entry in (value or {}).items() if entry not in (None, "")
        }
        if list(entries) == [""]:
            return str(entries[""])
        return "; ".join(f"{quoted(name)} = {entry}" for name, entry in entries.items())


class NumberWidget(TextWidget):
    """A whole number that is not negative."""

    def read(self, value: object) -> int:
        text = str(value).strip().removesuffix(".0")
        if not text.isdecimal() or int(text) > 2_000_000_000:
            raise ValueError(_("“%(value)s” is not a number.") % {"value": text[:60]})
        return int(text)

    def render(self, value: object, obj: object = None, **kwargs: Any) -> object:
        return value


class DateWidget(TextWidget):
    """A day: 2017-03-31, 31.03.2017 or 31/03/2017."""

    def read(self, value: object) -> dt.date:
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        for pattern in DATE_FORMATS:
            try:
                return dt.datetime.strptime(str(value).strip(), pattern).date()
            except ValueError:
                continue
        raise ValueError(_("“%(value)s” is not a date as in 2017-03-31.") % {"value": str(value)[:60]})

    def render(self, value: Any, obj: object = None, **kwargs: Any) -> str:
        return value.isoformat() if value else ""


class YesNoWidget(TextWidget):
    def read(self, value: object) -> bool:
        if isinstance(value, bool):
            return value
        word = _folded(str(value))
        if word not in TRUE | FALSE:
            raise ValueError(_("“%(value)s” is neither yes nor no.") % {"value": str(value)[:60]})
        return word in TRUE

    def render(self, value: object, obj: object = None, **kwargs: Any) -> str:
        return "yes" if value else ""


class ParagraphsWidget(TextWidget):
    """The paragraphs with ids, levels and statuses, as JSON, which a table's text cells cannot express."""

    def read(self, value: object) -> list[Paragraph]:
        try:
            data: Any = read_json(value) if isinstance(value, str) else value
            return [Paragraph.from_json(entry) for entry in data]
        except (Refused, ValueError, TypeError, KeyError, AttributeError) as error:
            raise ValueError(_("These are not paragraphs as an export writes them.")) from error

    def render(self, value: Any, obj: object = None, **kwargs: Any) -> list[dict[str, Any]]:
        return [paragraph.as_json() for paragraph in value or []]
