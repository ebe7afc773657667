"""Designs of badges: adding, copying, changing and deleting them, and which categories use which."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.web.database.changes import add_row, apply_changes, claim_revision, delete_row
from confman.web.errors import Refused
from registrations.badges.domain.layout import SHEETS, BadgeLayout, default_layout
from registrations.badges.models import BadgeDesign
from registrations.core.models.category import Category
from registrations.core.models.registration import Registration

PICTURES = ("background", "back_background")
MAX_DESIGNS = 50


def add_badge_design(
    conference: Conference, *, by: User, name: str, sheet: str = "a6", layout: BadgeLayout | None = None
) -> BadgeDesign:
    """Add a design that begins as the ready-made one for its paper. A conference's first is the usual one.

    Raises ValidationError if the name is taken, Refused where there are too many.
    """
    with transaction.atomic():
        # Locked, so that two of them are not both the first.
        Conference.objects.select_for_update().get(pk=conference.pk)
        others = BadgeDesign.objects.of(conference)
        if others.count() >= MAX_DESIGNS:
            raise Refused(_("There are %(count)d designs. Delete one first.") % {"count": MAX_DESIGNS})
        design = BadgeDesign(
            conference=conference,
            name=name.strip(),
            layout=(layout or default_layout(sheet)).to_json(),
            is_default=not others.filter(is_default=True).exists(),
        )
        return add_row(design, "registrations.badge_design_added", by=by)


def change_badge_design(
    design: BadgeDesign,
    *,
    by: User,
    revision: int | None = None,
    categories: Iterable[Category] | None = None,
    **changes: Any,
) -> list[str]:
    """Change name, layout (plain values), put_aside, template, pictures, and the categories that use it.

    A category has one design, so it leaves its earlier one. Raises StaleRevision if someone changed it
    since `revision`, ValidationError for a layout that cannot be drawn or a name that is taken.
    """
    if "layout" in changes:
        changes["layout"] = BadgeLayout.from_json(changes["layout"]).to_json()
    with transaction.atomic():
        claim_revision(design, revision)
        changed = apply_changes(design, changes)
        if categories is not None and _use_for(design, list(categories)):
            changed.append("categories")
        if changed:
            design.save(update_fields=["changed_at"])
            record_audit(
                "registrations.badge_design_changed", by=by, target=design, details={"fields": changed}
            )
    return changed


def _use_for(design: BadgeDesign, categories: Sequence[Category]) -> bool:
    """Set the categories that use the design; tell whether that changed anything."""
    of_conference = Category.objects.of(design.conference_id)
    category_ids = {category.pk for category in categories}
    # Those without a design are not excluded, either.
    joining = of_conference.filter(pk__in=category_ids).exclude(badge_design=design)
    joined = joining.update(badge_design=design)
    left = of_conference.filter(badge_design=design).exclude(pk__in=category_ids).update(badge_design=None)
    return bool(joined or left)


def make_usual_design(design: BadgeDesign, *, by: User) -> None:
    """Make it the design of every category that has none of its own."""
    with transaction.atomic():
        Conference.objects.select_for_update().get(pk=design.conference_id)
        if BadgeDesign.objects.get(pk=design.pk).is_default:
            return
        BadgeDesign.objects.of(design.conference).filter(is_default=True).update(is_default=False)
        BadgeDesign.objects.filter(pk=design.pk).update(is_default=True)
        record_audit("registrations.badge_design_made_usual", by=by, target=design)


def copy_badge_design(design: BadgeDesign, *, by: User) -> BadgeDesign:
    """Copy a design with its pictures under another name; no category uses the copy yet."""
    with transaction.atomic():
        copied = add_badge_design(
            design.conference, by=by, name=_free_name(design), layout=BadgeLayout.from_json(design.layout)
        )
        copied.put_aside, copied.template = design.put_aside, design.template
        for picture in PICTURES:
            if original := getattr(design, picture):
                with original.open("rb") as stream:
                    getattr(copied, picture).save(
                        original.name.rpartition("/")[2], ContentFile(stream.read()), save=False
                    )
        copied.save()
    return copied


def _free_name(design: BadgeDesign) -> str:
    taken_names = set(BadgeDesign.objects.of(design.conference).values_list("name", flat=True))
    for number in range(1, MAX_DESIGNS + 2):
        name = (_("%(name)s (copy)") if number == 1 else _("%(name)s (copy %(number)d)")) % {
            "name": design.name[:100],
            "number": number,
        }
        if name not in taken_names:
            break
    return name


def why_badge_design_stays(design: BadgeDesign) -> str:
    """Say why a design cannot be deleted, or ""."""
    if design.is_default and BadgeDesign.objects.of(design.conference).exclude(pk=design.pk).exists():
        return _("“%(name)s” is the usual design. Make another one the usual first.") % {"name": design.name}
    return ""


def delete_badge_design(design: BadgeDesign, *, by: User) -> None:
    """Delete a design; its categories use the usual one again, the print log keeps its name. Raises Refused."""
    with transaction.atomic():
        current = BadgeDesign.objects.select_for_update().get(pk=design.pk)
        if reason := why_badge_design_stays(current):
            raise Refused(reason)
        delete_row(current, "registrations.badge_design_deleted", by=by, label=design.name)


def design_called(conference: Conference, word: str) -> BadgeDesign | None:
    """Return the design of that name, in any case; None if the word is the name of a paper instead.

    Raises Refused for anything else, listing the choices.
    """
    designs = list(BadgeDesign.objects.of(conference))
    exact = [design for design in designs if design.name == word]
    matches = exact or [design for design in designs if design.name.casefold() == word.casefold()]
    if matches:
        return matches[0]
    if word in SHEETS:
        return None
    raise Refused(
        _("There is no badge design “%(word)s”. There are: %(known)s.")
        % {"word": word, "known": ", ".join([*(design.name for design in designs), *SHEETS])}
    )


class DesignChoice:
    """The design of a badge: its category's, else the usual one, else none (the ready-made for A6). Two queries."""

    # One that is asked for in place of all of them.
    chosen: BadgeDesign | None = None

    def __init__(self, conference: Conference) -> None:
        self.designs = {design.pk: design for design in BadgeDesign.objects.of(conference)}
        self.usual = next((design for design in self.designs.values() if design.is_default), None)
        self.of_category = dict(
            Category.objects.of(conference).exclude(badge_design=None).values_list("pk", "badge_design")
        )

    def of(self, registration: Registration) -> BadgeDesign | None:
        return self.chosen or self.of_category_with(registration.category_id)

    def of_category_with(self, category: UUID) -> BadgeDesign | None:
        """Return the design of a category, by its id."""
        design_id = self.of_category.get(category)
        return self.designs.get(design_id) if design_id else self.usual
