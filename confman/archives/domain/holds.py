"""Hold a conference that is over: a legal hold on it, and its mail after a restore."""

from django.db import transaction

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference


def change_legal_hold(conference: Conference, reason: str, *, by: User) -> None:
    """Put a legal hold on a conference, so that nothing of it is erased or deleted; without a reason, lift it."""
    with transaction.atomic():
        before = Conference.objects.select_for_update().get(pk=conference.pk).legal_hold
        if before == reason:
            return
        conference.legal_hold = reason
        conference.save(update_fields=["legal_hold"])
        verb = "archives.hold_set" if reason else "archives.hold_lifted"
        record_audit(verb, by=by, target=conference, label=conference.slug, reason=reason or before)


def release_held_mail(conference: Conference, *, by: User) -> None:
    """Let mail of a restored conference leave: this installation is its home now. Held mail stays held."""
    with transaction.atomic():
        if not Conference.objects.filter(pk=conference.pk).exclude(restored_at=None).update(restored_at=None):
            return
        record_audit("archives.mail_opened", by=by, target=conference, label=conference.slug)
