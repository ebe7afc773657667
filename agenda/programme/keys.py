"""The key of the document that the public downloads."""

AGENDA = "agenda.agenda"
