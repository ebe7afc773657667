"""Import of texts: a file or pasted text, a preview where everything can be corrected, then all drafts or none."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from agenda.rooms.models.working_group import WorkingGroup
from confman.web.errors import Refused
from confman.web.forms.base import put_errors
from outcomes.drafting.exchange.text_import import ReadText, import_drafts, read_text
from outcomes.drafting.exchange.text_rows import ImportedRow
from outcomes.drafting.web.forms import ImportChoicesForm, ImportedRowFormSet, TextImportForm
from outcomes.drafting.web.group_base import AreaMixin, GroupMixin
from outcomes.recommendations.domain.transitions import may
from outcomes.recommendations.domain.versions import groups_of_writer


class ImportPage(AreaMixin, TemplateView):
    """Two steps at one address: the first reads the text, the second, which carries all rows with it, saves."""

    template_name = "outcomes/drafting/text_import.html"
    # The group whose room this is; without it any group that the user writes for.
    group: WorkingGroup | None = None

    def back(self) -> str:
        """Return the address that the reader comes from and goes back to."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "rows-TOTAL_FORMS" in request.POST:
            return self._accept(request)
        form = TextImportForm(request.POST, request.FILES, conference=self.conference)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                read = read_text(file.read() if file else form.cleaned_data["text"].encode())
            except Refused as error:
                form.add_error("file" if file else "text", error.message)
            else:
                return self._preview(read, file.name if file else "")
        return self.render_to_response(self.get_context_data(form=form))

    def _preview(self, read: ReadText, name: str) -> HttpResponse:
        rows = ImportedRowFormSet(
            prefix="rows", initial=[{"kind": row.kind, "text": row.text} for row in read.rows]
        )
        choices = self._choices(initial={"source": name, "group": self.group})
        return self.render_to_response(
            self.get_context_data(rows=rows, choices=choices, notes=read.notes, name=name)
        )

    def _accept(self, request: HttpRequest) -> HttpResponse:
        rows, choices = ImportedRowFormSet(request.POST, prefix="rows"), self._choices(request.POST)
        if rows.is_valid() and choices.is_valid():
            data = choices.cleaned_data
            try:
                made = import_drafts(
                    self.conference,
                    by=self.acting_user,
                    person=self.person,
                    rows=[ImportedRow(row["kind"], row["text"]) for row in rows.cleaned_data],
                    language=data["language"],
                    working_group=self.group or data.get("group"),
                    source=data["source"],
                )
            except Refused as error:
                put_errors(choices, error)
            else:
                messages.success(
                    request,
                    ngettext("%(count)d draft was imported.", "%(count)d drafts were imported.", len(made))
                    % {"count": len(made)},
                )
                return HttpResponseRedirect(self.back())
        return self.render_to_response(
            self.get_context_data(rows=rows, choices=choices, name=request.POST.get("source", ""))
        )

    def _choices(self, data: Any = None, **kwargs: Any) -> ImportChoicesForm:
        user = self.acting_user
        form = ImportChoicesForm(
            data,
            conference=self.conference,
            groups=groups_of_writer(self.conference, user),
            may_choose_none=may(user, "outcomes.table_recommendation", self.conference),
            **kwargs,
        )
        if self.group is not None:
            form.fields.pop("group")
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "rows" not in kwargs:
            kwargs.setdefault("form", TextImportForm(conference=self.conference))
        return super().get_context_data(
            back=self.back(), back_label=self.group or _("Recommendations"), title=_("Import texts"), **kwargs
        )


class RoomImportView(GroupMixin, ImportPage):
    """The page that imports drafts into the room of one group."""

    group: WorkingGroup
    permission = "outcomes.write_in_room"

    def back(self) -> str:
        return self.page_of("room")


class TextImportView(ImportPage):
    """The page that imports drafts into any group, or for the plenary: from the list of the secretariat."""

    permission = "outcomes.draft_recommendation"

    def back(self) -> str:
        return reverse("outcomes_secretariat:recommendation-list", args=[self.conference.slug])
