"""The tone of a status badge, by the values of state machines, jobs and mail."""

GOOD = """
    approved adopted published confirmed accepted implemented running done sent official attended open active
    nominates original verified current completed supported yes
"""
WARN = """
    waiting offered deferred referred stale overdue returned invited queued partial practice test late
    broken partially-implemented deficient provisional silent supported-in-part in-part
"""
BAD = """
    declined cancelled withdrawn not-adopted failed revoked rejected objected not-implemented blocked fallen
    error regrets no
"""
NOTE = """
    submitted tabled agreed consolidated announced adopted-as-amended in-progress reviewed sending
    merged noted proposed copy
"""
TONES = {
    word: tone
    for tone, words in (("good", GOOD), ("warn", WARN), ("bad", BAD), ("note", NOTE))
    for word in words.split()
}


def status_tone(state: str) -> str:
    """Return 'good', 'warn', 'bad', 'note' or 'neutral' for a status value: approved, in-progress, not_adopted."""
    return TONES.get(state.strip().lower().replace("_", "-").replace(" ", "-"), "neutral")
