"""The bodies that recommendations are addressed to."""

from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from confman.conferences.web.resources.actions import ActionsMixin
from confman.conferences.web.resources.resource import Messages, Resource
from confman.conferences.web.resources.views import Empty, ResourceFormView, ResourceListView
from confman.people.web.address_book.inclusion import ENTER, TakeView
from outcomes.desk.web.forms import AddresseeForm
from outcomes.desk.web.tables import AddresseeFilter, AddresseeTable
from outcomes.follow_up.domain.focal_points import change_addressee, remove_addressee, why_addressee_stays
from outcomes.recommendations.domain.addressees import add_addressee
from outcomes.recommendations.models.addressee import Addressee


class AddresseeListView(ActionsMixin, ResourceListView):
    """The addressees; those of the organization's address book are taken from there, and others enter it."""

    template_name = "outcomes/desk/addressee_list.html"
    actions = (ENTER,)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        take_url = self.to("addressee-take") if self.may("outcomes.take_addressees") else ""
        return super().get_context_data(take_url=take_url, **kwargs)


class AddresseeTakeView(TakeView):
    """Takes institutions from the organization's address book as addressees."""

    permission = "outcomes.take_addressees"
    kind_key = navigation_key = "outcomes.addressees"


class AddresseeFormView(ResourceFormView):
    values_name = "values"


addressees = Resource(
    model=Addressee, name="addressee", label=_("Addressees"),
    lead=_("The bodies that recommendations are addressed to, and that lead or support actions."),
    empty=Empty(
        "bank", _("There are no addressees yet"),
        _("A recommendation says who is to carry it out. Begin with the bodies that take part."),
    ),
    navigation_key="outcomes.addressees",
    view_permission="outcomes.view_follow_up", edit_permission="outcomes.edit_follow_up",
    rows=lambda conference: Addressee.objects.of(conference)
    .select_related("focal_point").annotate(asked=Count("recommendations", distinct=True))
    .order_by("position", "search_text", "id"),
    table=AddresseeTable, filter=AddresseeFilter, form=AddresseeForm,
    add=add_addressee, change=change_addressee, delete=remove_addressee,
    why_kept=why_addressee_stays,
    add_label=_("Add an addressee"),
    messages=Messages(
        _("The addressee was added."), _("The addressee was changed."), _("The addressee was removed."),
    ),
    delete_question=_("Remove “%(name)s”?"), delete_label=_("Remove the addressee"),
    delete_consequence=_("It is possible only while no recommendation, action or response names it."),
    form_view=AddresseeFormView, list_view=AddresseeListView,
)  # fmt: skip
