"""The list of the venue's screens."""

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from agenda.screens.domain.screens import is_alive
from agenda.screens.models import VenueScreen
from confman.conferences.web.resources import tables
from confman.translation.languages import language_name
from confman.web.templatetags.confman_web import moment, status_badge


def address_of(screen: VenueScreen) -> str:
    """The whole address, as it is opened on the screen."""
    return settings.BASE_URL + reverse("agenda_onsite:screen", args=[screen.conference.slug, screen.token])


class ScreenTable(tables.ResourceTable):
    name = tables.RecordColumn(gettext_lazy("Name"), order_by=("name", "id"))
    kind = tables.ChoiceColumn(gettext_lazy("Shows"))
    room = tables.Column(gettext_lazy("Room"))
    languages = tables.Column(gettext_lazy("Languages"))
    last_seen_at = tables.Column(gettext_lazy("Last seen"), order_by=("last_seen_at", "id"), empty_values=())
    open = tables.Column(pgettext_lazy("a page", "Open"), empty_values=())

    def render_languages(self, value: list[str]) -> str:
        return ", ".join(map(language_name, value))

    def render_last_seen_at(self, record: VenueScreen) -> str:
        if is_alive(record):
            return status_badge("alive", _("alive"), "good")
        return moment(record.last_seen_at) or _("never")

    def render_open(self, record: VenueScreen) -> SafeString:
        name = format_html('<span class="visually-hidden">: {}</span>', record.name)
        address = address_of(record)
        screen_link = format_html(
            '<a href="{}" target="_blank" rel="noopener">{}{}</a>', address, _("Screen"), name
        )
        if record.kind != VenueScreen.Kind.TIMER or not self.view.may("agenda.run_timer"):
            return screen_link
        return format_html(
            "{} · {}", screen_link, self.to("agenda_secretariat:timer", record, _("Set the clock"))
        )
