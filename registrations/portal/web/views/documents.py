"""A participant's documents: ticket, confirmation, letters, certificate, agenda, papers of the sessions, outcomes."""

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from agenda.materials.models import Material
from agenda.releases.domain.read_model import ReleasedAgenda
from agenda.releases.domain.reader import VISIBLE, published_agenda
from confman.accounts.sessions import user_of
from confman.conferences.registries import Record, links_of
from confman.documents.domain.builder import build_document
from confman.web.uploads.stored_files import counted_response
from registrations.certificates.domain import may_have_certificate
from registrations.certificates.models import Certificate
from registrations.core.models.registration import Registration
from registrations.core.web.exports import attached
from registrations.core.web.portal import ParticipantMixin
from registrations.correspondence.models import INVITATION, Correspondence, CorrespondenceDirection
from registrations.protocol.domain.arrangements import VISA_LETTER

# The letters a participant may read: kind -> its name on the page.
LETTERS = {
    VISA_LETTER: gettext_lazy("My visa-support letter"),
    INVITATION: gettext_lazy("The letter that invited my delegation"),
}


class DocumentsView(ParticipantMixin, TemplateView):
    """The page of documents issued to the person, the agenda as a file, readable outcomes, and session handouts."""

    template_name = "registrations/portal/documents.html"
    active = "documents"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        agenda = own_release(self)
        with_papers = [session for session in agenda.sessions if session.materials] if agenda else []
        return super().get_context_data(
            certificate=Certificate.objects.filter(registration=self.registration, revoked_at=None).first(),
            letters=letters_to(self.registration),
            others=links_of(Record.PARTICIPANT_DOCUMENTS, self.registration, self.content_language),
            may_take=may_have_certificate(self.registration),
            agenda=agenda,
            with_papers=sorted(with_papers, key=lambda session: session.start),
            language=self.content_language,
            **kwargs,
        )


def letters_to(registration: Registration) -> list[Correspondence]:
    """Return the letters of the register about this participant, and the one that invited their delegation.

    Who does not take part any more has none: each is made anew, and would still say that they are invited.
    """
    if registration.is_over:
        return []
    about = Q(registration=registration)
    if registration.delegation_id:
        about |= Q(delegation=registration.delegation_id, registration=None, kind=INVITATION)
    letters = list(
        Correspondence.objects.of(registration.conference)
        .in_force()
        .filter(about, direction=CorrespondenceDirection.OUT, kind__in=LETTERS)
        .order_by("date", "created_at")
    )
    for letter in letters:
        letter.own_label = LETTERS[letter.kind]
    return letters


class OwnLetterView(ParticipantMixin, View):
    """A letter as PDF, made from the register, with the participant's own passport where it cites one."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        letter = next(
            (letter for letter in letters_to(self.registration) if letter.pk == self.kwargs["letter"]), None
        )
        if letter is None:
            raise Http404(_("There is no such letter, or it is no longer valid."))
        document = build_document(
            f"registrations.{letter.kind}_letter",
            self.conference,
            language=letter.language,
            format="pdf",
            options={"letters": [str(letter.pk)]},
            by=user_of(request),
        )
        return attached(document.content, document.content_type, f"{letter.number.replace('/', '-')}.pdf")


class OwnConfirmationView(ParticipantMixin, View):
    """The confirmation of participation as PDF, with the ticket's code."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.registration.is_approved:
            raise Http404(_("There is nothing to confirm: the registration is not approved."))
        return own_document(self, "confirmation")


def own_document(page: ParticipantMixin, kind: str) -> HttpResponse:
    """Return a document about the participant as PDF, made while they wait."""
    document = build_document(
        f"registrations.{kind}",
        page.conference,
        language=page.content_language,
        format="pdf",
        options={"registration": str(page.registration.pk)},
    )
    return attached(document.content, document.content_type, f"{page.conference.slug}-{kind}.pdf")


class SessionMaterialView(ParticipantMixin, View):
    """A file of a session that participants may read, once its embargo is over."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        agenda, key = own_release(self), str(self.kwargs["material"])
        is_published = agenda and any(
            material.id == key for session in agenda.sessions for material in session.materials
        )
        readable = Material.objects.open_to(VISIBLE[self.registration.audience], timezone.now())
        material = readable.filter(session__conference=self.conference, pk=key).first()
        if not is_published or material is None or not material.file:
            raise Http404(_("The published agenda has no such material."))
        return counted_response(request, material)


def own_release(view: ParticipantMixin) -> ReleasedAgenda | None:
    """Return the latest release: as participants read it once approved, before that as everyone does."""
    return published_agenda(view.conference, view.registration.audience)
