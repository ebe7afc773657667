"""The list of the register: a line for each document, whoever keeps it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from confman.conferences.addresses import page_address
from confman.conferences.registries import ListAction
from confman.conferences.web.resources.actions import ActionsMixin
from confman.conferences.web.resources.views import ResourceListView
from confman.people.privacy import Audience
from confman.web.forms.selection import chosen_keys
from outcomes.register.domain.documents import issue_document
from outcomes.register.domain.lines import LineKind, RegisterLine, RegisterRows
from outcomes.register.domain.sources import documents_of, kept_elsewhere
from outcomes.register.models import DocumentSeries


class RegisterListView(ActionsMixin, ResourceListView):
    """The list; without what is restricted, for those who may not read it."""

    template_name = "outcomes/register/document_list.html"
    actions = (
        ListAction(
            key="issue", label=gettext_lazy("Issue"), verb=issue_document,
            consequence=gettext_lazy(
                "Each is issued in the languages available. Subscribers to its series are informed in one mail."
            ),
        ),
    )  # fmt: skip

    def documents(self) -> Any:
        """Return the documents of the register that the user may know of."""
        rows: Any = super().get_rows()
        return rows if self.may("outcomes.read_restricted_documents") else rows.not_restricted()

    def get_rows(self) -> Any:
        """Return a line for each document, also where another package keeps it."""
        return self.lines

    @cached_property
    def lines(self) -> RegisterRows:
        return RegisterRows(
            [
                documents_of(self.conference, self.documents()),
                *kept_elsewhere(
                    self.conference,
                    Audience.SECRETARIAT,
                    of_statements=Audience.SECRETARIAT if self.keeps_statements else Audience.PUBLIC,
                ),
            ]
        )

    @cached_property
    def keeps_statements(self) -> bool:
        return self.may("outcomes.keep_statements")

    def address_in_list(self, row: RegisterLine) -> str:
        """Return the page on which the line’s document is kept."""
        slug = self.conference.slug
        if row.is_document:
            return super().address_in_list(row)
        if row.line_kind == LineKind.STATEMENT:
            page = f"{self.to('statement-list')}#session-{row.session}"
            return page if self.keeps_statements else ""
        if self.may("agenda.edit_agenda"):
            return page_address("agenda_secretariat:session-materials", slug, row.session)
        return page_address("agenda_secretariat:presentations", slug)

    def chosen(self) -> Any:
        if self.is_everything and self.filters:
            matching: Any = self.filters.matching_rows()
            return self.documents().filter(pk__in=matching.keys(LineKind.DOCUMENT))
        return self.documents().filter(pk__in=chosen_keys(self.request.POST.getlist("selected")))

    def keys_in_order(self) -> list[Any]:
        rows: RegisterRows = self.table(self.filtered_rows(), view=self).data.data
        return rows.keys(LineKind.DOCUMENT)

    def named(self, keys: Sequence[Any]) -> Mapping[Any, Any]:
        return self.documents().in_bulk(keys)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        needs_series = self.may_edit and not DocumentSeries.objects.of(self.conference).exists()
        context = super().get_context_data(series_wanted=needs_series, **kwargs)
        # Nothing can be entered before there is a series.
        return context | {"add_url": "", "empty_url": "", "empty_text": ""} if needs_series else context
