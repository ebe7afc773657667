"""HTML that Python writes is as safe as that of a template."""

import pytest
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from confman.translation.marks import marking
from confman.translation.text import TranslatedText
from confman.web.markup import fill

VALUES = (
    '<b class="x">O\'Neil & sons</b>', mark_safe("<b>&amp;</b>"), 12, None, "{}", "",
    TranslatedText({"ru": "<i>Вода</i> & “sons”"}),
)  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_values_are_escaped_as_by_format_html(value):
    for is_marked in (False, True):
        with marking(is_marked):
            assert fill('<p title="{}">{}</p>', value, 1) == format_html('<p title="{}">{}</p>', value, 1)


def test_what_is_filled_is_html():
    assert fill("<p>{}</p>", fill("<b>{}</b>", "<script>")) == "<p><b>&lt;script&gt;</b></p>"
