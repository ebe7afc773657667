"""What webhooks are told of a mailing."""

from typing import Any

from confman.conferences.models import Conference
from confman.mailings.models import Mailing
from confman.webhooks.facts import address_of


def mailing_facts(mailing: Mailing, conference: Conference) -> dict[str, Any]:
    """Return which mailing it is, and whether it is news."""
    return {
        "id": str(mailing.pk),
        "url": address_of("mailings_secretariat:mailing-change", conference, mailing.pk),
        "audience": mailing.audience,
        "news": mailing.is_news,
    }
