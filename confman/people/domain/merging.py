"""Two records of one human being become one."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from confman.audit.domain import record_audit
from confman.people.domain.records import purge_rendered
from confman.people.models import Listing, Person
from confman.people.registries import personal_data
from confman.translation.text import TranslatedText
from confman.web.changes import delete_file_on_commit
from confman.web.errors import Refused

_TEXTS = (
    "name", "given_name", "family_name", "patronymic", "title", "salutation", "job_title", "organization",
    "biography",
)  # fmt: skip
_PLAIN = ("badge_name", "level", "rank", "sector", "country", "email", "phone", "photo", "languages", "user")
_STRICTEST_FIRST = (Listing.COUNTED_ONLY, Listing.SECRETARIAT, Listing.PARTICIPANTS, Listing.PUBLIC)


def merge_people(kept: Person, merged: Person, *, by: Any) -> Person:
    """Move all that belongs to `merged` to `kept`, fill what `kept` lacks, and delete `merged`.

    What both say stays as `kept` has it; of two listings the stricter one counts. Raises Refused where they
    are not of one conference, are one record, or have accounts of two users.
    """
    if kept.pk == merged.pk or kept.conference_id != merged.conference_id:
        raise Refused(_("Choose two different people of the same conference."))
    if kept.user_id and merged.user_id and kept.user_id != merged.user_id:
        raise Refused(
            _("Both have accounts, of two different users. Take the account from one of them first.")
        )
    with transaction.atomic():
        for entry in personal_data:
            entry.merge(kept, merged, by=by)
        merged.consents.update(person=kept)
        merged.contact_of.exclude(pk=kept.pk).update(contact=kept)
        filled = _fill(kept, merged)
        if not kept.photo or kept.photo.name != merged.photo.name:
            delete_file_on_commit(merged.photo)
        merged.delete()
        kept.save()
        record_audit(
            "people.merged",
            by=by,
            conference=kept.conference,
            target=kept,
            details={"merged": str(merged.pk), "fields": filled},
        )
        purge_rendered(kept.conference)
    return kept


def _fill(kept: Person, merged: Person) -> list[str]:
    filled = []
    for name in _TEXTS:
        mine, theirs = getattr(kept, name), getattr(merged, name)
        both = TranslatedText({**theirs, **mine})
        if both != mine:
            setattr(kept, name, both)
            filled.append(name)
    for name in _PLAIN:
        if not getattr(kept, name) and getattr(merged, name):
            setattr(kept, name, getattr(merged, name))
            filled.append(name)
    if kept.sex == kept._meta.get_field("sex").default and merged.sex != kept.sex:
        kept.sex = merged.sex
        filled.append("sex")
    if kept.contact_id == merged.pk or (not kept.contact_id and merged.contact_id not in (None, kept.pk)):
        kept.contact = merged.contact if merged.contact_id != kept.pk else None
    kept.listing = min(kept.listing, merged.listing, key=_STRICTEST_FIRST.index)
    kept.is_practice = kept.is_practice and merged.is_practice
    return filled
