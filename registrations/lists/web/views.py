"""The page of participants: on a participant's own pages and, where the conference chose it, on the public site."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from django_countries import countries

from confman.conferences.models import Conference
from confman.conferences.registries import Link
from confman.conferences.web.base import ConferenceMixin, PublicView
from confman.people.models.address_book import BookQuerySet
from confman.people.models.person import PersonQuerySet
from confman.people.privacy import Audience, ShownPerson, shown
from confman.translation.collation import collation_key
from registrations.core.domain.settings import settings_of
from registrations.core.models.registration import Registration
from registrations.core.models.settings import ListReaders
from registrations.core.web.exports import audited_download
from registrations.core.web.portal import ParticipantFormView, ParticipantMixin
from registrations.lists.domain import found_among, open_to_mail, participants, write_to_participant
from registrations.lists.web.forms import MailForm

ON_A_PAGE = 60


def links_of_participant(registration: Registration) -> list[Link]:
    """Return the link to the page of participants, for the own page of someone who may read it."""
    if not _may_read(registration, settings_of(registration.conference).list_readers):
        return []
    return [Link(_("Who takes part"), _address(registration), detail=_("Find others, and write to them."))]


def _address(registration: Registration) -> str:
    return reverse("registrations_portal:participants", args=[registration.conference.slug, registration.pk])


def _may_read(registration: Registration, readers: str) -> bool:
    return readers != ListReaders.NOBODY and registration.is_approved and not registration.is_practice


class ParticipantsPage(ConferenceMixin):
    """A list of those who agreed to be named to `audience`, searched by what it shows of them, and by country."""

    audience: Audience

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        parameters = self.request.GET
        everybody = participants(self.conference, self.audience)
        codes = everybody.exclude(person__country="").order_by().values_list("person__country", flat=True)
        offered = sorted(
            ((code, countries.name(code)) for code in map(str, codes.distinct())),
            key=lambda pair: collation_key(pair[1]),
        )
        country = parameters.get("country", "") if parameters.get("country") in dict(offered) else ""
        rows = everybody.filter(person__country=country) if country else everybody
        query = parameters.get("q", "")
        registrations = found_among(rows, query) if query.strip() else rows
        page = Paginator(registrations, ON_A_PAGE).get_page(parameters.get("page"))
        return super().get_context_data(
            page_obj=page,
            people=[_row(registration) for registration in page.object_list],
            offered=offered,
            asked={"q": query, "country": country},
            narrowed=bool(query.strip() or country),
            **kwargs,
        )


def _row(registration: Registration) -> tuple[Any, ShownPerson, str]:
    """Return key, person and country; no country where it is what the organization is called."""
    person = shown(registration.person)
    country = countries.name(person.country)
    return registration.pk, person, "" if country == str(person.organization) else country


class PublicParticipantsView(ParticipantsPage, PublicView):
    """The participants who agreed to be named to everyone. Not cached: those who withdraw that are gone at once."""

    template_name = "registrations/lists/public/participants.html"
    audience = Audience.PUBLIC
    may_be_cached = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        # Search engines keep the pages that they have read.
        response["X-Robots-Tag"] = "noindex"
        return response

    def get_object(self) -> Conference:
        if settings_of(self.conference).list_readers != ListReaders.PUBLIC:
            raise Http404(_("This conference does not show who takes part."))
        return self.conference


class ReadersMixin(ParticipantMixin):
    """A page for participants who may read who else takes part."""

    def prepare(self) -> None:
        super().prepare()
        if not _may_read(self.registration, settings_of(self.conference).list_readers):
            raise Http404(_("This conference does not show who takes part."))

    @cached_property
    def written_to(self) -> Any:
        """Those to whom this participant may write."""
        others = participants(self.conference, Audience.PARTICIPANTS).exclude(pk=self.registration.pk)
        return open_to_mail(others)


class OwnParticipantsView(ReadersMixin, ParticipantsPage, TemplateView):
    """The participants who agreed to be named to participants, and ways to write to them."""

    template_name = "registrations/lists/portal/participants.html"
    audience = Audience.PARTICIPANTS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        keys = [key for key, _person, _country in context["people"]]
        context["reached"] = set(self.written_to.filter(pk__in=keys).values_list("pk", flat=True))
        return context


class WriteView(ReadersMixin, ParticipantFormView):
    """Writes to another participant, whose address is not shown."""

    form_class = MailForm
    success_name = "registrations_portal:participants"
    submit = gettext_lazy("Send")

    def prepare(self) -> None:
        super().prepare()
        self.addressee: Registration = get_object_or_404(self.written_to, pk=self.kwargs["addressee"])
        self.addressee.conference = self.addressee.person.conference = self.conference

    @property
    def heading(self) -> str:
        return _("Write to %(name)s") % {"name": self.addressee.person}

    lead = gettext_lazy(
        "The conference sends your words by mail and shows you no address. The secretariat can read what is sent "
        "through the conference."
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "own_address": self.registration.person.email}

    def perform(self, form: MailForm) -> str:
        message = {name: form.cleaned_data[name] for name in ("subject", "body")}
        write_to_participant(self.registration, self.addressee, by=self.acting_user, **message)
        return _("Your mail to %(name)s is on its way. The answer comes to your own address.") % {
            "name": self.addressee.person
        }


def export_chosen(page: Any, people: PersonQuerySet) -> HttpResponse:
    """Return these people as a spreadsheet; the history records who took it."""
    # Imported here: tables load the spreadsheet libraries.
    from registrations.lists.exchange import export_directory

    return audited_download(
        export_directory(page.conference, people, format="xlsx"),
        "xlsx",
        page.conference,
        by=page.acting_user,
        of="people",
        verb="registrations.people_exported",
        chosen=people.count(),
    )


def export_entries(page: Any, entries: BookQuerySet) -> HttpResponse:
    """Return these entries of the address book as a spreadsheet; the history records who took it."""
    from registrations.lists.exchange import export_address_book

    return audited_download(
        export_address_book(page.conference, entries, format="xlsx"),
        "xlsx",
        page.conference,
        by=page.acting_user,
        of="address-book",
        verb="registrations.address_book_exported",
        chosen=entries.count(),
    )
