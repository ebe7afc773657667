"""Write the numbers of registrations, attendance and countries in sentences."""

from collections.abc import Iterator

from django.utils.translation import ngettext

from confman.documents.domain.dates import number_in_text
from registrations.statistics.domain.figures import ParticipationFigures


def attended_sentence(figures: ParticipationFigures, language: str) -> str:
    """Return who took part in numbers; '' where too few are counted for a figure."""
    if not (people := figures.attended):
        return ""
    sentence = ngettext(
        "The conference was attended by %(number)s participant%(origin)s.",
        "The conference was attended by %(number)s participants%(origin)s.",
        people,
    )
    origin = ""
    if (countries := figures.by["country"].represented) > 1:
        origin = ngettext(" from %(number)s country", " from %(number)s countries", countries)
        origin %= {"number": number_in_text(countries, language, "genitive")}
    return sentence % {"number": number_in_text(people, language, "masculine"), "origin": origin}


def attendance_sentences(figures: ParticipationFigures, language: str) -> Iterator[str]:
    """Yield the same, and how many had registered and been approved; suppressed figures are left out."""
    if attended := attended_sentence(figures, language):
        yield attended
    registered, approved = figures.counts.get("registered"), figures.counts.get("approved")
    if registered:
        sentence = ngettext(
            "A total of %(number)s person had registered",
            "A total of %(number)s persons had registered",
            registered,
        )
        text = sentence % {"number": number_in_text(registered, language, "masculine")}
        if approved:
            more = ngettext(
                "; the registration of %(number)s of them had been approved",
                "; the registrations of %(number)s of them had been approved",
                approved,
            )
            text += more % {"number": number_in_text(approved, language, "genitive")}
        yield f"{text}."
