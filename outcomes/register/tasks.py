"""Tasks of the worker for the register of documents."""

import logging

from django.utils import timezone

from confman.accounts.system_users import system_user
from confman.conferences.models import Conference
from outcomes.register.domain.subscriptions import announce_documents
from outcomes.register.models import RegisteredDocument

logger = logging.getLogger(__name__)


def announce_documents_task() -> int:
    """Tell those who subscribe of the documents that were issued; return how many mails there are."""
    waiting = RegisteredDocument.objects.to_announce(timezone.now()).order_by().values("conference")
    count = 0
    for conference in Conference.objects.filter(pk__in=waiting):
        try:
            count += announce_documents(conference, by=system_user("job"))
        except Exception:
            # A faulty template of one conference does not stop the mails of others.
            logger.exception("The documents of %s could not be announced.", conference.slug)
    return count
