"""rotatefieldkeys"""

from typing import Any

from django.core.management.base import CommandError

from agenda.own_agenda.domain import seal_calendars_again
from confman.conferences.domain.rights import seal_factors_again
from confman.web.commands import ConfmanCommand
from confman.webhooks.domain.signatures import seal_secrets_again
from registrations.questionnaire.domain.sealed_data import seal_again


class Command(ConfmanCommand):
    help = (
        "Seal all protected answers (passports, visas), second factors, addresses of calendars and secrets of webhooks"
        " with the newest key of CONFMAN_FIELD_KEYS, so that older keys can be taken out of it."
    )

    def handle_command(self, **options: Any) -> str:
        seal_calendars_again()
        seal_secrets_again()
        answers, closed_answers = seal_again(by=self.by)
        factors, closed_factors = seal_factors_again(by=self.by)
        if closed_answers or closed_factors:
            raise CommandError(
                f"{closed_answers} protected answers and {closed_factors} second factors are sealed with a key that is"
                f" not in CONFMAN_FIELD_KEYS; they stay as they are. {answers} and {factors} were sealed with the"
                " newest key."
            )
        return f"{answers} protected answers and {factors} second factors are sealed with the newest key."
