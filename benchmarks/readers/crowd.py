"""Many who ask at their own times: phones that open a page, screens that poll, doors that scan meanwhile."""

import http.client
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from itertools import cycle, takewhile
from multiprocessing import get_context

from benchmarks.check_in import Door
from benchmarks.registrations_race import database_seconds, processor_seconds

CLIENTS = 24


@dataclass
class Answers:
    """The times that answers took, counted from when each was due, and their kinds."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def within(self, hundredths: int) -> float:
        """Return the milliseconds within which so many of a hundred were answered."""
        return statistics.quantiles(self.seconds, n=100)[hundredths - 1] * 1000

    @property
    def words(self) -> str:
        kinds = ", ".join(f"{count:,} × {status}" for status, count in sorted(self.statuses.items()))
        return f"{kinds}; median {self.within(50):.0f} ms, p99 {self.within(99):.0f} ms"


def at_their_times(due: Iterable[tuple[float, Callable[[], int]]], clients: int = CLIENTS) -> Answers:
    """Ask each question when it is due, in seconds from now, whether or not those before are answered."""
    answers, lock, begun = Answers(), threading.Lock(), time.monotonic()

    def ask(moment: float, question: Callable[[], int]) -> None:
        time.sleep(max(0.0, begun + moment - time.monotonic()))
        status = question()
        with lock:
            answers.seconds.append(time.monotonic() - begun - moment)
            answers.statuses[status] += 1

    with ThreadPoolExecutor(clients) as pool:
        for moment, question in sorted(due, key=lambda pair: pair[0]):
            pool.submit(ask, moment, question)
    return answers


class Poller:
    """One who asks for the same address again and again, and says what it has."""

    def __init__(self, port: int, address: str) -> None:
        self.port, self.address, self.etag = port, address, ""

    def ask(self) -> int:
        headers = {"Accept-Encoding": "gzip, br", "If-None-Match": self.etag}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request("GET", self.address, headers=headers)
            answer = connection.getresponse()
            answer.read()
        self.etag = answer.headers.get("ETag", self.etag)
        return answer.status


def polling(
    port: int, sessions: set[int], crowds: Mapping[str, tuple[list[str], int]], *, seconds: int
) -> Iterator[str]:
    """Let each of a crowd ask for its address every so many seconds; yield lines of a table with what that cost."""
    for name, (addresses, every) in crowds.items():
        pollers = [Poller(port, each) for each in addresses]
        # Each has the page already: of those who open it, `rush` tells.
        first = {poller.address: poller for poller in pollers}
        for poller in first.values():
            poller.ask()
        for poller in pollers:
            poller.etag = first[poller.address].etag
        asked = ((number * every / len(pollers), poller.ask) for number, poller in enumerate(cycle(pollers)))
        before, begun = processor_seconds(sessions) + database_seconds(), time.monotonic()
        answers = at_their_times(takewhile(lambda question: question[0] < seconds, asked))
        worked = processor_seconds(sessions) + database_seconds() - before
        cores = worked / (time.monotonic() - begun)
        yield f"| {name}, each every {every} s | {cores:.2f} cores | {answers.words} |"


@dataclass(frozen=True)
class Doors:
    """The doors of a conference, by the secrets of their devices, and the tokens of who comes through them."""

    port: int
    slug: str
    secrets: list[str]
    tokens: list[str]

    def scan_for(self, seconds: int) -> list[float]:
        """Scan a badge a second at each door, not all at the same moment; return the milliseconds of each."""
        number = len(self.secrets)
        scans: list[float] = []

        def scan(place: int) -> None:
            door, begun = Door(self.port, self.slug, self.secrets[place]), time.monotonic()
            for second, token in enumerate(self.tokens[place::number][:seconds]):
                time.sleep(max(0.0, begun + second + place / number - time.monotonic()))
                scans.append(door.scan(token))

        with ThreadPoolExecutor(number) as threads:
            list(threads.map(scan, range(number)))
        return scans


def rush(port: int, page: str, *, phones: int, within: int, doors: Doors) -> tuple[Answers, list[float]]:
    """Open the page by so many phones within so many seconds while each door scans once a second.

    Return the answers of the phones, and the milliseconds of the scans. Phones and doors are in processes of their own,
    as they are machines of their own: neither waits for the other's Python.
    """
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        scans = process.submit(doors.scan_for, within)
        asked = ((number * within / phones, Poller(port, page).ask) for number in range(phones))
        return at_their_times(asked, clients=64), scans.result()
