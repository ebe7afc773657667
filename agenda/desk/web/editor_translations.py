"""The texts of the agenda editor's script, in the language of the page."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def editor_words() -> dict[str, str]:
    """Return sentences by name; {title} and the like are filled in by the script."""
    return {
        "without_room": _("Without a room"),
        "not_scheduled": _("Not scheduled"),
        "no_conflicts": _("No conflicts."),
        "undo_action": _("Undo: {action}, “{label}”"),
        "redo_action": _("Redo: {action}, “{label}”"),
        "nothing_to_undo": _("There is nothing to undo."),
        "nothing_to_redo": _("There is nothing to redo."),
        "moved": _("“{title}” is now at {place}."),
        "unscheduled": _("“{title}” is not scheduled now."),
        "changed_by": _("{at} {who}: {what}, “{label}”"),
        "stale_by": _("{who} was faster ({what}, {at})."),
        "gone": _("Someone has deleted this session meanwhile."),
        "offline": _("The server does not answer. Your last change may not be saved; we go on trying."),
        "signed_out": _("You are signed out. Sign in again in another window, then go on here."),
        "failed": _("This was not saved."),
        "items": _("Items"),
        "people": _("People"),
        "conflicts": _("Conflicts"),
        "conflict_count": _("conflicts: {count}"),
        "to_be_confirmed": _("to be confirmed"),
        "fixed": _("fixed time"),
        "cancelled": _("cancelled"),
        "tentative": _("tentative"),
        "open": _("Edit"),
        "unschedule": _("Take off the schedule"),
        "schedule": _("Schedule"),
        "save": _("Move"),
        "start": pgettext("time", "From"),
        "end": pgettext("time", "Until"),
        "day": _("Day"),
        "room": _("Room"),
        "end_before_start": _("The end is not after the start."),
        "minutes": _("{count} min"),
        "matching": _("{count} of {all} sessions match"),
    }
