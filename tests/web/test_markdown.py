"""Markdown: headings in order below the page's title, summaries as plain text."""

import re

import pytest

from confman.web.markdown import plain_summary, render_markdown


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        pytest.param("# A\n\n## B\n\n# C", "232", id="from-the-first"),
        pytest.param("## A\n\n### B", "23", id="from-the-second"),
        pytest.param("# A\n\n#### B\n\n#### C", "233", id="with-a-gap"),
        pytest.param("### A\n\n# B", "22", id="the-lower-one-first"),
    ],
)
def test_levels_of_headings_follow_one_another(text: str, levels: str) -> None:
    assert "".join(re.findall(r"<h(\d)>", render_markdown(text))) == levels


def test_a_summary_keeps_apart_what_lines_kept_apart() -> None:
    assert plain_summary("## Aims\n\n- one\n- two & three") == "Aims: one; two &amp; three"
    assert plain_summary("word " * 100, 20) == "word word word word…"
    assert plain_summary(None) == ""
