"""The key of the document, which its page names, too."""

from __future__ import annotations

RUN_OF_SHOW = "agenda.run-of-show"
