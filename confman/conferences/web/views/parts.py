"""Themes, partners, pages and news: lists, forms, deletion."""

from __future__ import annotations

from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from confman.accounts.sessions import user_of
from confman.conferences.domain.parts import add_part, change_part, delete_part, publish_page, withdraw_page
from confman.conferences.models import Page, Partner, Theme
from confman.conferences.web.base import SecretariatMixin, SecretariatView
from confman.conferences.web.part_forms import PageForm, PartnerForm, ThemeForm
from confman.conferences.web.verb_views import ConfirmView, VerbFormView, history_of
from confman.translation.languages import language_name
from confman.translation.quotes import quotable


class PartAddView(VerbFormView):
    """A form that adds one object of `model`."""

    model: Any
    added: Any
    submit = gettext_lazy("Add")

    def act(self, form: Any) -> Any:
        self.part = add_part(self.model, self.conference, by=user_of(self.request), **form.cleaned_data)
        return self.added


class PartMixin:
    """Finds the object among those of the conference."""

    model: Any

    def prepare(self) -> None:
        super().prepare()  # type: ignore[misc]
        self.part = self.own_row(self.model)  # type: ignore[attr-defined]


class PartChangeView(PartMixin, VerbFormView):
    """A form that changes it, with its history below."""

    changed: Any
    delete_name: str

    def prepare(self) -> None:
        super().prepare()
        self.heading = str(self.part)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.model.objects.get(pk=self.part.pk)}

    def act(self, form: Any) -> Any:
        change_part(self.part, by=user_of(self.request), **form.cleaned_data)
        return self.changed

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            part=self.part,
            entries=history_of(self.part),
            delete_url=reverse(self.delete_name, args=[self.conference.slug, self.part.pk]),
            **kwargs,
        )


class PartDeleteView(PartMixin, ConfirmView):
    """Asks, then deletes it."""

    deleted: Any

    def get_question(self) -> str:
        return _("Delete “%(name)s”?") % {"name": quotable(self.part)}

    def act(self) -> Any:
        delete_part(self.part, by=user_of(self.request))
        return self.deleted


# --- Themes ---------------------------------------------------------------------------------------------


class ThemeMixin:
    model = Theme
    permission = "conferences.edit_themes"
    navigation_key = "conferences.themes"
    list_name = "conferences_secretariat:theme-list"
    list_label = gettext_lazy("Themes")
    delete_name = "conferences_secretariat:theme-delete"
    form_class: type[BaseForm] | None = ThemeForm
    added = gettext_lazy("The theme was added.")
    changed = gettext_lazy("The theme was changed.")
    deleted = gettext_lazy("The theme was deleted.")


class ThemeListView(ThemeMixin, SecretariatView):
    template_name = "conferences/theme_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(themes=self.conference.themes.all(), **kwargs)


class ThemeAddView(ThemeMixin, PartAddView):
    heading = gettext_lazy("Add a theme")


class ThemeChangeView(ThemeMixin, PartChangeView):
    pass


class ThemeDeleteView(ThemeMixin, PartDeleteView):
    action = gettext_lazy("Delete the theme")
    consequence = gettext_lazy("Sessions and recommendations of this theme stay, without a theme.")


# --- Partners -------------------------------------------------------------------------------------------


class PartnerMixin:
    model = Partner
    permission = "conferences.edit_partners"
    navigation_key = "conferences.partners"
    list_name = "conferences_secretariat:partner-list"
    list_label = gettext_lazy("Partners")
    delete_name = "conferences_secretariat:partner-delete"
    form_class: type[BaseForm] | None = PartnerForm
    added = gettext_lazy("The partner was added.")
    changed = gettext_lazy("The partner was changed.")
    deleted = gettext_lazy("The partner was deleted.")


class PartnerListView(PartnerMixin, SecretariatView):
    template_name = "conferences/partner_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(partners=self.conference.partners.all(), **kwargs)


class PartnerAddView(PartnerMixin, PartAddView):
    heading = gettext_lazy("Add a partner")

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        # A new one stands last; its place is changed later.
        form.fields.pop("position")
        return form


class PartnerChangeView(PartnerMixin, PartChangeView):
    pass


class PartnerDeleteView(PartnerMixin, PartDeleteView):
    action = gettext_lazy("Delete the partner")
    consequence = gettext_lazy(
        "Name, logo and credit line disappear from all pages and from documents made later."
    )


# --- Pages and news -------------------------------------------------------------------------------------


class PageMixin:
    model = Page
    permission = "conferences.edit_pages"
    navigation_key = "conferences.pages"
    list_name = "conferences_secretariat:page-list"
    list_label = gettext_lazy("Pages and news")
    delete_name = "conferences_secretariat:page-delete"
    form_class: type[BaseForm] | None = PageForm
    added = gettext_lazy("The page was saved. Nobody else sees it until it is published.")
    changed = gettext_lazy("The page was changed.")
    deleted = gettext_lazy("The page was deleted.")


class PageListView(PageMixin, SecretariatView):
    template_name = "conferences/page_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pages = self.conference.pages.order_by("kind", "position", "-published_at", "slug")
        return super().get_context_data(pages=pages, **kwargs)


class PageAddView(PageMixin, PartAddView):
    heading = gettext_lazy("Write a page or a piece of news")
    template_name = "conferences/page_form.html"

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET.get("kind")
        return {"kind": asked if asked in Page.Kind.values else Page.Kind.PAGE}

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.fields.pop("position")
        return form

    def get_success_url(self) -> str:
        return reverse("conferences_secretariat:page-change", args=[self.conference.slug, self.part.pk])


class PageChangeView(PageMixin, PartChangeView):
    template_name = "conferences/page_form.html"

    def get_success_url(self) -> str:
        return reverse("conferences_secretariat:page-change", args=[self.conference.slug, self.part.pk])


class PageDeleteView(PageMixin, PartDeleteView):
    action = gettext_lazy("Delete the page")
    consequence = gettext_lazy("Its text in every language is lost. To hide it only, withdraw it instead.")


class PagePublishView(PageMixin, PartMixin, SecretariatMixin, View):
    """POST publish=1 or nothing: on the public site, or off it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        verb = publish_page if request.POST.get("publish") else withdraw_page
        verb(self.part, by=user_of(request))
        return HttpResponseRedirect(
            reverse("conferences_secretariat:page-change", args=[self.conference.slug, self.part.pk])
        )


class PagePreviewView(PageMixin, SecretariatMixin, View):
    """POST the form of a page: its text in each language as it would be read. Nothing is saved."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        previews = [
            {
                "code": code,
                "name": language_name(code),
                "title": request.POST.get(f"title_{code}", ""),
                "body": request.POST.get(f"body_{code}", ""),
            }
            for code in self.conference.languages
            if request.POST.get(f"body_{code}", "").strip()
        ]
        return render(request, "conferences/page_preview.html", {"previews": previews})
