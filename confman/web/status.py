"""The tone of a state's badge, by the word of the state machines (§4 of the design) and of jobs and mail."""

GOOD = frozenset(
    ["approved", "adopted", "published", "confirmed", "accepted", "implemented", "running", "done", "sent", "official", "attended", "open", "active", "nominates", "original", "verified", "current", "completed", "supported", "yes"]
)
WARN = frozenset(
    ["waiting", "offered", "deferred", "referred", "stale", "overdue", "returned", "invited", "queued", "partial", "partially-implemented", "practice", "test", "late", "deficient", "provisional", "silent", "supported-in-part", "in-part"]
)
BAD = frozenset(
    ["declined", "cancelled", "withdrawn", "not-adopted", "failed", "revoked", "rejected", "objected", "not-implemented", "blocked", "fallen", "error", "regrets", "no"]
)
NOTE = frozenset(
    ["submitted", "tabled", "agreed", "consolidated", "announced", "adopted-as-amended", "in-progress", "reviewed", "nominated", "sending", "replaced", "merged", "noted", "proposed", "copy"]
)


def status_tone(state: str) -> str:
    """'good', 'warn', 'bad', 'note' or 'neutral' for a state's value: approved, in-progress, not_adopted."""
    word = state.strip().lower().replace("_", "-").replace(" ", "-")
    for tone, words in (("good", GOOD), ("warn", WARN), ("bad", BAD), ("note", NOTE)):
        if word in words:
            return tone
    return "neutral"
