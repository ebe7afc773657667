"""The key by which a form sent twice is carried out once."""

import re

FIELD = re.compile(r'<input type="hidden" name="submission" value="([\w-]+)">')


def submission(page):
    """Return the hidden field of the page's form, as a browser sends it back."""
    return {"submission": FIELD.search(page.content.decode())[1]}
