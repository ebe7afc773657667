"""The order of the steps to the next conference: each comes after those that it needs."""

from collections.abc import Collection, Iterable, Mapping
from graphlib import CycleError, TopologicalSorter


def with_needs(selected: Iterable[str], needs: Mapping[str, Collection[str]]) -> set[str]:
    """Return the chosen keys with all that they need, and what these need. Raises KeyError for an unknown key."""
    keys: set[str] = set()
    waiting = list(selected)
    while waiting:
        key = waiting.pop()
        if key not in keys:
            keys.add(key)
            waiting += needs[key]
    return keys


def in_order(needs: Mapping[str, Collection[str]]) -> list[str]:
    """Return the keys, each after those that it needs; otherwise in the order in which they are given.

    Raises ValueError where steps need each other in a circle, naming them, and KeyError for an unknown need.
    """
    position = {key: number for number, key in enumerate(needs)}
    sorter = TopologicalSorter(needs)
    try:
        sorter.prepare()
    except CycleError as error:
        raise ValueError(f"Steps need each other in a circle: {' → '.join(error.args[1])}.") from error
    ordered: list[str] = []
    ready: list[str] = []
    while sorter.is_active():
        ready = sorted([*ready, *sorter.get_ready()], key=lambda key: position[key])
        ordered.append(ready.pop(0))
        sorter.done(ordered[-1])
    return ordered
