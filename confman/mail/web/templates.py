"""The secretariat's pages of mail texts: the standard ones, the conference's own, and previews."""

from contextlib import suppress
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.conferences.web.base import SecretariatMixin
from confman.conferences.web.resources import filters
from confman.conferences.web.resources.views import ListView
from confman.conferences.web.stale_edits import StaleEditMixin, StaleField
from confman.conferences.web.verb_views import ActionFormView, ActionView
from confman.mail.domain.dispatch import conference_context
from confman.mail.domain.renderer import (
    allowed_placeholders,
    effective_texts,
    render_text,
    reset_mail_template,
    save_mail_template,
    standard_text,
)
from confman.mail.models import MailTemplate
from confman.mail.registry import MailKind, mail_kinds
from confman.mail.web.forms import MailTemplateForm
from confman.mail.web.tables import MailText, MailTextFilter, MailTextTable
from confman.translation.languages import language_direction, language_name, reading_in
from confman.web.database.changes import fingerprint
from confman.web.errors import Refused


class TemplateMixin(SecretariatMixin):
    permission = "mail.edit_templates"
    navigation_key = "mail.templates"

    def kind(self) -> MailKind:
        """Return the kind in the address; 404 if there is none."""
        if (kind := mail_kinds.find(self.kwargs["key"])) is None:
            raise Http404
        return kind

    def get_success_url(self) -> str:
        return self.to("template-edit", self.kind().key)


class TemplateListView(TemplateMixin, ListView):
    """All kinds of mail, and which have the conference's own texts."""

    lead = gettext_lazy("Every mail has standard words. Change them where this conference says it otherwise.")
    table, filter = MailTextTable, MailTextFilter
    row_page, row_key = "template-edit", "key"

    @cached_property
    def texts(self) -> filters.Lines:
        template_by_key = {template.key: template for template in MailTemplate.objects.of(self.conference)}
        return filters.Lines(
            self._text(kind, template_by_key.get(kind.key) or MailTemplate()) for kind in mail_kinds
        )

    def _text(self, kind: MailKind, template: MailTemplate) -> MailText:
        languages, body = self.conference.languages, template.body
        return MailText(
            kind.key,
            str(kind.label),
            str(kind.audience),
            own=[code for code in languages if code in body or code in template.subject],
            missing=[code for code in languages if code not in body and standard_text(kind, code) is None],
        )

    def get_rows(self) -> Any:
        return self.texts


class TemplateEditView(TemplateMixin, StaleEditMixin, ActionFormView):
    """Edits subject and text in each language, with a preview as recipients will see them."""

    template_name = "mail/template_edit.html"
    form_class = MailTemplateForm

    def get_initial(self) -> dict[str, Any]:
        if self.request.method == "POST":
            return {}
        subject, body = effective_texts(self.kind(), self.conference)
        return {"subject": subject, "body": body, "seen": fingerprint((subject, body))}

    def other_version(self, form: MailTemplateForm, current: Any) -> list[StaleField]:
        """Return subject and text in each language in which they are now others than those typed."""
        return [
            StaleField(
                f"{form.fields[name].label}, {language_name(code)}",
                form.cleaned_data[name].get(code, "—"),
                texts.get(code, "—"),
            )
            for name, texts in zip(("subject", "body"), current, strict=True)
            for code in self.conference.languages
            if form.cleaned_data[name].get(code, "").splitlines() != texts.get(code, "").splitlines()
        ]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "kind": self.kind()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kind = self.kind()
        form = kwargs.setdefault("form", self.get_form())
        texts = form.cleaned_data if form.is_bound and form.is_valid() else form.initial
        return super().get_context_data(
            previews=self.previews(texts) if texts else [],
            kind=kind,
            placeholders=allowed_placeholders(kind).values(),
            is_own=MailTemplate.objects.of(self.conference).filter(key=kind.key).exists(),
            **kwargs,
        )

    def previews(self, texts: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the mail in each language that has a text, filled with samples. Nothing is sent or stored."""
        kind = self.kind()
        previews: list[dict[str, Any]] = []
        for language in self.conference.languages:
            standard = standard_text(kind, language) or ("", "")
            subject = texts["subject"].get(language) or standard[0]
            body = texts["body"].get(language) or standard[1]
            mail = None
            if body:
                with reading_in(language, *self.conference.languages), suppress(Refused):
                    samples = {
                        name: str(placeholder.sample)
                        for name, placeholder in allowed_placeholders(kind).items()
                    }
                    samples |= conference_context(self.conference, language)
                    mail = render_text(kind, subject, body, language, samples)
            previews.append(
                {
                    "language": language,
                    "name": language_name(language),
                    "direction": language_direction(language),
                    "mail": mail,
                }
            )
        return previews

    def form_valid(self, form: MailTemplateForm) -> HttpResponse:
        return self.form_invalid(form) if "preview" in self.request.POST else super().form_valid(form)

    def perform(self, form: MailTemplateForm) -> str:
        save_mail_template(
            conference=self.conference, kind=self.kind(), by=self.acting_user, **form.cleaned_data
        )
        return _("The words of this mail were saved.")


class TemplateResetView(TemplateMixin, ActionView):
    """Returns to the standard texts."""

    def perform(self) -> str:
        is_reset = reset_mail_template(conference=self.conference, kind=self.kind(), by=self.acting_user)
        return _("This mail has its standard words again.") if is_reset else ""
