"""Views of lists under a name, and how each user sees a list."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.access import roles_of
from confman.conferences.models import Conference, ListChoice, Role, SavedView
from confman.web.database.changes import change_row, delete_row
from confman.web.errors import Refused

# With more of a list, nobody finds the right one.
MAX_VIEWS = 30


@transaction.atomic
def save_view(
    conference: Conference, *, list_key: str, name: str, query: str, is_shared: bool, by: User
) -> SavedView:
    """Save a filtered and sorted list under a name, replacing the user's own view of that name.

    Raises Refused for too many views, ValidationError for a query that is too long.
    """
    views = SavedView.objects.filter(conference=conference, user=by, list_key=list_key)
    view = views.select_for_update().filter(name=name).first()
    if view is None:
        if views.count() >= MAX_VIEWS:
            raise Refused(_("You have %(count)d views already: delete one first.") % {"count": MAX_VIEWS})
        view = SavedView(conference=conference, user=by, list_key=list_key, name=name)
    view.query, view.is_shared = query, is_shared
    view.full_clean()
    view.save()
    record_audit("conferences.view_saved", by=by, target=view, details={"shared": is_shared})
    return view


def change_view(view: SavedView, *, name: str, is_shared: bool, by: User) -> SavedView:
    """Rename the user's own view, and share it or no longer.

    Raises Refused for another's, ValidationError for a name that another view of theirs has.
    """
    if view.user_id != by.pk:
        raise Refused(_("This view is a colleague's: only they can change it."))
    change_row(view, "conferences.view_changed", {"name": name, "is_shared": is_shared}, by=by)
    return view


def may_delete(view: SavedView, user: User) -> bool:
    """Tell whether the view is the user's own, or shared in a conference of which they are an owner."""
    return view.user_id == user.pk or (view.is_shared and Role.OWNER in roles_of(user, view.conference))


def delete_view(view: SavedView, *, by: User) -> None:
    """Delete the user's own view, or as an owner of the conference a shared one. Raises Refused for others."""
    if not may_delete(view, by):
        raise Refused(
            _("This view is a colleague's: only they, and owners of the conference, can delete it.")
        )
    delete_row(view, "conferences.view_deleted", by=by)


def delete_own_views(conference: Conference, user: User) -> None:
    """Delete what someone who leaves the team kept of its lists for themselves; what they shared is the team's."""
    SavedView.objects.filter(conference=conference, user=user, is_shared=False).delete()
    ListChoice.objects.filter(conference=conference, user=user).delete()


def remember_view(conference: Conference, *, list_key: str, query: str, by: User) -> None:
    """Note the view of a list that the user looks at, to be opened next time. It is not noted in the history."""
    _choose(conference, list_key, by, last_query=query)


def arrange_list(
    conference: Conference,
    *,
    list_key: str,
    columns: Mapping[str, bool],
    is_compact: bool,
    rows_a_page: int,
    by: User,
) -> None:
    """Choose the columns of a list, and the height and number of its rows: for this user alone, outside the history."""
    _choose(conference, list_key, by, columns=dict(columns), is_compact=is_compact, rows_a_page=rows_a_page)


def _choose(conference: Conference, list_key: str, user: User, **values: object) -> None:
    ListChoice.objects.update_or_create(conference=conference, user=user, list_key=list_key, defaults=values)
