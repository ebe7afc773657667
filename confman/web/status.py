"""The tone of a status badge, by its value; and the labels of states that are not a model's choices."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

GOOD = """
    approved adopted published confirmed accepted implemented running done sent official attended open active
    nominates original verified current completed supported yes known
"""
WARN = """
    waiting offered deferred referred stale overdue returned invited queued partial practice test late
    broken partially-implemented deficient provisional silent supported-in-part in-part changed moved
"""
BAD = """
    declined cancelled withdrawn not-adopted failed revoked rejected objected not-implemented blocked fallen
    error regrets no several
"""
NOTE = """
    submitted tabled agreed consolidated announced adopted-as-amended in-progress reviewed sending
    merged noted proposed copy new
"""
TONES = {
    word: tone
    for tone, words in (("good", GOOD), ("warn", WARN), ("bad", BAD), ("note", NOTE))
    for word in words.split()
}

# What an import or a release does to a row, and how a text in one language stands.
WORDS: dict[str, Promise] = {
    "new": _("new"),
    "changed": _("changed"),
    "moved": _("moved"),
    "cancelled": _("cancelled"),
    "unchanged": _("unchanged"),
    "missing": _("missing"),
    "stale": _("stale"),
    "draft": _("draft"),
    "reviewed": _("reviewed"),
    "official": _("official"),
}


def status_tone(state: str) -> str:
    """Return 'good', 'warn', 'bad', 'note' or 'neutral' for a status value: approved, in-progress, not_adopted."""
    return TONES.get(state.strip().lower().replace("_", "-").replace(" ", "-"), "neutral")
