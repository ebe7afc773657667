"""Words with a typing error, and the words that they may mean."""

from collections.abc import Collection

# The least similarity of words: one letter of six may be wrong, two of seven, three of eleven.
ALIKE = 0.71
# Words of no more letters than this may have one error, and not in the first letter: too many others are alike.
SHORT = 5
# Shorter words have no typing errors: anything is similar to them.
SHORTEST = 3


def may_be_misspelt(word: str) -> bool:
    """Tell whether the word may have a typing error: of a number or a code, another one would be someone else's."""
    return len(word) >= SHORTEST and word.isalpha()


def alike(word: str, candidates: Collection[str], limit: int = 3) -> list[str]:
    """Return the known words of which this may be a misspelling, the most similar first; all are folded.

    Two letters exchanged are one error (benchmarks/choices/typing_errors.py compares this with other ways).
    """
    # Takes a while to import, and few questions are misspelt.
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    if not may_be_misspelt(word):
        return []
    if len(word) <= SHORT:
        likely = (
            candidate
            for candidate in candidates
            if candidate[0] == word[0] and abs(len(candidate) - len(word)) <= 1
        )
        return sorted(candidate for candidate in likely if OSA.distance(word, candidate) == 1)[:limit]
    # Of a dictionary it would compare the values.
    matches = process.extract(
        word, list(candidates), scorer=OSA.normalized_similarity, score_cutoff=ALIKE, limit=limit
    )
    return [candidate for candidate, _score, _place in matches]
