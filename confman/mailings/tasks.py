"""The jobs of mailings."""

from confman.mailings.domain.dispatch import begin_due_mailings, carry_out_mailing


def send_mailing_task(key: str) -> int:
    """Put the waiting mails of a mailing into the outbox. Safe to repeat."""
    return carry_out_mailing(key)


def begin_due_mailings_task() -> int:
    """Begin the mailings whose hour has come, and take up those whose worker died."""
    return begin_due_mailings()
