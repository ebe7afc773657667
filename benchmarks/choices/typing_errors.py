"""Compare ways to find what was meant by a word with a typing error, among the names of 10,000 people.

    .venv/bin/python -m benchmarks.choices.typing_errors [--people 10000] [--typed 500] [--postgres postgres://…]

rapidfuzz over the words in memory, by several scorers; an index of trigrams in SQLite (FTS5); with `--postgres` one in
PostgreSQL (pg_trgm), in a temporary table. Names and errors are made up, always the same: two letters exchanged, one
left out, doubled or another one; one of six names has no more than five letters. A way is right where the name that was
meant comes first, or is among the first five, and wrong where words that are no names find one.
"""

import argparse
import random
import sqlite3
import statistics
import string
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import Any

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, JaroWinkler

from confman.conferences.web.search.results import ALIKE, SHORT, similar_words

FIRST = 5
# Words that are no names and none of which should be taken for one.
OTHERS = (
    "hotline parking visa catering schedule minister budget guidelines statement children invoice luggage airport"
    " projector passport embassy deadline sponsor hall desk lunch bus map fee badge list letter plan time"
).split()
SYLLABLES = "ra ki mo ta ne shu lo vi da zo gu be ro sa ni ya ku fe ho ba".split()
GIVEN = "aziz gulnora dilnoza rustam ivan anna maria sergey muhammad fatima john mary wei juan elena irina".split()

Finder = Callable[[str], Sequence[str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--typed", type=int, default=500)
    parser.add_argument("--postgres", default="")
    options = parser.parse_args()
    dice = random.Random(2027)
    people = names(dice, options.people)
    families = sorted({name.split()[1] for name in people})
    typed = [(mistyped(word, dice), word) for word in dice.choices(families, k=options.typed)]
    print(f"{len(people):,} people, {len({word for name in people for word in name.split()}):,} words\n")
    short = sorted({name.split()[0] for name in people if len(name.split()[0]) <= SHORT})
    typed += [(mistyped(word, dice), word) for word in dice.choices(short, k=options.typed // 5)]
    print(
        "| way | made ready in | the right one first | among five | others taken for one | median | 95 of 100 within |"
    )
    print("|---|---|---|---|---|---|---|")
    ways = [in_memory, in_sqlite, *([in_postgres(options.postgres)] if options.postgres else [])]
    for way in ways:
        for name, ready, find in way(people):
            show(name, ready, find, typed)


def names(dice: random.Random, count: int) -> list[str]:
    """Return folded names, with families of as many members as in lists of participants."""
    families = ["".join(dice.choices(SYLLABLES, k=dice.randint(2, 4))) + "v" for _ in range(count * 2 // 5)]
    return [f"{dice.choice(GIVEN)} {dice.choice(families)}" for _ in range(count)]


def mistyped(word: str, dice: random.Random) -> str:
    """Return the word with one error; its first letter is right."""
    place, letter = dice.randrange(1, len(word) - 1), dice.choice(string.ascii_lowercase)
    begun, here, after = word[:place], word[place], word[place + 1 :]
    ways = [
        f"{begun}{after[0]}{here}{after[1:]}",
        begun + after,
        begun + here + here + after,
        begun + letter + after,
    ]
    return dice.choice([way for way in ways if way != word])


def in_memory(people: Sequence[str]) -> Iterator[tuple[str, float, Finder]]:
    """Ask rapidfuzz: of words read and split for each question, of those kept from one to the next; and by its scorers.

    The last way is that of the search, which is stricter with short words.
    """
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("create table people (search_text text)")
        database.executemany("insert into people values (?)", [(name,) for name in people])

        def words() -> list[str]:
            read = database.execute("select search_text from people")
            return list(dict.fromkeys(word for (text,) in read for word in text.split()))

        def by(scorer: Any, least: float) -> Finder:
            def find(word: str) -> list[str]:
                found = process.extract(word, kept, scorer=scorer, score_cutoff=least, limit=FIRST)
                return [each for each, _score, _place in found]

            return find

        yield "as the search, words read each time", 0, lambda word: similar_words(word, words(), FIRST)
        begun = time.perf_counter()
        kept = words()
        ready = time.perf_counter() - begun
        yield "fuzz.ratio, words kept", ready, by(fuzz.ratio, 75)
        yield "Jaro-Winkler, words kept", ready, by(JaroWinkler.normalized_similarity, 0.9)
        yield "OSA, words kept", ready, by(OSA.normalized_similarity, ALIKE)
        yield (
            "as the search: OSA, short words stricter, kept",
            ready,
            lambda word: similar_words(word, kept, FIRST),
        )


def in_sqlite(people: Sequence[str]) -> Iterator[tuple[str, float, Finder]]:
    """Ask FTS5 for words that share trigrams with the one typed, the best by its own rank."""
    with closing(sqlite3.connect(":memory:")) as database:
        begun = time.perf_counter()
        database.execute("create virtual table words using fts5(word, tokenize='trigram')")
        distinct = dict.fromkeys(word for name in people for word in name.split())
        database.executemany("insert into words values (?)", [(word,) for word in distinct])
        ready = time.perf_counter() - begun

        def find(word: str) -> list[str]:
            parts = " OR ".join(f'"{word[start : start + 3]}"' for start in range(len(word) - 2))
            asked = "select word from words where words match ? order by rank limit ?"
            return [each for (each,) in database.execute(asked, (parts, FIRST))] if parts else []

        yield "FTS5 trigram, SQLite", ready, find


def in_postgres(address: str) -> Callable[[Sequence[str]], Iterator[tuple[str, float, Finder]]]:
    """Ask pg_trgm for words by similarity, with a GIN index."""
    import psycopg

    def ask(people: Sequence[str]) -> Iterator[tuple[str, float, Finder]]:
        with psycopg.connect(address) as connection, connection.cursor() as cursor:
            cursor.execute("create extension if not exists pg_trgm")
            begun = time.perf_counter()
            cursor.execute("create temporary table words (word text primary key)")
            distinct = dict.fromkeys(word for name in people for word in name.split())
            cursor.executemany("insert into words values (%s)", [(word,) for word in distinct])
            cursor.execute("create index on words using gin (word gin_trgm_ops)")
            cursor.execute("analyze words")
            ready = time.perf_counter() - begun
            cursor.execute("set pg_trgm.similarity_threshold = 0.2")

            def find(word: str) -> list[str]:
                asked = "select word from words where word %% %s order by similarity(word, %s) desc limit %s"
                return [each for (each,) in cursor.execute(asked, (word, word, FIRST))]

            yield "pg_trgm, PostgreSQL", ready, find
            connection.rollback()

    return ask


def show(name: str, ready: float, find: Finder, typed: Sequence[tuple[str, str]]) -> None:
    """Ask for each word that was typed, and print a line of the table."""
    taken, first, among = [], 0, 0
    for word, meant in typed:
        begun = time.perf_counter()
        found = find(word)
        taken.append(time.perf_counter() - begun)
        first += found[:1] == [meant]
        among += meant in found
    slow = statistics.quantiles(taken, n=20)[-1]
    count = len(typed)
    told = [
        name, f"{ready * 1000:.0f} ms" if ready else "", f"{first / count:.1%}", f"{among / count:.1%}",
        f"{sum(bool(find(word)) for word in OTHERS)} of {len(OTHERS)}",
        f"{statistics.median(taken) * 1000:.1f} ms", f"{slow * 1000:.1f} ms",
    ]  # fmt: skip
    print(f"| {' | '.join(told)} |", flush=True)


if __name__ == "__main__":
    main()
