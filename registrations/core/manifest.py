"""Registers registrations: mails to participants and focal points, and who takes part."""

from confman.conferences.hook_registries import Provider, Query
from confman.registries import ref
from registrations.core.mail_kinds import KINDS

ENTRIES = (
    *KINDS,
    Provider(Query.PARTICIPANTS, ref("registrations.core.domain.participants:participants_among")),
)
