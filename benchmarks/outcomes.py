"""Measure outcomes: import, search, pages, tables and documents, with 25,000 recommendations.

    .venv/bin/python -m benchmarks.outcomes

On SQLite in a data folder of its own, which is thrown away; where CONFMAN_DATABASE_URL names another database, in that
one, where a conference is left behind. Texts are made up; with CONFMAN_REAL_DATA set, the file of the Universal
Periodic Review is imported instead. The table that is printed can be pasted into README.md: the fastest of several
runs where an action can be repeated; beside the clock how long this process worked for it, which on a busy machine says
more (on PostgreSQL without the work of the server); and the queries, of few and of many, which are to be as many.
"""

import csv
import datetime as dt
import io
import os
import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks.installation import installed

ROWS, LARGE, DOCUMENT, FEW, TIMES = 9598, 25_000, 500, 25, 5
MAPPING = {"To": "addressee", "Text": "text", "From": "proposer", "Response": "response", "Issue": "themes"}
VERBS = "Strengthen Establish Ratify Develop Ensure Review Train Adopt Promote Support".split()
WORDS = (
    "the national mechanism protection of victims hotline cooperation with civil society international instruments law"
    " enforcement bodies training for judges and prosecutors access to justice equal rights of women and children"
).split()
RUSSIAN = (
    "национальный механизм защиты жертв горячая линия сотрудничество с гражданским обществом международные договоры"
    " подготовка судей и прокуроров доступ к правосудию равные права женщин и детей"
).split()


def main() -> None:
    with installed():
        print("| What | Time | Worked | Aim | Queries | of few |\n|---|---|---|---|---|---|")
        for measurement in measurements():
            print(measurement.line(), flush=True)


@dataclass(frozen=True)
class Measurement:
    """The time and the number of queries of an action: for all rows, and for a few where that was tried."""

    what: str
    seconds: float
    worked: float
    aim: str
    queries: int
    of_few: int | None

    def line(self) -> str:
        few = "" if self.of_few is None else self.of_few
        took = f"{_milliseconds(self.seconds)} | {_milliseconds(self.worked)}"
        return f"| {self.what} | {took} | {self.aim} | {self.queries} | {few} |"


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def measured(
    what: str,
    action: Callable[[], object],
    *,
    aim: str = "",
    few: Callable[[], object] | None = None,
    times: int = 1,
) -> Measurement:
    """The fastest of `times` runs; `few` is the same action on few recommendations, whose queries are counted."""
    of_few = _queries(few) if few else None
    # The first run says how many queries there are; it is also the one that warms up.
    seconds, worked, queries = float("inf"), float("inf"), 0
    for run in range(times):
        started, begun = time.perf_counter(), time.process_time()
        if run == 0:
            queries = _queries(action)
        else:
            action()
        seconds = min(seconds, time.perf_counter() - started)
        worked = min(worked, time.process_time() - begun)
    return Measurement(what, seconds, worked, aim, queries, of_few)


def _queries(action: Callable[[], object]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        action()
    return len(captured)


def measurements() -> Iterator[Measurement]:
    many, few = new_conference(), new_conference()
    raw = real_file() or generated(ROWS)
    yield from measured_imports(many, raw)
    bring_in(many, generated(LARGE - ROWS), "second.csv")
    bring_in(few, generated(FEW), "few.csv")
    for conference in (many, few):
        conference.recommendations.filter(number__lte=DOCUMENT).update(stage="published")
        translate(conference)
    _renew_statistics()
    yield from measured_searches(many, few)
    yield from measured_pages(many, few)
    yield from measured_tables(many, few)
    yield from measured_documents(many, few)


def new_conference() -> Any:
    """Return a conference in two languages, announced."""
    from confman.accounts.system_users import system_user
    from confman.conferences.domain.creation import create_conference
    from confman.conferences.models import Status

    conference = create_conference(
        by=system_user("command"), slug=f"outcomes-{uuid4().hex[:8]}", title={"en": "Benchmark"},
        starts_on=dt.date(2027, 3, 30), ends_on=dt.date(2027, 3, 31), timezone="UTC", languages=["en", "ru"],
    )  # fmt: skip
    conference.status = Status.ANNOUNCED
    conference.save()
    return conference


def bring_in(conference: Any, raw: bytes, name: str, mapping: Mapping[str, str] = MAPPING) -> Any:
    """Import a file as the command does."""
    from confman.accounts.system_users import system_user
    from outcomes.imports.exchange.bulk_insert import apply_import
    from outcomes.imports.exchange.plan import plan_import

    plan = plan_import(conference, raw, name=name, mapping=mapping, stage="adopted")
    assert not plan.problems, plan.problems[:3]
    return apply_import(plan, by=system_user("command"))


def measured_imports(conference: Any, raw: bytes) -> Iterator[Measurement]:
    from outcomes.imports.exchange.plan import plan_import
    from outcomes.imports.exchange.resource import export_recommendations

    yield measured(
        f"preview of {ROWS:,} rows",
        lambda: plan_import(conference, raw, name="first.csv", mapping=MAPPING, stage="adopted"),
    )
    yield measured(f"import of {ROWS:,} rows", lambda: bring_in(conference, raw, "first.csv"), aim="20 s")
    again = export_recommendations(conference.recommendations.all(), conference, format="csv")
    yield measured(
        "export of them imported again, nothing changed", lambda: bring_in(conference, again, "again.csv", {})
    )


def translate(conference: Any) -> None:
    """Give the published ones a second language, as versions that nobody may change once they are made."""
    from django.db.models import QuerySet

    from outcomes.recommendations.models.version import RecommendationVersion

    chance = random.Random(3)
    found = list(
        RecommendationVersion.objects.filter(
            recommendation__conference=conference, recommendation__stage="published"
        )
    )
    for version in found:
        for paragraph in version.paragraphs:
            words = " ".join(chance.choices(RUSSIAN, k=chance.randint(8, 45)))
            paragraph["texts"]["ru"] = {"text": f"{words}.".capitalize(), "status": "official"}
    QuerySet(RecommendationVersion).bulk_update(found, ["paragraphs"], batch_size=200)


def _renew_statistics() -> None:
    """Have the database count how large its tables are, as it does by itself after a while."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def measured_searches(many: Any, few: Any) -> Iterator[Measurement]:
    for words in ("hotline women", "WOMEN", "nothing of the kind"):
        yield measured(
            f"search in {LARGE:,} for “{words}”, first page",
            lambda words=words: first_page(many, words),
            aim="100 ms",
            few=lambda words=words: first_page(few, words),
            times=TIMES,
        )


def first_page(conference: Any, words: str) -> Any:
    return list(conference.recommendations.search(words).with_text().in_document_order()[:50])


def measured_pages(many: Any, few: Any) -> Iterator[Measurement]:
    desk, public = signed_in(many, few), anyone()
    lists = {
        "": "list of recommendations",
        "?q=justice": "the same, searched",
        "?q=nothing+of+the+kind": "the same, nothing found",
        "?stage=adopted&page=400&sort=-number": "the same, page 400 of one stage",
    }
    for query, what in lists.items():
        address = "secretariat/recommendations/" + query
        yield page_measured(what, desk, many, few, address, aim="100 ms")
    for what, client, folder in (
        ("page of one recommendation", desk, "secretariat"),
        ("public page of one recommendation", public, "en"),
    ):
        pages = [
            f"{folder}/recommendations/{published(conference).first().pk}/" for conference in (many, few)
        ]
        yield page_measured(what, client, many, few, *pages, aim="50 ms")
    yield page_measured(
        "public list, searched", public, many, few, "en/recommendations/?q=justice", aim="100 ms"
    )


def page_measured(
    what: str, client: Any, many: Any, few: Any, address: str, of_few: str = "", *, aim: str
) -> Measurement:
    def ask(conference: Any, address: str) -> None:
        response = client.get(f"/{conference.slug}/{address}")
        assert response.status_code == 200, (address, response.status_code)

    # The first request fills what belongs to the process, not to the page: addresses, templates, the menu of actions.
    ask(few, of_few or address)
    return measured(
        f"page: {what}",
        lambda: ask(many, address),
        aim=aim,
        few=lambda: ask(few, of_few or address),
        times=TIMES,
    )


def signed_in(*conferences: Any) -> Any:
    """Return a browser in which an owner of the conferences is signed in."""
    from confman.accounts.models import User
    from confman.conferences.models import Membership

    user = User.objects.create_user(f"owner-{uuid4().hex[:8]}@example.org", "a-password-to-measure-with")
    for conference in conferences:
        Membership.objects.create(conference=conference, user=user, role="owner")
    client = anyone()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def anyone() -> Any:
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS = ["*"]
    return Client()


def published(conference: Any) -> Any:
    return conference.recommendations.published().in_order()


def measured_tables(many: Any, few: Any) -> Iterator[Measurement]:
    from confman.documents.rendering.spreadsheets import SPREADSHEET_FORMATS
    from outcomes.imports.exchange.resource import export_recommendations

    for format in SPREADSHEET_FORMATS:
        for what, number, found in (
            (f"{DOCUMENT} recommendations", DOCUMENT, published),
            (f"{LARGE:,} recommendations", LARGE, lambda conference: conference.recommendations.all()),
        ):
            if number == LARGE and format != "csv":
                continue
            yield measured(
                f"{what} as {format.upper()}",
                lambda format=format, found=found: export_recommendations(found(many), many, format=format),
                few=lambda format=format, found=found: export_recommendations(found(few), few, format=format),
                times=2,
            )


def measured_documents(many: Any, few: Any) -> Iterator[Measurement]:
    """The official document in each language, in two columns, and as XML."""
    aims = {"pdf": "15 s", "docx": "5 s"}
    documents = (
        ("outcomes.recommendations", "in English", "en", {}, ("pdf", "docx", "html", "akn")),
        ("outcomes.recommendations", "in Russian", "ru", {}, ("pdf", "docx")),
        ("outcomes.two-columns", "in two columns", "en", {"beside": "ru"}, ("pdf", "docx")),
    )
    for kind, how, language, options, formats in documents:
        for format in formats:

            def make(
                conference: Any,
                kind: str = kind,
                language: str = language,
                format: str = format,
                options: Any = options,
            ) -> Any:
                from confman.documents.domain.builder import build_document

                return build_document(
                    kind, conference, language=language, format=format, options={"published": True, **options}
                )

            name = "Akoma Ntoso" if format == "akn" else format.upper()
            yield measured(
                f"{DOCUMENT} recommendations {how} as {name}",
                lambda make=make: make(many),
                aim=aims.get(format, ""),
                few=lambda make=make: make(few),
            )


def real_file() -> bytes | None:
    folder = os.environ.get("CONFMAN_REAL_DATA")
    path = Path(folder or "") / "recommendations" / "upr-sessions-14-17.csv"
    return path.read_bytes() if folder and path.exists() else None


def generated(rows: int) -> bytes:
    """Return a table as the real one: addressees, proposers and themes that come again and again."""
    chance = random.Random(rows)
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r")
    writer.writerow(MAPPING)
    for _row in range(rows):
        text = f"{chance.choice(VERBS)} {' '.join(chance.choices(WORDS, k=chance.randint(8, 45)))}."
        themes = ",".join(
            f"Theme {number}" for number in sorted(chance.sample(range(50), chance.randint(1, 3)))
        )
        writer.writerow(
            [f"Body {chance.randint(1, 60)}", text, f"State {chance.randint(1, 160)}", "Accepted", themes]
        )
    return target.getvalue().encode("mac_roman")


if __name__ == "__main__":
    main()
