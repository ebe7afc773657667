"""Marks pages of the demo with Lighthouse, and fails where the median of a mark is too low, or a page too large."""

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

from prepare import find_browser

ROOT = Path(__file__).resolve().parents[2]
LIGHTHOUSE = "lighthouse@12.8.2"
CHROME_FLAGS = "--headless --no-sandbox --disable-gpu --disable-background-networking"
MARKS = {"performance": "speed", "accessibility": "access", "best-practices": "practice", "seo": "finding"}
LEAST = 95
MAX_BYTES = 250_000  # of a whole page, as they travel
PATIENCE = 180  # seconds for the demo to be loaded and served
# The demo took place in 2017: its form is open again, and one of its participants has a link.
PREPARE = """
import datetime as dt
from confman.conferences.models import Conference
from registrations.core.domain.personal_links import registration_link
from registrations.core.models.registration import Registration
conference = Conference.objects.get(slug="tashkent2017")
conference.registration_mode = "open"
conference.starts_on = conference.today() + dt.timedelta(days=90)
conference.ends_on = conference.starts_on + dt.timedelta(days=1)
conference.save()
print(registration_link(Registration.objects.filter(conference=conference, status="approved").order_by("pk").first()))
"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/lighthouse", description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--page", choices=("home", "agenda", "register", "own"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="confman-lighthouse-") as folder:
        address = f"http://127.0.0.1:{free_port()}"
        environment = {
            **os.environ,
            "CONFMAN_DATA": folder,
            "CONFMAN_BASE_URL": address,
            "PORT": address.rpartition(":")[2],
        }
        server = subprocess.Popen(
            [sys.executable, ROOT / "manage.py", "serve"], env=environment, stdout=subprocess.DEVNULL
        )
        try:
            home = f"{address}/tashkent2017/en/"
            wait_for(home, server)
            own, cookies = open_link(prepared_link(environment))
            pages = {"home": home, "agenda": f"{home}agenda/", "register": f"{home}register/", "own": own}
            low = [
                name
                for name, url in pages.items()
                if options.page in (None, name)
                and not is_good(name, url, cookies if name == "own" else "", options.runs)
            ]
        finally:
            server.terminate()
            server.wait()
    if low:
        print(f"confman: below {LEAST}, or above {MAX_BYTES // 1000} kB: {', '.join(low)}")
    return 1 if low else 0


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    """Return once the page answers. Raises SystemExit if the server ended, or takes too long."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(url).close()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.5)
        else:
            return
    raise SystemExit(f"confman: {url} did not answer within {PATIENCE} seconds; is the demo loaded?")


def prepared_link(environment: dict[str, str]) -> str:
    command = [sys.executable, ROOT / "manage.py", "shell", "--verbosity", "0", "-c", PREPARE]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.split()[-1]


def open_link(link: str) -> tuple[str, str]:
    """Return the page to which a personal link leads, and the cookies that open it."""
    jar = CookieJar()
    with urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar)).open(link) as answer:
        return answer.url, "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def is_good(name: str, url: str, cookies: str, runs: int) -> bool:
    """Print the medians of a page's marks and its weight, and what the last run found where a mark is low."""
    reports = [report_of(url, cookies) for _run in range(runs)]
    medians = {
        mark: round(statistics.median(100 * report["categories"][mark]["score"] for report in reports))
        for mark in MARKS
    }
    shift = max(report["audits"]["cumulative-layout-shift"]["numericValue"] for report in reports)
    weight = reports[-1]["audits"]["total-byte-weight"]["numericValue"]
    scores = ", ".join(f"{word} {medians[mark]}" for mark, word in MARKS.items())
    # A machine that does other work is measured as a slow page: an idle one of ours has an index above 1000.
    index = statistics.median(report["environment"]["benchmarkIndex"] for report in reports)
    print(
        f"{name}: {scores}; layout shift {shift:.3f}, {weight / 1000:.0f} kB (index of the machine {index:.0f})",
        flush=True,
    )
    low = [mark for mark, median in medians.items() if median < LEAST]
    for mark in low:
        for reference in reports[-1]["categories"][mark]["auditRefs"]:
            audit = reports[-1]["audits"][reference["id"]]
            if (
                reference["weight"]
                and (audit["score"] or 0) < 0.9
                and audit["scoreDisplayMode"] != "notApplicable"
            ):
                print(f"  {mark}: {audit['title']} {audit.get('displayValue', '')}")
    return not low and weight <= MAX_BYTES


def report_of(url: str, cookies: str) -> dict[str, Any]:
    command = ["npx", "--yes", LIGHTHOUSE, url, "--quiet", "--output=json", f"--chrome-flags={CHROME_FLAGS}",
               f"--only-categories={','.join(MARKS)}"]  # fmt: skip
    if cookies:
        # Personal pages shall not be found: that they cannot be indexed is no fault.
        command += ["--extra-headers", json.dumps({"Cookie": cookies}), "--skip-audits=is-crawlable"]
    done = subprocess.run(
        command, env={**os.environ, "CHROME_PATH": chromium()}, stdout=subprocess.PIPE, check=True
    )
    return json.loads(done.stdout)


def chromium() -> str:
    found = find_browser()
    if found is None:
        raise SystemExit(
            "confman: No Chromium found. Install the system's package, or name it in CONFMAN_CHROMIUM."
        )
    return found


if __name__ == "__main__":
    sys.exit(main())
