"""Documents made here: the symbol that one prints on its masthead is the one under which the register knows it."""

import re
from itertools import count

from django.db.models import F
from django.utils.translation import gettext as _

from agenda.materials.models import Material
from agenda.sessions.models.session import Item
from confman.conferences.models import Conference
from confman.documents.domain.mastheads import whole_symbol
from confman.documents.models import DocumentJob
from confman.web.errors import Refused
from outcomes.recommendations.domain.outcome_documents import is_extract
from outcomes.recommendations.models.document import OutcomeDocument
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.register.domain.files import origin_of
from outcomes.register.domain.series import assign_symbol, code_of, symbol_in, used_numbers, wait_for_numbers
from outcomes.register.models import DocumentSeries, RegisteredDocument

# Papers that take the numbers of a series, with the series, in the usual order. Every other paper has a symbol of its
# own: the agenda, the outcome document and what follows it up, a report under the symbol that was written for it.
SERIES_OF_MADE = {
    "registrations.participants": "INF",
    "outcomes.information-note": "INF",
    "outcomes.list-of-documents": "INF",
    "outcomes.credentials-report": "",
    "outcomes.conference-report": "",
}
# Another form of a document, as in two columns, stands in the register until the document itself is there.
OTHER_FORMS = {"outcomes.recommendations": "outcomes.two-columns"}
_PART = re.compile(r"(.+)/(Add|Corr|Rev)\.(\d{1,9})")
_EDITION = re.compile(r"/(?:Prov|Rev)\.\d+\Z")


def symbol_of_made(conference: Conference, kind: str) -> str:
    """Return the symbol of a kind of document that takes a number of a series: the one that the register has for it.

    Otherwise it is a free one, a number of its own for each kind: in the main series after the last document and never
    1, which is the agenda. What is issued meanwhile does not move those of another series. Empty in a conference
    without symbols.
    """
    if not conference.symbol_prefix:
        return ""
    registered = RegisteredDocument.objects.of(conference).with_symbol()
    rows = registered.made_as(kind).filter(parent=None).order_by(F("number").desc(nulls_last=True), "symbol")
    if row := rows.first():
        return _EDITION.sub("", row.symbol)
    code = SERIES_OF_MADE[kind]
    series = DocumentSeries.objects.of(conference).originally(code).first() or DocumentSeries(code=code)
    series.conference = conference
    # Items and materials name documents before the register has them.
    items = Item.objects.filter(session__conference=conference)
    used = used_numbers(series, items, Material.objects.filter(session__conference=conference))
    # Those given under a code or prefix of before, too.
    used |= set(
        registered.filter(series=series.pk, parent=None, number__gt=0).values_list("number", flat=True)
    )
    free = (number for number in count(1 if code else max(used, default=1) + 1) if number not in used)
    for other in _kinds_of_series(code, conference):
        if other == kind:
            break
        if not registered.made_as(other).exists():
            next(free)
    return symbol_in(series, next(free))


def kind_of_symbol(conference: Conference, symbol: str) -> str:
    """Return the kind of document that prints this symbol now, or an edition of it; '' where none of a series does."""
    base = _EDITION.sub("", symbol)
    return next((kind for kind in SERIES_OF_MADE if symbol_of_made(conference, kind) == base), "")


def _kinds_of_series(code: str, conference: Conference) -> list[str]:
    """Return the kinds that take the numbers of a series, in the order in which each keeps one for itself."""
    kinds = [kind for kind, series in SERIES_OF_MADE.items() if series == code]
    # The committee reports to the conference first, where there is one.
    return kinds if code or conference.is_intergovernmental else kinds[::-1]


def symbol_to_print(
    conference: Conference, kind: str, language: str, *, symbol: str = "", provisional: bool = False
) -> str:
    """Return what a document that is made now prints in this language; empty for one without a symbol.

    It is the document's own symbol, `symbol` or that of `symbol_of_made`; after that, of its last revision: what is
    made in a language which that has not, is another language of it. Once that is issued in this language, and awaits
    no other, it is the next revision. A provisional list is …/Prov.1, and then …/Prov.2.
    """
    base = whole_symbol(conference, symbol) or symbol_of_made(conference, kind)
    edition = f"{base}/{'Prov' if provisional else 'Rev'}."
    if not base or conference.as_of:
        return f"{edition}1" if base and provisional else base
    rows = RegisteredDocument.objects.of(conference).filter(symbol__startswith=edition)
    numbers = (row.symbol.removeprefix(edition) for row in rows)
    last = max((int(number) for number in numbers if number.isdecimal()), default=int(provisional))
    name = f"{edition}{last}" if last else base
    row = RegisteredDocument.objects.of(conference).filter(symbol=name).first()
    return f"{edition}{last + 1}" if row and _is_over(row, language) else name


def _is_over(document: RegisteredDocument, language: str) -> bool:
    """Return whether what is made in this language is no longer this document, but its next revision."""
    files = list(document.files.all())
    is_out = all(file.issued_at for file in files)
    return document.is_closed or (is_out and any(file.language == language for file in files))


def entry_of(job: DocumentJob) -> RegisteredDocument | None:
    """Return the entry that a made document has already, in whatever language: that of its kind under its symbol.

    Or that of its other form, which it joins. One that prints no symbol has the entry of the same kind and options; the
    latest, of several.
    """
    rows = RegisteredDocument.objects.of(job.conference)
    if not job.symbol:
        return rows.made_from(origin_of(job)).first()
    same = rows.made_as(job.kind)
    if other := OTHER_FORMS.get(job.kind):
        same |= rows.made_as(other)
    return same.filter(symbol=job.symbol).first()


def other_form_of(job: DocumentJob) -> RegisteredDocument | None:
    """Return the entry of what a made document is another form or an extract of, as of the outcome document.

    What takes the numbers of a series is no form of anything: where its symbol is taken, it is made again.
    """
    symbol = symbol_of_whole(job) if is_made_extract(job) else job.symbol
    if not symbol or job.kind in SERIES_OF_MADE:
        return None
    return RegisteredDocument.objects.of(job.conference).not_closed().filter(symbol=symbol).first()


def is_made_extract(job: DocumentJob) -> bool:
    """Return whether it is a part of the outcome document, in one column or two, which bears no symbol of its own."""
    document = "outcomes.recommendations"
    return job.kind in (document, OTHER_FORMS[document]) and is_extract(job.options)


def symbol_of_whole(job: DocumentJob) -> str:
    """Return the symbol of the outcome document, of which the job made an extract; '' where it has none."""
    document = OutcomeDocument.objects.of_recommendations(job.conference)
    return whole_symbol(job.conference, document.full_symbol) if document else ""


def whole_of(conference: Conference, symbol: str) -> RegisteredDocument | None:
    """Return the document that an addendum, a corrigendum or a revision with this symbol belongs to, if it is there."""
    part = _PART.fullmatch(symbol)
    rows = RegisteredDocument.objects.of(conference).not_closed()
    return rows.filter(symbol=part[1]).first() if part else None


def series_of_made(job: DocumentJob) -> DocumentSeries | None:
    """Return the series that a made document is of, by its symbol, else by its kind; the first one, without such."""
    if job.symbol:
        return series_of_symbol(job.conference, job.symbol)
    series = DocumentSeries.objects.of(job.conference)
    return series.originally(SERIES_OF_MADE.get(job.kind, "")).first() or series.first()


def series_of_symbol(conference: Conference, symbol: str) -> DocumentSeries | None:
    """Return the series that a symbol is of; the first one, where its own is not there."""
    if whole := whole_of(conference, symbol):
        return whole.series
    series = DocumentSeries.objects.of(conference)
    return series.by_code(code_of(symbol, conference)).first() or series.first()


def take_symbol(document: RegisteredDocument, symbol: str) -> None:
    """Give the document exactly the symbol that its file prints, as a part of the document that the symbol names.

    Within the caller's transaction. Raises Refused, and says what to do, where something else has the symbol.
    """
    conference = document.conference
    wait_for_numbers(document.series)
    kind = document.made_from.partition(":")[0]
    models = (RegisteredDocument, *((OutcomeDocument, Recommendation) if kind in SERIES_OF_MADE else ()))
    for model in models:
        if other := model.objects.of(conference).filter(symbol=symbol).first():
            raise Refused(_taken_message(symbol, other, kind))
    document.symbol = symbol
    part = _PART.fullmatch(symbol)
    if part is None or (whole := whole_of(conference, symbol)) is None:
        assign_symbol(document, symbol)
        return
    document.parent, document.kind, document.number = whole, part[2], int(part[3])
    if document.kind == RegisteredDocument.Kind.REVISION:
        earlier = whole.parts.filter(kind=document.kind, number__lt=document.number).order_by("-number")
        document.replaces = earlier.first() or whole


def _taken_message(
    symbol: str, other: RegisteredDocument | OutcomeDocument | Recommendation, kind: str
) -> str:
    """Return the refusal of a symbol that is taken, with the way out."""
    if isinstance(other, RegisteredDocument) and kind and other.made_from.partition(":")[0] == kind:
        return _(
            "This document is in the register already: “%(name)s”. Its other languages are added there; make it again"
            " to issue it as a revision."
        ) % {"name": other}
    name = getattr(other, "title", "") or getattr(other, "label", "") or other
    values = {"symbol": symbol, "name": name}
    if kind in SERIES_OF_MADE:
        return (
            _(
                "The file bears %(symbol)s, which is now the symbol of “%(name)s”. Make the document again: it then"
                " bears the next free symbol."
            )
            % values
        )
    return (
        _(
            "The file bears %(symbol)s, which is the symbol of “%(name)s” in the register. If that is the same"
            " document, add the file there as a language; otherwise give this one another symbol and make it again."
        )
        % values
    )
