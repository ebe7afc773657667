"""The address book: its institutions, its people, what is known of each, and the corrections that come back."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from confman.accounts.models import User
from confman.conferences.models import Membership, Organization, Role
from confman.conferences.registries import Link
from confman.conferences.web.base import SecretariatView
from confman.conferences.web.resources.actions import ActionsMixin
from confman.conferences.web.resources.records import CHANGE, DELETE, Fact, RecordView
from confman.conferences.web.resources.resource import Resource
from confman.conferences.web.resources.views import Empty, ResourceListView
from confman.people.domain.address_book import (
    add_contact,
    add_institution,
    change_contact,
    change_institution,
    delete_institution,
    duplicates_of,
    leave_address_book,
)
from confman.people.domain.address_book_copies import accept_correction, in_words, kind_of, reject_correction
from confman.people.models import BookEntry, Contact, Institution
from confman.people.registries import PersonAction, booked_kinds, person_actions
from confman.people.web.address_book.forms import AddressBookContactForm, InstitutionForm
from confman.people.web.address_book.pages import BookMixin
from confman.people.web.address_book.tables import (
    ContactFilter,
    ContactTable,
    InstitutionFilter,
    InstitutionTable,
)
from confman.translation.text import TranslatedText
from confman.web.errors import Refused


class EntryView(BookMixin, RecordView):
    """An entry: what is known, in which of the reader's conferences it was, what these say otherwise, the history."""

    template_name = "people/address_book/entry.html"
    fields: tuple[str, ...] = ()
    record_actions = (DELETE, replace(CHANGE, is_primary=True))

    def get_facts(self) -> Iterable[Fact]:
        # A text is shown in all its languages: the book is for every conference.
        return (Fact(name, words=partial(in_all_words, name=name)) for name in self.fields)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entry, page = self.object, self.page_name
        entries = type(entry).objects.filter(pk=entry.pk)
        return super().get_context_data(
            records=[
                {
                    "conference": record.conference,
                    "kind": record._meta.verbose_name,
                    "url": reverse(kind_of(record).page, args=[record.conference.slug, record.pk]),
                }
                for record in self.records(entry)
            ],
            corrections=self.corrections(entries),
            duplicates=[
                (duplicate, self.to(page, duplicate.pk), self.to(f"{page}-join", entry.pk, duplicate.pk))
                for duplicate in duplicates_of(entry)
            ],
            joined=TranslatedText.of(entry.joined[-1]["said"]["name"]) if entry.joined else "",
            part_url=self.to(f"{page}-part", entry.pk),
            **kwargs,
        )


def in_all_words(entry: BookEntry, name: str) -> SafeString:
    return linebreaksbr(in_words(entry, name))


class InstitutionView(EntryView):
    """An institution."""

    fields = (
        "short_name", "kind", "country", "office", "rank", "salutation", "name_in_note", "language", "address",
        "email", "phone",
    )  # fmt: skip


class AddressBookContactView(EntryView):
    """A person."""

    fields = (
        "title", "family_name_first", "job_title", "institution", "country", "sex", "email", "phone", "languages",
        "consented_on", "consent_source",
    )  # fmt: skip

    def get_heading(self) -> str:
        return f"{self.object.title} {self.object}".strip()


class BookListView(ActionsMixin, ResourceListView):
    """A list of the address book, with the actions of all floors on chosen entries."""

    primary_action = "people.join_entries"

    def get_actions(self) -> list[PersonAction]:
        return [action for action in person_actions if action.in_address_book]


institutions = Resource(
    model=Institution, name="institution", label=gettext_lazy("Institutions in the address book"), base=BookMixin,
    lead=gettext_lazy("The address book of the organization, for all its conferences. Only its team sees and "
                      "maintains it."),
    empty=Empty(
        "person-rolodex", gettext_lazy("The address book has no institutions yet"),
        gettext_lazy("Add one, or choose invitees in their list, then “Enter in the address book”."),
    ),
    navigation_key="people.institutions", edit_permission="people.keep_address_book",
    rows=Institution.objects.of, table=InstitutionTable, filter=InstitutionFilter, form=InstitutionForm,
    detail=InstitutionView, list_view=BookListView,
    add=add_institution, change=change_institution, delete=delete_institution,
    add_label=gettext_lazy("Add an institution"),
    delete_consequence=gettext_lazy("Entries that conferences have taken from it remain with them."),
)  # fmt: skip

contacts = Resource(
    model=Contact, name="contact", label=gettext_lazy("People in the address book"), base=BookMixin,
    lead=gettext_lazy(
        "People who agreed to be kept for the next conferences. Anyone who withdraws consent is removed at once."
    ),
    empty=Empty(
        "person-lines-fill", gettext_lazy("The address book has no people yet"),
        gettext_lazy(
            "Choose people in the directory, then “Enter in the address book”: it takes those who agreed to be kept."
        ),
    ),
    navigation_key="people.contacts", edit_permission="people.keep_address_book",
    rows=Contact.objects.of, table=ContactTable, filter=ContactFilter, form=AddressBookContactForm,
    detail=AddressBookContactView, list_view=BookListView,
    add=add_contact, change=change_contact, delete=leave_address_book,
    add_label=gettext_lazy("Add a person"),
    delete_question=gettext_lazy("Take “%(name)s” out of the address book?"),
    delete_label=gettext_lazy("Take out"),
    delete_consequence=gettext_lazy(
        "Every conference that has them notes that they are no longer kept for the next ones. Their records "
        "there stay."
    ),
)  # fmt: skip


class CorrectionsView(BookMixin, SecretariatView):
    """Shows the corrections that conferences made since they took a record: accepted into the book, or not."""

    template_name = "people/address_book/corrections.html"
    navigation_key = "people.corrections"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        books = (model.objects.of(self.conference) for model in (Institution, Contact))
        corrections = list(chain.from_iterable(map(self.corrections, books)))
        return super().get_context_data(corrections=corrections, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        record = self.record(request.POST.get("kind", ""), request.POST.get("record", ""))
        try:
            if "accept" in request.POST:
                accept_correction(record, by=self.acting_user)
                messages.success(request, _("The address book says so now."))
            else:
                reject_correction(record, by=self.acting_user)
                messages.success(request, _("The address book stays as it is."))
        except (Refused, ValidationError) as error:
            messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(self.to("correction-list"))

    def record(self, key: str, pk: str) -> Any:
        """Return a record of any conference of the organization that the user may see. Raises Http404."""
        kind = next((kind for kind in booked_kinds if kind.key == key), None)
        if kind is None:
            raise Http404
        rows = kind.model._base_manager.filter(entry__organization__conferences=self.conference)
        try:
            record = rows.select_related("conference", "entry").get(pk=pk)
        except (kind.model.DoesNotExist, ValidationError) as error:
            raise Http404 from error
        if not self.may_see(record):
            raise Http404
        return record


def links_of_organization(organization: Organization, user: User) -> list[Link]:
    """Return the way to the address book, through the latest conference in whose team the user is."""
    own = Membership.objects.filter(user=user).exclude(role=Role.OBSERVER)
    latest = organization.conferences.filter(memberships__in=own).order_by("-starts_on", "slug").first()
    if latest is None:
        return []
    number = organization.institutions.count()
    people = organization.contacts.count()
    text = ngettext("%(count)d institution", "%(count)d institutions", number) % {"count": number}
    text_of_people = ngettext("%(count)d person", "%(count)d people", people) % {"count": people}
    address = reverse("people_secretariat:institution-list", args=[latest.slug])
    return [Link(_("Address book"), address, detail=f"{text}, {text_of_people}")]
