"""Categories in the secretariat."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.accounts.sessions import user_of
from confman.conferences.web.base import SecretariatView
from confman.conferences.web.verb_views import ConfirmView, VerbFormView, history_of
from registrations.core.models.category import Category
from registrations.core.web.base import RegistrationsMixin
from registrations.lifecycle.domain.categories import add_category, change_category, delete_category
from registrations.lifecycle.web.forms.categories import CategoryForm


class CategoryMixin(RegistrationsMixin):
    heading: str | Promise
    permission = "registrations.edit_categories"
    navigation_key = "registrations.categories"
    list_name = "registrations_secretariat:category-list"
    list_label = gettext_lazy("Categories")

    def prepare(self) -> None:
        super().prepare()
        if "pk" in self.kwargs:
            self.category = get_object_or_404(
                Category.objects.select_related("conference"),
                conference=self.conference,
                pk=self.kwargs["pk"],
            )
            self.heading = str(self.category)


class CategoryListView(CategoryMixin, SecretariatView):
    template_name = "registrations/lifecycle/category_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(categories=Category.objects.of(self.conference), **kwargs)


class CategoryAddView(CategoryMixin, VerbFormView):
    form_class = CategoryForm
    heading = gettext_lazy("Add a category")

    def act(self, form: Any) -> str:
        category = add_category(self.conference, by=user_of(self.request), **form.cleaned_data)
        return _("“%(name)s” was added.") % {"name": category}


class CategoryChangeView(CategoryMixin, VerbFormView):
    form_class = CategoryForm
    template_name = "registrations/lifecycle/category_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": Category.objects.get(pk=self.category.pk)}

    def act(self, form: Any) -> str:
        change_category(self.category, by=user_of(self.request), **form.cleaned_data)
        return _("“%(name)s” was changed.") % {"name": form.instance}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(category=self.category, entries=history_of(self.category), **kwargs)


class CategoryDeleteView(CategoryMixin, ConfirmView):
    action = gettext_lazy("Delete")

    def get_question(self) -> str:
        return _("Delete “%(name)s”?") % {"name": self.category}

    def get_consequence(self) -> str:
        return _("Only a category in which nobody is registered can be deleted. This cannot be taken back.")

    def act(self) -> str:
        name = str(self.category)
        delete_category(self.category, by=user_of(self.request))
        return _("“%(name)s” was deleted.") % {"name": name}
