"""TranslatedField: the model field of a TranslatedText."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from confman.translation.text import TranslatedText

# The length of a text in each language: ten pages.
MAX_TEXT_LENGTH = 20_000


class _TranslatedDescriptor:
    """The descriptor that turns any assigned value into a TranslatedText."""

    def __init__(self, field: TranslatedField) -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type | None = None) -> Any:
        if instance is None:
            return self
        if self.field.attname not in instance.__dict__:
            instance.refresh_from_db(fields=[self.field.attname])
        return instance.__dict__[self.field.attname]

    def __set__(self, instance: models.Model, value: object) -> None:
        # The first is what the database returns, of hundreds of rows.
        is_kept = isinstance(value, TranslatedText) or hasattr(value, "resolve_expression")
        instance.__dict__[self.field.attname] = value if is_kept else TranslatedText.of(value)


class TranslatedField(models.JSONField):
    """A JSON object language -> text, read as a TranslatedText.

    `multiline` gives text areas in forms; forms and full_clean check `max_length` per language.
    """

    description = "Text in several languages"

    def __init__(
        self, *args: Any, multiline: bool = False, max_length: int | None = None, **kwargs: Any
    ) -> None:
        self.multiline = multiline
        self.text_max_length = max_length
        kwargs.setdefault("default", TranslatedText)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        if self.multiline:
            kwargs["multiline"] = True
        if self.text_max_length:
            kwargs["max_length"] = self.text_max_length
        return name, path, args, kwargs

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, name, _TranslatedDescriptor(self))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        # Most texts of most rows are empty, and reading them as JSON is half of what a long list takes.
        if value == "{}":
            return TranslatedText()
        return TranslatedText.of(super().from_db_value(value, expression, connection) or {})

    def to_python(self, value: Any) -> TranslatedText:
        return TranslatedText.of(value)

    def get_prep_value(self, value: Any) -> Any:
        if value is None or hasattr(value, "resolve_expression"):
            return super().get_prep_value(value)
        return dict(value) if isinstance(value, dict) else super().get_prep_value(value)

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        if not isinstance(value, dict):
            raise ValidationError(_("This is not a text in several languages."))
        if not value and not self.blank:
            raise ValidationError(self.error_messages["blank"], code="blank")
        if self.text_max_length:
            for language, text in value.items():
                if len(text) > self.text_max_length:
                    raise ValidationError(
                        _("The text in “%(language)s” has %(length)d characters; at most %(limit)d fit.")
                        % {"language": language, "length": len(text), "limit": self.text_max_length}
                    )

    def formfield(self, **kwargs: Any) -> Any:
        from confman.translation.forms import TranslatedFormField

        options: dict[str, Any] = {
            "form_class": TranslatedFormField,
            "multiline": self.multiline,
            "max_length": self.text_max_length,
            "required": not self.blank,
            # Kept lazy: the form may be rendered in another language than that of its import.
            "label": capfirst(self.verbose_name),
            "help_text": self.help_text,
        }
        options.update(kwargs)
        form_class = options.pop("form_class")
        options.pop("choices_form_class", None)
        options.pop("encoder", None), options.pop("decoder", None)
        return form_class(**options)

    def value_to_string(self, obj: models.Model) -> Any:
        return dict(self.value_from_object(obj))


class LongTextField(TranslatedField):
    """A text of several pages at most, in several languages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["multiline"] = True
        super().__init__(*args, **{"max_length": MAX_TEXT_LENGTH, **kwargs})

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """Deconstruct as the field that the database sees, which has no lengths."""
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("max_length", None)
        return name, "confman.translation.fields.TranslatedField", args, kwargs
