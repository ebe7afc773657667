"""Reads pretix: the pages of its REST API, or its "Order data (JSON)".

An order is one or several registrations, a product a category.
"""

from collections import Counter
from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agenda.programme.exchange.schedule import only_text, parse_date
from registrations.core.models.registration import RegistrationStatus as Status
from registrations.questionnaire.models import FieldType
from registrations.source_systems.exchange.description import (
    SourceAttendee,
    SourceCategory,
    SourceConference,
    SourceQuestion,
    SourceVisit,
    language_of,
)
from registrations.source_systems.exchange.files import SourceFiles
from registrations.source_systems.exchange.pages_reader import PagesReader
from registrations.source_systems.exchange.source import SourceObject, code_of, listed

# The status of an order -> that of its registrations. A place that was not paid in time was given back.
STATES = {"p": Status.APPROVED, "n": Status.SUBMITTED, "e": Status.CANCELLED, "c": Status.CANCELLED}
# The kind of a question -> ours; a file (F) is not in the export.
TYPES = {
    "S": FieldType.TEXT,
    "T": FieldType.LONG_TEXT,
    "N": FieldType.NUMBER,
    "B": FieldType.YES_NO,
    "C": FieldType.CHOICE,
    "M": FieldType.CHOICES,
    "D": FieldType.DATE,
    "H": FieldType.TEXT,
    "W": FieldType.TEXT,
    "CC": FieldType.COUNTRY,
    "TEL": FieldType.PHONE,
}


def read_pretix(files: SourceFiles) -> SourceConference:
    """Return the conference of pretix's files."""
    return _PretixReader(files).read()


class _PretixReader(PagesReader):
    def __init__(self, files: SourceFiles) -> None:
        super().__init__(files)
        self.products: dict[str, SourceObject] = {}
        self.questions: dict[str, SourceQuestion] = {}
        self.left_out: Counter[str] = Counter()

    def read(self) -> SourceConference:
        self._read_event()
        self._read_products()
        self._read_quotas()
        self._read_questions()
        for door in self.rows("check-in lists"):
            self.incoming.doors[code_of(door.take("id"))] = door.texts("name")
        seen_codes: set[str] = set()
        for order in self.rows("orders"):
            code = order.text("code")
            if code in seen_codes:
                self.incoming.messages.append(
                    _("Order %(code)s is in the files twice; the first counts.") % {"code": code}
                )
                continue
            seen_codes.add(code)
            self._read_order(code, order)
        for product, count in self.left_out.items():
            self.incoming.messages.append(
                ngettext(
                    "“%(product)s” admits nobody: %(count)d position is no registration.",
                    "“%(product)s” admits nobody: %(count)d positions are no registrations.",
                    count,
                )
                % {"product": product, "count": count}
            )
        self.incoming.leftovers = self.ledger.leftovers()
        return self.incoming

    def _read_event(self) -> None:
        if event := self.read_event():
            self.incoming.facts = {"venue": event.texts("location")}

    def _read_products(self) -> None:
        for product in self.rows("items"):
            code = code_of(product.take("id"))
            self.products[code] = product
            if product.values.get("admission") is False:
                continue
            name = product.texts("name")
            variations = product.entries("variations")
            for variation in variations:
                # "Order data (JSON)" calls it a name.
                part = variation.texts("value") or variation.texts("name")
                full_name = {
                    language: f"{name.get(language) or only_text(name)}: {part.get(language) or only_text(part)}"
                    for language in {**name, **part}
                }
                key = f"{code}/{code_of(variation.take('id'))}"
                self.incoming.categories.append(SourceCategory(key, full_name))
            if not variations:
                self.incoming.categories.append(SourceCategory(code, name))

    def _read_quotas(self) -> None:
        """Take the size of a quota that is one category's alone: that of several has no counterpart."""
        categories = {category.code: category for category in self.incoming.categories}
        for quota in self.rows("quotas"):
            items, variations = (listed(quota.values.get(key)) for key in ("items", "variations"))
            if len(items) != 1 or len(variations) > 1:
                continue
            code = "/".join(map(code_of, [*items, *variations]))
            if code in categories and categories[code].capacity is None:
                quota.take("id", "name", "items", "variations")
                categories[code].capacity = quota.number("size")

    def _read_questions(self) -> None:
        for row in sorted(self.rows("questions"), key=lambda row: row.number("position") or 0):
            kind = TYPES.get(str(row.values.get("type")))
            if kind is None:
                continue
            row.take("type")
            # "Order data (JSON)" has what was chosen in words, and not what could be.
            if kind in (FieldType.CHOICE, FieldType.CHOICES) and not row.values.get("options"):
                kind = FieldType.TEXT
            code = code_of(row.take("id"))
            question = SourceQuestion(
                row.text("identifier") or code, row.texts("question"), kind, row.texts("help_text")
            )
            question.required = bool(row.take("required"))
            items = row.codes("items")
            if len(items) < len(self.products):
                question.categories = [
                    category.code
                    for category in self.incoming.categories
                    if category.code.partition("/")[0] in items
                ]
            for option in row.entries("options"):
                option.take("position", "identifier")
                key = code_of(option.take("id"))
                question.options[key] = option.texts("answer")
            self.questions[code] = question
            self.incoming.questions.append(question)

    def _read_order(self, code: str, order: SourceObject) -> None:
        status = STATES.get(order.text("status"), Status.SUBMITTED)
        email, phone, language = order.text("email"), order.text("phone"), language_of(order.text("locale"))
        at = order.moment("datetime")
        invoice = order.entry("invoice_address")
        positions = order.entries("positions")
        for position in positions:
            item = code_of(position.take("item"))
            product = self.products.get(item)
            if position.values.get("addon_to") or (product and product.values.get("admission") is False):
                self.left_out[product.text("name") if product else item] += 1
                continue
            number = position.text("positionid") or "1"
            origin = _("Order %(code)s, position %(number)s") % {"code": code, "number": number}
            attendee = SourceAttendee(
                f"{code}-{number}", origin, phone=phone, language=language, submitted_at=at
            )
            attendee.status = Status.CANCELLED if position.take("canceled") else status
            self._read_person(attendee, position, invoice, email)
            variation = code_of(position.take("variation"))
            attendee.category = f"{item}/{variation}" if variation else item
            for answer in position.entries("answers"):
                self._read_answer(attendee, answer)
            for visit in position.entries("checkins"):
                visit.take("id")
                door, kind = code_of(visit.take("list")), visit.text("type")
                attendee.visits.append(SourceVisit(door, visit.moment("datetime"), kind == "exit"))
            self.incoming.attendees.append(attendee)

    @staticmethod
    def _read_person(
        attendee: SourceAttendee, position: SourceObject, invoice: SourceObject, email: str
    ) -> None:
        """Take who it is: of the position, else of the invoice, else the address that the order was made with."""
        parts = position.entry("attendee_name_parts")
        parts.take("_scheme", "full_name", "_legacy")
        attendee.given_name, attendee.family_name = parts.text("given_name"), parts.text("family_name")
        attendee.title = parts.text("title", "salutation")
        attendee.name = position.text("attendee_name")
        attendee.email = position.text("attendee_email") or email
        attendee.organization = position.text("company")
        attendee.country = position.text("country")
        if not attendee.name and invoice:
            attendee.name = invoice.text("name")
            attendee.organization = attendee.organization or invoice.text("company")
            attendee.country = attendee.country or invoice.text("country")
        attendee.name = attendee.name or attendee.email

    def _read_answer(self, attendee: SourceAttendee, answer: SourceObject) -> None:
        question = self.questions.get(code_of(answer.values.get("question")))
        if question is None:
            return
        answer.take("question", "question_identifier")
        raw_answer = answer.text("answer")
        options = [key for key in answer.codes("options") if key in question.options]
        answer.take("option_identifiers")
        value = _READ.get(question.type, lambda text: text)(raw_answer)
        if question.type == FieldType.CHOICE:
            value = options[0] if options else None
        elif question.type == FieldType.CHOICES:
            value = options
        if value not in (None, "", []):
            attendee.answers[question.code] = value


_READ: dict[str, Callable[[str], object]] = {
    FieldType.YES_NO: lambda said: said.lower() == "true",
    FieldType.DATE: lambda said: date.isoformat() if (date := parse_date(said)) else None,
}
