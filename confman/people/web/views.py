"""People in the secretariat: list, page, form, merging, erasure."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View

from confman.accounts.models import Visitor
from confman.accounts.sessions import user_of
from confman.audit.labels import with_words_for
from confman.conferences.models import Conference
from confman.conferences.web.base import SecretariatMixin
from confman.conferences.web.resources.actions import ActionsMixin
from confman.conferences.web.resources.records import CHANGE, Fact, RecordAction, RecordView
from confman.conferences.web.resources.views import Empty, ListView
from confman.conferences.web.verb_views import BackMixin, VerbFormView, history_of
from confman.people.domain.matcher import find_same_person
from confman.people.domain.own_roles import OwnRole, linked_roles
from confman.people.domain.people import add_person, change_person
from confman.people.domain.privacy import collect_person_data, erase_person, person_data_file
from confman.people.fields import PERSON_FIELDS, in_order
from confman.people.models import MergeRecord, Person
from confman.people.registries import PersonAction, person_actions, person_records
from confman.people.web.address_book.inclusion import TakeView
from confman.people.web.comparison import also_known_in_words, duplicates_in_words
from confman.people.web.forms import ForgetForm, PersonForm, QuickAddForm
from confman.people.web.tables import PersonFilter, PersonTable
from confman.web.uploads.stored_files import file_response

FACTS = in_order(
    (field for field in PERSON_FIELDS if field.on_person_page),
    "job_title", "organization", "country", "sector", "level", "sex",
)  # fmt: skip


class PeopleMixin:
    navigation_key = "people.people"


class PersonListView(PeopleMixin, ActionsMixin, ListView):
    """Everyone in the conference: searched in any script, filtered, sorted, with actions on many at once."""

    permission = "people.view_person"
    edit_permission = "people.edit_person"
    template_name = "people/person_list.html"
    table, filter = PersonTable, PersonFilter
    is_walked = True
    primary_action = "mailings.mail"
    add_name = "people_secretariat:person-add"
    add_label = gettext_lazy("Add a person")
    empty = Empty(
        "people", gettext_lazy("No one is in the list yet"),
        gettext_lazy("Begin with the speakers: their names are enough."),
        "people_secretariat:person-quick-add", gettext_lazy("Add people by name"),
    )  # fmt: skip
    row_page = "person"

    def get_rows(self) -> Any:
        return Person.objects.of(self.conference).known().select_related("conference")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = "people_secretariat:person-take" if self.may("people.take_contacts") else ""
        return super().get_context_data(take_url=self.url_of(page), **kwargs)

    def get_actions(self) -> list[PersonAction]:
        return [action for action in person_actions if not action.in_address_book]


class PersonTakeView(PeopleMixin, TakeView):
    """Takes people from the organization's address book, as speakers and for all else."""

    permission = "people.take_contacts"
    kind_key = "people.people"


class PersonAddView(PeopleMixin, VerbFormView):
    """Adds a person; the name is enough."""

    permission = "people.edit_person"
    form_class = PersonForm
    heading = gettext_lazy("Add a person")
    submit = gettext_lazy("Add")

    def perform(self, form: PersonForm) -> str:
        fields = form.changes()
        same = find_same_person(
            self.conference,
            fields["name"],
            email=fields.get("email", ""),
            organization=fields.get("organization", ""),
        )
        if same and not self.request.POST.get("add_anyway"):
            raise ValidationError(
                _(
                    "“%(name)s” is in the list already. Change them there, or send this form again to add another."
                )
                % {"name": same}
            )
        self.object = add_person(
            self.conference, by=self.acting_user, source=form.cleaned_data["source"], **fields
        )
        return _("%(name)s was added.") % {"name": self.object}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        # Once the question has been shown, the same form is accepted.
        context["extra_fields"] = {"add_anyway": "1"} if context["form"].non_field_errors() else {}
        return context

    template_name = "people/person_add.html"
    success_name = "people_secretariat:person"


class PersonQuickAddView(PeopleMixin, VerbFormView):
    """Adds several people by name only, unconfirmed."""

    permission = "people.edit_person"
    form_class = QuickAddForm
    heading = gettext_lazy("Add people by name")
    lead = gettext_lazy(
        "Names are enough for now: speakers appear as “to be confirmed” until they have agreed."
    )
    submit = gettext_lazy("Add")

    def perform(self, form: QuickAddForm) -> str:
        added = 0
        for row in form.cleaned_data["lines"]:
            person = find_same_person(self.conference, row["name"], organization=row.get("organization", ""))
            if person:
                messages.warning(self.request, _("%(name)s is in the list already.") % {"name": person})
                continue
            add_person(self.conference, by=self.acting_user, **row)
            added += 1
        if not added:
            return ""
        return ngettext("%(count)d person was added.", "%(count)d people were added.", added) % {
            "count": added
        }


class PersonMixin(PeopleMixin, SecretariatMixin):
    """Finds the person among those of the conference."""

    message_names = {"name": "object"}

    def prepare(self) -> None:
        super().prepare()
        self.object = self.person = self.own_row(Person.objects.select_related("contact", "conference"))

    def person_url(self) -> str:
        return self.to("person", self.person.pk)


class PersonView(PersonMixin, RecordView):
    """A person's page: facts, panels of the upper floors, possible duplicates, history.

    The address of a merged record redirects to the one that was kept.
    """

    permission = "people.view_person"
    edit_permission = "people.edit_person"
    template_name = "people/person_detail.html"
    page_name = "person"
    record_actions = (
        RecordAction(
            label=gettext_lazy("All their data (JSON)"), page="-data", icon="download", posts=True,
            permission="people.export_people",
        ),
        RecordAction(
            label=gettext_lazy("Erase"), page="-forget", permission="people.forget_person", unless="forgotten_at",
            is_end=True,
        ),
        replace(CHANGE, unless="forgotten_at", is_primary=True),
    )  # fmt: skip
    kept_in: MergeRecord | None = None

    def siblings(self) -> Any:
        return Person.objects.of(self.conference).known()

    def prepare(self) -> None:
        try:
            super().prepare()
        except Http404:
            conference = getattr(self, "conference", None)
            self.kept_in = merged_as(conference, self.kwargs["pk"]) if conference else None
            if self.kept_in is None:
                raise

    def check_access(self) -> Any:
        refused = super().check_access()
        if refused is None and self.kept_in:
            return redirect("people_secretariat:person", self.conference.slug, self.kept_in.person_id)
        return refused

    def get_heading(self) -> str:
        return f"{self.person.title} {self.person}".strip()

    def get_facts(self) -> Iterable[Fact]:
        return (Fact(field.name, field.heading, field.in_words) for field in FACTS)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, person = self.request.user, self.person
        records = list(person.merge_records.select_related("by"))
        roles = linked_roles(Q(person=person))
        may_edit = self.may_edit and not person.forgotten_at
        return super().get_context_data(
            panels=self.panels(),
            duplicates=duplicates_in_words(person) if may_edit else [],
            also_known=also_known_in_words(person),
            records=records if may_edit else [],
            consents=person.consents.all()[:10],
            entries=history_with_merged(person, records, roles, user),
            linked=[role for role in roles if user.has_perm(role[0].permission, self.conference)],
            **kwargs,
        )

    def panels(self) -> list[dict[str, Any]]:
        shown_panels = []
        entries = (entry.panel for entry in person_records if entry.panel)
        for panel in sorted(entries, key=lambda panel: panel.position):
            if self.request.user.has_perm(panel.permission, self.conference):
                context = panel.context(self.person, self.request.user)
                if context is not None:
                    shown_panels.append(
                        {"label": panel.label, "template": panel.template, "context": context}
                    )
        return shown_panels


class PersonChangeView(BackMixin, PersonMixin, VerbFormView):
    """Changes a person; of two edits at once both versions are shown.

    A record that shows the form in place asks for what it shows, and is returned to.
    """

    permission = "people.edit_person"
    form_class = PersonForm
    success_name = "people_secretariat:person"
    verb = change_person
    success_message = gettext_lazy("%(name)s was changed.")

    def prepare(self) -> None:
        super().prepare()
        if self.person.forgotten_at:
            raise Http404
        if self.back:
            self.list_label = str(self.person)

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        if self.back:
            facts = {field.name for field in PERSON_FIELDS if field.on_registration_page}
            names = facts | {"name", "title"}  # these are the heading
            for name in form.fields.keys() - names:
                del form.fields[name]
        return form

    def get_values(self, form: PersonForm) -> dict[str, Any]:
        return {**form.changes(), "source": form.cleaned_data.get("source", "")}


class PersonPhotoView(PersonMixin, SecretariatMixin, View):
    """The photo, for the team."""

    permission = "people.view_person"

    def get(self, request: HttpRequest, **kwargs: Any) -> Any:
        return file_response(request, self.person.photo, attachment=False)


class PersonDataView(PersonMixin, SecretariatMixin, View):
    """Downloads all data held on a person as a JSON file, recorded in the history."""

    permission = "people.export_people"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        content = person_data_file(self.person, by=user_of(request))
        response = HttpResponse(content, content_type="application/json; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{self.conference.slug}-personal-data.json"'
        return response


def merged_as(conference: Conference, merged: Any) -> MergeRecord | None:
    """Return the merge record of a person with that former id."""
    return MergeRecord.objects.filter(person__conference=conference, merged_id=merged).first()


def history_with_merged(
    person: Person, records: Iterable[MergeRecord], roles: Iterable[OwnRole], user: Visitor
) -> Any:
    """Return the latest entries on the person, on merged records, and on their pages, as one history."""
    merged = (Person(pk=record.merged_id) for record in records)
    entries = history_of(person, *merged, *(row for _kind, row in roles))
    return with_words_for(user, person.conference, entries)


class PersonForgetView(PersonMixin, VerbFormView):
    """Erases a person, with a reason; the page says what is erased."""

    permission = "people.forget_person"
    is_done_when_archived = True
    form_class = ForgetForm
    template_name = "people/person_forget.html"
    heading = gettext_lazy("Erase a person")

    verb = erase_person
    success_message = gettext_lazy("The person was erased.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        collected = collect_person_data(self.person)
        counts = [
            (entry.label, len(collected[entry.key])) for entry in person_records if collected.get(entry.key)
        ]
        return super().get_context_data(person=self.person, held=counts, **kwargs)
