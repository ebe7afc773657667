"""Duplicates in the address book: two entries side by side, joined field by field, and parted again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.conferences.web.verb_views import ActionView, VerbFormView
from confman.people.domain.address_book import entry_choices, join_entries, joined_fields, part_entries
from confman.people.domain.address_book_copies import in_words
from confman.people.models import BookEntry, Contact
from confman.people.web.address_book.pages import BookMixin, OfContacts, OfInstitutions
from confman.people.web.comparison import ComparedField
from confman.people.web.forms import TwoRecordsForm
from confman.web.models import field_named


class JoinForm(TwoRecordsForm):
    """Form for the fields in which two entries differ: whose value stays."""

    def __init__(self, *args: Any, pair: tuple[BookEntry, BookEntry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept, gone = pair
        for choice in entry_choices(kept, gone):
            name = choice.name
            self.offer(
                name,
                label_of(kept, name),
                in_words(kept, name),
                in_words(gone, name),
                choice.joined_is_fuller,
            )


class EntryJoinView(BookMixin, VerbFormView):
    """Joins two entries: field by field, with what each conference has of them."""

    template_name = "people/address_book/join.html"
    form_class: type[forms.Form] = JoinForm
    heading = gettext_lazy("Join two entries of the address book")
    submit = gettext_lazy("Join the two entries")
    verb = join_entries
    success_message = gettext_lazy("The two entries of %(name)s were joined. This can be undone on its page.")
    page = ""

    def prepare(self) -> None:
        super().prepare()
        self.other = self.own_row(type(self.object).objects.exclude(pk=self.object.pk), "other")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "pair": (self.object, self.other)}

    def get_values(self, form: Any) -> dict[str, Any]:
        return {"gone": self.other, "take": form.take()}

    def get_success_url(self) -> str:
        return self.to(self.page, self.object.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kept, gone = self.object, self.other
        names = {choice.name for choice in entry_choices(kept, gone)}
        rows = [compared(kept, gone, name) for name in joined_fields(type(kept)) if name not in names]
        return super().get_context_data(
            entry=kept,
            other=gone,
            entry_url=self.to(self.page, kept.pk),
            other_url=self.to(self.page, gone.pk),
            turned_url=self.to(f"{self.page}-join", gone.pk, kept.pk),
            filled=[(row.label, row.second) for row in rows if row.second and not row.first],
            alike=[row for row in rows if row.first],
            conferences=[self.conferences_of(kept), self.conferences_of(gone)],
            **kwargs,
        )

    def conferences_of(self, entry: BookEntry) -> list[str]:
        """Return the conferences that have taken it, each once."""
        return list(dict.fromkeys(str(record.conference.title) for record in self.records(entry)))


class EntryPartView(BookMixin, ActionView):
    """Undoes the last joining."""

    verb = part_entries
    success_message = gettext_lazy("They are two entries again.")
    page = ""

    def get_success_url(self) -> str:
        return self.to(self.page, self.object.pk)


class InstitutionJoinView(OfInstitutions, EntryJoinView):
    pass


class InstitutionPartView(OfInstitutions, EntryPartView):
    pass


class ContactJoinView(OfContacts, EntryJoinView):
    pass


class ContactPartView(OfContacts, EntryPartView):
    pass


def label_of(entry: BookEntry, name: str) -> str:
    """Return what a field of the entry is called."""
    return capfirst(str(field_named(type(entry), name).verbose_name))


def compared(kept: BookEntry, gone: BookEntry, name: str) -> ComparedField:
    """Return a field of two entries as readers see it; what is not stated is empty."""
    first, second = (shown(entry, name) for entry in (kept, gone))
    return ComparedField(name, label_of(kept, name), first, second, first != second)


def shown(entry: BookEntry, name: str) -> str:
    """Return a field of an entry as readers see it."""
    value = getattr(entry, name)
    if isinstance(value, bool):
        return _("yes") if value else ""
    return "" if value == field_named(type(entry), name).get_default() else in_words(entry, name)


def join_chosen(page: Any, entries: Any) -> HttpResponse:
    """Show two entries side by side, the older to be kept."""
    selected: list[Model] = list(entries.order_by("created_at", "id")[:3])
    if len(selected) != 2:
        messages.warning(page.request, _("Choose two entries: those that are the same."))
        return HttpResponseRedirect(page.request.get_full_path())
    name = "contact" if isinstance(selected[0], Contact) else "institution"
    return HttpResponseRedirect(page.to(f"{name}-join", *(entry.pk for entry in selected)))
