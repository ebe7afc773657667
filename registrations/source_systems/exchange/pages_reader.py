"""Common parts of the readers of an API's pages."""

from agenda.programme.exchange.schedule import only_text, parse_date
from registrations.source_systems.exchange.description import SourceConference
from registrations.source_systems.exchange.files import SourceFiles
from registrations.source_systems.exchange.source import Ledger, SourceObject


class PagesReader:
    """The base of a reader: the rows of all pages, and the conference that it makes of them."""

    def __init__(self, files: SourceFiles) -> None:
        self.ledger = Ledger()
        self.files = files
        self.incoming = SourceConference(files.source)

    def rows(self, kind: str) -> list[SourceObject]:
        """Return the rows of that kind."""
        return self.ledger.entries(kind, self.files.rows.get(kind, []))

    def read_event(self) -> SourceObject | None:
        """Take what pretalx and pretix say of an event in the same words; return it for the rest."""
        schedule = self.incoming.schedule
        for event in self.rows("event")[:1]:
            self.incoming.title = event.texts("name")
            schedule.title, schedule.timezone = only_text(self.incoming.title), event.text("timezone")
            schedule.acronym = event.text("slug")
            schedule.starts_on = parse_date(event.text("date_from"))
            schedule.ends_on = parse_date(event.text("date_to")) or schedule.starts_on
            return event
        return None
