"""The key of the document that the public downloads."""

from __future__ import annotations

AGENDA = "agenda.agenda"
