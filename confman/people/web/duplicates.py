"""Possible duplicates in the secretariat: the list of pairs, dismissing, merging, merged records."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View
from django_filters import ModelMultipleChoiceFilter

from confman.conferences.addresses import ALL, list_url
from confman.conferences.registries import ListAction
from confman.conferences.web.base import SecretariatMixin, SecretariatView
from confman.conferences.web.resources import filters, tables
from confman.conferences.web.resources.actions import ActionsMixin
from confman.conferences.web.resources.views import Empty
from confman.conferences.web.verb_views import ActionView, VerbFormView
from confman.people.domain.duplicates import dismiss_duplicate, refresh_duplicates, restore_duplicate
from confman.people.domain.merge import (
    fields_to_choose,
    fields_to_fill,
    merge_consequences,
    merge_order,
    merge_pair,
    merge_people,
    stricter_listing,
)
from confman.people.fields import FIELD_NAMED, PERSON_FIELDS, Merge
from confman.people.models import Listing, MergeRecord, Person, PossibleDuplicate
from confman.people.models.duplicate import PossibleDuplicateQuerySet
from confman.people.registries import person_records
from confman.people.web.comparison import pairs_in_words, reasons_in_words, shown, side_by_side, summaries
from confman.people.web.forms import PersonMergeForm
from confman.people.web.views import PersonMixin, merged_as
from confman.web.uploads.stored_files import file_response

NOT_THE_SAME = gettext_lazy("Not the same")
THE_SAME = gettext_lazy("They may be the same after all")


class DuplicatesMixin(SecretariatMixin):
    permission = "people.edit_person"
    navigation_key = "people.duplicates"
    request: HttpRequest

    def get_success_url(self) -> str:
        """Return the part and page of the list that the user came from."""
        query = self.request.GET
        parameters = [
            (name, value) for name in ("among", "show", "page") for value in query.getlist(name) if value
        ]
        address = self.to("duplicate-list")
        return f"{address}?{urlencode(parameters)}" if parameters else address


class PairFilter(filters.ResourceFilter):
    show = filters.ViewFilter(
        [("perhaps", gettext_lazy("Perhaps")), ("dismissed", NOT_THE_SAME)],
        method="of_kind",
        usual=gettext_lazy("Likely"),
    )
    among = ModelMultipleChoiceFilter(
        queryset=Person.objects.all(), method="of_these", widget=forms.MultipleHiddenInput
    )

    def of_kind(self, rows: PossibleDuplicateQuerySet, name: str, value: str) -> PossibleDuplicateQuerySet:
        if value == "dismissed":
            return rows.dismissed().order_by("-dismissed_at", "id")
        return rows.open().doubtful() if value else rows.open().likely()

    def of_these(self, rows: PossibleDuplicateQuerySet, name: str, people: Any) -> PossibleDuplicateQuerySet:
        return rows.among(people) if people else rows

    def views(self) -> list[dict[str, Any]]:
        """Return the views, which keep the people among whom is looked."""
        suffix = "".join(f"&among={person.pk}" for person in self.form.cleaned_data.get("among") or ())
        return [{**view, "url": view["url"] + suffix} for view in super().views()]


class PairTable(tables.ResourceTable):
    """The chosen pairs; each is shown side by side."""

    selected = tables.SelectionColumn()

    @cached_property
    def pairs(self) -> list[dict[str, Any]]:
        for pair in self.shown:
            pair.first.conference = pair.second.conference = self.conference
        entries = pairs_in_words(self.shown, self.view.acting_user, self.conference)
        return [{**entry, "merge_url": self.view.merge_url(entry["pair"])} for entry in entries]


class DuplicateListView(DuplicatesMixin, ActionsMixin):
    """Pairs that may be one person, side by side, the likeliest first; decided one by one or many at once."""

    template_name = "people/duplicate_list.html"
    lead = gettext_lazy(
        "Two records that may be of one person: the same mailbox and a like name, one name in two scripts, a name "
        "nearly the same from one organization."
    )
    edit_permission = "people.edit_person"
    rows_a_page = 20
    table, filter = PairTable, PairFilter
    empty = Empty(
        "check2-circle", gettext_lazy("There are no duplicates"),
        gettext_lazy("New and changed records are compared with all others automatically."),
    )  # fmt: skip
    primary_action = "merge"
    actions = (
        ListAction(
            key="merge",
            label=gettext_lazy("Merge"),
            verb=merge_pair,
            consequence=gettext_lazy(
                "The two records of each pair become one; this cannot be undone. A pair whose records contradict each "
                "other is not merged: it is named, to be merged on its own page."
            ),
            is_grave=True,
        ),
        ListAction(key="dismiss", label=NOT_THE_SAME, verb=dismiss_duplicate),
        ListAction(key="restore", label=THE_SAME, verb=restore_duplicate),
    )

    @property
    def shows_dismissed(self) -> bool:
        return self.request.GET.get("show") == "dismissed"

    def get_actions(self) -> list[ListAction]:
        return [action for action in self.actions if (action.key == "restore") == self.shows_dismissed]

    def get_rows(self) -> Any:
        return PossibleDuplicate.objects.of(self.conference).with_people()

    def merge_url(self, pair: PossibleDuplicate) -> str:
        kept, merged = merge_order(pair.first, pair.second)
        return self.to("person-merge", kept.pk, merged.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            to_compare=Person.objects.of(self.conference).to_compare().count(), **kwargs
        )


def compare_chosen(page: Any, people: Any) -> HttpResponse:
    """Compare who is new or was changed, then show the pairs in which one of these people stands."""
    refresh_duplicates(page.conference)
    parameters = [("among", str(key)) for key in people.values_list("pk", flat=True)]
    query = ALL if page.is_everything else urlencode(parameters)
    return HttpResponseRedirect(list_url(page.conference, "people_secretariat:duplicate-list", query))


class DuplicateRefreshView(DuplicatesMixin, ActionView):
    """Compares everyone with everyone, now."""

    def perform(self) -> str:
        number = refresh_duplicates(self.conference, everyone=True)
        return ngettext(
            "Everyone was compared: %(number)d pair may be one person.",
            "Everyone was compared: %(number)d pairs may be one person each.",
            number,
        ) % {"number": number}


class PairView(DuplicatesMixin, ActionView):
    """The base of buttons about a pair."""

    message_names = {"one": "object.first", "other": "object.second"}

    def get_object(self) -> PossibleDuplicate:
        return self.own_row(PossibleDuplicate.objects.with_people().select_related("conference"), "pair")


class DuplicateDismissView(PairView):
    verb = dismiss_duplicate
    success_message = gettext_lazy(
        "%(one)s and %(other)s are two people. If not, take it back under “Not the same”."
    )


class DuplicateRestoreView(PairView):
    verb = restore_duplicate
    success_message = gettext_lazy("%(one)s and %(other)s are possible duplicates again.")


class PersonMergeView(PersonMixin, VerbFormView):
    """Merges two records of one human being: field by field, with a preview of what moves."""

    permission = "people.edit_person"
    navigation_key = "people.duplicates"
    form_class = PersonMergeForm
    template_name = "people/person_merge.html"
    heading = gettext_lazy("Merge two records of one person")
    submit = gettext_lazy("Merge the two records")
    success_name = "people_secretariat:person"
    verb = merge_people
    success_message = gettext_lazy("The two records of %(name)s were merged.")
    merged_before: MergeRecord | None = None

    def prepare(self) -> None:
        super().prepare()
        people = (
            Person.objects.known().select_related("contact", "conference").filter(conference=self.conference)
        )
        if self.person.forgotten_at:
            raise Http404
        other = people.exclude(pk=self.person.pk).filter(pk=self.kwargs["other"]).first()
        if other is None:
            # The form was sent twice: the other record is merged already.
            self.merged_before = merged_as(self.conference, self.kwargs["other"])
            if self.merged_before is None or self.merged_before.person_id != self.person.pk:
                raise Http404
        else:
            self.other = other

    def check_access(self) -> Any:
        refused = super().check_access()
        return HttpResponseRedirect(self.person_url()) if refused is None and self.merged_before else refused

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "pair": (self.person, self.other)}

    def get_values(self, form: PersonMergeForm) -> dict[str, Any]:
        return {"merged": self.other, "take": form.take()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person, other = self.person, self.other
        pair = PossibleDuplicate.objects.about(person).about(other).first()
        has = summaries([person.pk, other.pk], self.request.user, self.conference)
        names = {choice.name for choice in fields_to_choose(person, other)}
        fill = [name for name in fields_to_fill(person, other) if name not in names]
        return super().get_context_data(
            person=person,
            other=other,
            pair=pair,
            reasons=reasons_in_words(pair.reasons) if pair else [],
            has=(has.get(person.pk, []), has.get(other.pk, [])),
            held=self.held(),
            settles=merge_consequences(person, other),
            filled=[(FIELD_NAMED[name].heading, shown(other, name)) for name in fill],
            alike=[row for row in side_by_side(person, other) if row.name not in names.union(fill)],
            listing=Listing(stricter_listing(person, other)).label,
            **kwargs,
        )

    def held(self) -> list[tuple[Any, int, int]]:
        """List how many entries of each kind the floors hold on each person."""
        rows = [
            (entry.label, len(entry.collect(self.person)), len(entry.collect(self.other)))
            for entry in person_records
        ]
        rows.append((_("Consents"), self.person.consents.count(), self.other.consents.count()))
        return [row for row in rows if row[1] or row[2]]


class MergeRecordMixin(PersonMixin):
    permission = "people.edit_person"

    def prepare(self) -> None:
        super().prepare()
        records = self.person.merge_records.select_related("by")
        self.record = get_object_or_404(records, pk=self.kwargs["merged"])


class MergeRecordView(MergeRecordMixin, SecretariatView):
    """A record that was merged into this person."""

    template_name = "people/merge_record.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            person=self.person,
            record=self.record,
            facts=self.facts(self.record.data),
            replaced=self.facts(self.record.replaced),
            **kwargs,
        )

    def facts(self, data: dict[str, Any]) -> list[tuple[str, Any]]:
        """List label and value of the stored fields, without ids and those shown elsewhere."""
        hidden = {field.name for field in PERSON_FIELDS if field.merge == Merge.KEPT} | {"photo", "contact"}
        return [
            (FIELD_NAMED[name].heading, self.value(name, value))
            for name, value in data.items()
            if name in FIELD_NAMED and name not in hidden and value
        ]

    def value(self, name: str, value: Any) -> Any:
        return shown(Person(conference=self.conference, **{name: value}), name)


class MergeRecordPhotoView(MergeRecordMixin, SecretariatMixin, View):
    """The photo that was not kept, for the team."""

    def get(self, request: HttpRequest, **kwargs: Any) -> Any:
        return file_response(request, self.record.photo, attachment=False)
