"""Dates, numbers in a sentence, and texts of the conference, as documents write them."""

import datetime as dt
import re
from typing import Literal, TypeAlias

from babel import Locale
from babel.dates import format_date, format_skeleton
from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.text import capfirst

from confman.conferences.models import Conference
from confman.translation.dates import OWN_PATTERNS, dashed
from confman.translation.languages import language_locale
from confman.translation.marks import MarkedText, marked, unmarked
from confman.translation.scripts import script_of
from confman.translation.text import TranslatedText

RussianForm: TypeAlias = Literal["masculine", "feminine", "neuter", "accusative", "genitive"]

_FROM_THREE = ("три", "четыре", "пять", "шесть", "семь", "восемь", "девять")
_RUSSIAN: dict[RussianForm, tuple[str, ...]] = {
    "masculine": ("один", "два", *_FROM_THREE),
    "feminine": ("одна", "две", *_FROM_THREE),
    "neuter": ("одно", "два", *_FROM_THREE),
    "accusative": ("одну", "две", *_FROM_THREE),
    "genitive": ("одного", "двух", "трёх", "четырёх", "пяти", "шести", "семи", "восьми", "девяти"),
}
_AND = {"en": "and", "ru": "и"}
# An English title that says itself what is held, as “Second Regional Forum on …”; and a sentence that says it before.
_SAYS_KIND = re.compile(
    r"(?!The )(?:[A-Z\d][\w’-]*,? )*?"
    r"(?:Conference|Congress|Consultation|Forum|Meeting|Seminar|Summit|Symposium|Workshop)"
    r"(?=$|:| (?:\d|(?:between|for|in|of|on|to|with)\b))"
)
_KIND_AND_TITLE = re.compile(r"\bconference “([%{][^”]*)”")
# An English period up to its dash: of 5–7 May, 30 March–2 April, 30 December 2026–2 January 2027.
_PERIOD = re.compile(r"(\d{1,2}(?:\s[A-Z][a-z]+(?:\s\d{4})?)?)–(?=\d{1,2}\s[A-Z])")


def _locale(language: str) -> Locale:
    # International documents put the day first: 30 March 2017, not March 30, 2017.
    return Locale("en", "GB") if language == "en" else language_locale(language)


def _pattern(language: str, form: str) -> str:
    return OWN_PATTERNS.get(language, {}).get(form, form)


def document_date(date: dt.date, language: str) -> str:
    """Format a date: 30 March 2017, 30 марта 2017 г., 2017-yil 30-mart."""
    return format_date(date, _pattern(language, "long"), locale=_locale(language))


def document_day(date: dt.date, language: str, *, begins: bool = True) -> str:
    """Return the date with the day of the week, as a heading: Thursday, 30 March 2017.

    If it does not begin the line (`begins`), the day of the week is not capitalized: четверг.
    """
    text = format_date(date, _pattern(language, "full"), locale=_locale(language))
    return capfirst(text) if begins else text


def document_weekday(date: dt.date, language: str) -> str:
    """Return the day of the week within a sentence: Thursday, четверг, payshanba."""
    return format_date(date, "EEEE", locale=_locale(language))


def document_column(date: dt.date, language: str) -> str:
    """Return day and month as the head of a column: 30 Mar, 30 мар., 30-mart."""
    return format_skeleton("MMMd", date, locale=_locale(language))


def document_month(date: dt.date, language: str) -> str:
    """Return month and year: May 2027, май 2027 г., 2027-yil may."""
    if own := OWN_PATTERNS.get(language, {}).get("month"):
        return format_date(date, own, locale=_locale(language))
    return format_skeleton("yMMMM", date, locale=_locale(language))


def document_dates(first: dt.date, last: dt.date, language: str) -> str:
    """Format a period: 30–31 March 2017, 30 March–1 April 2017; a single date if both are the same."""
    if first == last:
        return document_date(first, language)
    locale = _locale(language)
    if language in OWN_PATTERNS:
        if first.year != last.year:
            return f"{document_date(first, language)} – {document_date(last, language)}"
        if first.month != last.month:
            return f"{document_date(first, language)} – {format_date(last, OWN_PATTERNS[language]['to'], locale)}"
        patterns = [OWN_PATTERNS[language]["from"], OWN_PATTERNS[language]["to"]]
    else:
        # CLDR's intervals use the short name of the month ("30–31 мар. 2017 г.").
        differs = "y" if first.year != last.year else "M" if first.month != last.month else "d"
        patterns = [part.replace("MMM", "MMMM") for part in locale.interval_formats["yMMMd"][differs]]
    period = "".join(
        format_date(date, part, locale) for date, part in zip((first, last), patterns, strict=True)
    )
    return dashed(period, language)


def dates_in_text(first: dt.date, last: dt.date, language: str) -> str:
    """Format a period within a sentence: on 30 and 31 March 2017, 30 и 31 марта 2017 года.

    English and Russian say two days as such, and Russian spells out the word for the year.
    """
    period = document_dates(first, last, language)
    if language == "ru":
        period = period.replace("\u202fг.", "\u00a0года")
    same_month = (first.year, first.month) == (last.year, last.month)
    if language in _AND and same_month and last.day == first.day + 1:
        return period.replace("–", f" {_AND[language]} ", 1)
    return period


def from_to(sentence: str, dates: str, place: str = "%(dates)s") -> str:
    """Return a sentence with an English period filled in by words: “held from 5 to 7 May 2017”, not “on 5–7 May 2017”.

    Other dates, and what else stays to be filled in, such as a title with a period of its own, are not changed.
    """
    if not (period := _PERIOD.match(dates)):
        return sentence
    said = f"from {period[1]} to {dates[period.end() :]}"
    return re.sub(rf"\bon {re.escape(place)}", lambda _on: said, sentence)


def by_its_title(sentence: str, title: str) -> str:
    """Return an English sentence on “the conference “{title}”” with the title alone, where that says what is held.

    So “the Regional Forum on Water was held”, not “the conference “Regional Forum on Water” was held”.
    """
    return _KIND_AND_TITLE.sub(r"\1", sentence) if _SAYS_KIND.match(unmarked(title)) else sentence


def date_in_text(date: dt.date, language: str) -> str:
    """Format a date within a sentence: 30 March 2017, 30 марта 2017 года, 2017-yil 30-mart."""
    return dates_in_text(date, date, language)


def time_in_text(moment: dt.datetime, language: str) -> str:
    """Return an hour within a sentence: 9.30 a.m., 10 a.m., noon; in other languages as in a table, 09:30."""
    if language != "en":
        return f"{moment:%H:%M}"
    if moment.minute == 0 and moment.hour % 12 == 0:
        return "noon" if moment.hour else "midnight"
    minutes = f".{moment:%M}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes} {'p.m.' if moment.hour >= 12 else 'a.m.'}"


def hours_in_text(start: dt.datetime, end: dt.datetime, language: str) -> tuple[str, str]:
    """Return both hours of a period within a sentence: (from) 9.30 (to) 10.30 a.m., (from) 11 a.m. (to) 1 p.m."""
    first, last = time_in_text(start, language), time_in_text(end, language)
    half = last[-5:]
    return first.removesuffix(half) if half in (" a.m.", " p.m.") else first, last


def number_in_text(number: int, language: str, form: RussianForm = "neuter") -> str:
    """Return a number within a sentence, where English and Russian spell out those under ten: three places.

    The form is the one that the sentence takes in Russian: the gender of what is counted, in the nominative; the
    accusative of a feminine ("приняла одну рекомендацию"); the genitive ("из шести стран").
    """
    if language == "ru" and 0 < number < 10:
        return _RUSSIAN[form][number - 1]
    return str(apnumber(number)) if language == "en" else str(number)


def ended_once(sentence: str) -> str:
    """Return a sentence with one full stop: a date may bring its own ("31 марта 2017 г.")."""
    return sentence[:-1] if sentence.endswith("..") else sentence


def in_document(text: TranslatedText, conference: Conference, language: str) -> str:
    """Return the text in the document's language, else in the first of the conference's that has it, and says so."""
    code, words = text.best((language, *conference.languages))
    return marked(words, code)


def with_affiliation(name: str, behind: str) -> str:
    """Return “Name (affiliation)”; behind a comma where one of them has brackets of its own."""
    return f"{name}, {behind}" if "(" in f"{name}{behind}" else f"{name} ({behind})"


def at_beginning(text: str) -> str:
    """Return a text as it begins a line: “Начальник отдела”; what marks its language stays."""
    if isinstance(text, MarkedText):
        return MarkedText(capfirst(text.words), text.code, text.mark)
    return capfirst(text)


def without_stop(text: str) -> str:
    """Return a text as it stands within a sentence, without its full stop; what marks its language stays."""
    if isinstance(text, MarkedText):
        return MarkedText(text.words.rstrip(". "), text.code, text.mark)
    return text.rstrip(". ")


def within_sentence(name: str, language: str) -> str:
    """Return a name as it stands within a sentence: a function in its place, of a person not yet known, has an article.

    So “chaired by the Representative of Uzbekistan”: in English no name of a person has the word “of”.
    """
    return f"the {name}" if language == "en" and " of " in unmarked(name) else name


def mentions(text: str, name: str) -> bool:
    """Tell whether a text names an institution already, in whatever case: “Представитель Комитета женщин”."""
    name = unmarked(name)
    if script_of(name) != "CYRILLIC":
        # Behind the name may come the ending of a case, but not the rest of a longer abbreviation.
        return re.search(rf"(?<!\w){re.escape(name)}(?![\dA-Z])", text) is not None
    words = re.findall(r"\w+", text.casefold())
    nominatives = re.findall(r"\w+", name.casefold())
    return all(any(_is_form_of(word, nominative) for word in words) for nominative in nominatives)


# The most letters that a Russian ending adds; and the length of abbreviations and prepositions, which have none.
_ENDING, _UNCHANGED = 3, 3


def _is_form_of(word: str, nominative: str) -> bool:
    if len(nominative) <= _UNCHANGED:
        return word == nominative
    stem = nominative[: max(_UNCHANGED + 1, len(nominative) - 2)]
    return word.startswith(stem) and len(word) <= len(nominative) + _ENDING
