"""The names of working groups in documents."""

import re

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from confman.documents.domain.texts import without_stop
from confman.translation.quotes import quotable

_NUMBERED = re.compile(r"WG\s*(\d+)")


def group_in_words(code: str) -> str:
    """Return a working group by its code, "working group 1" for WG1, within a text; any other code as it is."""
    match = _NUMBERED.fullmatch(code)
    return _("working group %(number)s") % {"number": match[1]} if match else code


def code_in_words(code: str) -> str:
    """Return a code, or a reference that begins with one, as the language abbreviates it: WG1/R03 is РГ1/R03."""
    return re.sub(r"^WG(?=\s*\d)", pgettext("working group", "WG"), code)


def group_heading(code: str, name: str) -> str:
    """Return the heading of a working group: "Working group 1: Prevention"."""
    return ": ".join(part for part in (capfirst(group_in_words(code)), name) if part)


def mandate_in_words(mandate: object, *, is_over: bool = True) -> str:
    """Return the sentence that says the mandate of a working group, in a report or before it meets; '' without one."""
    text = without_stop(quotable(mandate))
    if not text:
        return ""
    sentence = (
        _("The group was given the following mandate: “%(mandate)s”.")
        if is_over
        else _("The mandate of the group is: “%(mandate)s”.")
    )
    return sentence % {"mandate": text}
