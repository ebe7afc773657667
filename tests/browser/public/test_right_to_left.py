"""A page in Arabic says much in the language of its readers' interface, too: each sentence ends where it ends."""

import pytest
from playwright.sync_api import Page

from confman.conferences.models import Conference

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]

# The last letter and the full stop of each text that ends with one; the stop stands on the side to which its text runs.
MISPLACED = r"""() => {
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const found = { read: 0, misplaced: [] };
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const end = /\p{L}\.\s*$/u.exec(node.data);
    if (!end || !node.parentElement.checkVisibility()) continue;
    const [letter, stop] = [0, 1].map((index) => {
      const range = document.createRange();
      range.setStart(node, end.index + index);
      range.setEnd(node, end.index + index + 1);
      return range.getBoundingClientRect();
    });
    found.read += 1;
    const runsLeft = /\p{Script=Arabic}/u.test(end[0]);
    if (runsLeft !== stop.left < letter.left) found.misplaced.push(node.data);
  }
  return found;
}"""


@pytest.mark.parametrize("width", [1440, 390])
def test_a_full_stop_stands_where_its_sentence_ends(page: Page, sample: Conference, width: int) -> None:
    sample.languages = [*sample.languages, "ar"]
    sample.description = type(sample.description)({**sample.description, "ar": "هذا هو المؤتمر."})
    sample.save()
    page.set_viewport_size({"width": width, "height": 900})
    read = 0
    for part in ("", "agenda/", "speakers/", "recommendations/"):
        page.goto(f"/{sample.slug}/ar/{part}")
        assert page.evaluate("document.documentElement.dir") == "rtl"
        found = page.evaluate(MISPLACED)
        assert found["misplaced"] == [], part
        read += found["read"]
        # Text in another language begins at the edge of the page all the same.
        heading = page.locator("main h1, main h2").first
        assert heading.evaluate("node => getComputedStyle(node).textAlign") == "right"
    assert read > 10
