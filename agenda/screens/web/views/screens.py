"""The secretariat's list of the venue's screens: what each shows, its address, and whether it is alive."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.releases.models.release import AgendaRelease
from agenda.screens.domain.screens import change_screen, create_screen, delete_screen, is_alive, renew_address
from agenda.screens.models import VenueScreen
from agenda.screens.web.forms import VenueScreenForm
from confman.accounts.sessions import user_of
from confman.conferences.web.base import SecretariatMixin, SecretariatView
from confman.conferences.web.verb_views import ConfirmView, VerbFormView, history_of
from confman.translation.languages import language_name
from confman.translation.quotes import quotable


class ScreensPart(SecretariatMixin):
    navigation_key = "agenda.screens"
    list_name = "agenda_secretariat:screen-list"
    list_label = gettext_lazy("Screens")


def address_of(screen: VenueScreen, request: HttpRequest) -> str:
    """Return the whole address, as it is opened on the screen."""
    path = reverse("agenda_onsite:screen", args=[screen.conference.slug, screen.token])
    return request.build_absolute_uri(path)


class ScreenListView(ScreensPart, SecretariatView):
    permission = "agenda.view_screens"
    template_name = "agenda/screens/screen_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, screens = self.request.user, []
        for screen in VenueScreen.objects.of(self.conference).with_room():
            screen.conference = self.conference
            screens.append(
                {
                    "screen": screen,
                    "address": address_of(screen, self.request),
                    "alive": is_alive(screen),
                    "languages": ", ".join(map(language_name, screen.languages)),
                    "is_timer": screen.kind == VenueScreen.Kind.TIMER,
                }
            )
        return super().get_context_data(
            screens=screens,
            can_edit=user.has_perm("agenda.edit_screens", self.conference),
            can_time=user.has_perm("agenda.run_timer", self.conference),
            is_published=AgendaRelease.objects.of(self.conference).exists(),
            **kwargs,
        )


class ScreenFormView(ScreensPart, VerbFormView):
    """A screen, new or existing: what it shows, and its address as a QR code."""

    permission = "agenda.edit_screens"
    form_class = VenueScreenForm
    template_name = "agenda/screens/screen_form.html"

    def prepare(self) -> None:
        super().prepare()
        self.screen = None
        self.heading = _("Add a screen")
        if "pk" in self.kwargs:
            rows = VenueScreen.objects.of(self.conference).with_room()
            self.screen = get_object_or_404(rows, pk=self.kwargs["pk"])
            self.screen.conference = self.conference
            self.heading = self.screen.name

    def get_form_kwargs(self) -> dict[str, Any]:
        given = super().get_form_kwargs()
        if self.screen is not None:
            given["instance"] = VenueScreen.objects.get(pk=self.screen.pk)
        return given

    def act(self, form: VenueScreenForm) -> Any:
        if self.screen is None:
            create_screen(self.conference, by=user_of(self.request), **form.cleaned_data)
            return _("The screen was added. Open its address on the screen itself.")
        change_screen(self.screen, by=user_of(self.request), **form.cleaned_data)
        return _("The screen was changed; it follows within half a minute.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known = self.screen
        return super().get_context_data(
            screen=known,
            address=address_of(known, self.request) if known else "",
            alive=is_alive(known) if known else False,
            entries=history_of(known) if known else [],
            **kwargs,
        )


class OfScreen(ScreensPart, ConfirmView):
    permission = "agenda.edit_screens"

    def prepare(self) -> None:
        super().prepare()
        rows = VenueScreen.objects.of(self.conference)
        self.screen = get_object_or_404(rows, pk=self.kwargs["pk"])
        self.screen.conference = self.conference


class RenewAddressView(ScreensPart, ConfirmView):
    permission = "agenda.edit_screens"
    queryset = VenueScreen.objects.all()
    question = gettext_lazy("Give “%(name)s” a new address?")
    consequence = gettext_lazy(
        "The screen that is open at the old address shows nothing any more until it is opened at the new one."
    )
    action = gettext_lazy("New address")
    verb = renew_address
    done = gettext_lazy("“%(name)s” has a new address.")


class ScreenDeleteView(OfScreen):
    action = gettext_lazy("Delete the screen")
    consequence = gettext_lazy(
        "Its address shows nothing any more. This cannot be undone; another can be added."
    )

    def get_question(self) -> str:
        return _("Delete “%(name)s”?") % {"name": quotable(self.screen)}

    def act(self) -> str:
        name = str(self.screen)
        delete_screen(self.screen, by=user_of(self.request))
        return _("“%(name)s” was deleted.") % {"name": quotable(name)}
