"""Categories in the secretariat."""

from django.utils.translation import gettext_lazy as _

from confman.conferences.web.resources.resource import Resource
from confman.conferences.web.resources.views import Empty
from registrations.core.models.category import Category
from registrations.lifecycle.domain.categories import add_category, change_category, delete_category
from registrations.lifecycle.web.forms.categories import CategoryForm
from registrations.lifecycle.web.tables import CategoryTable

categories = Resource(
    model=Category, name="category", label=_("Categories"),
    lead=_("As what people come: who decides on it, how many places there are, and what stands on the badge."),
    empty=Empty("tags", _("There is no category yet"), _("Nobody can register before there is one.")),
    navigation_key="registrations.categories",
    edit_permission="registrations.edit_categories",
    table=CategoryTable, form=CategoryForm,
    add=add_category, change=change_category, delete=delete_category,
    add_label=_("Add a category"),
    delete_consequence=_("Only a category in which nobody is registered can be deleted. This cannot be taken back."),
)  # fmt: skip
