"""Themes, partners, pages and news."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from confman.conferences.domain.parts import (
    add_part,
    change_part,
    delete_part,
    move_page,
    publish_page,
    withdraw_page,
)
from confman.conferences.models import Page, Partner, Theme
from confman.conferences.registries import ListAction
from confman.conferences.web.base import SecretariatMixin
from confman.conferences.web.part_forms import PageForm, PartnerForm, ThemeForm
from confman.conferences.web.part_tables import PageTable, PartnerTable, ThemeTable
from confman.conferences.web.resources.actions import ActionsMixin
from confman.conferences.web.resources.resource import Messages, Resource
from confman.conferences.web.resources.views import Empty, ResourceFormView, ResourceListView
from confman.conferences.web.verb_views import ActionView
from confman.translation.languages import language_name

partners = Resource(
    model=Partner, name="partner", label=_("Partners"),
    lead=_("The organizers and donors of the conference, with what their agreements require."),
    empty=Empty(
        "building", _("There are no partners yet"),
        _("Begin with the organizer: its name stands at the head of every document."),
    ),
    navigation_key="conferences.partners",
    edit_permission="conferences.edit_partners",
    table=PartnerTable, form=PartnerForm,
    add=partial(add_part, Partner), change=change_part, delete=delete_part,
    add_label=_("Add a partner"),
    messages=Messages(_("The partner was added."), _("The partner was changed."), _("The partner was deleted.")),
    delete_label=_("Delete the partner"),
    delete_consequence=_("Name, logo and credit line disappear from all pages and from documents made later."),
)  # fmt: skip

themes = Resource(
    model=Theme, name="theme", label=_("Themes and partners"),
    lead=_("They colour the agenda and sort the recommendations."),
    empty=Empty("palette", _("There are no themes yet"), _("Three to six themes are usual. Each has a colour.")),
    navigation_key="conferences.themes",
    edit_permission="conferences.edit_themes",
    table=ThemeTable, form=ThemeForm,
    add=partial(add_part, Theme), change=change_part, delete=delete_part,
    add_label=_("Add a theme"),
    messages=Messages(_("The theme was added."), _("The theme was changed."), _("The theme was deleted.")),
    delete_label=_("Delete the theme"),
    delete_consequence=_("Sessions and recommendations of this theme stay, without a theme."),
    second=partners,
)  # fmt: skip


# --- Pages and news -------------------------------------------------------------------------------------


class PagesView(ActionsMixin, ResourceListView):
    template_name = "conferences/page_list.html"
    primary_action = "publish"
    actions = (
        ListAction(key="publish", label=_("Publish"), verb=publish_page),
        ListAction(key="withdraw", label=_("Withdraw"), verb=withdraw_page),
    )


class PageFormView(ResourceFormView):
    template_name = "conferences/page_form.html"
    success_name = "conferences_secretariat:page-change"

    def get_initial(self) -> dict[str, Any]:
        kind = self.request.GET.get("kind")
        return {"kind": kind if kind in Page.Kind.values else Page.Kind.PAGE} if self.is_new else {}


pages = Resource(
    model=Page, name="page", label=_("Website"),
    empty=Empty(
        "newspaper", _("Nothing is written yet"),
        _("Participants look for the place, hotels and visas first."),
    ),
    navigation_key="conferences.pages",
    edit_permission="conferences.edit_pages",
    table=PageTable, form=PageForm,
    add=partial(add_part, Page), change=change_part, delete=delete_part,
    add_label=_("Write a page or a piece of news"),
    messages=Messages(
        _("The page was saved. Nobody else sees it until it is published."), _("The page was changed."),
        _("The page was deleted."),
    ),
    delete_label=_("Delete the page"),
    delete_consequence=_("Its text in every language is lost. To hide it only, withdraw it instead."),
    list_view=PagesView, form_view=PageFormView,
)  # fmt: skip


class PagePublishView(SecretariatMixin, ActionView):
    """Publishes a page (POST publish=1) or withdraws it (POST nothing)."""

    permission = "conferences.edit_pages"
    queryset = Page.objects.all()
    success_name = "conferences_secretariat:page-change"

    def perform(self) -> None:
        verb = publish_page if self.request.POST.get("publish") else withdraw_page
        verb(self.object, by=self.acting_user)


class PageMoveView(SecretariatMixin, ActionView):
    """Moves a page one place up (POST up=1) or down (POST nothing) in lists and in the menu."""

    permission = "conferences.edit_pages"
    queryset = Page.objects.all()
    list_name = "conferences_secretariat:page-list"

    def perform(self) -> str:
        move_page(self.object, up=bool(self.request.POST.get("up")), by=self.acting_user)
        return _("“%(page)s” has moved.") % {"page": self.object}


class PagePreviewView(SecretariatMixin, View):
    """Previews the posted form of a page in each language. Nothing is saved."""

    permission = "conferences.edit_pages"
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
