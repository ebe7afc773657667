"""Protocol and travel: a table for each subject, changed one by one or many at once, and the draw for the seating."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from confman.conferences.web.base import SecretariatMixin
from confman.conferences.web.resources.resource import Resource
from confman.conferences.web.resources.views import Empty, ListView
from confman.conferences.web.verb_views import ActionFormView, ActionView, BackMixin, VerbFormView, return_url
from confman.documents.domain.jobs import request_document
from confman.web.database.changes import fingerprint
from confman.web.errors import Refused
from confman.web.forms.base import put_errors
from confman.web.forms.selection import chosen_keys
from registrations.core.domain.settings import settings_of
from registrations.core.models.registration import Registration
from registrations.protocol.domain.arrangements import (
    draw_first_delegation,
    remove_from_protocol,
    reset_draw,
    write_visa_letters,
)
from registrations.protocol.domain.hotels import add_hotel, change_hotel, delete_hotel
from registrations.protocol.domain.seating import head_table, seated_delegations
from registrations.protocol.models import Honours, Hotel
from registrations.protocol.web.forms import DrawForm, HotelForm, VisaLettersForm
from registrations.protocol.web.tables import PROTOCOL_TABLES, HotelTable, ProtocolTable

hotels = Resource(
    model=Hotel, name="hotel", label=gettext_lazy("Hotels"),
    empty=Empty("building", gettext_lazy("None yet: documents write the hotel of a room as it was entered.")),
    navigation_key="registrations.rooms",
    edit_permission="registrations.edit_travel",
    table=HotelTable, form=HotelForm,
    add=add_hotel, change=change_hotel, delete=delete_hotel,
    add_label=gettext_lazy("Add a hotel"),
    delete_consequence=gettext_lazy("Rooms stay as they are; documents write their hotel as it was entered."),
)  # fmt: skip


class ProtocolMixin(SecretariatMixin):
    """A page of protocol and travel, with the others beside it as tabs."""

    permission = "registrations.edit_travel"
    navigation_key = "registrations.protocol"


class ProtocolTableMixin(ProtocolMixin):
    """A mixin for the pages of one table. `part` and `permission` come with the address."""

    part: ProtocolTable = PROTOCOL_TABLES["travel"]

    def prepare(self) -> None:
        super().prepare()
        if self.part.key != "travel":
            self.navigation_key = f"registrations.{self.part.key}"

    def get_rows(self) -> Any:
        """Return everyone approved, with the data of this table; one query."""
        rows = Registration.objects.of(self.conference).approved().with_names()
        return rows.select_related(self.part.relation).order_by(*self.part.order, "person__sort_key", "id")


class PartListView(ProtocolTableMixin, ListView):
    """The list of approved participants, with the data kept on them here."""

    template_name = "registrations/protocol/part_list.html"
    list_label = gettext_lazy("Protocol and travel")
    views_before_tabs = 1  # the six parts of it are sought more than what is missing in one

    def prepare(self) -> None:
        super().prepare()
        part = self.part
        self.lead, self.table, self.filter, self.empty = part.lead, part.table, part.filter, part.empty
        self.bulk_name = f"registrations_secretariat:{part.key}-many"

    def address_of(self, row: Registration) -> str:
        return self.to(f"{self.part.key}-change", row.pk)

    primary_action = "chosen"

    def get_bulk_actions(self) -> list[tuple[str, Any]]:
        letters = [("letters", _("Supporting letters"))] if self.part.key == "visas" else []
        return [("chosen", _("Enter the same for these")), *letters]


class PartChangeView(BackMixin, ProtocolTableMixin, VerbFormView):
    """The page to change the data kept on one participant. Of two edits at once both versions are shown."""

    template_name = "registrations/protocol/part_form.html"

    def prepare(self) -> None:
        super().prepare()
        self.registration = get_object_or_404(self.get_rows(), pk=self.kwargs["pk"])
        self.heading = str(self.registration)
        self.form_class = self.part.form
        self.list_name = f"registrations_secretariat:{self.part.key}-list"
        self.list_label = self.heading if self.back else self.part.label

    def get_form_kwargs(self) -> dict[str, Any]:
        # A separate row: values of an invalid form must not show anywhere else.
        instance = self.part.model.objects.filter(registration=self.registration).first()
        return {**super().get_form_kwargs(), "instance": instance}

    def perform(self, form: Any) -> str:
        seen = form.cleaned_data["seen"]
        self.part.save(self.registration, by=self.request.user, seen=seen, **form.own_values())
        return _("What is kept of %(name)s was saved.") % {"name": self.registration.person.name}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            registration=self.registration,
            part=self.part,
            remove_url=self.to("honours-remove", self.registration.pk)
            if self.part.key == "honours" and getattr(self.registration, "honours", None)
            else "",
            **kwargs,
        )


class PartManyView(ProtocolTableMixin, TemplateView):
    """Changes the same for those chosen, or for everyone the filters leave: asks for values, then saves at once."""

    template_name = "registrations/protocol/part_many.html"
    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("action") == "letters" and self.part.key == "visas":
            return VisaLettersView.as_view()(request, *args, **kwargs)
        back = return_url(request.POST.get("next", ""), self.to(f"{self.part.key}-list"))
        everyone = request.POST.get("action") == "everyone"
        if everyone:
            query = QueryDict(urlsplit(back).query)
            rows = list(self.part.filter(query, self.get_rows(), conference=self.conference).qs)
        else:
            rows = list(self.get_rows().filter(pk__in=chosen_keys(request.POST.getlist("selected"))))
        if not rows:
            messages.warning(request, _("Choose at least one participant first."))
            return HttpResponseRedirect(back)
        is_sent = "confirmed" in request.POST
        digest = fingerprint(sorted(str(row.pk) for row in rows)) if everyone else ""
        form = self.part.many_form(request.POST if is_sent else None, conference=self.conference)
        if is_sent and request.POST.get("rows", "") != digest:
            messages.warning(request, _("The list has changed meanwhile. Look at it once more."))
        elif is_sent and form.is_valid():
            try:
                changed = self.part.save_many(rows, by=request.user, **form.given())
            except (Refused, ValidationError) as error:
                put_errors(form, error)
            else:
                message = ngettext(
                    "%(count)d participant was changed.", "%(count)d participants were changed.", changed
                )
                messages.success(request, message % {"count": changed})
                return HttpResponseRedirect(back)
        return self.render_to_response(
            self.get_context_data(
                part=self.part, form=form, rows=rows, next=back, everyone=everyone, digest=digest
            )
        )


class VisaLettersView(ProtocolMixin, TemplateView):
    """Enters supporting letters for those chosen in the register, after asking for language and signatory."""

    permission = "registrations.edit_visas"
    template_name = "registrations/protocol/visa_letters.html"
    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = list(
            Registration.objects.of(self.conference)
            .approved()
            .with_names()
            .filter(pk__in=chosen_keys(request.POST.getlist("selected")))
        )
        if not rows:
            messages.warning(request, _("Choose at least one participant first."))
            return HttpResponseRedirect(self.to("visas-list"))
        form = VisaLettersForm(
            request.POST if "confirmed" in request.POST else None, conference=self.conference
        )
        if form.is_bound and form.is_valid():
            try:
                return HttpResponseRedirect(self.write(rows, form.cleaned_data))
            except Refused as error:
                put_errors(form, error)
        return self.render_to_response(self.get_context_data(form=form, rows=rows))

    def write(self, rows: list[Registration], data: dict[str, Any]) -> str:
        """Register the letters and have them made; return the address of the document."""
        by = self.acting_user
        letters = write_visa_letters(rows, language=data["language"], signatory=data["signatory"], by=by)
        job = request_document(
            "registrations.visa_letter",
            self.conference,
            language=data["language"],
            format=data["format"],
            options={"letters": [str(letter.pk) for letter in letters]},
            by=by,
        )
        return reverse("documents_secretariat:job", args=[self.conference.slug, job.pk])


class HonoursRemoveView(ProtocolMixin, ActionView):
    """Removes a guest of honour."""

    permission = "registrations.edit_honours"
    queryset = Registration.objects.with_names()
    list_name = "registrations_secretariat:honours-list"
    verb = remove_from_protocol
    success_message = gettext_lazy("%(name)s is no longer a guest of honour.")
    message_names = {"name": "object.person.name"}


class SeatingView(ProtocolMixin, ActionFormView):
    """The order of delegations at the table, the draw it starts from, and the head table."""

    permission = "registrations.edit_honours"
    navigation_key = "registrations.seating"
    template_name = "registrations/protocol/seating.html"
    form_class = DrawForm

    verb = draw_first_delegation
    success_message = gettext_lazy("The seating begins with “%(name)s”.")
    message_names = {"name": "object.name"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        guests = Honours.objects.at_the_head_table(self.conference)
        return super().get_context_data(
            delegations=seated_delegations(self.conference),
            first=settings_of(self.conference).first_delegation,
            seats=head_table([(guest.head_table_position or 0, guest.registration) for guest in guests]),
            **kwargs,
        )


class DrawForgetView(ProtocolMixin, ActionView):
    """Makes the seating follow the alphabet from its beginning again."""

    permission = "registrations.edit_honours"
    list_name = "registrations_secretariat:seating-list"
    verb = reset_draw
    success_message = gettext_lazy("The draw was taken back: the seating follows the alphabet.")
