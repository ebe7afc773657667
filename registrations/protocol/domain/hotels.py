"""Hotels, each as the language of a document writes it, whichever of its names a room was entered with."""

from typing import Any

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.documents.domain.texts import in_document
from confman.translation.marks import marked_by_letters
from confman.web.database.changes import add_row, change_row, delete_row
from registrations.core.models.registration import Travel
from registrations.protocol.models import Hotel


class HotelNames:
    """The names of a conference's hotels in the language of a document; one query."""

    def __init__(self, conference: Conference, language: str) -> None:
        self._listed = {
            name.casefold(): in_document(hotel.name, conference, language)
            for hotel in Hotel.objects.filter(conference=conference)
            for name in hotel.name.values()
        }

    def name_of(self, travel: Travel) -> str:
        """Return the hotel in this language; as it was entered where it is not listed."""
        return self._listed.get(travel.hotel.casefold()) or marked_by_letters(travel.hotel)

    def unlisted(self, travel: Travel) -> str:
        """Return the words of which nobody has said the language; '' where the hotel is listed."""
        return "" if travel.hotel.casefold() in self._listed else travel.hotel


def add_hotel(conference: Conference, *, by: User, **fields: Any) -> Hotel:
    """Add a hotel. Raises ValidationError."""
    return add_row(Hotel(conference=conference, **fields), "registrations.hotel_added", by=by)


def change_hotel(hotel: Hotel, *, by: User, **changes: Any) -> list[str]:
    """Change its names, for documents made from now on; rooms stay as they were entered. Raises ValidationError."""
    return change_row(hotel, "registrations.hotel_changed", changes, by=by)


def delete_hotel(hotel: Hotel, *, by: User) -> None:
    """Delete a hotel; rooms stay as they were entered."""
    delete_row(hotel, "registrations.hotel_deleted", by=by)
