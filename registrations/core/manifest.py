"""Registrations add to a conference: mails to participants and focal points."""

from registrations.core.mail_kinds import KINDS

ENTRIES = (*KINDS,)
