"""The page on which several entries of the address book are taken into a conference."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from confman.conferences.registries import ListAction
from confman.conferences.web.base import SecretariatView
from confman.people.domain.address_book import enter_institution
from confman.people.domain.inclusion import add_entries, last_taking, offers, undo_taking
from confman.people.registries import AddressBookKind, booked_kinds
from confman.web.errors import Refused
from confman.web.forms.selection import chosen_keys

SHOWN = 300

ENTER = ListAction(
    key="enter",
    label=gettext_lazy("Enter in the address book"),
    permission="people.keep_address_book",
    verb=enter_institution,
    consequence=gettext_lazy(
        "The institution enters it; a named addressee does not, since they have not agreed."
    ),
)


class TakeView(SecretariatView):
    """Finds entries, shows those chosen with their duplicates here, takes them in one act, and undoes it.

    A subclass names the `kind_key` of the records that are made, and whose page it is.
    """

    template_name = "people/address_book/take.html"
    kind_key: ClassVar[str]

    @property
    def kind(self) -> AddressBookKind:
        return next(kind for kind in booked_kinds if kind.key == self.kind_key)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET.get("q", "")
        entries = [] if "preview" in kwargs else offers(self.conference, self.kind, query)
        return super().get_context_data(
            offers=entries[:SHOWN],
            left=max(len(entries) - SHOWN, 0),
            words_typed=query,
            last=last_taking(self.conference, self.kind, by=self.acting_user),
            list_url=self.url_of_list(),
            list_label=self.list_label,
            **kwargs,
        )

    def url_of_list(self) -> str:
        """Return the address of the list to which the records are added."""
        return reverse(self.list_name, args=[self.conference.slug])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "undo" in request.POST:
            return self.undo()
        keys = set(chosen_keys(request.POST.getlist("selected")))
        if "confirmed" not in request.POST:
            selected = [offer for offer in offers(self.conference, self.kind) if offer.entry.pk in keys]
            if not selected:
                messages.warning(request, gettext_lazy("Choose at least one row, then what to do with it."))
                return HttpResponseRedirect(request.get_full_path())
            return self.render_to_response(self.get_context_data(preview=selected))
        number = len(add_entries(self.conference, self.kind, keys, by=self.acting_user))
        message = ngettext("%(count)d entry was taken.", "%(count)d entries were taken.", number)
        messages.success(request, message % {"count": number})
        return HttpResponseRedirect(request.path)

    def undo(self) -> HttpResponse:
        try:
            number = undo_taking(self.conference, self.kind, by=self.acting_user)
        except Refused as refused:
            messages.error(self.request, refused.message)
        else:
            message = ngettext(
                "%(count)d record was taken back.", "%(count)d records were taken back.", number
            )
            messages.success(self.request, message % {"count": number})
        return HttpResponseRedirect(self.request.path)
