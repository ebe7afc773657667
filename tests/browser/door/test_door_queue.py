"""The queue of the check-in app: a scan waits from its first moment until the server has answered for it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page, Route

pytestmark = pytest.mark.browser

MODULES = Path(settings.BASE_DIR) / "static" / "src" / "door"

# A store that answers when the test says so, a server that accepts everything, and the queue between them.
STAND = """async () => {
  const { Queue } = await import("/queue.js");
  const rows = new Map();
  window.gates = { keep: [], look: [] };
  window.holding = { keep: false, look: false };
  const gate = (name) =>
    holding[name] ? new Promise((open) => gates[name].push(open)) : Promise.resolve();
  const store = {
    async keepScan(scan) { await gate("keep"); rows.set(scan.sequence, scan); },
    async first(limit) { const found = [...rows.values()].slice(0, limit); await gate("look"); return found; },
    async count() { return rows.size; },
    async settle({ answered }) { for (const sequence of answered) rows.delete(sequence); },
  };
  window.taken = [];
  window.takes = {
    async scans(scans) {
      taken.push(...scans.map(({ id }) => id));
      const results = scans.map(({ id }) => ({ id, result: "admitted" }));
      return new Response(JSON.stringify({ now: "", results }), { status: 200 });
    },
  };
  window.told = { answered() {}, isOver: () => false, mayName: () => true };
  window.queue = new Queue(store);
  window.scan = (number) => queue.keep({ sequence: number, id: `${number}`, colour: "ok" });
  window.open = (name) => { holding[name] = false; for (const go of gates[name].splice(0)) go(); };
}"""


@pytest.fixture
def page(watched_context: Callable[..., BrowserContext]) -> Iterator[Page]:
    """A page that has a queue, and no server behind it but the files of the app."""

    def answer(route: Route) -> None:
        name = route.request.url.rsplit("/", 1)[1]
        if name.endswith(".js"):
            route.fulfill(path=MODULES / name, content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html><title>Queue</title>", content_type="text/html")

    context = watched_context("http://localhost", [])
    page = context.new_page()
    page.route("http://localhost/**", answer)
    page.goto("http://localhost/page")
    page.evaluate(STAND)
    yield page
    context.close()


def test_a_scan_that_is_being_written_waits_already(page: Page) -> None:
    waiting: Any = page.evaluate(
        """async () => {
          holding.keep = true;
          const kept = scan(1);
          await queue.send(takes, told);  // finds nothing, and counts
          const written = queue.waiting;
          open("keep");
          await kept;
          const stored = queue.waiting;
          await queue.send(takes, told);
          return [written, stored, queue.waiting];
        }"""
    )
    assert waiting == [1, 1, 0]


def test_a_scan_kept_while_the_last_look_was_under_way_goes_with_this_sending(page: Page) -> None:
    found: Any = page.evaluate(
        """async () => {
          holding.look = true;
          const sending = queue.send(takes, told);  // has looked, and found nothing
          await scan(1);
          const again = queue.send(takes, told);
          open("look");
          await Promise.all([sending, again]);
          return [taken, queue.waiting];
        }"""
    )
    assert found == [["1"], 0]


def test_what_could_not_be_written_does_not_wait(page: Page) -> None:
    waiting: Any = page.evaluate(
        """async () => {
          const full = new (queue.constructor)({
            async keepScan() { throw new Error("full"); },
            async count() { return 0; },
          });
          await full.keep({ sequence: 1 }).catch(() => null);
          return full.waiting;
        }"""
    )
    assert waiting == 0
