"""The documents of a delegation, on the page of its focal points: those handed in, and handing in another."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from confman.translation.text import TranslatedText
from outcomes.register.domain.documents import deadline_in_words, hand_in_document
from outcomes.register.models import DocumentSeries, RegisteredDocument
from outcomes.register.web.forms import HandInDocumentForm
from registrations.delegations.web.views.focal_point import DelegationFormView, DelegationMixin


class DelegationDocumentsView(DelegationMixin, TemplateView):
    """What the delegation handed in and what became of it; until when it may hand in more."""

    template_name = "outcomes/register/delegation/documents.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = RegisteredDocument.objects.of(self.conference).filter(delegation=self.delegation)
        series, now = DocumentSeries.objects.of(self.conference).of_delegations(), timezone.now()
        return super().get_context_data(
            documents=rows.select_related("series").order_by("-received_at", "id"),
            series=[
                {"title": row.title, "until": deadline_in_words(row), "over": row.is_past_deadline(now)}
                for row in series
            ],
            may_hand_in=any(not row.is_past_deadline(now) for row in series),
            hand_in_url=_address("document-hand-in", self),
            **kwargs,
        )


class HandInView(DelegationFormView):
    """The form to hand in a document, in one language."""

    form_class = HandInDocumentForm
    verb = hand_in_document
    heading = gettext_lazy("Hand in a document")
    submit = gettext_lazy("Hand it in")

    def get_initial(self) -> dict[str, Any]:
        person = self.focal_point and self.focal_point.person
        language = person.preferred_language() if person else self.conference.default_language
        series = DocumentSeries.objects.of(self.conference).taking(timezone.now())
        return {"series": series.first(), "language": language}

    def get_values(self, form: HandInDocumentForm) -> dict[str, Any]:
        values = form.cleaned_data
        return {**values, "title": TranslatedText({values["language"]: values["title"]})}

    def perform(self, form: HandInDocumentForm) -> str:
        hand_in_document(self.delegation, by=self.acting_user, **self.get_values(form))
        return _("The document was handed in. The secretariat checks it; you are told by mail.")

    def get_success_url(self) -> str:
        return _address("documents", self)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"cancel": _address("documents", self)}


def _address(name: str, view: DelegationMixin) -> str:
    return reverse(f"outcomes_delegation:{name}", args=[view.conference.slug, view.delegation.pk])
