"""How long outcomes take: import, search, pages, documents. Run: .venv/bin/python -m benchmarks.outcomes

Works in a data folder of its own, which it throws away. Texts are generated; with CONFMAN_REAL_DATA set, the real
file of the Universal Periodic Review is imported instead.
"""

from __future__ import annotations

import csv
import io
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ROWS, LARGE, DOCUMENT = 9598, 25_000, 500
MAPPING = {"To": "addressee", "Text": "text", "From": "proposer", "Response": "response", "Issue": "themes"}
VERBS = "Strengthen Establish Ratify Develop Ensure Review Train Adopt Promote Support".split()
WORDS = (
    "the national mechanism protection of victims hotline cooperation with civil society international instruments law"
    " enforcement bodies training for judges and prosecutors access to justice equal rights of women and children"
).split()


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="confman-benchmark-") as folder:
        os.environ.update(CONFMAN_DATA=folder, DJANGO_SETTINGS_MODULE="confman.settings")
        sys.path.insert(0, str(ROOT))
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        for line in measurements():
            print(line, flush=True)


def measurements() -> Iterator[str]:
    from django.test import Client

    from confman.accounts.models import User
    from confman.accounts.system_users import system_user
    from confman.conferences.domain import found_conference
    from confman.conferences.models import Membership, Status
    from confman.documents.domain import build_document
    from outcomes.exchange.importing import plan_import
    from outcomes.exchange.resource import export_recommendations
    from outcomes.exchange.writing import apply_import
    from outcomes.models import Recommendation

    by = system_user("command")
    conference = found_conference(
        by=by, slug="benchmark", title={"en": "Benchmark"}, starts_on=_day(30), ends_on=_day(31), timezone="UTC",
        languages=["en", "ru"],
    )  # fmt: skip
    conference.status = Status.ANNOUNCED
    conference.save()

    def bring_in(raw: bytes, name: str) -> None:
        apply_import(plan_import(conference, raw, name=name, mapping=MAPPING, stage="adopted"), by=by)

    raw = real_file() or generated(ROWS)
    yield measured(f"import of {ROWS} rows", lambda: bring_in(raw, "first.csv"))
    bring_in(generated(LARGE - ROWS), "second.csv")
    Recommendation.objects.filter(number__lte=DOCUMENT).update(stage="published")

    everything = Recommendation.objects.of(conference)
    yield measured(
        f"search in {LARGE} recommendations, first page",
        lambda: list(everything.search("hotline women").with_text().in_document_order()[:50]),
    )
    user = User.objects.create_user("owner@example.org", "a-password")
    Membership.objects.create(conference=conference, user=user, role="owner")
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    one = everything.published().in_order().first()
    pages = {
        "list of recommendations, a page": "/benchmark/secretariat/recommendations/?q=justice",
        "page of one recommendation": f"/benchmark/secretariat/recommendations/{one.pk}/",
        "public page of one recommendation": f"/benchmark/en/recommendations/{one.pk}/",
    }
    for name, address in pages.items():
        assert browser.get(address).status_code == 200
        yield measured(name, lambda address=address: browser.get(address))
    published = everything.published()
    for format in ("csv", "xlsx", "json"):
        yield measured(
            f"{DOCUMENT} recommendations as {format}",
            lambda format=format: export_recommendations(published, conference, format=format),
        )
    for format in ("docx", "pdf"):
        yield measured(
            f"{DOCUMENT} recommendations as {format}",
            lambda format=format: build_document(
                "outcomes.recommendations",
                conference,
                language="en",
                format=format,
                options={"published": True},
            ),
        )


def _day(number: int) -> Any:
    import datetime as dt

    return dt.date(2027, 3, number)


def real_file() -> bytes | None:
    folder = os.environ.get("CONFMAN_REAL_DATA")
    path = Path(folder or "") / "recommendations" / "upr-sessions-14-17.csv"
    return path.read_bytes() if folder and path.exists() else None


def generated(rows: int) -> bytes:
    """A table as the real one: addressees, proposers and themes that come again and again."""
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


def measured(name: str, act: Callable[[], object]) -> str:
    with timed() as took:
        act()
    return f"{name:<60} {took[0]:8.3f} s"


@contextmanager
def timed() -> Iterator[list[float]]:
    took = [0.0]
    began = time.perf_counter()
    yield took
    took[0] = time.perf_counter() - began


if __name__ == "__main__":
    main()
