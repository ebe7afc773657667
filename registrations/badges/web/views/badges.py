"""Printing badges: whose, how many, and their state; reprinting one; the print log."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView, View

from confman.accounts.sessions import user_of
from confman.conferences.web.resources.views import Empty, ListView
from confman.documents.models import DocumentJob
from confman.documents.rendering.spreadsheets import RENDERERS
from confman.web.errors import Refused
from confman.web.forms.base import put_errors, show_instead
from registrations.badges.documents.print_runs import (
    ask_for_badges,
    pages_needed,
    print_log_sheet,
    print_states,
    rows_to_print,
)
from registrations.badges.documents.single_badges import draw_badge, make_card, printed_badge, reprinted_badge
from registrations.badges.models import BadgePrint
from registrations.badges.web.forms.badges import PrintForm, ReprintForm
from registrations.badges.web.tables import BadgeFilter, BadgeTable, PrintLogFilter, PrintLogTable
from registrations.badges.web.views.designs import BadgesMixin
from registrations.core.web.base import RegistrationObjectMixin
from registrations.core.web.exports import ExportMixin, attached

KIND = "registrations.badges"
# Cards a second, below what is measured (benchmarks/), so that the estimate holds.
CARDS_A_SECOND = 200


class BadgeListView(BadgesMixin, ListView):
    """Everyone with a badge: whether it is printed and still correct; print them all, or reprint one."""

    template_name = "registrations/badges/badge_list.html"
    lead = gettext_lazy(
        "Choose whose badges you want, then print them in one file. A lost badge is reprinted from its line."
    )
    table, filter = BadgeTable, BadgeFilter
    empty = Empty(
        "person-badge", gettext_lazy("Nobody is approved yet"),
        gettext_lazy("Approved participants have a badge, and are listed here."),
        "registrations_secretariat:registration-list", gettext_lazy("Decide on registrations"),
    )  # fmt: skip
    row_page = "registration"

    def get_rows(self) -> Any:
        return rows_to_print(self.conference, {})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        numbers = categories_of(self.filtered_rows())
        count = sum(numbers.values())
        return super().get_context_data(
            form=PrintForm(conference=self.conference),
            count=count,
            estimate=estimate(count, pages_needed(self.conference, numbers)),
            jobs=DocumentJob.objects.of(self.conference).filter(kind=KIND).select_related("requested_by")[:5],
            **kwargs,
        )


def categories_of(registrations: Any) -> dict[Any, int]:
    """Return the number of badges of each category, by its id."""
    if isinstance(registrations, list):
        return dict(Counter(row.category_id for row in registrations))
    return dict(registrations.order_by().values_list("category").annotate(Count("pk")))


def estimate(count: int, pages: int) -> str:
    """Return how much paper and time printing needs, for a look before it starts."""
    seconds = 2 + count / CARDS_A_SECOND
    if seconds < 10:
        long = _("in a few seconds")
    elif seconds < 60:
        long = _("in less than a minute")
    else:
        minutes = round(seconds / 60)
        long = ngettext("in about %(count)d minute", "in about %(count)d minutes", minutes) % {
            "count": minutes
        }
    paper = ngettext("%(count)d page", "%(count)d pages", pages) % {"count": pages}
    return _("%(paper)s, ready %(long)s") % {"paper": paper, "long": long}


class BadgePrintView(BadgeListView):
    """Requests the badges the filters of the address leave; the worker makes the file."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = PrintForm(request.POST, conference=self.conference)
        back = f"{self.to('badge-list')}?{request.GET.urlencode()}"
        if not form.is_valid():
            messages.error(
                request, " ".join(str(error) for errors in form.errors.values() for error in errors)
            )
            return HttpResponseRedirect(back)
        registrations = list(self.filtered_rows())
        if not registrations:
            messages.warning(
                request, _("No participant meets these criteria, so there is no badge to print.")
            )
            return HttpResponseRedirect(back)
        data, filters = form.cleaned_data, self.filters
        assert filters is not None
        options = {**filters.filter_values(), "design": data["design"], "bleeds": data["bleeds"]}
        if filters.chosen_state:
            options["registrations"] = [str(row.pk) for row in registrations]
        try:
            job = ask_for_badges(
                self.conference,
                registrations,
                by=user_of(request),
                language=data["language"],
                options=options,
                new_codes=data["new_codes"],
            )
        except Refused as error:
            messages.error(request, error.message)
            return HttpResponseRedirect(back)
        return redirect("documents_secretariat:job", self.conference.slug, job.pk)


class OneBadgeMixin(RegistrationObjectMixin):
    permission = "registrations.make_cards"
    navigation_key = "registrations.badges"

    def prepare(self) -> None:
        super().prepare()
        if not self.registration.is_approved:
            raise Http404(_("There is no badge: the registration is not approved."))

    def file_name(self) -> str:
        return f"{self.conference.slug}-badge-{str(self.registration.pk)[:8]}.pdf"


class BadgeView(OneBadgeMixin, View):
    """One badge as PDF, at once; logged unless the same user opened the same badge just now."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        language = self.request.GET.get("language", "")
        if language not in self.conference.languages:
            language = self.registration.person.preferred_language()
        try:
            content = printed_badge(self.registration, by=user_of(request), language=language)
        except Refused as error:
            messages.error(request, error.message)
            return HttpResponseRedirect(self.to("registration", self.registration.pk))
        return attached(content, "application/pdf", self.file_name(), inline=True)


class ReprintView(OneBadgeMixin, TemplateView):
    """Asks why a badge is replaced; then the new one opens as PDF, and the old code opens no door."""

    template_name = "registrations/badges/badge_reprint.html"

    def form(self) -> ReprintForm:
        if self.request.method == "POST":
            return ReprintForm(self.request.POST, conference=self.conference)
        lines = self.lines()
        last = lines[0] if lines else None
        language = last.language if last else self.registration.person.preferred_language()
        return ReprintForm(
            conference=self.conference, initial={"language": language, "seen": last.number if last else 0}
        )

    def lines(self) -> list[BadgePrint]:
        rows = BadgePrint.objects.filter(registration=self.registration).select_related("printed_by")
        return list(rows.order_by("-number"))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form()
        if form.is_valid():
            data = form.cleaned_data
            try:
                _line, content = reprinted_badge(
                    self.registration, by=user_of(request), reason=data["reason"], note=data["note"],
                    seen=data["seen"], language=data["language"],
                )  # fmt: skip
            except Refused as error:
                put_errors(form, error)
                # A user who sends it again has read the message.
                show_instead(form, "seen", max((line.number for line in self.lines()), default=0))
            else:
                return attached(content, "application/pdf", self.file_name(), inline=True)
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.form())
        lines = self.lines()
        return super().get_context_data(
            registration=self.registration,
            lines=lines,
            state=print_states(self.conference, [self.registration])[self.registration.pk][0],
            is_printed=any(line.is_valid for line in lines),
            preview=draw_badge(self.registration, language=kwargs["form"]["language"].value() or ""),
            list_url=self.to("badge-list"),
            **kwargs,
        )


class PrintLogView(BadgesMixin, ListView):
    """Lists the prints: user, badge, time, design and reason."""

    navigation_key = "registrations.badge_log"
    lead = gettext_lazy("By whom, when, in which design and why each badge was printed.")
    table, filter = PrintLogTable, PrintLogFilter
    row_page, row_key = "registration", "registration_id"
    empty = Empty(
        "printer", gettext_lazy("No badge is printed yet"),
        gettext_lazy("Every badge that is made appears here, with who made it and why."),
        "registrations_secretariat:badge-list", gettext_lazy("Print badges"),
    )  # fmt: skip
    export_name = "registrations_secretariat:badge-log-export"

    def get_rows(self) -> Any:
        return BadgePrint.objects.of(self.conference).with_names()


class PrintLogExportView(ExportMixin, PrintLogView):
    """The filtered log as a file. Noted in the history."""

    of = "print-log"
    noted = "registrations.print_log_exported"

    def content(self, format: str) -> bytes:
        return RENDERERS[format](print_log_sheet(self.conference, self.filtered_rows()))

    def details(self) -> dict[str, Any]:
        return {}


class CardView(RegistrationObjectMixin, View):
    """One ticket, name plate or confirmation, at once."""

    permission = "registrations.make_cards"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            card = make_card(self.registration, self.kwargs["kind"], by=self.acting_user)
        except Refused as error:
            raise Http404(error.message) from error
        return attached(card.content, card.content_type, card.filename, inline=True)
