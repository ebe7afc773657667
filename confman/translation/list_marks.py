"""Mark the paragraphs of a list in a language, as the documents of the United Nations do it."""

# In English, Arabic and Chinese; all other languages close the letter only: a).
_IN_BRACKETS = frozenset(("ar", "en", "fa", "ur", "zh"))


def list_mark(language: str) -> str:
    """Return the pattern of a mark, into which letter or number goes: "(%s)" or "%s)"."""
    return "(%s)" if language.split("-")[0] in _IN_BRACKETS else "%s)"
