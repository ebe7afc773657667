"""Working references and permanent numbers for rows without them."""

from collections.abc import Sequence

from confman.conferences.models import Conference
from outcomes.imports.exchange.rows import RecommendationRow
from outcomes.recommendations.domain.numbering import (
    PLENARY,
    NumbersTaken,
    highest_references,
    keep_number,
    keep_references,
    reference,
    take_numbers,
    take_references,
)
from outcomes.recommendations.models.document import OutcomeDocument, ReferenceCounter
from outcomes.recommendations.models.recommendation import ADOPTED_STAGES


class RowNumbers:
    """`foresee` gives the rows the next numbers; `take`, inside the transaction, takes exactly these."""

    def __init__(
        self, conference: Conference, document: OutcomeDocument, rows: Sequence[RecommendationRow]
    ) -> None:
        self.conference, self.document = conference, document
        self.brought_references = [row.working_ref for row in rows if row.working_ref]
        self.brought_numbers = [row.number for row in rows if row.number]
        self.without_reference: dict[str, list[RecommendationRow]] = {}
        for row in rows:
            if not row.working_ref:
                self.without_reference.setdefault(row.working_group or PLENARY, []).append(row)
        self.without_number = [row for row in rows if row.stage in ADOPTED_STAGES and not row.number]

    def foresee(self) -> None:
        """Give every row the reference and the number that it will have if nobody takes them meanwhile."""
        highest = highest_references(self.brought_references)
        counters = ReferenceCounter.objects.filter(conference=self.conference)
        given = dict(counters.values_list("prefix", "last"))
        for prefix, rows in self.without_reference.items():
            last = max(given.get(prefix, 0), highest.get(prefix, 0))
            for number, row in enumerate(rows, start=last + 1):
                row.working_ref = reference(prefix, number)
        last_number = OutcomeDocument.objects.values_list("last_number", flat=True).get(pk=self.document.pk)
        for number, row in enumerate(
            self.without_number, start=max([last_number, *self.brought_numbers]) + 1
        ):
            row.number = number

    def take(self) -> None:
        """Take the expected numbers. Raises NumbersTaken if they are not the next any more."""
        keep_references(self.conference, self.brought_references)
        if self.brought_numbers:
            keep_number(self.document, max(self.brought_numbers))
        for prefix, rows in self.without_reference.items():
            if take_references(self.conference, prefix, len(rows)) != [row.working_ref for row in rows]:
                raise NumbersTaken
        if self.without_number:
            taken = take_numbers(self.document, len(self.without_number))
            if list(taken) != [row.number for row in self.without_number]:
                raise NumbersTaken
