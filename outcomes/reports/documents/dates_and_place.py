"""When and where a conference will be, is being or was held, in one sentence."""

from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.documents.domain.dates import dates_in_text, ended_once
from confman.translation.quotes import quotable


def held_sentence(conference: Conference, language: str, *, place: str = "") -> str:
    """Return “The conference “…” will be held on 30 and 31 March 2017 (Tashkent).”, in the tense of today."""
    today = conference.today()
    if today > conference.ends_on:
        sentence = (
            _("The conference “%(title)s” was held on %(dates)s (%(place)s).")
            if place
            else _("The conference “%(title)s” was held on %(dates)s.")
        )
    elif today >= conference.starts_on:
        sentence = (
            _("The conference “%(title)s” is being held on %(dates)s (%(place)s).")
            if place
            else _("The conference “%(title)s” is being held on %(dates)s.")
        )
    else:
        sentence = (
            _("The conference “%(title)s” will be held on %(dates)s (%(place)s).")
            if place
            else _("The conference “%(title)s” will be held on %(dates)s.")
        )
    values = {
        "title": quotable(conference.title),
        "dates": dates_in_text(conference.starts_on, conference.ends_on, language),
        "place": place,
    }
    return ended_once(sentence % values)
