"""Delete an account: the user's sign-in and personal data go, what they did stays under their name."""

from django.contrib.admin.models import LogEntry
from django.db import models, transaction
from django.utils.translation import gettext as _

from confman.accounts.models import SYSTEM_DOMAIN, User
from confman.audit.domain.recorder import record_audit
from confman.conferences.domain.organizations import leave_organization
from confman.conferences.domain.team import remove_member
from confman.web.database.changes import delete_file_on_commit
from confman.web.errors import Refused


@transaction.atomic
def delete_own_account(*, by: User) -> None:
    """Delete everything that belongs to the account; its closed row stays for the history.

    Only the name under what was done remains: the mailbox may open a new account. Raises Refused for operators of the
    server, and for the last owner of a conference.
    """
    if by.is_staff or by.is_superuser:
        raise Refused(
            _("You are an operator of this server. Ask another operator to take that right from you first.")
        )
    for membership in by.memberships.select_related("conference"):
        try:
            remove_member(membership, by=by)
        except Refused as refused:
            raise Refused(
                _(
                    "You are the last owner of “%(conference)s”. Make someone else an owner there first; then "
                    "delete your account."
                )
                % {"conference": membership.conference}
            ) from refused
    for member in by.organization_members.select_related("organization"):
        leave_organization(member, by=by)
    record_audit("accounts.deleted", by=by, target=by)
    for relation in by._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ForeignObjectRel) and relation.related_model is not LogEntry:
            _apply_on_delete(relation, by)
    closed = User(pk=by.pk, email=f"{by.pk}@{SYSTEM_DOMAIN}", name=by.name, is_active=False)
    closed.date_joined = by.date_joined
    closed.set_unusable_password()
    closed.save(force_update=True)


def _apply_on_delete(relation: models.ForeignObjectRel, user: User) -> None:
    """Treat the rows of another table as if the user were deleted; rows that protect the user stay."""
    rows = relation.related_model._base_manager.filter(**{relation.field.name: user})
    if relation.on_delete is models.SET_NULL:
        rows.update(**{relation.field.name: None})
    elif relation.on_delete is models.CASCADE:
        files = [
            field for field in relation.related_model._meta.fields if isinstance(field, models.FileField)
        ]
        for row in rows if files else ():
            for field in files:
                delete_file_on_commit(getattr(row, field.name))
        rows.delete()
