"""An application whose answer waits until the test lets it go; served by test_graceful_stop.py."""

import os
from pathlib import Path


def application(environ, start_response):
    Path(os.environ["HELD_BEGUN"]).write_text(environ["PATH_INFO"])
    Path(os.environ["HELD_UNTIL"]).read_text()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"whole"]
