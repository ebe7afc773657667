"""Views of the review list, saved under a name."""

from django.db import transaction
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.web.database.changes import delete_row
from confman.web.errors import Refused
from registrations.desk.models import SavedView

# With more, nobody finds the right one.
MOST_VIEWS = 30


def save_view(conference: Conference, *, name: str, query: str, is_shared: bool, by: User) -> SavedView:
    """Save a filtered and sorted list under a name, replacing the user's own view of that name.

    Raises Refused for too many views, ValidationError for a query that is too long.
    """
    with transaction.atomic():
        own = SavedView.objects.filter(conference=conference, user=by)
        view = own.select_for_update().filter(name=name).first()
        if view is None:
            if own.count() >= MOST_VIEWS:
                raise Refused(
                    _("You have %(count)d views already: delete one first.") % {"count": MOST_VIEWS}
                )
            view = SavedView(conference=conference, user=by, name=name)
        view.query, view.is_shared = query, is_shared
        view.full_clean()
        view.save()
        record_audit("registrations.view_saved", by=by, target=view, details={"shared": is_shared})
    return view


def delete_view(view: SavedView, *, by: User) -> None:
    """Delete the user's own view. Raises Refused for another's."""
    if view.user_id != by.pk:
        raise Refused(_("This view is a colleague's: only they can delete it."))
    delete_row(view, "registrations.view_deleted", by=by)
