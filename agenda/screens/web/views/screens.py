"""The secretariat's list of the venue's screens: what each shows, its address, and whether it is alive."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from agenda.releases.models.release import AgendaRelease
from agenda.screens.domain.screens import change_screen, create_screen, delete_screen, is_alive, renew_address
from agenda.screens.models import VenueScreen
from agenda.screens.web.forms import VenueScreenForm
from agenda.screens.web.tables import ScreenTable, address_of
from confman.conferences.web.resources.resource import Messages, Resource
from confman.conferences.web.resources.views import Empty, ResourceFormView, ResourceListView
from confman.conferences.web.verb_views import ConfirmView


class ScreenListView(ResourceListView):
    template_name = "agenda/screens/screen_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_published = AgendaRelease.objects.of(self.conference).exists()
        return super().get_context_data(is_published=is_published, **kwargs)


class ScreenFormView(ResourceFormView):
    """A screen: what it shows, and its address as a QR code."""

    template_name = "agenda/screens/screen_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not self.is_new:
            address = address_of(self.object)
            kwargs |= {"address": address, "alive": is_alive(self.object)}
        return super().get_context_data(**kwargs)


screens = Resource(
    model=VenueScreen, name="screen", label=_("Screens"),
    lead=_(
        "Open an address on a screen in the venue. It shows what is published, keeps up automatically, and goes "
        "on without a network."
    ),
    empty=Empty(
        "display", _("There are no screens yet"),
        _("A television in the foyer, a tablet at a door, the chair’s timer: each gets an address of its own."),
    ),
    navigation_key="agenda.screens",
    view_permission="agenda.view_screens", edit_permission="agenda.edit_screens",
    rows=lambda conference: VenueScreen.objects.of(conference).with_room().select_related("conference"),
    table=ScreenTable, form=VenueScreenForm,
    add=create_screen, change=change_screen, delete=delete_screen,
    add_label=_("Add a screen"),
    messages=Messages(
        _("The screen was added. Open its address on the screen itself."),
        _("The screen was changed; it follows within half a minute."),
    ),
    delete_label=_("Delete the screen"),
    delete_consequence=_("Its address stops working. This cannot be undone; another can be added."),
    list_view=ScreenListView, form_view=ScreenFormView,
)  # fmt: skip


class RenewAddressView(ConfirmView):
    permission = "agenda.edit_screens"
    navigation_key = "agenda.screens"
    queryset = VenueScreen.objects.all()
    question = _("Give “%(name)s” a new address?")
    consequence = _(
        "The screen that is open at the old address shows nothing until it is opened at the new one."
    )
    action = _("New address")
    verb = renew_address
    success_message = _("“%(name)s” has a new address.")
