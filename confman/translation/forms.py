"""Form field and widget of a TranslatedText: one input per language of the conference."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from confman.translation.languages import language_direction, language_name
from confman.translation.text import TranslatedText


class TranslatedWidget(forms.Widget):
    """A widget with one input per language, named `<field>_<code>`; texts in other languages are kept."""

    template_name = "translation/translated_widget.html"

    def __init__(
        self, languages: Iterable[str], multiline: bool = False, attrs: dict[str, Any] | None = None
    ) -> None:
        self.languages = list(languages)
        self.multiline = multiline
        super().__init__(attrs)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        texts = value if isinstance(value, dict) else TranslatedText.of(value)
        input_id = context["widget"]["attrs"].pop("id", f"id_{name}")
        context["widget"]["multiline"] = self.multiline
        context["widget"]["rows"] = [
            {
                "name": f"{name}_{code}",
                # The label points to the first input.
                "id": input_id if position == 0 else f"{input_id}_{code}",
                "code": code,
                "language_name": language_name(code),
                "direction": language_direction(code),
                "value": texts.get(code, ""),
                "required": position == 0 and self.is_required,
            }
            for position, code in enumerate(self.languages)
        ]
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        return {code: data.get(f"{name}_{code}", "") for code in self.languages}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return all(f"{name}_{code}" not in data for code in self.languages)

    def id_for_label(self, id_: str) -> str:
        return id_


class TranslatedFormField(forms.Field):
    """A field that cleans to a TranslatedText. The conference's form sets `languages`; the first is the main one."""

    def __init__(
        self,
        *,
        languages: Iterable[str] | None = None,
        multiline: bool = False,
        max_length: int | None = None,
        **kwargs: Any,
    ) -> None:
        self.multiline = multiline
        self.max_length = max_length
        kwargs.pop("widget", None)
        codes = list(languages or dict(settings.LANGUAGES))
        super().__init__(widget=TranslatedWidget(codes, multiline), **kwargs)

    @property
    def languages(self) -> list[str]:
        return self.widget.languages

    @languages.setter
    def languages(self, languages: Iterable[str]) -> None:
        self.widget.languages = list(languages)

    def clean(self, value: Any) -> TranslatedText:
        texts = TranslatedText({code: str(text).strip() for code, text in (value or {}).items() if text})
        if self.required and not texts:
            raise ValidationError(self.error_messages["required"], code="required")
        errors = [
            _("%(language)s: %(length)d characters, at most %(limit)d fit.")
            % {"language": language_name(code), "length": len(text), "limit": self.max_length}
            for code, text in texts.items()
            if self.max_length and len(text) > self.max_length
        ]
        if errors:
            raise ValidationError(errors)
        self.run_validators(texts)
        return texts

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = TranslatedText.of(initial)
        after = TranslatedText({code: str(text).strip() for code, text in (data or {}).items()})
        return any(before.get(code, "") != after.get(code, "") for code in self.languages)
