"""The key by which a form that is sent twice is carried out once."""

import re

FIELD = re.compile(r'<input type="hidden" name="submission" value="([\w-]+)">')


def submission(page):
    """The hidden field of the form on this page, as a browser sends it back."""
    return {"submission": FIELD.search(page.content.decode())[1]}
