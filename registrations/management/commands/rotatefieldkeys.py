"""rotatefieldkeys"""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError

from agenda.domain.own_agenda import seal_calendars_again
from confman.web.commands import ConfmanCommand
from registrations.domain.protected import seal_again


class Command(ConfmanCommand):
    help = (
        "Seal all protected answers (passports, visas) and addresses of calendars with the newest key of"
        " CONFMAN_FIELD_KEYS, so that older keys can be taken out of it."
    )

    def handle_command(self, **options: Any) -> str:
        seal_calendars_again()
        done, unreadable = seal_again(by=self.by)
        if unreadable:
            raise CommandError(
                f"{unreadable} protected answers are sealed with a key that is not in CONFMAN_FIELD_KEYS; they stay"
                f" as they are. {done} were sealed with the newest key."
            )
        return f"{done} protected answers are sealed with the newest key."
