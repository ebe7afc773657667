"""Base of a participant's own pages."""

from typing import Any

from django.db import models
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from confman.accounts.signed_links import LinkInvalid
from confman.compiled_queries import CompiledQuery
from confman.conferences.web.verb_views import ActionFormView
from confman.people.fields import PERSON_FIELDS
from confman.people.web.form_fields import on_record
from confman.people.web.personal import PersonalLinkView, PersonalMixin, closed_link, still_open, to_new_link
from registrations.core.domain.personal_links import read_registration_link
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import REGISTRATIONS, Registration

# Contact and delegation, which most registrations lack, are fetched only if present.
_by_id = CompiledQuery(
    lambda conference, key: (
        Registration.objects.of(conference).filter(pk=key).select_related("person", "category")
    ),
    models.UUIDField(),
    models.UUIDField(),
)


def page_of(registration: Registration) -> str:
    """Return the address of a registration's page."""
    return reverse("registrations_portal:registration", args=[registration.conference.slug, registration.pk])


def page_of_delegation(delegation: Delegation, slug: str) -> str:
    """Return the address of a delegation's page."""
    return reverse("registrations_delegation:delegation", args=[slug, delegation.pk])


class ParticipantLinkView(PersonalLinkView):
    """The address in a mail to a participant."""

    kind = REGISTRATIONS

    def read(self, token: str) -> Registration:
        return read_registration_link(self.conference, token)

    def page(self, subject: Registration) -> str:
        return page_of(subject)

    def closed(self, error: LinkInvalid) -> HttpResponse:
        return closed_link(self.request, self.conference, error, to_new_link(self.conference))


class ParticipantMixin(PersonalMixin):
    """A page about one registration, for the person it is about."""

    permission = "registrations.use_own_registration"
    success_name = "registrations_portal:registration"
    active = "registration"
    permission_on = "registration"

    def prepare(self) -> None:
        super().prepare()
        registration = _by_id.get_or_none(self.conference.pk, self.kwargs["pk"])
        if registration is None:
            raise Http404
        self.object = self.registration = registration
        # Of the conference that was fetched already, as is its person.
        self.registration.conference = self.registration.person.conference = self.conference
        user: Any = self.request.user
        user.opened_registrations = still_open(self.request, REGISTRATIONS, [self.registration])
        self.activate_language_of(self.registration.person)

    def address(self, name: str) -> str:
        """Return the address of another page of this registration."""
        return reverse(f"registrations_portal:{name}", args=[self.conference.slug, self.registration.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        names = [("registration", pgettext("navigation", "Start"), "person-check")]
        if self.registration.is_approved:
            names.append(("ticket", _("Ticket"), "qr-code"))
        if not self.registration.is_over:
            names.append(("own-agenda", _("Agenda"), "calendar3"))
        names.append(("documents", _("Documents"), "file-earmark-text"))
        more = [
            ("messages", _("Messages"), "envelope"),
            ("privacy", pgettext("navigation", "My data"), "shield-check"),
        ]
        navigation, further = (
            [
                {"label": label, "url": self.address(name), "icon": icon, "active": name == self.active}
                for name, label, icon in part
            ]
            for part in (names, more)
        )
        return super().get_context_data(
            registration=self.registration,
            own_registration=self.registration,
            portal_navigation=navigation,
            portal_more=further,
            portal_more_open=any(link["active"] for link in further),
            **kwargs,
        )


class ParticipantFormView(ParticipantMixin, ActionFormView):
    """A form about one registration; a verb's refusal is shown in the form."""

    template_name = "registrations/core/portal/form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(cancel=self.get_success_url(), **kwargs)

    def own_initial(self) -> dict[str, Any]:
        """Return the person's own data as the form shows them."""
        person = self.registration.person
        fields = [field for field in PERSON_FIELDS if field.own_form]
        values = on_record(person, fields, self.content_language, self.conference.languages)
        return {**values, "listing": person.listing}

    def merged(self, details: dict[str, Any]) -> dict[str, Any]:
        """Return the details completed by the texts in other languages on record."""
        person = self.registration.person
        return {
            name: {**getattr(person, name), **value} if isinstance(value, dict) else value
            for name, value in details.items()
        }
