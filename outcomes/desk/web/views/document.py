"""The outcome document and the addressees."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.forms import BaseForm
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from confman.accounts.sessions import user_of
from confman.conferences.web.base import SecretariatView
from confman.conferences.web.verb_views import ConfirmView, VerbFormView, history_of
from confman.documents.domain.access import kinds_for
from confman.translation.quotes import quotable
from confman.translation.reading_language import interface_language, reading_in
from outcomes.follow_up.domain.addressees import change_addressee, remove_addressee
from outcomes.follow_up.web.forms import follow_up as forms
from outcomes.publication.documents.outcome_document import build_recommendations
from outcomes.publication.domain.publish import publish_document
from outcomes.recommendations.domain.addressees import add_addressee
from outcomes.recommendations.domain.outcome_documents import change_document, recommendations_document
from outcomes.recommendations.models.addressee import Addressee
from outcomes.recommendations.models.document import OutcomeDocument
from outcomes.recommendations.models.recommendation import Recommendation, Stage

PER_PAGE = 50


# --- The document -----------------------------------------------------------------------------------------


class DocumentView(SecretariatView):
    """The outcome document as it stands: preamble, sections, recommendations."""

    permission = "outcomes.view_document"
    template_name = "outcomes/desk/document.html"
    navigation_key = "outcomes.document"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        document = OutcomeDocument.objects.of(self.conference).filter(kind="recommendations").first()
        language = self._language()
        stages = list(Recommendation.objects.of(self.conference).values_list("stage", flat=True))
        waiting = sum(stage in (Stage.ADOPTED, Stage.ADOPTED_AS_AMENDED) for stage in stages)
        user = self.request.user
        return super().get_context_data(
            document=document,
            preview=self._preview(language),
            language_choices=[
                {"code": code, "active": code == language} for code in self.conference.languages
            ],
            adopted=sum(
                stage in (Stage.ADOPTED, Stage.ADOPTED_AS_AMENDED, Stage.PUBLISHED) for stage in stages
            ),
            published=sum(stage == Stage.PUBLISHED for stage in stages),
            waiting=waiting,
            may_edit=user.has_perm("outcomes.edit_document", self.conference)
            and not (document and document.is_published),
            may_correct=bool(document and document.is_published)
            and user.has_perm("outcomes.publish_recommendation", self.conference),
            annexes=list(document.annexes.all()) if document else [],
            issues=list(document.issues.select_related("issued_by").defer("content")) if document else [],
            may_publish=user.has_perm("outcomes.publish_recommendation", self.conference) and bool(waiting),
            kinds=[kind for kind in kinds_for(user, self.conference) if kind.app == "outcomes"],
            entries=history_of(document) if document else [],
            **kwargs,
        )

    def _language(self) -> str:
        """The one that was asked for, else the reader's, else the conference's first."""
        offered = self.conference.languages
        asked = self.request.GET.get("language", "")
        if asked in offered:
            return asked
        active = get_language() or ""
        return next((code for code in offered if interface_language(code) == active), offered[0])

    def _preview(self, language: str) -> Any:
        with reading_in(language, *self.conference.languages):
            return build_recommendations(self.conference, language=language, options={})


class DocumentEditView(VerbFormView):
    permission = "outcomes.edit_document"
    form_class = forms.OutcomeDocumentForm
    heading = gettext_lazy("The outcome document")
    navigation_key = "outcomes.document"
    list_name = "outcomes_secretariat:document"
    list_label = gettext_lazy("Outcome document")

    def get_form_kwargs(self) -> dict[str, Any]:
        document = OutcomeDocument.objects.of(self.conference).filter(kind="recommendations").first()
        instance = document or OutcomeDocument(conference=self.conference)
        return {**super().get_form_kwargs(), "instance": instance}

    def act(self, form: forms.OutcomeDocumentForm) -> Any:
        document = recommendations_document(self.conference, by=user_of(self.request))
        values = {name: form.cleaned_data[name] for name in form.Meta.fields if name in form.changed_data}
        sections = form.section_rows() if "sections_text" in form.changed_data else None
        change_document(document, by=user_of(self.request), values=values, sections=sections)
        return _("The document was saved.")


class DocumentPublishView(ConfirmView):
    permission = "outcomes.publish_recommendation"
    navigation_key = "outcomes.document"
    list_name = "outcomes_secretariat:document"
    list_label = gettext_lazy("Outcome document")
    action = gettext_lazy("Publish")
    question = gettext_lazy("Publish the outcome document?")
    consequence = gettext_lazy(
        "Everyone can then read the adopted recommendations with their numbers on the public site. Afterwards their"
        " text changes only by a corrigendum or a revision."
    )

    def act(self) -> Any:
        document = recommendations_document(self.conference, by=user_of(self.request))
        count = publish_document(document, by=user_of(self.request))
        return _("Published: %(count)d recommendations.") % {"count": count}


# --- Addressees -------------------------------------------------------------------------------------------


class AddresseeListView(SecretariatView):
    permission = "outcomes.view_follow_up"
    template_name = "outcomes/desk/addressee_list.html"
    navigation_key = "outcomes.addressees"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        from django.db.models import Count

        found = Addressee.objects.of(self.conference).select_related("focal_point")
        found = found.annotate(asked=Count("recommendations", distinct=True)).order_by(
            *(Addressee._meta.ordering or ())
        )
        return super().get_context_data(
            page=Paginator(found, PER_PAGE).get_page(self.request.GET.get("page")),
            may_edit=self.request.user.has_perm("outcomes.edit_follow_up", self.conference),
            **kwargs,
        )


class AddresseePage:
    """What forms about an addressee have in common."""

    permission = "outcomes.edit_follow_up"
    form_class: type[BaseForm] | None = forms.AddresseeForm
    navigation_key = "outcomes.addressees"
    list_name = "outcomes_secretariat:addressee-list"
    list_label = gettext_lazy("Addressees")


class AddresseeAddView(AddresseePage, VerbFormView):
    permission = "outcomes.edit_follow_up"
    heading = gettext_lazy("Add an addressee")
    submit = gettext_lazy("Add")

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.fields.pop("position")
        return form

    def act(self, form: forms.AddresseeForm) -> Any:
        add_addressee(self.conference, by=user_of(self.request), values=form.cleaned_data)
        return _("The addressee was added.")


class AddresseeChangeView(AddresseePage, VerbFormView):
    permission = "outcomes.edit_follow_up"

    def prepare(self) -> None:
        super().prepare()
        self.addressee = self.own_row(Addressee)
        self.heading = str(self.addressee)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": Addressee.objects.get(pk=self.addressee.pk)}

    def act(self, form: forms.AddresseeForm) -> Any:
        change_addressee(self.addressee, by=user_of(self.request), values=form.cleaned_data)
        return _("The addressee was changed.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        delete_url = reverse(
            "outcomes_secretariat:addressee-remove", args=[self.conference.slug, self.addressee.pk]
        )
        return super().get_context_data(delete_url=delete_url, entries=history_of(self.addressee), **kwargs)


class AddresseeRemoveView(AddresseePage, ConfirmView):
    permission = "outcomes.edit_follow_up"
    action = gettext_lazy("Remove the addressee")
    consequence = gettext_lazy("It is possible only while no recommendation, action or response names it.")

    def prepare(self) -> None:
        super().prepare()
        self.addressee = self.own_row(Addressee)

    def get_question(self) -> str:
        return _("Remove “%(name)s”?") % {"name": quotable(self.addressee)}

    def act(self) -> Any:
        remove_addressee(self.addressee, by=user_of(self.request))
        return _("The addressee was removed.")
