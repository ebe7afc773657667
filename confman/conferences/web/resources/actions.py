"""Actions on rows chosen in a list: asked for once, done row by row, and those that could not be done named."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.conferences.registries import ListAction
from confman.conferences.web.base import require
from confman.conferences.web.resources.views import ListView
from confman.conferences.web.stale_edits import value_in_words
from confman.web.database.changes import fingerprint, fingerprint_of
from confman.web.errors import Refused, Stale
from confman.web.forms.selection import chosen_keys

if TYPE_CHECKING:
    from confman.conferences.web.forms import ConferenceForm

# Rows that are acted on while the user waits, names that the question shows, and refusals that are told one by one.
MAX_AT_ONCE, SHOWN, SHOWN_REFUSALS = 500, 12, 10


class ActionsMixin(ListView):
    """A list with actions on the rows chosen in it, by a form that is sent to the page itself."""

    actions: Sequence[ListAction] = ()
    # The unique field by which rows are chosen; what their SelectionColumn reads.
    selected_by = "pk"

    def get_actions(self) -> Sequence[ListAction]:
        """Return the actions of this list, whoever may do them."""
        return self.actions

    @cached_property
    def own_actions(self) -> list[ListAction]:
        """The actions that this user may do."""
        return [
            action for action in self.get_actions() if self.allows(action.permission or self.edit_permission)
        ]

    def get_bulk_actions(self) -> Sequence[tuple[str, Any]]:
        return [*super().get_bulk_actions(), *((action.key, action.label) for action in self.own_actions)]

    def step(self, action: ListAction) -> AbstractContextManager[Any]:
        """Return what is around all rows of an action, such as a step that can be undone."""
        return nullcontext()

    @property
    def is_everything(self) -> bool:
        """Tell whether all rows were chosen, also those of other pages."""
        return "everything" in self.request.POST

    def chosen(self) -> Any:
        """Return the chosen rows, or all that the filters leave if everything was chosen."""
        if self.is_everything:
            return self.filters.matching_rows() if self.filters else self.filtered_rows()
        keys = chosen_keys(self.request.POST.getlist("selected"))
        return self.get_rows().filter(**{f"{self.selected_by}__in": keys})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.POST.get("action", "")
        action = next((action for action in self.get_actions() if action.key == key), None)
        if action:
            require(request, action.permission or self.edit_permission, self.conference)
        back = HttpResponseRedirect(request.get_full_path())
        try:
            rows = self.chosen()
        except Refused as refusal:
            messages.warning(request, refusal.message)
            return back
        number = rows.count()
        if action is None or not number:
            messages.warning(request, _("Choose at least one row, then what to do with it."))
            return back
        if action.respond:
            return action.respond(self, rows)
        if number > MAX_AT_ONCE:
            message = _("At most %(limit)d rows at once: choose fewer, or narrow the list by its filters.")
            messages.warning(request, message % {"limit": MAX_AT_ONCE})
            return back
        # Only rows that a question has named are acted on, never those that match by then.
        confirmed = "confirmed" in request.POST and not self.is_everything
        form = (
            action.form(request.POST if confirmed else None, conference=self.conference)
            if action.form
            else None
        )
        is_stale = confirmed and bool(action.seen) and request.POST.get("seen") != _digest(action, rows)
        if is_stale:
            messages.warning(request, Stale().message)
        if (action.needs_confirmation or self.is_everything) and not (
            confirmed and not is_stale and (form is None or form.is_valid())
        ):
            return self.ask(action, rows, number, form)
        options = getattr(form, "options", None)
        self.carry_out(action, rows, options() if options else form.cleaned_data if form else {})
        return back

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        pages = context["page"].paginator
        own_keys = [action.key for action in self.own_actions]
        goes_elsewhere = any(key not in own_keys for key, _label in context["bulk_actions"])
        return {
            **context,
            "bulk_url": context["bulk_url"] if goes_elsewhere else "",
            # The bar of a list whose other actions are sent elsewhere tells those of the page itself apart.
            "own_actions": own_keys,
            "matching": pages.count if self.own_actions and not self.bulk_name and pages.num_pages > 1 else 0,
        }

    def ask(self, action: ListAction, rows: Any, number: int, form: ConferenceForm | None) -> HttpResponse:
        """Return the question before the action, with its form; what is done is what it names."""
        # The frame of a page alone, without the list.
        context = super(ListView, self).get_context_data(
            action=action,
            form=form,
            number=number,
            rows=[(row, _facts(action, row)) for row in (rows if action.seen else rows[:SHOWN])],
            is_cut=number > SHOWN and not action.seen,
            seen=_digest(action, rows) if action.seen else "",
            selected=list(rows.values_list(self.selected_by, flat=True)),
            back=self.request.get_full_path(),
        )
        status = 422 if form is not None and form.is_bound else 200
        return render(self.request, "conferences/resources/action.html", context, status=status)

    def carry_out(self, action: ListAction, rows: Any, options: dict[str, Any]) -> None:
        """Call the verb for each row, in its own transaction; say how many are done, and of the others why not."""
        assert action.verb is not None
        done, refused = 0, []
        with self.step(action):
            for row in rows:
                seen = {"seen": fingerprint_of(row, action.seen)} if action.seen else {}
                try:
                    action.verb(row, by=self.acting_user, **seen, **options)
                    done += 1
                except (Refused, ValidationError) as error:
                    refused.append(f"{row}: {' '.join(error.messages)}")
        report_result(self.request, action.label, done, refused)


def _facts(action: ListAction, row: Any) -> list[tuple[str, str]]:
    """Return label and value of each field that the question shows of a row.

    Left out are empty ones, and what nobody edits, such as a revision.
    """
    fields = (field for name in action.seen if (field := row._meta.get_field(name)).editable)
    return [
        (capfirst(str(field.verbose_name)), value_in_words(field, value))
        for field in fields
        if (value := getattr(row, field.name))
    ]


def _digest(action: ListAction, rows: Any) -> str:
    """Return a digest of all that the question shows: the rows, and these fields of each."""
    return fingerprint({str(row.pk): fingerprint_of(row, action.seen) for row in rows})


def report_result(request: HttpRequest, label: Any, done: int, refused: Sequence[str]) -> None:
    """Tell how many rows were done, and for each of the others why it was not."""
    values = {"action": label, "done": done, "refused": len(refused)}
    if done and refused:
        messages.warning(request, _("%(action)s: %(done)d done, %(refused)d not.") % values)
    elif refused:
        messages.error(request, _("%(action)s: none done.") % values)
    else:
        messages.success(request, _("%(action)s: %(done)d done.") % values)
    for line in refused[:SHOWN_REFUSALS]:
        messages.warning(request, line)
    if (more := len(refused) - SHOWN_REFUSALS) > 0:
        messages.warning(
            request, ngettext("And %(count)d more.", "And %(count)d more.", more) % {"count": more}
        )
