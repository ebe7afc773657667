"""The registry of kinds of documents, filled by the manifests."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.conferences.models import Conference
from confman.documents.meta import DocumentData
from confman.registries import Registry

if TYPE_CHECKING:
    from confman.documents.rendering.spreadsheets import Sheet


@dataclass(frozen=True)
class Format:
    """A file format."""

    key: str
    label: Any
    content_type: str
    extension: str


# The formats that people read; others are data.
WRITTEN = ("pdf", "docx", "html")
# The formats of a table.
SPREADSHEETS = ("xlsx", "ods", "csv", "json")
FORMATS = {
    entry.key: entry
    for entry in (
        Format("pdf", _("PDF"), "application/pdf", "pdf"),
        Format(
            "docx",
            _("Word"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "docx",
        ),
        Format("html", _("Web page"), "text/html; charset=utf-8", "html"),
        Format(
            "xlsx", _("Excel"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"
        ),
        Format("ods", _("OpenDocument"), "application/vnd.oasis.opendocument.spreadsheet", "ods"),
        Format("csv", _("CSV"), "text/csv; charset=utf-8", "csv"),
        Format("json", _("JSON"), "application/json", "json"),
        Format("akn", _("Akoma Ntoso"), "application/akn+xml", "xml"),
    )
}


class Occasion(models.TextChoices):
    """The occasion for which documents are made: the groups of the secretariat's page of documents, in order."""

    PROGRAMME = "programme", _("Programme")
    ROOMS = "rooms", _("Rooms and doors")
    PEOPLE = "people", _("People and delegations")
    LETTERS = "letters", _("Letters")
    OUTCOMES = "outcomes", _("Outcomes")
    REPORTS = "reports", _("Reports")


@dataclass(frozen=True)
class DocumentKind:
    """A document that the secretariat can make.

    `build(conference, *, language, options)` returns a frozen dataclass with `meta: DocumentMeta`; it runs with
    `language` as the reading language, so `str(text)` is right. `options` are the values of `options_form` as plain
    data: ids for chosen objects, ISO for dates; empty if a command gives none.

    The page of documents lists it under its `occasion`, and in the `phases` of a conference (`Conference.phase`) among
    those for now, at most eight a phase. `tabs` are keys of navigation tabs and views whose page offers it; a key may
    end in values for its options: "registrations.seating?of=delegations".

    `formats` are keys of FORMATS. `html_template` serves pdf and html; `card_template` instead serves the pdf of cards
    (see confman.documents.rendering.card_engine). Word is also written from the html_template, on a letterhead that may
    be `landscape` and may have a `masthead`, `running` lines and a `watermark` (see confman.documents.word.blocks). The
    SPREADSHEETS are made of a dataclass's `sheet`, and of what `build_figures` returns in place of `build` where a text
    takes long of which they have nothing. Other formats, and other ways of making these, have a function in
    `renderers`: dataclass -> bytes; `cards` says that the renderer of pdf also draws cards with that engine.

    `split(data)` cuts cards, plates and letters into batches of about 100 independent pages, each a dataclass of the
    same kind; a continuous text has no `split`. `permission` is checked on the conference. For `sensitive` kinds every
    download is recorded in the history, and files are kept for a day. If a kind `asks_who`, `build` also receives
    `by=`, the user it is made for: part of its content is for some roles only, or each viewing is recorded.

    An `official` kind is a paper of the secretariat that is kept and shown to others: its PDF is PDF/A-2a beside
    PDF/UA, and sealed if there is a key (confman.documents.seals).

    For kinds that keep a log, `on_made(job, data)` is called when a job's file is ready, and `on_handed_out(job, by=)`
    when it is downloaded, each in the transaction that records it.
    """

    key: str
    label: Any
    description: Any
    permission: str
    build: Callable[..., DocumentData] = field(repr=False)
    occasion: Occasion
    phases: tuple[str, ...] = ()
    tabs: tuple[str, ...] = ()
    formats: tuple[str, ...] = ("pdf", "docx")
    html_template: str = ""
    card_template: str = ""
    cards: bool = False
    landscape: bool = False
    masthead: bool = True
    running: bool = True
    watermark: bool = False
    sheet: Callable[[Any], "Sheet"] | None = field(default=None, repr=False)
    build_figures: Callable[..., DocumentData] | None = field(default=None, repr=False)
    renderers: Mapping[str, Callable[[Any], bytes]] = field(default_factory=dict, repr=False)
    options_form: type[forms.Form] | None = field(default=None, repr=False)
    split: Callable[[Any], Sequence[Any]] | None = field(default=None, repr=False)
    sensitive: bool = False
    official: bool = False
    asks_who: bool = False
    on_made: Callable[[Any, Any], None] | None = field(default=None, repr=False)
    on_handed_out: Callable[..., None] | None = field(default=None, repr=False)
    filename: str = ""
    position: int = 50

    def __post_init__(self) -> None:
        for key in self.formats:
            if key not in FORMATS:
                raise ValueError(f"{self.key}: {key!r} is not a format.")
            has_renderer = (
                key in self.renderers
                or (key in ("pdf", "html", "docx") and self.html_template)
                or (key == "pdf" and self.card_template)
                or (key in SPREADSHEETS and self.sheet)
            )
            if not has_renderer:
                raise ValueError(f"{self.key}: nothing makes {key!r}.")

    @property
    def has_word_template(self) -> bool:
        """Return whether a conference may replace our Word template by its own."""
        return "docx" in self.formats and "docx" not in self.renderers

    @property
    def draws_cards(self) -> bool:
        """Return whether its pdf is drawn by the engine of cards; its parts can then be drawn in parallel."""
        return self.cards or bool(self.card_template)

    @property
    def marks_languages(self) -> bool:
        """Return whether it says of a text in another language which it is; cards and letters show it as it is."""
        return not self.draws_cards and self.running

    @property
    def bears_code(self) -> bool:
        """Return whether its code is printed on it: not on letters, and not on certificates, which have their own."""
        return self.official and self.marks_languages

    @property
    def app(self) -> str:
        """The app it belongs to: the first part of its key."""
        return self.key.split(".")[0]

    def file_name(self, conference: Conference, language: str, format: str) -> str:
        """Return a file's name, as in tashkent2017-agenda-ru.pdf."""
        name = self.filename or self.key.split(".")[-1]
        return f"{conference.slug}-{name}-{language}.{FORMATS[format].extension}"


document_kinds = Registry(DocumentKind, "document")
