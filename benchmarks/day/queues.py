"""Waiting lines: requests that come one after another, and so many servers that take them in turn."""

import heapq
from collections.abc import Iterator, Sequence


def departures(arrivals: Sequence[float], services: Sequence[float], servers: int) -> Iterator[float]:
    """Yield when each is done; arrivals are in order, first come is first served, all times are in seconds.

    Threads of one process take turns instead, so that short requests overtake long ones: what is said here of the
    longest waits is the cautious side.
    """
    free = [0.0] * servers
    for arrival, service in zip(arrivals, services, strict=True):
        done = max(arrival, free[0]) + service
        heapq.heapreplace(free, done)
        yield done


def wait_by_formula(rate: float, service: float, servers: int) -> float:
    """Return the mean wait in a line with random arrivals and services (M/M/c), by Erlang's formula."""
    load = rate * service
    share = load / servers
    term, states = 1.0, 1.0
    for number in range(1, servers):
        term *= load / number
        states += term
    waiting = term * load / servers / (1 - share)
    return waiting / (states + waiting) * service / (servers - load)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which that share of the sorted values lies."""
    return values[min(len(values) - 1, int(share * len(values)))] if values else 0.0
