"""The targets of the Sustainable Development Goals: A/RES/70/1 of 25 September 2015, all 169."""

# The number of targets and the letters of the means of implementation of each goal.
_GOALS = {
    1: (5, "ab"), 2: (5, "abc"), 3: (9, "abcd"), 4: (7, "abc"), 5: (6, "abc"), 6: (6, "ab"), 7: (3, "ab"),
    8: (10, "ab"), 9: (5, "abc"), 10: (7, "abc"), 11: (7, "abc"), 12: (8, "abc"), 13: (3, "ab"), 14: (7, "abc"),
    15: (9, "abc"), 16: (10, "ab"), 17: (19, ""),
}  # fmt: skip

SDG_TARGETS: tuple[str, ...] = tuple(
    f"{goal}.{target}"
    for goal, (count, letters) in _GOALS.items()
    for target in (*range(1, count + 1), *letters)
)
# A whole goal may be named, too.
SDG_WORDS = frozenset((*SDG_TARGETS, *map(str, _GOALS)))
