"""Weigh the twelve main pages of the demo as they travel: at a first visit, and once styles and scripts are there.

    .venv/bin/python -m benchmarks.page_weights [ADDRESS]

Serves the demo from a folder of its own as script/server does, which is thrown away; with an ADDRESS, such as
http://127.0.0.1:8000, weighs the demo served there. Needs Chromium.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "script/tooling"))
SLUG, DESK = "tashkent2017", "tashkent2017/secretariat"
ORGANIZER, PASSWORD = "organizer@example.org", "demo-2017-tashkent"
# The pages of docs/pictures; the last part of the address of a record is looked for in its list.
PAGES = {
    "home, phone": f"{SLUG}/en/",
    "agenda, phone": f"{SLUG}/en/agenda/",
    "home, signed in": f"{SLUG}/en/",
    "agenda, signed in": f"{SLUG}/en/agenda/",
    "Today": f"{DESK}/",
    "programme": f"{DESK}/agenda/",
    "registrations": f"{DESK}/registrations/",
    "a registration": f"{DESK}/registrations/*/",
    "a recommendation": f"{DESK}/recommendations/*/",
    "follow-up": f"{DESK}/follow-up/",
    "documents": f"{DESK}/documents/",
    "check-in": f"{SLUG}/onsite/",
}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def main() -> None:
    from playwright.sync_api import sync_playwright

    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        contexts = [browser.new_context(locale="en", **options) for options in (PHONE, {})]
        sign_in(contexts[1].new_page(), address)
        print(
            "| Page | First visit | of it HTML | Requests | Again | Loaded within |\n|---|---|---|---|---|---|"
        )
        for name, path in PAGES.items():
            page = contexts[0 if "phone" in name else 1].new_page()
            print(f"| {name} | {' | '.join(weigh(page, found_in(page, address, path)))} |", flush=True)
            page.close()
        browser.close()


@contextmanager
def served() -> Iterator[str]:
    """Give the address of the demo: the one named, else of a server that ends afterwards."""
    from lighthouse import free_port, wait_for

    if len(sys.argv) > 1:
        yield sys.argv[1].rstrip("/")
        return
    with tempfile.TemporaryDirectory(prefix="confman-benchmark-") as folder:
        port = str(free_port())
        address = f"http://127.0.0.1:{port}"
        environment = {**os.environ, "CONFMAN_DATA": folder, "CONFMAN_BASE_URL": address, "PORT": port}
        command = [sys.executable, str(ROOT / "manage.py"), "serve"]
        server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        try:
            wait_for(f"{address}/{SLUG}/en/", server)
            yield address
        finally:
            server.terminate()
            server.wait()


def chromium_path() -> str:
    from lighthouse import chromium

    return chromium()


def sign_in(page: Any, address: str) -> None:
    """Sign in as the organizer. The first try may fail while the demo is still being loaded."""
    for _try in range(5):
        page.goto(f"{address}/accounts/login/")
        page.fill("input[name=login]", ORGANIZER)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_load_state("networkidle")
        page.goto(f"{address}/{DESK}/")
        if page.url == f"{address}/{DESK}/":
            page.close()
            return
    raise SystemExit("The organizer of the demo could not sign in.")


def found_in(page: Any, address: str, path: str) -> str:
    """Return the address of a page; of a record, that of the first in its list."""
    before, is_record, _after = path.partition("*/")
    if not is_record:
        return f"{address}/{path}"
    page.goto(f"{address}/{before}?all=")
    links = page.eval_on_selector_all("main a", "links => links.map(link => link.pathname)")
    return address + next(link for link in links if re.fullmatch(f"/{before}[0-9a-f-]{{36}}/", link))


def weigh(page: Any, url: str) -> list[str]:
    """Return what a visit costs without anything kept, and again: bytes, requests, seconds."""
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    kinds: dict[str, str] = {}
    sizes: dict[str, int] = {}
    network.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    network.on(
        "Network.loadingFinished",
        lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}),
    )
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})
    began = time.perf_counter()
    page.goto(url)
    seconds = time.perf_counter() - began
    page.wait_for_load_state("networkidle")
    first, requests = sum(sizes.values()), len(sizes)
    html = sum(size for key, size in sizes.items() if kinds.get(key) == "Document")
    network.send("Network.setCacheDisabled", {"cacheDisabled": False})
    for _visit in range(2):
        sizes.clear()
        page.goto(url)
        page.wait_for_load_state("networkidle")
    again = sum(sizes.values())
    return [
        f"{first / 1000:.0f} kB",
        f"{html / 1000:.0f} kB",
        str(requests),
        f"{again / 1000:.0f} kB",
        f"{seconds:.2f} s",
    ]


if __name__ == "__main__":
    main()
