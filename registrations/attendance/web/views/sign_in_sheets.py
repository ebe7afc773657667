"""Sheets signed by hand: printed, and entered later in the sheet's order."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from confman.accounts.sessions import user_of
from confman.conferences.web.base import SecretariatView
from confman.web.errors import Refused
from confman.web.forms.selection import chosen_keys
from registrations.attendance.domain.sign_in_sheets import enter_sheet, keys_in_order, people_on, sheet_lines
from registrations.attendance.models import Checkpoint
from registrations.attendance.web.base import CheckInPageMixin
from registrations.attendance.web.forms import SheetForm

# As many lines as two printed pages have.
LINES_A_PAGE = 50


class SheetView(CheckInPageMixin, SecretariatView):
    """The lines of a sheet with a box each. Sent twice, it is entered once; clearing a box withdraws the record.

    A page of it is entered by itself, or who is found by name.
    """

    permission = "registrations.enter_sheets"
    template_name = "registrations/attendance/sheet.html"
    navigation_key = "registrations.sheets"

    def prepare(self) -> None:
        super().prepare()
        first = Checkpoint.objects.of(self.conference).order_by("-kind", "position", "id").first()
        data = self.request.GET or ({"checkpoint": first.pk} if first else None)
        self.form = SheetForm(data, conference=self.conference)
        self.chosen = self.form.cleaned_data if self.form.is_valid() else {}
        if self.chosen:
            # A session has its own day, whatever was asked for.
            self.chosen["language"] = self.chosen["language"] or self.site_language
            self.form = SheetForm(
                {
                    **self.chosen,
                    "checkpoint": self.chosen["checkpoint"].pk,
                    "day": self.chosen["day"].isoformat(),
                },
                conference=self.conference,
            )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        checkpoint, day, query = (self.chosen.get(name) for name in ("checkpoint", "day", "q"))
        language = self.chosen.get("language", "")
        lines, page = [], None
        if checkpoint and day:
            keys = self.cached_for_user(
                ("sheet", checkpoint.pk, language), lambda: keys_in_order(checkpoint, language)
            )
            rows = people_on(checkpoint)
            found = set(rows.search(query).values_list("pk", flat=True)) if query else set(keys)
            numbered = [(number, key) for number, key in enumerate(keys, start=1) if key in found]
            page = Paginator(numbered, LINES_A_PAGE).get_page(self.request.GET.get("page"))
            lines = sheet_lines(checkpoint, day, {key: number for number, key in page}, language)
        return super().get_context_data(
            form=self.form,
            checkpoint=checkpoint,
            day=day,
            language=language,
            words=query,
            lines=lines,
            page=page,
            has_checkpoint=Checkpoint.objects.of(self.conference).exists(),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        checkpoint = self.chosen.get("checkpoint")
        if checkpoint is not None:
            was_signed, signed = (set(chosen_keys(request.POST.getlist(name))) for name in ("was", "signed"))
            try:
                added, taken_back = enter_sheet(
                    checkpoint,
                    day=self.chosen["day"],
                    # Of two who enter the sheet, neither takes back what the other has entered since.
                    lines=was_signed ^ signed,
                    signed=signed,
                    by=user_of(request),
                )
            except Refused as error:
                messages.error(request, error.message)
            else:
                message = _("Entered: %(added)d. Taken back: %(taken)d.")
                messages.success(request, message % {"added": added, "taken": taken_back})
        return HttpResponseRedirect(request.get_full_path())
