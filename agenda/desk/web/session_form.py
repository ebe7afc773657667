"""The form of a session with the rows of its items and roles: three forms that are saved as one, and read in parts."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from agenda.core.domain.intervals import local_hours
from agenda.core.web.forms import row_formset
from agenda.rooms.domain import person_by_name, person_label
from agenda.sessions.domain.sessions import ItemRow, RoleRow
from agenda.sessions.models.session import Item, Session, SessionRole
from agenda.sessions.web.forms import ItemRowForm, RoleRowForm, SessionForm
from confman.accounts.sessions import user_of
from confman.conferences.models import Conference
from confman.conferences.web.sections import CollapsedSection, facts_of_fields, words_of_field
from confman.conferences.web.stale_edits import StaleField, differences, row_differences
from confman.web.errors import Refused
from confman.web.forms.base import FormSection

# The fields of the form that are read as one value.
HOURS = ("day", "starts", "ends")
EMPTY_ITEMS = 2
EMPTY_ROLES = 3


class SessionEditor:
    """The three forms of a session: once they are valid, `items()` and `roles()` are what the verbs take."""

    def __init__(self, request: HttpRequest, data: Any, conference: Conference, session: Session) -> None:
        self.conference, self.session, self.user = conference, session, user_of(request)
        self.is_new = session._state.adding
        self.stored_items = [] if self.is_new else list(session.items.all())
        self.stored_roles = [] if self.is_new else list(session.roles.select_related("person", "item"))
        places = {item.pk: number for number, item in enumerate(self.stored_items, start=1)}
        self.form = SessionForm(
            data, conference=conference, instance=session, initial=self._prefilled(request)
        )
        self.item_rows = row_formset(
            ItemRowForm,
            "items",
            extra=EMPTY_ITEMS,
            can_order=True,
            data=data,
            form_kwargs={"conference": conference},
            initial=[
                {"row": item.pk, **{name: getattr(item, name) for name in ItemRowForm.Meta.fields}}
                for item in self.stored_items
            ],
        )
        for row, item in zip(self.item_rows.forms, self.stored_items, strict=False):
            row.words = _item_text(item)
        self.role_rows = row_formset(
            RoleRowForm,
            "roles",
            extra=EMPTY_ROLES,
            data=data,
            form_kwargs={"conference": conference, "items": len(self.item_rows.forms)},
            initial=[
                {
                    "row": role.pk,
                    "person": person_label(role.person),
                    "role": role.role,
                    "status": role.status,
                    "item": places.get(role.item_id, 0) if role.item_id else 0,
                }
                for role in self.stored_roles
            ],
        )
        self._people = {role.pk: role.person for role in self.stored_roles}
        self._opened = request.GET.get("section", "")

    def _prefilled(self, request: HttpRequest) -> dict[str, str]:
        """Return what a link to the form has filled in: ?day=…&room=…."""
        return {name: request.GET[name] for name in ("day", "room", "kind", "starts") if name in request.GET}

    def folds(self) -> list[CollapsedSection]:
        """Return the parts of the record."""
        first, time_and_room, *others = (
            self._fold(f"section-{number}", section) for number, section in enumerate(self.form.sections)
        )
        who = CollapsedSection(
            "who",
            _("Who"),
            [(role.get_role_display(), _role_words(role)) for role in self.stored_roles],
            self.role_rows,
            self._is_open("who", _is_typed(self.role_rows)),
            "agenda/rooms/role_rows.html",
            _(
                "A name is enough: choose one of the suggestions, or write a new one. Until a role is confirmed it "
                "is published as “to be confirmed”. An answer does not pass on to somebody else in the same row."
            ),
        )
        items = CollapsedSection(
            "items",
            _("Items"),
            [(number, _item_text(item)) for number, item in enumerate(self.stored_items, start=1)],
            self.item_rows,
            self._is_open("items", _is_typed(self.item_rows)),
            "agenda/desk/item_rows.html",
            _(
                "They run one after the other from the start of the session. Their numbers are given when the agenda "
                "is first published, and stay."
            ),
        )
        return [first, time_and_room, who, items, *others]

    def _fold(self, key: str, section: FormSection) -> CollapsedSection:
        """Read a section of the form: day and hours as one value, and of checkboxes only those ticked."""
        names = {field.name for field in section.fields}
        typed = self.form.is_bound and bool(names & {*self.form.changed_data, *self.form.errors})
        fields = [
            field
            for field in section.fields
            if field.name not in HOURS and field.initial not in (False, None)
        ]
        facts = [] if self.is_new else facts_of_fields(fields)
        if names & {*HOURS}:
            facts.insert(0, (_("When"), self._when()))
        return CollapsedSection(key, section.label, facts, section.rows, self._is_open(key, typed))

    def _when(self) -> str:
        """Return 'Thursday, 30 March 2017, 11:00–13:00'."""
        if not self.session.start:
            return _("not scheduled")
        hours = local_hours(self.conference, self.session.start, self.session.end)
        return f"{words_of_field(self.form['day'])}, {hours}"

    def _is_open(self, key: str, is_typed: bool) -> bool:
        """Keep a section open until its input is saved; a new session asks for subject, time and place first."""
        return is_typed or key == self._opened or (self.is_new and key in ("section-0", "section-1"))

    def _remaining_items(self) -> list[Any]:
        return [row for row in self.item_rows.ordered_forms if row.cleaned_data.get("title")]

    def items(self) -> list[ItemRow]:
        return [
            ItemRow(id=row.cleaned_data["row"], **{name: row.cleaned_data[name] for name in row.Meta.fields})
            for row in self._remaining_items()
        ]

    def roles(self) -> list[RoleRow]:
        """Return the roles with their persons; unknown persons are created, so call it inside the transaction.

        The answer of who was in a row before is not that of somebody else: they are proposed, unless their status is
        given, too.

        Raises Refused, at the row, where a name fits several.
        """
        # The number in the form is that of the item as it was shown; rows may have been moved or removed since.
        item_forms = list(self.item_rows.forms)
        number_by_row = {
            item_forms.index(row) + 1: number for number, row in enumerate(self._remaining_items(), start=1)
        }
        rows = []
        for row in self.role_rows.forms:
            data = row.cleaned_data
            name = (data.get("person") or "").strip()
            if not name or data.get("DELETE"):
                continue
            try:
                person = self._person(data.get("row"), name)
            except Refused as refusal:
                row.add_error("person", refusal.message)
                raise
            is_same = self._people.get(data.get("row"), person) == person
            rows.append(
                RoleRow(
                    person=person,
                    role=data["role"],
                    status=data["status"]
                    if is_same or "status" in row.changed_data
                    else SessionRole.Status.PROPOSED,
                    item=number_by_row.get(data.get("item") or 0, 0),
                    id=data.get("row"),
                )
            )
        return rows

    def differences_from(self, current: Session) -> list[StaleField]:
        """Return the differences between the form and `current`: fields, people, items."""
        titles = [str(row.cleaned_data.get("title") or "") for row in self.item_rows.forms]
        typed_roles = [
            _role_text(data["person"], data["role"], data["status"], titles[data["item"] - 1 : data["item"]])
            for row in self.role_rows.forms
            if (data := {"item": 0, **row.cleaned_data}).get("person") and not data.get("DELETE")
        ]
        roles = current.roles.select_related("person", "item")
        return [
            *differences(current, self.form.values()),
            *row_differences(
                _("Who"),
                typed_roles,
                (
                    _role_text(
                        person_label(role.person),
                        role.role,
                        role.status,
                        [str(role.item.title)] if role.item else [],
                    )
                    for role in roles
                ),
            ),
            *row_differences(_("Items"), map(_item_text, self.items()), map(_item_text, current.items.all())),
        ]

    def _person(self, key: Any, name: str) -> Any:
        if key in self._people and person_label(self._people[key]) == name:
            return self._people[key]
        return person_by_name(self.conference, name, by=self.user)


def _is_typed(rows: Any) -> bool:
    """Tell whether a row was changed, or is wrong."""
    return rows.is_bound and (rows.has_changed() or bool(rows.total_error_count()))


def _role_words(role: SessionRole) -> str:
    """Return 'Anna Chair, Ministry – confirmed – Welcome'."""
    parts = (person_label(role.person), role.get_status_display(), role.item and role.item.title)
    return " – ".join(str(part) for part in parts if part)


def _item_text(item: ItemRow | Item) -> str:
    """Return 'Welcome, statement, 10′, CONF/2'."""
    minutes = f"{item.minutes}′" if item.minutes else ""
    parts = (str(item.title), str(Item.Kind(item.kind).label), minutes, item.symbol)
    return ", ".join(part for part in parts if part)


def _role_text(person: str, role: str, status: str, item: Sequence[str]) -> str:
    """Return 'Anna Chair, Ministry – speaker, confirmed – Welcome'."""
    role_and_status = f"{SessionRole.Role(role).label}, {SessionRole.Status(status).label}"
    return " – ".join([person.strip(), role_and_status, *filter(None, item)])
