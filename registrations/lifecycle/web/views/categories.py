"""Categories in the secretariat: their list, their form."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.conferences.web.forms import ConferenceModelForm
from confman.conferences.web.resources import tables
from confman.conferences.web.resources.resource import Resource
from confman.conferences.web.resources.views import Empty
from confman.web.forms.base import model_field
from confman.web.templatetags.confman_web import status_badge
from registrations.core.models.category import Category
from registrations.lifecycle.domain.categories import (
    add_category,
    change_category,
    delete_category,
    why_category_stays,
)


class CategoryTable(tables.ResourceTable):
    letter = tables.Column(pgettext_lazy("of a category", "Letter"), order_by=("letter", "id"))
    name = tables.RecordColumn(_("Name"))
    approval = tables.Column(_("Who decides"))
    taken = tables.NumberColumn(_("Taken"), order_by=("taken", "id"))
    capacity = tables.NumberColumn(_("Places"), order_by=("capacity", "id"), default=_("no limit"))

    def render_letter(self, record: Category, value: str) -> SafeString:
        return format_html('<span class="swatch-letter {}">{}</span>', record.css_class, value)

    def render_name(self, record: Category, value: str) -> SafeString:
        name = self.link(record, value)
        if record.is_full:
            name = format_html("{} {}", name, status_badge("full", _("full"), "warn"))
        return tables.below(name, "" if record.in_figures else _("not counted in reports"))


class CategoryForm(ConferenceModelForm):
    intergovernmental = ("may_vote",)
    fieldsets = (
        ("", ("name", ("letter", "colour"), "approval", "capacity", "position", ("zones", "badge_design"))),
        (_("Rights"), ("may_take_seat", "may_speak", "may_propose", "may_vote", "in_figures")),
    )

    class Meta:
        model = Category
        widgets = {"colour": forms.TextInput({"type": "color"}), "approval": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        model_field(self, "badge_design").empty_label = _("the usual one")


categories = Resource(
    model=Category, name="category", label=_("Categories"),
    lead=_("In what capacity people take part: who decides on it, how many places there are, and what the badge "
    "shows."),
    empty=Empty("tags", _("There is no category yet"), _("Nobody can register before there is one.")),
    navigation_key="registrations.categories",
    edit_permission="registrations.edit_categories",
    table=CategoryTable, form=CategoryForm,
    add=add_category, change=change_category, delete=delete_category,
    why_kept=why_category_stays,
    add_label=_("Add a category"),
    delete_consequence=_("Only a category in which nobody is registered can be deleted. This cannot be undone."),
)  # fmt: skip
