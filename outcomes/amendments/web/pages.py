"""Parts shared by the pages of amendments: editing a paragraph, and previewing the change before it is sent."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.translation.languages import reading_languages
from confman.web.errors import Refused
from confman.web.forms.base import put_errors
from confman.web.word_differences import compare_words
from outcomes.amendments.domain.amendments import change_amendment, propose_amendment
from outcomes.amendments.domain.checks import Party
from outcomes.amendments.domain.edits import ProposedText, ground_of, paragraph_names
from outcomes.amendments.models import Amendment
from outcomes.amendments.web.forms import AmendmentForm
from outcomes.recommendations.models.paragraphs import Paragraph
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.version import RecommendationVersion
from outcomes.recommendations.web.base import language_facts


def text_language(version: RecommendationVersion, requested_language: str) -> str:
    """Return the language of the text that is asked for, else the reading language, else the first available."""
    offered = version.languages
    languages = (requested_language, *reading_languages(), version.original_language)
    return next((code for code in languages if code in offered), next(iter(offered), ""))


class EditParagraphMixin:
    """A mixin for editing a paragraph as it would read; the difference is shown as a tracked change, then sent.

    Nothing that was typed is lost: if the paragraph has changed meanwhile, the new one is shown beside it. Subclasses
    give `recommendation`, `get_party(form)`, `acting_user` and `done_url`.
    """

    request: HttpRequest
    conference: Conference
    acting_user: Any
    render_to_response: Any
    recommendation: Recommendation
    amendment: Amendment | None = None
    form_class: type[AmendmentForm] = AmendmentForm

    def get_party(self, form: AmendmentForm) -> Party:
        """Return the party in whose name the amendment is sent."""
        raise NotImplementedError

    def done_url(self) -> str:
        """Return the address to go to once the amendment is sent."""
        raise NotImplementedError

    # --- What is edited ---------------------------------------------------------------------------------

    @cached_property
    def version(self) -> RecommendationVersion:
        if self.recommendation.current_version is None:
            raise Http404
        return self.recommendation.current_version

    @cached_property
    def language(self) -> str:
        if self.amendment:
            return self.amendment.language
        return text_language(self.version, self.request.GET.get("language", ""))

    @property
    def key(self) -> str:
        """The paragraph that is changed, or that the new one follows."""
        return self.amendment.paragraph if self.amendment else self.request.GET.get("paragraph", "")

    @property
    def is_new(self) -> bool:
        if self.amendment:
            return self.amendment.is_new_paragraph
        return "new" in self.request.GET or "as_new" in self.request.POST

    @cached_property
    def paragraph(self) -> Paragraph | None:
        """The paragraph as it is now; None if it is gone, or none is meant."""
        return next((row for row in self.version.body if row.id == self.key), None)

    @property
    def present(self) -> str:
        return "" if self.is_new or self.paragraph is None else self.paragraph.text(self.language)

    def proposed_text(self, form: AmendmentForm, base: RecommendationVersion) -> ProposedText:
        key, level = self.key, form.cleaned_data.get("level") or 0
        if self.is_new and key and self.paragraph is None:
            level = next((row.level for row in base.body if row.id == key), level)
            key = _place_before(key, base, self.version)
        return ProposedText(key, self.language, form.cleaned_data["text"], self.is_new, level)

    # --- Asking and answering ---------------------------------------------------------------------------

    def build_form(self, data: Any = None) -> AmendmentForm:
        facts = language_facts(self.language)
        return self.form_class(
            data, conference=self.conference, is_new=self.is_new, language=facts["code"],
            direction=facts["direction"], initial=self.initial(),
        )  # fmt: skip

    def initial(self) -> dict[str, Any]:
        amendment = self.amendment
        if amendment is None:
            level = self.paragraph.level if self.paragraph else 0
            return {"base": self.version.pk, "text": self.present, "level": level}
        return {
            "base": self.version.pk,
            "text": amendment.text,
            "level": amendment.level,
            "rationale": amendment.rationale,
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.key and self.paragraph is None and not self.amendment:
            raise Http404
        return self.render_to_response(self.get_context_data(form=self.build_form()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.build_form(request.POST)
        preview = None
        if form.is_valid():
            base = get_object_or_404(self.recommendation.versions, pk=form.cleaned_data["base"])
            text = form.cleaned_data["text"]
            try:
                # Only the change that was previewed is sent: if a word differs, the preview is shown again.
                if (
                    "send" in request.POST and form.cleaned_data["shown"] == text
                ) or "as_new" in request.POST:
                    messages.success(request, self.send(form, base))
                    return HttpResponseRedirect(self.done_url())
                if text == self.present:
                    raise Refused(_("Nothing would change: the paragraph already reads so."))
                preview = text
            except (Refused, ValidationError) as error:
                put_errors(form, error)
        return self.render_to_response(self.get_context_data(form=form, preview=preview))

    def send(self, form: AmendmentForm, base: RecommendationVersion) -> str:
        """Call the verb, and return the message."""
        user, party = self.acting_user, self.get_party(form)
        proposal, rationale = self.proposed_text(form, base), form.cleaned_data["rationale"]
        if self.amendment:
            change_amendment(
                self.amendment, by=user, party=party, base=base, proposal=proposal, rationale=rationale
            )
            return _("%(what)s was changed.") % {"what": self.amendment.label}
        amendment = propose_amendment(
            self.recommendation, by=user, party=party, base=base, proposal=proposal, rationale=rationale,
            co_sponsors=form.cleaned_data.get("co_sponsors", ()),
        )  # fmt: skip
        return _("The amendment was sent as %(what)s.") % {"what": amendment.label}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        preview = kwargs.get("preview")
        return super().get_context_data(  # type: ignore[misc]
            language_facts=language_facts(self.language),
            base=self.version.pk,
            is_new=self.is_new,
            is_gone=bool(self.key and self.paragraph is None),
            anchor=self.key,
            paragraph_name=paragraph_names(self.version.body).get(self.key, ""),
            present=self.present,
            was=ground_of(self.amendment) if self.amendment else "",
            pieces=compare_words(self.present, preview) if preview is not None else [],
            shown=preview if preview is not None else "",
            is_shown=preview is not None,
            **kwargs,
        )


def _place_before(key: str, base: RecommendationVersion, now: RecommendationVersion) -> str:
    """Return the nearest remaining paragraph before a deleted one; '' for the beginning."""
    remaining_ids = {row.id for row in now.body}
    nearest = ""
    for row in base.body:
        if row.id == key:
            return nearest
        if row.id in remaining_ids:
            nearest = row.id
    return nearest
